"""What is said between the front process and a zygote (graph.zygote), on its control socket and when it is started.

Commands are six bytes: `F` with a socket attached forks a worker onto it; `K` and a process id kills one, `N` with a
process id and a nice value lowers its priority for good. What comes back are notices of eight bytes, a process id and
the status it ended with (as os.waitpid returns it): the front learns from them whether a query killed its worker or
somebody else did.
"""

from __future__ import annotations

import json
import os
import signal
import struct
from dataclasses import asdict, dataclass
from typing import Final

COMMAND: Final = struct.Struct("!cIb")
NOTICE: Final = struct.Struct("!Ii")
FORK: Final = b"F"
KILL: Final = b"K"
NICE: Final = b"N"
#: The nice value of whoever may only use what nobody else wants.
LOWEST: Final = 19


@dataclass(frozen=True, slots=True)
class Orders:
    """What a zygote is told: the source of the data, its version, and how much a worker may use, in bytes."""

    source: str
    version: str
    memory: int
    largest: int
    attempt: int = 0  # how often the program began anew, see _recall

    def written(self) -> str:
        """Return the orders as the text of an argument."""
        return json.dumps(asdict(self))


def verdict(status: int | None) -> str:
    """Return how a process ended: `killed` from outside, `slow` at its limit of processor time, else `broken`.

    >>> verdict(signal.SIGKILL), verdict(signal.SIGXCPU), verdict(signal.SIGSEGV), verdict(None)
    ('killed', 'slow', 'broken', 'killed')
    """
    if status is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGKILL, signal.SIGTERM}):
        return "killed"
    return "slow" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU else "broken"
