"""Order the edges of a proof so that it reads as a walk from the precipitant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.answers import Edge


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
