"""Place the nodes of a large graph: communities first, each laid out by itself, then side by side as islands.

One layout of thousands of nodes is a hairball, and takes minutes; islands can be named, and take a second or two. Nodes
are numbers and every choice is seeded, so that the same links give the same places in every process.

References
----------
V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, Journal of Statistical Mechanics (2008) P10008: communities.
T. M. J. Fruchterman, E. M. Reingold, Software: Practice and Experience 21 (1991) 1129–1164: forces between nodes.
H. Vogel, Mathematical Biosciences 44 (1979) 179–189: the spiral on which unlinked nodes stand.

"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

SEED: Final = 7
#: Room of one node: the distance between neighbours on a full island, in units of the map.
ROOM: Final = 20.0
#: Water between two islands.
GAP: Final = 36.0
ROUNDS: Final = 150
_PACKING: Final = 400
#: How hard an island is pulled to the middle, across and down: a screen is wider than it is high.
_PULL: Final = (0.010, 0.017)
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Island:
    """Nodes that hang together, in number order, and the circle they stand in; `linked` is false for the loose ones."""

    nodes: tuple[int, ...]
    x: float
    y: float
    radius: float
    linked: bool


def islands(count: int, links: Sequence[tuple[int, int]]) -> tuple[list[Island], Points]:
    """Return the islands of nodes 0 to `count` - 1, largest first, and the place of every node (count x 2).

    The nodes without any link share one island, which comes last.
    """
    groups, loose = communities(count, links)
    parts = [*groups, *([loose] if loose else [])]
    home = np.zeros(count, dtype=np.int64)
    for index, part in enumerate(parts):
        home[list(part)] = index
    radii = np.array([ROOM * math.sqrt(max(len(part), 1) / math.pi) + ROOM / 2 for part in parts])
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    between = list(zip(home[ends[:, 0]].tolist(), home[ends[:, 1]].tolist(), strict=True))
    centres = pack(radii, [pair for pair in between if pair[0] != pair[1]])
    places = np.zeros((count, 2))
    inside: list[list[tuple[int, int]]] = [[] for _ in parts]
    for (source, target), (one, other) in zip(links, between, strict=True):
        if one == other:
            inside[one].append((source, target))
    for index, part in enumerate(parts):
        own = {node: number for number, node in enumerate(part)}
        held = [(own[source], own[target]) for source, target in inside[index]]
        shape = settle(len(part), held) if held else spiral(len(part))
        places[list(part)] = centres[index] + rounded(shape) * (radii[index] - ROOM / 2)
    made = [
        Island(tuple(part), float(centres[index][0]), float(centres[index][1]), float(radii[index]), part is not loose)
        for index, part in enumerate(parts)
    ]
    return made, places


def communities(count: int, links: Sequence[tuple[int, int]]) -> tuple[list[list[int]], list[int]]:
    """Return the communities of the linked nodes, largest first, and the nodes that have no link.

    A link counts less the more links its ends have: a list that names a thousand things says little of each.
    """
    degree = [0] * count
    for source, target in links:
        degree[source] += 1
        degree[target] += 1
    graph = nx.Graph()
    graph.add_nodes_from(node for node in range(count) if degree[node])
    for source, target in links:
        weight = 1 / math.sqrt(degree[source] * degree[target])
        if graph.has_edge(source, target):
            weight += graph.edges[source, target]["weight"]
        graph.add_edge(source, target, weight=weight)
    found = nx.community.louvain_communities(graph, seed=SEED) if len(graph) else []
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    return groups, [node for node in range(count) if not degree[node]]


def settle(count: int, links: Sequence[tuple[int, int]]) -> Points:
    """Return places of nodes that push each other away and are held together by their links (count x 2)."""
    places = spiral(count)
    if count < 2:  # noqa: PLR2004 - one node pushes nobody
        return places
    ideal = 2 / math.sqrt(count)
    ends = np.array(sorted(set(links)), dtype=np.int64)
    for turn in range(ROUNDS):
        across, down = (places[:, None, axis] - places[None, :, axis] for axis in (0, 1))
        push = ideal**2 / (across**2 + down**2 + (ideal / 50) ** 2)
        force = np.stack(((across * push).sum(axis=1), (down * push).sum(axis=1)), axis=1)
        apart = places[ends[:, 0]] - places[ends[:, 1]]
        pull = apart * np.sqrt((apart**2).sum(axis=1, keepdims=True)) / ideal
        np.add.at(force, ends[:, 0], -pull)
        np.add.at(force, ends[:, 1], pull)
        force -= places / 2
        length = np.sqrt((force**2).sum(axis=1, keepdims=True)) + 1e-12
        places = places + force / length * np.minimum(length, (1 - turn / ROUNDS) / 5)
    return places


def spiral(count: int) -> Points:
    """Return places that fill a circle of radius 1 evenly, from its middle (count x 2)."""
    number = np.arange(count)
    distance = np.sqrt((number + 0.5) / max(count, 1))
    return np.stack((distance * np.cos(number * _GOLDEN), distance * np.sin(number * _GOLDEN)), axis=1)


def rounded(places: Points) -> Points:
    """Return places moved into a circle of radius 1: what stands far outside the others is drawn in."""
    if len(places) < 2:  # noqa: PLR2004 - one node stands in the middle
        return np.zeros_like(places)
    centred = places - places.mean(axis=0)
    distance = np.sqrt((centred**2).sum(axis=1, keepdims=True)) + 1e-12
    usual = distance / np.quantile(distance, 0.9)
    drawn = np.where(usual <= 1, usual * 0.85, 1 - 0.15 * np.exp(1 - usual))
    return np.asarray(centred / distance * drawn, dtype=np.float64)


def pack(radii: Points, links: Sequence[tuple[int, int]]) -> Points:
    """Return centres of circles that lie near the circles they share links with, and on none (circles x 2)."""
    count = len(radii)
    if count < 2:  # noqa: PLR2004 - a single circle lies in the middle
        return np.zeros((count, 2))
    size = float(np.sqrt((radii**2).sum()))
    near = np.zeros((count, count))
    for one, other in links:
        near[one, other] += 1
        near[other, one] += 1
    strong = [(one, int(other)) for one in range(count) for other in np.argsort(-near[one], kind="stable")[:3]]
    centres = settle(count, [pair for pair in strong if near[pair] > 0] or [(0, 1)]) * 2 * size
    apart = radii[:, None] + radii[None, :] + GAP
    for turn in range(_PACKING):
        if turn < _PACKING * 3 / 4:
            centres = centres * (1 - np.array(_PULL))
        for _ in range(4):
            between = centres[:, None, :] - centres[None, :, :]
            distance = np.sqrt((between**2).sum(axis=2)) + np.eye(count) * 1e9
            lacking = np.maximum(apart - distance, 0)
            centres = centres + (between / distance[:, :, None] * lacking[:, :, None]).sum(axis=1) * 0.4
    return np.asarray(centres - centres.mean(axis=0), dtype=np.float64)
