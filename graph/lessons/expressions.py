"""What a placeholder says: `{{count:risk where stance=refutes}}`. A small language that reads rows and nothing else.

    FUNCTION
    FUNCTION:COLUMN
    value:COLUMN at least COLUMN        the value in the row where another column is smallest; `at most` for the largest
    … where COLUMN=VALUE, COLUMN!=VALUE|VALUE
    NAME.…                              the same of a further source of the step

`count` counts rows, or the different values of a column; `value` is the one value of a column; `list` names all of
them; `least` and `most` are the smallest and the largest number; `sum` adds up a column of counts; `sources` cites who
says so. Where `value` finds
several values or none the lesson is broken: a number must never be a matter of chance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from graph.errors import UNPLACED, LessonBroken
from graph.lessons.rows import Cell, Row, Table, different

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The source of a step that needs no name.
MAIN: Final = ""
SOURCES: Final = "sources"
#: What stands for the right answer in the feedback of a quiz.
ANSWER: Final = "@answer"
_FUNCTIONS: Final = ("count", "value", "list", "least", "most", "sum", SOURCES)
_ALONE: Final = ("count", SOURCES)
_SHAPE: Final = re.compile(
    r"(?:(?P<source>[a-z][a-z0-9_]*)\.)?(?P<function>[a-z]+)(?::(?P<column>[\w.]+))?"
    r"(?: at (?P<end>least|most) (?P<by>[\w.]+))?(?: where (?P<conditions>.+))?"
)
_CONDITION: Final = re.compile(r"(?P<column>[\w.]+)\s*(?P<not>!?)=\s*(?P<values>[^=!]+)")
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Condition:
    """A column must have one of some values, or none of them."""

    column: str
    values: tuple[str, ...]
    inverted: bool = False

    def holds(self, row: Row) -> bool:
        """Tell whether a row fits; a row without the column has none of the values."""
        cell = row.get(self.column)
        return any(cell.means(value) for value in self.values) != self.inverted if cell else self.inverted


@dataclass(frozen=True, slots=True)
class Expression:
    """A placeholder as it was read: which source, what of it, and which rows."""

    text: str
    source: str
    function: str
    column: str
    by: str
    largest: bool
    conditions: tuple[Condition, ...]

    def about(self, answer: str) -> Expression:
        """Return the expression with the answer of a quiz in the place of `@answer`."""
        conditions = tuple(
            replace(one, values=tuple(answer if value == ANSWER else value for value in one.values))
            for one in self.conditions
        )
        return replace(self, conditions=conditions)


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression gives: its cells, and the rows that they come from."""

    cells: tuple[Cell, ...]
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The cells in words.

        >>> Found((Cell("a", "A"), Cell("b", "B"), Cell("c", "C")), ()).text
        'A, B and C'
        """
        *first, last = [cell.text for cell in self.cells]
        return f"{', '.join(first)} and {last}" if first else last


def parse(text: str) -> Expression:
    """Read an expression; raise LessonBroken where it is none.

    >>> parse("against.value:n at most n where species=human|rat").conditions[0].values
    ('human', 'rat')
    """
    shape = _SHAPE.fullmatch(text.strip())
    if not shape:
        raise _broken(text, "Write it as in {{count:risk where stance=refutes}}.")
    function, column, by = shape["function"], shape["column"] or "", shape["by"] or ""
    if function not in _FUNCTIONS:
        near = get_close_matches(function, _FUNCTIONS, 1)
        raise _broken(text, f"Begin with {near[0] if near else ', '.join(_FUNCTIONS)}.")
    if not column and function not in _ALONE:
        raise _broken(text, f"Name a column: {function}:COLUMN.")
    if by and function != "value":
        raise _broken(text, "Only value:COLUMN takes “at least” or “at most”.")
    conditions = conditions_of(shape["conditions"] or "")
    return Expression(text.strip(), shape["source"] or MAIN, function, column, by, shape["end"] == "most", conditions)


def conditions_of(text: str) -> tuple[Condition, ...]:
    """Read conditions, parted by commas; raise LessonBroken where one is none.

    >>> conditions_of("stance!=refutes, n=12")[0].inverted
    True
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        shape = _CONDITION.fullmatch(part)
        if not shape:
            raise _broken(part, "Write a condition as COLUMN=VALUE or COLUMN!=VALUE.")
        values = tuple(value.strip() for value in shape["values"].split("|"))
        found.append(Condition(shape["column"], values, inverted=bool(shape["not"])))
    return tuple(found)


def chosen(table: Table, conditions: Sequence[Condition], told: str) -> tuple[Row, ...]:
    """Return the rows that fit all conditions; raise LessonBroken for a column that no row has."""
    for condition in conditions:
        _known(table, condition.column, told)
    return tuple(row for row in table.rows if all(condition.holds(row) for condition in conditions))


def evaluate(expression: Expression, tables: Mapping[str, Table]) -> Found:
    """Return what an expression says of the tables of a step; raise LessonBroken where that is not certain."""
    if expression.source not in tables:
        raise _broken(expression.text, f"The step has no source “{expression.source}”.")
    table = tables[expression.source]
    rows = chosen(table, expression.conditions, expression.text)
    if expression.function == SOURCES or (expression.function == "count" and not expression.column):
        return Found((Cell(str(len(rows)), str(len(rows))),), rows)
    _known(table, expression.column, expression.text)
    with_value = [row for row in rows if expression.column in row]
    held = different(row[expression.column] for row in with_value)
    if expression.function == "count":
        return Found((Cell(str(len(held)), str(len(held))),), rows)
    if not held:
        raise _broken(expression.text, "No row fits; change the condition or the question.")
    if expression.function == "sum":
        total = sum(number for row in with_value if (number := _number(row, expression.column)) is not None)
        return Found((Cell(f"{total:g}", f"{total:.0f}"),), tuple(with_value))
    if expression.function in {"least", "most"}:
        row = _outermost(expression, with_value, expression.column, largest=expression.function == "most")
        return Found((row[expression.column],), (row,))
    if expression.by:
        row = _outermost(expression, with_value, expression.by, largest=expression.largest)
        return Found((row[expression.column],), (row,))
    if expression.function == "value" and len(held) > 1:
        told = ", ".join(cell.text for cell in held[:_SHOWN])
        raise _broken(expression.text, f"It has {len(held)} values ({told}); say which with “where”, or use list.")
    return Found(tuple(held), tuple(with_value))


def _outermost(expression: Expression, rows: Sequence[Row], column: str, *, largest: bool) -> Row:
    """Return the row with the smallest or largest number; raise LessonBroken where several values share that place."""
    _known(Table.of(rows), column, expression.text)
    numbers = {index: number for index, row in enumerate(rows) if (number := _number(row, column)) is not None}
    if not numbers:
        raise _broken(expression.text, f"The column “{column}” has no numbers.")
    end = (max if largest else min)(numbers.values())
    best = [rows[index] for index, number in numbers.items() if number == end]
    if len({row[expression.column].text for row in best}) > 1:
        raise _broken(expression.text, "Several rows stand at that end; narrow them with “where”.")
    return best[0]


def _number(row: Row, column: str) -> float | None:
    return row[column].number if column in row else None


def _known(table: Table, column: str, told: str) -> None:
    if column not in table.columns:
        near = get_close_matches(column, table.columns, 1)
        known = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(table.columns[:_SHOWN]) or 'none'}."
        raise _broken(told, f"No row has a column “{column}”. {known}")


def _broken(text: str, remedy: str) -> LessonBroken:
    return LessonBroken(UNPLACED, 0, f"“{text}” cannot be filled in.", remedy)
