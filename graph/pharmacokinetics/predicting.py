"""Predict how much a precipitant changes the exposure to an object, for one pair or for all pairs at once.

Intervals are worked out on the logarithm, to first order in the doubt about each number; numbers of different
substances are taken as independent, and the width of each basis is calibrated on pairs left out (see widths).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.contribution import activity, shares_of
from graph.pharmacokinetics.inputs import assumptions, inputs_of
from graph.pharmacokinetics.prediction import Prediction
from graph.pharmacokinetics.standing import BASES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.pharmacokinetics.estimates import Estimates

    Numbers = NDArray[np.float64]

#: The model, as a code of the list of models.
MODEL: Final = "contribution"
#: So many precipitants are worked on at once, which bounds the memory.
BLOCK: Final = 256


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the person and the use: activity of enzymes by IRI as a multiple of usual, and the route.

    `past_gut` says that the object does not pass the gut wall and the liver first, as after injection; `once` that the
    precipitant is taken once, too short to induce.
    """

    activity: Mapping[str, float] = field(default_factory=dict)
    past_gut: bool = False
    once: bool = False


@dataclass(frozen=True)
class Predicted:
    """Arrays, precipitants by objects: ratio, ends of the 90 % interval, place of the basis in BASES.

    `shared` tells whether a route is known that clears the object and on which the precipitant acts. Where it is false
    the ratio is what the spread of other medicines leads to expect, which is no finding that there is no interaction.
    """

    ratio: Numbers
    low: Numbers
    high: Numbers
    basis: NDArray[np.intp]
    shared: NDArray[np.bool_]


@dataclass(frozen=True)
class Sides:
    """Shares of objects and loss of activity by precipitants with their variances, as rows by routes.

    `extraction` is the share of each object that the liver takes out at one passage where its clearance is bound by the
    flow of blood, and 0 where the object is swallowed.
    """

    share: Numbers
    share_variance: Numbers
    lost: Numbers
    lost_variance: Numbers
    extraction: Numbers
    carried: NDArray[np.bool_]


def predict_many(
    estimates: Estimates, precipitants: Sequence[str], objects: Sequence[str], context: Context | None = None
) -> Predicted:
    """Return predictions for every precipitant with every object, given as IRIs."""
    context = context or Context()
    sides = sides_of(estimates, [[name] for name in precipitants], objects, context)
    shape = len(precipitants), len(objects)
    found = Predicted(
        np.ones(shape), np.ones(shape), np.ones(shape), np.zeros(shape, dtype=np.intp), np.zeros(shape, dtype=bool)
    )
    p_row = np.array([[estimates.row_of(name)] for name in precipitants], dtype=np.intp)
    o_row = np.array([estimates.row_of(name) for name in objects], dtype=np.intp)
    for start in range(0, len(precipitants), BLOCK):
        part = slice(start, start + BLOCK)
        cut = replace(sides, lost=sides.lost[part], lost_variance=sides.lost_variance[part])
        log_ratio, variance = spread(cut)
        basis, shared = bases(estimates, cut, p_row[part], o_row)
        deviation = np.sqrt(variance + estimates.residual**2) * estimates.widths[basis]
        log_ratio = log_ratio + estimates.centres[basis]
        reach = estimates.evidence.setting("level") * deviation
        found.ratio[part] = np.exp(log_ratio)
        found.low[part], found.high[part] = np.exp(log_ratio - reach), np.exp(log_ratio + reach)
        found.basis[part], found.shared[part] = basis, shared
    return found


def sides_of(
    estimates: Estimates, precipitants: Sequence[Sequence[str]], objects: Sequence[str], context: Context
) -> Sides:
    """Return both sides of pairs; several precipitants in one row act together."""
    o_row = [estimates.row_of(name) for name in objects]
    log_odds, variance = estimates.cleared.value[o_row], estimates.cleared.variance[o_row]
    if context.past_gut:
        log_odds, variance = log_odds + estimates.past_gut[0], variance + estimates.past_gut[1]
    with np.errstate(divide="ignore"):
        factor = np.log([max(context.activity.get(route, 1.0), 0.0) for route in estimates.routes])
    down, up = np.zeros((2, len(precipitants), len(estimates.routes)))
    down_variance, up_variance = np.zeros((2, len(precipitants), len(estimates.routes)))
    for place, together in enumerate(precipitants):
        rows = [estimates.row_of(name) for name in together]
        for table, total, doubt in (
            (estimates.inhibited, down, down_variance),
            (estimates.induced, up, up_variance),
        ):
            total[place] = table.value[rows].sum(axis=0)
            doubt[place] = (table.value[rows] ** 2 * table.variance[rows]).sum(axis=0)
    if context.once:
        weaker = np.exp(estimates.once[0])
        down, up, up_variance = down * weaker, up * 0.0, up_variance * 0.0
        down_variance = down_variance * weaker**2 + estimates.once[1] * down**2
    left = activity(down, up)
    lost_variance = left**2 * (down_variance / (1 + down) ** 2 + up_variance / (1 + up) ** 2)
    taken = [estimates.evidence.extraction(name) if context.past_gut else 0.0 for name in objects]
    odds = log_odds + factor
    carried = np.array([route in estimates.evidence.transporters for route in estimates.routes])
    share = np.where(carried, shares_of(np.where(carried, odds, -np.inf)), shares_of(np.where(carried, -np.inf, odds)))
    return Sides(share, variance, 1 - left, lost_variance, np.array(taken), carried)


