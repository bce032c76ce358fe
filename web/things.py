"""Each thing has an address: a page for people, a description for programs, and a drawing of its structure."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph.names import iri
from graph.templates import json_block
from web.axis import statement
from web.description import base_of
from web.errors import NotFound
from web.linked import described
from web.negotiation import GRAPHS, HTML, choose
from web.pages import page
from web.portrait import card, portrait, row
from web.service import data_version, run
from web.takeaway import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(tags=["Things"])

#: Where a thing is shown that has no page of its own, by its kind.
PAGES: Final = {
    "Claim": "/claims?claim={0}#{0}",
    "PopularText": "/claims?document={0}",
    "Topic": "/claims?topic={0}",
    "Contradiction": "/claims?contradiction={0}#{0}",
}
_OFFERS: Final = {HTML: HTML, **GRAPHS}
#: The media type of each form of a citation.
CITATIONS: Final = {name: KINDS[name] for name in ("ris", "bib")}
_SVG: Final = "image/svg+xml"
_MISSING: Final[dict[int | str, dict[str, Any]]] = {404: {"description": "No such thing"}}
#: How the heading of a group reads, by the place that the thing takes in its statements.
HEADINGS: Final = {
    "subject": "{thing} {relation} …",
    "object": "… {relation} {thing}",
    "via": "through {thing}: … {relation} …",
    "citation": "Taken from it: … {relation} …",
    "quoted_in": "Read in it, about other work: … {relation} …",
}
_Slug = Annotated[str, Query(max_length=200)]


@router.get("/id/{slug}", summary="Describe a thing", response_class=Response, responses=_MISSING)
async def describe(
    request: Request,
    slug: str,
    other: Annotated[str, Query(alias="with", max_length=200, description="keep statements with this thing")] = "",
    relation: _Slug = "",
    role: _Slug = "",
) -> Response:
    """Answer with a page, or in Turtle, N-Triples, JSON-LD or RDF/XML, what is said of a thing."""
    media_type = _OFFERS[choose(request.headers.get("accept"), list(_OFFERS))]
    thing = await _existing(request, slug)
    if media_type == HTML:
        asked = {"id": slug, "with": other, "relation": relation, "role": role}
        told = json.loads(await run(request, "thing", asked))
        if elsewhere := next((PAGES[kind] for kind in told["kinds"] if kind in PAGES), ""):
            root = request.app.state.settings.root_path
            return RedirectResponse(root + elsewhere.format(slug), 303, {"Vary": "Accept"})
        make = partial(_context, told, data_version(request), _address(request, slug))
        shown = await page(request, "thing.html", make)
        shown.headers["Vary"] = "Accept, Accept-Encoding"
        return shown
    answer = await run(request, "sparql", {"query": f"DESCRIBE <{thing}>", "graph": media_type})
    return Response(answer, media_type=media_type, headers={"Vary": "Accept"})


@router.get("/card/{slug}", summary="Describe a thing in short", response_class=HTMLResponse, responses=_MISSING)
async def brief(request: Request, slug: str) -> HTMLResponse:
    """Answer with a card: a fragment of a page, without head and foot, to be shown beside a picture."""
    told = json.loads(await run(request, "card", {"id": slug}))
    return await page(request, "card.html", partial(card, told))


@router.get("/id/{slug}/cite.{kind}", summary="Cite a thing", response_class=Response, responses=_MISSING)
async def cite(request: Request, slug: str, kind: Annotated[str, Path(max_length=8)]) -> Response:
    """Answer with a citation of a thing as this data version tells it, and of its own source: `ris` or `bib`."""
    if kind not in CITATIONS:
        message = f"a citation can be had as {', '.join(CITATIONS)}, not as “{kind}”"
        raise NotFound(message)
    await _existing(request, slug)
    asked = {"id": slug, "kind": kind, "version": data_version(request), "address": _address(request, slug)}
    headers = {"Content-Disposition": f'attachment; filename="{slug}.{kind}"'}
    return Response(await run(request, "cite", asked), media_type=CITATIONS[kind], headers=headers)


@router.get("/id/{slug}/structure.svg", summary="Draw a structure", response_class=Response, responses=_MISSING)
async def structure(request: Request, slug: str) -> Response:
    """Draw the structure of an alkaloid or a medicine whose SMILES is known, with a title and a description."""
    await _existing(request, slug)
    drawn = await run(request, "structure", {"id": slug})
    if not drawn:
        message = f"the structure of “{slug}” is not available"
        raise NotFound(message)
    return Response(drawn, media_type=_SVG)


async def _existing(request: Request, slug: str) -> str:
    """Return the IRI of a thing; raise NotFound when nothing is said of it."""
    try:
        thing = iri(slug)
    except ValueError as error:
        raise NotFound(str(error)) from error
    if await run(request, "sparql", {"query": f"ASK {{ <{thing}> ?p ?o }}", "table": "text/csv"}) != b"true\n":
        message = f"there is no thing “{slug}”"
        raise NotFound(message)
    return thing


def _address(request: Request, slug: str) -> str:
    """Return the address of a thing's page as the client reaches it."""
    return f"{base_of(request)}/id/{slug}"


def _context(told: dict[str, Any], version: str, address: str) -> dict[str, Any]:
    """Return what `thing.html` needs."""
    shown = portrait(told)
    return {
        **shown,
        "told": shown,
        "groups": [_group(told, group) for group in told["groups"]],
        "conflicts": _disagreement(told["conflicts"]),
        "statement": told["statement"] and row(told["statement"], ""),
        "linked": json_block(described(shown, version)),
        "address": address,
        "version": version,
    }


def _disagreement(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the conflicts of a thing with every statement as the pieces of the page show it."""
    conflicts = [
        {
            **one,
            "sides": [
                {**side, "statements": [statement(item) for item in side["statements"]]} for side in one["sides"]
            ],
        }
        for one in told["conflicts"]
    ]
    return {**told, "conflicts": conflicts}


def _group(told: Mapping[str, Any], group: Mapping[str, Any]) -> dict[str, Any]:
    heading = HEADINGS[group["role"]].format(thing=told["label"], relation=group["label"])
    rows = [row(one, group["role"]) for one in group["statements"]]
    return {**group, "heading": heading, "id": f"{group['role']}-{group['relation']}", "rows": rows}
