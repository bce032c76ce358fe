"""A request under way, and what the pool allows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph.delivery import Answer
    from graph.staff import Worker

MEGABYTE: Final = 1024 * 1024
#: What a query speaks of, rather than what it asks: IRIs, texts (their quotes are escaped in JSON), numbers, comments.
_NAMES: Final = re.compile(rb"""<[^<> ]*>|\\"[^"\\]*\\"|'[^']*'|#[^\\]*\\n|\d+""")


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How much the workers may use, and how many requests may wait. Times are seconds, sizes bytes."""

    size: int = 10  # workers; they share the data, so there may be more than cores
    quick_s: float = 0.1  # processor time of a quick query
    queue: int = 256  # requests that may wait on each lane
    each: int = 64  # of these, and of those being answered, a client's
    wait_s: float = 15.0  # how long one waits
    start_s: float = 120.0  # how long loading the data may take
    memory: int = 1536 * MEGABYTE  # a worker's, beyond the store it shares
    together: int = 3072 * MEGABYTE  # that of all workers together
    largest: int = 16 * MEGABYTE  # an answer's
    buffer: int = 128 * MEGABYTE  # that of all answers that wait in the front for their readers

    @property
    def places(self) -> tuple[int, int, int]:
        """How many strangers' queries run at once on each lane (graph.lanes); at least one worker is for other jobs."""
        deep = max(1, 3 * self.size // 10)
        return max(1, self.size - 2 * deep - 1), deep, deep

    @property
    def share(self) -> int:
        """Most workers that serve one client at once."""
        return max(2, (self.size + 1) // 2)


@dataclass(slots=True, eq=False)
class Errand:
    """A request, from the moment it is made until its answer has ended or nobody wants it any more.

    `place` tells where it is: it `waits`, `runs`, or is `gone`; `lane` on which lane: see graph.lanes.
    """

    job: str
    frame: bytes
    client: str
    timeout_s: float
    stranger: bool  # its query may be anything
    answer: Answer
    place: str = "gone"
    lane: int = 0
    modest: bool = True
    since: float = 0.0  # when it came to wait, or to a worker; the event loop's time
    tries: int = 0  # workers that died under it
    processor_s: float | None = None  # what its worker had used when the pool first looked
    worker: Worker | None = field(default=None, repr=False)

    _shape: bytes = b""

    @property
    def shape(self) -> bytes:
        """What requests have in common that differ in names, texts and numbers alone."""
        if not self._shape:  # worked out only for who asks, which the usual look-up does not
            self._shape = hashlib.blake2b(_NAMES.sub(b"", self.frame), digest_size=16).digest()
        return self._shape
