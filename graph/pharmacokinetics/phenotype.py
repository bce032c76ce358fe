"""Tell how active an enzyme is in a person of a phenotype, as the graph holds it (question `enzyme-activity`).

A predicted ratio takes the activity as the share of normal clearance through the enzyme that is left: at 0 an inhibitor
of it adds nothing, and the object's own exposure is already raised by 1 / (1 - fm).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.answers import listed

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.store import Solution, Store


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
