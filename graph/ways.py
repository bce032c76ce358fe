"""The ways between two things of the graph, found and ranked: pure of any store and any wording.

A way is a mechanism a reader can follow: both ends act towards one thing in the middle, or one cause leads to both, so
that it changes direction at most once. It leads through no medicine or product but its ends, through no organ, and
through an alkaloid only where that belongs to an end and is reached as such (contained, made of it), or where neither
end is a substance.

Ranking, the first difference decides: ways with a refuted arrow come last; the shorter way; the better evidence of its
weakest arrow; fewer arrows in dispute; more statements for its least supported arrow; the names of the things. Nothing
is hidden for being refuted: such ways stand in a list of their own.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: The longest way, in arrows, that is looked for; a longer chain explains nothing to anybody.
LONGEST: Final = 5
#: So many ways are told unless another number is asked for, and never more than MOST.
USUAL: Final = 10
MOST: Final = 50
#: So many chains of a length are looked at; a bound on time.
CANDIDATES: Final = 5_000
#: Kinds that a way leads through only as an end.
APART: Final = frozenset({"product", "drug", "organ"})
#: Kinds of which a way holds no third one, unless none is an end.
SUBSTANCES: Final = frozenset({"product", "drug", "alkaloid"})
#: Relations by which an alkaloid belongs to a substance.
BELONGS: Final = frozenset({"contains", "hasMetabolite"})


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that is said with one relation of two things: ids for and against, and the rank of the best evidence for it.

    Where everything is against it, `level` is the rank of the best of that.
    """

    source: str
    relation: str
    target: str
    supports: tuple[str, ...]
    refutes: tuple[str, ...]
    level: int

    @property
    def stance(self) -> str:
        """How the bundle stands: supports, refutes or disputed."""
        return "disputed" if self.supports and self.refutes else "supports" if self.supports else "refutes"

    @property
    def rank(self) -> tuple[bool, int, bool, int, str]:
        """Sort key: what stands before what is refuted, better evidence, undisputed, more statements, then by name."""
        return not self.supports, -self.level, bool(self.refutes), -len(self.supports), self.relation


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow of a way, walked from `here` to `there`: its bundle, and other relations that say the same way."""

    here: str
    there: str
    bundle: Bundle
    also: tuple[Bundle, ...] = ()


@dataclass(frozen=True)
class Way:
    """A chain of arrows from one end to the other."""

    steps: tuple[Step, ...]

    @property
    def refuted(self) -> bool:
        """Whether an arrow has nothing but statements against it."""
        return any(step.bundle.stance == "refutes" for step in self.steps)

    @property
    def weakest(self) -> int:
        """The rank of the evidence of its weakest arrow."""
        return min(step.bundle.level for step in self.steps)

    @property
    def disputed(self) -> int:
        """How many of its arrows have statements for and against."""
        return sum(step.bundle.stance == "disputed" for step in self.steps)

    @property
    def supports(self) -> int:
        """How many statements its least supported arrow has."""
        return min(len(step.bundle.supports) for step in self.steps)

    @cached_property
    def things(self) -> tuple[str, ...]:
        """The things on the way, both ends among them."""
        return self.steps[0].here, *(step.there for step in self.steps)

    @cached_property
    def rank(self) -> tuple[bool, int, int, int, int, tuple[str, ...]]:
        """Sort key: see the module."""
        return self.refuted, len(self.steps), -self.weakest, self.disputed, -self.supports, self.things


@dataclass(frozen=True)
class Ways:
    """What was found: ways that stand and ways with a refuted arrow, best first; how far was looked; was it all.

    `standing` and `refuted` are cut to the limit; `more` and `more_refuted` count what was found besides.
    """

    standing: tuple[Way, ...]
    refuted: tuple[Way, ...]
    looked: int
    more: int = 0
    more_refuted: int = 0
    whole: bool = True


def ground(kinds: Mapping[str, str], bundles: Iterable[Bundle]) -> nx.Graph:
    """Return the graph to look for ways in: things with their `kind`, and between two of them their `bundles`."""
    graph = nx.Graph()
    graph.add_nodes_from((name, {"kind": kinds[name]}) for name in sorted(kinds))
    between: dict[tuple[str, str], list[Bundle]] = {}
    for one in bundles:
        if one.source != one.target and one.source in kinds and one.target in kinds:
            pair = (min(one.source, one.target), max(one.source, one.target))
            between.setdefault(pair, []).append(one)
    for pair in sorted(between):
        graph.add_edge(*pair, bundles=tuple(sorted(between[pair], key=lambda one: one.rank)))
    return graph


def find(graph: nx.Graph, one: str, other: str, limit: int = USUAL) -> Ways:
    """Return the best ways from one thing to another, at most `limit` of each list.

    Chains are looked at length by length, until `limit` ways stand or LONGEST is reached: no longer way can rank before
    them. Within a length all are compared, but for the bound CANDIDATES; when that cuts, `whole` is false.
    """
    free = not SUBSTANCES & {graph.nodes[one]["kind"], graph.nodes[other]["kind"]}
    part = _between(graph, one, other, free=free)
    found: list[Way] = []
    length, whole = 0, True
    for length in range(1, LONGEST + 1):
        chains, cut = _chains(part, one, other, length)
        whole = whole and not cut
        found += [way for chain in chains if (free or _belong(graph, chain)) and (way := _walk(graph, chain))]
        if sum(not way.refuted for way in found) >= limit:
            break
    found.sort(key=lambda way: way.rank)
    standing = [way for way in found if not way.refuted]
    refuted = [way for way in found if way.refuted]
    over = len(standing) - limit, len(refuted) - limit
    return Ways(tuple(standing[:limit]), tuple(refuted[:limit]), length, max(over[0], 0), max(over[1], 0), whole)


def _between(graph: nx.Graph, one: str, other: str, *, free: bool) -> nx.Graph:
    """Return the part of the graph that a way may lead through and that is near enough to both ends."""
    belongs = _belonging(graph, (one, other))

    def passable(name: str) -> bool:
        kind = graph.nodes[name]["kind"]
        return name in {one, other} or (kind not in APART and (kind != "alkaloid" or free or name in belongs))

    open_part = nx.subgraph_view(graph, filter_node=passable)
    near = nx.single_source_shortest_path_length(open_part, one, cutoff=LONGEST)
    back = nx.single_source_shortest_path_length(open_part, other, cutoff=LONGEST)
    part = nx.Graph()
    far = {name: near[name] + back[name] for name in near if name in back}
    part.add_nodes_from((name, {"far": far[name]}) for name in far if far[name] <= LONGEST)
    part.add_edges_from((name, next_) for name in part for next_ in graph[name] if next_ in part)
    return part


def _belonging(graph: nx.Graph, ends: Iterable[str]) -> set[str]:
    """Return the alkaloids that are contained in an end or made of what it contains, and the parents of both."""
    found: set[str] = set()
    waiting = list(ends)
    while waiting:
        name = waiting.pop()
        for next_ in graph[name]:
            if next_ not in found and graph.nodes[next_]["kind"] == "alkaloid" and _are_kin(graph, name, next_):
                found.add(next_)
                waiting.append(next_)
    return found


def _are_kin(graph: nx.Graph, one: str, other: str) -> bool:
    return any(bundle.relation in BELONGS for bundle in graph.edges[one, other]["bundles"])


def _belong(graph: nx.Graph, chain: Sequence[str]) -> bool:
    """Tell whether every alkaloid inside a chain is reached, from one side or the other, as what it belongs to."""
    return all(
        _are_kin(graph, before, here) or _are_kin(graph, here, after)
        for before, here, after in zip(chain, chain[1:], chain[2:], strict=False)
        if graph.nodes[here]["kind"] == "alkaloid"
    )


def _chains(part: nx.Graph, one: str, other: str, length: int) -> tuple[list[list[str]], bool]:
    """Return the chains of exactly this length, and whether some were left out for the bound."""
    near = _ordered(part.subgraph([name for name, far in part.nodes(data="far") if far <= length]))
    if one not in near or other not in near:
        return [], False
    every = (chain for chain in nx.all_simple_paths(near, one, other, cutoff=length) if len(chain) == length + 1)
    chains = list(itertools.islice(every, CANDIDATES + 1))
    return chains[:CANDIDATES], len(chains) > CANDIDATES


def _ordered(part: nx.Graph) -> nx.Graph:
    """Return a copy whose nodes and neighbours come in order of their names: a view of a set has no order."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted(part))
    graph.add_edges_from((name, next_) for name in sorted(part) for next_ in sorted(part[name]))
    return graph


