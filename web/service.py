"""What routers share: the workers and the data they answer from, kept in the application's state."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import ClientDisconnect

from graph.queries import bind, question
from web.patient import controls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

    from graph.delivery import Answer
    from graph.workers import WorkerPool

ROWS: Final = "application/sparql-results+json"


async def run(request: Request, job: str, payload: Mapping[str, Any]) -> bytes:
    """Run a named job in a worker, within the time of a named job."""
    pool: WorkerPool = request.app.state.pool
    return await pool.run(job, payload, request.app.state.settings.named_s)


async def filter_words(request: Request) -> dict[str, Any]:
    """Return the `kinds` of evidence and the `levels` that a form offers as filters; asked once of a worker."""
    state = request.app.state
    if not hasattr(state, "filter_words"):
        told = json.loads(await run(request, "filters", {}))
        state.filter_words = {"kinds": [kind["word"] for kind in told["kinds"]], "levels": told["levels"]}
    words: dict[str, Any] = state.filter_words
    return words


async def patient_fields(request: Request) -> list[dict[str, Any]]:
    """Return the fields in which a form asks about the patient; asked once of a worker."""
    state = request.app.state
    if not hasattr(state, "patient_fields"):
        payload = {"query": bind(question("patient-fields"), {}), "table": ROWS}
        rows = json.loads(await run(request, "sparql", payload))["results"]["bindings"]
        told = [{name: cell["value"] for name, cell in row.items()} for row in rows]
        state.patient_fields = controls(told)
    fields: list[dict[str, Any]] = state.patient_fields
    return fields


async def run_query(request: Request, payload: Mapping[str, Any]) -> bytes:
    """Run a stranger's SPARQL query in a worker, within the time of one, and leave workers for the rest.

    When the client goes away the query is stopped and ClientDisconnect raised: nobody is left to read an answer.
    """
    pool: WorkerPool = request.app.state.pool
    limit_s: float = request.app.state.settings.sparql_s
    client = request.client.host if request.client else ""
    job = asyncio.ensure_future(_whole(pool.stream("sparql", payload, limit_s, client=client)))
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({job, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not job.done():
            raise ClientDisconnect
        return job.result()
    finally:
        job.cancel()
        gone.cancel()


async def _whole(answer: Answer) -> bytes:
    async with answer:
        return await answer.read()


async def _gone(request: Request) -> None:
    """Return when the client has closed the connection; the body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def data_version(request: Request) -> str:
    """Return the version of the data being served."""
    return str(request.app.state.data_version)
