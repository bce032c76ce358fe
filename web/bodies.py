"""Read request bodies and query strings, bounded while they arrive."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

from graph.errors import RequestInvalid
from web.errors import BodyTooLarge, UnsupportedType

if TYPE_CHECKING:
    from fastapi import Request

#: How long a client may take to send a body, seconds.
PATIENCE_S: Final = 30.0
MAX_FIELDS: Final = 100
FORM: Final = "application/x-www-form-urlencoded"


async def read(request: Request) -> bytes:
    """Return the body; raise BodyTooLarge as soon as it passes the limit, announced or not."""
    limit = request.app.state.settings.body_bytes
    parts, size = [], 0
    announced = request.headers.get("content-length", "0")
    try:
        async with asyncio.timeout(PATIENCE_S):
            if announced.isdecimal() and int(announced) > limit:
                size = int(announced)
            else:
                async for part in request.stream():
                    parts.append(part)
                    size += len(part)
                    if size > limit:
                        break
    except TimeoutError:
        raise HTTPException(408, "the body did not arrive in time") from None
    if size > limit:
        message = f"the body is larger than {limit} bytes"
        raise BodyTooLarge(message)
    return b"".join(parts)


def media_type(request: Request, *allowed: str) -> str:
    """Return the body's media type without its parameters; raise UnsupportedType unless it is allowed."""
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in allowed:
        message = f"send the body as {' or '.join(allowed)}, not as {found or 'a body of unnamed type'}"
        raise UnsupportedType(message)
    return found


async def read_json(request: Request) -> Any:  # noqa: ANN401 (whatever a stranger sent; the reader checks it)
    """Return the body read as JSON in UTF-8; raise RequestInvalid when it is none."""
    media_type(request, "application/json")
    body = await read(request)
    try:
        return json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        message = f"the body is not valid JSON in UTF-8 ({error})"
        raise RequestInvalid(message) from error


def fields(text: bytes) -> dict[str, list[str]]:
    """Return the fields of a query string or form; raise RequestInvalid if they are not UTF-8 or too many."""
    try:
        return parse_qs(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:
        message = f"the parameters cannot be read ({error})"
        raise RequestInvalid(message) from error


def one(given: dict[str, list[str]], name: str) -> str | None:
    """Return the one value of a field, or None; raise RequestInvalid when it is given twice."""
    values = given.get(name, [])
    if len(values) > 1:
        message = f"“{name}” is given {len(values)} times; give it once"
        raise RequestInvalid(message)
    return values[0] if values else None


def _no_number(text: str) -> NoReturn:
    message = f"{text} is not a JSON number"
    raise ValueError(message)
