"""What the SPARQL endpoint says of itself to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import NotAcceptable

if TYPE_CHECKING:
    from fastapi import Request

_TURTLE = "text/turtle"


async def service_description(request: Request, media_type: str) -> bytes:
    """Return the SPARQL 1.1 Service Description of this endpoint."""
    if media_type != _TURTLE:
        message = f"the description of the service is offered as {_TURTLE}"
        raise NotAcceptable(message)
    address = f"{str(request.base_url).rstrip('/')}/sparql"
    return (
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n"
        f"<{address}> a sd:Service ; sd:endpoint <{address}> ; sd:supportedLanguage sd:SPARQL11Query .\n"
    ).encode()
