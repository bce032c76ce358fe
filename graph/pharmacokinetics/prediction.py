"""What a prediction of a change of exposure consists of, as frozen values that explain themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Input:
    """One number a prediction was made with.

    `name` is a code such as `fraction_metabolized`; `of` and `via` are IRIs (`via` may be empty); `value` is the number
    used and `low` to `high` the range that was propagated, in `unit`; `basis` is a code that says where it comes from
    (measured, category, default …); `statements` are the IRIs of the statements it rests on.
    """

    name: str
    of: str
    via: str
    value: float
    low: float
    high: float
    unit: str
    basis: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """A predicted ratio of the object's area under the curve, with and without the precipitant.

    `low` and `high` bound the 90 % interval. `model` and `basis` are codes. `inputs` are the numbers it was made with,
    `hangs_on` the inputs that move it most (place in `inputs`, share of the width of the interval from 0 to 1, largest
    first), `assumptions` the codes of what had to be assumed.
    """

    auc_ratio: float
    low: float
    high: float
    model: str
    basis: str
    inputs: tuple[Input, ...] = ()
    hangs_on: tuple[tuple[int, float], ...] = ()
    assumptions: tuple[str, ...] = ()
