"""An answer on its way from a worker to whoever asked, and the store-room that all answers share.

What a worker sends is taken from it as fast as it comes, so that a slow reader never holds a worker; only when the
store-room is full do workers wait, each until its own reader has taken what lies there for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import orjson

from graph import wire

if TYPE_CHECKING:
    from collections.abc import Callable


class StoreRoom:
    """Counts the bytes that wait in the front for their readers."""

    def __init__(self, room: int) -> None:
        self.room, self.held = room, 0

    @property
    def full(self) -> bool:
        """Whether no more should be taken in."""
        return self.held >= self.room


@lru_cache(256)
def _told(head: bytes) -> dict[str, Any]:
    """Read a head; there are few different ones."""
    told: dict[str, Any] = orjson.loads(head)
    return told


class Answer:
    """The answer to one request: `async with` sends it, and ends it when the block is left before its end.

    Inside, `head` tells what it is, `version` which data gave it, and `async for` yields its bytes as they come. It
    begins when it is whole, or when its query has been admitted as a long one: until then nothing of it is given
    away, and the query can be run again. Errors are raised where they are met: by `async with` before the beginning,
    by `async for` after it; an answer that raised is not whole, and what was sent of it must be broken off.
    """

    def __init__(self, ask: Callable[[Answer], None], leave: Callable[[Answer], None], room: StoreRoom) -> None:
        self.version = ""
        self.size = 0
        self._head = b"{}"
        self._ask, self._leave, self._room = ask, leave, room
        self._chunks: deque[bytes] = deque()
        self._error: Exception | None = None
        self._ended = self._released = False
        self._asked = self._finished = False
        self._waiter: asyncio.Future[None] | None = None
        self._heard: Callable[[], None] | None = None
        self._source: asyncio.Transport | None = None  # the paused one

    @property
    def head(self) -> dict[str, Any]:
        """What the job says about the answer, such as its media type."""
        return dict(_told(self._head))

    @property
    def whole(self) -> bool:
        """Whether all of it has arrived; its size in bytes is then `size`."""
        return self._ended and self._error is None

    async def __aenter__(self) -> Self:
        try:
            if not self._asked:
                self._asked = True
                self._ask(self)
            while not self._begun:
                await self._change()
        except BaseException:
            self._finish()
            raise
        if self._error is not None:
            self._finish()
            raise self._error
        return self

    async def __aexit__(self, *_: object) -> None:
        self._finish()

    def start(self, heard: Callable[[], None]) -> None:
        """Send it without waiting, instead of `async with`; `heard` is called once, when it begins or fails.

        Then `async with` goes on with it, or, if it is `whole`, `taken` returns it; or `close` ends it. A callback
        spares a look-up the task that would wait for it, and two rounds of the event loop.
        """
        self._asked, self._heard = True, heard
        try:
            self._ask(self)
        except BaseException:
            self._heard = None
            self._finish()
            raise

    def taken(self) -> bytes:
        """Return all bytes of an answer that is whole, and end it."""
        body = b"".join(self._chunks)
        self._finish()
        return body

    def close(self) -> None:
        """End it, whether or not it has begun."""
        self._heard = None
        self._finish()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while not self._chunks:
            if self._error is not None:
                raise self._error
            if self._ended:
                raise StopAsyncIteration
            await self._change()
        chunk = self._chunks.popleft()
        self._room.held -= len(chunk)
        self._resume()
        return chunk

    async def read(self) -> bytes:
        """Return all bytes together."""
        if self.whole and len(self._chunks) == 1:  # nearly always
            return self._chunks[0]
        return b"".join([chunk async for chunk in self])

    # what the pool does with it

    def begin(self, body: bytes) -> None:
        """Take the first frame's head and bytes."""
        self._head, chunk = wire.parted(body)
        self.add(chunk)

    def add(self, chunk: bytes) -> None:
        """Take more bytes."""
        if chunk:
            self._chunks.append(chunk)
            self.size += len(chunk)
            self._room.held += len(chunk)
        if self._released:
            self._wake()

    def release(self) -> None:
        """Give away what has come and what will come."""
        self._released = True
        self._wake()

    @property
    def given(self) -> bool:
        """Whether some of it may have been given away, so that it cannot begin anew."""
        return self._released and self.size > 0

    def restart(self) -> None:
        """Forget what has come: the request is run again."""
        self._forget()
        self.size = 0

    def end(self, error: Exception | None = None) -> None:
        """Tell that no more comes."""
        if not self._ended:
            self._ended, self._error = True, error
            self._source = None
            self._wake()

    @property
    def ended(self) -> bool:
        """Whether no more comes."""
        return self._ended

    def pause(self, source: asyncio.Transport) -> None:
        """Stop taking from a worker while the store-room is full and something lies here to be taken."""
        if self._source is None and self._chunks and self._released and self._room.full:
            source.pause_reading()
            self._source = source

    def _resume(self) -> None:
        if self._source is not None and (not self._chunks or not self._room.full):
            source, self._source = self._source, None
            if not source.is_closing():
                source.resume_reading()

    def _finish(self) -> None:
        if self._finished:
            return
        self._finished = True
        self._leave(self)
        self._ask = self._leave = _nothing  # they know the request, which knows this: a circle is left to the collector
        self._forget()
        self._source = None

    def _forget(self) -> None:
        self._room.held -= sum(map(len, self._chunks))
        self._chunks.clear()

    async def _change(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    @property
    def _begun(self) -> bool:
        return self._ended or (self._released and bool(self._chunks))

    def _wake(self) -> None:
        if self._heard is not None and self._begun:
            heard, self._heard = self._heard, None
            heard()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _nothing(_answer: Answer) -> None:
    """Be asked for an answer that has ended, or left by it."""
