"""Tell how active an enzyme is in a person of a phenotype, as the graph holds it (question `enzyme-activity`).

A predicted ratio takes the activity as the share of normal clearance through the enzyme that is left: at 0 an inhibitor
of it adds nothing, and the object's own exposure is already raised by 1 / (1 - fm).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.answers import listed

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.store import Solution, Store


#: The role of an enzyme that turns a prodrug into what acts.
ACTIVATED: Final = "activated"
#: What less and more activity of an enzyme leads to expect, in codes: of what it clears, and of what it activates.
_LESS: Final = {False: "raises", True: "lowers_active_metabolite"}
_MORE: Final = {False: "lowers", True: "raises_active_metabolite"}


@dataclass(frozen=True, slots=True)
class Activity:
    """The activity of an enzyme (IRI) as a multiple of the usual one, from `low` to `high`.

    `value` is None where only a bound is known: nothing may be computed with it. `source` is the row it comes from.
    """

    enzyme: str
    value: float | None
    low: float | None
    high: float | None
    source: str
    citation: str
    locator: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """A substance that hangs on an enzyme (IRI): cleared by it, or activated by it, and the statements that say so."""

    enzyme: str
    enzyme_label: str
    activated: bool
    statements: tuple[str, ...]


def shaped(store: Store, substance: str) -> tuple[Shaped, ...]:
    """Return on which enzymes of changing activity a substance (IRI) hangs; activation stands before clearance."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for row in listed(store, "shaped-by-phenotype", "substance").get(substance, ()):
        found.setdefault((row["enzyme"], row["enzymeLabel"], row["role"] == ACTIVATED), []).append(row["statement"])
    made = (Shaped(*key, tuple(sorted(statements))) for key, statements in found.items())
    return tuple(sorted(made, key=lambda one: (one.enzyme, not one.activated)))


def expected(activity: Activity, *, activated: bool) -> str:
    """Return what an activity leads to expect as a code, for a substance that the enzyme clears or activates.

    The empty text where the activity is the usual one or may lie on either side of it. For a prodrug the sign turns:
    without the enzyme less is formed of what acts.

    >>> expected(Activity("e", 0.0, 0.0, 0.0, "row", "paper", "Table 1"), activated=False)
    'raises'
    >>> expected(Activity("e", None, 1.1, None, "row", "paper", "Table 1"), activated=True)
    'raises_active_metabolite'
    """
    ends = [end for end in (activity.low, activity.value, activity.high) if end is not None]
    if max(ends) < 1:
        return _LESS[activated]
    return _MORE[activated] if min(ends) >= 1 and activity.value != 1 else ""


def activities(store: Store, factors: Collection[str]) -> dict[str, Activity]:
    """Return what is held of the enzymes of a person with these modifying factors (IRIs), by enzyme."""
    rows = [row for factor in sorted(factors) for row in listed(store, "enzyme-activity", "factor").get(factor, ())]
    return {row["enzyme"]: _activity(row) for row in rows}


def activity_of(store: Store, factors: Collection[str]) -> dict[str, float]:
    """Return the multiple of the usual activity by enzyme (IRI), for those enzymes where a number is known."""
    found = activities(store, factors)
    return {enzyme: activity.value for enzyme, activity in found.items() if activity.value is not None}


def _activity(row: Solution) -> Activity:
    value, low, high = (float(row[key]) if key in row else None for key in ("value", "low", "high"))
    return Activity(row["enzyme"], value, low, high, row["activity"], row["citation"], row["locator"])
