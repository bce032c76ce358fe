"""What a view of the explorer holds: opened things with their neighbours, bundled statements, and what is left out.

Nothing here knows how a picture looks or where a statement was read: `surveying` adds both. Hidden things keep their
room, so that nothing moves when a class hides and reveals them.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import networkx as nx

from graph.columns import LAYERS
from graph.names import words
from graph.picture import MIDDLE
from graph.views import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from graph.layout import Positions
    from graph.terrain import Brief, Key, Terrain
    from graph.views import View

#: Of one kind an opened thing brings this many neighbours with it, and more only where a larger view is asked for, so
#: that labels can be read on a screen; the rest is named behind “+n more”.
SHARE: Final = 6
#: What the name of a node that stands for things left out begins with.
MORE: Final = "more-"
#: So many arrows are drawn for each thing in a view; those of opened things always are.
ARROWS: Final = 4 / 3


def _all(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Outlook:
    """A terrain as the filters of a view let it be seen; `passes` tells whether a statement is let through."""

    terrain: Terrain
    view: View
    passes: Callable[[str], bool] = field(default=_all)
    #: Where things stand in views that were drawn, the longest unused first: whoever has a store keeps it there.
    placed: OrderedDict[tuple[View, bool], Positions] = field(default_factory=OrderedDict, repr=False)
    #: What was found out of bundles and neighbours, for all views that differ only in what is opened.
    _held: dict[Key, Sequence[Brief]] = field(default_factory=dict, repr=False)
    _around: dict[str, Counter[str]] = field(default_factory=dict, repr=False)
    _said: dict[str, int] = field(default_factory=dict, repr=False)

    @cached_property
    def _narrows(self) -> bool:
        return bool(self.view.relation or self.view.species or self.passes is not _all)

    def held(self, key: Key) -> Sequence[Brief]:
        """Return the statements of a bundle that are let through."""
        if not self._narrows:
            return self.terrain.said.get(key, ())
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
        precedence = self._precedence()
        for near in self._near.values():
            count: Counter[str] = Counter()
            for slug in sorted(near, key=precedence.__getitem__):
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

    def _precedence(self) -> dict[str, tuple[int, int, int, str, str]]:
        """Return what the things around those that are opened are sorted by."""
        touching: Counter[str] = Counter()
        said: Counter[str] = Counter()
        for near in self._near.values():
            touching.update(near.keys())
            said.update(near)
        things = self.terrain.things
        return {
            slug: (-times, -said[slug], -self._total(slug), things[slug].label, slug)
            for slug, times in touching.items()
        }


class _Bundles(NamedTuple):
    """The arrows of a view: what is said, what only follows, what is said of things left out, how many are not drawn.

    An arrow of the third sort leads to or from a node that stands for several things; its number is of statements.
    """

    said: list[tuple[Key, Sequence[Brief]]]
    derived: list[Key]
    beyond: Mapping[Key, int]
    left_out: int


def whole(outlook: Outlook) -> nx.MultiDiGraph:
    """Return the graph of a view with nothing hidden: what positions are worked out for.

    A node has `kind`, `label`, `slug`, `layer`, `start`, `opened`, `neighbours` and `beyond` (how many of these are not
    in the view); an edge has `relation`, `label`, `briefs`, `beyond` and `derived`.
    """
    graph, bundles = _things(outlook), _bundles(outlook)
    for kind, left in outlook.chosen_few[1].items():
        named = ((slug, outlook.terrain.things[slug].label) for slug in left)
        graph.nodes[MORE + kind]["hidden"] = sorted(named, key=lambda one: (one[1].casefold(), one[0]))
    for key, briefs in bundles.said:
        _add(graph, key, briefs=briefs)
    for key in bundles.derived:
        _add(graph, key, derived=True)
    for key, count in bundles.beyond.items():
        _add(graph, key, beyond=count)
    graph.graph["left_out"] = bundles.left_out
    return graph


def sketch(outlook: Outlook, settled: Container[str] = ()) -> nx.MultiDiGraph:
    """Return as much of the graph of a view as places depend on: its things, and which of them are joined how often.

    What joins two `settled` things is left out.
    """
    graph, bundles = _things(outlook), _bundles(outlook)
    keys = (*(key for key, _ in bundles.said), *bundles.derived, *bundles.beyond)
    graph.add_edges_from(
        (source, target, relation, {})
        for source, relation, target in keys
        if source not in settled or target not in settled
    )
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


def _things(outlook: Outlook) -> nx.MultiDiGraph:
    """Return the things of a view, and for each kind of which some are left out a node that stands for them."""
    view, things = outlook.view, outlook.terrain.things
    shown, rest = outlook.chosen_few
    graph, inside, opened = nx.MultiDiGraph(), set(shown), set(view.expanded)
    for slug in sorted(shown):
        label, kind = things[slug]
        near = outlook.neighbours(slug)
        graph.add_node(
            slug,
            label=label,
            kind=kind,
            slug=slug,
            layer=LAYERS.get(kind, MIDDLE),
            start=slug in view.start,
            opened=slug in opened,
            neighbours=len(near),
            beyond=len(near) - len(inside.intersection(near)),
        )
    for kind in sorted(rest):
        graph.add_node(
            MORE + kind,
            label=f"+{len(rest[kind])} more",
            kind="more",
            slug="",
            layer=LAYERS.get(kind, MIDDLE),
            of=kind,
            start=False,
            opened=False,
            neighbours=0,
            beyond=0,
        )
    return graph


def _bundles(outlook: Outlook) -> _Bundles:
    """Return the arrows of what was asked for, and of the others as many as can be told apart, best attested first.

    Inside one column only arrows of what was asked for are drawn.
    """
    terrain, opened = outlook.terrain, outlook.view.expanded
    inside = {slug: LAYERS.get(terrain.things[slug].kind, MIDDLE) for slug in outlook.chosen_few[0]}
    asked = set(outlook.asked_for)
    said: list[tuple[Key, Sequence[Brief]]] = []
    others: list[tuple[int, Key, Sequence[Brief]]] = []
    for slug, column in inside.items():
        for key in terrain.around.get(slug, ()):
            if key[0] == slug and key[2] in inside and (held := outlook.held(key)):
                if slug in asked or key[2] in asked:
                    said.append((key, held))
                elif column != inside[key[2]]:
                    others.append((-len(held), key, held))
    follow = sorted({key for slug in opened for key in terrain.beside.get(slug, ())})
    derived = [key for key in follow if key[0] in inside and key[2] in inside and outlook.follows(key)]
    room = max(0, int(len(inside) * ARROWS) - len(said) - len(derived))
    said += [(key, held) for _, key, held in sorted(others)[:room]]
    return _Bundles(said, derived, _beyond(outlook), max(0, len(others) - room))


def _beyond(outlook: Outlook) -> Counter[Key]:
    """Count what is said between what is opened and what is left out, by the arrow to what stands for the latter."""
    aside = {slug: MORE + kind for kind, left in outlook.chosen_few[1].items() for slug in left}
    found: Counter[Key] = Counter()
    for slug in outlook.view.expanded:
        for key in outlook.terrain.around.get(slug, ()):
            source, relation, target = key
            other = aside.get(target if source == slug else source)
            if other and (count := len(outlook.held(key))):
                found[(slug, relation, other) if source == slug else (other, relation, slug)] += count
    return found


def _add(graph: nx.MultiDiGraph, key: Key, **values: Any) -> None:  # noqa: ANN401 - attributes of an edge
    source, relation, target = key
    plain = {"relation": relation, "label": words(relation), "briefs": [], "beyond": 0, "derived": False}
    graph.add_edge(source, target, key=relation, **{**plain, **values})
