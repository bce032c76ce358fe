"""Shut a process in for good: after `shut`, the kernel refuses it connections, listening, and other programs.

A filter of system calls (seccomp, Linux on x86-64 and AArch64), set once and inherited by whatever the process starts;
it costs a query nothing. What is refused fails with EPERM as though the right to it were missing. Sockets that are
open stay so, threads and files are as before. Where there is no such filter, `shut` says so, and what remains is
`closed`: that nothing can be opened while a query runs.

The filter is a program of the kernel's classic packet filter: see `man 2 seccomp`. Numbers of system calls differ from
one machine to the other; a call in the way of another machine ends the process.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
import sys
from typing import Final

#: By the kernel's name of a machine: its number, and those of the calls that are refused. In this order: socket connect
#: accept bind listen accept4, execve execveat, ptrace, process_vm_readv, process_vm_writev, io_uring_setup
_MACHINES: Final = {
    "x86_64": (0xC000003E, (41, 42, 43, 49, 50, 288, 59, 322, 101, 310, 311, 425)),
    "aarch64": (0xC00000B7, (198, 203, 202, 200, 201, 242, 221, 281, 117, 270, 271, 425)),
}
#: On x86-64 the numbers from here on belong to a second way to call (x32), which nobody here uses.
_X32: Final = 0x40000000

_LOAD, _EQUAL, _ABOVE, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_NUMBER, _MACHINE = 0, 4  # where they stand in what the filter is shown
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_FILTER_MODE: Final = 2


class _Program(ctypes.Structure):
    """How many instructions a filter has, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def shut() -> bool:
    """Set the filter for this process; tell whether it is in force."""
    machine = _MACHINES.get(os.uname().machine)
    if sys.platform != "linux" or machine is None:
        return False
    program = _compiled(*machine)
    given = _Program(len(program) // 8, program)
    try:
        control = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return False
    # without new rights by other programs, a process may set a filter whoever it is
    privileges = control(_PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0)))
    pointer = ctypes.byref(given)
    rest = map(ctypes.c_ulong, (0, 0))
    return bool(privileges == 0 and control(_PR_SET_SECCOMP, ctypes.c_ulong(_FILTER_MODE), pointer, *rest) == 0)


class Lid:
    """Keeps this process from opening anything, in `with`; where it `stays`, also afterwards, until it is lifted."""

    def __init__(self) -> None:
        self.stays = False
        self._before: tuple[int, int] | None = None

    def __enter__(self) -> None:
        if self._before is None:
            self._before = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, self._before[1]))

    def __exit__(self, *_: object) -> None:
        if not self.stays:
            self.lift()

    def lift(self) -> None:
        """Let this process open files again."""
        if self._before is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, self._before)
            self._before = None


#: The one lid of this process. A worker lets it stay between queries, which spares each of them three system calls.
LID: Final = Lid()


def closed() -> Lid:
    """Forbid this process to open anything: a query language may know ways out that the guard does not."""
    return LID


def _compiled(machine: int, refused: tuple[int, ...]) -> bytes:
    """Return the filter: eight bytes an instruction, with how far to jump if it holds and if not."""
    count = len(refused)
    lines = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_ABOVE, count + 1, 0, _X32),
        *((_EQUAL, count - place, 0, number) for place, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in lines)
