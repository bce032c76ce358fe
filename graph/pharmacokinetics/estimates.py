"""What the contribution model knows of every substance, fitted once to all observations of a store and then only read.

`estimates_of` builds and keeps it; `hiding` gives the same with some ordered pairs kept from it, refitted.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.keeping import keep, kept
from graph.pharmacokinetics.contribution import activity, shares_of
from graph.pharmacokinetics.fitting import Fit, fit, without
from graph.pharmacokinetics.layout import REFUTED, SILENT, Catalogue, Layout, Space, acting, catalogue, lay_out
from graph.pharmacokinetics.observed import CLEARANCE, INDUCTION, INHIBITION, Evidence, read_evidence
from graph.pharmacokinetics.standing import BASES, Seen
from graph.pharmacokinetics.widths import calibration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from graph.store import Store

    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]


@dataclass(frozen=True)
class Table:
    """One number for each substance and route: value, variance, place in BASES, and whether somebody names the route.

    For objects the value is the log odds of the share of the clearance (minus infinity where there is none), for
    precipitants the excess by which the activity falls or rises (0 where nothing acts) and the variance that of its
    logarithm.
    """

    value: Numbers
    variance: Numbers
    basis: Places
    named: NDArray[np.bool_]


@dataclass(frozen=True)
class Estimates:
    """The fitted model: tables of substances by routes, and how wide intervals have to be for each basis.

    Row 0 is a substance of which nothing is known. For each basis `centres` are added to the logarithm of a ratio and
    `widths` multiply its standard deviation. `past_gut` and `once` are shifts, each with its variance.
    """

    evidence: Evidence
    known: Catalogue
    space: Space
    layout: Layout
    fit: Fit
    routes: tuple[str, ...]
    row: Mapping[str, int]
    cleared: Table
    inhibited: Table
    induced: Table
    past_gut: tuple[float, float]
    once: tuple[float, float]
    residual: float
    centres: Numbers
    widths: Numbers
    sources: Mapping[tuple[str, str, str], tuple[str, ...]]
    hidden: int = 0

    def most_cleared(self, substance: str, routes: Iterable[str]) -> list[str]:
        """Return the one of some routes that clears most of a substance, as a list; empty when none does."""
        row = self.row_of(substance)
        known = [(self.cleared.value[row, self.routes.index(route)], route) for route in routes if route in self.routes]
        named = [pair for pair in known if self.cleared.named[row, self.routes.index(pair[1])]]
        return [max(named)[1]] if named else []

    def row_of(self, substance: str) -> int:
        """Return the row of a substance, of the product for a form, or 0."""
        return self.row.get(substance, self.row.get(self.evidence.whole(substance), 0))


#: The modules that make the estimates; a fit takes long, so nothing else makes a kept one stale.
_PART: Final = "pharmacokinetics"
_KEPT: weakref.WeakKeyDictionary[Store, Estimates] = weakref.WeakKeyDictionary()


def estimates_of(store: Store) -> Estimates:
    """Return the estimates of a store; built at the first call, since a store does not change."""
    if store not in _KEPT:
        _KEPT[store] = kept(store, "fit", lambda: estimate(read_evidence(store)), _PART)
    return _KEPT[store]


def keep_estimates(store: Store) -> int:
    """Keep the estimates of a store beside the snapshot it was written to; return how many observations were fitted."""
    estimates = estimates_of(store)
    keep(store, "fit", estimates, _PART)
    return len(estimates.layout.target)


def estimate(evidence: Evidence) -> Estimates:
    """Fit the model to some evidence."""
    known, space = catalogue(evidence), Space(evidence)
    for side, category in [*evidence.priors]:
        if side != "setting":
            space.centre(side, category)
    layout = lay_out(evidence, known, space)
    everything = np.arange(len(layout.target))
    return _filled((evidence, known, space, layout), fit(layout, space, evidence.setting("tails"), everything))


def hiding(estimates: Estimates, pairs: Iterable[tuple[str, str]], *, exactly: bool = False) -> Estimates:
    """Return the estimates without anything that comes from some ordered pairs of precipitant and object.

    They know the substances of these pairs alone. What the pair itself tells of its two sides is estimated anew;
    `exactly` fits everything anew, which takes as long as `estimate`.
    """
    pairs = tuple(pairs)
    ratios, shares, hidden = estimates.evidence.without(pairs)
    if not hidden:
        return estimates
    left = {ratio.statement for ratio in ratios} | {share.statement for share in shares}
    layout, evidence = estimates.layout, estimates.evidence
    stays = np.array([name in left for name in layout.statements])
    tails = evidence.setting("tails")
    if exactly:
        fitted = fit(layout, estimates.space, tails, np.flatnonzero(stays), estimates.fit.values)
    else:
        fitted = without(estimates.fit, layout, tails, np.flatnonzero(~stays))
    wanted = {name for pair in pairs for name in (*pair, *map(evidence.whole, pair))}
    wanted |= {part for name in wanted for part in evidence.ingredients.get(name, ())}
    calibrated = estimates.centres, estimates.widths, hidden
    return _filled((evidence, estimates.known, estimates.space, layout), fitted, calibrated, wanted)


def _filled(
    model: tuple[Evidence, Catalogue, Space, Layout],
    fitted: Fit,
    calibrated: tuple[Numbers, Numbers, int] | None = None,
    wanted: set[str] | None = None,
) -> Estimates:
    evidence, known, space, layout = model
    substances = sorted(wanted or {*known.clears, *known.acts, *evidence.ingredients, *layout.objects})
    row = {name: place for place, name in enumerate(substances, start=1)}
    routes = tuple(sorted(evidence.routes))
    column = {name: place for place, name in enumerate(routes)}
    seen = Seen(evidence, known, layout, fitted)
    shape = len(row) + 1, len(routes)
    objects = [
        Item(row.get(name, 0), column[route], CLEARANCE, category, name, seen.object(name, route, category))
        for name in ("", *substances)
        for route, category in known.routes(name).items()
        if route in column
    ]
    actions = [
        Item(row[name], column[route], side, category, part, seen.precipitant(name, route, category))
        for name in substances
        for side, route, category, part in acting(known, evidence, name)
    ]
    place = np.array([layout.past_gut, layout.once])
    doubts = fitted.doubt(place, place * 0)
    past_gut, once = ((float(fitted.values[one]), float(doubt)) for one, doubt in zip(place, doubts, strict=True))
    cleared = _table(objects, shape, routes, space, fitted)
    inhibited, induced = (
        _summed([item for item in actions if item.side == side], shape, routes, space, fitted)
        for side in (INHIBITION, INDUCTION)
    )
    matters: dict[tuple[str, str, str], float] = {}
    if calibrated is None:
        left = activity(inhibited.value, induced.value)
        share = shares_of(cleared.value)
        for ratio in evidence.ratios:
            acts, thing = row.get(ratio.precipitant, 0), row.get(ratio.object, 0)
            for number, route in enumerate(routes):
                weight = abs(1 - float(left[acts, number])) * float(share[thing, number])
                matters[ratio.precipitant, ratio.object, route] = weight
    centres, widths, hidden = calibrated or (*calibration(evidence, known, layout, fitted, seen, matters), 0)
    return Estimates(
        evidence=evidence,
        known=known,
        space=space,
        layout=layout,
        fit=fitted,
        routes=routes,
        row=row,
        cleared=cleared,
        inhibited=inhibited,
        induced=induced,
        past_gut=past_gut,
        once=once,
        residual=evidence.setting("residual"),
        centres=centres,
        widths=widths,
        sources=seen.sources(evidence),
        hidden=hidden,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One cell of a table: where it stands, and what it is the number of."""

    row: int
    column: int
    side: str
    category: str
    substance: str
    basis: int


