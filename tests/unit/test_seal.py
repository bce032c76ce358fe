"""A sealed process reaches nobody and starts nothing, whatever the engine is told to do."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph import errors, seal
from graph.seal import Lid, closed, shut
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable


#: Only where it is known how the kernel counts its calls is there a filter.
MACHINES = pytest.mark.skipif(os.uname().machine not in seal._MACHINES, reason="no filter is known for this machine")


def _apart(act: Callable[[], str]) -> str:
    """Return what a function says that runs in a fork of this process."""
    here, there = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(there, act().encode())
        finally:
            os._exit(0)
    os.close(there)
    with os.fdopen(here) as told:
        found = told.read()
    os.waitpid(child, 0)
    return found


def _refused(act: Callable[[], object]) -> str:
    try:
        act()
    except OSError as error:
        return str(error.errno)
    return "allowed"


@MACHINES
@pytest.mark.parametrize(
    "act",
    [
        lambda: socket.socket(socket.AF_INET),
        lambda: socket.socket(socket.AF_UNIX),
        lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 (it is refused)
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
    ],
    ids=["inet", "unix", "exec", "spawn"],
)
def test_a_shut_process_opens_no_connection_and_starts_no_program(act: Callable[[], object]) -> None:
    """The kernel refuses with EPERM; files can still be read."""

    def attempt() -> str:
        if not shut():
            return "no filter"
        Path(__file__).read_bytes()
        return _refused(act)

    assert _apart(attempt) == "1"


def test_what_is_open_stays_open() -> None:
    """A shut process still speaks on the sockets it has."""
    ours, theirs = socket.socketpair()
    with ours, theirs:

        def attempt() -> str:
            shut()
            theirs.sendall(b"from inside")
            return "sent"

        assert _apart(attempt) == "sent"
        assert ours.recv(20) == b"from inside"


@pytest.mark.parametrize("by", [pytest.param("shut", marks=MACHINES), "closed"])
def test_a_query_reaches_nobody(by: str) -> None:
    """Each seal by itself keeps SERVICE from calling, even if no guard stood before it; a listener hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as ears:
        ears.settimeout(0)
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{ears.getsockname()[1]}/> {{ ?s ?p ?o }} }}"

        def attempt() -> str:
            try:
                if by == "shut":
                    shut()
                    Store().answer(query, "text/csv")
                else:
                    with closed():
                        Store().answer(query, "text/csv")
            except (errors.QueryFailed, OSError, RuntimeError):
                return "failed"
            return "answered"

        assert _apart(attempt) == "failed"
        with pytest.raises(BlockingIOError):
            ears.accept()


def test_the_lesser_seal_comes_off() -> None:
    """When the query is done, files can be opened again."""
    with closed(), pytest.raises(OSError, match="Too many open files"):
        Path(__file__).read_bytes()

    assert Path(__file__).read_bytes()


def test_it_may_stay_until_it_is_lifted() -> None:
    """Between queries a worker keeps it, and takes it off for a job of ours."""
    lid = Lid()
    lid.stays = True
    with lid:
        pass
    try:
        with lid, pytest.raises(OSError, match="Too many open files"):
            Path(__file__).read_bytes()
    finally:
        lid.lift()

    assert Path(__file__).read_bytes()
