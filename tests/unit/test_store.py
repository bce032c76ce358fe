"""The store: five named graphs, one union, and bytes that only depend on what it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from graph.errors import OntologyBroken, QueryFailed, SnapshotMissing
from graph.names import GRAPH, GRAPHS, Dataset
from graph.store import GRAPH_TYPES, TABLE_TYPES, Store

if TYPE_CHECKING:
    from pathlib import Path

A, B, P = "<https://example.org/a>", "<https://example.org/b>", "<https://example.org/p>"
ALL = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o"


def filled() -> Store:
    """Return a store with one statement in each of two graphs."""
    store = Store()
    store.add("asserted", [(A, P, B)])
    store.add("derived", [(B, P, '"text"@en')])
    return store


def test_a_question_sees_all_graphs_as_one() -> None:
    """The default graph is the union of the named graphs, and each can be named."""
    store = filled()
    named = f"SELECT ?s {{ GRAPH <{GRAPH}derived> {{ ?s ?p ?o }} }}"

    assert len(store.select(ALL)) == 2
    assert store.select(named) == [{"s": "https://example.org/b"}]
    assert store.graph_sizes() == {"asserted": 1, "derived": 1}


def test_a_statement_goes_to_a_graph_that_exists() -> None:
    """There are five named graphs and no other."""
    with pytest.raises(ValueError, match="not a named graph"):
        Store().add("elsewhere", [(A, P, B)])
    assert len(GRAPHS) == 5


def test_an_unbound_variable_is_absent() -> None:
    """A row has no key for what is not known."""
    rows = filled().select("SELECT ?s ?none { ?s ?p ?o OPTIONAL { ?s <https://example.org/none> ?none } }")

    assert all("none" not in row for row in rows)


def test_the_order_of_adding_leaves_no_trace() -> None:
    """Equal stores give equal bytes: sorted N-Quads, one a line."""
    other = Store()
    other.add("derived", [(B, P, '"text"@en')])
    other.add("asserted", [(A, P, B), (A, P, B)])

    assert other.dump() == filled().dump()
    assert other.dump().splitlines() == sorted(other.dump().splitlines())


def test_a_dump_opened_again_is_the_same_store(tmp_path: Path) -> None:
    """Writing and opening is the identity."""
    path = tmp_path / "small.nq"
    path.write_bytes(filled().dump())

    assert Store.open(path).dump() == filled().dump()


def test_a_snapshot_that_cannot_be_read_is_missing(tmp_path: Path) -> None:
    """Absent and damaged files both name the path and the command that mends it."""
    (tmp_path / "bad.nq").write_text("<a> no quad\n", encoding="utf-8")

    for name, words in (("none.nq", "no snapshot"), ("bad.nq", "damaged")):
        with pytest.raises(SnapshotMissing, match=words) as caught:
            Store.open(tmp_path / name)
        assert "alkagraph build" in str(caught.value)


def test_turtle_that_is_none_names_its_file(tmp_path: Path) -> None:
    """A schema file with a slip is a fault of the ontology."""
    (tmp_path / "bad.ttl").write_text("@prefix ex: <https://example.org/> . ex:a ex:p", encoding="utf-8")

    with pytest.raises(OntologyBroken, match=r"bad\.ttl"):
        Store().add_turtle("vocabulary", tmp_path / "bad.ttl")


def test_constructing_twice_adds_nothing() -> None:
    """What a CONSTRUCT finds is added to the graph once."""
    store, sizes = filled(), []
    text = f"CONSTRUCT {{ ?o <https://example.org/q> ?s }} WHERE {{ ?s {P} ?o FILTER(isIRI(?o)) }}"
    for _ in range(2):
        store.construct_into("derived", text)
        sizes.append(len(store))

    assert sizes == [3, 3]


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT ?s", "nonsense"])
def test_a_select_must_be_one(query: str) -> None:
    """Other forms and faulty text are QueryFailed, never an error of the engine."""
    with pytest.raises(QueryFailed):
        filled().select(query)


def test_a_construct_must_be_one() -> None:
    """A SELECT cannot be added to a graph."""
    with pytest.raises(QueryFailed, match="CONSTRUCT"):
        filled().construct_into("derived", ALL)


def test_parts_make_a_store_of_its_own() -> None:
    """What is extracted stands in the derived graph of a new store; the source stays as it was."""
    store = filled()
    parts = [store.extract(f"CONSTRUCT WHERE {{ {thing} ?p ?o }}") for thing in (A, B)]
    made = Store.of([*parts, parts[0]])
    made.add("asserted", [(B, P, A)])

    assert made.graph_sizes() == {"asserted": 1, "derived": 2}
    assert store.dump() == filled().dump()


def test_each_form_has_its_media_types() -> None:
    """Every listed type can be written, and a type of the other form is refused with the list."""
    store = filled()

    assert all(store.answer(ALL, kind) for kind in TABLE_TYPES)
    assert all(store.answer("CONSTRUCT WHERE { ?s ?p ?o }", kind) for kind in GRAPH_TYPES)
    assert json.loads(store.answer("ASK { ?s ?p ?o }", "application/sparql-results+json"))["boolean"] is True
    assert store.answer("ASK { ?s ?p 1 }", "text/csv") == b"false\n"
    with pytest.raises(QueryFailed, match="text/turtle"):
        store.answer("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv")
    with pytest.raises(QueryFailed, match="text/csv"):
        store.answer(ALL, "text/turtle")


def test_the_default_graph_can_be_narrowed() -> None:
    """Only the named graphs take part in the answer."""
    told = filled().answer(ALL, "text/csv", Dataset((f"{GRAPH}asserted",))).decode().split()

    assert told == ["s,o", "https://example.org/a,https://example.org/b"]
