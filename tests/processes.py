"""What the kernel says about processes, and a port for a server of a test. Benchmarks use it as well as tests."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_HELD: list[socket.socket] = []


def free_port() -> int:
    """Return a port that nobody listens on, and that nobody else is given as long as this process lives.

    A socket that is bound to it and does not listen keeps the kernel from giving it to whoever asks for any port; a
    server, which reuses addresses, takes it all the same.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _HELD.append(holder)
    return int(holder.getsockname()[1])


def descendants(pid: int) -> set[int]:
    """Return the ids of all processes below one, as the kernel lists them."""
    parents = {int(place.name): parent(int(place.name)) for place in Path("/proc").iterdir() if place.name.isdecimal()}
    found = {pid}
    while more := {child for child, above in parents.items() if above in found and child not in found}:
        found |= more
    return found - {pid}


def lives(pid: int) -> bool:
    """Tell whether a process runs; a zombie that nobody has collected yet does not."""
    told = _told(pid)
    return bool(told) and told[0] != "Z"


def parent(pid: int) -> int:
    """Return the parent of a process; 0 when it is gone."""
    told = _told(pid)
    return int(told[1]) if told else 0


def born(pid: int) -> int:
    """Return when a process was started, in ticks since the machine was: its number may be another's later; 0: gone."""
    told = _told(pid)
    return int(told[19]) if told else 0


def processor_s(pid: int, *, alone: bool = False) -> float:
    """Return how many seconds of the processor a process and all that descend from it have used, or it alone."""
    family = [_told(one) for one in {pid, *(() if alone else descendants(pid))}]
    return sum(int(told[11]) + int(told[12]) for told in family if told) / _TICKS


def proportional(pid: int) -> int:
    """Return the memory of a process in bytes, of each shared page its share; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _told(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the third on, the state; nothing when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
