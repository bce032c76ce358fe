"""The words people put around a name: doses, units, frequencies, salts, forms and routes; all of them are data.

`ontology/facts/dose-words.tsv` holds the words and what kind each is; nothing here knows one of them. A `#` in a
spelling stands for a number, which multiplies (`# times a day`) or divides (`every # hours`) the times per day.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graph.names import local
from graph.queries import ask
from graph.spelling import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store import Store

#: A number, an abbreviation with stops, a word, or a single sign.
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*|[½¼¾⅓⅔]|(?:[^\W\d_]\.){2,}[^\W\d_]?|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")
_FRACTIONS: Final = "½¼¾⅓⅔"
#: Signs that may stand between words without meaning anything.
_PUNCTUATION: Final = frozenset(".,;:()[]{}\"'“”‘’„=*®™_")
_DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
#: More often than this nothing is taken; a number beyond it was not a frequency.
MAX_TIMES_PER_DAY: Final = 48
#: Stands for a number in a spelling.
NUMBER: Final = "#"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a text, where it stands, and its normal form."""

    start: int
    end: int
    text: str
    is_number: bool
    is_idle: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One meaning: its canonical wording, its kind, and how often a day it means; None where it says no number.

    `number` is `times` or `interval` where the spelling holds a number, else empty.
    """

    label: str
    kind: str
    times_per_day: float | None = None
    number: str = ""

    def told(self, numbers: Sequence[str]) -> str:
        """Return the canonical wording with the numbers as they were written."""
        return self.label.replace(NUMBER, "-".join(numbers))

    def frequency(self, numbers: Sequence[str]) -> float | None:
        """Return the times per day, given the numbers as they were written; None when that is not one number."""
        if self.times_per_day is None or not self.number:
            return self.times_per_day
        count = _value(numbers[0]) if len(numbers) == 1 else 0.0
        if not count:
            return None
        times = round(self.times_per_day * count if self.number == "times" else self.times_per_day / count, 4)
        return times if 0 < times <= MAX_TIMES_PER_DAY else None


@dataclass(frozen=True, slots=True)
class Found:
    """A word met in a text: tokens from `start` up to `end`, and the numbers it held."""

    word: Word
    start: int
    end: int
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Language:
    """Every word by its spelling, cut into tokens."""

    words: Mapping[tuple[str, ...], Word] = field(default_factory=dict)

    @cached_property
    def longest(self) -> dict[str, int]:
        """Tokens of the longest spelling by its first token, with room for a range in place of a number."""
        found: dict[str, int] = {}
        for spelling in self.words:
            room = 2 * (NUMBER in spelling)
            found[spelling[0]] = max(found.get(spelling[0], 0), len(spelling) + room)
        return found

    def match(self, tokens: Sequence[Token], start: int, kinds: frozenset[str] | None = None) -> Found | None:
        """Return the longest word that begins at a token, of some kinds if these are given."""
        if start >= len(tokens):
            return None
        first = NUMBER if tokens[start].is_number else tokens[start].text
        for end in range(min(len(tokens), start + self.longest.get(first, 0)), start, -1):
            spelling, numbers = _spelling(tokens[start:end])
            word = self.words.get(spelling)
            if word and (kinds is None or word.kind in kinds):
                return Found(word, start, end, numbers)
        return None


def covered(cut: Sequence[Token], language: Language, kinds: frozenset[str]) -> list[int]:
    """Return for each place how many tokens before it are numbers, idle signs or part of a word of some kinds."""
    known = [token.is_number or token.is_idle for token in cut]
    for place in range(len(cut)):
        if found := language.match(cut, place, kinds):
            known[place : found.end] = [True] * (found.end - place)
    return [0, *itertools.accumulate(map(int, known))]


def tokens(text: str) -> list[Token]:
    """Cut a text into words, numbers and signs.

    >>> [token.text for token in tokens("4g b.i.d. (q6h)")]
    ['4', 'g', 'bid', '(', 'q', '6', 'h', ')']
    """
    found = []
    for match in _TOKEN.finditer(text):
        piece = match.group()
        is_number = piece[0].isdigit() or piece[0] in _FRACTIONS
        bare = text[match.start() - 1 : match.start()].isspace() or text[match.end() : match.end() + 1].isspace()
        is_idle = piece in _PUNCTUATION or (piece in _DASHES and (bare or len(text) == 1))
        plain = piece if is_number else normal(piece.replace(".", "") if len(piece) > 1 else piece)
        found.append(Token(match.start(), match.end(), plain or piece, is_number, is_idle))
    return found


def read_language(store: Store) -> Language:
    """Return the words of a store's data."""
    words = {}
    for row in ask(store, "dose-words"):
        times = float(row["timesPerDay"]) if "timesPerDay" in row else None
        kind, number = local(row["kind"]), local(row.get("number", ""))
        word = Word(row["label"], kind.removesuffix("_word"), times, number.removesuffix("_number"))
        words[tuple(token.text for token in tokens(row["spelling"]))] = word
    return Language(words)


def _spelling(some: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return tokens as a spelling, with one `#` for a number or a range of numbers, and the numbers."""
    spelling: list[str] = []
    numbers: list[str] = []
    for token in some:
        if token.is_number:
            numbers.append(token.text)
            if spelling[-2:] == [NUMBER, "-"]:
                spelling.pop()
                continue
        spelling.append(NUMBER if token.is_number else token.text)
    return tuple(spelling), tuple(numbers)


def _value(number: str) -> float:
    """Return a number as written, or 0 when it is not plainly one.

    >>> _value("2.5"), _value("1,000")
    (2.5, 0.0)
    """
    try:
        return float(number)
    except ValueError:
        return 0.0
