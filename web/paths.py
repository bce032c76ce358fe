"""The page and the data of the ways between two things, ranked and told in words."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from graph.errors import NameUnresolved
from graph.ways import MOST, USUAL
from web import bodies
from web.axis import DOTS, statement
from web.negotiation import JSON
from web.pages import page
from web.portrait import COMPARED
from web.service import run

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(tags=["API"])

#: Examples that the empty page offers: data, not code.
EXAMPLES: Final = Path(__file__).with_name("lessons") / "paths.json"
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "The request is malformed; `detail` names the field and the remedy"},
    404: {"description": "A name was not recognised; `detail` says which, and names that look like it"},
}
_End = Query(max_length=200, description="a slug, or a name of anything: substance, target, class, organ, risk")


@router.get("/api/paths", summary="The ways between two things", responses=_ERRORS)
async def paths(
    request: Request,
    start: Annotated[str, Query(alias="from", max_length=200, description=_End.description)],
    end: Annotated[str, Query(alias="to", max_length=200, description=_End.description)],
    limit: Annotated[int, Query(ge=1, le=MOST, description="so many of each list")] = USUAL,
) -> Response:
    """Return the ways from one thing to another, best first, those with a refuted arrow in a list of their own.

    The first difference decides: the shorter way, the better evidence of its weakest arrow, fewer arrows in dispute,
    more statements for its least supported arrow, the names. A way has at most five arrows, turns at most once and
    passes through no third medicine or product and no organ.
    """
    return Response(await run(request, "paths", {"from": start, "to": end, "limit": limit}), media_type=JSON)


@router.get("/paths", include_in_schema=False)
async def paths_page(request: Request) -> HTMLResponse:
    """Show the ways between the things `from` and `to`; without both, the form."""
    given = bodies.fields(request.scope["query_string"])
    start, end = ((bodies.one(given, name) or "").strip() for name in ("from", "to"))
    asked = {"start": start, "end": end, "examples": _examples()}
    if not (start and end):
        return await page(request, "paths.html", lambda: asked)
    try:
        answer = await run(request, "drawn_paths", {"from": start, "to": end})
    except NameUnresolved as error:
        lost = {"name": error.name, "said": str(error), "ways": _instead(error, start, end)}
        shown = await page(request, "paths.html", lambda: {**asked, "lost": lost})
        shown.status_code = 404
        return shown
    return await page(request, "paths.html", partial(_context, asked, answer))


def _instead(error: NameUnresolved, start: str, end: str) -> list[dict[str, str]]:
    """Return the same question with each name that may have been meant."""
    return [
        {"text": name, "href": address(*(name if one == error.name else one for one in (start, end)))}
        for name in error.suggestions
    ]


def address(start: str, end: str) -> str:
    """Return the address of the ways between two things.

    >>> address("a b", "c")
    '/paths?from=a+b&to=c'
    """
    return "/paths?" + urlencode({"from": start, "to": end})


def _context(asked: Mapping[str, Any], answer: bytes) -> dict[str, Any]:
    drawn = json.loads(answer)
    told = drawn.pop("told")
    said = {name: statement(one) for name, one in told["statements"].items()}
    ends = [told["from"], told["to"]]
    substances = all(end["kind"] in {kind.lower() for kind in COMPARED} for end in ends)
    return {
        **asked,
        **drawn,
        **{name: Markup(drawn[name]) for name in ("picture", "data")},  # noqa: S704 - made with everything escaped
        "told": told,
        "paths": [_way(way, said) for way in told["paths"]],
        "refuted": [_way(way, said) for way in told["refuted"]],
        "back": address(told["to"]["id"], told["from"]["id"]),
        "explore": "/explore?" + urlencode([("start", end["id"]) for end in ends]),
        "compare": "/compare?" + urlencode([("s", end["id"]) for end in ends]) if substances else "",
        "check": "/?" + urlencode([("s", end["label"]) for end in ends]) if substances else "",
    }


def _way(way: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    steps = [{**step, "rows": [said[name] for name in step["statements"]]} for step in way["steps"]]
    return {**way, "dots": DOTS.get(way["weakest"], 0), "steps": steps}


def _examples() -> list[dict[str, str]]:
    told = json.loads(EXAMPLES.read_text(encoding="utf-8"))["paths"]
    return [{"text": one["text"], "href": address(one["from"], one["to"])} for one in told]
