"""What routers share: the workers and the data they answer from, and the answers that are kept."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from graph.queries import bind, question
from web.admission import client_name
from web.patient import controls

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from fastapi import Request
    from starlette.datastructures import State

    from graph.workers import WorkerPool
    from web.cache import Cache

#: More names than this make a long list; so many letters of free text may be one.
LONG: Final = 16
_LETTERS: Final = 24
ROWS: Final = "application/sparql-results+json"


async def run(
    request: Request,
    job: str,
    payload: Mapping[str, Any],
    *,
    beside: Callable[[], Awaitable[Mapping[str, Any]]] | None = None,
    timeout_s: float | None = None,
) -> bytes:
    """Return the answer of a named job: a kept one, one that is under way, or a worker's.

    What was asked is kept as a digest only: a list of medicines is nobody else's business. `beside` gives more of the
    payload when a worker has to be asked; it must follow from the data. The job may take `timeout_s` seconds, or what
    the settings grant.
    """
    state = request.app.state
    cache: Cache[Any] = state.cache
    version = version_of(state)
    key = (version, job, blake2b(json.dumps(payload).encode(), digest_size=16).digest())
    answer: bytes | None
    while (answer := cache.find(key)) is None:
        if (other := cache.under_way(key)) is not None:
            if (answer := await other.followed()) is not None:
                break
            continue
        with cache.lead(key) as lead:
            more = await beside() if beside else {}
            answer = await compute(request, job, {**payload, **more}, timeout_s)
            if version and version == version_of(state):
                lead.keep(answer, len(answer))
        break
    return answer


async def compute(request: Request, job: str, payload: Mapping[str, Any], timeout_s: float | None = None) -> bytes:
    """Run a named job in a worker, within the time of a named job unless another is given.

    A long list is a second of work: it is treated like a query that may be anything, so that it passes nobody.
    """
    pool: WorkerPool = request.app.state.pool
    limit_s, client = timeout_s or request.app.state.settings.named_s, client_name(request.scope)
    if not is_long(payload.get("request")):
        return await pool.run(job, payload, limit_s, client=client)
    async with pool.stream(job, payload, limit_s, client=client) as answer:
        return await answer.read()


def is_long(listed: object) -> bool:
    """Tell whether a list to be checked may hold more names than the usual.

    >>> is_long({"substances": [{"name": "a"}] * 10}), is_long({"text": "a, b and c " * 50}), is_long(None)
    (False, True, False)
    """
    if not isinstance(listed, dict):
        return False
    named, text = listed.get("substances"), listed.get("text")
    number = len(named) if isinstance(named, list) else 0
    return number > LONG or (isinstance(text, str) and len(text) > LONG * _LETTERS)


async def filter_words(request: Request) -> dict[str, Any]:
    """Return the `kinds` of evidence and the `levels` that a form offers as filters."""
    told = json.loads(await run(request, "filters", {}))
    return {"kinds": [kind["word"] for kind in told["kinds"]], "levels": told["levels"]}


async def patient_fields(request: Request) -> list[dict[str, Any]]:
    """Return the fields in which a form asks about the patient."""
    payload = {"query": bind(question("patient-fields"), {}), "table": ROWS}
    rows = json.loads(await run(request, "sparql", payload))["results"]["bindings"]
    return controls([{name: cell["value"] for name, cell in row.items()} for row in rows])


def data_version(request: Request) -> str:
    """Return the version of the data being served."""
    return version_of(request.app.state)


def version_of(state: State) -> str:
    """Return the version of the data that an application serves; nothing when the store tells none."""
    return str(state.pool.version)
