"""Bring waiting requests and idle workers together, and look after the busy ones."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from time import monotonic
from typing import TYPE_CHECKING, Final

from graph import errors, gauges, wire
from graph.errands import MEGABYTE
from graph.lanes import LONG, MIDDLE, QUICK, Lanes
from graph.orders import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.crews import Crew
    from graph.errands import Errand, PoolLimits
    from graph.staff import Worker

#: How often the busy workers are looked at, seconds.
_LOOK_S: Final = 0.03
#: What a query has of the processor at least, as it is counted: an age of so many seconds counts as one.
_PATIENCE: Final = 10
#: A worker that has so much memory of its own after a query is replaced, bytes.
_FAT: Final = 256 * MEGABYTE
#: The nice values of the lanes.
_NICE: Final = (0, 10, 19)


class Dispatch:
    """The workers of the generation in force, `current`, and those of earlier ones that are still busy.

    `parted(crew)` is called whenever a generation has lost a worker.
    """

    def __init__(self, limits: PoolLimits, parted: Callable[[Crew], None]) -> None:
        self.limits, self.lanes = limits, Lanes(limits)
        self.current: Crew
        self.idle: list[Worker] = []
        self.lowered: list[Worker] = []  # idle too, with the priority of the middle lane
        self.busy: set[Worker] = set()
        self.counts: defaultdict[str, float] = defaultdict(int)
        self._parted = parted
        self._look: asyncio.TimerHandle | None = None

    def enter(self, errand: Errand) -> None:
        """Take a request; raise ServiceBusy when too many wait."""
        self.lanes.enter(errand, monotonic())
        self.dispatch()

    def close(self, error: Exception) -> None:
        """Fail everything that waits or is under way."""
        for errand in [*self.lanes.waiting(), *(worker.errand for worker in self.busy if worker.errand)]:
            self.fail(errand, error)
        if self._look is not None:
            self._look.cancel()

    def dispatch(self) -> None:
        """Give waiting requests to idle workers."""
        while self.lanes.open:
            fresh, lowered = _fit(self.idle), _fit(self.lowered)
            errand = self.lanes.take(monotonic(), fresh=fresh) if fresh or lowered else None
            if errand is None:
                break
            worker = (self.lowered if errand.lane != QUICK and lowered else self.idle).pop()
            self.busy.add(worker)
            worker.errand, errand.worker = errand, worker
            errand.processor_s = None
            errand.answer.version = worker.crew.version
            if errand.lane == LONG:
                worker.crew.lower(worker, _NICE[LONG])
                errand.answer.release()
            worker.send(errand.frame)
        if self._look is None and (self.busy or self.lanes.crowd):
            self._look = asyncio.get_running_loop().call_later(_LOOK_S, self._watch)

    def _watch(self) -> None:
        """Look at the busy workers and at those who wait."""
        now = monotonic()
        self._look = None
        for worker in tuple(self.busy):
            errand = worker.errand
            if errand is None:
                continue
            age = now - errand.since
            if errand.lane == MIDDLE and age > _LOOK_S:
                # Not from the beginning: newcomers begin on this lane, and most of their queries last a millisecond.
                # On a busy machine the low priority made them wait 0.1 to 0.7 s, when several came at once.
                worker.crew.lower(worker, _NICE[MIDDLE])
            if age > errand.timeout_s:
                self.counts["timed_out"] += 1
                message = f"stopped after {errand.timeout_s:g} s: ask for less, or narrow the query"
                self.fail(errand, errors.QueryTimedOut(message))
            elif age > self.limits.quick_s and self.lanes.is_over(errand, self._used(worker, errand, age)):
                self._go_on(worker, errand, now)
        self._weigh()
        for errand in [one for one in self.lanes.waiting() if now - one.since > self.limits.wait_s]:
            message = f"no worker became free within {self.limits.wait_s:g} s; try again shortly"
            self.fail(errand, errors.ServiceBusy(message))
        self.dispatch()

    def _used(self, worker: Worker, errand: Errand, age: float) -> float:
        """Return the processor time a query has used since it was first looked at, but at least a tenth of its age."""
        used = gauges.processor_s(worker.pid)
        if used is None:
            return age
        if errand.processor_s is None:
            errand.processor_s = used
        return max(used - errand.processor_s, age / _PATIENCE)

    def _go_on(self, worker: Worker, errand: Errand, now: float) -> None:
        """Let a query that lasts go on with lower priority, or wait for its turn."""
        try:
            runs = self.lanes.go_on(errand, now)
        except errors.ServiceBusy as error:
            self.fail(errand, error)
            return
        if runs:
            worker.crew.lower(worker, _NICE[errand.lane])
            if errand.lane == LONG:
                errand.answer.release()
        else:
            self.counts["put_back"] += 1
            errand.answer.restart()
            self._free(worker)

    def _weigh(self) -> None:
        """Kill the biggest worker when all together have taken too much memory."""
        taken = {w: max(0, gauges.resident(w.pid) - w.resident) for w in self.busy if w.errand is not None}
        self.counts["memory_bytes"] = sum(taken.values())
        if sum(taken.values()) > self.limits.together:
            biggest = max(taken, key=lambda worker: taken[worker])
            self.counts["too_big"] += 1
            message = "stopped because it took too much memory; a query that needs less may succeed"
            if biggest.errand is not None:
                self.fail(biggest.errand, errors.WorkerDied(message))

    def fail(self, errand: Errand, error: Exception) -> None:
        """End a request with an error, and with it the worker that had it."""
        self.leave(errand)
        errand.answer.end(error)

    def leave(self, errand: Errand) -> None:
        """Forget a request; its worker, if it is still at it, is stopped."""
        self.lanes.leave(errand)
        if errand.worker is not None:
            self._free(errand.worker)
            self.dispatch()

    def _free(self, worker: Worker) -> None:
        """Part a worker from its request and replace it."""
        self._part(worker)
        worker.crew.replace(worker)
        self._parted(worker.crew)

    def _part(self, worker: Worker) -> None:
        self.busy.discard(worker)
        if worker.errand is not None:
            worker.errand.worker = None
            worker.errand = None

    def rest(self, worker: Worker) -> None:
        """Let a worker take the next request, if it is still fit to."""
        if worker.crew is not self.current or worker.nice == _NICE[LONG]:
            self._free(worker)
        elif not worker.nice:
            self.idle.append(worker)
        elif len(self.lowered) < self.limits.places[MIDDLE] - 1:
            self.lowered.append(worker)
        else:
            self._free(worker)

    # what workers tell: see graph.staff.Employer

    def arrived(self, worker: Worker) -> None:
        """Take a new worker into service."""
        self.counts["started"] += 1
        worker.resident = gauges.resident(worker.pid)
        if worker.crew is self.current:
            self.idle.append(worker)
            self.dispatch()

    def spoke(self, worker: Worker, kind: bytes, body: bytes) -> None:
        """Hand on what a worker says about its request."""
        errand = worker.errand
        if errand is None:
            return
        answer = errand.answer
        if kind in {wire.WHOLE, wire.BEGIN}:
            answer.begin(body)
        elif kind in {wire.MORE, wire.END}:
            answer.add(body)
        if kind in {wire.BEGIN, wire.MORE}:
            answer.pause(worker.link.transport)
            return
        self._part(worker)
        taken_s = monotonic() - errand.since
        self.lanes.leave(errand, answered_s=taken_s)
        counts = self.counts
        counts["answers"] += 1
        counts["bytes"] += answer.size
        counts[f"{errand.job}_answers"] += 1
        counts[f"{errand.job}_seconds"] += taken_s
        if taken_s > self.limits.quick_s and gauges.resident(worker.pid) - worker.resident > _FAT:
            self._free(worker)
        else:
            self.rest(worker)
        self.dispatch()  # first, so that the worker has something to do while the answer goes its way
        answer.end(None if kind in {wire.WHOLE, wire.END} else wire.raised(kind, body))

    def ended(self, worker: Worker, status: int | None) -> None:
        """Run again what a worker had when it was killed from outside; fail what broke it."""
        self.counts["died"] += 1
        with contextlib.suppress(ValueError):
            (self.lowered if worker.nice else self.idle).remove(worker)
        errand = worker.errand
        if errand is None:
            self._parted(worker.crew)
            return
        self._part(worker)
        how = verdict(status)
        errand.tries += worker.taken
        if how == "killed" and errand.tries <= 1 and not errand.answer.given:
            errand.answer.restart()
            self.lanes.again(errand, monotonic())
        elif how == "slow":
            self.fail(errand, errors.QueryTimedOut("stopped: it used all the processor time it may"))
        else:
            message = "the process that worked on this ended early; a query that needs less memory may succeed"
            self.fail(errand, errors.WorkerDied(message))
        self._parted(worker.crew)
        self.dispatch()


def _fit(idle: list[Worker]) -> bool:
    """Tell whether there is an idle worker, after leaving out the last ones if their sockets are closed."""
    while idle and not idle[-1].hears:
        idle.pop()
    return bool(idle)
