"""A pool of workers for a test, and what it is asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from graph.workers import PoolLimits, WorkerPool
from tests.processes import lives
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

ASK = {"query": "ASK { ?s ?p ?o }", "table": "text/csv"}
ALL = {"query": "SELECT * { ?s ?p ?o }", "table": "text/csv"}
ENDLESS = {
    "query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "table": "text/csv",
}


def write_invented(path: Path, graph: str = "urn:g") -> Path:
    """Write a snapshot of five hundred triples that say nothing, in one graph."""
    path.write_text("".join(f"<urn:s{n}> <urn:p> <urn:o{n}> <{graph}> .\n" for n in range(500)), encoding="utf-8")
    return path


def with_pool(snapshot: Path, act: Callable[[WorkerPool], Awaitable[Any]], **limits: int) -> Any:  # noqa: ANN401
    """Run `act` with a pool of two workers and check that none outlives it."""

    async def run() -> tuple[Any, set[int]]:
        seen: set[int] = set()
        async with WorkerPool(snapshot, PoolLimits(**{"size": 2, **limits})) as pool:
            seen |= {*pool.pids}
            found = await act(pool)
            return found, seen | {*pool.pids}

    found, seen = asyncio.run(run())
    until(
        lambda: not any(map(lives, seen)), "no worker outlives its pool", 20
    )  # one that was killed may still be going
    return found
