"""The explorer: a page whose every state is an address, the same to embed, its data, and files to keep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph.errors import RequestInvalid
from graph.views import LEAST, MAX_TEXT, MAX_VALUES, MOST, View
from web import bodies, excursion
from web.negotiation import JSON
from web.pages import page
from web.service import run

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(tags=["Explorer"])

EXPLORE: Final = "/explore"
EMBED: Final = "/embed"
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "A parameter is not understood; `detail` names it and the values there are"},
    404: {"description": "A thing is not known; `detail` says which, and names that look like it"},
    503: {"description": "Too many requests wait; try again after `Retry-After` seconds"},
}
#: The files that a view can be kept as: their job, media type, and name.
FILES: Final = {
    "svg": ("explore_svg", "image/svg+xml"),
    "graphml": ("explore_graphml", "application/graphml+xml"),
    "json": ("explore", JSON),
}
#: The parameters of a view, as its description tells them.
_TOLD: Final = {
    "start": "slugs or names to start from",
    "open": "slugs whose neighbours are shown too, in order",
    "show": "slugs brought back from behind “+n more”",
    "hide": "kinds that are not drawn, such as risk",
    "without": "slugs that are not drawn",
    "relation": "keep only these relations, such as inhibits",
    "species": "keep only statements about these, such as human",
    "only": "kinds of evidence to keep, as in a check",
    "no": "kinds of evidence to leave out, as in a check",
    "min_level": "the least level of evidence",
    "derived": "no: without what only follows by rules",
    "limit": f"most things drawn, {LEAST} to {MOST}",
}
_LIST: Final = {"type": "array", "items": {"type": "string", "maxLength": MAX_TEXT}, "maxItems": MAX_VALUES}
PARAMETERS: Final = [
    {
        "name": name,
        "in": "query",
        "required": name == "start",
        "description": told,
        "schema": {"type": "string", "maxLength": MAX_TEXT} if name in {"min_level", "derived", "limit"} else _LIST,
    }
    for name, told in _TOLD.items()
]


@router.get(EXPLORE, include_in_schema=False)
async def explore(request: Request) -> HTMLResponse:
    """Show a view: what there is around the starts and the opened things, as a picture, a list and a table."""
    return await _page(request, "explore.html", EXPLORE)


@router.get(EMBED, include_in_schema=False)
async def embed(request: Request) -> HTMLResponse:
    """Show the same without header and footer, for a frame in another page."""
    return await _page(request, "embed.html", EMBED)


@router.get(EXPLORE + "/chosen", include_in_schema=False)
async def chosen(request: Request) -> HTMLResponse:
    """Return what a page shows beside the picture about the chosen thing or arrow, as a piece of a page."""
    given = bodies.fields(request.scope["query_string"])
    place = EMBED if given.pop("embedded", []) else EXPLORE
    view, answer, other = await _answer(request, given, place)
    return await page(request, "_chosen.html", partial(excursion.chosen, view, answer, place, other))


@router.get("/graph", include_in_schema=False)
async def graph(request: Request) -> RedirectResponse:
    """Lead to the explorer: pictures around things stood here once."""
    query = request.scope["query_string"].decode("latin-1")
    root = request.app.state.settings.root_path
    return RedirectResponse(f"{root}{EXPLORE}?{query}" if query else root + EXPLORE, 308)


@router.get(
    "/api/explore",
    summary="A view of the explorer as data",
    responses=_ERRORS,
    openapi_extra={"parameters": PARAMETERS},
)
async def data(request: Request) -> Response:
    """Return things with their places in both layouts, arrows with their statements, and counts to narrow by."""
    return await _file(request, "explore", JSON)


@router.get("/api/things", summary="Find things of any kind by name", responses=_ERRORS)
async def things(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="a part of a name")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Response:
    """Return things whose name holds the text, those that begin with it first."""
    return Response(await run(request, "find", {"q": q, "limit": limit}), media_type=JSON)


@router.get(EXPLORE + ".{ending}", include_in_schema=False)
async def keep(request: Request, ending: str) -> Response:
    """Return a view as a file: `svg`, `graphml` or `json`."""
    job, media_type = FILES[bodies.choice("ending", ending, FILES)]
    return await _file(request, job, media_type, f"alkagraph.{ending}")


async def _file(request: Request, job: str, media_type: str, name: str = "") -> Response:
    given = bodies.fields(request.scope["query_string"])
    if not View.parse(given).start:
        message = "“start” must name at least one thing"
        raise RequestInvalid(message)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return Response(await run(request, job, {"view": given}), media_type=media_type, headers=headers)


async def _page(request: Request, template: str, place: str) -> HTMLResponse:
    view, answer, other = await _answer(request, bodies.fields(request.scope["query_string"]), place)
    make = partial(excursion.context, view, answer, place, other)
    return await page(request, template, make, here=EXPLORE)


async def _answer(request: Request, given: Mapping[str, list[str]], place: str) -> tuple[View, bytes, bytes]:
    """Return a view, what a worker made of it, and what is told of the chosen thing or arrow.

    What is chosen changes nothing in the picture, so that it is made once for all choices.
    """
    view = View.parse(given)
    shared = {name: values for name, values in given.items() if name != "chosen"}
    answer = await run(request, "drawn_explore", {"view": shared, "place": place})
    return view, answer, await run(request, "chosen", {"view": given}) if view.chosen else b"{}"
