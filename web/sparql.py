"""What people see of the SPARQL endpoint (web.endpoint): its form, and its place in the interface's description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web import bodies
from web.negotiation import ANSWERS, SHORT_NAMES
from web.protocol import QUERY
from web.sparql_page import sparql_page

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

router = APIRouter(tags=["SPARQL"])

_DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The answer, in the media type asked for; without a query the description of the service",
        "content": {name: {} for name in dict.fromkeys(n for offers in ANSWERS.values() for n in offers.values())},
    },
    304: {"description": "You have this answer already (`If-None-Match`)"},
    400: {"description": "Not a valid query, one too large, or none"},
    403: {"description": "An update, SERVICE, or a graph that is not ours"},
    406: {"description": "None of the accepted media types fits the form of the query"},
    413: {"description": "The body, or the answer, is larger than the limit"},
    429: {"description": "You have too many queries under way; try again after `Retry-After` seconds"},
    503: {"description": "All workers are busy; try again after `Retry-After` seconds"},
    504: {"description": "Stopped at the time limit"},
}


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


_TEXT: Final = {"type": "string"}
_IRIS: Final = {"type": "array", "items": {"type": "string", "format": "uri"}}
_DATASET: Final = (
    _parameter("default-graph-uri", "Graphs to merge into the default graph, in place of FROM", _IRIS),
    _parameter("named-graph-uri", "Named graphs to read, in place of FROM NAMED", _IRIS),
    _parameter("format", f"In place of the Accept header: {', '.join(SHORT_NAMES)}, or a media type", _TEXT),
)
_IN_ADDRESS: Final = [_parameter("query", "SPARQL 1.1; at most once", _TEXT), *_DATASET]
_IN_FORM: Final = {one["name"]: {**one["schema"], "description": one["description"]} for one in _IN_ADDRESS}
_BODY: Final = {
    "required": True,
    "content": {
        QUERY: {"schema": {"type": "string"}},
        bodies.FORM: {"schema": {"type": "object", "required": ["query"], "properties": _IN_FORM}},
    },
}


@router.get(
    "/sparql",
    summary="Ask in SPARQL",
    response_class=Response,
    responses=_DOCUMENTED,
    openapi_extra={"parameters": _IN_ADDRESS},
)
def ask() -> Response:
    """Answer SELECT and ASK as a table, CONSTRUCT and DESCRIBE as a graph; without a query describe the service."""
    raise NotImplementedError  # web.gate sends these requests to web.endpoint


@router.post(
    "/sparql",
    summary="Ask in SPARQL, in the body",
    response_class=Response,
    responses=_DOCUMENTED | {415: {"description": "The body is neither a query nor a form in UTF-8, or is compressed"}},
    openapi_extra={"parameters": [*_DATASET], "requestBody": _BODY},
)
def ask_in_body() -> Response:
    """Answer as GET does; the query is the body, or the field `query` of a form."""
    raise NotImplementedError  # web.gate sends these requests to web.endpoint


async def form(scope: Scope, receive: Receive, send: Send) -> None:
    """Show a browser the form; `example` in the address names a question of the library to start from."""
    request = Request(scope, receive)
    example = bodies.one(bodies.fields(scope["query_string"]), "example")
    shown = await sparql_page(request, example)
    shown.headers["Vary"] = "Accept, Accept-Encoding"
    await shown(scope, receive, send)
