"""From ranges of inputs to the 90 % interval of a prediction, and which input the width hangs on. Nothing is random.

Each input is spread so that its value is the median and its low and high end are the 5 % and 95 % points: on the
logarithm of amounts, constants and rates, on the log odds of shares, so that no draw leaves what is possible. The draws
are the quasi-random sequence of Richtmyer (multiples of the square roots of primes), the same in every run.

What it leaves undone: inputs are drawn independently, and what is outside the model has no share in the width.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.errors import QuantityImpossible
from graph.pharmacokinetics.quantity import POSITIVE, SHARE, check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Draws = NDArray[np.float64]

#: How many draws are taken; a power of two.
DRAWS: Final = 1024
#: Ends of the interval.
LOWER: Final = 0.05
UPPER: Final = 0.95
#: The standard normal deviate of the upper end.
_END: Final = NormalDist().inv_cdf(UPPER)
_ENDS: Final = np.array([-_END, _END])
#: Shares are kept this far from 0 and 1, where the log odds end.
_EDGE: Final = 1e-6
#: The first 64 primes, one for each input.
_PRIMES: Final = tuple(n for n in range(2, 312) if all(n % d for d in range(2, math.isqrt(n) + 1)))


@dataclass(frozen=True, slots=True)
class Spread:
    """A number and the range it may lie in; a share lies from 0 to 1, anything else above 0.

    Raises QuantityImpossible when the value lies outside its own range or the range outside what is possible.
    """

    value: float
    low: float
    high: float
    is_share: bool = False

    def __post_init__(self) -> None:
        for name in ("low", "value", "high"):
            check(name, getattr(self, name), SHARE if self.is_share else POSITIVE)
        if not self.low <= self.value <= self.high:
            what, bounds = "value", f"from {self.low:g} to {self.high:g}"
            raise QuantityImpossible(what, self.value, bounds)

    @property
    def is_fixed(self) -> bool:
        """Whether there is no range at all."""
        return self.low == self.high

    def drawn(self, deviates: Draws) -> Draws:
        """Return the draws that belong to standard normal deviates, one for all where there is no range."""
        if self.is_fixed:
            return np.array([self.value])
        middle, low, high = (self._scaled(number) for number in (self.value, self.low, self.high))
        width = np.where(deviates < 0, middle - low, high - middle)
        return self._back(middle + width * deviates / _END)

    def _scaled(self, number: float) -> float:
        if not self.is_share:
            return math.log(number)
        inside = min(max(number, _EDGE), 1 - _EDGE)
        return math.log(inside / (1 - inside))

    def _back(self, scaled: Draws) -> Draws:
        found: Draws = 1 / (1 + np.exp(-scaled)) if self.is_share else np.exp(scaled)
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """A computed number, the ends of its 90 % interval, and the share of each moving input in the width.

    `shares` holds places in the list of inputs with their share from 0 to 1, largest first; it adds up to 1 unless
    nothing moves.
    """

    value: float
    low: float
    high: float
    shares: tuple[tuple[int, float], ...]


def propagate(compute: Callable[[Sequence[Draws]], Draws], inputs: Sequence[Spread]) -> Outcome:
    """Return the outcome at the values of the inputs, its 90 % interval and what the width hangs on.

    `compute` takes one array per input, all of one length, and returns an array of positive numbers. The interval
    always holds the value. The share of an input is the square of the logarithmic width that it makes alone, while
    the others stay at their values, over the sum of those squares.

    >>> found = propagate(lambda x: x[0] * x[1], [Spread(2, 1, 4), Spread(3, 3, 3)])
    >>> round(found.value, 6), round(found.low, 1), round(found.high, 1), found.shares
    (6.0, 3.0, 12.0, ((0, 1.0),))
    """
    if len(inputs) > len(_PRIMES):
        what, bound = "number of inputs", f"at most {len(_PRIMES)}"
        raise QuantityImpossible(what, len(inputs), bound)
    value, shares = _one_by_one(compute, inputs)
    if all(spread.is_fixed for spread in inputs):
        return Outcome(value, value, value, ())
    found = compute([spread.drawn(_deviates(place)) for place, spread in enumerate(inputs)])
    low, high = np.quantile(found, (LOWER, UPPER))
    return Outcome(value, min(value, float(low)), max(value, float(high)), shares)


def _one_by_one(
    compute: Callable[[Sequence[Draws]], Draws], inputs: Sequence[Spread]
) -> tuple[float, tuple[tuple[int, float], ...]]:
    """Return the outcome at the values, and the share of each input that moves, each taken through its range alone.

    All of it is one call: the first column stands still, then come two for each input.
    """
    moving = [place for place, spread in enumerate(inputs) if not spread.is_fixed]
    columns = [np.full(1 + 2 * len(moving), spread.value) for spread in inputs]
    for column, place in enumerate(moving):
        columns[place][1 + 2 * column : 3 + 2 * column] = inputs[place].drawn(_ENDS)
    found = compute(columns)
    squares = [(place, math.log(found[2 + 2 * n] / found[1 + 2 * n]) ** 2) for n, place in enumerate(moving)]
    total = sum(square for _, square in squares)
    ranked = sorted(squares, key=lambda one: (-one[1], one[0])) if total else []
    return float(found[0]), tuple((place, square / total) for place, square in ranked)


@functools.cache
def _deviates(place: int) -> Draws:
    """Return the standard normal deviates of one input."""
    root = math.sqrt(_PRIMES[place])
    normal = NormalDist()
    return np.array([normal.inv_cdf(math.fmod((n + 0.5) * root, 1.0)) for n in range(DRAWS)])
