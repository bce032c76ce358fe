"""What a view of the explorer holds: opened things with their neighbours, bundled statements, and what is left out.

Nothing here knows how a picture looks or where a statement was read: `surveying` adds both. Hidden things keep their
room, so that nothing moves when a class hides and reveals them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from graph.columns import LAYERS
from graph.names import words
from graph.picture import MIDDLE
from graph.views import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graph.terrain import Brief, Key, Terrain
    from graph.views import View

#: Of one kind an opened thing brings this many neighbours with it, and more only where a larger view is asked for, so
#: that labels can be read on a screen; the rest is named behind “+n more”.
SHARE: Final = 6
#: What the name of a node that stands for things left out begins with.
MORE: Final = "more-"
#: So many arrows are drawn for each thing in a view; those of opened things always are.
ARROWS: Final = 4 / 3


@dataclass(frozen=True)
class Outlook:
    """A terrain as the filters of a view let it be seen; `passes` tells whether a statement is let through."""

    terrain: Terrain
    view: View
    passes: Callable[[str], bool] = field(default=lambda _: True)
    #: What was found out of bundles and neighbours, for all views that differ only in what is opened.
    _held: dict[Key, list[Brief]] = field(default_factory=dict, repr=False)
    _around: dict[str, Counter[str]] = field(default_factory=dict, repr=False)
    _said: dict[str, int] = field(default_factory=dict, repr=False)

    def held(self, key: Key) -> list[Brief]:
        """Return the statements of a bundle that are let through."""
        if (found := self._held.get(key)) is None:
            kept = not self.view.relation or key[1] in self.view.relation
            found = self._held[key] = list(filter(self._lets, self.terrain.said.get(key, ()))) if kept else []
        return found

    def _lets(self, one: Brief) -> bool:
        return (not self.view.species or one.species in self.view.species) and self.passes(one.id)

    def follows(self, key: Key) -> bool:
        """Tell whether what nobody says directly still follows on one of its ways."""
        if not self.view.derived or (self.view.relation and key[1] not in self.view.relation):
            return False
        return any(all(map(self._stands, way)) for way in self.terrain.ways[key])

    def _stands(self, key: Key) -> bool:
        said = self.terrain.said.get(key)
        return any(map(self._lets, said)) if said else not (self.view.species or self.view.filters)

    def neighbours(self, slug: str) -> Counter[str]:
        """Return the things that something is said with of a thing, and the number of statements with each."""
        if (found := self._around.get(slug)) is None:
            found = self._around[slug] = Counter()
            for key in self.terrain.around.get(slug, ()):
                if count := len(self.held(key)):
                    found[key[2] if key[0] == slug else key[0]] += count
        return found

    def _total(self, slug: str) -> int:
        if slug not in self._said:
            self._said[slug] = sum(len(self.terrain.said[key]) for key in self.terrain.around[slug])
        return self._said[slug]

    @cached_property
    def _near(self) -> dict[str, Counter[str]]:
        return {slug: self.neighbours(slug) for slug in self.view.expanded}

    @cached_property
    def asked_for(self) -> tuple[str, ...]:
        """What stands in the view whatever is around it: what is opened, what was brought back, what is chosen."""
        return tuple(dict.fromkeys((*self.view.expanded, *self.view.show)))

    @cached_property
    def chosen_few(self) -> tuple[list[str], dict[str, list[str]]]:
        """The things of the view in order of precedence, and by kind those that are left out, best first."""
        shown = dict.fromkeys(self.asked_for)
        waiting: dict[str, None] = {}
        share = max(SHARE, SHARE * self.view.limit // USUAL)
        for near in self._near.values():
            count: Counter[str] = Counter()
            for slug in sorted(near, key=self._precedence):
                kind = self.terrain.things[slug].kind
                if slug in shown:
                    continue
                if count[kind] < share and len(shown) < self.view.limit:
                    count[kind] += 1
                    shown[slug] = None
                else:
                    waiting[slug] = None
        rest: dict[str, list[str]] = {}
        for slug in waiting:
            if slug not in shown:
                rest.setdefault(self.terrain.things[slug].kind, []).append(slug)
        return list(shown), rest

    def _precedence(self, slug: str) -> tuple[int, int, int, str, str]:
        touching = [near[slug] for near in self._near.values() if slug in near]
        return -len(touching), -sum(touching), -self._total(slug), self.terrain.things[slug].label, slug


def whole(outlook: Outlook) -> nx.MultiDiGraph:
    """Return the graph of a view with nothing hidden: what positions are worked out for.

    A node has `kind`, `label`, `slug`, `layer`, `start`, `opened`, `neighbours` and `beyond` (how many of these are not
    in the view); an edge has `relation`, `label`, `briefs`, `beyond` and `derived`.
    """
    terrain, view = outlook.terrain, outlook.view
    shown, rest = outlook.chosen_few
    graph = nx.MultiDiGraph()
    inside = set(shown)
    for slug in sorted(shown):
        label, kind = terrain.things[slug]
        near = outlook.neighbours(slug)
        graph.add_node(
            slug,
            label=label,
            kind=kind,
            slug=slug,
            layer=LAYERS.get(kind, MIDDLE),
            start=slug in view.start,
            opened=slug in view.expanded,
            neighbours=len(near),
            beyond=sum(other not in inside for other in near),
        )
    _bundles(graph, outlook)
    for kind in sorted(rest):
        _more(graph, outlook, kind, rest[kind])
    return graph


def hidden(graph: nx.MultiDiGraph, view: View) -> list[str]:
    """Return the nodes that a reader has hidden, by kind or one by one."""
    return sorted(
        node
        for node, values in graph.nodes(data=True)
        if node in view.without or values.get("of", values["kind"]) in view.hide
    )


def around(terrain: Terrain, slugs: Iterable[str]) -> Iterator[Key]:
    """Yield every bundle that touches one of some things, once."""
    yield from dict.fromkeys(key for slug in slugs for key in terrain.around.get(slug, ()))


def _bundles(graph: nx.MultiDiGraph, outlook: Outlook) -> None:
    """Add the arrows of what was asked for, and of the others as many as can be told apart, best attested first."""
    asked, opened = set(outlook.asked_for), outlook.view.expanded
    others: list[tuple[int, Key, list[Brief]]] = []
    drawn = {key for slug in graph for key in outlook.terrain.around.get(slug, ()) if _is_drawn(graph, key, asked)}
    for key in sorted(drawn):
        if held := outlook.held(key):
            if key[0] in asked or key[2] in asked:
                _add(graph, key, briefs=held)
            else:
                others.append((-len(held), key, held))
    for key in sorted({key for slug in opened for key in outlook.terrain.beside.get(slug, ())}):
        if _is_drawn(graph, key, set(opened)) and outlook.follows(key):
            _add(graph, key, derived=True)
    room = max(0, int(len(graph) * ARROWS) - graph.number_of_edges())
    for _, key, held in sorted(others)[:room]:
        _add(graph, key, briefs=held)
    graph.graph["left_out"] = max(0, len(others) - room)


def _is_drawn(graph: nx.MultiDiGraph, key: Key, asked: set[str]) -> bool:
    """Tell whether an arrow is drawn: inside one column only those of things that were asked for."""
    source, _, target = key
    if source not in graph or target not in graph:
        return False
    return source in asked or target in asked or graph.nodes[source]["layer"] != graph.nodes[target]["layer"]


def _add(graph: nx.MultiDiGraph, key: Key, **values: Any) -> None:  # noqa: ANN401 - attributes of an edge
    source, relation, target = key
    plain = {"relation": relation, "label": words(relation), "briefs": [], "beyond": 0, "derived": False}
    graph.add_edge(source, target, key=relation, **{**plain, **values})


def _more(graph: nx.MultiDiGraph, outlook: Outlook, kind: str, left: list[str]) -> None:
    """Add the node that stands for the things of a kind that are left out, and count what is said of them."""
    name, things = f"{MORE}{kind}", outlook.terrain.things
    listed = sorted(((slug, things[slug].label) for slug in left), key=lambda one: (one[1].casefold(), one[0]))
    graph.add_node(
        name,
        label=f"+{len(left)} more",
        kind="more",
        slug="",
        layer=LAYERS.get(kind, MIDDLE),
        of=kind,
        hidden=listed,
        start=False,
        opened=False,
        neighbours=0,
        beyond=0,
    )
    opened, aside = set(outlook.view.expanded), set(left)
    for key in sorted(key for key in around(outlook.terrain, outlook.view.expanded) if not aside.isdisjoint(key)):
        ends = [name if end in aside else end for end in (key[0], key[2])]
        if ends[0] != ends[1] and opened.intersection(ends) and (count := len(outlook.held(key))):
            if not graph.has_edge(ends[0], ends[1], key=key[1]):
                _add(graph, (ends[0], key[1], ends[1]))
            graph.edges[ends[0], ends[1], key[1]]["beyond"] += count
