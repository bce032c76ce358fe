"""Wait for a condition, never for a time: how long things take is the machine's affair."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tests.processes import born, lives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Longer than anything takes that a test waits for, on any machine, in seconds; it only ends what would never come.
PATIENCE_S: Final = 90.0
_LOOK_S: Final = 0.02


def until(holds: Callable[[], object], told: str, patience_s: float = PATIENCE_S) -> None:
    """Return when something holds; raise AssertionError with what was waited for when it never does."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, f"not within {patience_s:g} s: {told}"
        time.sleep(_LOOK_S)


def left_of(family: Iterable[tuple[int, int]], patience_s: float = 20) -> set[int]:
    """Return which of some processes, each with when it was born, do not end by themselves."""
    known = set(family)

    def left() -> set[int]:
        return {pid for pid, start in known if lives(pid) and born(pid) == start}

    with suppress(AssertionError):  # then whoever asks tells which
        until(lambda: not left(), "the processes end", patience_s)
    return left()


async def holds_soon(holds: Callable[[], object], told: str, patience_s: float = PATIENCE_S) -> None:
    """Wait as `until` does, while the event loop turns."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, f"not within {patience_s:g} s: {told}"
        await asyncio.sleep(_LOOK_S)


async def turns(number: int = 200) -> None:
    """Let the event loop turn so often that every task without a clock or a thread has come as far as it can."""
    for _ in range(number):
        await asyncio.sleep(0)
