"""Laws of the layout by springs: nothing overlaps, nothing that stood somewhere moves, no order matters."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import given, settings

from graph.forcing import forced
from graph.layout import layered, room
from tests.unit.test_layout import graphs, rebuilt

if TYPE_CHECKING:
    import networkx as nx


def grown(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return a graph with one more thing beside the first one."""
    more = graph.copy()
    more.add_node("new", label="a new thing", kind="drug", layer=4)
    more.add_edge("new", min(graph), key="r")
    return more


@given(graphs())
@settings(max_examples=40)
def test_no_two_boxes_overlap(graph: nx.MultiDiGraph) -> None:
    """No two nodes, labels included, share any room."""
    placed = forced(graph)

    assert set(placed) == set(graph)
    sizes = {node: room(graph, node) for node in graph}
    for one, other in itertools.combinations(placed, 2):
        (x1, y1), (x2, y2) = placed[one], placed[other]
        apart = abs(x1 - x2) >= (sizes[one].width + sizes[other].width) / 2
        assert apart or abs(y1 - y2) >= (sizes[one].height + sizes[other].height) / 2


@given(graphs())
@settings(max_examples=40)
def test_the_order_of_adding_never_matters(graph: nx.MultiDiGraph) -> None:
    """The same graph, built in another order, stands in the same places."""
    assert forced(rebuilt(graph, sorted(graph, reverse=True))) == forced(graph)


@given(graphs().filter(len))
@settings(max_examples=40)
def test_what_stood_somewhere_stays_there(graph: nx.MultiDiGraph) -> None:
    """Opening a thing moves none of those that are in the picture already."""
    before = forced(graph)
    after = forced(grown(graph), before)

    assert {node: after[node] for node in graph} == before
    assert "new" in after


@given(graphs().filter(len))
@settings(max_examples=40)
def test_columns_keep_their_order(graph: nx.MultiDiGraph) -> None:
    """In columns, too, things that are there already keep their order when one comes in."""
    before = layered(graph)
    after = layered(grown(graph), before)

    for one, other in itertools.combinations(sorted(graph), 2):
        if graph.nodes[one]["layer"] == graph.nodes[other]["layer"]:
            assert (before[one] < before[other]) == (after[one] < after[other])
