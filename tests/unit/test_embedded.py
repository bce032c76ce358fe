"""Oxigraph within the process: datasets, sinks, and folders that only are read, also by forked processes."""

from __future__ import annotations

import io
import os
import warnings
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from graph.embedded import part_of
from graph.errors import QueryFailed, QueryRefused, SnapshotMissing, StoreUnusable
from graph.names import GRAPH, Dataset
from graph.store import GRAPH_TYPES, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

A, B, P = "<https://example.org/a>", "<https://example.org/b>", "<https://example.org/p>"
SUBJECTS = "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s"
NAMED = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
ALL = "CONSTRUCT WHERE { ?s ?p ?o }"
ASSERTED, DERIVED = f"{GRAPH}asserted", f"{GRAPH}derived"


def filled() -> Store:
    """Return a store with one statement in each of two graphs."""
    store = Store()
    store.add("asserted", [(A, P, B)])
    store.add("derived", [(B, P, '"text"@en')])
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that Oxigraph wrote, with the same statements."""
    path = tmp_path / "small.oxigraph"
    made = ox.Store(str(path))
    made.bulk_load(filled().dump(), format=ox.RdfFormat.N_QUADS)
    made.flush()
    return path


def in_a_fork(asked: Callable[[], bool]) -> bool:
    """Ask in a forked process, which ends at once; tell whether it said yes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # later Pythons warn: this process may run other threads
        child = os.fork()
    if not child:
        code = 1
        try:
            code = 0 if asked() else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("kind", ["memory", "disk"])
@pytest.mark.parametrize(
    ("dataset", "subjects", "named"),
    [
        (None, "ab", "ad"),
        (Dataset(), "", ""),
        (Dataset(default=(ASSERTED,)), "a", ""),
        (Dataset(default=(ASSERTED, DERIVED)), "ab", ""),
        (Dataset(named=(DERIVED,)), "", "d"),
        (Dataset(default=(DERIVED,), named=(ASSERTED,)), "b", "a"),
    ],
)
def test_a_dataset_is_what_a_query_reads(
    kind: str, dataset: Dataset | None, subjects: str, named: str, folder: Path
) -> None:
    """Its default graphs are merged, only its named graphs can be named, and it takes the place of FROM."""
    store = filled() if kind == "memory" else Store.open(folder)
    elsewhere = SUBJECTS.replace("{", "FROM <https://example.org/elsewhere> {", 1)

    for text in (SUBJECTS, elsewhere):
        assert [row["s"][-1] for row in store.select(text, dataset)] == [*subjects]
    assert [row["g"].removeprefix(GRAPH)[0] for row in store.select(NAMED, dataset)] == [*named]


@pytest.mark.parametrize("dataset", [Dataset(("https://example.org/no",)), Dataset((), ("not an IRI",))])
def test_a_graph_that_is_not_held_is_refused(dataset: Dataset) -> None:
    """The refusal names the graph and those there are, whatever is asked."""
    store = filled()
    for ask in (
        lambda: store.select(SUBJECTS, dataset),
        lambda: store.extract(ALL, dataset),
        lambda: store.answer(ALL, "text/turtle", dataset),
    ):
        with pytest.raises(QueryRefused, match="graph/derived"):
            ask()
    assert store.graphs() == (ASSERTED, DERIVED)


@pytest.mark.parametrize("media_type", ["application/n-quads", "application/trig"])
def test_what_is_constructed_stands_in_the_default_graph(media_type: str) -> None:
    """Forms that can name graphs name none for what a query makes."""
    for text in (ALL, f"DESCRIBE {A}"):
        told = filled().answer(text, media_type).decode()
        assert f"{A} {P} {B} ." in told
        assert "graph/" not in told
    assert media_type in GRAPH_TYPES


def test_an_answer_comes_in_chunks_and_a_sink_can_end_it() -> None:
    """A large answer is written piece by piece, and what the sink raises stops the query."""
    store = Store()
    store.add("asserted", [(A, P, f'"{number}"') for number in range(5_000)])
    sizes: list[int] = []

    class Full(io.RawIOBase):
        def write(self, chunk: object) -> int:
            sizes.append(len(bytes(chunk)))  # type: ignore[call-overload]
            if len(sizes) >= 3:
                message = "that is enough"
                raise OSError(message)
            return sizes[-1]

    with pytest.raises(OSError, match="that is enough"):
        store.write(ALL, "application/n-triples", Full())  # type: ignore[arg-type]
    assert len(sizes) in {3, 4}  # a buffer that is thrown away tries once more
    assert sum(sizes) < len(store.answer(ALL, "application/n-triples"))


