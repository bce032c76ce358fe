"""How edges follow from others by rules, down to the statements of sources, as plain frozen values.

An edge that several rules or several constituents lead to can be reached in several ways; a way holds when everything
in it holds. What the graph keeps is the flat list of what an edge rests on; the ways are put together again here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graph import answers
from graph.names import AGO, local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.records import Edge
    from graph.store import Store

_EDGE: Final = AGO + "Edge"
_STATEMENT: Final = AGO + "Assertion"


@dataclass(frozen=True, slots=True)
class Rule:
    """An inference rule: its slug, its name in words, what it says, and the file it stands in."""

    id: str
    label: str
    says: str
    file: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """One edge, the rules that made it, the statements that say it, and the ways in which it follows from others."""

    edge: Edge
    rules: tuple[str, ...]
    statements: tuple[str, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """What proofs are made of: derivations by the IRI of their edge, and every inference rule by slug."""

    derivations: Mapping[str, Derivation] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)


def grounds_of(store: Store, edges: Iterable[str]) -> Grounds:
    """Return how these edges (IRIs) and all edges below them follow; what is no edge is left out."""
    wanted = list(dict.fromkeys(edges))
    made: dict[str, dict[str, None]] = {}
    rests: dict[tuple[str, str], dict[str, None]] = {}
    for row in ask(store, "edge-derivation", edge=wanted) if wanted else ():
        made.setdefault(row["below"], {})[local(row["rule"])] = None
        rests.setdefault((row["below"], row["kind"]), {})[row["premise"]] = None
    known = answers.edges(store, made)
    derivations = {
        name: Derivation(
            edge,
            tuple(made[name]),
            tuple(rests.get((name, _STATEMENT), ())),
            ways(edge, rests.get((name, _EDGE), ()), known),
        )
        for name, edge in known.items()
    }
    return Grounds(derivations, _rules(store))


def ways(edge: Edge, premises: Iterable[str], known: Mapping[str, Edge]) -> tuple[tuple[str, ...], ...]:
    """Return the ways from the subject of an edge along what it rests on: an edge alone, or two that meet in a thing.

    >>> from graph.records import Edge
    >>> def of(s, p, o): return Edge(f"{s} {p} {o}", s, s, p, o, o, "", "")
    >>> parts = {e.id: e for e in (of("tea", "has", "a"), of("a", "is", "calm"), of("tea", "wakes", "door"))}
    >>> ways(of("tea", "is", "calm"), parts, parts)
    (('tea has a', 'a is calm'), ('tea wakes door',))
    """
    rests = [known[name] for name in premises if name in known]
    found: list[tuple[str, ...]] = []
    for first in rests:
        if first.subject == edge.subject:
            second = [one.id for one in rests if one.subject == first.object]
            found += [(first.id, name) for name in second] or [(first.id,)]
    return tuple(found)


def _rules(store: Store) -> Mapping[str, Rule]:
    rows = answers.listed(store, "inference-rules", "rule")
    return {local(rule): Rule(local(rule), row["label"], row["says"], row["file"]) for rule, (row, *_) in rows.items()}
