"""Builds and servers that are killed at any moment: the old snapshot is in force, or the new one, and both are whole.

Real processes are ended with SIGKILL at moments spread at random over what they do; nothing in them waits for it. The
variable KILLS says how many; the seed is told when a test fails.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from graph import locks, snapshot
from graph.embedded import READERS
from graph.errors import SnapshotMissing
from graph.store import Store
from graph.verification import verify
from tests.processes import descendants, lives, parent
from tests.server.conftest import start
from tests.strategies import ROLES, change
from tests.toy_world import furnish
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.load import Sources

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("KILLS", "12"))
#: Puts two snapshots in force in turn, and says which one after each.
SWAPPER = """
import itertools, pathlib, sys
from graph import snapshot
from graph.store import Store
home, *paths = map(pathlib.Path, sys.argv[1:])
stores = [Store.open(path) for path in paths]
print("ready", flush=True)
for store in itertools.cycle(stores):
    with snapshot.building(home, lambda *_: None):
        print(snapshot.put_in_force(store, home, "").version, flush=True)
"""
#: Opens what is in force, time and again, and ends with what was wrong with it.
READER = """
import hashlib, sys
from graph.store import Store
print("ready", flush=True)
while True:
    store = Store.connect(sys.argv[1])
    lines = store.dump().splitlines(keepends=True)
    told = b"<https://w3id.org/alkagraph/graph/> "
    digest = hashlib.sha256(b"".join(line for line in lines if not line.startswith(told))).hexdigest()
    if not digest.startswith(store.version) or sum(store.graph_sizes().values()) != len(store):
        sys.exit(f"{store.source} gave {digest}")
"""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sources, Sources]:
    """Return two toy worlds that differ in one statement."""
    found = []
    for number in range(2):
        folder = tmp_path_factory.mktemp("facts")
        found.append(furnish(folder))
        if number:
            change(found[-1], ROLES, "toy-0205", strength="weak")
    return found[0], found[1]


@pytest.fixture(scope="module")
def snapshots(worlds: tuple[Sources, Sources], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a snapshot of each world."""
    homes = [tmp_path_factory.mktemp("built") for _ in worlds]
    return [home / snapshot.build(world, home).file for world, home in zip(worlds, homes, strict=True)]


