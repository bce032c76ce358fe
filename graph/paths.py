"""Order the edges of a proof so that it reads as one walk from the precipitant, and set parallel walks aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.records import Edge

#: The relation that leads from a whole to its parts, and so branches a walk.
CONTAINS: Final = "contains"


def chain(edges: Iterable[Edge], start: str) -> list[Edge]:
    """Return edges breadth first from a thing, either way along each; what is not connected follows at the end.

    Edges at the same distance come in the order of their IRIs, so that the walk is always the same.
    """
    left = sorted(edges, key=lambda edge: edge.id)
    reached: set[str] = {start}
    ordered: list[Edge] = []
    while left:
        now = [edge for edge in left if edge.subject in reached or edge.object in reached] or [left[0]]
        for edge in now:
            reached |= {edge.subject, edge.object}
        ordered += now
        left = [edge for edge in left if edge not in now]
    return ordered


def main_walk(edges: Iterable[Edge], support: Mapping[str, int]) -> tuple[list[Edge], list[Edge]]:
    """Split the edges of a proof into those of the best supported constituent of each product, and the rest.

    `support` counts the statements behind an edge, by its IRI. A product whose proof runs through one constituent
    keeps all its edges.
    """
    edges = list(edges)
    kept = edges
    aside: list[Edge] = []
    for product in sorted({edge.subject for edge in edges if edge.predicate == CONTAINS}):
        parts = {edge.object for edge in edges if edge.predicate == CONTAINS and edge.subject == product}
        best = max(sorted(parts), key=lambda part: _backing(edges, support, part))
        others = parts - {best}
        aside += [edge for edge in kept if {edge.subject, edge.object} & others]
        kept = [edge for edge in kept if not {edge.subject, edge.object} & others]
    return kept, aside


def _backing(edges: Iterable[Edge], support: Mapping[str, int], part: str) -> tuple[int, int]:
    """Count the statements that the part is there, and then all that speak of it."""
    there = sum(support[edge.id] for edge in edges if edge.object == part and edge.predicate == CONTAINS)
    return there, sum(support[edge.id] for edge in edges if part in {edge.subject, edge.object})
