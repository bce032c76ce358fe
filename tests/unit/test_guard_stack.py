"""What the guard lets through at its limits the engine takes without exhausting its stack."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graph.guard import DEFAULT, QueryTooLarge, examine

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATORS = ("||", "&&", "+", "-", "*", "/")
#: Queries that nest as deeply as a number says, each in its own way; those that take the planner long are left out.
SHAPES: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "SELECT (" + "(" * n + "1" + ")" * n + " AS ?x) {}",
    "groups": lambda n: "SELECT * " + "{" * n + "}" * n,
    "functions": lambda n: "SELECT (" + "STR(" * n + "1" + ")" * n + " AS ?x) {}",
    "conditions": lambda n: "SELECT (" + "IF(1,1," * n + "1" + ")" * n + " AS ?x) {}",
    "members": lambda n: "SELECT (1" + " NOT IN (1" * n + ")" * n + " AS ?x) {}",
    "filters": lambda n: "SELECT * { " + "FILTER NOT EXISTS {" * n + "}" * n + " }",
    "subqueries": lambda n: "SELECT * { " + "{SELECT * {" * (n // 2) + "}}" * (n // 2) + " }",
    "graphs": lambda n: "SELECT * { " + "GRAPH ?g {" * n + "}" * n + " }",
    "optionals": lambda n: "SELECT * { " + "?a ?b ?c OPTIONAL {" * n + "}" * n + " }",
    "minuses": lambda n: "SELECT * {" + "MINUS{?a ?b ?c}" * n + "}",
    "unions": lambda n: "SELECT * { {}" + "UNION{}" * n + " }",
    "negations": lambda n: "SELECT (" + "!" * n + "1 AS ?x) {}",
    "operators": lambda n: "SELECT (?a" + "".join(f"{sign}?a" for sign in OPERATORS) * n + " AS ?x) {}",
    "paths": lambda n: "SELECT * { ?s " + "^(" * n + "<p:p>" + ")*" * n + " ?o }",
    "alternatives": lambda n: "SELECT * { ?s <p:p>" + "|<p:p>" * n + " ?o }",
    "negated sets": lambda n: "SELECT * {?s !(<p:p>" + "|<p:p>" * n + ") ?o}",
    "empty groups": lambda n: "SELECT * {" + "{}" * n + "}",
    "columns": lambda n: "SELECT " + "".join(f"(1 AS ?a{i})" for i in range(n)) + "{}",
    "aggregates": lambda n: "SELECT " + "".join(f"(COUNT(?x) AS ?a{i})" for i in range(n)) + "{}",
    "keys": lambda n: "SELECT * {} ORDER BY " + "?a " * n,
    "lists": lambda n: "SELECT * {FILTER(?a IN (1" + ",1" * n + "))}",
    "arguments": lambda n: "SELECT (CONCAT('1'" + ",'1'" * n + ") AS ?x) {}",
    "cells": lambda n: "SELECT * { VALUES ?x {" + " 1" * n + "} }",
    "triple terms": lambda n: "SELECT * {?s ?p " + "<<(?s ?p " * n + "1" + ")>>" * n + "}",
}
ASK = """
import io, sys
import pyoxigraph as ox
store = ox.Store()
store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("p:p"), ox.NamedNode("a:b"), ox.NamedNode("g:g")))
for query in sys.stdin.read().split("\\0"):
    found = store.query(query, use_default_graph_as_union=True)
    found.serialize(io.BytesIO(), format=ox.QueryResultsFormat.JSON)
print("alive")
"""


def _most(shape: Callable[[int], str]) -> int:
    """Return the largest number for which the guard takes a shape."""
    low, high = 1, DEFAULT.length
    while low < high:
        middle = (low + high + 1) // 2
        try:
            examine(shape(middle))
            low = middle
        except QueryTooLarge:
            high = middle - 1
    return low


@pytest.mark.slow
def test_the_engine_survives_the_largest_queries() -> None:
    """Each shape at its limit is answered, in the main thread as in a worker, with its stack of 8 MB."""
    sizes = {name: _most(shape) for name, shape in SHAPES.items()}
    queries = "\0".join(SHAPES[name](size) for name, size in sizes.items())

    done = subprocess.run([sys.executable, "-c", ASK], input=queries, capture_output=True, text=True, check=False)

    assert min(sizes.values()) >= 90
    assert done.stdout == "alive\n", (done.returncode, done.stderr[-500:])
