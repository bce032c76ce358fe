"""The affinity plot: every published value as a mark of its own on one logarithmic axis, a row for each target.

Nothing is computed but places in pixels; every number in words is the source's. What has no place on the axis, such as
a mass in a volume, stands in the table with the reason.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from web.axis import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LETTERS: Final = "ABCD"
#: The term of art of each endpoint, and the shape of its marks.
SHAPES: Final = {
    "ki": ("Ki", "circle"),
    "kd": ("Kd", "diamond"),
    "ic50": ("IC50", "square"),
    "ec50": ("EC50", "triangle"),
}
#: The study type whose numbers come from a computation.
COMPUTED: Final = "in_silico"
WIDTH: Final = 900
LEFT: Final = 216
RIGHT: Final = 44
#: The axis stands above the rows as well as below: a long plot is read from its top.
TOP: Final = 50
LANE: Final = 20
GAP: Final = 12
#: Marks nearer to one another than this stand in different lanes, in pixels.
_NEAR: Final = 15
_LINES: Final = 2
_LETTERS_OF_A_LINE: Final = 25
_SMALLEST, _GREATEST = -3, 9
#: Reasons why a value has no place on the axis.
NO_NUMBER: Final = "its source gives no number to compute with"
OTHER_UNIT: Final = "its unit, {unit}, is a mass and not an amount of substance"


@dataclass(frozen=True, slots=True)
class Mark:
    """One value on the axis: place, look, and everything about it in one line.

    `more` and `less` mark a value that is only a bound; `low` and `high` are the ends of its range, in pixels.
    """

    x: float
    y: float
    shape: str
    look: str
    more: bool
    less: bool
    low: float | None
    high: float | None
    told: str
    row: str
    link: str


@dataclass(frozen=True, slots=True)
class Lane:
    """What one substance has in the row of a target: its letter, or the words that nothing was measured."""

    letter: str
    number: int
    y: float
    unstudied: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a target: its name in lines, its lanes, where it begins and ends, in pixels."""

    target: Mapping[str, Any]
    lines: tuple[str, ...]
    y: float
    height: float
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """The plot: rows with lanes, marks, ticks with labels, and its size in pixels."""

    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    height: float
    unit: str
    width: float = WIDTH
    left: float = LEFT


def plot(told: Mapping[str, Any]) -> tuple[Plot | None, list[dict[str, Any]]]:
    """Return the plot of a comparison, None where no value has a place, and the rows of the table of all values."""
    substances = {one["id"]: number for number, one in enumerate(told["substances"])}
    labels = [one["label"] for one in told["substances"]]
    listed = [
        _listed(f"v-{number}", row["target"], one, substances[one["of"]], labels)
        for number, (row, one) in enumerate((row, one) for row in told["affinities"]["rows"] for one in row["values"])
    ]
    placed = [one for one in listed if one["at"] is not None]
    if not placed:
        return None, listed
    low, high = _decades(number for one in placed for number in one["on_axis"].values() if number is not None)

    def place(value: float) -> float:
        share = (min(max(math.log10(value), low), high) - low) / (high - low)
        return round(LEFT + 12 + share * (WIDTH - RIGHT - LEFT - 12), 1)

    rows: list[Row] = []
    marks: list[Mark] = []
    y: float = TOP
    for row in told["affinities"]["rows"]:
        here = [one for one in placed if one["target"]["id"] == row["target"]["id"]]
        if here:
            lanes, drawn, height = _lanes(here, y, len(labels), place)
            rows.append(Row(row["target"], _wrapped(row["target"]["label"]), y, height, tuple(lanes)))
            marks += drawn
            y += height + GAP
    unit = told["affinities"]["unit"]
    ticks = tuple((place(10.0**power), _tick(power)) for power in range(low, high + 1))
    return Plot(tuple(rows), tuple(marks), ticks, y + 44, unit), listed


def _decades(values: Iterable[float]) -> tuple[int, int]:
    """Return the powers of ten between which all values lie, at least one apart and within bounds.

    >>> _decades([7.16, 339.0]), _decades([10.0])
    ((0, 3), (1, 2))
    """
    logs = [math.log10(value) for value in values]
    low = min(max(math.floor(min(logs)), _SMALLEST), _GREATEST - 1)
    return low, min(max(math.ceil(max(logs)), low + 1), _GREATEST)


def _tick(power: int) -> str:
    return f"{10**power:,}".replace(",", "\N{NO-BREAK SPACE}") if power >= 0 else f"{10.0**power:g}"


