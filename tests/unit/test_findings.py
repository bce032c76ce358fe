"""An answer as readers see it: labels for things, units beside numbers, lists as links, and rows that can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.findings import MOST, SHOWN, bounded, drawn, is_drawable, rows_of, table_of
from graph.names import ALKA
from tests.strategies import toy_store

if TYPE_CHECKING:
    from graph.store import Store

AGO = "PREFIX ago: <https://w3id.org/alkagraph/schema#>\n"


@pytest.fixture(scope="module")
def toy() -> Store:
    """Return the toy world."""
    return toy_store()


def told(store: Store, query: str) -> dict[str, list[dict[str, str]]]:
    """Return the first row of an answer as parts by the label of their column."""
    table = table_of(store, *rows_of(store, query))
    return {column["label"]: cell["parts"] for column, cell in zip(table["columns"], table["rows"][0], strict=True)}


def test_a_thing_is_a_link_with_its_label(toy: Store) -> None:
    """Things lead to their pages, words of the schema are words, and a statement without a label keeps its id."""
    row = told(toy, f"SELECT ?thing ?kind {{ BIND(<{ALKA}florbium> AS ?thing) ?thing a ?kind }} ORDER BY ?kind LIMIT 1")

    assert row["thing"] == [{"text": "florbium", "href": "/id/florbium", "name": False}]
    assert row["kind"][0]["href"] == ""
    one = told(toy, AGO + "SELECT ?statement { ?statement a ago:Assertion } ORDER BY ?statement LIMIT 1")["statement"][
        0
    ]
    assert one["href"] == f"/id/{one['text']}"
    assert one["name"]


def test_the_label_of_a_thing_has_no_column_of_its_own(toy: Store) -> None:
    """`xLabel` names `x`, and `label` the thing before it."""
    values = f'(<{ALKA}a> "A" <{ALKA}b> "B")'
    row = told(toy, f"SELECT ?x ?xLabel ?y ?label {{ VALUES (?x ?xLabel ?y ?label) {{ {values} }} }}")

    assert {name: parts[0]["text"] for name, parts in row.items()} == {"x": "A", "y": "B"}


def test_numbers_have_their_unit(toy: Store) -> None:
    """The unit stands beside the number, a ratio has none, and yes and no are words."""
    query = 'SELECT ?value ?unit ?people { VALUES (?value ?unit ?people) { (1.25 "mg" true) (2e0 "1" false) } }'
    columns, rows = rows_of(toy, query)
    table = table_of(toy, columns, rows)

    assert [column["label"] for column in table["columns"]] == ["value", "people"]
    assert [column["number"] for column in table["columns"]] == [True, False]
    assert [[cell["parts"][0]["text"] for cell in row] for row in table["rows"]] == [["1.25 mg", "yes"], ["2", "no"]]


def test_a_list_of_things_is_several_links(toy: Store) -> None:
    """IRIs joined by spaces, as GROUP_CONCAT gives them, are told apart again."""
    row = told(toy, f'SELECT ?things {{ BIND("{ALKA}florbium {ALKA}zelkamine" AS ?things) }}')

    assert [part["text"] for part in row["things"]] == ["florbium", "zelkamine"]


def test_only_safe_addresses_are_links(toy: Store) -> None:
    """A text that would run when it is clicked stays a text."""
    query = 'SELECT ?a ?b { BIND("javascript:alert(1)" AS ?a) BIND("https://example.org/x" AS ?b) }'
    row = told(toy, query)

    assert row["a"][0]["href"] == ""
    assert row["b"][0]["href"] == "https://example.org/x"


def test_an_answer_is_bounded_and_counted(toy: Store) -> None:
    """Of a long answer the beginning is shown, and that there is more is said."""
    columns, rows = rows_of(toy, "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r }")
    table = table_of(toy, columns, rows)

    assert len(table["rows"]) == SHOWN
    assert table["total"] == MOST
    assert table["more"]


@pytest.mark.parametrize(
    ("query", "is_bounded"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 2 } }", True),
        ("SELECT * { ?s ?p ?o VALUES ?s { <x:1> } }", True),
        ("# LIMIT\nSELECT * { ?s ?p ?o }", True),
        ("SELECT * { ?s ?p ?o } limit 4", False),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s OFFSET 3", False),
        ("SELECT * { ?s ?p ?o } VALUES ?s { <x:1> }", False),
        ("SELECT * { ?s ?p ?o } VALUES (?s ?p) { (<x:1> <x:2>) }", False),
    ],
)
def test_a_limit_is_added_where_one_can_stand(query: str, *, is_bounded: bool) -> None:
    """A query that has its own limit, or ends with a table of values, is left as it is."""
    assert (bounded(query, 9) != query) is is_bounded
    toy_store().select(bounded(query, 9))


def test_yes_or_no_is_an_answer_too(toy: Store) -> None:
    """ASK gives one row with one word."""
    assert told(toy, f"ASK {{ <{ALKA}florbium> ?p ?o }}")["answer"][0]["text"] == "yes"


def test_rows_from_source_to_target_are_drawn(toy: Store) -> None:
    """Columns named source, relation and target are arrows, with kinds looked up where the rows tell none."""
    query = AGO + "SELECT ?source ?relation ?target { ?source ago:contains ?target BIND(ago:contains AS ?relation) }"
    columns, rows = rows_of(toy, query)
    picture = drawn(toy, columns, rows, [])

    assert is_drawable(columns)
    assert picture.nodes["florbium"]["kind"] == "product"
    assert picture.has_edge("florbium", "zelkamine", key="contains")
    assert not is_drawable(["subject", "relation"])
