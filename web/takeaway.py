"""A check to take away: the address of a check with another ending gives it as a file, with or without scripts."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from graph.errors import RequestInvalid
from web import bodies, forms
from web.errors import NotFound
from web.service import data_version, run

router = APIRouter(tags=["API"])

#: The media type of each form of a check; text and JSON open in the browser, the others are saved.
KINDS: Final = {
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
}
_SHOWN: Final = ("txt",)
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "Nothing is named that could be checked, or a parameter is malformed"},
    404: {"description": "There is no such form of a check"},
}


@router.get("/check.{kind}", summary="A check as a file", responses=_ERRORS)
async def carried(request: Request, kind: Annotated[str, Path(max_length=8)]) -> Response:
    """Give a check as text, JSON, CSV, RIS or BibTeX; the address takes what that of the check page takes."""
    if kind not in KINDS:
        message = f"a check can be had as {', '.join(KINDS)}, not as “{kind}”"
        raise NotFound(message)
    bodies.fields(request.scope["query_string"])  # refuses what is not UTF-8, or too much
    form = forms.read(parse_qsl(request.scope["query_string"].decode()))
    if not form.request:
        message = f"name what is to be checked, such as /check.{kind}?s=NAME&s=OTHER"
        raise RequestInvalid(message)
    payload = {"request": form.request, "data_version": data_version(request)}
    if kind == "json":
        body = await run(request, "check", payload)
    else:
        body = await run(request, "carried_check", {**payload, "kind": kind})
    held = "inline" if kind in _SHOWN else "attachment"
    return Response(
        body, media_type=KINDS[kind], headers={"Content-Disposition": f'{held}; filename="alkagraph-check.{kind}"'}
    )
