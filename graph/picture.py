"""A picture as a graph: things with kind and layer, arrows that bundle cited statements, and what is left out of both.

A node has `kind`, `label`, `slug` and `layer`; an edge is keyed by its relation and has `relation`, `label`,
`statements` and `pairs` (the pairs of a check that it explains). Nothing here knows how a picture looks.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx

from graph.columns import LAYERS
from graph.names import local, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The column of a kind that has none of its own.
MIDDLE: Final = 2
#: Of one kind a picture shows this many; the rest is named behind its `more` node.
MOST_OF_A_KIND: Final = 10
#: The longest way between two starts that is still a mechanism: product, alkaloid, enzyme, medicine, risk.
LONGEST_WAY: Final = 4
#: Ways up to this length are drawn even where a shorter one exists: product, alkaloid, enzyme, medicine.
USUAL_WAY: Final = 3
#: Kinds that a patient takes: a way between two of them through a third explains neither.
TAKEN: Final = frozenset({"product", "drug"})


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """One cited statement behind an arrow. Empty text means that the source does not say."""

    id: str
    citation: str = ""
    link: str = ""
    locator: str = ""
    study_type: str = ""
    stance: str = "supports"
    as_printed: str = ""
    n: str = ""
    species: str = ""
    derived: bool = False
    tier: str = ""
    quoted_in: str = ""
    level: str = ""


def add_node(graph: nx.MultiDiGraph, name: str, label: str, kind: str) -> str:
    """Add a thing, or complete what is known of it; return its slug."""
    slug, kind = local(name), local(kind).lower()
    known = graph.nodes.get(slug, {})
    kind = kind or known.get("kind", "")
    graph.add_node(slug, kind=kind, label=label or known.get("label", slug), slug=slug, layer=LAYERS.get(kind, MIDDLE))
    return slug


def add_statement(graph: nx.MultiDiGraph, source: str, relation: str, target: str, statement: Statement) -> None:
    """Add a statement to the arrow of its relation; the same statement twice counts once."""
    relation = local(relation)
    if not graph.has_edge(source, target, key=relation):
        graph.add_edge(source, target, key=relation, relation=relation, label=words(relation), statements=[], pairs=[])
    held = graph.edges[source, target, relation]["statements"]
    if statement.id not in {other.id for other in held}:
        held.append(statement)


def stance(statements: Iterable[Statement]) -> str:
    """Return how an arrow stands: supports, refutes, disputed (both), or derived (nobody says so directly)."""
    asserted = [statement for statement in statements if not statement.derived]
    stances = {statement.stance for statement in asserted}
    if not asserted:
        return "derived"
    return "disputed" if len(stances) > 1 else stances.pop()


def sort_statements(graph: nx.MultiDiGraph) -> None:
    """Put the statements of every arrow into the order of their ids."""
    for _, _, values in graph.edges(data=True):
        values["statements"].sort()


def between(graph: nx.MultiDiGraph, starts: Sequence[str]) -> nx.MultiDiGraph:
    """Return the part of the graph that lies on short ways between the starts; all of it where there is only one.

    A start that no way leads to keeps its own neighbours, so that nobody asked for disappears.
    """
    here = [name for name in dict.fromkeys(starts) if name in graph]
    if len(here) < 2:  # noqa: PLR2004 - a way has two ends
        return graph
    plain = nx.Graph(graph)
    aside = {node for node, kind in graph.nodes(data="kind") if kind in TAKEN and node not in here}
    kept: set[str] = set(here)
    for one, other in itertools.combinations(here, 2):
        kept |= _on_ways(plain.subgraph(set(plain) - aside), one, other)
    for name in here:
        if kept.isdisjoint(plain[name]):
            kept.update(plain[name])
    return nx.MultiDiGraph(graph.subgraph(sorted(kept)))


def _on_ways(plain: nx.Graph, one: str, other: str) -> set[str]:
    """Return the things on ways between two ends that pass through neither end, up to a length a reader follows."""
    far = LONGEST_WAY + 1
    near = nx.single_source_shortest_path_length(plain.subgraph(set(plain) - {other}), one, cutoff=LONGEST_WAY)
    back = nx.single_source_shortest_path_length(plain.subgraph(set(plain) - {one}), other, cutoff=LONGEST_WAY)
    total = {node: near[node] + back.get(node, far) for node in near}
    length = max(min(total.values(), default=LONGEST_WAY), USUAL_WAY)
    return {node for node, steps in total.items() if steps <= min(length, LONGEST_WAY)}


def cut(graph: nx.MultiDiGraph, limit: int, keep: set[str]) -> nx.MultiDiGraph:
    """Return the graph with at most `limit` things, and of each kind at most MOST_OF_A_KIND and those in `keep`.

    First come those with most statements that touch a thing in `keep`, then those with most statements, then by label.
    What is left out is counted and named (`hidden`) in one `more` node per kind. Arrows inside one layer that touch
    nothing in `keep` are left out too: they cross everything and explain nothing of the question.
    """
    order = sorted(graph, key=lambda node: (node not in keep, *_rank(graph, node, keep)))
    count: dict[str, int] = {}
    kept: set[str] = set()
    for node in order:
        kind = graph.nodes[node]["kind"]
        if node in keep or (len(kept) < limit and count.get(kind, 0) < MOST_OF_A_KIND):
            kept.add(node)
            count[kind] = count.get(kind, 0) + (node not in keep)
    result = nx.MultiDiGraph()
    result.add_nodes_from((node, graph.nodes[node]) for node in order if node in kept)
    place = {node: node if node in kept else _more(result, graph, node) for node in order}
    for source, target, relation, values in graph.edges(keys=True, data=True):
        ends = place[source], place[target]
        if ends[0] == ends[1] or not (source in kept or target in kept) or not _explains(graph, source, target, keep):
            continue
        if source in kept and target in kept:
            for statement in values["statements"]:
                add_statement(result, source, relation, target, statement)
        else:
            _add_beyond(result, ends[0], relation, ends[1], len(values["statements"]))
    sort_statements(result)
    return result


def _rank(graph: nx.MultiDiGraph, node: str, keep: set[str]) -> tuple[int, int, str, str]:
    touching = total = 0
    edges = [*graph.in_edges(node, data="statements"), *graph.out_edges(node, data="statements")]
    for source, target, held in edges:
        total += len(held)
        touching += len(held) if source in keep or target in keep else 0
    return -touching, -total, graph.nodes[node]["label"], node


def _explains(graph: nx.MultiDiGraph, source: str, target: str, keep: set[str]) -> bool:
    return source in keep or target in keep or graph.nodes[source]["layer"] != graph.nodes[target]["layer"]


def _add_beyond(graph: nx.MultiDiGraph, source: str, relation: str, target: str, count: int) -> None:
    """Count statements on an arrow to or from a `more` node; they are told where their own thing is drawn."""
    if not graph.has_edge(source, target, key=relation):
        values = {"relation": relation, "label": words(relation), "statements": [], "pairs": [], "beyond": 0}
        graph.add_edge(source, target, key=relation, **values)
    graph.edges[source, target, relation]["beyond"] += count


def _more(result: nx.MultiDiGraph, graph: nx.MultiDiGraph, node: str) -> str:
    """Count a thing that is cut in the `more` node of its kind; return that node's name."""
    kind, layer = graph.nodes[node]["kind"], graph.nodes[node]["layer"]
    name = f"more-{kind or 'thing'}"
    hidden = [*(result.nodes[name]["hidden"] if name in result else ()), (node, graph.nodes[node]["label"])]
    result.add_node(name, kind="more", label=f"+{len(hidden)} more", slug="", layer=layer, of=kind, hidden=hidden)
    return name
