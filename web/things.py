"""Each thing has an address: a page for people, a description for programs."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from graph.names import iri
from web.errors import NotFound
from web.negotiation import GRAPHS, HTML, choose
from web.service import run

router = APIRouter(tags=["Things"])

_OFFERS: Final = {HTML: HTML, **GRAPHS}


@router.get(
    "/id/{slug}",
    summary="Describe a thing",
    response_class=Response,
    responses={303: {"description": "To its page"}, 404: {"description": "No such thing"}},
)
async def describe(request: Request, slug: str) -> Response:
    """Answer in Turtle, N-Triples, JSON-LD or RDF/XML what is said of a thing; lead a browser to its page."""
    media_type = _OFFERS[choose(request.headers.get("accept"), list(_OFFERS))]
    try:
        thing = iri(slug)
    except ValueError as error:
        raise NotFound(str(error)) from error
    if await run(request, "sparql", {"query": f"ASK {{ <{thing}> ?p ?o }}", "media_type": "text/csv"}) != b"true\n":
        message = f"there is no thing “{slug}”"
        raise NotFound(message)
    if media_type == HTML:
        return RedirectResponse(f"/graph?start={slug}", 303, {"Vary": "Accept"})
    answer = await run(request, "sparql", {"query": f"DESCRIBE <{thing}>", "media_type": media_type})
    return Response(answer, media_type=media_type, headers={"Vary": "Accept"})
