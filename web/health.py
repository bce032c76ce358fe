"""Is the process alive, and can it answer? For those who run the server."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from graph import __version__
from web.service import compute, data_version

router = APIRouter(tags=["Health"])


@router.get("/health", summary="Is the process alive?")
async def health() -> JSONResponse:
    """Answer as long as this process lives; asks no worker."""
    return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})


@router.get("/ready", summary="Can it answer?", responses={503: {"description": "No worker answers"}})
async def ready(request: Request) -> JSONResponse:
    """Answer once a worker has answered a real query over the data."""
    payload = {"query": "ASK { ?s ?p ?o }", "table": "text/csv"}
    filled = await compute(request, "sparql", payload) == b"true\n"
    body = {"status": "ready" if filled else "empty", "data_version": data_version(request)}
    return JSONResponse(body, 200 if filled else 503, {"Cache-Control": "no-store"})
