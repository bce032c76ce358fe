"""Score predicted against observed ratios: shares within a fold, fold error, bias, coverage of intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The folds that are told, by the end of their key.
FOLDS: Final = {"1_25": 1.25, "1_5": 1.5, "2": 2.0}
_DIGITS: Final = 4

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """One answered pair: observed and predicted ratio (no unit) and the ends of the 90 % interval."""

    observed: float
    predicted: float
    low: float
    high: float

    @property
    def fold(self) -> float:
        """How many times predicted and observed lie apart; 1 is exact."""
        return math.exp(abs(math.log(self.predicted / self.observed)))

    @property
    def covered(self) -> bool:
        """Whether the interval holds what was observed."""
        return self.low <= self.observed <= self.high


def score(answers: Sequence[Scored]) -> Json:
    """Return the measures over some answers; shares are fractions of the answers, None where there is no answer.

    `gmfe` is the geometric mean fold error, 10^mean|log10(predicted / observed)|; `bias` the geometric mean of
    predicted / observed, above 1 where predictions are too high.

    >>> score([Scored(2.0, 2.0, 1.5, 3.0), Scored(4.0, 1.0, 0.5, 2.0)])["within_2_fold"]
    0.5
    >>> score([])["gmfe"] is None
    True
    """
    count = len(answers)
    logs = [math.log(answer.predicted / answer.observed) for answer in answers]
    found: Json = {"n_answered": count}
    for key, fold in FOLDS.items():
        found[f"within_{key}_fold"] = _share(sum(answer.fold <= fold for answer in answers), count)
    found["gmfe"] = round(math.exp(sum(map(abs, logs)) / count), _DIGITS) if count else None
    found["bias"] = round(math.exp(sum(logs) / count), _DIGITS) if count else None
    found["interval_coverage"] = _share(sum(answer.covered for answer in answers), count)
    return found


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, _DIGITS) if whole else None
