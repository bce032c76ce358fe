"""Every command asks the store it is told to, and gives the same answers over each."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from graph import snapshot
from graph.checker import CheckRequest, check
from graph.queries import library
from graph.store import Store
from tests.strategies import PARTICIPANTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.conftest import Run

ASSERTED, DERIVED = (f"https://w3id.org/alkagraph/graph/{name}" for name in ("asserted", "derived"))
COUNT = "SELECT (COUNT(*) AS ?n) FROM <{}> {{ ?s ?p ?o }}"
COMMANDS = (
    ("check", "florbium tea", "testazolam", "--format", "json"),
    ("explain", "florbium", "testazolam", "--format", "json"),
    ("ask", "interaction-rules", "--format", "csv"),
    ("sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "csv"),
    ("stats", "--format", "json"),
    ("audit", "--sample", "5", "--format", "csv"),
)


def places(home: Path) -> tuple[str, ...]:
    """Return the ways to name the data of a home, but for memory."""
    manifest = snapshot.manifest_of(home)
    return ("disk", f"oxigraph:{home / manifest.folder}", str(home / manifest.file), str(home / manifest.folder))


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_command_says_the_same_over_every_store(home: Path, run: Run, words: tuple[str, ...]) -> None:
    """What is told depends on the data and not on where they are, the data version included."""
    usual = run(*words)

    assert usual[0] == 0
    for place in places(home):
        assert run("--store", place, *words) == usual


def test_the_environment_names_a_store_too(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ALKAGRAPH_STORE` holds for every command that is told no other, and `memory` is the home in force."""
    text = "SELECT ?x { VALUES ?x { 1 } }"
    monkeypatch.setenv("ALKAGRAPH_STORE", "oxigraph:none")
    code, _, complaint = run("sparql", text)

    assert (code, "“oxigraph:none” cannot be used" in complaint) == (1, True)
    assert run("--store", "memory", "sparql", text)[0] == 0
    assert run("--store", "disk", "sparql", text)[0] == 0
    assert home.is_dir()


def test_a_store_that_is_none_is_told_before_anything_runs(empty: Path, run: Run) -> None:
    """The address, what is wrong with it and a remedy; nothing is built for a store that is not ours."""
    for place in ("https://example.org/sparql", f"oxigraph:{empty}", str(empty / "none.nq")):
        code, told, complaint = run("--store", place, "check", "florbium")
        assert (code, told) == (1, "")
        assert place in complaint
    assert not empty.exists()


def test_from_names_the_graphs_of_a_query(home: Path, run: Run) -> None:
    """On the line of a command as well: only the graphs named are read, and a graph that is not held is refused."""
    counts = snapshot.manifest_of(home).graphs
    for place in ("memory", "disk"):
        for graph in (ASSERTED, DERIVED):
            told = run("--store", place, "sparql", COUNT.format(graph), "--format", "csv")
            assert told[:2] == (0, f"n\n{counts[graph.rpartition('/')[2]]}\n")
        code, _, complaint = run("--store", place, "sparql", COUNT.format("https://example.org/none"))
        assert (code, "is not a graph of this store" in complaint) == (1, True)


def test_the_library_answers_alike_in_memory_and_on_disk(home: Path) -> None:
    """Each question of the library, asked of everything, and a check of everybody say the same."""
    memory, disk = (Store.connect(place) for place in places(home)[2:])
    for asked in library().values():
        if "CONSTRUCT" in asked.text:
            first, second = (Store.of([store.extract(asked.text)]).dump() for store in (memory, disk))
        else:
            first, second = (_rows(store, asked.text) for store in (memory, disk))
        assert first == second, asked.name
    requests = CheckRequest.of_text(*PARTICIPANTS)
    reports = [json.dumps(check(store, requests, ""), sort_keys=True) for store in (memory, disk)]
    assert reports[0] == reports[1]


def test_a_folder_serves_without_its_home(home: Path, tmp_path: Path, run: Run) -> None:
    """A copy of the folder is a store by itself, and knows its data version."""
    manifest = snapshot.manifest_of(home)
    copy = shutil.copytree(home / manifest.folder, tmp_path / "copy")
    store = Store.connect(f"oxigraph:{copy}")

    assert (store.version, store.source) == (manifest.version, None)
    told = run("--store", f"oxigraph:{copy}", "check", "florbium", "testazolam", "--format", "json")
    assert json.loads(told[1])["data_version"] == manifest.version


def _rows(store: Store, text: str) -> bytes:
    """Return rows as text; the order of rows that sort alike, and of what GROUP_CONCAT joins, is the engine's own."""
    rows = [{name: "|".join(sorted(value.split("|"))) for name, value in row.items()} for row in store.select(text)]
    return json.dumps(sorted(rows, key=lambda row: sorted(row.items())), sort_keys=True).encode()
