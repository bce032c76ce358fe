"""Find the band of exposure ratios that a number lies in, and the next one farther from no change.

The same reading of the bounds as graph.policy: a bound belongs to the band that is farther from no change, so that a
band of falls holds its upper bound, a band of rises its lower one, and the band of no change none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.names import AGO

if TYPE_CHECKING:
    from collections.abc import Iterable

_FALLS: Final = AGO + "lowers"
_Band = TypeVar("_Band", bound=Mapping[str, Any])


def band_of(bands: Iterable[_Band], ratio: float) -> _Band | None:
    """Return the band a ratio lies in, as a row of the question `exposure-bands`; None where no band holds it.

    >>> rows = [{"band": "little", "low": "1.25", "high": "2"}, {"band": "more", "low": "2"}]
    >>> band_of(rows, 2)["band"], band_of(rows, 1.1)
    ('more', None)
    """
    return next((band for band in bands if _holds(band, ratio)), None)


def next_band(bands: Iterable[_Band], ratio: float) -> tuple[_Band, float] | None:
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


def _rises(band: Mapping[str, Any]) -> bool:
    return not _falls(band) and float(band.get("low", "0")) >= 1


def _falls(band: Mapping[str, Any]) -> bool:
    return band.get("direction") == _FALLS


def _holds(band: Mapping[str, Any], ratio: float) -> bool:
    low, high = float(band.get("low", "-inf")), float(band.get("high", "inf"))
    above = low < ratio if _falls(band) or low < 1 < high else low <= ratio
    return above and (ratio <= high if _falls(band) else ratio < high)
