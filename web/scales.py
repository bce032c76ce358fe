"""Bars from nought and dots on a logarithmic axis: where each mark of a step's drawing stands, in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WIDTH: Final = 320
_SIDE: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a drawing: its label, the places of its marks, and their values in words."""

    label: str
    marks: tuple[float, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The lines of a drawing, and the ticks of its axis with their labels."""

    width: int
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]


def bars(lines: Sequence[Mapping[str, Any]]) -> Scale:
    """Return bars that all begin at nought; the longest takes the whole width.

    >>> [line.marks for line in bars([{"label": "a", "values": [{"number": 4, "text": "4"}]}]).lines]
    [(320.0,)]
    """
    most = max(abs(one["number"]) for line in lines for one in line["values"]) or 1
    return Scale(WIDTH, _lines(lines, lambda value: round(WIDTH * max(value, 0) / most, 1)), ())


def dots(lines: Sequence[Mapping[str, Any]]) -> Scale:
    """Return one dot for every value above nought, on an axis that goes from a power of ten to another."""
    values = [one["number"] for line in lines for one in line["values"]]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)

    def place(value: float) -> float:
        return round(_SIDE + (math.log10(value) - low) / (high - low) * (WIDTH - 2 * _SIDE), 1)

    ticks = tuple((place(10.0**power), f"{10.0**power:,g}") for power in range(low, high + 1))
    return Scale(WIDTH, _lines(lines, place), ticks)


def _lines(lines: Sequence[Mapping[str, Any]], place: Callable[[float], float]) -> tuple[Line, ...]:
    return tuple(
        Line(
            label=line["label"],
            marks=tuple(place(one["number"]) for one in line["values"]),
            text=", ".join(one["text"] for one in line["values"]),
        )
        for line in lines
    )
