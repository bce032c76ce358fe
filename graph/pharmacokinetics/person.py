"""Predict what a phenotype does to the exposure of an object: by itself, and to the effect of a precipitant.

With CR the share of the clearance through an enzyme and f its activity in such a person as a multiple of the usual one,
the area under the curve changes by 1 / (1 - CR · (1 - f)), the same model as for an inhibitor (see contribution.py): a
person without the enzyme has 1 / (1 - CR), and an inhibitor of it adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.contribution import auc_ratio, shares_of
from graph.pharmacokinetics.predicting import predict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.pharmacokinetics.contribution import Numbers
    from graph.pharmacokinetics.estimates import Estimates
    from graph.pharmacokinetics.prediction import Prediction

#: Step of the logarithm of the odds of a share by which its weight is found.
_STEP: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio of areas under the curve, such people against usual ones, and its 90 % interval."""

    auc_ratio: float
    low: float
    high: float


def both_ways(
    estimates: Estimates, precipitant: str, thing: str, activity: Mapping[str, float]
) -> tuple[Prediction, Prediction] | None:
    """Return what a precipitant does to an object (IRIs) in usual people, and in such as have these activities.

    `activity` is by enzyme (IRI) a multiple of the usual one. None where no source names such an enzyme among those
    that clear the object, and where an interval would be too wide to be of use. The whole change against usual people
    without the precipitant is the second times that of the object alone.
    """
    if not _changed(estimates, thing, activity):
        return None
    usual, here = predict(estimates, precipitant, thing), predict(estimates, precipitant, thing, activity)
    return (usual, here) if usual and here else None


def alone(estimates: Estimates, thing: str, activity: Mapping[str, float]) -> Change | None:
    """Return how activities of enzymes change the exposure to an object without any precipitant; None if unknown."""
    changed = _changed(estimates, thing, activity)
    if not changed:
        return None
    row = estimates.row_of(thing)
    log_odds, variance = estimates.cleared.value[row], estimates.cleared.variance[row]
    left = np.array([activity.get(route, 1.0) for route in estimates.routes])
    ratio = auc_ratio(shares_of(log_odds), left)
    weights = [np.log(auc_ratio(shares_of(_moved(log_odds, n)), left) / ratio) / _STEP for n in range(len(left))]
    wide = float(max(estimates.widths[estimates.cleared.basis[row, place]] for place in changed))
    deviation = float(np.sqrt((np.square(weights) * variance).sum() + estimates.residual**2)) * wide
    reach = float(np.exp(estimates.evidence.setting("level") * deviation))
    if not np.isfinite(ratio) or reach**2 > estimates.evidence.setting("widest"):
        return None
    return Change(ratio, ratio / reach, ratio * reach)


def _changed(estimates: Estimates, thing: str, activity: Mapping[str, float]) -> list[int]:
    """Return the places of the routes that clear an object, as some source names them, and are not as usual."""
    row = estimates.row_of(thing)
    return [
        place
        for place, route in enumerate(estimates.routes)
        if activity.get(route, 1.0) != 1.0 and estimates.cleared.named[row, place]
    ]


def _moved(log_odds: Numbers, place: int) -> Numbers:
    moved = log_odds.copy()
    moved[place] += _STEP
    return moved
