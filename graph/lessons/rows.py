"""Rows that a lesson speaks about: plain cells, each with its name in programs and its words for readers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.names import local, natural_key
from graph.spelling import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Digits of a number that is not shown as its source printed it.
DIGITS: Final = 3
_LONG_NUMBER: Final = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: `name` as programs say it (a slug, a code, a number), `text` as readers do."""

    name: str
    text: str

    @property
    def number(self) -> float | None:
        """The value as a number; None where it is none."""
        try:
            value = float(self.name)
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    def means(self, word: str) -> bool:
        """Tell whether a word of a lesson means this value: its name or its text, whatever the case of the letters."""
        return word == self.name or normal(word) in {normal(self.name), normal(self.text)}


Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one source of a step, and every column that any of them has."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Table:
        """Return rows with their columns, in the order in which they are first met."""
        held = tuple(rows)
        return cls(tuple(dict.fromkeys(column for row in held for column in row)), held)


def cells(row: Mapping[str, str], words: Mapping[str, str]) -> Row:
    """Return a row of the store as cells; `words` gives what readers call an IRI that has no label in the row.

    >>> cells({"target": "https://w3id.org/alkagraph/id/betase", "targetLabel": "betase"}, {})["target"].text
    'betase'
    """
    return {column: Cell(local(value), _text(row, column, value, words)) for column, value in row.items()}


def flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 (JSON)
    """Yield every plain value of JSON with its place in it: names and numbers from 1, joined by full stops.

    >>> dict(flat({"observed": [{"n": 12, "ratio": 1.394}], "source": None}))
    {'observed.1.n': '12', 'observed.1.ratio': '1.394'}
    """
    if isinstance(value, dict | list | tuple):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value, 1):
            yield from flat(part, f"{place}.{name}" if place else str(name))
    elif value is not None and value != "":
        yield place, str(value).lower() if isinstance(value, bool) else str(value)


def plain_number(text: str) -> str:
    """Return a number as readers write it; any other text as it is.

    >>> plain_number("0.036123456"), plain_number("1.62E0"), plain_number("2798"), plain_number("230 nM")
    ('0.0361', '1.62', '2798', '230 nM')
    """
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    if value == round(value) and abs(value) < 10**_LONG_NUMBER:
        return str(round(value))
    return text if text.replace(".", "").isdecimal() and len(text) < _LONG_NUMBER else f"{value:.{DIGITS}g}"


def different(found: Iterable[Cell]) -> list[Cell]:
    """Return cells with different texts, in the order of the words and numbers in them.

    >>> [cell.text for cell in different([Cell("b", "B 10"), Cell("a", "B 9"), Cell("b", "B 10")])]
    ['B 9', 'B 10']
    """
    by_text: dict[str, Cell] = {}
    for cell in found:
        by_text.setdefault(cell.text, cell)
    return sorted(by_text.values(), key=_place)


def _place(cell: Cell) -> tuple[float, Any]:
    number = cell.number
    return (0 if number is None else number, natural_key(cell.text.casefold()))


def _text(row: Mapping[str, str], column: str, value: str, words: Mapping[str, str]) -> str:
    if label := row.get(column + "Label"):
        return label
    return words.get(value) or plain_number(value)
