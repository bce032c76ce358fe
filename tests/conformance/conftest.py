"""The suites, the world of their data, and the two that are asked: our server, and the engine alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tests.conformance.manifests import SUITES, Case, cases
from tests.conformance.protocol import fill as fill_protocol
from tests.conformance.running import Outcome, run
from tests.conformance.world import Bare, Served, fill, names
from tests.server.conftest import start

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SETTING = "ALKAGRAPH_W3C"

Outcomes = dict[str, Outcome]


@pytest.fixture(scope="session")
def home() -> Path:
    """Return the folder of the suites; without the usual one tests are skipped, one that was named must be there."""
    told = os.environ.get(SETTING, "")
    place = Path(told) if told else ROOT.parent / "shared" / "w3c-rdf-tests"
    place = place / "sparql" if (place / "sparql").is_dir() else place
    if not (place / "sparql11").is_dir():
        reason = f"the W3C test suites are not in {place}; {SETTING} names the folder of a copy of w3c/rdf-tests"
        if told:
            pytest.fail(reason)
        pytest.skip(reason)
    return place


@pytest.fixture(scope="session")
def every(home: Path) -> list[Case]:
    """Return every test that is run by asking a query."""
    return [case for suite in SUITES for case in cases(home, suite)]


@pytest.fixture(scope="session")
def store(home: Path, every: list[Case], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store on disk that holds all data of the suites; only such a store knows graphs that are empty."""
    folder = tmp_path_factory.mktemp("w3c") / "store"
    made = ox.Store(str(folder))
    fill(made, home, names(home, every))
    fill_protocol(made, home)
    made.flush()
    return folder


@pytest.fixture(scope="session")
def served(root: Path, store: Path) -> Iterator[Served]:
    """Return our server over that store."""
    process, running = start(
        *(root, store),
        ALKAGRAPH_CLIENT_RATE="100000",
        ALKAGRAPH_CLIENT_BURST="100000",
        ALKAGRAPH_SPARQL_S="30",
    )
    connection = Served(running.port)
    yield connection
    connection.close()
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def ours(every: list[Case], served: Served) -> Outcomes:
    """Return how each test went at our endpoint, by its IRI."""
    return {case.iri: run(case, served) for case in every}


@pytest.fixture(scope="session")
def alone(every: list[Case], store: Path) -> Outcomes:
    """Return how each test went with the engine alone, by its IRI."""
    engine = Bare(ox.Store.read_only(str(store)))
    return {case.iri: run(case, engine) for case in every}