def spread(sides: Sides) -> tuple[Numbers, Numbers]:
    """Return the logarithm of the ratios, precipitants by objects, and its variance from the doubt of both sides."""
    left, variance = np.ones((2, len(sides.lost), len(sides.share)))
    variance -= 1.0
    for part in (sides.carried, ~sides.carried):
        lost, share = sides.lost[:, part], sides.share[:, part]
        square = share**2
        doubtful = square * sides.share_variance[:, part]
        gone = lost @ share.T
        doubt = sides.lost_variance[:, part] @ square.T
        doubt += lost**2 @ doubtful.T - 2 * gone * (lost @ doubtful.T) + gone**2 * doubtful.sum(axis=1)
        left *= 1.0 - gone
        variance += np.maximum(doubt, 0.0) / (1.0 - gone) ** 2
    flow = (1 - sides.extraction) + sides.extraction * left
    return np.log(flow) - np.log(left), variance * ((1 - sides.extraction) / flow) ** 2


def bases(
    estimates: Estimates, sides: Sides, p_row: NDArray[np.intp], o_row: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the basis of each pair (the weaker side on the route that matters most), and whether a route is shared.

    `p_row` holds the rows of the precipitants that act together, one group a line.
    """
    acts = np.asarray((estimates.inhibited.named | estimates.induced.named)[p_row].any(axis=1))
    acted = np.minimum(estimates.inhibited.basis, estimates.induced.basis)[p_row].min(axis=1)
    cleared, named = estimates.cleared.basis[o_row], estimates.cleared.named[o_row]
    most = np.zeros((len(acts), len(cleared)))
    basis = np.full(most.shape, len(BASES) - 1, dtype=np.intp)
    shared = np.zeros(most.shape, dtype=bool)
    for column in np.flatnonzero(acts.any(axis=0) & named.any(axis=0)):
        both = acts[:, column, None] & named[None, :, column]
        weight = np.where(both, np.abs(sides.lost[:, column])[:, None] * sides.share[None, :, column], -1.0)
        better = weight > most
        np.copyto(most, weight, where=better)
        np.copyto(basis, np.maximum(acted[:, column, None], cleared[None, :, column]), where=better)
        shared |= both
    return basis, shared


def predict(
    estimates: Estimates, precipitant: str, thing: str, activity: Mapping[str, float] | None = None
) -> Prediction | None:
    """Return what one precipitant does to one object, both IRIs; see `predict_together`."""
    return predict_together(estimates, (precipitant,), thing, Context(activity or {}))


def predict_together(
    estimates: Estimates, precipitants: Sequence[str], thing: str, context: Context | None = None
) -> Prediction | None:
    """Return what some precipitants together do to an object, with the numbers it was made with.

    None when the interval would be too wide to be of use, as the table of priors sets it.
    """
    context = context or Context()
    sides = sides_of(estimates, [precipitants], [thing], context)
    rows = np.array([[estimates.row_of(name) for name in precipitants]], dtype=np.intp)
    log_ratio, variance = spread(sides)
    found = bases(estimates, sides, rows, np.array([estimates.row_of(thing)]))
    basis, shared = int(found[0][0, 0]), bool(found[1][0, 0])
    deviation = float(np.sqrt(variance[0, 0] + estimates.residual**2) * estimates.widths[basis])
    reach = estimates.evidence.setting("level") * deviation
    if np.exp(2 * reach) > estimates.evidence.setting("widest"):
        return None
    middle = float(log_ratio[0, 0] + estimates.centres[basis])
    inputs, weights = inputs_of(estimates, sides.share[0], sides.lost[0], precipitants, thing)
    assumed = assumptions(estimates, thing, shared=shared, told=bool(context.activity), past_gut=context.past_gut)
    return Prediction(
        float(np.exp(middle)), float(np.exp(middle - reach)), float(np.exp(middle + reach)), MODEL, BASES[basis],
        inputs, weights, assumed,
    )  # fmt: skip
