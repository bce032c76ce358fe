"""Who is next: waiting requests are served round robin by client, so that nobody's many delay another's one."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

_K = TypeVar("_K", bound="Hashable")
_T = TypeVar("_T")


class FairLine(Generic[_K, _T]):
    """A line with one place a client; each client brings its things in the order they came.

    >>> line = FairLine()
    >>> for client, thing in (("a", 1), ("a", 2), ("a", 3), ("b", 4)):
    ...     line.put(client, thing)
    >>> [line.take() for _ in range(len(line))]
    [1, 4, 2, 3]
    """

    def __init__(self) -> None:
        #: What each client waits for, the next client first.
        self.turns: dict[_K, deque[_T]] = {}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[_T]:
        for waiting in self.turns.values():
            yield from waiting

    def put(self, client: _K, thing: _T) -> None:
        """Place a thing behind those of the same client; a new client stands at the end."""
        self.turns.setdefault(client, deque()).append(thing)
        self._length += 1

    def take(self, may: Callable[[_K], bool] = lambda _client: True) -> _T | None:
        """Return what is next of the first client who may, who then goes to the end; None when none may."""
        client = next(filter(may, self.turns), None) if self.turns else None
        if client is None:
            return None
        waiting = self.turns.pop(client)
        thing = waiting.popleft()
        if waiting:
            self.turns[client] = waiting
        self._length -= 1
        return thing

    def remove(self, client: _K, thing: _T) -> bool:
        """Take a thing out of the line, if it is there; tell whether it was."""
        waiting = self.turns.get(client)
        if waiting is None or thing not in waiting:
            return False
        waiting.remove(thing)
        self._length -= 1
        if not waiting:
            del self.turns[client]
        return True


class Tally:
    """How many things each client has; forgets those that have none."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._counts)

    def __getitem__(self, client: str) -> int:
        return self._counts.get(client, 0)

    def add(self, client: str, step: int) -> None:
        """Count some more, or less."""
        count = self._counts.get(client, 0) + step
        if count:
            self._counts[client] = count
        else:
            self._counts.pop(client, None)
