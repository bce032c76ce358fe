"""Published numbers as they stand in the graph, and several of them pooled into one input with a range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from graph.names import local
from graph.pharmacokinetics.prediction import Input
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.pharmacokinetics.units import Units
    from graph.store import Solution, Store

#: Signs that make a printed number a bound from below.
AT_LEAST: Final = frozenset({">", ">="})
#: Signs that make it a bound from above.
AT_MOST: Final = frozenset({"<", "<="})
#: Standard deviations from the middle to the end of a 90 % range.
_END: Final = NormalDist().inv_cdf(0.95)


@dataclass(frozen=True, slots=True)
class Number:
    """One statement with a number; empty texts and None stand for not told.

    `target` is the enzyme or other target, or the family in which it is measured; `worked` the code of what the number
    was worked out from, `partner` the label of the precipitant it was worked out with; `is_apparent` says that more
    than one process is inside, `is_modelled` that it was computed and not measured.
    """

    statement: str
    substance: str
    label: str
    predicate: str
    target: str
    endpoint: str
    relation: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    molar_mass: float | None
    deviation: float | None
    dose: str
    worked: str
    partner: str
    is_apparent: bool
    is_modelled: bool
    in_people: bool
    supports: bool
    citation: str
    locator: str

    @property
    def is_bound(self) -> bool:
        """Whether only a bound from one side is printed."""
        return self.relation in AT_LEAST | AT_MOST

    def ends(self) -> tuple[float, float, float] | None:
        """Return the middle, the low and the high end in the printed unit; None without a usable number.

        A standard deviation becomes a range of 90 % on the logarithm; a range without middle gets its geometric one.
        """
        low, high = self.low, self.high
        if self.value is None:
            if low is None or high is None:
                return None
            return (math.sqrt(low * high) if low > 0 else (low + high) / 2), low, high
        if low is not None and high is not None and low <= self.value <= high:
            return self.value, low, high
        if self.deviation and self.value > 0:
            fold = math.exp(_END * self.deviation / self.value)
            return self.value, self.value / fold, self.value * fold
        return self.value, self.value, self.value


def read_numbers(store: Store, substances: Sequence[str] = ()) -> list[Number]:
    """Return every number that may be computed with, of some things or of all, in the order of the question."""
    rows = ask(store, "numbers-of", **({"substance": substances} if substances else {}))
    return [_number(row) for row in rows if "shun" not in row]


def pooled(numbers: Iterable[Number], units: Units, into: str) -> tuple[float, float, float] | None:
    """Return the geometric middle of several numbers and the lowest and highest of their ends, in one unit.

    None when none of them can be turned into the unit.
    """
    ends = [turned for number in numbers if (turned := _turned(number, units, into))]
    if not ends:
        return None
    middles = [middle for middle, _, _ in ends]
    if min(middles) > 0:
        middle = math.exp(math.fsum(map(math.log, middles)) / len(middles))
    else:
        middle = math.fsum(middles) / len(middles)
    low, high = min(low for _, low, _ in ends), max(high for _, _, high in ends)
    return min(max(middle, low), high), low, high


def pooled_input(numbers: Sequence[Number], units: Units, into: str, basis: str) -> Input | None:
    """Return several numbers of one thing, endpoint and target as one input; None when none has the dimension."""
    found = pooled(numbers, units, into)
    if found is None:
        return None
    first = numbers[0]
    statements = tuple(dict.fromkeys(number.statement for number in numbers))
    return Input(first.endpoint, first.substance, first.target, *found, into, basis, statements)


def _turned(number: Number, units: Units, into: str) -> tuple[float, float, float] | None:
    ends = number.ends()
    if ends is None:
        return None
    middle, low, high = (units.convert(end, number.unit, into, number.molar_mass) for end in ends)
    return None if middle is None or low is None or high is None else (middle, low, high)


def _number(row: Solution) -> Number:
    return Number(
        statement=row["statement"],
        substance=row["substance"],
        label=row["label"],
        predicate=local(row["predicate"]),
        target=row.get("whole") or row.get("object") or row.get("via", ""),
        endpoint=local(row["endpoint"]),
        relation=row["relation"],
        value=_float(row.get("value")),
        low=_float(row.get("low")),
        high=_float(row.get("high")),
        unit=row["unit"],
        molar_mass=_float(row.get("mass")),
        deviation=_float(_told(row.get("sd", ""))),
        dose=_told(row.get("dose", "")),
        worked=local(row.get("worked", "")),
        partner=_told(row.get("partner", "")),
        is_apparent="apparent" in row,
        is_modelled=local(row["studyType"]) == "in_silico",
        in_people=row["people"] == "true",
        supports=local(row["stance"]) == "supports",
        citation=row["citation"],
        locator=row["locator"],
    )


def _told(qualifier: str) -> str:
    return qualifier.partition(": ")[2]


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
