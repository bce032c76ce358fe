"""Who is answered next: three lanes, by how long a request takes, and on each the clients in turn.

Nobody can tell beforehand how long a query takes. So it begins on the first lane, and one that has used its share of
processor time there goes on on the next, where fewer run at once and with lower priority:

| Lane | Priority | Processor time |
|---|---|---|
| quick | as the service | `quick_s` |
| middle | low | ten times that; for clients not known to be modest no more than `quick_s` |
| long | lowest | up to the deadline |

If the next lane has a place and nobody waits there who would come first, the query just goes on. Else it is stopped,
and waits to be run again from its beginning. Queries that differ from it in names, texts and numbers alone then begin
on that lane, those of modest clients on the middle one at the latest. The places of the two lower lanes are fewer
than the workers, so a quick request always finds one soon.

A client is modest when its answers of late were quick, and takes precedence on every lane; the queries of others begin
on the middle lane, of which they never have all places. Whoever asked a long query is not modest for a while. So those
who ask heavy queries wait for one another, and not those who look things up for them.

Jobs that are bounded by what they are begin on the quick lane and stay there, and find a worker besides the queries. No
client is served by more than its share of the workers.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graph.admission import FairLine, Tally
from graph.errors import ServiceBusy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized

    from graph.errands import Errand, PoolLimits

QUICK, MIDDLE, LONG = range(3)
_MODEST, _FIRST, _ALL = "modest", "first", "all"
#: How much longer than on the quick lane a modest client's query may run on the middle one.
_MORE: Final = 10
#: How long whoever asked a long query is not modest, seconds.
_REMEMBERED_S: Final = 30.0
#: How many clients, and how many queries, are remembered.
_MOST: Final = 10_000


class Lanes:
    """Where every request is. It decides; the pool acts. `now` is that of time.monotonic; `crowd` how many wait."""

    def __init__(self, limits: PoolLimits) -> None:
        self.limits, self.crowd = limits, 0
        self._places, self._share = limits.places, limits.share
        self._lines = tuple(FairLine[tuple[str, bool], "Errand"]() for _ in (QUICK, MIDDLE, LONG))
        self._ours = 0  # of those that wait, jobs that are no stranger's query: all on the quick lane
        self._running = [0, 0, 0]
        self._strange = [0, 0, 0]  # of these, queries on the quick lane, and on the others those of immodest clients
        self._under_way, self._busy = Tally(), Tally()
        self._deep = Tally()  # on the lower lanes
        self._modest: OrderedDict[str, float] = OrderedDict()  # from when on
        self._long: OrderedDict[bytes, int] = OrderedDict()  # shapes of queries too long for the lanes before this one

    def enter(self, errand: Errand, now: float) -> None:
        """Let a request wait; raise ServiceBusy when too many do, or too many of its client."""
        client = errand.client
        if self._under_way[client] >= self.limits.each:
            message = f"{self.limits.each} requests of yours are under way already; wait for their answers"
            raise ServiceBusy(message)
        errand.modest = not errand.stranger or self._is_modest(client, now)
        lane = QUICK if errand.modest else MIDDLE
        if errand.stranger and self._long:
            known = self._long.get(errand.shape, QUICK)
            lane = max(lane, min(known, MIDDLE) if errand.modest else known)
        _bound(self._lines[lane], self.limits.queue)
        self._under_way.add(client, 1)
        self._wait(errand, lane, now)

    def take(self, now: float, *, fresh: bool) -> Errand | None:
        """Return what shall be answered next, if anything may: on the quick lane only by a `fresh` worker."""
        for lane in (QUICK, MIDDLE, LONG) if fresh else (MIDDLE, LONG):
            line = self._lines[lane]
            if not line.turns or not self._has_place(lane):
                continue
            for whom in (_MODEST, _FIRST, _ALL):
                errand = line.take(partial(self._may, whom, lane, now))
                if errand is not None:
                    self._wait_no_more(errand)
                    self._run(errand, now)
                    return errand
        return None

    @property
    def open(self) -> bool:
        """Whether somebody waits on a lane that has a place: only then `take` needs to look who may have it."""
        quick, middle, long = self._lines
        if quick.turns and self._has_place(QUICK):
            return True
        return bool((middle.turns and self._has_place(MIDDLE)) or (long.turns and self._has_place(LONG)))

    def is_over(self, errand: Errand, used_s: float) -> bool:
        """Tell whether a query has used more processor time than its lane grants."""
        if not errand.stranger or errand.lane == LONG:
            return False
        more = _MORE if errand.lane == MIDDLE and errand.modest else 1
        return used_s > more * self.limits.quick_s

    def go_on(self, errand: Errand, now: float) -> bool:
        """Move a query to the next lane, as one that runs if it may, else as one that waits; tell whether it runs.

        Raises ServiceBusy when too many wait there.
        """
        lane = errand.lane + 1 if errand.modest else LONG
        self._long[errand.shape] = lane
        _forget_oldest(self._long)
        if lane == LONG and errand.client:
            self._modest[errand.client] = now + _REMEMBERED_S
            self._modest.move_to_end(errand.client)
        _bound(self._lines[lane], self.limits.queue)
        since = errand.since
        self._stop(errand)
        first = not any(one.modest >= errand.modest for one in self._lines[lane])
        if first and self._has_place(lane) and self._fits(lane, modest=errand.modest):
            errand.lane = lane
            self._run(errand, since)
            return True
        self._wait(errand, lane, now)
        return False

    def again(self, errand: Errand, now: float) -> None:
        """Let a request wait again, on the lane where it was."""
        self._stop(errand)
        self._wait(errand, errand.lane, now)

    def leave(self, errand: Errand, *, answered_s: float | None = None) -> None:
        """Forget a request, wherever it is; an answer within some seconds speaks for its client and for its like."""
        if errand.place == "gone":
            return
        if errand.place == "waits":
            self._lines[errand.lane].remove((errand.client, errand.stranger), errand)
            self._wait_no_more(errand)
        else:
            self._stop(errand)
            if answered_s is not None and errand.stranger and errand.lane != LONG:
                self._modest.setdefault(errand.client, 0.0)
                self._modest.move_to_end(errand.client)
                _forget_oldest(self._modest)
            if answered_s is not None and answered_s < self.limits.quick_s and self._long:
                self._long.pop(errand.shape, None)
        errand.place = "gone"
        self._under_way.add(errand.client, -1)

    def waiting(self) -> Iterator[Errand]:
        """Yield all that wait, on any lane."""
        for line in self._lines:
            yield from line

    def told(self) -> dict[str, float]:
        """Return how many requests wait and run on each lane, and of how many clients."""
        names = ("quick", "middle", "long")
        waiting = {f"waiting_{name}": len(line) for name, line in zip(names, self._lines, strict=True)}
        return {**waiting, **dict(zip(names, self._running, strict=True)), "clients": len(self._under_way)}

    def _has_place(self, lane: int) -> bool:
        places, running = self._places, self._running
        if lane == QUICK:
            return self._ours > 0 or self._strange[QUICK] < places[QUICK]  # else all who wait would be asked in vain
        return running[lane] < places[lane] and running[MIDDLE] + running[LONG] < max(1, self.limits.size - 1)

    def _may(self, whom: str, lane: int, now: float, turn: tuple[str, bool]) -> bool:
        """Tell whether what a client has next may be answered; first the modest are asked, and then all."""
        client, stranger = turn
        if self._busy[client] >= self._share:
            return False
        if not stranger:
            return True
        modest = self._is_modest(client, now)
        asked = modest or whom == _ALL or (whom == _FIRST and not self._deep[client])
        return asked and self._fits(lane, modest=modest)

    def _fits(self, lane: int, *, modest: bool) -> bool:
        """Tell whether a query may have one of the places that are left."""
        places = self._places[lane]
        return self._strange[lane] < (places if lane == QUICK else max(1, places - 1)) or (modest and lane != QUICK)

    def _is_modest(self, client: str, now: float) -> bool:
        since = self._modest.get(client)
        return since is not None and since <= now

    def _wait(self, errand: Errand, lane: int, now: float) -> None:
        errand.place, errand.lane, errand.since = "waits", lane, now
        self.crowd += 1
        self._ours += not errand.stranger
        self._lines[lane].put((errand.client, errand.stranger), errand)

    def _wait_no_more(self, errand: Errand) -> None:
        self.crowd -= 1
        self._ours -= not errand.stranger

    def _run(self, errand: Errand, since: float) -> None:
        errand.place, errand.since = "runs", since
        self._count(errand, 1)

    def _stop(self, errand: Errand) -> None:
        self._count(errand, -1)

    def _count(self, errand: Errand, step: int) -> None:
        lane, client = errand.lane, errand.client
        self._running[lane] += step
        self._busy.add(client, step)
        if lane != QUICK:
            self._deep.add(client, step)
        if errand.stranger if lane == QUICK else not errand.modest:
            self._strange[lane] += step


def _bound(line: Sized, most: int) -> None:
    if len(line) >= most:
        message = f"{len(line)} requests are waiting already; try again shortly"
        raise ServiceBusy(message)


def _forget_oldest(known: OrderedDict[Any, Any]) -> None:
    while len(known) > _MOST:
        known.popitem(last=False)
