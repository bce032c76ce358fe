"""Join what two substances do into the mechanisms of their pair, from roles that are read once.

The rules of scope pair say the same to the SPARQL engine, by the same tables; they make the pairs of the snapshot. For
pairs of which nothing but the roles of the two is known, this join gives the same mechanisms in microseconds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.keeping import kept
from graph.names import AGO, ALKA, local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.store import Solution, Store

_KEPT: Final = "roles"
_SUBSTRATE: Final = AGO + "isSubstrateOf"
_METABOLITE: Final = AGO + "hasMetabolite"
_SIDES: Final = ((AGO + "standsOnSideA", AGO + "standsOnSideB"), (AGO + "standsOnSideB", AGO + "standsOnSideA"))
_KINETIC: Final = AGO + "pharmacokinetic"
_DYNAMIC: Final = AGO + "pharmacodynamic"
_OVERLAP: Final = ALKA + "rule-pharmacodynamic-overlap"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A mechanism of one pair as a row of the question `pair-mechanisms`, and the edges and statements it rests on."""

    row: Mapping[str, str]
    edges: tuple[str, ...]


@dataclass(slots=True)
class Roles:
    """What each substance does, by IRI: relation → target → rows; and what rules and tables say of it."""

    does: dict[str, dict[str, dict[str, list[Solution]]]] = field(default_factory=dict)
    patterns: list[Solution] = field(default_factory=list)
    rules: dict[str, Solution] = field(default_factory=dict)
    disputes: dict[str, list[str]] = field(default_factory=dict)
    bands: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def of(self, thing: str, relation: str) -> Mapping[str, list[Solution]]:
        """Return the rows of one substance and relation by what they point at."""
        return self.does.get(thing, {}).get(relation, {})


def roles_of(store: Store) -> Roles:
    """Return the roles of every substance in a store; read once per store."""
    return answers.once(store, _KEPT, lambda: kept(store, _KEPT, lambda: _read(store)))


def mechanisms(roles: Roles, precipitant: str, thing: str) -> Iterator[Mechanism]:
    """Yield the mechanisms of the ordered pair of a precipitant and an object, given as IRIs."""
    for pattern in roles.patterns:
        acting = roles.of(precipitant, pattern["acts"])
        if not acting:
            continue
        if pattern["role"] == _SUBSTRATE:
            yield from _of_exposure(roles, pattern, acting, precipitant, thing)
        else:
            yield from _of_metabolite(roles, pattern, acting, precipitant, thing)
    made = set()
    for here, there in _SIDES:
        ours, theirs = roles.of(precipitant, here), roles.of(thing, there)
        for rule in ours.keys() & theirs.keys():
            if rule in roles.rules and rule not in made and (here, there) in sides_of(roles.rules[rule]):
                made.add(rule)
                yield _of_rule(roles, rule, precipitant, thing)


def sides_of(rule: Solution) -> tuple[tuple[str, str], ...]:
    """Return on which sides of a rule precipitant and object may stand; one that changes an amount has one way only."""
    return _SIDES[:1] if rule["directed"] == "true" else _SIDES


def _of_exposure(
    roles: Roles, pattern: Solution, acting: Mapping[str, list[Solution]], precipitant: str, thing: str
) -> Iterator[Mechanism]:
    cleared = roles.of(thing, _SUBSTRATE)
    for target in acting.keys() & cleared.keys():
        rows = acting[target]
        if rows[0]["kind"] != pattern.get("kind", rows[0]["kind"]):
            continue
        name = _name(pattern["rule"].removeprefix(ALKA + "rule-"), precipitant, target, thing)
        row = _row(name, _KINETIC, pattern["effect"], target, rows[0]["label"], pattern["rule"])
        expected = [
            band
            for one in rows
            for other in cleared[target]
            for band in roles.bands.get((one.get("strength", ""), other.get("strength", ""), pattern["effect"]), ())
        ]
        edges = (rows[0]["edge"], cleared[target][0]["edge"])
        for band in dict.fromkeys(expected) or [""]:
            yield Mechanism(row | ({"band": band} if band else {}), edges)


def _of_metabolite(
    roles: Roles, pattern: Solution, acting: Mapping[str, list[Solution]], precipitant: str, thing: str
) -> Iterator[Mechanism]:
    for metabolite, rows in roles.of(thing, _METABOLITE).items():
        for formed in rows:
            if formed["via"] not in acting:
                continue
            name = _name(pattern["rule"].removeprefix(ALKA + "rule-"), precipitant, formed["via"], metabolite, thing)
            row = _row(name, _KINETIC, pattern["effect"], formed["via"], formed["viaLabel"], pattern["rule"])
            told = {"metabolite": metabolite, "metaboliteLabel": formed["label"]}
            yield Mechanism(row | told, (acting[formed["via"]][0]["edge"], formed["edge"]))


def _of_rule(roles: Roles, rule: str, precipitant: str, thing: str) -> Mechanism:
    said = roles.rules[rule]
    name = _name(local(rule), precipitant, thing)
    row = _row(name, _DYNAMIC, said["effect"], rule, said["label"], _OVERLAP)
    told = {"severity": said["severity"], "seriousness": said["seriousness"], "orca": said["orca"]}
    members = dict.fromkeys(
        found["edge"]
        for (here, there) in sides_of(said)
        if rule in roles.of(precipitant, here) and rule in roles.of(thing, there)
        for found in (*roles.of(precipitant, here)[rule], *roles.of(thing, there)[rule])
        if "edge" in found
    )
    return Mechanism(row | told, tuple(members))


def _row(name: str, kind: str, effect: str, via: str, label: str, rule: str) -> dict[str, str]:
    return {"mechanism": name, "kind": kind, "effect": effect, "via": via, "viaLabel": label, "rule": rule}


def _name(what: str, *things: str) -> str:
    return f"{ALKA}mechanism--{'--'.join([what, *map(local, things)])}"


def disputing(roles: Roles, edges: Iterable[str]) -> list[str]:
    """Return the statements that dispute any of these edges."""
    return list(dict.fromkeys(said for edge in edges for said in roles.disputes.get(edge, ())))


def _read(store: Store) -> Roles:
    roles = Roles(patterns=ask(store, "mechanism-patterns"))
    does: dict[str, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in ask(store, "roles-of-all"):
        does[row["x"]][row["relation"]][row["thing"]].append(row)
    roles.does = {x: {relation: dict(things) for relation, things in done.items()} for x, done in does.items()}
    roles.rules = {row["rule"]: row for row in ask(store, "rules-that-fire")}
    for row in ask(store, "what-disputes"):
        roles.disputes.setdefault(row["edge"], []).append(row["statement"])
    for row in ask(store, "strength-bands"):
        roles.bands.setdefault((row["strong"], row["sensitive"], row["effect"]), []).append(row["band"])
    return roles
