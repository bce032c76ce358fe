"""Arrange what every substance does by what it does it to, so that mechanisms of all pairs can be joined at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graph.infer import CONTAINS
from graph.names import AGO
from graph.pairing import roles_of
from graph.queries import ask

if TYPE_CHECKING:
    from graph.pairing import Roles
    from graph.store import Solution, Store

_SUBSTRATE: Final = AGO + "isSubstrateOf"
_METABOLITE: Final = AGO + "hasMetabolite"
_SIDES: Final = (AGO + "standsOnSideA", AGO + "standsOnSideB")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mechanism that many pairs share, told by IRIs.

    `rule` is the pattern it follows and `via` a target; for a mechanism that is `shared` `via` is its interaction rule,
    and there is no pattern.
    """

    rule: str
    via: str
    effect: str
    metabolite: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """One substance, as its place in `Cast.participants`, with the IRIs of the categories somebody put its part in."""

    who: int
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """All substances in order, and who does what.

    `acting` lists by kind who acts on its target, `cleared` by target who is cleared by it, `formed` by kind the pairs
    of which the one changes how much of the other's metabolite is formed, `sides` by kind who stands on either side of
    its rule. `rules` holds what each interaction rule brings, `bands` which band of exposure two categories lead to
    expect. `apart` are the pairs that do not meet, since the one contains the other.
    """

    participants: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    apart: frozenset[tuple[int, int]]
    rules: dict[str, Solution]
    bands: dict[tuple[str, str, str], list[str]]
    acting: dict[Kind, list[Role]] = field(default_factory=dict)
    cleared: dict[str, list[Role]] = field(default_factory=dict)
    formed: dict[Kind, list[tuple[int, int]]] = field(default_factory=dict)
    sides: dict[Kind, tuple[list[int], list[int]]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many substances there are."""
        return len(self.participants)


def cast_of(store: Store) -> Cast:
    """Return every substance of a store with its roles."""
    listed = ask(store, "participants")
    place = {row["x"]: number for number, row in enumerate(listed)}
    held = [(row["whole"], row["part"]) for row in store.select(CONTAINS)]
    within = {(place[whole], place[part]) for whole, part in held if whole in place and part in place}
    roles = roles_of(store)
    cast = Cast(
        tuple(place),
        tuple(row["label"] for row in listed),
        tuple(row["kind"] for row in listed),
        frozenset(within | {(part, whole) for whole, part in within}),
        roles.rules,
        roles.bands,
    )
    _set_exposures(cast, roles, place)
    _set_metabolites(cast, roles, place)
    _set_sides(cast, roles, place)
    return cast


def _set_exposures(cast: Cast, roles: Roles, place: dict[str, int]) -> None:
    for pattern in roles.patterns:
        for thing, who in place.items():
            for target, rows in roles.of(thing, pattern["acts"]).items() if pattern["role"] == _SUBSTRATE else ():
                if rows[0]["kind"] == pattern.get("kind", rows[0]["kind"]):
                    kind = Kind(pattern["rule"], target, pattern["effect"])
                    cast.acting.setdefault(kind, []).append(_role(who, rows))
    for thing, who in place.items():
        for target, rows in roles.of(thing, _SUBSTRATE).items():
            cast.cleared.setdefault(target, []).append(_role(who, rows))


def _set_metabolites(cast: Cast, roles: Roles, place: dict[str, int]) -> None:
    for pattern in roles.patterns:
        if pattern["role"] != _METABOLITE:
            continue
        acting: dict[str, list[int]] = {}
        for thing, who in place.items():
            for target in roles.of(thing, pattern["acts"]):
                acting.setdefault(target, []).append(who)
        for thing, whom in place.items():
            for metabolite, rows in roles.of(thing, _METABOLITE).items():
                for via in dict.fromkeys(row["via"] for row in rows):
                    kind = Kind(pattern["rule"], via, pattern["effect"], metabolite)
                    cast.formed.setdefault(kind, []).extend((who, whom) for who in acting.get(via, ()))


def _set_sides(cast: Cast, roles: Roles, place: dict[str, int]) -> None:
    for side, relation in enumerate(_SIDES):
        for thing, who in place.items():
            for rule in roles.of(thing, relation):
                if rule in roles.rules:
                    kind = Kind("", rule, roles.rules[rule]["effect"], shared=True)
                    cast.sides.setdefault(kind, ([], []))[side].append(who)


def _role(who: int, rows: list[Solution]) -> Role:
    return Role(who, tuple(dict.fromkeys(row["strength"] for row in rows if "strength" in row)))
