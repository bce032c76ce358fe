"""Plain numbers or arrays of them, and the bounds that nature sets to them."""

from __future__ import annotations

import math
import sys
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.errors import QuantityImpossible

#: One number, or many to compute side by side.
Quantity: TypeAlias = float | NDArray[np.float64]

POSITIVE: Final = "above 0"
NOT_NEGATIVE: Final = "0 or more"
SHARE: Final = "from 0 to 1"
POSITIVE_SHARE: Final = "above 0 and at most 1"

_LEAST: Final = {POSITIVE: math.ulp(0.0), NOT_NEGATIVE: 0.0, SHARE: 0.0, POSITIVE_SHARE: math.ulp(0.0)}
_MOST: Final = {SHARE: 1.0, POSITIVE_SHARE: 1.0}


def check(name: str, value: Quantity, allowed: str) -> None:
    """Raise QuantityImpossible unless each number is finite and within the bounds that `allowed` names.

    >>> check("dose", 39.0, POSITIVE)
    >>> check("dose", -1.0, POSITIVE)
    Traceback (most recent call last):
    graph.errors.QuantityImpossible: dose cannot be -1; it must be above 0.
    """
    ends = (float(value.min()), float(value.max())) if isinstance(value, np.ndarray) else (value, value)
    for end in ends:  # what is no number at all makes both ends so
        if not (_LEAST[allowed] <= end <= _MOST.get(allowed, sys.float_info.max)):
            raise QuantityImpossible(name, end, allowed)
