"""The other way round: what a precipitant does to a substance that enzymes turn into something more active.

When an inhibitor keeps an enzyme from clearing a substance, less of an active metabolite is formed: the two move apart,
and no ratio of exposure tells the net effect. So nothing is computed here. What is known is told apart by species, and
what is not known in people is named.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.names import local
from graph.pharmacokinetics.objects import share
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.store import Solution, Store

RAISES: Final = "raises"
LOWERS: Final = "lowers"
SHARE_UNKNOWN: Final = "share_of_clearance_unknown"
NET_UNKNOWN: Final = "net_effect_unknown_in_people"
ANIMALS_DISAGREE: Final = "animals_disagree"
FALLS_IN_PEOPLE: Final = "metabolite_falls_in_people"
NOT_STUDIED: Final = "not_studied_with_this_precipitant"

#: What was read of each object, for as long as its store lives.
_KEPT: Final[weakref.WeakKeyDictionary[Store, dict[str, tuple[list[Solution], list[Solution]]]]] = (
    weakref.WeakKeyDictionary()
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding with a precipitant of the same enzyme: on what, which way, in whom; `value` is None without a number.

    `thing` is the object itself or a metabolite of it, `endpoint` and `species` are codes and empty where not told.
    """

    statement: str
    precipitant: str
    action: str
    thing: str
    relation: str
    endpoint: str
    value: float | None
    direction: str
    species: str
    in_people: bool


@dataclass(frozen=True, slots=True)
class Metabolism:
    """What can be said of a precipitant on the metabolism of one substance.

    `actions` are the enzymes with what the precipitant does to them, `metabolites` the active ones these enzymes form,
    `seen` the findings with it or with others that do the same to the same enzyme, people first.
    """

    substance: str
    actions: tuple[tuple[str, str], ...]
    metabolites: tuple[str, ...]
    seen: tuple[Seen, ...]
    assumptions: tuple[str, ...]


def metabolism(store: Store, knowledge: Knowledge, precipitant: str, object_: str) -> Metabolism | None:
    """Return what is known of a precipitant on how an object is metabolized; None when they share no enzyme.

    `object_` may be a product: then its main constituent is meant.
    """
    substance = knowledge.main_constituent(object_) or object_
    kept = _KEPT.setdefault(store, {})
    if substance not in kept:
        between = ask(store, "enzymes-between", object=[substance])
        kept[substance] = between, ask(store, "seen-with-inhibitors", object=[substance])
    between, outcomes = kept[substance]
    rows = [row for row in between if row["precipitant"] == precipitant]
    if not rows:
        return None
    actions = tuple(dict.fromkeys((row["enzyme"], local(row["action"])) for row in rows))
    metabolites = tuple(dict.fromkeys(row["metabolite"] for row in rows if "metabolite" in row))
    found = {row["statement"]: _seen(row) for row in outcomes if (row["enzyme"], local(row["action"])) in actions}
    seen = tuple(sorted(found.values(), key=lambda one: (not one.in_people, one.statement)))
    enzymes = dict.fromkeys(enzyme for enzyme, _ in actions)
    known = any(share(knowledge, substance, enzyme) for enzyme in enzymes)
    assumptions = [] if known else [SHARE_UNKNOWN]
    assumptions += _said(seen, metabolites, precipitant)
    return Metabolism(substance, actions, metabolites, seen, tuple(assumptions))


def _said(seen: Sequence[Seen], metabolites: Sequence[str], precipitant: str) -> list[str]:
    found = []
    if any(one.in_people and one.thing in metabolites and one.direction == LOWERS for one in seen):
        found.append(FALLS_IN_PEOPLE)
    ways = {one.direction for one in seen if not one.in_people}
    if {RAISES, LOWERS} <= ways:
        found.append(ANIMALS_DISAGREE)
    if seen and all(one.precipitant != precipitant for one in seen):
        found.append(NOT_STUDIED)
    if metabolites:
        found.append(NET_UNKNOWN)
    return found


def _seen(row: Solution) -> Seen:
    return Seen(
        statement=row["statement"],
        precipitant=row["precipitant"],
        action=local(row["action"]),
        thing=row["thing"],
        relation=local(row["predicate"]),
        endpoint=local(row.get("endpoint", "")),
        value=float(row["value"]) if "value" in row else None,
        direction=local(row["direction"]),
        species=local(row.get("species", "")),
        in_people=row["people"] == "true",
    )
