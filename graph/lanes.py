"""Who is answered next: quick and long requests on lanes of their own, each client in its turn.

Nobody can tell beforehand how long a query takes. So each begins on the quick lane. One that has used `quick_s` of
processor time is long: it goes on at the lowest priority if a long place is free and nobody waits for one, else it
is stopped and waits in line for a long place, to be run again from its beginning. There are fewer long places than
workers, so a worker is always near for a quick request; and a query that was long before is in line at once.

Of strangers' queries the quick lane takes a few at a time, from a client who has a long one under way just one; the
other jobs, which are bounded by what they are, find a worker besides. No client is served by more than its share of
the workers, nor has more than half of the long places.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Final

from graph.admission import FairLine, Tally
from graph.errors import ServiceBusy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized

    from graph.errands import Errand, PoolLimits

#: How many long queries are remembered.
_REMEMBERED: Final = 4096


class Lanes:
    """Where every request is. It decides; the pool acts."""

    def __init__(self, limits: PoolLimits) -> None:
        self.limits = limits
        self._waiting: FairLine[tuple[str, bool], Errand] = FairLine()
        self._line: FairLine[str, Errand] = FairLine()
        self._count = Counter[str]()  # by place, strangers' on the quick lane as `strange`
        self._clients: dict[str, Tally] = {place: Tally() for place in ("all", "busy", "strange", "slow", "long")}
        self._slow: OrderedDict[int, None] = OrderedDict()

    def enter(self, errand: Errand, now: float) -> None:
        """Let a request wait; raise ServiceBusy when too many do, or too many of its client."""
        client, long = errand.client, errand.stranger and errand.key in self._slow
        self._bound(self._line if long else self._waiting)
        if self._clients["all"][client] >= self.limits.each:
            message = f"{self.limits.each} requests of yours are under way already; wait for their answers"
            raise ServiceBusy(message)
        self._clients["all"][client] += 1
        errand.place = "gone"
        self._wait(errand, now, long=long)

    def take(self, now: float) -> Errand | None:
        """Return the request that the next free worker shall answer, if any may be answered now."""
        errand = self._waiting.take(self._may_start)
        if errand is not None:
            self._move(errand, "quick", now)
            return errand
        if self._count["long"] < self.limits.long_places:
            errand = self._line.take(self._may_last)
            if errand is not None:
                self._move(errand, "long", now)
        return errand

    def promote(self, errand: Errand) -> bool:
        """Make a quick request a long one; tell whether there was a place for it."""
        self._remember(errand)
        if len(self._line) or self._count["long"] >= self.limits.long_places or not self._may_last(errand.client):
            return False
        self._move(errand, "long", errand.since)
        return True

    def put_back(self, errand: Errand, now: float) -> None:
        """Let a request wait in line for a long place; raise ServiceBusy when too many do."""
        self._bound(self._line)
        self._wait(errand, now, long=True)

    def again(self, errand: Errand, now: float) -> None:
        """Let a request wait again, as what it was."""
        self._wait(errand, now, long=errand.place == "long")

    def leave(self, errand: Errand, *, quick: bool = False) -> None:
        """Forget a request, wherever it is; one that turned out quick is expected to be so again."""
        if errand.place == "gone":
            return
        if errand.place in {"waits", "line"}:
            self._waiting.remove(_turn(errand), errand)
            self._line.remove(errand.client, errand)
        elif quick:
            self._slow.pop(errand.key, None)
        self._move(errand, "gone", 0)
        self._clients["all"].drop(errand.client)

    def waiting(self) -> Iterator[Errand]:
        """Yield all that wait, on either lane."""
        yield from self._waiting
        yield from self._line

    def told(self) -> dict[str, int]:
        """Return how many requests are where."""
        names = ("waits", "line", "quick", "long")
        return {name: self._count[name] for name in names} | {"clients": len(self._clients["all"])}

    def _bound(self, line: Sized) -> None:
        if len(line) >= self.limits.queue:
            message = f"{len(line)} requests are waiting already; try again shortly"
            raise ServiceBusy(message)

    def _wait(self, errand: Errand, now: float, *, long: bool) -> None:
        self._move(errand, "line" if long else "waits", now)
        if long:
            self._line.put(errand.client, errand)
        else:
            self._waiting.put(_turn(errand), errand)

    def _may_start(self, turn: tuple[str, bool]) -> bool:
        client, stranger = turn
        if self._clients["busy"][client] >= self.limits.share:
            return False
        if not stranger:
            return True
        if self._clients["slow"][client] and self._clients["strange"][client]:
            return False
        return self._count["strange"] < self.limits.quick_places

    def _may_last(self, client: str) -> bool:
        return self._clients["long"][client] < max(1, self.limits.long_places // 2)

    def _move(self, errand: Errand, place: str, now: float) -> None:
        """Count a request in its new place."""
        for name in _counted(errand):
            self._count[name] -= 1
            if name in self._clients:
                self._clients[name].drop(errand.client)
        errand.place, errand.since = place, now
        for name in _counted(errand):
            self._count[name] += 1
            if name in self._clients:
                self._clients[name][errand.client] += 1

    def _remember(self, errand: Errand) -> None:
        self._slow[errand.key] = None
        self._slow.move_to_end(errand.key)
        if len(self._slow) > _REMEMBERED:
            self._slow.popitem(last=False)


def _turn(errand: Errand) -> tuple[str, bool]:
    """Return whose turn a request waits for: a client's queries do not stand before its other requests."""
    return errand.client, errand.stranger


def _counted(errand: Errand) -> tuple[str, ...]:
    """Return under which names a request is counted where it is."""
    match errand.place:
        case "waits":
            return ("waits",)
        case "line":
            return ("line", "slow")
        case "quick":
            return ("quick", "busy", "strange") if errand.stranger else ("quick", "busy")
        case "long":
            return ("long", "busy", "slow")
        case _:
            return ()
