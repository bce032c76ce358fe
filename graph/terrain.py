"""Everything that can be explored, read once: things, the statements between them in bundles, and what follows.

A form of a product stands for the product, an isoform for what it is measured as. A bundle is all that is said with one
relation between the same two things; its key is source, relation, target.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.answers import once
from graph.keeping import kept
from graph.names import local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.store import Solution, Store

_NAME: Final = "terrain"

#: Source, relation and target of a bundle, as slugs and a local name.
Key = tuple[str, str, str]


class Thing(NamedTuple):
    """What can stand in a picture: its label, and its kind in lower case."""

    label: str
    kind: str


class Brief(NamedTuple):
    """As much of a statement as filters and counts need: local names, empty where the source does not say."""

    id: str
    study_type: str
    species: str
    stance: str
    level: str


@dataclass(frozen=True, slots=True)
class Terrain:
    """All that can be explored, by slug: see the module."""

    things: Mapping[str, Thing] = field(default_factory=dict)
    #: What a form or an isoform is drawn as.
    wholes: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[Key, tuple[Brief, ...]] = field(default_factory=dict)
    #: The level of evidence of a bundle, as the rules graded it.
    levels: Mapping[Key, str] = field(default_factory=dict)
    #: What follows and nobody says directly: the ways on which it follows, each a chain of bundles.
    ways: Mapping[Key, tuple[tuple[Key, ...], ...]] = field(default_factory=dict)
    around: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    beside: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)

    def drawn(self, slug: str) -> str:
        """Return the slug under which a thing stands in a picture; nothing for what cannot be drawn."""
        slug = self.wholes.get(slug, slug)
        return slug if slug in self.things else ""


def terrain_of(store: Store) -> Terrain:
    """Return the terrain of a store, read once."""
    return once(store, _NAME, lambda: kept(store, _NAME, lambda: _read(store)))


def _read(store: Store) -> Terrain:
    things: dict[str, Thing] = {}
    wholes: dict[str, str] = {}
    for row in ask(store, "things-to-explore"):
        slug = local(row["thing"])
        things.setdefault(slug, Thing(row["label"], local(row["kind"]).lower()))
        if "whole" in row:
            wholes.setdefault(slug, local(row["whole"]))
    wholes = {part: whole for part, whole in wholes.items() if whole in things}
    said: dict[Key, list[Brief]] = {}
    for row in ask(store, "statements-to-explore"):
        source, relation, target = (local(row[name]) for name in ("source", "relation", "target"))
        key = wholes.get(source, source), relation, wholes.get(target, target)
        if key[0] in things and key[2] in things and key[0] != key[2]:
            held = said.setdefault(key, [])
            if not held or held[-1].id != local(row["assertion"]):
                held.append(_brief(row))
    levels, ways = _edges(ask(store, "edges-to-explore"), things, wholes, said)
    drawn = {slug: thing for slug, thing in things.items() if slug not in wholes}
    bundles = {key: tuple(held) for key, held in said.items()}
    return Terrain(drawn, wholes, bundles, levels, ways, _touching(bundles), _touching(ways))


def _brief(row: Solution) -> Brief:
    names = (local(row.get(name, "")) for name in ("assertion", "studyType", "species", "stance", "level"))
    return Brief(*names)


def _edges(
    rows: Iterable[Solution], things: Mapping[str, Thing], wholes: Mapping[str, str], said: Mapping[Key, object]
) -> tuple[dict[Key, str], dict[Key, tuple[tuple[Key, ...], ...]]]:
    """Return the level of each bundle, and the ways to what only follows: its premises that meet, two by two."""
    levels: dict[Key, str] = {}
    keys: dict[str, Key] = {}
    below: dict[str, list[str]] = {}
    for row in rows:
        ends = [local(row[end]) for end in ("subject", "object")]
        own = ends[0], local(row["relation"]), ends[1]
        key = wholes.get(ends[0], ends[0]), own[1], wholes.get(ends[1], ends[1])
        keys[row["edge"]] = key
        if own == key or key not in levels:
            levels[key] = local(row.get("level", ""))
        if "below" in row:
            below.setdefault(row["edge"], []).append(row["below"])
    ways: dict[Key, tuple[tuple[Key, ...], ...]] = {}
    for edge, premises in below.items():
        key = keys[edge]
        if key not in said and key not in ways and key[0] != key[2] and key[0] in things and key[2] in things:
            ways[key] = _ways(key, [keys[name] for name in premises if name in keys])
    return levels, ways


def _ways(key: Key, premises: list[Key]) -> tuple[tuple[Key, ...], ...]:
    """Return each first premise with every second that goes on where it ends; alone where none does."""
    found: list[tuple[Key, ...]] = []
    for first in premises:
        if first[0] == key[0]:
            second = [one for one in premises if one[0] == first[2]]
            found += [(first, one) for one in second] or [(first,)]
    return tuple(dict.fromkeys(found))


def _touching(keys: Iterable[Key]) -> dict[str, tuple[Key, ...]]:
    found: dict[str, list[Key]] = {}
    for key in keys:
        for end in (key[0], key[2]):
            found.setdefault(end, []).append(key)
    return {end: tuple(held) for end, held in found.items()}
