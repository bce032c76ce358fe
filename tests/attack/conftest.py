"""The siege: every attack once, several at a time, while honest clients work. The tests look at what came of it."""

from __future__ import annotations

import errno
import json
import math
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from tests.attack.cases import Case, cases
from tests.attack.wire import Outcome, Target
from tests.attack.world import raise_world
from tests.processes import born, descendants, proportional
from tests.server.conftest import Server, start_apart
from tests.waiting import PATIENCE_S, left_of, until

if TYPE_CHECKING:
    from pathlib import Path

#: Attacks under way at once.
ATTACKERS: Final = 6
#: So many answers make a block; a block holds a p99, and the median of the blocks is what counts.
BLOCK: Final = 300
#: How long the honest clients are watched while nobody attacks, before the siege and after it, seconds.
QUIET_S: Final = 8.0
MEGABYTE: Final = 1024 * 1024
#: What one query may take; all of them together are bounded by the pool.
MEMORY_MB: Final = 512
SECRET: Final = "zanzibar-41"  # noqa: S105 (what no answer may contain)


@dataclass
class Siege:
    """What was seen."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    spans: dict[str, tuple[float, float]] = field(default_factory=dict)  # when each attack began and ended
    honest: list[tuple[float, float, str]] = field(default_factory=list)  # begun (s), took (ms), fault
    quiet: list[tuple[float, float]] = field(default_factory=list)  # from, to
    attacked: tuple[float, float] = (0.0, 0.0)
    memory: list[tuple[float, int]] = field(default_factory=list)  # when, bytes of all processes of the server
    calls: list[str] = field(default_factory=list)  # who called the listener
    alive: bool = False
    ready: int = 0
    metrics: str = ""
    status: int | None = None
    leaked: set[int] = field(default_factory=set)

    def asked(self, since: float, until: float) -> list[float]:
        """Return the milliseconds of the honest answers asked for within a time."""
        return [took for begun, took, _ in self.honest if since <= begun < until]


@pytest.fixture(scope="package")
def siege(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Siege:
    """Lay siege to a server and return what was seen."""
    folder = tmp_path_factory.mktemp("siege")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # attackers hold some 1,500 connections at once
    secret = folder / "secret.nt"
    secret.write_text(f'<urn:a> <urn:b> "{SECRET}" .\n', encoding="utf-8")
    process, server = start_apart(
        root,
        raise_world(folder),
        ALKAGRAPH_WORKERS="8",
        ALKAGRAPH_SPARQL_S="2",
        ALKAGRAPH_HEAD_S="4",
        ALKAGRAPH_STALL_S="4",
        ALKAGRAPH_KEEP_ALIVE_S="5",
        ALKAGRAPH_MEMORY_MB=str(MEMORY_MB),
        ALKAGRAPH_LOG="off",
    )
    below = {(pid, born(pid)) for pid in descendants(process.pid)}
    seen = Siege()
    try:
        with _Listener(seen) as port, _Watch(seen, process.pid), _Honest(seen, root, server):
            _be_quiet(seen)
            _attack(seen, server, port, str(secret))
            time.sleep(3)  # what the last attacks left behind ends
            _be_quiet(seen)
            seen.alive, seen.ready = process.poll() is None, server.ask("GET", "/ready").status
            seen.metrics = server.ask("GET", "/metrics").body.decode()
            below |= {(pid, born(pid)) for pid in descendants(process.pid)}
    finally:
        process.send_signal(signal.SIGTERM)
        seen.status = process.wait(PATIENCE_S)
    seen.leaked = left_of(below)
    return seen


def _be_quiet(seen: Siege) -> None:
    """Let some seconds pass, and on a slow machine as many more as the honest clients need to be well known."""
    begun = time.monotonic()
    time.sleep(QUIET_S)
    with suppress(AssertionError):  # then the test tells how few there were
        until(lambda: len(seen.asked(begun, math.inf)) > 2 * BLOCK, "two blocks of honest answers")
    seen.quiet.append((begun, time.monotonic()))


def _attack(seen: Siege, server: Server, port: int, secret: str) -> None:
    def one(numbered: tuple[int, Case]) -> None:
        number, case = numbered
        target = Target(server.port, f"127.0.{2 + number // 250}.{1 + number % 250}", port, secret)
        begun = time.monotonic()
        seen.outcomes[case.name] = case.attack(target)
        seen.spans[case.name] = (begun, time.monotonic())

    begun = time.monotonic()
    with ThreadPoolExecutor(ATTACKERS) as crowd:
        for _ in crowd.map(one, enumerate(cases())):
            pass
    seen.attacked = (begun, time.monotonic())


class _Listener:
    """Listens on a port that nobody has a reason to call, on both kinds of address."""

    def __init__(self, seen: Siege) -> None:
        self._seen = seen
        self._sockets: list[socket.socket] = []
        while not self._sockets:
            one = socket.create_server(("127.0.0.1", 0))
            self.port = int(one.getsockname()[1])
            try:
                self._sockets = [one, socket.create_server(("::1", self.port), family=socket.AF_INET6)]
            except OSError as error:
                if error.errno == errno.EADDRINUSE:  # by another family somebody has this port: take the next one
                    one.close()
                else:  # this machine has no IPv6
                    self._sockets = [one]

    def __enter__(self) -> int:
        for one in self._sockets:
            threading.Thread(target=self._accept, args=(one,), daemon=True).start()
        return self.port

    def __exit__(self, *_: object) -> None:
        for one in self._sockets:
            one.close()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                caller, address = listening.accept()
            except OSError:
                return
            self._seen.calls.append(str(address))
            caller.close()


class _Watch:
    """Notes twice a second how much memory the server and all below it have, each shared page counted once."""

    def __init__(self, seen: Siege, pid: int) -> None:
        self._seen, self._pid, self._over = seen, pid, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.5):
            taken = sum(proportional(pid) for pid in {self._pid, *descendants(self._pid)})
            self._seen.memory.append((time.monotonic(), taken))


class _Honest:
    """Runs the honest clients and takes down what they saw."""

    def __init__(self, seen: Siege, root: Path, server: Server) -> None:
        self._seen = seen
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.honest", str(server.port)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            start_new_session=True,  # like the server: what the attackers cost is theirs
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> None:
        self._thread.start()
        until(lambda: self._seen.honest or self._process.poll() is not None, "an honest client is answered")
        time.sleep(2)  # every client has opened its connection, every worker has read what it reads once

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._thread.join(PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()
        assert self._process.wait(PATIENCE_S) == 0, "the honest clients did not end in order"

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            begun, took, fault = json.loads(line)
            self._seen.honest.append((begun, took, fault))
