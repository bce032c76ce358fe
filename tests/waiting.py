"""Wait for a condition, never for a time: how long things take is the machine's affair."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: Longer than anything takes that a test waits for, on any machine, in seconds; it only ends what would never come.
PATIENCE_S: Final = 90.0
_LOOK_S: Final = 0.02


def until(holds: Callable[[], object], told: str, patience_s: float = PATIENCE_S) -> None:
    """Return when something holds; raise AssertionError with what was waited for when it never does."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, f"not within {patience_s:g} s: {told}"
        time.sleep(_LOOK_S)


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
