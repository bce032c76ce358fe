"""Where each node stands when springs pull neighbours together: the same graph always gives the same places.

What stood there before stays exactly where it was, so that opening a thing moves nothing; no two boxes overlap.

References
----------
T. M. J. Fruchterman, E. M. Reingold, Software: Practice and Experience 21 (1991) 1129–1164: placing nodes by forces.

"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np

from graph.layout import room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.layout import Positions

#: The room, in pixels squared, that a node and the ways around it take on the average.
SPREAD: Final = 170.0
#: Pictures are wider than high.
STRETCH: Final = 1.45
GAP: Final = 14.0
_SEED: Final = 7
#: Rounds of pulling for a new picture, and for what is added to one.
_ROUNDS, _MORE_ROUNDS = 100, 25
_STEP: Final = 22.0
_TURN: Final = math.pi * (3 - math.sqrt(5))
#: Places tried around the one that the springs give; the last of them lies beyond everything.
_TRIES: Final = 4000


def forced(graph: nx.MultiDiGraph, before: Positions | None = None) -> Positions:
    """Return the centre of each node's box, in pixels; nodes that stood somewhere `before` stay there."""
    kept = {node: place for node, place in (before or {}).items() if node in graph}
    wanted = _springs(graph, kept)
    sizes = {node: room(graph, node) for node in graph}
    boxes = {node: (size.width / 2 + GAP, size.height / 2 + GAP / 2) for node, size in sizes.items()}
    placed: Positions = {}
    taken = np.empty((len(graph), 4))
    order = sorted(graph, key=lambda node: (node not in kept, -graph.degree(node), node))
    for node in order:
        half = boxes[node]
        for x, y in _spiral(*wanted[node]):
            held = taken[: len(placed)]
            apart = (np.abs(held[:, 0] - x) >= held[:, 2] + half[0] - GAP) | (
                np.abs(held[:, 1] - y) >= held[:, 3] + half[1] - GAP / 2
            )
            if node in kept or bool(apart.all()):
                taken[len(placed)] = (x, y, *half)
                placed[node] = (round(x, 1), round(y, 1))
                break
    return placed


def _springs(graph: nx.MultiDiGraph, kept: Positions) -> Positions:
    """Return where springs pull each node, in pixels."""
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted({(min(ends), max(ends)) for ends in graph.edges()}))
    if len(plain) < 2:  # noqa: PLR2004 - one node stands where it stands
        return {node: kept.get(node, (0.0, 0.0)) for node in plain}
    scale = SPREAD * math.sqrt(len(plain)) / 2
    first = _ring(plain, kept, scale)
    start = {node: (x / (scale * STRETCH), y / scale) for node, (x, y) in first.items()}
    found = nx.spring_layout(
        plain,
        pos=start,
        fixed=sorted(kept) or None,
        iterations=_MORE_ROUNDS if kept else _ROUNDS,
        seed=_SEED,
        k=1.6 / math.sqrt(len(plain)),
    )
    middle = (0.0, 0.0) if kept else np.mean(list(found.values()), axis=0)
    reach = 1.0 if kept else max(float(np.abs(np.array(list(found.values())) - middle).max()), 1e-9)
    pixels = {
        node: (float(x - middle[0]) / reach * scale * STRETCH, float(y - middle[1]) / reach * scale)
        for node, (x, y) in found.items()
    }
    return {node: kept.get(node, place) for node, place in pixels.items()}


def _ring(plain: nx.Graph, kept: Positions, scale: float) -> Positions:
    """Return where nodes stand before any spring pulls: new ones beside the neighbours they have, else on a circle."""
    places: Positions = {}
    for number, node in enumerate(plain):
        angle = number * _TURN
        near = [kept[other] for other in sorted(plain[node]) if other in kept]
        x, y = (sum(part) / len(near) for part in zip(*near, strict=True)) if near else (0.0, 0.0)
        reach = scale * (0.3 if near else 0.9)
        places[node] = kept.get(node, (x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return places


def _spiral(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Yield a place and then places farther and farther from it, evenly around."""
    for number in range(_TRIES):
        reach = _STEP * math.sqrt(number)
        yield x + reach * STRETCH * math.cos(number * _TURN), y + reach * math.sin(number * _TURN)
    yield x + 1e5, y
