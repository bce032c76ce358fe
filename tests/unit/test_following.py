"""A pool follows the data: it begins on disk, goes over to memory and to new builds, and no request is lost."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import signal
from typing import TYPE_CHECKING

import pytest

from graph import errors
from graph.embedded import write_folder
from graph.following import Following, serving
from graph.manifest import Manifest
from graph.staff import Source
from graph.workers import PoolLimits, WorkerPool
from tests.pools import write_invented
from tests.processes import lives
from tests.waiting import PATIENCE_S, holds_soon

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

NAMES = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "table": "text/csv"}
SMALL = PoolLimits(size=2)


def _build(home: Path, graph: str, *, on_disk: bool = False) -> Manifest:
    """Put a snapshot in force whose only graph has this name."""
    home.mkdir(exist_ok=True)
    draft = write_invented(home / "draft", graph)
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    snapshot = draft.rename(home / f"alkagraph-{digest[:12]}.nq")
    folder = snapshot.with_suffix(".oxigraph")
    if on_disk:
        write_folder(snapshot, folder)
        (folder / "readers.lock").touch()
    manifest = Manifest(snapshot.name, digest, "", 500, {}, folder=folder.name if on_disk else "")
    manifest.write(home)
    return manifest


def serving_memory(home: Path) -> AbstractAsyncContextManager[WorkerPool]:
    """Follow the builds of a home in memory, without building one."""
    return Following(home, in_memory=True).serving(SMALL, 0.05)


async def _graph(pool: WorkerPool) -> tuple[str, str]:
    """Return the version of an answer and the name of the only graph."""
    async with pool.stream("sparql", NAMES, 60) as answer:
        return answer.version, (await answer.read()).decode().split()[1]


async def _reach(pool: WorkerPool, version: str, patience_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(patience_s):
        while pool.version != version or pool.told()["generations"] > 1:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.02)


def test_other_data_are_adopted_without_a_lost_request(tmp_path: Path) -> None:
    """Each answer comes whole from the old data or from the new, as its version says; the old processes go."""
    old, new = (write_invented(tmp_path / f"{name}.nq", f"urn:{name}") for name in ("old", "new"))

    async def story() -> set[tuple[str, str]]:
        seen: set[tuple[str, str]] = set()
        done = asyncio.Event()

        async def ask(pool: WorkerPool) -> None:
            while not done.is_set():
                seen.add(await _graph(pool))

        async with WorkerPool(Source(str(old), "1"), SMALL) as pool:
            before = {*pool.pids}
            async with asyncio.TaskGroup() as crowd:
                for _ in range(4):
                    crowd.create_task(ask(pool))
                await holds_soon(lambda: seen, "an answer from the old data")
                await pool.adopt(Source(str(new), "2"))
                await _reach(pool, "2")
                seen.add(await _graph(pool))
                done.set()
            await holds_soon(lambda: not any(map(lives, before)), "the old workers are gone")
            return seen

    assert asyncio.run(story()) == {("1", "urn:old"), ("2", "urn:new")}


def test_data_that_cannot_be_loaded_leave_the_old_in_force(tmp_path: Path) -> None:
    """A damaged snapshot is an error, and answers come as before."""
    old, bad = write_invented(tmp_path / "old.nq", "urn:old"), tmp_path / "bad.nq"
    bad.write_text("this is no statement")

    async def story() -> tuple[str, str]:
        async with WorkerPool(Source(str(old), "1"), SMALL) as pool:
            with pytest.raises(errors.WorkerDied, match=r"bad\.nq"):
                await pool.adopt(Source(str(bad), "2"))
            assert pool.told()["workers"] == 2
            return await _graph(pool)

    assert asyncio.run(story()) == ("1", "urn:old")


def test_an_old_answer_is_finished_by_who_began_it(tmp_path: Path) -> None:
    """A request under way when new data come is answered from the old, and says so."""
    old, new = (write_invented(tmp_path / f"{name}.nq", f"urn:{name}") for name in ("old", "new"))
    query = "SELECT ?g { GRAPH ?g { ?a ?b ?c } ?d ?e ?f . ?h ?i ?j FILTER(?h = <urn:s1>) }"
    slow = {"query": query, "table": "text/csv"}

    async def story() -> tuple[str, set[str]]:
        async with WorkerPool(Source(str(old), "1"), SMALL) as pool, pool.stream("sparql", slow, 300) as answer:
            await pool.adopt(Source(str(new), "2"))
            assert (await _graph(pool))[0] == "2"
            return answer.version, {*(await answer.read()).decode().split()[1:]}

    assert asyncio.run(story()) == ("1", {"urn:old"})


def test_builds_are_followed(tmp_path: Path) -> None:
    """A new manifest is adopted soon; one that points to damaged data is told in the log and passed over."""
    home = tmp_path / "home"
    first = _build(home, "urn:first")

    async def story(caught: list[str]) -> list[tuple[str, str]]:
        async with serving_memory(home) as pool:
            found = [await _graph(pool)]
            second = _build(home, "urn:second")
            await _reach(pool, second.version)
            found.append(await _graph(pool))
            (home / "broken.nq").write_text("no statement")
            Manifest("broken.nq", "f" * 64, "", 0, {}).write(home)
            async with asyncio.timeout(PATIENCE_S):
                while not caught:  # noqa: ASYNC110 (nobody tells)
                    await asyncio.sleep(0.02)
            found.append(await _graph(pool))
            assert found == [(first.version, "urn:first"), *[(second.version, "urn:second")] * 2]
            return found

    class Log(logging.Handler):
        """Keeps what is logged."""

        def emit(self, record: logging.LogRecord) -> None:
            """Keep errors."""
            if record.levelno >= logging.ERROR:
                caught.append(record.getMessage())

    caught: list[str] = []
    log = Log()
    logging.getLogger("graph.following").addHandler(log)
    try:
        asyncio.run(story(caught))
    finally:
        logging.getLogger("graph.following").removeHandler(log)
    assert "broken.nq" in caught[0]


def test_a_start_is_served_from_disk_until_memory_is_filled(tmp_path: Path) -> None:
    """The folder beside the snapshot answers first, and both tell the same version."""
    home = tmp_path / "home"
    built = _build(home, "urn:g", on_disk=True)

    async def story() -> list[tuple[str, str]]:
        async with serving_memory(home) as pool:
            assert pool._crew.source.address.startswith("oxigraph:")
            found = [await _graph(pool)]
            async with asyncio.timeout(PATIENCE_S):
                while not pool._crew.source.address.endswith(".nq"):  # noqa: ASYNC110 (nobody tells)
                    await asyncio.sleep(0.02)
            await _reach(pool, built.version)
            found.append(await _graph(pool))
            return found

    assert asyncio.run(story()) == [(built.version, "urn:g")] * 2


def test_a_home_is_served_from_disk_when_told_so(tmp_path: Path) -> None:
    """The folder in force is opened, and the next one after it."""
    home = tmp_path / "home"
    first = _build(home, "urn:first", on_disk=True)

    async def story() -> list[tuple[str, str]]:
        async with serving(f"oxigraph:{home}", SMALL, look_s=0.05) as pool:
            assert pool._crew.source.address.endswith(".oxigraph")
            found = [await _graph(pool)]
            second = _build(home, "urn:second", on_disk=True)
            await _reach(pool, second.version)
            assert pool._crew.source.address.endswith(".oxigraph")
            return [*found, await _graph(pool)]

    assert asyncio.run(story())[0] == (first.version, "urn:first")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_place_given_by_name_is_served_as_it_is(tmp_path: Path, kind: str) -> None:
    """A snapshot or a folder of Oxigraph; without a manifest the version is what it can be told by."""
    snapshot = write_invented(tmp_path / "some.nq", "urn:g")
    folder = tmp_path / "store"
    write_folder(snapshot, folder)
    (folder / "readers.lock").touch()

    async def story() -> tuple[str, str]:
        async with serving(str(snapshot) if kind == "file" else f"oxigraph:{folder}", SMALL) as pool:
            return await _graph(pool)

    assert asyncio.run(story()) == ("some" if kind == "file" else "", "urn:g")


def test_a_worker_over_a_folder_forks_from_one_thread(tmp_path: Path) -> None:
    """The engine's threads run in the workers alone."""
    home = tmp_path / "home"
    _build(home, "urn:g", on_disk=True)

    async def story() -> int:
        async with serving(f"oxigraph:{home}", SMALL) as pool:
            await _graph(pool)
            return len(os.listdir(f"/proc/{pool._crew.zygote}/task"))  # noqa: PTH208 (nothing to wait for)

    assert asyncio.run(story()) == 1


