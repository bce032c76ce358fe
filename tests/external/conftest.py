"""Stores of one graph over every engine: in memory, on disk, `oxigraph serve`, Virtuoso."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from graph import manifest, snapshot
from graph.endpoint import Reach
from graph.remote import Remote
from graph.store import Store
from tests.conftest import CI
from tests.servers import oxigraph_serve, program, virtuoso
from tests.toy_world import furnish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: The engines that are compared with the one in memory; over the real graph the servers alone, to be done soon.
SERVERS = ("virtuoso", "oxigraph serve")
OTHERS = ("disk", *SERVERS)
#: Long enough for any machine, in seconds: what is tested here is what is answered.
PATIENCE_S = 300


def demand(kind: str) -> None:
    """Pass when the programs for an engine are here; else skip the test at a desk and fail in CI."""
    missing = kind == "oxigraph serve" and program("oxigraph") is None
    missing |= kind == "virtuoso" and not all(map(shutil.which, ("virtuoso-t", "isql-vt")))
    if missing:
        message = f"There is no {kind} here; `make external` installs it where it may."
        if CI:
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Path], Store]]:
    """Return a way to have a dataset served by an engine, once for all tests."""
    served: dict[tuple[str, Path], Store] = {}
    with ExitStack() as stack:

        def serve(kind: str, dataset: Path) -> Store:
            if (kind, dataset) not in served:
                demand(kind)
                if kind == "disk":
                    store = Store.open(manifest.current_folder(dataset.parent) or dataset)
                    assert store.on_disk
                else:
                    folder = tmp_path_factory.mktemp(kind.replace(" ", "-"))
                    there = virtuoso(folder, dataset) if kind == "virtuoso" else oxigraph_serve(folder, dataset)
                    store = Store(Remote(stack.enter_context(there), Reach(seconds=PATIENCE_S)))
                store.source = None  # what is kept beside the snapshot is worked out anew, from what the engine says
                served[kind, dataset] = store
            return served[kind, dataset]

        yield serve
        for store in served.values():
            store.reopen()


@pytest.fixture(scope="session")
def toy_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the snapshot of the toy world."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "facts").mkdir()
    snapshot.build(furnish(folder / "facts"), folder / "built")
    return manifest.current(folder / "built")


@pytest.fixture(scope="session")
def real_snapshot() -> Path:
    """Return the snapshot in force, built when it is missing or older than the facts."""
    return snapshot.ensure()


@pytest.fixture(scope="session")
def toy_memory(toy_snapshot: Path) -> Store:
    """Return the toy world in memory."""
    return Store.open(toy_snapshot)


@pytest.fixture(scope="session")
def real_memory(real_snapshot: Path) -> Store:
    """Return the real graph in memory."""
    return Store.open(real_snapshot)


@pytest.fixture(params=OTHERS)
def toy(request: pytest.FixtureRequest, running: Callable[[str, Path], Store], toy_snapshot: Path) -> Store:
    """Return the toy world over one of the other engines."""
    return running(request.param, toy_snapshot)


@pytest.fixture(params=SERVERS)
def real(request: pytest.FixtureRequest, running: Callable[[str, Path], Store], real_snapshot: Path) -> Store:
    """Return the real graph at one of the servers."""
    return running(request.param, real_snapshot)
