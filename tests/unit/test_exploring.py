"""What a view holds: neighbours of what is opened, in shares, with everything that is left out named."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from graph.exploring import SHARE, Outlook, hidden, whole
from graph.terrain import Brief, Key, Terrain, Thing
from graph.views import View

KINDS = {"leaf": "product", "enzyme": "enzyme", "drug": "drug", "base": "alkaloid", "risk": "risk"}


def terrain(*said: Key, ways: dict[Key, Any] | None = None) -> Terrain:
    """Return a terrain in which each triple is said once; what a thing is follows from how its name begins."""
    things = {end: Thing(end, KINDS[end.partition("-")[0]]) for key in (*said, *(ways or {})) for end in key[::2]}
    bundles: dict[Key, tuple[Brief, ...]] = {}
    for number, key in enumerate(said):
        brief = Brief(f"s-{number}", "in_vitro", "rat" if number % 2 else "human", "supports", "possible")
        bundles[key] = (*bundles.get(key, ()), brief)
    around = {slug: tuple(key for key in bundles if slug in key[::2]) for slug in things}
    beside = {slug: tuple(key for key in ways or {} if slug in key[::2]) for slug in things}
    return Terrain(things, {}, bundles, {}, ways or {}, around, beside)


def shown(land: Terrain, **view: Any) -> nx.MultiDiGraph:  # noqa: ANN401 - any field of a view
    """Return the graph of a view."""
    return whole(Outlook(land, View(**view)))


CROWD = [("leaf", "contains", "base-0"), *(("base-0", "inhibits", f"enzyme-{n:02}") for n in range(25))]


def test_only_neighbours_of_what_is_opened_are_there() -> None:
    """A thing comes with its neighbours; theirs come when it is opened."""
    land = terrain(("leaf", "contains", "base-0"), ("base-0", "inhibits", "enzyme-1"))

    assert set(shown(land, start=("leaf",))) == {"leaf", "base-0"}
    assert set(shown(land, start=("leaf",), open=("base-0",))) == {"leaf", "base-0", "enzyme-1"}
    assert shown(land, start=("leaf",)).nodes["base-0"]["beyond"] == 1


def test_what_is_left_out_is_named_and_counted() -> None:
    """Of one kind a share is shown; the rest is named behind one node, and its statements are counted."""
    graph = shown(terrain(*CROWD), start=("leaf",), open=("base-0",))
    more = graph.nodes["more-enzyme"]
    there = {node for node, kind in graph.nodes(data="kind") if kind == "enzyme"}

    assert len(there) == SHARE
    assert there | {slug for slug, _ in more["hidden"]} == {f"enzyme-{n:02}" for n in range(25)}
    assert graph.edges["base-0", "more-enzyme", "inhibits"]["beyond"] == 25 - SHARE


def test_what_was_brought_back_is_there() -> None:
    """A thing behind “+n more” can be shown alone, whatever precedes it."""
    graph = shown(terrain(*CROWD), start=("leaf",), open=("base-0",), show=("enzyme-24",))

    assert graph.has_edge("base-0", "enzyme-24")
    assert "enzyme-24" not in {slug for slug, _ in graph.nodes["more-enzyme"]["hidden"]}


def test_a_view_is_never_larger_than_its_limit() -> None:
    """What was asked for stays; neighbours fill up to the limit."""
    graph = shown(terrain(*CROWD), start=("leaf",), open=("base-0",), limit=7)

    assert sum(kind != "more" for _, kind in graph.nodes(data="kind")) == 7


def test_filters_take_statements_and_what_only_they_connect() -> None:
    """Relations, species and the filters of a check leave only what passes, and count only that."""
    land = terrain(("leaf", "contains", "base-0"), ("leaf", "hasRisk", "risk-1"), ("leaf", "contains", "base-1"))
    of: dict[str, Any] = {"start": ("leaf",)}

    assert set(shown(land, **of, relation=("contains",))) == {"leaf", "base-0", "base-1"}
    assert set(shown(land, **of, species=("rat",))) == {"leaf", "risk-1"}
    assert set(whole(Outlook(land, View(**of), lambda name: name != "s-0"))) == {"leaf", "risk-1", "base-1"}


def test_what_only_follows_stands_as_long_as_one_of_its_ways() -> None:
    """A derived arrow needs every part of one way; without any, or when the reader wants none, it is not drawn."""
    first, second = ("leaf", "contains", "base-0"), ("base-0", "inhibits", "enzyme-1")
    land = terrain(first, second, ways={("leaf", "inhibits", "enzyme-1"): ((first, second),)})
    of: dict[str, Any] = {"start": ("leaf",), "open": ("base-0",)}

    assert shown(land, **of).edges["leaf", "enzyme-1", "inhibits"]["derived"]
    assert not shown(land, **of, derived=False).has_edge("leaf", "enzyme-1")
    assert not whole(Outlook(land, View(**of), lambda name: name != "s-1")).has_edge("leaf", "enzyme-1")


def test_arrows_between_outer_things_are_bounded() -> None:
    """Arrows of what was opened are all drawn; of the others as many as can be told apart, and the rest is counted."""
    drugs, enzymes = [f"drug-{n}" for n in range(6)], [f"enzyme-{n}" for n in range(6)]
    own = [("base-0", "inhibits", one) for one in enzymes] + [("base-0", "changesExposureOf", one) for one in drugs]
    land = terrain(*own, *((drug, "isSubstrateOf", enzyme) for drug in drugs for enzyme in enzymes))
    graph = shown(land, start=("base-0",))

    assert graph.out_degree("base-0") == 12
    assert graph.number_of_edges() == 13 * 4 // 3
    assert graph.graph["left_out"] == 36 - 5


@pytest.mark.parametrize(
    ("view", "gone"), [({"hide": ("risk",)}, {"risk-1", "more-risk"}), ({"without": ("base-0",)}, {"base-0"})]
)
def test_hiding_is_by_kind_or_one_by_one(view: dict[str, Any], gone: set[str]) -> None:
    """A hidden kind takes its “more” with it; nothing else changes."""
    land = terrain(("leaf", "contains", "base-0"), *(("leaf", "hasRisk", f"risk-{n}") for n in range(12)))
    graph = shown(land, start=("leaf",), **view)

    assert gone <= set(hidden(graph, View(start=("leaf",), **view)))
    assert nx.utils.graphs_equal(graph, shown(land, start=("leaf",)))
