"""The SPARQL 1.1 protocol at `/sparql`: GET, POST of a form, POST of a query; reading only."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from graph.errors import QueryFailed, QueryRefused, RequestInvalid
from graph.guard import QueryKind, examine
from graph.queries import library, question
from web import bodies
from web.negotiation import ANSWERS, choose, wants_page
from web.pages import page
from web.service import data_version, run_query

router = APIRouter(tags=["SPARQL"])

QUERY: Final = "application/sparql-query"
#: What the form offers; the empty name leaves the choice to the Accept header.
FORMATS: Final = (
    ("", "what fits the query"),
    ("application/sparql-results+json", "JSON, for SELECT and ASK"),
    ("text/csv", "CSV, for SELECT"),
    ("text/tab-separated-values", "TSV, for SELECT"),
    ("application/sparql-results+xml", "XML, for SELECT and ASK"),
    ("text/turtle", "Turtle, for CONSTRUCT and DESCRIBE"),
    ("application/n-triples", "N-Triples, for CONSTRUCT and DESCRIBE"),
    ("application/ld+json", "JSON-LD, for CONSTRUCT and DESCRIBE"),
)
_DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The answer, in the media type asked for",
        "content": {name: {} for name in dict.fromkeys(n for offers in ANSWERS.values() for n in offers.values())},
    },
    400: {"description": "Not a valid query, or one too large"},
    403: {"description": "An update, SERVICE, or a graph that is not ours"},
    406: {"description": "None of the accepted media types fits the form of the query"},
    504: {"description": "Stopped at the time limit"},
}
_PARAMETERS: Final = [
    {
        "name": "query",
        "in": "query",
        "required": True,
        "schema": {"type": "string"},
        "description": "SPARQL 1.1",
    },
    {
        "name": "default-graph-uri",
        "in": "query",
        "schema": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "description": "Named graphs to read in place of all five",
    },
]


@router.get("/sparql", summary="Ask in SPARQL", responses=_DOCUMENTED, openapi_extra={"parameters": _PARAMETERS})
async def ask(request: Request) -> Response:
    """Answer SELECT and ASK as a table, CONSTRUCT and DESCRIBE as a graph; without a query show the form."""
    given = bodies.fields(request.scope["query_string"])
    if "query" not in given and wants_page(request.headers.get("accept")):
        return _form(request, bodies.one(given, "example"))
    return await _answer(request, given)


@router.post(
    "/sparql",
    summary="Ask in SPARQL, in the body",
    responses=_DOCUMENTED,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                QUERY: {"schema": {"type": "string"}},
                bodies.FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}}},
            },
        }
    },
)
async def ask_in_body(request: Request) -> Response:
    """Answer as GET does; the query is the body, or the field `query` of a form."""
    if "application/sparql-update" in request.headers.get("content-type", ""):
        message = "this endpoint only reads; it takes no update"
        raise QueryRefused(message)
    kind = bodies.media_type(request, QUERY, bodies.FORM)
    body = await bodies.read(request)
    given = bodies.fields(request.scope["query_string"])
    if kind == bodies.FORM:
        return await _answer(request, bodies.fields(body))
    try:
        return await _answer(request, {**given, "query": [body.decode()]})
    except UnicodeDecodeError as error:
        message = f"the query is not valid UTF-8 (at byte {error.start})"
        raise QueryFailed(message) from error


async def _answer(request: Request, given: dict[str, list[str]]) -> Response:
    query, graphs, kind = _read(request, given)
    offers = ANSWERS[kind.form]
    accept = bodies.one(given, "format") or request.headers.get("accept")
    media_type = offers[choose(accept, list(offers))]
    headers = {
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "ETag": _tag(request, query, media_type, *graphs),
    }
    if request.method == "GET" and headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    payload = {"query": query, "table": media_type, "graph": media_type, "default_graphs": graphs}
    answer = await run_query(request, payload)
    return Response(answer, headers=headers, media_type=media_type)


def _form(request: Request, example: str | None) -> Response:
    questions = list(library().values())
    query = question(example).text if example else ""
    return page(request, "sparql.html", here="/sparql", query=query, questions=questions, formats=FORMATS)


def _read(request: Request, given: dict[str, list[str]]) -> tuple[str, list[str], QueryKind]:
    """Return the query, the graphs that take the place of the default graph, and what kind of query it is."""
    if "update" in given:
        message = "this endpoint only reads; it takes no update"
        raise QueryRefused(message)
    query = bodies.one(given, "query")
    if query is None:
        message = "“query” is missing: give a SPARQL query"
        raise RequestInvalid(message)
    limits = request.app.state.settings.query_limits()
    kind = examine(query, limits=limits)
    graphs = given.get("default-graph-uri", [])
    if given.get("named-graph-uri") or not set(graphs) <= limits.graphs:
        ours = ", ".join(sorted(limits.graphs))
        message = f"“default-graph-uri” may name {ours}; “named-graph-uri” is not offered"
        raise QueryRefused(message)
    return query, graphs, kind


def _tag(request: Request, *parts: str) -> str:
    """Return an ETag: equal questions to equal data have equal answers."""
    digest = hashlib.sha256("\0".join([data_version(request), *parts]).encode()).hexdigest()
    return f'"{digest[:32]}"'
