"""The JSON interface: check a list, find a name, get a picture as data, count."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from graph.filters import Filters
from web import bodies
from web.negotiation import JSON
from web.service import data_version, run

router = APIRouter(prefix="/api", tags=["API"])

_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "The request is malformed; `detail` names the field and the remedy"},
    503: {"description": "Too many requests wait; try again after `Retry-After` seconds"},
}
_UNKNOWN: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "A name was not recognised; `detail` says which, and names that look like it"},
}
_CHECK: Final = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "description": "substances, or a text, or both",
                    "properties": {
                        "substances": {
                            "type": "array",
                            "maxItems": 50,
                            "items": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string", "maxLength": 200},
                                    "dose": {
                                        "type": "string",
                                        "description": "a number above zero and its unit",
                                    },
                                    "times_per_day": {"type": "number", "exclusiveMinimum": 0},
                                },
                            },
                        },
                        "text": {
                            "type": "string",
                            "maxLength": 10_000,
                            "description": "a list in free words: names, doses, frequencies",
                        },
                        "patient": {
                            "type": "object",
                            "maxProperties": 40,
                            "description": "what is known of the patient; the question `patient-fields` lists it",
                        },
                        "alert_from": {
                            "type": "integer",
                            "minimum": 1,
                            "maximum": 3,
                            "description": "interrupt from this operational class on; without it by the declared rules",
                        },
                        "filters": {
                            "type": "object",
                            "description": "answer as if what does not pass did not exist",
                            "properties": {
                                "only": {"type": "array", "items": {"type": "string"}},
                                "no": {"type": "array", "items": {"type": "string"}},
                                "min_level": {"type": "string"},
                            },
                        },
                    },
                },
            }
        },
    }
}


@router.post("/check", summary="Check a list of substances", responses=_ERRORS, openapi_extra=_CHECK)
async def check(request: Request) -> Response:
    """Answer every ordered pair of the list: studied or not, how serious, how sure, who says so, and advice."""
    body = await bodies.read_json(request)
    return _json(await run(request, "check", {"request": body, "data_version": data_version(request)}))


def _filters(
    only: Annotated[list[str] | None, Query(max_length=20, description="count only these kinds of evidence")] = None,
    no: Annotated[list[str] | None, Query(max_length=20, description="set these kinds of evidence aside")] = None,
    min_level: Annotated[str, Query(max_length=80, description="set aside what stands below this level")] = "",
) -> Filters:
    return Filters.of(only or (), no or (), min_level)


@router.get("/explain", summary="Why a pair got its answer", responses=_ERRORS | _UNKNOWN)
async def explain(
    request: Request,
    precipitant: Annotated[str, Query(max_length=200, description="what is added: a name")],
    thing: Annotated[str, Query(alias="object", max_length=200, description="what it may act on: a name")],
    filters: Annotated[Filters, Depends(_filters)],
    *,
    reverse: Annotated[bool, Query(description="explain the other direction too")] = True,
) -> Response:
    """Return the proof of the answer as trees: mechanisms, rules with their files, edges, statements, citations."""
    asked = {"precipitant": precipitant, "object": thing, "reverse": reverse, "filters": filters.in_json()}
    return _json(await run(request, "explain", {**asked, "data_version": data_version(request)}))


@router.get("/filters", summary="By what answers can be filtered", responses=_ERRORS)
async def filters(request: Request) -> Response:
    """Return the words for `only` and `no`, with the kinds of study each lets through, and the levels of evidence."""
    return _json(await run(request, "filters", {}))


@router.get("/substances", summary="Find a substance by name", responses=_ERRORS)
async def substances(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="the beginning of a name")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Response:
    """Return names that begin with `q`, and names that look like it when none does."""
    return _json(await run(request, "substances", {"q": q, "limit": limit}))


@router.get("/graph", summary="A picture as data", responses=_ERRORS)
async def graph(
    request: Request, start: Annotated[list[str], Query(max_length=20, description="slugs or names")]
) -> Response:
    """Return nodes with positions and edges with their statements, ready to draw."""
    return _json(await run(request, "graph", {"start": start}))


@router.get("/conflicts", summary="Where studies disagree", responses=_ERRORS)
async def conflicts(
    request: Request,
    subject: Annotated[str, Query(max_length=200, description="a slug or a name; empty for every subject")] = "",
    kind: Annotated[str, Query(max_length=200, description="a kind of conflict, such as values_apart")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Return conflicts with both sides, every statement compared, and what differs between them."""
    return _json(await run(request, "conflicts", {"subject": subject, "kind": kind, "limit": limit}))


@router.get("/stats", summary="What the graph holds", responses=_ERRORS)
async def stats(request: Request) -> Response:
    """Return counts of triples, things, statements, citations and interactions."""
    return _json(await run(request, "stats", {}))


def _json(body: bytes) -> Response:
    return Response(body, media_type=JSON)
