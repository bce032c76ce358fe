"""Find the band of exposure ratios that a number lies in, and the next one farther from no change.

The same reading of the bounds as the rule `observed-band`: of its two bounds the one nearer to no change belongs to a
band, so that a band of falls holds its upper bound and every other band its lower one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.names import AGO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store import Solution

_FALLS: Final = AGO + "lowers"


def band_of(bands: Iterable[Solution], ratio: float) -> Solution | None:
    """Return the band a ratio lies in, as a row of the question `exposure-bands`; None where no band holds it.

    >>> rows = [{"band": "little", "low": "1.25", "high": "2"}, {"band": "more", "low": "2"}]
    >>> band_of(rows, 2)["band"], band_of(rows, 1.1)
    ('more', None)
    """
    return next((band for band in bands if _holds(band, ratio)), None)


def next_band(bands: Iterable[Solution], ratio: float) -> tuple[Solution, float] | None:
    """Return the nearest band farther from no change than a ratio, and the bound at which it begins.

    >>> rows = [{"band": "little", "low": "1.25", "high": "2"}, {"band": "more", "low": "2"}]
    >>> next_band(rows, 1.39)[1]
    2.0
    """
    if ratio >= 1:
        farther = [(float(band["low"]), band) for band in bands if _rises(band) and float(band["low"]) > ratio]
    else:
        farther = [(float(band["high"]), band) for band in bands if _falls(band) and float(band["high"]) < ratio]
    nearest = min(farther, key=lambda one: abs(one[0] - ratio), default=None)
    return (nearest[1], nearest[0]) if nearest else None


def _rises(band: Solution) -> bool:
    return not _falls(band) and float(band.get("low", "0")) >= 1


def _falls(band: Solution) -> bool:
    return band.get("direction") == _FALLS


def _holds(band: Solution, ratio: float) -> bool:
    low, high = float(band.get("low", "-inf")), float(band.get("high", "inf"))
    return low < ratio <= high if _falls(band) else low <= ratio < high
