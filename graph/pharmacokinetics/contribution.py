"""The contribution model: how the loss or gain of some routes of clearance changes the exposure to an object.

With CR the share of the clearance that goes through a route, and the activity f of that route with the precipitant as a
multiple of its usual activity, the ratio of areas under the curve is 1 / (1 - sum of CR · (1 - f)). For an inhibitor
f = 1 - IR (Ohno 2007, Clin Pharmacokinet 46:681), for an inducer f > 1 (Ohno 2008, Clin Pharmacokinet 47:669). Routes
run side by side, so that their shares never add up to more than 1 and what is left over stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def auc_ratio(shares: Numbers, activities: Numbers) -> float:
    """Return the ratio of areas under the curve; shares from 0 to 1 of the clearance, activities as multiples of usual.

    Raises ValueError for a share outside 0 to 1, for shares that add up to more than 1, and for a negative activity.

    >>> auc_ratio(np.array([0.9]), np.array([0.0])).__round__(6)
    10.0
    >>> auc_ratio(np.array([0.5, 0.5]), np.array([0.0, 3.0])).__round__(6)
    0.666667
    >>> auc_ratio(np.array([0.9, 0.05]), np.array([1.0, 1.0]))
    1.0
    """
    if (shares < 0).any() or shares.sum() > 1 + 1e-9:
        message = f"shares of the clearance must lie from 0 to 1 and add up to 1 at most, not {shares.tolist()}"
        raise ValueError(message)
    if (activities < 0).any():
        message = f"an activity cannot be negative: {activities.tolist()}"
        raise ValueError(message)
    left = 1.0 - float(shares @ (1.0 - activities))
    return 1.0 / left if left > 0 else float("inf")


def activity(inhibition: Numbers | float, induction: Numbers | float = 0.0) -> Numbers:
    """Return what is left of the activity of a route, as a multiple of its usual activity.

    `inhibition` is by how many times the activity falls, less one: the sum of concentration over inhibition constant of
    all inhibitors (as for reversible inhibitors of one site, ICH M12, read second-hand); `induction` is by how many
    times it rises, less one. Both are 0 where nothing acts.

    >>> float(activity(3.0)), float(activity(0.0, 1.0)), float(activity(0.0))
    (0.25, 2.0, 1.0)
    """
    return np.asarray((1.0 + induction) / (1.0 + inhibition), dtype=np.float64)


def shares_of(log_odds: Numbers) -> Numbers:
    """Return the shares of routes from their log odds against all that is cleared otherwise; they leave that a rest.

    >>> shares_of(np.array([0.0, 0.0])).round(4).tolist()
    [0.3333, 0.3333]
    """
    odds = np.exp(np.minimum(log_odds, 50.0))
    return np.asarray(odds / (1.0 + odds.sum(axis=-1, keepdims=True)), dtype=np.float64)


def within_gut(ratio: float, escaping_gut: float) -> float:
    """Return a ratio that a precipitant which acts in the gut wall alone can reach: never above 1 / Fg.

    `escaping_gut` (Fg) is the share of the object that escapes the gut wall unchanged, above 0 and at most 1.

    >>> within_gut(3.0, 0.5), within_gut(1.3, 0.5), within_gut(0.7, 0.5)
    (2.0, 1.3, 0.7)
    """
    return min(ratio, 1.0 / escaping_gut)
