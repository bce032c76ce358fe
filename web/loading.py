"""Listen before the data are there: who asks meanwhile is told to come back, and `/ready` tells why."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from graph.errors import ServiceBusy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from starlette.datastructures import State
    from starlette.types import ASGIApp, Receive, Scope, Send

    from graph.workers import WorkerPool

#: What answers without data.
_OPEN: Final = ("/health", "/ready", "/metrics", "/static/")


@asynccontextmanager
async def held(
    state: State, pool: AbstractAsyncContextManager[WorkerPool], *, at_once: bool = False
) -> AsyncIterator[None]:
    """Keep a pool as `state.pool` while the block lasts.

    At once, the block begins while the pool still starts; when that fails the error is kept as `state.failure` and
    `state.give_up()` is called. Otherwise the block begins when the pool has started, and what it raises is raised.
    """
    if not at_once:
        async with pool as state.pool:
            yield
        return
    over = asyncio.Event()
    task = asyncio.create_task(_hold(state, pool, over))
    try:
        yield
    finally:
        over.set()
        if not is_loaded(state):
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _hold(state: State, pool: AbstractAsyncContextManager[WorkerPool], over: asyncio.Event) -> None:
    try:
        async with pool as state.pool:
            await over.wait()
    except Exception as error:  # noqa: BLE001 (whatever it is, it ends the server: see web.serving)
        state.failure = error
        state.give_up()


def is_loaded(state: State) -> bool:
    """Tell whether there are workers to ask."""
    return getattr(state, "pool", None) is not None


class Doorstep:
    """Middleware that turns requests away with ServiceBusy until there are workers to ask."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self.app, self.state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        if scope["type"] == "http" and not is_loaded(self.state) and not scope["path"].startswith(_OPEN):
            message = "the data are being loaded; try again shortly"
            raise ServiceBusy(message)
        await self.app(scope, receive, send)
