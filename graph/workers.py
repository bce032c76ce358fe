"""Run jobs in processes that can be killed: the front process never evaluates a query itself.

The engine offers no way to stop a query, and some small queries end its process. So:

* A zygote loads the data and forks workers, which share it (graph.zygote). Each answers one request at a time
  (graph.worker) and sends its answer in frames (graph.wire) as it is written.
* Who is answered next, and what becomes of queries that last, is decided by graph.lanes: a quick request always
  finds a worker, long ones run few at a time at the lowest priority.
* The pool looks at all busy workers many times a second. One past its deadline, or the biggest when all together have
  too much memory, is killed and replaced; that takes milliseconds and costs one answer.
* Nothing of an answer is given away while its query may still be run again: until it is whole, or admitted as long.
  A job is pure, so that when its worker was killed from outside it is run again, once; a job under which its worker
  broke by itself is an error.
* New data come with a new generation of workers (graph.crews): requests go there at once, the old finish.

A pool belongs to one asyncio event loop.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

import orjson

from graph import errors, wire
from graph.crews import Crew
from graph.delivery import Answer, StoreRoom
from graph.dispatch import Dispatch
from graph.errands import MEGABYTE, Errand, PoolLimits
from graph.staff import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["MEGABYTE", "PoolLimits", "Source", "WorkerPool"]


class WorkerPool:
    """A number of workers over one source of data; leaving `async with` leaves no process behind."""

    def __init__(self, source: Source | Path | str, limits: PoolLimits | None = None) -> None:
        self.limits = limits or PoolLimits()
        self._dispatch, self._room = Dispatch(self.limits, self._bury), StoreRoom(self.limits.buffer)
        self._crew = self._over(source if isinstance(source, Source) else Source(str(source)))
        self._dispatch.current = self._crew
        self._retiring: set[Crew] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._adopting = asyncio.Lock()
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers that live now."""
        return tuple(sorted(worker.pid for one in (self._crew, *self._retiring) for worker in one.workers))

    @property
    def version(self) -> str:
        """The version of the data that new requests meet."""
        return self._crew.version

    @property
    def bereft(self) -> asyncio.Event:
        """Set when the zygote in force has died: its data are being loaded again."""
        return self._crew.bereft

    async def start(self) -> None:
        """Start all workers; raise WorkerDied when the data cannot be loaded."""
        await self._crew.start(self.limits.size)

    async def stop(self) -> None:
        """End every process of the pool and wait until it is gone."""
        self._closed = self._crew.retired = True
        self._dispatch.close(errors.ServiceBusy("the service is stopping"))
        await asyncio.gather(*self._ending, return_exceptions=True)
        await asyncio.gather(*(one.stop() for one in (self._crew, *self._retiring)))

    async def adopt(self, source: Source) -> None:
        """Answer from other data from now on; raise WorkerDied when they cannot be loaded, and keep the old."""
        following = self._over(source)
        async with self._adopting:
            await following.start(self.limits.size)
            if self._closed:
                await following.stop()
            else:
                self._switch(following)

    def _switch(self, following: Crew) -> None:
        """Send new requests to another generation, and the idle workers of the old one home."""
        old, self._crew = self._crew, following
        old.retired = True
        self._retiring.add(old)
        self._dispatch.current, self._dispatch.idle, self._dispatch.lowered = following, [], []
        for worker in tuple(old.workers):
            if worker.errand is None:
                old.dismiss(worker)
        for worker in following.workers:
            self._dispatch.rest(worker)
        self._dispatch.dispatch()
        self._bury(old)

    async def run(self, job: str, payload: Mapping[str, Any], timeout_s: float, *, client: str = "") -> bytes:
        """Run a named job of graph.jobs in a worker and return its answer, whole.

        Raises what the job raises of the error family; QueryTimedOut at the deadline, which counts from when a worker
        gets the job; ServiceBusy when too many requests wait, or too many of this client; WorkerDied when the worker
        ended under it; RuntimeError for a bug.
        """
        async with self._answer(job, payload, timeout_s, client, stranger=False) as answer:
            return await answer.read()

    def stream(self, job: str, payload: Mapping[str, Any], timeout_s: float, *, client: str = "") -> Answer:
        """Return the answer to a stranger's query: `async with` begins it, `async for` yields its bytes.

        Raises as `run` does, at the beginning or while the answer comes: see graph.delivery.Answer.
        """
        return self._answer(job, payload, timeout_s, client, stranger=True)

    def told(self) -> dict[str, float]:
        """Return gauges and counters of this pool, by name."""
        dispatch = self._dispatch
        return {
            **dispatch.lanes.told(),
            "workers": len(self.pids),
            "idle": len(dispatch.idle) + len(dispatch.lowered),
            "busy": len(dispatch.busy),
            "generations": 1 + len(self._retiring),
            "buffered_bytes": self._room.held,
            **dispatch.counts,
        }

    def _over(self, source: Source) -> Crew:
        limits = self.limits
        return Crew(source, self._dispatch, memory=limits.memory, largest=limits.largest, start_s=limits.start_s)

    def _answer(self, job: str, payload: Mapping[str, Any], timeout_s: float, client: str, *, stranger: bool) -> Answer:
        try:
            body = orjson.dumps({"job": job, "payload": payload, "seconds": timeout_s})
        except orjson.JSONEncodeError as error:
            if "surrogate" not in str(error):
                raise
            message = f"the request holds what is no text ({error}); write it in UTF-8"
            raise errors.RequestInvalid(message) from error
        errand: Errand | None = None

        def ask(answer: Answer) -> None:
            nonlocal errand
            errand = Errand(job, wire.frame(wire.REQUEST, body), client, timeout_s, stranger, answer)
            if self._closed:
                message = "the service is stopping"
                raise errors.ServiceBusy(message)
            self._dispatch.enter(errand)

        def leave(_answer: Answer) -> None:
            if errand is not None:  # else it was never asked
                self._dispatch.leave(errand)

        return Answer(ask, leave, self._room)

    def _bury(self, crew: Crew) -> None:
        """End a generation that has no workers left."""
        if crew in self._retiring and not crew.workers and not self._closed:
            self._retiring.discard(crew)
            task = asyncio.get_running_loop().create_task(crew.stop())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
