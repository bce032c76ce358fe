"""The proof of a pair as a tree: every branch ends at a source, and an edge shows every way that leads to it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from graph import answers
from graph.banding import band_of, next_band
from graph.errors import NameUnresolved, RequestInvalid
from graph.explaining import explained
from graph.outline import ASCII, outline
from graph.prooftree import leaves, tree_of
from tests.strategies import PARTICIPANTS, pair, report, toy_store

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


def tree(first: str, second: str) -> Json:
    """Return the proof of one ordered pair of the toy world."""
    found = report(first, second)
    return tree_of(toy_store(), found, pair(found, first, second))


def nodes(root: Json, kind: str = "") -> Iterator[Json]:
    """Yield the nodes of a tree, of one kind where one is named, from the root down."""
    if not kind or root["kind"] == kind:
        yield root
    yield from itertools.chain.from_iterable(nodes(one, kind) for one in root["because"])


def named(root: Json, kind: str) -> list[str]:
    """Return the ids of the nodes of one kind."""
    return [one["id"] for one in nodes(root, kind)]


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(PARTICIPANTS, 2)))
def test_every_branch_ends_at_a_source(first: str, second: str) -> None:
    """Each edge and mechanism reaches statements, each statement has a citation, nothing is empty."""
    found = report(first, second)
    pairs = [one for one in found["pairs"] if one["precipitant"]["id"] == first]
    for one in pairs:
        root = tree_of(toy_store(), found, one)

        assert all(node["text"] for node in nodes(root))
        assert all(list(leaves(edge)) for edge in nodes(root, "edge"))
        assert {node["because"][0]["kind"] for node in nodes(root, "statement")} <= {"citation"}
        assert set(named(root, "mechanism")) == {mechanism["id"] for mechanism in one["mechanisms"]}
        for mechanism in nodes(root, "mechanism"):
            assert list(leaves(mechanism))
            assert all(rule["file"].endswith(".rq") for rule in nodes(mechanism, "rule"))


def test_a_derived_edge_rests_on_the_edges_below_it() -> None:
    """What a product does through a constituent is told as a way through it: that it is there, and what it does."""
    edge = next(one for one in nodes(tree("florbium", "testazolam"), "edge") if one["id"].endswith("--inhibits--cypx"))
    (way,) = nodes(edge, "way")

    assert way["id"] == "zelkamine"
    assert [one["id"] for one in way["because"]] == [
        "edge--florbium--contains--zelkamine",
        "edge--zelkamine--inhibits--cypx",
    ]
    assert [one["id"] for one in leaves(way)] == ["toy-0001", "toy-0002"]
    assert next(one["file"] for one in nodes(edge, "rule")) == "13-by-constituent.rq"


def test_a_membership_by_receptor_rests_on_the_action() -> None:
    """A class that a receptor action defines is proved by the action."""
    root = tree("zelkamine", "calmazepam")
    edge = next(
        one for one in nodes(root, "edge") if one["id"] == "edge--zelkamine--hasPharmacodynamicClass--calm-agonist"
    )

    assert "edge--zelkamine--partialAgonistOf--calm-receptor" in named(edge, "edge")
    assert "toy-rule-1" in named(root, "class_rule")


def test_a_measured_ratio_names_its_band() -> None:
    """The band that a ratio lies in stands below it, with the source of its limits."""
    (observed,) = nodes(tree("florbium", "testazolam"), "observed")

    assert named(observed, "band") == ["band-little"]
    assert named(observed, "statement") == ["toy-0101"]


@pytest.mark.parametrize(
    ("ratio", "band", "following"),
    [
        (0.1, "band-fall", None),
        (0.2, "band-fall", None),
        (0.9, "band-none", 0.2),
        (1.25, "band-little", 2),
        (1.39, "band-little", 2),
        (2, "band-two", 5),
        (7, "band-five", None),
    ],
)
def test_a_ratio_lies_in_one_band(ratio: float, band: str, following: float | None) -> None:
    """A bound belongs to the band farther from no change, and the next band is the nearest one beyond."""
    bands = list(answers.bands(toy_store()).values())
    found = band_of(bands, ratio)
    beyond = next_band(bands, ratio)

    assert found is not None
    assert found["band"].endswith(band)
    assert (beyond and beyond[1]) == following


def test_the_outline_is_the_tree_in_lines() -> None:
    """Every node of the tree is one line, in its order; a bound tells how many were left out."""
    root = tree("florbium", "testazolam")
    lines = list(outline(root, ASCII))

    assert len(lines) == len(list(nodes(root)))
    assert lines[0].startswith("florbium → testazolam: ")
    assert all(line.startswith(("|", "`", " ")) for line in lines[1:])
    assert any("and 1 more" in line for line in outline(root, ASCII, 1))


def test_a_rule_says_what_it_says_once() -> None:
    """Where a rule is used again only its name and file stand."""
    lines = [line for line in outline(tree("florbium", "testazolam"), ASCII) if "[10-edges.rq]" in line]

    assert len(lines) > 1
    assert ["statements with the same" in line for line in lines] == [True] + [False] * (len(lines) - 1)


def test_both_directions_are_explained_in_order() -> None:
    """The asked direction comes first, the other one when it is wanted."""
    both, _ = explained(toy_store(), "testazolam", "flor leaf")
    one, kept = explained(toy_store(), "testazolam", "flor leaf", reverse=False)

    assert [root["id"] for root in both["trees"]] == ["testazolam--florbium", "florbium--testazolam"]
    assert [root["id"] for root in one["trees"]] == ["testazolam--florbium"]
    assert [(pair["precipitant"]["id"], pair["object"]["id"]) for pair in kept["pairs"]] == [("testazolam", "florbium")]


def test_a_combination_is_explained_by_its_ingredients() -> None:
    """Each ingredient makes a pair of its own."""
    told, _ = explained(toy_store(), "florbium", "calmazepam/lonelol", reverse=False)

    assert {root["id"] for root in told["trees"]} == {"florbium--calmazepam", "florbium--lonelol"}


def test_what_makes_no_pair_is_refused() -> None:
    """An unknown name comes back with suggestions; a thing and itself, or its part, are no pair."""
    with pytest.raises(NameUnresolved, match="testazolam"):
        explained(toy_store(), "florbium", "testazolan")
    with pytest.raises(RequestInvalid, match="no pair"):
        explained(toy_store(), "florbium", "flor leaf")
    with pytest.raises(RequestInvalid, match="contains"):
        explained(toy_store(), "florbium", "zelkamine")
