"""Locks between processes that end with their process, however it ends: `flock` on a file kept for it.

A lock belongs to the opened file: processes forked by its holder hold it too, until the last of them is gone. On a
network file system it holds between machines only where that system passes `flock` on.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path


class Lock:
    """A lock that is held until `release`, the end of `with`, or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self.release = weakref.finalize(self, os.close, descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def shared(path: Path) -> Lock | None:
    """Hold a lock beside other readers; None while somebody holds it alone, or when the file is gone.

    Nothing is written, so a file that one may only read will do.
    """
    return _lock(path, os.O_RDONLY, fcntl.LOCK_SH | fcntl.LOCK_NB)


def alone(path: Path, *, wait: bool = False) -> Lock | None:
    """Hold a lock that nobody else holds; None while others do, unless told to wait for them.

    The file is made when it is missing. Raises FileNotFoundError without its folder.
    """
    return _lock(path, os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _lock(path: Path, access: int, kind: int) -> Lock | None:
    try:
        descriptor = os.open(path, access | os.O_CLOEXEC, 0o666)
    except FileNotFoundError:
        if access & os.O_CREAT:
            raise
        return None
    try:
        fcntl.flock(descriptor, kind)
        if os.path.samestat(os.fstat(descriptor), os.stat(path)):  # noqa: PTH116 - compared with the opened one
            return Lock(descriptor)
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None
