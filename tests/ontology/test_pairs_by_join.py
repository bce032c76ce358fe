"""The join of roles and the SPARQL rules say the same of every pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.pairing import mechanisms, roles_of
from graph.queries import ask

if TYPE_CHECKING:
    from graph.store import Store


def test_the_join_makes_the_mechanisms_that_the_rules_made(graph: Store) -> None:
    """For each pair of the snapshot both ways find the same mechanisms, with the same bands."""
    roles, made = roles_of(graph), dict[tuple[str, str], set[tuple[str, str]]]()
    pairs = {row["interaction"]: (row["precipitant"], row["object"]) for row in ask(graph, "all-pairs")}
    for row in ask(graph, "pair-mechanisms", interaction=list(pairs)):
        made.setdefault(pairs[row["interaction"]], set()).add((row["mechanism"], row.get("band", "")))

    assert len(made) > 1000
    for pair, found in made.items():
        assert {(one.row["mechanism"], one.row.get("band", "")) for one in mechanisms(roles, *pair)} == found, pair
