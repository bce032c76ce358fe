"""The server listens before its data are there, and gives up when they cannot be had."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.datastructures import State

from graph.errors import ServiceBusy, WorkerDied
from tests.waiting import turns
from web.loading import Doorstep, held, is_loaded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Pools:
    """Makes a pool when it is told to, and notes what became of it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.ready, self.error, self.said = asyncio.Event(), error, list[str]()

    @asynccontextmanager
    async def pool(self) -> AsyncIterator[Any]:
        """Wait, then yield a pool or fail."""
        await self.ready.wait()
        if self.error:
            raise self.error
        self.said.append("started")
        yield self
        self.said.append("ended")


@pytest.mark.anyio
async def test_requests_are_turned_away_until_there_are_workers() -> None:
    """At once: who asks before is told to come back, but for the signs of life; then all pass, and the pool ends."""
    state, pools, passed = State(), Pools(), list[str]()

    async def app(scope: Any, *_: object) -> None:  # noqa: ANN401
        passed.append(scope["path"])

    async def nothing(*_: object) -> Any:  # noqa: ANN401
        return None

    door = Doorstep(app, state)
    async with held(state, pools.pool(), at_once=True):
        for path in ("/health", "/ready", "/metrics", "/static/site.css"):
            await door({"type": "http", "path": path}, nothing, nothing)
        with pytest.raises(ServiceBusy, match="being loaded"):
            await door({"type": "http", "path": "/sparql"}, nothing, nothing)
        pools.ready.set()
        await turns()
        await door({"type": "http", "path": "/sparql"}, nothing, nothing)

    assert passed == ["/health", "/ready", "/metrics", "/static/site.css", "/sparql"]
    assert pools.said == ["started", "ended"]


@pytest.mark.anyio
async def test_a_pool_that_does_not_start_ends_the_server() -> None:
    """At once: the failure is kept and told."""
    state, pools = State(), Pools(WorkerDied("no data"))
    told = asyncio.Event()
    state.give_up = told.set
    pools.ready.set()
    async with held(state, pools.pool(), at_once=True):
        await asyncio.wait_for(told.wait(), 60)

    assert isinstance(state.failure, WorkerDied)
    assert not is_loaded(state)


@pytest.mark.anyio
async def test_an_end_while_loading_does_not_wait() -> None:
    """At once: leaving before the pool has started leaves nothing running."""
    state, pools = State(), Pools()
    async with asyncio.timeout(60), held(state, pools.pool(), at_once=True):
        await asyncio.sleep(0)

    assert pools.said == []


@pytest.mark.anyio
async def test_without_haste_the_pool_is_there_first() -> None:
    """Otherwise the block begins when there are workers, and a failure is raised."""
    state, pools, broken = State(), Pools(), Pools(WorkerDied("no data"))
    pools.ready.set()
    broken.ready.set()
    async with held(state, pools.pool()):
        assert is_loaded(state)

    with pytest.raises(WorkerDied):
        async with held(State(), broken.pool()):
            pass
