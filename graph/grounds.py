"""Gather what the graph holds of the context of one check: classes in a context, and what outlasts a dose.

Which pair a class in a context is for, and when, is data (question `context-classes`): two sides, and a modifying
factor or a third substance on the same list. Sides are unordered: the class holds for both directions of a pair.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph import answers
from graph.answers import listed
from graph.context import APART, BY_LIST, fields, told_of
from graph.names import local
from graph.pharmacokinetics.estimates import estimates_of
from graph.pharmacokinetics.phenotype import activities, shaped
from graph.telling import source_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from graph.context import Part
    from graph.listed import Entry
    from graph.pharmacokinetics.estimates import Estimates
    from graph.pharmacokinetics.phenotype import Activity, Shaped
    from graph.records import Statement
    from graph.resolve import Match
    from graph.store import Solution, Store

#: The kind of substance of which form, dose and frequency are part of the context: what it holds varies.
PRODUCT: Final = "product"
#: The fields that are read from the list itself.
FORM: Final = "product"
DOSE: Final = "dose"
OFTEN: Final = "times_per_day"
#: The field of an entry that a third substance of the list brings about.
THIRD: Final = "with"
#: The effect of an entry for which nothing is held.
UNKNOWN: Final = "unknown"
#: What such an entry rests on.
NOTHING: Final = "nothing"
#: Kinds of field whose value does not speak for itself.
_BARE: Final = {"number_field", BY_LIST}
Json = dict[str, Any]
Pair = frozenset[str]
_Held = TypeVar("_Held", "ContextClass", "Shaped")


@dataclass(frozen=True, slots=True)
class ContextClass:
    """A proposed class of a pair in one context; sides, factors and thirds are IRIs, `label` says it in words."""

    id: str
    label: str
    one: frozenset[str]
    other: frozenset[str]
    factors: frozenset[str]
    thirds: frozenset[str]
    inhibited: frozenset[tuple[str, str]]
    orca_class: int
    action: str
    basis: str
    statements: tuple[str, ...]
    reviewed_by: str | None
    reviewed_on: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of the context as it is asked of every pair: names of the factors that decide and of near ones.

    `nothing` is the entry for a pair of which nothing is held; it is shared, so nobody may change it. `activities` are
    those of enzymes in a person with these factors.
    """

    part: Part
    decide: tuple[str, ...]
    near: tuple[str, ...]
    nothing: Json
    activities: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What the context of a check rests on.

    `counts` is what each participant counts as: itself, the form it was asked for in, and its classes. `classes` are
    those that may hold for a pair, `thirds` the further substances of the list that bring one about, `apart` what is
    told of a relation that outlasts the dose, by the name of the relation, `shaped` what hangs on an enzyme of changing
    activity, `estimates` the model that predicts, where the activity of an enzyme is told. `kept` holds what pairs
    share.
    """

    parts: tuple[Asked, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    inhibits: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    within: frozenset[tuple[str, str]] = frozenset()
    classes: Mapping[Pair, tuple[ContextClass, ...]] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)
    shaped: Mapping[str, tuple[Shaped, ...]] = field(default_factory=dict)
    estimates: Estimates | None = None
    apart: Mapping[str, Json] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)


def ground_of(
    store: Store,
    matches: Mapping[str, Match],
    parts: tuple[Part, ...] = (),
    within: Iterable[tuple[str, str]] = (),
    left: tuple[Store, Callable[[str], bool]] | None = None,
) -> Ground:
    """Return what the context of a check of these participants (by IRI) rests on.

    `within` are pairs of a whole and a part it contains: a part is no third substance beside its whole. When evidence
    was set aside, `left` holds the store derived from the rest and tells whether a statement (IRI) is let through.
    """
    place, passes = left or (store, None)
    wider = listed(place, "counts-as", "substance")
    counts = {
        name: frozenset({name, match.id, *(row["thing"] for row in wider.get(name, ()))})
        for name, match in matches.items()
    }
    known = listed(place, "inhibitor-strengths", "substance")
    inhibits = {name: frozenset((r["target"], r["strength"]) for r in known.get(name, ())) for name in matches}
    classes = _by_pair(_standing(context_classes(store), passes), counts)
    asked = tuple(_asked(part, activities(store, part.factors)) for part in parts)
    hanging = {n: tuple(_standing(shaped(store, n), passes)) for n in matches if any(one.activities for one in asked)}
    wanted = {said for held in classes.values() for one in held for said in one.statements}
    wanted |= {said for held in hanging.values() for one in held for said in one.statements}
    return Ground(
        parts=asked,
        labels={name: match.participant_label for name, match in matches.items()},
        counts=counts,
        inhibits=inhibits,
        within=frozenset(within),
        classes=classes,
        statements=answers.statements(store, wanted),
        shaped=hanging,
        estimates=estimates_of(store) if hanging else None,
        apart=_apart(store),
    )


def parts_of_list(store: Store, entries: Iterable[Entry]) -> tuple[Part, ...]:
    """Return the form, dose and frequency in which the products of a list are taken, as far as they are told."""
    known, parts = fields(store), []
    for entry in entries:
        match, said = entry.match, entry.in_json()
        if match.kind != PRODUCT:
            continue
        if match.id != match.participant:
            parts.append(told_of(known[FORM], match.label, match.participant, factors={match.id}))
        if said["dose"]:
            parts.append(told_of(known[DOSE], said["dose"], match.participant))
        if said["times_per_day"] is not None:
            times = said["times_per_day"]
            parts.append(told_of(known[OFTEN], f"{times:g}", match.participant, times))
    return tuple(dict.fromkeys(parts))


def context_classes(store: Store) -> tuple[ContextClass, ...]:
    """Return every class in a context that the graph holds, by id."""
    found = listed(store, "context-classes", "rule").values()
    return answers.once(store, "context-classes", lambda: tuple(_class(row) for rows in found for row in rows))


def thirds_of(ground: Ground, one: ContextClass, pair: Pair) -> list[str]:
    """Return the further participants of the list (IRIs) that bring a class about, in order of their labels."""
    found = [
        third
        for third in ground.counts
        if third not in pair
        and not {end for end in pair if {(end, third), (third, end)} & ground.within}
        and (ground.counts[third] & one.thirds or ground.inhibits[third] & one.inhibited)
    ]
    return sorted(found, key=lambda third: ground.labels[third])


def _asked(part: Part, active: Mapping[str, Activity]) -> Asked:
    decide, near = (tuple(sorted(map(local, names))) for names in (part.factors, part.near))
    label = f"{part.label}: {part.value_label}" if part.kind in _BARE else part.value_label
    nothing: Json = {
        "field": part.field,
        "factor": decide[0] if decide else "",
        "value": part.value,
        "label": f"{label} apart" if part.kind == APART else label,
        "effect": UNKNOWN,
        "basis": NOTHING,
        "about": local(part.about),
        "text": part.nothing,
        "statements": [],
        "orca_class": None,
        "action": "",
        "from": "",
        "rules": [],
        "reviewed_by": None,
        "proposed": False,
        "citation": None,
        "predicted": None,
    }
    return Asked(part, decide, near, nothing, tuple(active.values()))


def _by_pair(
    classes: Iterable[ContextClass], counts: Mapping[str, Collection[str]]
) -> dict[Pair, tuple[ContextClass, ...]]:
    found: dict[Pair, dict[str, ContextClass]] = {}
    for one in classes:
        first = [name for name, held in counts.items() if not one.one.isdisjoint(held)]
        second = [name for name, held in counts.items() if not one.other.isdisjoint(held)]
        for pair in (frozenset({a, b}) for a in first for b in second if a != b):
            found.setdefault(pair, {})[one.id] = one
    return {pair: tuple(held.values()) for pair, held in found.items()}


def _standing(held: Iterable[_Held], passes: Callable[[str], bool] | None) -> Iterator[_Held]:
    """Yield what rests on no statement, and with the statements that are let through what rests on one of them."""
    if passes is None:
        yield from held
        return
    for one in held:
        kept = tuple(filter(passes, one.statements))
        if kept or not one.statements:
            yield replace(one, statements=kept)


def _class(row: Solution) -> ContextClass:
    strengths = _split(row, "strengths")
    return ContextClass(
        local(row["rule"]),
        row["label"],
        _split(row, "one"),
        _split(row, "other"),
        _split(row, "factors"),
        _split(row, "thirds"),
        frozenset((row["target"], strength) for strength in strengths) if "target" in row else frozenset(),
        int(row["orca"]),
        row["action"],
        row["basis"],
        tuple(sorted(_split(row, "statements"))),
        row.get("reviewer"),
        row.get("reviewed"),
    )


def _apart(store: Store) -> dict[str, Json]:
    return answers.once(store, "time-apart", lambda: _read_apart(store))


def _read_apart(store: Store) -> dict[str, Json]:
    rows = [row for rows in listed(store, "time-apart", "relation").values() for row in rows]
    cited = answers.citations(store, (row["citation"] for row in rows))
    codes = answers.codes(store)
    return {
        local(row["relation"]): {
            "id": local(row["row"]),
            "says": row["says"],
            "citation": source_json(codes, cited[row["citation"]]),
            "locator": row["locator"],
        }
        for row in rows
    }


def _split(row: Solution, key: str) -> frozenset[str]:
    return frozenset(filter(None, row.get(key, "").split("|")))
