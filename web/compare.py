"""The page and the data of substances set side by side: as a picture, as values on one axis, and as a table."""

from __future__ import annotations

import json
from functools import partial
from itertools import combinations, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from graph.comparison import FEWEST, MOST
from graph.errors import NameUnresolved, RequestInvalid
from web import bodies
from web.affinity import LETTERS, SHAPES, plot
from web.axis import DOTS
from web.negotiation import JSON
from web.pages import page
from web.paths import address as path_between
from web.service import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

router = APIRouter(tags=["API"])

#: Examples that the page offers: data, not code.
EXAMPLES: Final = Path(__file__).with_name("lessons") / "compare.json"
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "The request is malformed; `detail` names the field and the remedy"},
    404: {"description": "A name was not recognised; `detail` says which, and names that look like it"},
}
_Name = Annotated[str, Query(max_length=200, description="a product, alkaloid or medicine, by slug or name")]


@router.get("/api/compare", summary="Substances side by side", responses=_ERRORS)
async def compare(
    request: Request,
    a: _Name = "",
    b: _Name = "",
    s: Annotated[list[str] | None, Query(max_length=MOST, description="further substances, or all of them")] = None,
) -> Response:
    """Return what two to four substances act on side by side, and every published affinity; silence is `unstudied`."""
    names = _named([a, b, *(s or ())])
    return Response(await run(request, "compare", {"substances": names}), media_type=JSON)


@router.get("/compare", include_in_schema=False)
async def compare_page(request: Request) -> HTMLResponse:
    """Show the substances `a` and `b`, and those of `s`, side by side; with fewer than two, the form."""
    given = bodies.fields(request.scope["query_string"])
    names = _named([bodies.one(given, "a") or "", bodies.one(given, "b") or "", *given.get("s", ())])
    asked = {"names": names, "examples": _examples(), "letters": LETTERS}
    if len(names) < FEWEST:
        return await page(request, "compare.html", lambda: asked)
    try:
        answer = await run(request, "drawn_compare", {"substances": names})
    except NameUnresolved as error:
        lost = {"name": error.name, "said": str(error), "ways": _instead(error, names)}
        shown = await page(request, "compare.html", lambda: {**asked, "lost": lost})
        shown.status_code = 404
        return shown
    return await page(request, "compare.html", partial(_context, asked, answer))


def address(names: Sequence[str]) -> str:
    """Return the address of a comparison.

    >>> address(["x", "y z"])
    '/compare?a=x&b=y+z'
    """
    return "/compare?" + urlencode([*zip("ab", names, strict=False), *(("s", name) for name in names[2:])])


def _named(given: Sequence[str]) -> list[str]:
    names = [name.strip() for name in given if name.strip()]
    if len(names) > MOST:
        message = f"“a”, “b” and “s” name {len(names)} substances; name {FEWEST} to {MOST}"
        raise RequestInvalid(message)
    return names


def _instead(error: NameUnresolved, names: Sequence[str]) -> list[dict[str, str]]:
    """Return the same comparison with each name that may have been meant."""
    return [
        {"text": other, "href": address([other if name == error.name else name for name in names])}
        for other in error.suggestions
    ]


def _context(asked: Mapping[str, Any], answer: bytes) -> dict[str, Any]:
    drawn = json.loads(answer)
    told = drawn.pop("told")
    substances = [{**one, "letter": LETTERS[number]} for number, one in enumerate(told["substances"])]
    slugs = [one["id"] for one in substances]
    shown, values = plot(told)
    return {
        **asked,
        **drawn,
        **{name: Markup(drawn[name]) for name in ("picture", "data")},  # noqa: S704 - made with everything escaped
        "substances": substances,
        "zones": list(_zones(substances, told["things"])),
        "plot": shown,
        "shapes": [dict(zip(("term", "shape"), value, strict=True)) for value in SHAPES.values()],
        "measured": [{"target": rows[0]["target"], "rows": rows} for rows in _by_target(values)],
        "off": [one for one in values if one["off"]],
        "paths": [_between(*pair) for pair in combinations(substances, 2)],
        "explore": "/explore?" + urlencode([("start", slug) for slug in slugs]),
        "data_address": "/api" + address(slugs),
    }


def _by_target(values: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (list(rows) for _, rows in groupby(values, key=lambda one: one["target"]["id"]))


def _between(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, str]:
    return {"text": f"{one['label']} to {other['label']}", "href": path_between(one["id"], other["id"])}


def _zones(substances: Sequence[Mapping[str, Any]], things: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the parts of the table: what all do, what some do, and what only one does."""
    everyone = "Both" if len(substances) == FEWEST else "All of them"
    names = {"all": everyone, "some": "More than one", **{one["id"]: f"Only {one['label']}" for one in substances}}
    for zone, heading in names.items():
        here = [one for one in things if one["zone"] == zone]
        if zone != "some" or here:
            rows = [{**one, "cells": [_cell(cell) for cell in one["cells"]]} for one in here]
            yield {"zone": zone, "heading": heading, "things": rows, "others": _others(substances, zone)}


def _others(substances: Sequence[Mapping[str, Any]], zone: str) -> str:
    if zone in {"all", "some"}:
        return ""
    return " and ".join(one["label"] for one in substances if one["id"] != zone)


def _cell(cell: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**bundle, "dots": DOTS.get(bundle["level"], 0)} for bundle in cell]


def _examples() -> list[dict[str, str]]:
    told = json.loads(EXAMPLES.read_text(encoding="utf-8"))["compare"]
    return [{"text": one["text"], "href": address(one["substances"])} for one in told]
