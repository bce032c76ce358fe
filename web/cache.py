"""Keep answers that were given, and let equal questions at the same time share one computation.

A job is pure (graph.jobs): the same data and payload give the same bytes. So an answer may be kept under a key that
holds the version of the data, for as long as there is room. Errors are never kept.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Generic, Self, TypeVar

from graph.errors import AlkaGraphError, ServiceBusy

if TYPE_CHECKING:
    from collections.abc import Hashable

_V = TypeVar("_V")

#: The largest answer that is kept, bytes.
LARGEST: Final = 1024 * 1024
#: What an entry takes besides its answer, about, bytes.
_OVERHEAD: Final = 2048


class Cache(Generic[_V]):
    """Answers by key, the longest unused of which goes first when `room` bytes are full."""

    def __init__(self, room: int) -> None:
        self.room, self.size, self.hits, self.misses = room, 0, 0, 0
        self._kept: OrderedDict[Hashable, tuple[_V, int]] = OrderedDict()
        self._leads: dict[Hashable, Lead[_V]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def told(self) -> dict[str, int]:
        """Return gauges and counters of this cache, by name."""
        return {"hits": self.hits, "misses": self.misses, "entries": len(self), "bytes": self.size}

    def find(self, key: Hashable) -> _V | None:
        """Return a kept answer, or None."""
        kept = self._kept.get(key)
        if kept is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return kept[0]

    def peek(self, key: Hashable) -> _V | None:
        """Return a kept answer, or None, without counting that somebody asked."""
        kept = self._kept.get(key)
        return None if kept is None else kept[0]

    def keep(self, key: Hashable, value: _V, size: int) -> None:
        """Keep an answer that takes so many bytes with its key, unless it is too large; anew when it has grown."""
        self._drop(key)
        size += _OVERHEAD
        if size > min(LARGEST + _OVERHEAD, self.room):
            return
        self._kept[key] = (value, size)
        self.size += size
        while self.size > self.room:
            self._drop(next(iter(self._kept)))

    def under_way(self, key: Hashable) -> Lead[_V] | None:
        """Return the computation of this answer that is under way, to be awaited with `followed`."""
        return self._leads.get(key)

    def lead(self, key: Hashable) -> Lead[_V]:
        """Begin a computation that others may follow; for `with`."""
        return Lead(self, key)

    def _drop(self, key: Hashable) -> None:
        if dropped := self._kept.pop(key, None):
            self.size -= dropped[1]


class Lead(Generic[_V]):
    """A computation that others may wait for: it ends with an answer, with an error of the family, or with neither."""

    __slots__ = ("_cache", "_future", "_key")

    def __init__(self, cache: Cache[_V], key: Hashable) -> None:
        self._cache, self._key = cache, key
        self._future: asyncio.Future[_V | None] | None = None

    def __enter__(self) -> Self:
        self._cache._leads[self._key] = self  # noqa: SLF001 (the two are one)
        return self

    def __exit__(self, _: object, error: BaseException | None, *__: object) -> None:
        """Tell those who follow an error that would be theirs as well; others make them try for themselves."""
        if isinstance(error, AlkaGraphError) and not isinstance(error, ServiceBusy):
            self._end(error=error)
        else:
            self._end()

    async def followed(self) -> _V | None:
        """Wait for the end; return the answer, or None when there is none to share."""
        if self._future is None:
            self._future = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._future)

    def keep(self, value: _V, size: int) -> None:
        """Keep the answer, and give it to those who follow."""
        self._cache.keep(self._key, value, size)
        self._end(value)

    def release(self) -> None:
        """Let those who follow try for themselves: this will last."""
        self._end()

    def share(self, value: _V) -> None:
        """Give the answer to those who follow, and do not keep it."""
        self._end(value)

    def _end(self, value: _V | None = None, error: AlkaGraphError | None = None) -> None:
        if self._cache._leads.get(self._key) is self:  # noqa: SLF001 (the two are one)
            del self._cache._leads[self._key]  # noqa: SLF001
        future, self._future = self._future, None
        if future is None or future.done():
            return
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
            future.exception()  # all who follow may have left
