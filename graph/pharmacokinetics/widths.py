"""Where predictions are centred and how wide intervals are: each observed pair is predicted from all others.

The misses are counted by basis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.layout import REFUTED, acting
from graph.pharmacokinetics.standing import BASES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graph.pharmacokinetics.fitting import Fit
    from graph.pharmacokinetics.layout import Catalogue, Layout
    from graph.pharmacokinetics.observed import Evidence
    from graph.pharmacokinetics.standing import Seen

#: So many observations of one basis are needed to judge its intervals by themselves.
ENOUGH: Final = 20
#: Intervals are never made narrower or wider than by these factors.
NARROWEST, WIDEST = 0.7, 2.5
#: The shift of a basis is never more than this, on the logarithm.
FURTHEST: Final = 0.22
#: Share of observations that an interval is to hold; above 90 % since pairs nobody has seen yet are known less well.
HELD: Final = 0.93
_UNKNOWN: Final = len(BASES) - 1


def calibration(
    evidence: Evidence,
    known: Catalogue,
    layout: Layout,
    fitted: Fit,
    seen: Seen,
    matters: Mapping[tuple[str, str, str], float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each basis what to add to the logarithm of a ratio, and by what to multiply its standard deviation.

    Every observed pair is left out with all that was worked out from it. The shift makes half of the pairs of a basis
    lie above, the factor makes a little more than 90 % of them fall into their interval. A basis with few pairs is not
    shifted and gets the factor of all. `matters` tells how much each route weighs, by precipitant, object and route.
    """
    misses: list[list[tuple[float, float]]] = [[] for _ in BASES]
    for place, miss, variance in left_out(evidence, layout, fitted):
        deviation = (max(variance, 0.0) + evidence.setting("residual") ** 2) ** 0.5
        pair = layout.precipitants[place], layout.objects[place]
        misses[_basis(evidence, known, seen, pair, matters)].append((miss, deviation))
    shifts = [float(np.median([miss for miss, _ in some])) if len(some) >= ENOUGH else 0.0 for some in misses]
    shifts[_UNKNOWN] = 0.0  # without a known route the ratio is 1, however the pairs that were studied came out
    centres = np.clip(shifts, -FURTHEST, FURTHEST)
    sizes = [
        [abs(miss - shift) / deviation for miss, deviation in some] for some, shift in zip(misses, centres, strict=True)
    ]
    everyone = [size for some in sizes for size in some]
    if not everyone:
        return np.zeros(len(BASES)), np.ones(len(BASES))
    level = evidence.setting("level")
    factors = [float(np.quantile(some if len(some) >= ENOUGH else everyone, HELD)) / level for some in sizes]
    return centres, np.clip(factors, NARROWEST, WIDEST)


def left_out(evidence: Evidence, layout: Layout, fitted: Fit) -> list[tuple[int, float, float]]:
    """Return place, miss and variance of every observed ratio, predicted without all observations of its pair.

    The miss is the logarithm of observed over predicted; the variance that of the prediction, without the residual.
    """
    shares = {share.statement: share for share in evidence.shares}
    groups: dict[tuple[str, str], list[int]] = {}
    derived: dict[str, list[int]] = {}
    for place, number in enumerate(fitted.kept):
        if layout.kind[number] == 0:
            groups.setdefault((layout.precipitants[number], layout.objects[number]), []).append(place)
        elif shares[layout.statements[number]].derived:
            derived.setdefault(layout.objects[number], []).append(place)
    together = [
        [*places, *(p for p in derived.get(thing, ()) if _of(shares[layout.statements[fitted.kept[p]]].partner, who))]
        for (who, thing), places in groups.items()
    ]
    found = []
    missed = fitted.left_out([np.array(places) for places in together])
    for places, (miss, variance) in zip(together, missed, strict=True):
        for nth, place in enumerate(places):
            number = int(fitted.kept[place])
            if layout.kind[number] == 0:
                found.append((number, float(miss[nth]), float(variance[nth] - fitted.noise[place])))
    return found


def _of(partner: str, precipitant: str) -> bool:
    return partner in {"", precipitant}


def _basis(
    evidence: Evidence,
    known: Catalogue,
    seen: Seen,
    pair: tuple[str, str],
    matters: Mapping[tuple[str, str, str], float],
) -> int:
    """Return the basis that a pair would have without its own observations: that of the route which weighs most."""
    precipitant, thing = pair
    routes = known.clears.get(thing, {})
    found = [
        (
            -matters.get((precipitant, thing, route), 0.0),
            max(
                seen.object(thing, route, routes[route], precipitant),
                seen.precipitant(precipitant, route, category, thing),
            ),
        )
        for _, route, category, _ in acting(known, evidence, precipitant)
        if route in routes and not routes[route].startswith(REFUTED) and not category.startswith(REFUTED)
    ]
    return min(found, default=(0.0, _UNKNOWN))[1]
