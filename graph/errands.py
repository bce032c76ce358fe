"""A request under way, and what the pool allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph.crews import Worker
    from graph.delivery import Answer

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How much the workers may use, and how many requests may wait. Times are seconds, sizes bytes."""

    size: int = 8  # workers; they share the data, so there may be more than cores
    long: int = 0  # of these, most that answer long queries at once; 0 means half
    quick_s: float = 0.1  # processor time after which a query is long
    queue: int = 256  # requests that may wait for a worker, and long queries for their turn
    each: int = 64  # of these, and of those being answered, a client's
    wait_s: float = 10.0  # how long one waits
    start_s: float = 120.0  # how long loading the data may take
    memory: int = 1536 * MEGABYTE  # a worker's, beyond the store it shares
    together: int = 3072 * MEGABYTE  # that of all workers together
    largest: int = 16 * MEGABYTE  # an answer's
    buffer: int = 128 * MEGABYTE  # that of all answers that wait in the front for their readers

    @property
    def long_places(self) -> int:
        """Most long queries at once; one worker is always left to the quick, if there are two."""
        return max(1, min(self.long or self.size // 2, self.size - 1))

    @property
    def quick_places(self) -> int:
        """Most strangers' queries at once on the quick lane; one worker is left to other jobs."""
        return max(1, self.size - self.long_places - 1)

    @property
    def share(self) -> int:
        """Most workers that serve one client at once."""
        return max(1, (self.size + 1) // 2)


@dataclass(slots=True, eq=False)
class Errand:
    """A request, from the moment it is made until its answer has ended or nobody wants it any more.

    `place` tells where it is: it `waits`, is answered as `quick`, stands in `line` for a long place, is answered as
    `long`, or is `gone`.
    """

    frame: bytes
    client: str
    timeout_s: float
    stranger: bool  # its query may be anything
    answer: Answer
    place: str = "gone"
    since: float = 0.0  # when it came to wait, or to a worker; the event loop's time
    tries: int = 0  # workers that died under it
    processor_s: float | None = None  # what its worker had used when the pool first looked
    worker: Worker | None = field(default=None, repr=False)

    @property
    def key(self) -> int:
        """What tells equal requests apart from others."""
        return hash(self.frame)
