"""Each thing has an address: a page for people, a description for programs, and a drawing of its structure."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from graph.columns import LAYERS
from graph.names import iri
from graph.templates import safe_link
from web import forms
from web.axis import statement
from web.errors import NotFound
from web.negotiation import GRAPHS, HTML, choose
from web.pages import page
from web.service import run

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

router = APIRouter(tags=["Things"])

#: Where a thing is shown that has no page of its own, by its kind.
PAGES: Final = {
    "Claim": "/claims?claim={0}#{0}",
    "PopularText": "/claims?document={0}",
    "Topic": "/claims?topic={0}",
    "Contradiction": "/claims?contradiction={0}#{0}",
}
_OFFERS: Final = {HTML: HTML, **GRAPHS}
_SVG: Final = "image/svg+xml"
_MISSING: Final[dict[int | str, dict[str, Any]]] = {404: {"description": "No such thing"}}
#: Where an identifier leads; what is not here is shown without a link.
ADDRESSES: Final = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "pubchemCid": "https://pubchem.ncbi.nlm.nih.gov/compound/{}",
    "chebiId": "https://www.ebi.ac.uk/chebi/searchId.do?chebiId={}",
    "chemblId": "https://www.ebi.ac.uk/chembl/explore/compound/{}",
    "drugbankId": "https://go.drugbank.com/drugs/{}",
    "wikidataId": "https://www.wikidata.org/wiki/{}",
    "uniprotId": "https://www.uniprot.org/uniprotkb/{}",
    "url": "{}",
}
#: Kinds that nobody makes a statement about.
_APART: Final = frozenset({"Assertion", "InteractionRule", "ExposureBand", "StrengthBand", "Combination"})
#: Units of properties that hold a bare number.
UNITS: Final = {"molarMass": "g/mol"}
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
        shown = await page(request, "thing.html", partial(_context, told))
        shown.headers["Vary"] = "Accept"
        return shown
    answer = await run(request, "sparql", {"query": f"DESCRIBE <{thing}>", "graph": media_type})
    return Response(answer, media_type=media_type, headers={"Vary": "Accept"})


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


def _context(told: dict[str, Any]) -> dict[str, Any]:
    """Return what `thing.html` needs."""
    drawing = told["structure"]
    return {
        **told,
        "structure": drawing and {**drawing, "svg": Markup(drawing["svg"])},  # noqa: S704 - our own drawing, a tree
        "facts": [_fact(fact) for fact in told["facts"]],
        "groups": [_group(told, group) for group in told["groups"]],
        "conflicts": _disagreement(told["conflicts"]),
        "statement": told["statement"] and _row(told["statement"], ""),
        "citation": safe_link(told["citation"]),
        "check": _check(told["label"], told["kinds"]),
        "pictured": any(kind.lower() in LAYERS for kind in told["kinds"]),
        "proposed": "InteractionRule" in told["kinds"]
        and all(one["property"] != "reviewedBy" for one in told["facts"]),
        "entity": not _APART & set(told["kinds"]),
    }


def _check(label: str, kinds: Collection[str]) -> str:
    """Return the address of the check page with a substance already in it; nothing for other things."""
    if {"Product", "Alkaloid"} & set(kinds):
        return forms.Form(product=label).address
    return forms.Form(lines=(label,)).address if {"Drug", "Combination"} & set(kinds) else ""


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


def _fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    values = [_linked(fact["property"], one) for one in fact["values"]]
    return {**fact, "values": values, "unit": UNITS.get(fact["property"], "")}


def _linked(name: str, value: Mapping[str, str]) -> dict[str, str]:
    link = f"/id/{value['id']}" if value["id"] else safe_link(ADDRESSES.get(name, "").format(value["text"]))
    return {"text": value["text"], "link": link}


def _group(told: Mapping[str, Any], group: Mapping[str, Any]) -> dict[str, Any]:
    heading = HEADINGS[group["role"]].format(thing=told["label"], relation=group["label"])
    rows = [_row(one, group["role"]) for one in group["statements"]]
    return {**group, "heading": heading, "id": f"{group['role']}-{group['relation']}", "rows": rows}


def _row(one: Mapping[str, Any], role: str) -> dict[str, Any]:
    """Return a statement as a row: its other ends as links, and all that the pieces of the page show."""
    ends = [{"id": one[end], "label": one[f"{end}_label"]} for end in ("subject", "object") if end != role and one[end]]
    via = {"id": one["via"], "label": one["via_label"]} if one["via"] and role != "via" else None
    measured = one["endpoint_label"]
    return {**statement(one), "ends": ends, "via": via, "measured": measured, "seen_at": one["seen_at"]}
