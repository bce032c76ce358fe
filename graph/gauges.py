"""What the kernel tells about a process: its memory and the processor time it used (Linux; elsewhere nothing)."""

from __future__ import annotations

import resource
from typing import Final

_PAGE: Final = resource.getpagesize()
_NANO: Final = 1e-9


def resident(pid: int) -> int:
    """Return how many bytes of memory a process has, shared or not; 0 when that cannot be told."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 (called often; a Path costs more than the read)
            return int(file.read().split()[1]) * _PAGE
    except OSError:
        return 0


def processor_s(pid: int) -> float | None:
    """Return the processor time of a process with one thread, in seconds; None when that cannot be told."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as file:  # noqa: PTH123 (as above)
            return int(file.read().split()[0]) * _NANO
    except (OSError, ValueError, IndexError):
        return None
