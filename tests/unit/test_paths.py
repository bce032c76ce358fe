"""The order of a proof: one walk from the precipitant, parallel walks aside, always the same."""

from __future__ import annotations

import itertools

from graph.paths import chain, main_walk
from graph.records import Edge
from tests.strategies import answer_of

KEYS = dict.fromkeys(Edge.__dataclass_fields__, "")


def arrow(subject: str, predicate: str, thing: str) -> Edge:
    """Return an edge between two letters."""
    ends = {"subject": subject, "subject_label": subject, "object": thing, "object_label": thing}
    return Edge(**{**KEYS, **ends, "id": f"{subject}-{predicate}-{thing}", "predicate": predicate})


WALK = [arrow("p", "contains", "a"), arrow("a", "inhibits", "e"), arrow("d", "isSubstrateOf", "e")]


def test_a_walk_begins_at_the_precipitant() -> None:
    """Whatever the order of the edges, the walk follows them from the start, either way along each."""
    for order in itertools.permutations(WALK):
        assert chain(order, "p") == WALK
        assert chain(order, "d") == WALK[::-1]


def test_what_is_not_connected_follows() -> None:
    """No edge is lost when nothing leads to it."""
    apart = arrow("x", "inhibits", "y")

    assert chain([apart, *WALK], "p") == [*WALK, apart]
    assert chain([], "p") == []
    assert chain([apart], "p") == [apart]


def test_edges_at_one_distance_come_in_order_of_their_names() -> None:
    """Branches have one order."""
    branches = [arrow("p", "contains", letter) for letter in "cab"]

    assert [one.object for one in chain(branches, "p")] == ["a", "b", "c"]


def test_a_ring_ends() -> None:
    """A proof that comes back to its beginning is walked once."""
    ring = [arrow("a", "x", "b"), arrow("b", "x", "c"), arrow("c", "x", "a")]

    assert sorted(chain(ring, "a"), key=lambda one: one.id) == ring


def test_the_best_supported_constituent_is_the_main_walk() -> None:
    """Of two constituents the one with more statements is told; the other is set aside, not dropped."""
    other = [arrow("p", "contains", "b"), arrow("b", "inhibits", "e")]
    edges = [*WALK, *other]
    support = {one.id: 1 for one in edges} | {"p-contains-b": 3}
    kept, aside = main_walk(edges, support)

    assert {one.id for one in kept} == {"p-contains-b", "b-inhibits-e", "d-isSubstrateOf-e"}
    assert {one.id for one in aside} == {"p-contains-a", "a-inhibits-e"}


def test_a_tie_falls_the_same_way() -> None:
    """With equal support the order of the edges decides nothing."""
    edges = [*WALK, arrow("p", "contains", "b"), arrow("b", "inhibits", "e")]
    support = {one.id: 1 for one in edges}
    walks = {tuple(one.id for one in main_walk(order, support)[0]) for order in (edges, edges[::-1])}

    assert {frozenset(walk) for walk in walks} == {frozenset({"p-contains-a", "a-inhibits-e", "d-isSubstrateOf-e"})}


def test_one_constituent_keeps_everything() -> None:
    """Nothing is set aside where there is one way."""
    assert main_walk(WALK, {one.id: 1 for one in WALK}) == (WALK, [])


def test_a_path_of_the_toy_world_reads_from_product_to_medicine() -> None:
    """Product, constituent, enzyme, medicine: each step with its statement and citation."""
    found = answer_of("florbium", "testazolam")["mechanisms"]
    path = next(one["path"] for one in found if one["derived_by"] == "rule-enzyme-inhibition")

    assert [(step["subject"], step["predicate"], step["object"]) for step in path] == [
        ("florbium", "contains", "zelkamine"),
        ("zelkamine", "inhibits", "CYPX"),
        ("testazolam", "isSubstrateOf", "CYPX"),
    ]
    assert [(step["assertion"], step["citation"], step["locator"]) for step in path] == [
        ("toy-0001", "Abel 2001", "Table 1"),
        ("toy-0002", "Abel 2001", "Table 1"),
        ("toy-0201", "Toy agency 2003", "row 1"),
    ]
    assert all(step["url"].startswith("https://doi.org/10.1000/toy.") for step in path)
