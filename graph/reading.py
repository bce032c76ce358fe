"""Understand one piece of a list: which stretches of it are names, amounts, known words, and which are none of these.

Only exact names are taken, the longest first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graph.language import covered, tokens
from graph.pieces import KINDS_BESIDE, named, windows
from graph.resolve import COMBINATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.language import Found, Token
    from graph.resolve import Match, Names

_TOLD: Final = (KINDS_BESIDE | {"separator"}) - {"unit", "number", "range"}
_AMOUNT: Final = frozenset({"number"})
_RANGE: Final = frozenset({"range"})
_UNIT: Final = frozenset({"unit", "form"})
_OPEN: Final = frozenset("([=")


@dataclass(slots=True)
class Reading:
    """A piece while it is read: its tokens, and what each stretch of them was understood as."""

    text: str
    cut: Sequence[Token]
    names: list[tuple[int, int, Match]] = field(default_factory=list)
    aliases: list[tuple[int, int]] = field(default_factory=list)
    doses: list[tuple[int, int]] = field(default_factory=list)
    told: list[Found] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)
    bare: list[tuple[int, int]] = field(default_factory=list)

    def spell(self, start: int, end: int) -> str:
        """Return the text of a stretch of tokens as it was written."""
        return self.text[self.cut[start].start : self.cut[end - 1].end]

    @property
    def frequencies(self) -> list[Found]:
        """The words that tell how often or when."""
        return [found for found in self.told if found.word.kind in {"frequency", "time"}]

    @property
    def is_touched(self) -> bool:
        """Whether a word that nobody knows, or another name, stands right beside a name."""
        ends = [place for start, end, _ in self.names for place in (start, end)]
        lost = {place for start, end in self.lost for place in (start, end)}
        return bool(lost & set(ends)) or len(set(ends)) < len(ends)


def read(text: str, names: Names) -> Reading:
    """Understand as much of a piece as there are exact names and known words in it."""
    reading = Reading(text, tokens(text))
    whole = names.exact(text)
    if len(whole) == 1:
        reading.names.append((0, len(reading.cut), whole[0]))
        return reading
    _find_names(reading, names)
    taken = sorted([*((start, end) for start, end, _ in reading.names), *reading.aliases])
    edges = [0, *(place for stretch in taken for place in stretch), len(reading.cut)]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        _read_gap(reading, names, begin, end)
    return reading


def _find_names(reading: Reading, names: Names) -> None:
    """Find the exact names from left to right, the longest first; words of salts and forms only where no other is.

    Names with a stroke between them are one combination; the same thing again in brackets is another name of it.
    """
    found = reading.names
    for start, end, match in list(_scan(reading, names, beside=False)) or list(_scan(reading, names, beside=True)):
        first, last, before = found[-1] if found else (0, 0, None)
        between = reading.text[reading.cut[last - 1].end : reading.cut[start].start].strip() if before else ""
        if before and between in {"/", "+"} and COMBINATION not in {before.kind, match.kind}:
            found[-1] = (first, end, names.together((before, match)))
        elif before and before.ingredients and between in {"/", "+"} and not before.matched_by:
            found[-1] = (first, end, names.together((*before.ingredients, match)))
        elif before and _same(before, match) and reading.text[reading.cut[start].start - 1] in _OPEN:
            reading.aliases.append((start, end))
        else:
            found.append((start, end, match))


def _scan(reading: Reading, names: Names, *, beside: bool) -> Iterator[tuple[int, int, Match]]:
    known = covered(reading.cut, names.language, KINDS_BESIDE)
    place = 0
    while place < len(reading.cut):
        for end, text in windows(reading.text, reading.cut, place):
            if not named(text) or (not beside and known[end] - known[place] == end - place):
                continue
            if found := names.exact(text) or names.joined(text):
                if len(found) == 1:
                    yield place, end, found[0]
                place = end
                break
        else:
            place += 1


def _read_gap(reading: Reading, names: Names, begin: int, end: int) -> None:
    """Read what stands before, between or after names."""
    cut, place = reading.cut[:end], begin
    while place < end:
        told = names.language.match(cut, place, _TOLD)
        dose = _dose(cut, place, names)
        if dose > (told.end if told else place):
            reading.doses.append((place, dose))
            place = dose
        elif told:
            reading.told.append(told)
            place = told.end
        elif cut[place].is_idle or _is_stroke(reading, place):
            place += 1
        else:
            amount = _numbers(cut, place, names)
            kept, after = (reading.bare, amount) if amount else (reading.lost, place + 1)
            if kept and kept[-1][1] == place:
                kept[-1] = (kept[-1][0], after)
            else:
                kept.append((place, after))
            place = after


def _is_stroke(reading: Reading, place: int) -> bool:
    """Tell whether a token is a stroke between an amount and a word, which means nothing by itself."""
    beside = [*reading.cut[max(0, place - 1) : place], *reading.cut[place + 1 : place + 2]]
    return reading.cut[place].text == "/" and any(token.is_number for token in beside)


def _dose(cut: Sequence[Token], start: int, names: Names) -> int:
    """Return where an amount with its unit ends that begins at a token; `start` when none does.

    Understood are `4 g`, `up to 4 g`, `1-2 tablets`, `5/325 mg`, `one tablet`, `2 x 500 mg`, `5 mg/5 mL`, `25 µg/h`.
    """
    place, language = start, names.language
    while found := language.match(cut, place, _RANGE):
        place = found.end
    amount = _numbers(cut, place, names)
    if not amount:
        return start
    place = amount
    if place < len(cut) and cut[place].text == "-":  # as in “5-mg tablet”
        place += 1
    unit = language.match(cut, place, _UNIT)
    if unit is None:
        return start
    place = unit.end
    while place + 1 < len(cut) and cut[place].text == "/":
        unit = language.match(cut, _number(cut, place + 1, names) or place + 1, _UNIT)
        if unit is None:
            break
        place = unit.end
    return place


def _numbers(cut: Sequence[Token], start: int, names: Names) -> int:
    """Return where numbers joined as in `5/325`, `1-2`, `1 to 2` or `1 1/2` end that begin at a token; 0 for none."""
    place = _number(cut, start, names)
    while 0 < place < len(cut):
        joint = names.language.match(cut, place, _RANGE)
        after = joint.end if joint else place + 1 if cut[place].text in {"-", "/"} else place
        following = _number(cut, after, names)
        if not following or (after == place and not _is_fraction(cut, after)):
            break
        place = following
    return place


def _is_fraction(cut: Sequence[Token], start: int) -> bool:
    """Tell whether a token begins a fraction, as in `1 1/2 tablets`."""
    return not cut[start].text[0].isdecimal() or "/" in {token.text for token in cut[start + 1 : start + 2]}


def _number(cut: Sequence[Token], start: int, names: Names) -> int:
    """Return where a number in digits or words ends that begins at a token; 0 when none does."""
    if start < len(cut) and cut[start].is_number:
        return start + 1
    found = names.language.match(cut, start, _AMOUNT)
    return found.end if found else 0


def _same(one: Match, other: Match) -> bool:
    """Tell whether two names mean the same thing, or the same ingredients."""
    first, second = ({part.id for part in match.ingredients} or {match.id} for match in (one, other))
    return first == second
