"""A worker reads a query by the grammar before the engine sees it, with the limits that came along."""

from __future__ import annotations

import io
from typing import Any

import pytest

from graph.errors import QueryFailed, QueryRefused
from graph.guard import QueryTooLarge
from graph.store import Store
from graph.stranger import sparql

G = "https://w3id.org/alkagraph/graph/"


class Sink(io.BytesIO):
    """Where the answer goes."""

    head: dict[str, Any]


@pytest.fixture
def store() -> Store:
    """Return a store of one statement in each of two graphs."""
    filled = Store()
    filled.add("asserted", [("<urn:a>", "<urn:p>", "<urn:o>")])
    filled.add("derived", [("<urn:d>", "<urn:p>", "<urn:o>")])
    return filled


def ask(store: Store, query: str, **more: object) -> str:
    """Return the answer of the job as CSV."""
    sink = Sink()
    asked = {"query": query, "table": "text/csv", "graph": "application/n-triples", "base": G, **more}
    sparql(store, asked, sink)  # type: ignore[arg-type]  # it takes bytes and has a head: all that is asked of an outlet
    return sink.getvalue().decode()


def test_the_length_read_comes_along(store: Store) -> None:
    """A query longer than usual passes when that was set, and one longer than set does not."""
    assert ask(store, "ASK {} #" + "x" * 20_000, longest=30_000) == "true\n"
    with pytest.raises(QueryTooLarge, match="at most 16384 are read"):
        ask(store, "ASK {} #" + "x" * 20_000)


@pytest.mark.parametrize(
    ("query", "more", "found"),
    [
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", {}, ["urn:a", "urn:d"]),
        ("SELECT ?s FROM <derived> { ?s ?p ?o }", {}, ["urn:d"]),
        ("BASE <urn:x:> SELECT ?s FROM <x> { ?s ?p ?o }", {"default_graphs": [G + "asserted"]}, ["urn:a"]),
        ("SELECT ?s FROM NAMED <derived> { ?s ?p ?o }", {}, []),
        ("SELECT ?s FROM NAMED <derived> { GRAPH ?g { ?s ?p ?o } }", {}, ["urn:d"]),
        ("SELECT ?s FROM <derived> { GRAPH ?g { ?s ?p ?o } }", {}, []),
    ],
)
def test_from_is_what_the_store_is_asked_over(store: Store, query: str, more: dict[str, Any], found: list[str]) -> None:
    """FROM and FROM NAMED make the dataset, parameters of the request replace both (SPARQL 1.1 Protocol, 2.1.4)."""
    assert ask(store, query, **more).split()[1:] == found


@pytest.mark.parametrize("query", ["ASK FROM <file:///etc/passwd> {}", "ASK { SERVICE <urn:x> {} }", "LOAD <urn:x>"])
def test_nothing_foreign_is_read(store: Store, query: str) -> None:
    """Graphs that are not held, other servers and updates are refused."""
    with pytest.raises(QueryRefused):
        ask(store, query)


def test_a_complaint_names_the_place(store: Store) -> None:
    """What is no query is told with line and column."""
    with pytest.raises(QueryFailed, match="line 2, column 2"):
        ask(store, "ASK {\n ] }")