def test_a_damaged_folder_is_passed_over(tmp_path: Path) -> None:
    """A start goes on with the snapshot when the folder beside it cannot be opened."""
    home = tmp_path / "home"
    built = _build(home, "urn:g", on_disk=True)
    for path in (home / built.folder).iterdir():
        if path.name != "readers.lock":
            path.unlink()

    async def story() -> tuple[str, str]:
        async with serving_memory(home) as pool:
            return await _graph(pool)

    assert asyncio.run(story()) == (built.version, "urn:g")


def test_the_folder_stands_in_for_lost_memory(tmp_path: Path) -> None:
    """When the process that held the graph was killed, workers answer from disk until it is in memory again."""
    home = tmp_path / "home"
    built = _build(home, "urn:g", on_disk=True)

    async def story() -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        places: list[str] = []
        async with serving_memory(home) as pool, asyncio.timeout(PATIENCE_S):
            while not pool._crew.source.address.endswith(".nq"):
                await _graph(pool)
            assert pool._crew.zygote is not None
            os.kill(pool._crew.zygote, signal.SIGKILL)
            while not (places and places[-1].endswith(".nq") and any(place.endswith(".oxigraph") for place in places)):
                found.add(await _graph(pool))
                places.append(pool._crew.source.address)
        return found

    assert asyncio.run(story()) == {(built.version, "urn:g")}