def _lanes(
    values: Sequence[Mapping[str, Any]], y: float, substances: int, place: Callable[[float], float]
) -> tuple[list[Lane], list[Mark], float]:
    """Return the lanes of a row, its marks and its height; marks that would touch stand below one another."""
    lanes: list[Lane] = []
    marks: list[Mark] = []
    top = y
    for number in range(substances):
        own = [one for one in values if one["number"] == number]
        ends: list[float] = []
        for one in sorted(own, key=lambda one: (one["at"], one["row"])):
            mark_low, mark_high = _reach(one, place)
            level = next((level for level, end in enumerate(ends) if mark_low - end >= _NEAR), len(ends))
            ends[level : level + 1] = [mark_high]
            marks.append(_mark(one, place, top + LANE * (level + 0.5)))
        height = LANE * max(len(ends), 1)
        lanes.append(Lane(LETTERS[number], number, top + LANE / 2, not own))
        top += height
    return lanes, marks, max(top - y, 17 * _LINES)


def _reach(one: Mapping[str, Any], place: Callable[[float], float]) -> tuple[float, float]:
    numbers = [place(number) for number in one["on_axis"].values() if number is not None]
    return min(numbers) - 12 * (one["relation"] in {"<", "<="}), max(numbers) + 12 * (one["relation"] in {">", ">="})


def _mark(one: Mapping[str, Any], place: Callable[[float], float], y: float) -> Mark:
    look = [f"s{one['number']}", "against" if one["stance"] == "refutes" else "for"]
    look += ["computed"] if one["computed"] else []
    look += ["reference"] if one["reference"] else []
    ends = [place(one["on_axis"][name]) if one["on_axis"][name] else None for name in ("low", "high")]
    return Mark(
        x=place(one["at"]),
        y=y,
        shape=one["shape"],
        look=" ".join(look),
        more=one["relation"] in {">", ">="},
        less=one["relation"] in {"<", "<="},
        low=ends[0] if all(ends) else None,
        high=ends[1] if all(ends) else None,
        told=one["told"],
        row=one["row"],
        link=one["link"],
    )


def _listed(
    name: str, target: Mapping[str, Any], one: Mapping[str, Any], number: int, labels: Sequence[str]
) -> dict[str, Any]:
    """Return a value as a row of the table, with what its mark needs."""
    term, shape = SHAPES[one["endpoint"]]
    shown = statement(one)
    on = one["on_axis"]
    at = on["value"] or (math.sqrt(on["low"] * on["high"]) if on["low"] and on["high"] else on["low"] or on["high"])
    source = shown["citation"] + (f", as quoted in {shown['quoted']}" if shown["quoted"] else "")
    study = ", ".join(filter(None, (shown["study_type"], shown["species"], shown["system"])))
    against = "; speaks against it" if one["stance"] == "refutes" else ""
    beside = f"; given for comparison in a study of {one['subject_label']}" if one["reference"] else ""
    told = (
        f"{labels[number]} at {one['object_label'] or target['label']}: {one['endpoint_label']} ({term}) "
        f"{one['as_printed'] or 'no number'}; {study or 'study not stated'}{against}{beside}; {source}"
    )
    return {
        "row": name,
        "target": target,
        "exact": one["object_label"] if one["object"] != target["id"] else "",
        "number": number,
        "letter": LETTERS[number],
        "substance": labels[number],
        "of": one["of"],
        "subject": one["subject_label"] if one["subject"] != one["of"] else "",
        "term": term,
        "shape": shape,
        "measured": one["endpoint_label"],
        "relation": one["relation"],
        "stance": one["stance"],
        "computed": one["study_type"] == COMPUTED,
        "reference": one["reference"],
        "on_axis": on,
        "at": at,
        "off": "" if at else _why_off(one),
        "told": told,
        "link": f"/id/{one['id']}",
        "said": shown,
    }


def _why_off(one: Mapping[str, Any]) -> str:
    has_number = any(one[name] for name in ("value", "low", "high"))
    return OTHER_UNIT.format(unit=one["unit"]) if has_number else NO_NUMBER


def _wrapped(text: str) -> tuple[str, ...]:
    """Return a label in at most two lines that fit beside the axis."""
    lines = textwrap.wrap(text, _LETTERS_OF_A_LINE) or [""]
    return tuple(lines) if len(lines) <= _LINES else (lines[0], lines[1][: _LETTERS_OF_A_LINE - 1] + "…")
