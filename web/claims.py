"""What popular texts claim and what the evidence says: as JSON, and as a page that needs no script."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from graph.names import iri
from graph.templates import json_block
from web import bodies, clash
from web.axis import statement
from web.negotiation import JSON
from web.pages import page
from web.service import run

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(tags=["Claims"])

#: Claims on one page, and the highest page number read.
PER_PAGE: Final = 20
MAX_PAGE: Final = 10_000
#: The study type that tells its number of people by itself.
ONE_CASE: Final = "case_report"
FILTERS: Final = ("topic", "document", "verdict", "claim", "contradiction")
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "A filter that is not known; `detail` names the values there are"},
    503: {"description": "Too many requests wait; try again after `Retry-After` seconds"},
}
_Name = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class View:
    """What the reader chose; an address holds all of it."""

    topic: str = ""
    document: str = ""
    verdict: str = ""
    claim: str = ""
    contradiction: str = ""
    page: int = 1

    def address(self, **changed: object) -> str:
        """Return the address of the page with some choices changed; a changed choice leads to the first page."""
        values = {name: getattr(self, name) for name in FILTERS} | changed
        return "/claims" + ("?" + urlencode(kept) if (kept := {k: v for k, v in values.items() if v}) else "")


@router.get("/api/claims", summary="What popular texts claim, with verdict and evidence", responses=_ERRORS)
async def claims(
    request: Request,
    document: _Name = "",
    topic: _Name = "",
    verdict: _Name = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """Return `total` and claims in the order of the texts; a filter takes a short name, an id or a label."""
    payload = {"document": document, "topic": topic, "verdict": verdict, "limit": limit, "offset": offset}
    return Response(await run(request, "claims", payload), media_type=JSON)


@router.get("/claims", include_in_schema=False)
async def claims_page(request: Request) -> HTMLResponse:
    """Show claims as cards; the filters and the page stand in the address."""
    given = bodies.fields(request.scope["query_string"])
    wanted = {name: (bodies.one(given, name) or "").strip() for name in FILTERS}
    text = bodies.one(given, "page") or ""
    number = min(max(int(text), 1), MAX_PAGE) if text.isdecimal() and len(text) < len(str(MAX_PAGE)) else 1
    payload = {**wanted, "limit": PER_PAGE, "offset": (number - 1) * PER_PAGE}
    answer = await run(request, "drawn_claims", payload)
    return await page(request, "claims.html", partial(_shown, answer, number), here="/claims")


def _shown(drawn: bytes, number: int) -> dict[str, Any]:
    """Return what the template shows: cards, bars, choices, contradictions, links to other pages, and linked data."""
    answer: dict[str, Any] = json.loads(drawn)
    view = View(**answer["chosen"], page=number)
    cards = [_card(claim) for claim in answer["claims"]]
    here = {card["id"] for card in cards}
    clashes = [{**one, "evidence": [_item(item) for item in one["evidence"]]} for one in answer["contradictions"]]
    last_page = max(1, -(-answer["total"] // PER_PAGE))
    verdicts = answer["verdicts"]
    every = sum(verdict["count"] for verdict in verdicts)
    return {
        "view": view,
        "cards": cards,
        "here_ids": here,
        "total": answer["total"],
        "every": every,
        "last_page": last_page,
        "first": (view.page - 1) * PER_PAGE + 1,
        "verdicts": [{**verdict, "href": view.address(verdict=verdict["name"])} for verdict in verdicts],
        "documents": [
            {**text, "href": view.address(document=text["name"]), "parts": _parts(text["counts"])}
            for text in answer["documents"]
        ],
        "text": next((text for text in answer["documents"] if text["name"] == view.document), None),
        "topics": answer["topics"],
        "contradictions": [{**one, "drawn": clash.picture(one, here)} for one in clashes],
        "together": clash.together(clashes, here) if len(clashes) > 1 else None,
        "before": view.address(page=view.page - 1) if view.page > 1 else "",
        "after": view.address(page=view.page + 1) if view.page < last_page else "",
        "linked": json_block(
            {"@context": "https://schema.org", "@graph": [_review(claim) for claim in answer["claims"]]}
        ),
    }


def _card(claim: Mapping[str, Any]) -> dict[str, Any]:
    sides = {side: [_item(one) for one in claim["evidence"] if one["stance"] == side] for side in ("for", "against")}
    return {**claim, "sides": sides}


def _item(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement as the marks of the pages show it; that the number of people is not known is written out."""
    shown = statement(told)
    return {
        **shown,
        "said": told["statement"][:1].upper() + told["statement"][1:],
        "species": told["species_label"],
        "people_unknown": told["in_people"] and not told["n"] and told["study_type"] != ONE_CASE,
    }


def _parts(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the parts of a bar: where each verdict begins and how wide it is, in percent."""
    total, start, parts = sum(counts.values()), 0.0, []
    for name, count in counts.items():
        width = 100 * count / total if total else 0.0
        parts.append({"name": name, "count": count, "start": round(start, 2), "width": round(width, 2)})
        start += width
    return [part for part in parts if part["count"]]


def _review(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim with its verdict as a schema.org ClaimReview."""
    sources = {one["citation"]["id"]: one["citation"] for one in claim["evidence"]}
    rating = {"@type": "Rating", "alternateName": claim["verdict_label"], "ratingExplanation": claim["note"]}
    return {
        "@type": "ClaimReview",
        "@id": iri(claim["id"]) + "#review",
        "url": iri(claim["id"]),
        "claimReviewed": claim["claim"],
        "author": {"@type": "Organization", "name": "AlkaGraph"},
        "reviewRating": {name: value for name, value in rating.items() if value},
        "itemReviewed": {
            "@type": "Claim",
            "@id": iri(claim["id"]),
            "text": claim["claim"],
            "appearance": {
                "@type": "CreativeWork",
                "@id": iri(claim["document"]),
                "name": claim["document_label"],
            },
            "about": [{"@id": iri(thing["id"]), "name": thing["label"]} for thing in claim["about"]],
        },
        "citation": [
            {
                "@type": "CreativeWork",
                "@id": iri(name),
                "name": source["title"] or source["label"],
                "url": source["url"],
            }
            for name, source in sources.items()
        ],
    }
