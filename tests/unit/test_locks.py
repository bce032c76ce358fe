"""Locks between processes: readers share, one writes alone, and a process that is killed holds nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graph import locks

if TYPE_CHECKING:
    from pathlib import Path

#: Holds a lock of the kind it is told, says so, and waits to be killed.
HOLDER = """
import sys, pathlib
from graph import locks
held = getattr(locks, sys.argv[1])(pathlib.Path(sys.argv[2]))
print("held" if held else "refused", flush=True)
sys.stdin.read()
"""


def held(lock: locks.Lock | None) -> locks.Lock:
    """Return a lock that must be held."""
    assert lock is not None
    return lock


def test_readers_share_and_a_writer_is_alone(tmp_path: Path) -> None:
    """Any number read; while they do nobody is alone, and while somebody is nobody reads."""
    path = tmp_path / "one.lock"
    path.touch()
    with held(locks.shared(path)), held(locks.shared(path)):
        assert locks.alone(path) is None
    with held(locks.alone(path)):
        assert locks.shared(path) is None
        assert locks.alone(path) is None
    assert locks.alone(path) is not None


def test_what_is_not_there_can_only_be_locked_alone(tmp_path: Path) -> None:
    """A reader makes nothing; who writes makes the file, but no folder."""
    assert locks.shared(tmp_path / "none.lock") is None
    assert [*tmp_path.iterdir()] == []
    with held(locks.alone(tmp_path / "none.lock")):
        assert (tmp_path / "none.lock").exists()
    with pytest.raises(FileNotFoundError):
        locks.alone(tmp_path / "none" / "none.lock")


def test_a_lock_on_a_file_that_was_removed_is_none(tmp_path: Path) -> None:
    """Who waited for a file that went away meanwhile does not believe to hold what stands there now."""
    path = tmp_path / "one.lock"
    first = held(locks.alone(path))
    path.unlink()

    with held(locks.alone(path)):
        first.release()
        assert locks.shared(path) is None


@pytest.mark.parametrize("kind", ["shared", "alone"])
def test_a_killed_process_holds_nothing(tmp_path: Path, kind: str) -> None:
    """What a process held is free at the moment it is gone, however it went."""
    path = tmp_path / "one.lock"
    path.touch()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, kind, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert locks.alone(path) is None
        holder.kill()
        holder.wait()

    assert locks.alone(path) is not None
