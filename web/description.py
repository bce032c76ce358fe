"""What the server says of itself to programs: its SPARQL service, its dataset, and queries to start from.

The documents are made by a worker (graph.description) and kept in the cache of answers (web.service): they change with
the data and with the address under which the server is reached, and with nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from graph.errors import RequestInvalid
from graph.partitions import QUESTIONS
from web.negotiation import ANSWERS, GRAPHS, JSON, choose
from web.replies import Reply, tag_of
from web.service import data_version, run
from web.tagged import tagged

if TYPE_CHECKING:
    from web.settings import Settings

router = APIRouter(tags=["Descriptions"])

_DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The description, in the media type asked for", "content": {name: {} for name in GRAPHS}},
    406: {"description": "None of the accepted media types is RDF"},
}

#: Seconds that one count of a store may take whose counts were not kept: one on disk, or elsewhere.
COUNT_S: Final = 60.0
#: Addresses that are written into a document as they came with a request; no other is.
_BASE: Final = re.compile(
    r"https?://[A-Za-z0-9._\-]+(:\d+)?(/[A-Za-z0-9._~/\-]*)?\Z|https?://\[[0-9a-fA-F:.]+\](:\d+)?\Z"
)


@router.get("/.well-known/void", summary="Describe the dataset in VoID", responses=_DOCUMENTED)
async def void(request: Request) -> Response:
    """Tell what the dataset is, where it can be had, and what it holds by class and property, in RDF."""
    return await _answer(request, "void")


@router.get("/.well-known/sparql-examples", summary="List example queries", responses=_DOCUMENTED)
async def examples(request: Request) -> Response:
    """Tell the question library as SHACL executables in RDF; each query runs as it stands."""
    return await _answer(request, "examples")


async def service_description(request: Request, media_type: str) -> bytes:
    """Return the SPARQL 1.1 Service Description of this endpoint as an RDF media type (see graph.embedded.written).

    Raises RequestInvalid when the Host of the request is no name of a host.
    """
    return await document(request, "service", media_type)


async def document(request: Request, part: str, media_type: str) -> bytes:
    """Return a part of the description (see graph.description.PARTS)."""
    base, version = base_of(request), data_version(request)
    payload = {
        "part": part,
        "media_type": media_type,
        "base": base,
        "version": version,
        "limits": limits_in_words(request.app.state.settings),
        "formats": list(dict.fromkeys(name for offers in ANSWERS.values() for name in offers.values())),
        "dump": request.app.state.settings.dump,
    }
    return await run(request, "description", payload, beside=lambda: _counts(request))


@router.get("/api/terms", summary="List prefixes, classes and properties")
async def terms(request: Request) -> Response:
    """Give what an editor of queries offers: `prefixes`, `classes` and `properties`, the ones most used first."""
    return await _tagged(request, await completion(request), JSON)


@router.get("/api/questions", summary="List the question library")
async def questions(request: Request) -> Response:
    """Give each question's `name`, `wording`, `topic`, `output` and its `query` with example values bound."""
    return await _tagged(request, await run(request, "examples", {}), JSON)


async def completion(request: Request) -> bytes:
    """Return prefixes, classes and properties as JSON: see graph.description.completion."""
    return await run(request, "completion", {}, beside=lambda: _counts(request))


async def prefixes(request: Request) -> dict[str, str]:
    """Return the declared prefixes with their namespaces."""
    rows = json.loads(await _count(request, "prefixes"))
    return {row["prefix"]: row["namespace"] for row in rows}


async def _counts(request: Request) -> dict[str, Any]:
    """Return what a worker needs to describe the graph: its counts, made at the build, or now if nobody has."""
    return {"counts": {name: json.loads(await _count(request, name)) for name in QUESTIONS}}


async def _count(request: Request, name: str) -> bytes:
    return await run(request, "count", {"question": name}, timeout_s=COUNT_S)


async def library_bound(request: Request) -> list[dict[str, str]]:
    """Return the questions of the library with their example values bound."""
    found: list[dict[str, str]] = json.loads(await run(request, "examples", {}))
    return found


async def _answer(request: Request, part: str) -> Response:
    media_type = GRAPHS[choose(request.headers.get("accept"), GRAPHS)]
    return await _tagged(request, await document(request, part, media_type), media_type)


async def _tagged(request: Request, body: bytes, media_type: str) -> Response:
    """Return a document, in this media type for who accepts it, under a tag of its own."""
    reply = Reply(media_type, tag_of(media_type, hashlib.sha256(body).hexdigest()), body)
    return await tagged(request, reply, b"Accept, Accept-Encoding")


def base_of(request: Request) -> str:
    """Return the address of this server as the client reached it, without a slash at the end.

    The root path of a reverse proxy is part of it. Raises RequestInvalid when the Host is no name of a host.
    """
    base = str(request.base_url).rstrip("/")
    if not _BASE.match(base):
        message = "the Host of the request is no name of a host"
        raise RequestInvalid(message)
    return base


def limits_in_words(settings: Settings) -> list[str]:
    """Say what a query is granted, in sentences."""
    return [
        "Read only: queries of SPARQL 1.1, no update, no SERVICE, and no graphs but those that are listed here.",
        f"A query may be {settings.query_bytes:,} bytes long and is stopped after {settings.sparql_s:g} seconds.",
        f"An answer may be {settings.answer_mb:,} MB long; a longer one ends with an error, never in silence.",
        f"One client may have {settings.client_queries:,} queries under way at once.",
    ]