def test_a_relative_iri_takes_the_base_given() -> None:
    """Without one it is a fault of the query; a BASE of the query goes first."""
    told, query = io.BytesIO(), "CONSTRUCT { ?s <q> 1 } WHERE { ?s <p> ?o }"
    store = filled()
    store.write(query, "application/n-triples", told, base="https://example.org/x")

    assert told.getvalue().count(b"<https://example.org/q>") == 2
    with pytest.raises(QueryFailed):
        store.write(query, "application/n-triples", told)


def test_a_media_type_that_is_none_is_refused_before_the_query_runs() -> None:
    """It is told whatever the query, also a faulty one."""
    with pytest.raises(QueryFailed, match="image/png"):
        filled().answer("nonsense", "image/png")


def test_a_folder_gives_what_it_was_made_of(folder: Path) -> None:
    """A store on disk answers as one in memory does."""
    store, memory = Store.open(folder), filled()

    assert (len(store), store.graphs(), store.graph_sizes()) == (2, memory.graphs(), memory.graph_sizes())
    assert store.dump() == memory.dump()
    assert store.speaks_of("https://example.org/p")
    assert not store.speaks_of("https://example.org/q")
    assert Store.of([store.extract(ALL)]).dump() == Store.of([memory.extract(ALL)]).dump()
    assert store.source is None


@pytest.mark.parametrize(
    "change", [lambda s: s.add("asserted", [(A, P, A)]), lambda s: s.drop(P), lambda s: s.forget([A])]
)
def test_a_folder_is_only_read(folder: Path, change: Callable[[Store], None]) -> None:
    """What would change it is refused, and it stays as it was."""
    store = Store.open(folder)

    with pytest.raises(QueryRefused, match="only read"):
        change(store)
    assert len(store) == 2


def test_a_store_knows_the_snapshot_it_was_made_from(folder: Path, tmp_path: Path) -> None:
    """A folder beside a snapshot of its name goes with it: source and version are the snapshot's."""
    made = folder.rename(tmp_path / "alkagraph-0123456789ab.oxigraph")
    made.with_suffix(".nq").write_bytes(filled().dump())
    stores = [Store.open(made), Store.open(made.with_suffix(".nq"))]

    assert {store.source for store in stores} == {made.with_suffix(".nq")}
    assert {store.version for store in stores} == {"0123456789ab"}
    assert filled().version is None


def test_every_forked_process_opens_a_folder_for_itself(folder: Path) -> None:
    """Before and after the first question, and after `reopen`, children and parent get their answers."""
    store = Store.open(folder)

    def answers() -> bool:
        return len(store.select(SUBJECTS)) == 2

    assert in_a_fork(answers)
    assert answers()
    assert [in_a_fork(answers) for _ in range(5)] == [True] * 5
    store.reopen()
    assert [in_a_fork(answers) for _ in range(5)] == [True] * 5
    assert answers()


def test_a_folder_that_is_none_says_what_to_do(tmp_path: Path) -> None:
    """Absent and foreign folders are told with their place and a remedy."""
    with pytest.raises(StoreUnusable, match="no folder lies there"):
        Store.connect(f"oxigraph:{tmp_path}/none")
    with pytest.raises(StoreUnusable, match="alkagraph build"):
        len(Store.connect(f"oxigraph:{tmp_path}"))
    with pytest.raises(SnapshotMissing):
        Store.connect(str(tmp_path / "none.nq"))


def test_each_address_opens_its_store(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path may be a snapshot or a folder; `memory` is the snapshot in force."""
    path = tmp_path / "small.nq"
    path.write_bytes(filled().dump())
    monkeypatch.setenv("ALKAGRAPH_HOME", str(tmp_path / "home"))

    for address in (f"oxigraph:{folder}", str(folder), str(path)):
        assert Store.connect(address).dump() == filled().dump()
    with pytest.raises(SnapshotMissing, match="alkagraph build"):
        Store.connect("memory")


def test_statements_written_elsewhere_make_a_part() -> None:
    """N-Triples become the part that a CONSTRUCT makes here; other text is a failed query."""
    triples = filled().answer(ALL, "application/n-triples")

    assert Store.of([part_of(triples)]).dump() == Store.of([filled().extract(ALL)]).dump()
    with pytest.raises(QueryFailed, match="N-Triples"):
        part_of(b"<a> nothing")