def _walk(graph: nx.Graph, chain: Sequence[str]) -> Way | None:
    """Return the best way along a chain of things that changes direction at most once; None where there is none."""
    pairs = list(itertools.pairwise(chain))
    options = [_options(graph.edges[pair]["bundles"], *pair) for pair in pairs]
    ways: list[Way] = []
    for directions in _shapes(len(pairs)):
        steps = [option[way] for option, way in zip(options, directions, strict=True) if way in option]
        if len(steps) == len(pairs):
            ways.append(Way(tuple(steps)))
    return min(ways, key=lambda way: (way.rank, [step.bundle.relation for step in way.steps]), default=None)


def _options(bundles: Sequence[Bundle], here: str, there: str) -> dict[bool, Step]:
    """Return the step from one thing to the next along the arrows (True) and against them (False)."""
    told: dict[bool, Step] = {}
    for along in (True, False):
        own = [bundle for bundle in bundles if (bundle.source == here) is along]
        if own:
            told[along] = Step(here, there, own[0], tuple(own[1:]))
    return told


def _shapes(length: int) -> Iterator[tuple[bool, ...]]:
    """Yield the directions of a way, True along the arrow, that change at most once.

    >>> len(list(_shapes(1))), len(list(_shapes(3)))
    (2, 6)
    """
    for first in (True, False):
        for turn in range(1, length + 1):
            yield (first,) * turn + (not first,) * (length - turn)
