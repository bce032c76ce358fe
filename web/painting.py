"""Make pages beside the event loop: a large one is a second of work, and everybody else would wait for it.

One thread makes them, one page after the other and the clients in turn, so that pages never take more than their share
of the interpreter, and somebody who asks for many large ones delays nobody's one.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

from graph.admission import FairLine
from graph.errors import ServiceBusy

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

#: Most pages that wait, of all clients and of one.
MOST: Final = 64
EACH: Final = 16
#: After this time at most the thread gives the interpreter back to the event loop, seconds; Python's default is 5 ms.
SWITCH_S: Final = 0.001


class Painter:
    """Does work in a thread of its own, in fair turns. It belongs to one event loop."""

    def __init__(self) -> None:
        self._line: FairLine[str, asyncio.Future[None]] = FairLine()
        self._waiting: dict[str, int] = {}
        self._busy = False
        self._thread = ThreadPoolExecutor(1, "page")
        sys.setswitchinterval(SWITCH_S)

    def told(self) -> dict[str, int]:
        """Return gauges of this painter, by name."""
        return {"waiting": len(self._line)}

    async def paint(self, client: str, work: Callable[[], _T]) -> _T:
        """Return what the work returns; raise ServiceBusy when too many pages wait, or too many of this client."""
        if len(self._line) >= MOST or self._waiting.get(client, 0) >= EACH:
            message = f"{len(self._line)} pages are waiting to be made; try again shortly"
            raise ServiceBusy(message)
        self._waiting[client] = self._waiting.get(client, 0) + 1
        try:
            await self._turn(client)
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
            finally:
                self._next()
        finally:
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]

    async def _turn(self, client: str) -> None:
        if not self._busy:
            self._busy = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.put(client, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not self._line.remove(client, turn):  # its turn had just come
                self._next()
            raise

    def _next(self) -> None:
        turn = self._line.take()
        if turn is None:
            self._busy = False
        else:
            turn.set_result(None)
