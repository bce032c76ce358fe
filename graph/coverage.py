"""Lay out how much is known of each thing at each other: a matrix in which what nobody has studied stays blank.

A cell counts statements for and against; a cell that is not there is blank, and a blank is a gap, not a finding.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.errors import RequestInvalid
from graph.names import AGO, local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store import Store

Json = dict[str, Any]

#: Of many rows so many are shown when no letter is asked for: those with most statements.
MOST: Final = 100
#: The order of kinds along an axis.
KINDS: Final = ("alkaloid", "drug", "enzyme", "transporter", "receptor", "channel", "protein")
#: The letter that stands for names that begin with something else.
OTHERS: Final = "0-9"


@dataclass(frozen=True, slots=True)
class Axes:
    """What a matrix is made of: its question, the variables of rows and columns, and the kinds they run over."""

    question: str
    row: str
    column: str
    rows_of: str
    columns_of: tuple[str, ...]
    title: str


MATRICES: Final[Mapping[str, Axes]] = {
    "alkaloid-target": Axes(
        "coverage-alkaloid-target", "alkaloid", "target", "Alkaloid", ("Target",), "Alkaloids at targets"
    ),
    "drug-enzyme": Axes(
        *("coverage-drug-enzyme", "drug", "enzyme", "Drug", ("Enzyme", "Transporter")),
        "Medicines at enzymes and transporters",
    ),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One end of a cell."""

    id: str
    label: str
    kind: str

    @property
    def letter(self) -> str:
        """The letter that the name is found under: its first one, whatever stands before it."""
        first = self.label[:1].upper()
        return first if "A" <= first <= "Z" else OTHERS


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every row and column there is, blank or not, and the statements for and against of the cells that are not."""

    name: str
    title: str
    rows: tuple[Thing, ...]
    columns: tuple[Thing, ...]
    cells: Mapping[tuple[str, str], tuple[int, int]]

    def summary(self) -> Json:
        """Return how much of the matrix is filled, in numbers."""
        size = len(self.rows) * len(self.columns)
        return {
            "title": self.title,
            "rows": len(self.rows),
            "columns": len(self.columns),
            "cells": size,
            "filled": len(self.cells),
            "blank": size - len(self.cells),
            "only_refuted": sum(not supports for supports, _ in self.cells.values()),
            "rows_blank": len(self.rows) - len({row for row, _ in self.cells}),
            "columns_blank": len(self.columns) - len({column for _, column in self.cells}),
        }


_MATRICES: weakref.WeakKeyDictionary[Store, dict[str, Matrix]] = weakref.WeakKeyDictionary()


def matrix_of(store: Store, name: str) -> Matrix:
    """Return a matrix of MATRICES; raise RequestInvalid for another name. What was read once is kept."""
    if name not in MATRICES:
        message = f"there is no matrix “{name}”; use one of {', '.join(MATRICES)}"
        raise RequestInvalid(message)
    kept = _MATRICES.setdefault(store, {})
    if name not in kept:
        axes = MATRICES[name]
        cells = {
            (local(row[axes.row]), local(row[axes.column])): (int(row["supports"]), int(row["refutes"]))
            for row in ask(store, axes.question)
        }
        kept[name] = Matrix(name, axes.title, _things(store, axes.rows_of), _things(store, *axes.columns_of), cells)
    return kept[name]


def part_of(matrix: Matrix, letter: str = "") -> Json:
    """Return the rows of one letter (A to Z or OTHERS) by name, else the MOST with most statements first, as JSON.

    Columns that are blank from top to bottom are named apart, in `blank_columns`; rows are never left out for being
    blank, only for their number, and `rows_left` says how many are.
    """
    held = {row.id: 0 for row in matrix.rows}
    for (row, _), counted in matrix.cells.items():
        held[row] = held.get(row, 0) + sum(counted)
    rows: Sequence[Thing] = [row for row in matrix.rows if letter in ("", row.letter)]
    if not letter:
        rows = sorted(rows, key=lambda row: (-held[row.id], _by_name(row)))[:MOST]
    filled = {column for _, column in matrix.cells}
    columns = [column for column in matrix.columns if column.id in filled]
    return {
        "name": matrix.name,
        "title": matrix.title,
        "letter": letter,
        "letters": sorted({row.letter for row in matrix.rows}, key=lambda one: (one == OTHERS, one)),
        "columns": [{"id": one.id, "label": one.label, "kind": one.kind} for one in columns],
        "blank_columns": [{"id": one.id, "label": one.label} for one in matrix.columns if one.id not in filled],
        "rows": [_row(matrix, row, columns, held[row.id]) for row in rows],
        "rows_left": len(matrix.rows) - len(rows),
        "summary": matrix.summary(),
    }


def _row(matrix: Matrix, row: Thing, columns: Sequence[Thing], count: int) -> Json:
    cells = [matrix.cells.get((row.id, column.id)) for column in columns]
    return {"id": row.id, "label": row.label, "count": count, "cells": cells}


def _things(store: Store, *kinds: str) -> tuple[Thing, ...]:
    """Return every thing of some kinds by kind, in the order of KINDS, and name."""
    found: dict[str, Thing] = {}
    for row in ask(store, "things-of-kind", kind=[AGO + kind for kind in kinds]):
        found.setdefault(row["thing"], Thing(local(row["thing"]), row["label"], local(row["own"]).lower()))
    return tuple(sorted(found.values(), key=lambda one: (_place(one.kind), _by_name(one))))


def _place(kind: str) -> tuple[int, str]:
    """Return where a kind stands along an axis; one that is not named in KINDS stands after those that are."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS), kind


def _by_name(one: Thing) -> tuple[str, ...]:
    return one.label.casefold(), one.id
