"""Estimate the numbers of the contribution model from all observations at once: most probable values and their doubt.

Each number has a normal prior, each observation a residual with heavy tails (Student's t), so that one odd study
bends little. The maximum is found by Gauss-Newton steps that are halved until they help; the doubt is that of the
normal curve that fits there (Laplace). Everything is written for fewer observations than numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.layout import part_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.pharmacokinetics.layout import Layout, Space

    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

MAX_STEPS: Final = 40
MAX_HALVINGS: Final = 6
ENOUGH: Final = 0.3  # of the logarithm of the probability
_RATIO, _SHARE, _GENOTYPE = 0, 1, 2


@dataclass(frozen=True)
class Fit:
    """The most probable values and what is needed to tell their doubt; `slopes` are those of the observations kept."""

    values: Numbers
    mean: Numbers
    variance: Numbers
    slopes: Numbers
    inverse: Numbers
    kept: Places
    target: Numbers
    predicted: Numbers
    noise: Numbers

    def doubt(self, centre: Places, apart: Places) -> Numbers:
        """Return the variance of the sum of two numbers each, given by their places."""
        pairs, where = np.unique(np.stack([centre, apart]), axis=1, return_inverse=True)
        centre, apart = pairs
        seen = self.slopes[:, centre] * self.variance[centre] + self.slopes[:, apart] * self.variance[apart]
        before = self.variance[centre] + self.variance[apart]
        after = np.maximum(before - np.einsum("ij,ij->j", seen, self.inverse @ seen), 0.0)
        return np.asarray(after[where.reshape(-1)])

    def left_out(self, groups: list[Places]) -> list[tuple[Numbers, Numbers]]:
        """Return for each group of observations how they differ from what all others predict, and the variance of that.

        The formula for leaving out a block of a normal model, at the slopes of the full fit; places are those in the
        observations kept.
        """
        residual = self.inverse @ (self.target - self.predicted + self.slopes @ (self.values - self.mean))
        found = []
        for group in groups:
            block = np.linalg.inv(self.inverse[np.ix_(group, group)])
            found.append((block @ residual[group], np.diagonal(block).copy()))
        return found


def fit(layout: Layout, space: Space, tails: float, kept: Places, start: Numbers | None = None) -> Fit:
    """Return the most probable numbers given some of the observations; `start` is where the search begins."""
    mean, variance = np.array(space.mean), np.array(space.variance)
    precision = np.divide(1.0, variance, out=np.zeros_like(variance), where=variance > 0)
    target, noise = layout.target[kept], layout.deviation[kept] ** 2
    shared = seen_often(layout, len(mean))

    def cost(values: Numbers) -> float:
        apart = (target - predictions(layout, values)[kept]) ** 2 / noise
        loss = 0.5 * (tails + 1) * np.log1p(apart / tails).sum()
        return float(loss + 0.5 * ((values - mean) ** 2 * precision).sum())

    values = mean.copy() if start is None else start
    now = cost(values)
    for _ in range(MAX_STEPS):
        predicted, slopes = gradients(layout, values)
        predicted, slopes = predicted[kept], slopes[kept]
        weighted = noise * (tails + (target - predicted) ** 2 / noise) / (tails + 1)
        covariance = _covariance(slopes, variance, weighted, shared)
        aim = mean + variance * (slopes.T @ np.linalg.solve(covariance, target - predicted + slopes @ (values - mean)))
        length, after = 1.0, now
        for _ in range(MAX_HALVINGS):
            after = cost(values + length * (aim - values))
            if after < now:
                break
            length /= 2
        if after >= now - ENOUGH:
            break
        values, now = values + length * (aim - values), after
    inverse = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    return Fit(values, mean, variance, slopes, inverse, kept, target, predicted, weighted)


def without(fitted: Fit, layout: Layout, tails: float, gone: Places) -> Fit:
    """Return a fit without some observations, given by their places in the layout.

    All numbers take the step that leaving out the observations calls for at the slopes of the full fit; then what sets
    apart the members that they see is estimated anew from all other observations of the same members. The doubt is that
    of the full fit without the observations.
    """
    stays = ~np.isin(fitted.kept, gone)
    out = np.flatnonzero(~stays)
    near = np.isin(layout.entry_of, gone)
    free = np.unique(np.concatenate([layout.entry_apart[near], layout.act_apart[near[layout.act_entry]]]))
    free = free[free > 0]
    touched = np.isin(layout.entry_apart, free)
    touched[layout.act_entry[np.isin(layout.act_apart, free)]] = True
    beside = np.setdiff1d(np.intersect1d(np.unique(layout.entry_of[touched]), fitted.kept), gone)
    block = fitted.inverse[np.ix_(out, out)]
    cross = fitted.inverse[np.ix_(stays, out)]
    inverse = fitted.inverse[np.ix_(stays, stays)] - cross @ np.linalg.solve(block, cross.T)
    slopes = fitted.slopes[stays]
    missed = fitted.target[stays] - fitted.predicted[stays] + slopes @ (fitted.values - fitted.mean)
    moved = fitted.mean + fitted.variance * (slopes.T @ (inverse @ missed))
    values = _refitted(replace(fitted, values=moved), part_of(layout, beside), tails, free)
    return Fit(
        values, fitted.mean, fitted.variance, slopes, inverse, fitted.kept[stays],
        fitted.target[stays], fitted.predicted[stays], fitted.noise[stays],
    )  # fmt: skip


def _refitted(fitted: Fit, layout: Layout, tails: float, free: Places) -> Numbers:
    """Return the numbers with some of them estimated anew from a few observations."""
    values, noise = fitted.values.copy(), layout.deviation**2
    if not len(free):
        return values
    precision = 1.0 / fitted.variance[free]

    def cost(tried: Numbers) -> float:
        apart = (layout.target - predictions(layout, tried)) ** 2 / noise
        loss = 0.5 * (tails + 1) * np.log1p(apart / tails).sum()
        return float(loss + 0.5 * ((tried[free] - fitted.mean[free]) ** 2 * precision).sum())

    now = cost(values)
    for _ in range(MAX_STEPS):
        predicted, slopes = gradients(layout, values)
        slopes = slopes[:, free]
        weight = (tails + 1) / (tails + (layout.target - predicted) ** 2 / noise) / noise
        curve = (slopes.T * weight) @ slopes + np.diag(precision)
        pull = slopes.T @ (weight * (layout.target - predicted)) - precision * (values[free] - fitted.mean[free])
        step, length, after = np.linalg.solve(curve, pull), 1.0, now
        for _ in range(MAX_HALVINGS):
            tried = values.copy()
            tried[free] += length * step
            after = cost(tried)
            if after < now:
                break
            length /= 2
        if after >= now - ENOUGH / 30:
            break
        values, now = tried, after
    return values


def seen_often(layout: Layout, count: int) -> NDArray[np.bool_]:
    """Return which numbers more than one observation sees; the others need no place in the large product."""
    act_of = layout.entry_of[layout.act_entry]
    pairs = [
        (layout.entry_of, layout.entry_centre),
        (layout.entry_of, layout.entry_apart),
        (act_of, layout.act_centre),
        (act_of, layout.act_apart),
    ]
    cells = np.unique(np.concatenate([of * count + place for of, place in pairs]))
    often = np.bincount(cells % count, minlength=count) > 1
    often[[layout.past_gut, layout.once]] = True
    return np.asarray(often)


def _covariance(slopes: Numbers, variance: Numbers, noise: Numbers, shared: NDArray[np.bool_]) -> Numbers:
    """Return the covariance of observations before anything is observed."""
    once = slopes[:, ~shared] ** 2 @ variance[~shared]
    often = slopes[:, shared]
    return np.asarray((often * variance[shared]) @ often.T + np.diag(noise + once))


def predictions(layout: Layout, values: Numbers) -> Numbers:
    """Return what the model expects of each observation."""
    return _forward(layout, values)[0]


def gradients(layout: Layout, values: Numbers) -> tuple[Numbers, Numbers]:
    """Return what the model expects of each observation, and its slopes: observations by numbers."""
    expected, share, activity, rise, fall, left = _forward(layout, values)
    of, kind, group = layout.entry_of, layout.kind, _groups(layout)
    slope = share * ((1 - activity) - (1 - left)[group]) / left[group]
    whole = left.reshape(-1, 2).prod(axis=1)
    damping = (1 - layout.extraction) / ((1 - layout.extraction) + layout.extraction * whole)
    slope = slope * damping[of]
    odd = kind[of] == _SHARE
    if odd.any():
        told = np.zeros(len(left))
        told[group[layout.entry_told]] = share[layout.entry_told]
        beside = np.isin(group, group[layout.entry_told & odd])
        others = np.where(beside, -share / np.maximum(1 - told, 1e-9)[group], 0.0)
        slope = np.where(odd, np.where(layout.entry_told, 1.0, others), slope)
    wide = len(values)
    cells = [of * wide + layout.entry_centre, of * wide + layout.entry_apart, of * wide + layout.past_gut]
    told_slopes = [slope, slope, slope * layout.entry_past_gut]
    entry = layout.act_entry
    effect = damping[of[entry]] * share[entry] / left[group[entry]] * np.where(layout.act_rises, -rise, fall)
    row = of[entry] * wide
    cells += [row + layout.act_centre, row + layout.act_apart, row + layout.once]
    told_slopes += [effect, effect, effect * layout.act_once]
    flat = np.bincount(np.concatenate(cells), np.concatenate(told_slopes), minlength=len(kind) * wide)
    slopes = flat.reshape(len(kind), wide)
    slopes[:, 0] = 0.0
    return expected, np.asarray(slopes, dtype=np.float64)


def _forward(layout: Layout, values: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Return the expectation, and for entries and actions what the slopes are made of."""
    of, count, group = layout.entry_of, 2 * len(layout.kind), _groups(layout)
    odds = values[layout.entry_centre] + values[layout.entry_apart] + layout.entry_past_gut * values[layout.past_gut]
    odds = np.exp(np.minimum(odds, 30.0))
    share = odds / (1.0 + np.bincount(group, odds, minlength=count))[group]
    force = values[layout.act_centre] + values[layout.act_apart] + layout.act_once * values[layout.once]
    force = np.exp(np.minimum(force, 30.0))
    entries = len(of)
    up = np.bincount(layout.act_entry, force * layout.act_rises, minlength=entries)
    down = np.bincount(layout.act_entry, force * ~layout.act_rises, minlength=entries)
    activity = (1.0 + up) / (1.0 + down)
    activity[layout.entry_told & (layout.kind[of] == _GENOTYPE)] = 0.0
    left = np.maximum(1.0 - np.bincount(group, share * (1 - activity), minlength=count), 1e-9)
    whole = left.reshape(-1, 2).prod(axis=1)
    expected = np.log((1 - layout.extraction) + layout.extraction * whole) - np.log(whole)
    shown = layout.kind[of] == _SHARE
    if shown.any():
        picked = layout.entry_told & shown
        told = np.clip(share[picked], 1e-9, 1 - 1e-9)
        expected[of[picked]] = np.log(told / (1 - told))
    entry = layout.act_entry
    rise = force / (1.0 + down[entry])
    fall = activity[entry] * force / (1.0 + down[entry])
    return expected, share, activity, rise, fall, left


def _groups(layout: Layout) -> Places:
    """Return for each entry the group in which shares add up: the enzymes or the transporters of its observation."""
    return 2 * layout.entry_of + layout.entry_carried
