"""Send an answer while it is still being computed, and stop computing when its client has gone.

An answer that fails midway is never ended as if it were whole: the error goes up, the connection is closed without the
last chunk, and the client sees that something is missing (RFC 9112, section 8).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType

    from starlette.types import Receive, Send

    from web.replies import Coder

#: How often the patrol goes round, seconds. Whoever it meets twice is watched from then on.
_ROUND_S: Final = 0.03


class Patrol:
    """Looks after requests that last: when the client of one goes away, its task is cancelled.

    One timer serves all requests, so that a quick one costs no more than to be noted and forgotten.
    """

    def __init__(self) -> None:
        self._here: set[Presence] = set()
        self._walk_in: asyncio.AbstractEventLoop | None = None

    def presence(self, receive: Receive) -> Presence:
        """Return the presence of a client whose request has been read, for `with`."""
        return Presence(self, receive)

    def note(self, presence: Presence) -> None:
        """Look after a request."""
        self._here.add(presence)
        loop = asyncio.get_running_loop()
        if self._walk_in is not loop:
            self._walk_in = loop
            loop.call_later(_ROUND_S, self._walk, loop)

    def forget(self, presence: Presence) -> None:
        """Look after it no longer."""
        self._here.discard(presence)

    def _walk(self, loop: asyncio.AbstractEventLoop) -> None:
        for presence in self._here:
            presence.met()
        if self._here:
            loop.call_later(_ROUND_S, self._walk, loop)
        else:
            self._walk_in = None


class Presence:
    """Cancels the task inside `with` when the client goes away, and says so with ClientDisconnect."""

    __slots__ = ("_gone", "_met", "_patrol", "_receive", "_task", "_watch")

    def __init__(self, patrol: Patrol, receive: Receive) -> None:
        self._patrol, self._receive = patrol, receive
        self._met = self._gone = False
        self._task: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._patrol.note(self)

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._patrol.forget(self)
        if self._watch is not None:
            self._watch.cancel()
        if self._gone and self._task is not None and kind is asyncio.CancelledError:
            self._task.uncancel()
            raise ClientDisconnect

    def met(self) -> None:
        """Begin to watch the client at the second meeting."""
        if self._met and self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._look())
        self._met = True

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._task is not None and not self._task.done():
            self._gone = True
            self._task.cancel()


async def forward(parts: AsyncIterator[bytes], send: Send, coder: Coder | None, most: int) -> bytes | None:
    """Send the parts of an answer whose head has been sent, and its end; return it whole unless it passes `most` bytes.

    Raises what the worker's side raises.
    """
    kept: list[bytes] | None = []
    size = 0
    async for part in parts:
        size += len(part)
        if kept is not None:
            kept.append(part)
            kept = kept if size <= most else None
        body = await coder.feed(part) if coder else part
        if body:
            await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": await coder.end() if coder else b""})
    return None if kept is None else b"".join(kept)
