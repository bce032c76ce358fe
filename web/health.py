"""Is the process alive, can it answer, and how is it doing? For those who run the server."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from graph import __version__
from graph.errors import AlkaGraphError
from web.errors import RETRY_AFTER_S, NotFound
from web.loading import is_loaded
from web.metrics import MEDIA_TYPE
from web.service import compute, data_version

if TYPE_CHECKING:
    from starlette.datastructures import State

router = APIRouter(tags=["Health"])

_FRESH: Final = {"Cache-Control": "no-store"}
#: How long one probe of the workers is believed, seconds: probing must not become load.
BELIEVED_S: Final = 0.5
LOADING: Final = "loading"
#: Headers that a proxy adds: with one of them the request does not come from this machine.
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/health", summary="Is the process alive?")
async def health() -> JSONResponse:
    """Answer as long as this process lives and its event loop turns; asks no worker."""
    return JSONResponse({"status": "ok", "version": __version__}, headers=_FRESH)


@router.get("/ready", summary="Can it answer?", responses={503: {"description": "Not now, and why"}})
async def ready(request: Request) -> JSONResponse:
    """Answer 200 when a worker has just answered a real query over the data in time, else 503 with the reason."""
    reason = await _reason(request)
    body = {
        "status": "not ready" if reason else "ready",
        "data_version": "" if reason == LOADING else data_version(request),
    }
    if reason:
        headers = {**_FRESH, "Retry-After": str(RETRY_AFTER_S)}
        return JSONResponse({**body, "reason": reason}, HTTPStatus.SERVICE_UNAVAILABLE, headers)
    return JSONResponse(body, headers=_FRESH)


@router.get("/metrics", summary="How is it doing, in figures for Prometheus?", response_class=Response)
async def metrics(request: Request) -> Response:
    """Answer with every figure the server keeps; to this machine alone, unless the settings say otherwise."""
    allowed: str = request.app.state.settings.metrics
    if allowed == "off":
        message = "there is nothing at this address"
        raise NotFound(message)
    if allowed == "local" and not _is_local(request):
        message = "metrics are for this machine; to open them to others set ALKAGRAPH_METRICS=all"
        raise HTTPException(HTTPStatus.FORBIDDEN, message)
    return Response(request.app.state.metrics.page(), headers=_FRESH, media_type=MEDIA_TYPE)


async def _reason(request: Request) -> str:
    """Return why no question can be answered now, or “” when one can."""
    state = request.app.state
    if getattr(state, "closing", False):
        return "shutting down"
    if not is_loaded(state):
        return LOADING
    asked: asyncio.Task[str] | None = getattr(state, "probe", None)
    if asked is None or (asked.done() and time.monotonic() - state.probed > BELIEVED_S):
        asked = state.probe = asyncio.create_task(_probe(request, state))
    return await asyncio.shield(asked)


async def _probe(request: Request, state: State) -> str:
    """Ask a worker whether the data hold anything; return “” when it says so in time."""
    limit_s: float = state.settings.ready_s
    payload = {"query": "ASK { ?s ?p ?o }", "table": "text/csv"}
    try:
        async with asyncio.timeout(limit_s):
            answer = await compute(request, "sparql", payload)
    except TimeoutError:
        return f"no worker answered within {limit_s:g} s"
    except AlkaGraphError as error:
        return str(error)
    finally:
        state.probed = time.monotonic()
    return "" if answer.strip() == b"true" else "the data are empty"


def _is_local(request: Request) -> bool:
    """Tell whether a request was sent from this machine, and not through a proxy on it."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