@pytest.fixture
def readers(home: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Run one reader of each form of what is in force, which must still run at the end."""
    environment = {**os.environ, "ALKAGRAPH_HOME": str(home)}
    running = [
        subprocess.Popen([sys.executable, "-c", READER, kind], stdout=subprocess.PIPE, text=True, env=environment)
        for kind in ("memory", "disk")
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    try:
        yield running
        assert [one.poll() for one in running] == [None, None], "a reader met something that was not in force"
    finally:
        for one in running:
            one.kill()
            one.communicate()


@pytest.fixture
def home(snapshots: list[Path], tmp_path: Path) -> Path:
    """Return a home with the second snapshot in force."""
    snapshot.put_in_force(Store.open(snapshots[1]), tmp_path, "")
    return tmp_path


def versions(snapshots: list[Path]) -> set[str]:
    """Return the versions of some snapshots."""
    return {path.stem.rpartition("-")[2] for path in snapshots}


def kill(process: subprocess.Popen[str], moment_s: float) -> str:
    """Kill a process after some time, and return what it had said."""
    time.sleep(moment_s)
    process.send_signal(signal.SIGKILL)
    told, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, told
    return told


def swapping(home: Path, snapshots: list[Path]) -> subprocess.Popen[str]:
    """Start a process that puts snapshots in force in turn, and wait until it begins."""
    words = [sys.executable, "-c", SWAPPER, str(home), *map(str, snapshots)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_killed_swap_leaves_the_old_or_the_new(
    home: Path, snapshots: list[Path], readers: list[subprocess.Popen[str]]
) -> None:
    """After each kill what is in force is whole in both forms, and no reader ever met anything else.

    The one in force is the last that the killed process told of, or the one it was about to put in force.
    """
    seed = random.randrange(2**32)  # noqa: S311 - moments, no secrets
    moments, both = random.Random(seed), versions(snapshots)  # noqa: S311
    kept = Store.open(snapshot.current_folder(home) or home)
    told_by_kept = kept.dump()
    process = swapping(home, snapshots)
    begun = time.monotonic()
    assert process.stdout is not None
    for _ in range(4):
        process.stdout.readline()
    swap_s = (time.monotonic() - begun) / 4
    kill(process, 0)
    seen: set[str] = set()
    for number in itertools.count():
        if number >= KILLS and (seen == both or number >= 20 * KILLS):  # few kills may all meet the same one
            break
        killed = swapping(home, snapshots)
        told = kill(killed, moments.uniform(0, 2.5 * swap_s)).split()
        manifest = snapshot.manifest_of(home)
        faults = verify(directory=home, deep=True)

        assert faults == [], f"seed {seed}, kill {number}: {[str(fault) for fault in faults]}"
        assert manifest.version in both
        seen.add(manifest.version)
        if len(told) == 1:  # the first was in force, and the second may be
            assert told[0] in both
        assert kept.dump() == told_by_kept, "a reader lost the snapshot it reads"
        assert [one.poll() for one in readers] == [None, None]
    assert seen == both, f"seed {seed}"
    del kept
    for one in readers:
        one.send_signal(signal.SIGSTOP)  # they hold what they read just now
    manifest = snapshot.complete(home)
    folders = {path.name for path in home.glob("alkagraph-*.oxigraph*")}
    assert manifest.folder in folders
    assert len(folders) <= 1 + len(readers)
    for one in readers:
        one.send_signal(signal.SIGCONT)


def test_what_killed_swaps_left_is_removed(home: Path, snapshots: list[Path]) -> None:
    """However many were killed, the next build leaves what is in force and nothing else."""
    moments = random.Random(7)  # noqa: S311
    for _ in range(max(4, KILLS // 4)):
        kill(swapping(home, snapshots), moments.uniform(0, 1))
    manifest = snapshot.complete(home)

    kept = {path.name for path in home.iterdir() if path.name.startswith(f"{manifest.file}.")}
    assert {path.name for path in home.iterdir()} - kept == {
        manifest.file,
        manifest.folder,
        snapshot.MANIFEST,
        snapshot.LOCK,
    }
    assert not [name for name in kept if name.endswith(".part")]
    assert verify(directory=home, deep=True) == []


def test_a_killed_build_lets_the_next_one_in(home: Path, snapshots: list[Path]) -> None:
    """Of two that build in one home one works at a time; when it is killed the other goes on."""
    first = swapping(home, snapshots)
    second = swapping(home, snapshots)
    kill(first, 0.5)
    assert second.stdout is not None
    told = [second.stdout.readline().strip() for _ in range(3)]

    assert {*told} == versions(snapshots)
    kill(second, 0)
    assert verify(directory=home, deep=True) == []


def test_a_killed_command_leaves_the_old_or_the_new(worlds: tuple[Sources, Sources], tmp_path: Path) -> None:
    """The command itself, from reading the facts on; before the first snapshot there is none, or it is whole."""
    moments = random.Random(11)  # noqa: S311
    words = [sys.executable, "-m", "graph", "build", "--force", "--facts"]
    environment = {**os.environ, "ALKAGRAPH_HOME": str(tmp_path / "home")}

    def building(world: Sources) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*words, str(world.facts_dir)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )

    begun = time.monotonic()
    with building(worlds[0]) as first:
        assert first.wait() == 0
    lasted = time.monotonic() - begun
    for path in (tmp_path / "home").glob(snapshot.MANIFEST):
        path.unlink()
    for number in range(max(4, KILLS // 4)):
        with building(worlds[number % 2]) as process:
            try:
                process.communicate(timeout=moments.uniform(0.3, 1.1) * lasted)
            except subprocess.TimeoutExpired:
                process.kill()
        try:
            snapshot.manifest_of(tmp_path / "home")
        except SnapshotMissing as error:
            assert error.problem == "there is no snapshot"  # noqa: PT017 - it may also be there
        else:
            assert verify(directory=tmp_path / "home", deep=True) == []
    with building(worlds[0]) as last:
        assert last.wait() == 0
    assert verify(directory=tmp_path / "home", deep=True) == []
    assert not [path.name for path in (tmp_path / "home").iterdir() if ".new-" in path.name or ".part" in path.name]


def test_a_killed_server_holds_nothing(root: Path, home: Path) -> None:
    """Killed while it starts or serves from disk, it leaves no process, no lock and no damage."""
    folder = snapshot.current_folder(home)
    assert folder is not None
    for moment_s in (0.2, 0.5, 0.9, None):
        if moment_s is None:
            process, running = start(root, folder)
            assert running.sparql("ASK { ?s ?p ?o }").status == 200
            assert locks.alone(folder / READERS) is None, "the server does not hold what it reads"
        else:
            words = [sys.executable, "-c", "import server; server.serve(port=0)"]
            process = subprocess.Popen(words, cwd=root, env={**os.environ, "ALKAGRAPH_SNAPSHOT": str(folder)})
            time.sleep(moment_s)
        below = descendants(process.pid)
        process.kill()
        process.wait()
        until(lambda gone=below: not any(map(lives, gone)), "its processes are gone")  # type: ignore[misc]
        # one that was forked just before the kill is not in the list, and ends as soon
        until(lambda: locks.alone(folder / READERS), "the folder is free")
        assert verify(directory=home, deep=True) == []


def test_a_server_goes_on_with_what_it_reads(root: Path, home: Path, snapshots: list[Path]) -> None:
    """A build beside a server on disk removes nothing of it, also when its workers are killed and open it anew."""
    folder = snapshot.current_folder(home)
    assert folder is not None
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } # "
    process, running = start(root, folder)
    try:
        before = running.sparql(count, "text/csv").body
        snapshot.put_in_force(Store.open(snapshots[0]), home, "")
        for worker in {pid for pid in descendants(process.pid) if parent(pid) != process.pid}:
            with suppress(ProcessLookupError):  # replaced just now
                os.kill(worker, signal.SIGKILL)
        until(lambda: running.sparql(f"{count}{time.monotonic()}", "text/csv").status == 200, "workers are there again")

        assert running.sparql(f"{count}once more", "text/csv").body == before
        assert folder.is_dir()
        assert verify(directory=home, deep=True) == []
    finally:
        process.terminate()
        process.wait()
    snapshot.complete(home)
    assert not folder.exists()
