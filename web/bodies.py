"""Read request bodies and query strings, bounded while they arrive."""

from __future__ import annotations

import asyncio
import json
import math
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import unquote_to_bytes

from starlette.requests import ClientDisconnect

from graph.errors import ChoiceUnknown, RequestInvalid
from web.errors import BodyTooLarge, BodyTooSlow, CodedBody, UnsupportedType

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from fastapi import Request
    from starlette.types import Message

#: How long a client may take to send a body, seconds.
PATIENCE_S: Final = 30.0
MAX_FIELDS: Final = 100
#: Whole numbers beyond this are no number of anything, and not every reader of JSON takes them (RFC 8259, section 6).
_INTEGERS: Final = 2**63
#: A Content-Length of so many digits is none.
MAX_DIGITS: Final = 19
FORM: Final = "application/x-www-form-urlencoded"


async def read(request: Request) -> bytes:
    """Return the body of a request: see `arriving`."""
    return await arriving(request.receive, request.headers, request.app.state.settings.body_bytes)


async def arriving(receive: Callable[[], Awaitable[Message]], headers: Mapping[str, str], limit: int) -> bytes:
    """Return a body that is still on its way; `headers` are looked up by their names in lower case.

    Raises BodyTooLarge as soon as it passes `limit` bytes, announced or not, BodyTooSlow when it takes too long,
    UnsupportedType when it is compressed (a small body must not become a large one), and ClientDisconnect.
    """
    if (coding := headers.get("content-encoding", "identity").strip().lower()) not in {"", "identity"}:
        message = f"send the body as it is, not coded as {coding[:80]}"
        raise CodedBody(message)
    announced = headers.get("content-length", "0")
    size = int(announced) if announced.isdecimal() and len(announced) < MAX_DIGITS else 0
    parts: list[bytes] = []
    if size <= limit:
        try:
            async with asyncio.timeout(PATIENCE_S):
                size = await _collect(receive, parts, limit)
        except TimeoutError:
            message = f"the body did not arrive within {PATIENCE_S:g} seconds"
            raise BodyTooSlow(message) from None
    if size > limit:
        message = f"the body is larger than {limit} bytes"
        raise BodyTooLarge(message)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def _collect(receive: Callable[[], Awaitable[Message]], parts: list[bytes], limit: int) -> int:
    """Append the parts of a body as they come, and return their size; stop when it passes the limit."""
    size, more = 0, True
    while more and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part, more = message.get("body", b""), message.get("more_body", False)
        size += len(part)
        parts.append(part)
    return size


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
        value = json.loads(body.decode(), parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
        if b"\\u" in body:  # an escape may name half a character (RFC 8259, section 8.2), which no text can hold
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        message = f"the body is not valid JSON in UTF-8 ({error})"
        raise RequestInvalid(message) from error
    return value


def fields(text: bytes) -> dict[str, list[str]]:
    """Return the fields of a query string or form, decoded once (WHATWG URL, section 5.1).

    Raises RequestInvalid if they are not UTF-8 or too many.

    >>> fields(b"q=%C3%BC+1&q=&x")
    {'q': ['ü 1', ''], 'x': ['']}
    """
    given: dict[str, list[str]] = {}
    parts = text.split(b"&", MAX_FIELDS)
    if len(parts) > MAX_FIELDS:
        message = f"there are more than {MAX_FIELDS} parameters"
        raise RequestInvalid(message)
    try:
        for part in filter(None, parts):
            name, _, value = part.partition(b"=")
            given.setdefault(_decoded(name), []).append(_decoded(value))
    except UnicodeDecodeError as error:
        message = f"the parameters are not valid UTF-8 ({error.reason})"
        raise RequestInvalid(message) from error
    return given


def _decoded(text: bytes) -> str:
    spaced = text.replace(b"+", b" ")
    if b"%" not in spaced:
        return spaced.decode()
    try:  # Python reads its own `\xNN` in C; the library's reader is a loop in Python
        found = spaced.replace(b"\\", b"%5C").replace(b"%", b"\\x").decode("unicode_escape").encode("latin-1")
    except UnicodeDecodeError:  # a % without two digits behind it stands for itself
        found = unquote_to_bytes(spaced)
    return found.decode()


def one(given: Mapping[str, Sequence[str]], name: str) -> str | None:
    """Return the one value of a field, or None; raise RequestInvalid when it is given twice."""
    values = given.get(name, ())
    if len(values) > 1:
        message = f"“{name}” is given {len(values)} times; give it once"
        raise RequestInvalid(message)
    return values[0] if values else None


def choice(name: str, value: str, allowed: Iterable[str]) -> str:
    """Return a value that is one of those allowed; raise ChoiceUnknown with these otherwise."""
    if value not in (known := tuple(allowed)):
        raise ChoiceUnknown(name, value, known)
    return value


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _whole(text: str) -> int:
    value = int(text)
    return value if -_INTEGERS <= value < _INTEGERS else _no_number(text)


def _no_number(text: str) -> NoReturn:
    message = f"{text} is not a JSON number"
    raise ValueError(message)