def _numbers(items: list[Item], routes: tuple[str, ...], space: Space, fitted: Fit) -> tuple[Numbers, Numbers]:
    """Return value and variance of each item: fitted where an observation saw it, else centre and spread."""
    centre = np.array([space.centre(item.side, item.category) for item in items], dtype=np.intp)
    own = [space.place.get((item.side, item.substance, routes[item.column]), 0) for item in items]
    apart = np.array(own, dtype=np.intp)
    spread = np.array(
        [0.0 if place else space.prior(item.side, item.category).spread for place, item in zip(own, items, strict=True)]
    )
    return fitted.values[centre] + fitted.values[apart], fitted.doubt(centre, apart) + spread**2


def _table(items: list[Item], shape: tuple[int, int], routes: tuple[str, ...], space: Space, fitted: Fit) -> Table:
    table = Table(
        np.full(shape, -np.inf),
        np.zeros(shape),
        np.full(shape, len(BASES) - 1, dtype=np.intp),
        np.zeros(shape, dtype=bool),
    )
    value, variance = _numbers(items, routes, space, fitted)
    where = np.array([item.row for item in items]), np.array([item.column for item in items])
    table.value[where], table.variance[where] = value, variance
    table.basis[where] = [item.basis for item in items]
    table.named[where] = [item.category not in SILENT and not item.category.startswith(REFUTED) for item in items]
    return table


def _summed(items: list[Item], shape: tuple[int, int], routes: tuple[str, ...], space: Space, fitted: Fit) -> Table:
    """Return the forces of all that acts on a route in one substance, added up."""
    table = Table(
        np.zeros(shape), np.zeros(shape), np.full(shape, len(BASES) - 1, dtype=np.intp), np.zeros(shape, dtype=bool)
    )
    if not items:
        return table
    value, variance = _numbers(items, routes, space, fitted)
    force = np.exp(value)
    where = np.array([item.row for item in items]), np.array([item.column for item in items])
    np.add.at(table.value, where, force)
    np.add.at(table.variance, where, force**2 * variance)
    np.divide(table.variance, table.value**2, out=table.variance, where=table.value > 0)
    np.minimum.at(table.basis, where, [item.basis for item in items])
    np.logical_or.at(table.named, where, [not item.category.startswith(REFUTED) for item in items])
    return table
