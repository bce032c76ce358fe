"""Filters over the real data: the words stand for what they say, and everything can be derived again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph import answers
from graph.checker import CheckRequest, check, pairs_of
from graph.filters import Filters
from graph.names import ALKA
from graph.narrowing import derive, narrowing
from graph.prooftree import leaves, tree_of
from graph.queries import ask
from graph.resolve import names_of
from tests.strategies import pairs_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.store import Store

LISTS = (
    ("kratom", "midazolam", "quetiapine", "fluconazole", "codeine"),
    ("mitragynine", "ketoconazole", "codeine", "rifampin", "warfarin"),
    ("kratom", "dextromethorphan", "alcohol", "sertraline"),
)
ASKED = (
    Filters.of(only=["human"]),
    Filters.of(no=["case reports", "predictions", "official"]),
    Filters.of(min_level="possible"),
    Filters.of(only=["in-vitro", "official"]),
)


def statements(graph: Store, value: object) -> Iterator[str]:
    """Yield every id of a statement that stands anywhere in JSON."""
    known = answers.listed(graph, "weights", "statement")
    if isinstance(value, dict):
        for one in value.values():
            yield from statements(graph, one)
    elif isinstance(value, list):
        for one in value:
            yield from statements(graph, one)
    elif isinstance(value, str) and ALKA + value in known:
        yield value


def test_people_are_people(graph: Store) -> None:
    """The group `human` gathers exactly the kinds of study in people, and every kind of study has a word."""
    kinds = ask(graph, "kinds-of-evidence")
    gathered = {row["type"] for row in kinds if row["shown"] == "human"}
    people = graph.select(
        "PREFIX ago: <https://w3id.org/alkagraph/schema#> SELECT ?t { ?t ago:inPeople true ; ago:directnessRank ?r }"
    )
    used = {row["type"] for row in ask(graph, "weights")}

    assert gathered == {row["t"] for row in people}
    assert used <= {row["type"] for row in kinds}


@pytest.mark.parametrize("names", LISTS, ids=", ".join)
def test_the_rules_derive_from_everything_what_the_graph_holds(graph: Store, names: tuple[str, ...]) -> None:
    """Derived again from all statements, edges first, every pair is what it was."""
    things = [names_of(graph).resolve(name).participant for name in names]
    everything = derive(graph, things, narrowing(graph, Filters()))

    assert pairs_in(everything, set(things)) == pairs_in(pairs_of(graph, things), set(things))


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("names", LISTS, ids=", ".join)
def test_everything_shown_passes(graph: Store, names: tuple[str, ...], asked: Filters) -> None:
    """A filtered report and its proofs rest on statements that pass, and on each edge there is one."""
    narrowed = narrowing(graph, asked)
    found, whole = (check(graph, CheckRequest.of(names, filters=filters)) for filters in (asked, Filters()))

    assert sorted({name for name in statements(graph, found) if not narrowed.passes(name)}) == []
    assert set(found["statements"]) < set(whole["statements"])
    for one in found["pairs"]:
        tree = tree_of(graph, found, one)
        shown = [branch for branch in tree["because"] if branch["kind"] == "mechanism"]

        assert len(shown) == len(one["mechanisms"])
        assert all(narrowed.passes(leaf["id"]) for leaf in leaves(tree))
        assert all(list(leaves(edge)) for branch in shown for edge in branch["because"] if edge["kind"] == "edge")


@pytest.mark.parametrize("names", LISTS, ids=", ".join)
def test_a_filter_that_hides_nothing_changes_nothing(graph: Store, names: tuple[str, ...]) -> None:
    """Asked for what every statement reaches, the report is the one without filters, word for word."""
    everything = check(graph, CheckRequest.of(names, filters=Filters.of(min_level="none")))

    assert {**everything, "filters": None} == {**check(graph, CheckRequest.of(names)), "filters": None}
