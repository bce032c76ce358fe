"""Cut a pasted text into pieces, one for each thing taken: lines, bullets, numbering, commas, “and”.

A cut never goes through a number or through a name that is known as a whole, and a piece of nothing but doses and
frequencies stays with the name before it.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from graph.errors import RequestInvalid
from graph.language import covered, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.language import Found, Token
    from graph.resolve import Names

#: Characters of one text and of one piece of it, and pieces of one text.
MAX_TEXT: Final = 10_000
MAX_PIECE: Final = 500
MAX_PIECES: Final = 50
#: Tokens of the longest name that is looked for.
MAX_WINDOW: Final = 24
#: Kinds of words that say nothing about what is taken.
KINDS_BESIDE: Final = frozenset(
    {"frequency", "time", "as_needed", "unit", "form", "salt", "route", "filler", "number", "range"}
)
_LINES: Final = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029;•‣◦▪●○]+")
_MARK: Final = re.compile(r"[-*–—·✓✔☐+]\s*|\(?\d{1,3}[.)]\s+|[,\s]+")
_BEFORE: Final = frozenset(" ([{\"'“‘/,:;=+*")
_AFTER: Final = frozenset(" )]}\"'”’/,:;=+*.®™")
_SEPARATOR: Final = frozenset({"separator"})


def pieces(text: str, names: Names) -> list[str]:
    """Return the pieces of a text in order; each reads by itself as it read in the text.

    Raises RequestInvalid for a text that is too long, has too many pieces, or a piece that cannot be one entry.
    """
    if len(text) > MAX_TEXT:
        message = f"text: {len(text)} characters were sent; at most {MAX_TEXT} are read together"
        raise RequestInvalid(message)
    found: list[str] = []
    for line in _LINES.split(text):
        for piece in _pieces_of(unmarked(line), names):
            found.append(piece)
            if len(piece) > MAX_PIECE:
                message = f"text: an entry has {len(piece)} characters; part the entries by commas or lines"
                raise RequestInvalid(message)
            if len(found) > MAX_PIECES:
                message = (
                    f"text: it lists more than {MAX_PIECES} substances; at most {MAX_PIECES} can be checked together"
                )
                raise RequestInvalid(message)
    return found


def unmarked(line: str) -> str:
    """Return a line without the bullet or number before it, its blanks folded.

    >>> unmarked(" 2.  zelkamine  5 mg, ")
    'zelkamine 5 mg'
    """
    line = " ".join(line.split())
    while mark := _MARK.match(line):
        line = line[mark.end() :]
    return line.rstrip(", ")


def windows(text: str, cut: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Yield the ends and texts of the stretches from a token on that stand apart as words do, longest first."""
    if cut[start].start and text[cut[start].start - 1] not in _BEFORE:
        return
    for end in range(min(len(cut), start + MAX_WINDOW), start, -1):
        last = cut[end - 1].end
        if last == len(text) or text[last] in _AFTER:
            yield end, text[cut[start].start : last]


def _pieces_of(line: str, names: Names) -> Iterator[str]:
    cut = tokens(line)
    start = end = None
    for left, right in _atoms(line, cut, names):
        atom = unmarked(line[left:right])
        if not atom:
            continue
        first = line.index(atom, left)
        last = first + len(atom)
        if start is None or end is None:
            start, end = first, last
        elif says_no_name(atom, names):
            end = last
        else:
            yield line[start:end]
            start, end = first, last
    if start is not None:
        yield line[start:end]


def _atoms(line: str, cut: Sequence[Token], names: Names) -> Iterator[tuple[int, int]]:
    """Yield the stretches between separators, as places in the line."""
    cuts = [(token.start, token.end) for token in cut if token.text == ","]
    cuts += [(cut[f.start].start, cut[f.end - 1].end) for f in _separators(cut, names)]
    whole = list(_wholes(line, cut, names, cuts)) if cuts else []
    begin = 0
    for first, last in sorted(cuts):
        while whole and whole[0][1] < last:
            whole.pop(0)
        if not (whole and whole[0][0] <= first):
            yield begin, first
            begin = last
    yield begin, len(line)


def _separators(cut: Sequence[Token], names: Names) -> Iterator[Found]:
    found = (names.language.match(cut, place, _SEPARATOR) for place in range(len(cut)))
    yield from (one for one in found if one)


def _wholes(
    line: str, cut: Sequence[Token], names: Names, cuts: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the stretches that hold a separator and are a name as a whole."""
    places = {left for left, _ in cuts}
    before = [0, *itertools.accumulate(int(token.start in places) for token in cut)]
    for start in range(len(cut)):
        if before[min(start + MAX_WINDOW, len(cut))] == before[start]:
            continue
        for end, text in windows(line, cut, start):
            if before[end - 1] > before[start + 1] and names.exact(text):
                yield cut[start].start, cut[end - 1].end
                break


def says_no_name(text: str, names: Names) -> bool:
    """Tell whether a text holds only doses, frequencies and the like, and no name of a substance."""
    cut = tokens(text)
    if covered(cut, names.language, KINDS_BESIDE)[-1] < len(cut):
        return False
    known = any(not token.is_idle for token in cut)
    return known and not any(
        names.exact(stretch) for start in range(len(cut)) for _, stretch in windows(text, cut, start) if named(stretch)
    )


def named(text: str) -> bool:
    """Tell whether a text can be a name inside a longer one: a bare number is an amount there."""
    return any(character.isalpha() for character in text)
