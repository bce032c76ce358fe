"""Name the numbers a prediction was made with, how much it hangs on each, and what had to be assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.observed import CLEARANCE, INDUCTION, INHIBITION
from graph.pharmacokinetics.prediction import Input
from graph.pharmacokinetics.standing import BASES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graph.pharmacokinetics.estimates import Estimates

    Numbers = NDArray[np.float64]

#: Names of inputs.
SHARE, FALL, RISE = "contribution_ratio", "inhibition_ratio", "induction_ratio"
#: Codes of assumptions.
NO_SHARED_ROUTE, UNKNOWN_CLEARANCE, APPARENT, USUAL_DOSE, ABSENT = (
    "no_shared_route_known",
    "clearance_route_unknown",
    "apparent_fraction",
    "usual_dose",
    "activity_told",
)
#: A route that moves the logarithm of the ratio by less is not told.
_LEAST: Final = 0.01
_MOST_STATEMENTS: Final = 12


def inputs_of(
    estimates: Estimates, share: Numbers, lost: Numbers, precipitants: Sequence[str], thing: str
) -> tuple[tuple[Input, ...], tuple[tuple[int, float], ...]]:
    """Return the inputs of one prediction, and the share of the width of the interval that each is to blame for.

    `share` and `lost` are, by route, the share of the clearance and by how much its activity falls.
    """
    gone = float(share @ lost)
    row, level = estimates.row_of(thing), estimates.evidence.setting("level")
    found: list[Input] = []
    blame: list[float] = []
    for column in np.flatnonzero(np.abs(share * lost) >= _LEAST):
        route = estimates.routes[column]
        reach = level * float(np.sqrt(estimates.cleared.variance[row, column]))
        low, high = (_moved(float(share[column]), side * reach) for side in (-1, 1))
        basis = BASES[estimates.cleared.basis[row, column]]
        sources = estimates.sources.get((CLEARANCE, thing, route), ())[:_MOST_STATEMENTS]
        found.append(Input(SHARE, thing, route, float(share[column]), low, high, "1", basis, sources))
        blame.append(float(share[column] ** 2 * estimates.cleared.variance[row, column] * (lost[column] - gone) ** 2))
        for name, side, table in (
            (FALL, INHIBITION, estimates.inhibited),
            (RISE, INDUCTION, estimates.induced),
        ):
            for substance in precipitants:
                acting = estimates.row_of(substance)
                force = float(table.value[acting, column])
                if force <= 0:
                    continue
                reach = level * float(np.sqrt(table.variance[acting, column]))
                value, low, high = (_told(name, force * float(np.exp(step))) for step in (0.0, -reach, reach))
                basis = BASES[table.basis[acting, column]]
                sources = estimates.sources.get((side, substance, route), ())[:_MOST_STATEMENTS]
                found.append(Input(name, substance, route, value, low, high, "1", basis, sources))
                slope = force / (1 + force) * (1 - lost[column])
                blame.append(float((share[column] * slope) ** 2 * table.variance[acting, column]))
    total = sum(blame) + estimates.residual**2 * (1 - gone) ** 2
    order = sorted(range(len(blame)), key=lambda place: -blame[place])
    return tuple(found), tuple((place, round(blame[place] / total, 4)) for place in order if blame[place] > 0)


def assumptions(estimates: Estimates, thing: str, *, shared: bool, told: bool, past_gut: bool) -> tuple[str, ...]:
    """Return the codes of what had to be assumed for a prediction."""
    found = [USUAL_DOSE]
    if not shared:
        found.insert(0, NO_SHARED_ROUTE)
    if not estimates.cleared.named[estimates.row_of(thing)].any():
        found.append(UNKNOWN_CLEARANCE)
    elif not past_gut:
        found.append(APPARENT)
    if told:
        found.append(ABSENT)
    return tuple(found)


def _told(name: str, force: float) -> float:
    """Return a force as the share of the activity that is lost, or as a multiple of it."""
    return force / (1 + force) if name == FALL else 1 + force


def _moved(share: float, step: float) -> float:
    odds = share / max(1 - share, 1e-9) * float(np.exp(step))
    return odds / (1 + odds)
