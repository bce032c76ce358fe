"""How much of a product or substance is taken, read from what people write, such as `4 g` or `500-1000 mg`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.language import tokens

if TYPE_CHECKING:
    from graph.language import Language
    from graph.pharmacokinetics.units import Units

_UNIT: Final = frozenset({"unit"})
_DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
#: So much of a dose text is read.
LONGEST: Final = 200
#: More than this in mg at a time is a slip of the pen.
MOST_MG: Final = 1e6


@dataclass(frozen=True, slots=True)
class Amount:
    """A mass taken at a time, in mg, with the ends of a range where one was told."""

    value: float
    low: float
    high: float


def read_amount(text: str, language: Language, units: Units) -> Amount | None:
    """Return the mass that a dose text tells, or None: no mass in it, several that disagree, or more than a person can.

    The first number before a word for a unit of mass counts, or a range of two. Spoons, cups, capsules and millilitres
    are no masses: nothing is guessed for them.
    """
    cut = [token for token in tokens(text[:LONGEST]) if not token.is_idle or token.text in _DASHES]
    found = []
    for place, token in enumerate(cut):
        if not token.is_number or (after := language.match(cut, place + 1, _UNIT)) is None:
            continue
        unit = after.word.label.replace("µ", "u").replace("μ", "u")
        ends = [_float(token.text)]
        if place >= 2 and cut[place - 1].text in _DASHES and cut[place - 2].is_number:  # noqa: PLR2004 - number, dash
            ends.insert(0, _float(cut[place - 2].text))
        masses = [units.convert(end, unit, "mg") for end in ends if end is not None]
        if len(masses) == len(ends):
            found.append([mass for mass in masses if mass is not None])
    if len(found) != 1 or not found[0]:
        return None
    low, high = min(found[0]), max(found[0])
    if not 0 < low <= high <= MOST_MG:
        return None
    return Amount(math.sqrt(low * high), low, high)


def _float(number: str) -> float | None:
    try:
        return float(number)
    except ValueError:
        return None
