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

#: How long a request runs before anybody looks whether its client is still there, seconds.
_GRACE_S: Final = 0.03


class Presence:
    """Cancels the task inside `with` when the client goes away, and says so with ClientDisconnect.

    The request's body must have been read. A quick answer costs no more than a timer that is never run.
    """

    __slots__ = ("_gone", "_receive", "_task", "_timer", "_watch")

    def __init__(self, receive: Receive) -> None:
        self._receive, self._gone = receive, False
        self._watch: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._timer = loop.call_later(_GRACE_S, self._begin, loop)

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if self._gone and self._task is not None and kind is asyncio.CancelledError:
            self._task.uncancel()
            raise ClientDisconnect

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watch = loop.create_task(self._look())

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
