"""Read a pasted medication list: for each piece the name, the dose, the times a day, and what was not understood.

Only exact names are taken. A word right beside a name that nobody knows makes the name doubtful (`Brandex PM` may be
another product than `Brandex`), so the piece stays unresolved; nothing of a text is ever dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from graph.errors import NameUnresolved
from graph.language import MAX_TIMES_PER_DAY
from graph.pieces import pieces
from graph.reading import Reading, read
from graph.resolve import MAX_SUGGESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.language import Found
    from graph.resolve import Match, Names

#: Why a piece could not be taken.
UNKNOWN: Final = "unknown"
UNCLEAR: Final = "unclear"
NO_NAME: Final = "no_name"
_AROUND: Final = frozenset({"salt", "form", "route"})
#: What is left loose at the end of a piece that is cut before a name.
_LOOSE: Final = " ,([{=/-–—"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One piece read: `match` is the thing meant, or None with a reason and suggestions; the rest as it was written.

    `times_per_day` is None when no number of times was told; `when` holds canonical wordings of frequencies and times
    of the day; `unread` holds what was not understood, in the order of the text.
    """

    as_written: str
    name: str
    match: Match | None = None
    dose: str = ""
    times_per_day: float | None = None
    when: tuple[str, ...] = ()
    as_needed: bool = False
    form: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    reason: str = ""
    suggestions: tuple[str, ...] = ()


def read_text(text: str, names: Names) -> list[Phrase]:
    """Return what a text lists, in its order. Raises RequestInvalid for a text that is too long."""
    return [phrase for piece in pieces(text, names) for phrase in _phrases(piece, names)]


def _phrases(piece: str, names: Names) -> Iterator[Phrase]:
    reading = read(piece, names)
    starts = [start for start, _, _ in reading.names]
    if len(starts) < 2:  # noqa: PLR2004 - one name or none
        yield _phrase(reading, names)
        return
    ends = [*(reading.cut[start].start for start in starts[1:]), len(piece)]
    begins = [0, *ends[:-1]]
    each = [read(piece[begin:end].rstrip(_LOOSE), names) for begin, end in zip(begins, ends, strict=True)]
    if reading.is_touched or not _clear(each):
        labels = tuple(dict.fromkeys(match.label for _, _, match in reading.names))
        yield Phrase(piece, piece, reason=UNCLEAR, suggestions=labels[:MAX_SUGGESTIONS])
    else:
        yield from (_phrase(one, names) for one in each)


def _clear(each: Sequence[Reading]) -> bool:
    """Tell whether it is plain which amount belongs to which of several names: all follow theirs, or there is none."""
    ahead = [any(start < one.names[0][0] for start, _ in one.doses) for one in each if len(one.names) == 1]
    even = len({bool(one.doses) for one in each}) == len({bool(one.frequencies) for one in each}) == 1
    return len(ahead) == len(each) and not any(ahead) and even


def _phrase(reading: Reading, names: Names) -> Phrase:
    """Say what a piece with at most one name means."""
    told = _told(reading)
    if not reading.names:
        return _unresolved(reading, names, told)
    start, end, match = reading.names[0]
    numbered = match.matched_by == "brand" and any(
        first == end and last == end + 1 and reading.cut[first].text in set("123456789") for first, last in reading.bare
    )
    if reading.is_touched or numbered:
        stretches = _merged([(start, end), *reading.lost, *reading.bare])
        name = next(reading.spell(first, last) for first, last in stretches if first <= start and end <= last)
        near = dict.fromkeys((match.label, *names.near(name)))
        return replace(told, name=name, reason=UNKNOWN, suggestions=tuple(near)[:MAX_SUGGESTIONS])
    return replace(told, name=reading.spell(start, end), match=match)


def _unresolved(reading: Reading, names: Names, told: Phrase) -> Phrase:
    """Say what may have been meant by a piece without a known name: the words nobody knows, and names like them."""
    if not reading.lost:
        return replace(told, reason=NO_NAME)
    tried: list[tuple[str, NameUnresolved]] = []
    salts = [(found.start, found.end) for found in reading.told if found.word.kind == "salt"]
    strangers = {start for start, _ in reading.lost}
    for start, end in _merged([*reading.lost, *salts]):
        if strangers.isdisjoint(range(start, end)):
            continue
        name = reading.spell(start, end)
        others = tuple(text for text in told.unread if text not in name)
        try:
            return replace(told, name=name, match=names.resolve(name), unread=others)
        except NameUnresolved as error:
            tried.append((name, error))
    name, lost = next((one for one in tried if one[1].suggestions), tried[0])
    others = tuple(text for text in told.unread if text not in name)
    return replace(told, name=name, reason=lost.reason, suggestions=lost.suggestions, unread=others)


def _told(reading: Reading) -> Phrase:
    """Return what a piece says beside its name; an amount next to a number without a unit is not understood."""
    shown = reading.frequencies
    unread = [*reading.lost, *reading.bare]
    doses = []
    for start, end in reading.doses:
        if any(last == start for _, last in reading.bare):
            unread.append((start, end))
        else:
            doses.append((start, end))
    for found in reading.frequencies:
        if _is_count(reading, found):
            shown.remove(found)
            unread.append((found.start, found.end))
    return Phrase(
        as_written=reading.text,
        name=reading.text,
        dose=_doses(reading, doses),
        times_per_day=_times(shown),
        when=tuple(dict.fromkeys(f.word.told(f.numbers) for f in shown)),
        as_needed=any(f.word.kind == "as_needed" for f in reading.told),
        form=tuple(dict.fromkeys(f.word.told(f.numbers) for f in reading.told if f.word.kind in _AROUND)),
        unread=tuple(reading.spell(start, end) for start, end in _merged(unread)),
    )


def _is_count(reading: Reading, found: Found) -> bool:
    """Tell whether a bare number right before “daily” and the like may be how often, and not how much."""
    before = next((reading.spell(start, end) for start, end in reading.bare if end == found.start), "")
    seldom = (found.word.frequency(found.numbers) or 0) <= 1 and found.word.kind == "frequency"
    return seldom and before.isdecimal() and int(before) <= MAX_TIMES_PER_DAY


def _merged(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _doses(reading: Reading, doses: Sequence[tuple[int, int]]) -> str:
    """Return the amounts as written, those that stand side by side as one."""
    return ", ".join(reading.spell(start, end) for start, end in _merged(doses))


def _times(shown: Sequence[Found]) -> float | None:
    """Return the times a day: the one number told, else the count of times of the day; None when numbers differ."""
    told = {found.word.frequency(found.numbers) for found in shown if found.word.kind == "frequency"}
    if told:
        return told.pop() if len(told) == 1 else None
    return float(len({found.word.label for found in shown})) or None
