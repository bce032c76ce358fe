"""Laws of the layout: nothing overlaps, and the same graph always gives the same positions."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph.columns import LAYERS
from graph.layout import BOXED, LABEL_LINES, box, layered, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

labels = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)
kinds = st.sampled_from([*LAYERS, "more", ""])


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Return a picture of any kinds, labels and arrows."""
    graph = nx.MultiDiGraph()
    for number, (label, kind) in enumerate(draw(st.lists(st.tuples(labels, kinds), max_size=40))):
        graph.add_node(f"n-{number}", label=label, kind=kind, layer=LAYERS.get(kind, 2))
    names = st.sampled_from(sorted(graph)) if len(graph) else st.nothing()
    for source, target in draw(st.lists(st.tuples(names, names), max_size=60)) if len(graph) else []:
        graph.add_edge(source, target, key="r")
    return graph


def rebuilt(graph: nx.MultiDiGraph, order: Sequence[str]) -> nx.MultiDiGraph:
    """Return the same graph with its nodes and edges added in another order."""
    other = nx.MultiDiGraph()
    other.add_nodes_from((node, graph.nodes[node]) for node in order)
    other.add_edges_from(sorted(graph.edges(keys=True), reverse=True))
    return other


@given(graphs())
def test_no_two_boxes_overlap(graph: nx.MultiDiGraph) -> None:
    """No two nodes, labels included, share any room at the default zoom."""
    positions = layered(graph)

    assert set(positions) == set(graph)
    areas = []
    for node, (x, y) in positions.items():
        size = box(graph.nodes[node]["label"], graph.nodes[node]["kind"])
        areas.append((x - size.width / 2, y - size.height / 2, x + size.width / 2, y + size.height / 2))
    for one, other in itertools.combinations(areas, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@given(graphs())
def test_the_order_of_adding_never_matters(graph: nx.MultiDiGraph) -> None:
    """The same graph, built in another order, stands in the same places."""
    assert layered(rebuilt(graph, sorted(graph, reverse=True))) == layered(graph)


@given(graphs())
def test_layers_go_from_left_to_right(graph: nx.MultiDiGraph) -> None:
    """A thing of a later layer stands wholly right of every thing of an earlier one."""
    positions = layered(graph)

    for one, other in itertools.permutations(graph, 2):
        if graph.nodes[one]["layer"] < graph.nodes[other]["layer"]:
            assert positions[one][0] < positions[other][0]


def test_neighbours_stand_side_by_side() -> None:
    """Two chains that share nothing do not cross, whatever their labels."""
    graph = nx.MultiDiGraph()
    for name, kind, layer in (("a", "product", 0), ("b", "product", 0), ("y", "alkaloid", 1), ("z", "alkaloid", 1)):
        graph.add_node(name, label=name, kind=kind, layer=layer)
    graph.add_edge("a", "z")
    graph.add_edge("b", "y")
    positions = layered(graph)

    assert (positions["a"][1] < positions["b"][1]) == (positions["z"][1] < positions["y"][1])


def test_a_label_is_wrapped_and_never_endless() -> None:
    """A long label takes at most four lines and says that it goes on; a box is as wide as its widest line."""
    size = box("word " * 60, "drug")

    assert len(size.lines) == LABEL_LINES
    assert size.lines[-1].endswith("…")
    assert size.width > max(text_width(line) for line in size.lines)
    assert "drug" in BOXED


def test_an_empty_picture_has_no_positions() -> None:
    """Nothing to draw is no error."""
    assert layered(nx.MultiDiGraph()) == {}
