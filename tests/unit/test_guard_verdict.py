"""The guard tells which graphs a query reads, and lets it call no function but SPARQL's own."""

from __future__ import annotations

import pytest

from graph.errors import QueryFailed, QueryRefused
from graph.guard import examine
from graph.names import Dataset

X = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ("SELECT * {}", None),
        ("PREFIX g: <urn:g:> SELECT * FROM g:a FROM <urn:b> {}", Dataset(default=("urn:g:a", "urn:b"))),
        ("SELECT * FROM NAMED <urn:a> {}", Dataset(named=("urn:a",))),
        ("ASK FROM <urn:a> FROM NAMED <urn:a> {}", Dataset(("urn:a",), ("urn:a",))),
        ("BASE <http://a/b/c> ASK FROM <../d> {}", Dataset(("http://a/d",))),
        ("BASE <http://a/b/> BASE <c/> PREFIX p: <d#> ASK FROM p: {}", Dataset(("http://a/b/c/d#",))),
        ("PREFIX p: <urn:x> PREFIX p: <urn:y> ASK FROM p:\\-\\~ {}", Dataset(("urn:y-~",))),
        ("ASK FROM <urn:\\u0061> {}", Dataset(("urn:a",))),
        ("DESCRIBE <urn:x> FROM <x>", Dataset(("http://base/x",))),
        ("CONSTRUCT FROM <urn:x> WHERE {}", Dataset(("urn:x",))),
    ],
)
def test_from_tells_the_dataset(query: str, dataset: Dataset | None) -> None:
    """FROM and FROM NAMED are read as IRIs, with prefixes, bases and escapes."""
    assert examine(query, base="http://base/").dataset == dataset


@pytest.mark.parametrize("name", ["<x>", "p:x"])
def test_a_graph_without_a_name_is_no_graph(name: str) -> None:
    """A relative IRI needs a base and a prefix its declaration; the message says where."""
    with pytest.raises(QueryFailed, match="line 2, column 6"):
        examine(f"ASK\nFROM {name} {{}}")


CALLS = (
    "SELECT ({call} AS ?y) {{}}",
    "SELECT * {{ FILTER {call} }}",
    "SELECT * {{ FILTER(1 = {call}) }}",
    "SELECT * {{ BIND({call} AS ?y) }}",
    "SELECT (SUM({call}) AS ?y) {{}}",
    "SELECT ?x {{}} GROUP BY {call}",
    "SELECT ?x {{}} GROUP BY ?x HAVING {call}",
    "SELECT ?x {{}} ORDER BY {call}",
    "SELECT ?x {{}} ORDER BY DESC(STR({call}))",
    "ASK {{ FILTER EXISTS {{ {{ SELECT * {{ FILTER(1 IN (2, {call})) }} }} }} }}",
)


@pytest.mark.parametrize("query", CALLS)
@pytest.mark.parametrize(
    "call",
    [
        "bif:exec('x')",
        "sql:f()",
        "<java:java.lang.System.exit>(1)",
        "<urn:custom>( )",
        "<urn:aggregate>(DISTINCT ?x)",
        f"<{X}int>(1)",
        "<http://www.w3.org/2001/XML\\u0053chema#nothing>(1)",
        "x:nothing(1)",
    ],
)
def test_a_foreign_function_is_refused(query: str, call: str) -> None:
    """A function called by IRI is refused wherever an expression may stand, declared prefix or not."""
    with pytest.raises(QueryRefused, match=r"line 1, column \d+: .* is called as a function"):
        examine(f"PREFIX x: <{X}> " + query.format(call=call))


@pytest.mark.parametrize("query", CALLS)
@pytest.mark.parametrize("call", ["x:integer('1')", f"<{X}dateTime>(?x)", "<#date>(?x)"])
def test_a_cast_is_no_foreign_function(query: str, call: str) -> None:
    """The casts of XML Schema are part of SPARQL."""
    assert examine(f"BASE <{X}> PREFIX x: <{X}> " + query.format(call=call)).form in {"select", "ask"}
