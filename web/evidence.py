"""The page's view of the evidence report: bars with their numbers, and matrices as tables with shaded cells.

Nothing is counted here; every number is the report's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.names import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Width of a bar's drawing, in its own units.
BAR: Final = 200
#: A cell with at least so many statements has the shade of that place, from 1.
SHADES: Final = (1, 2, 4, 8, 16)
#: How counts are called where the report's name is not yet a word for readers.
CALLED: Final = {
    "drugs": "medicines",
    "assertions": "statements",
    "classes": "pharmacodynamic classes",
    "rules": "interaction rules",
    "targets": "enzymes, transporters, receptors",
    "citations": "sources",
    "conflicts": "disagreements of studies",
    "triples": "facts for machines (triples)",
}


def context(report: Mapping[str, Any], matrices: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what `about.html` needs of the report and of the parts of its matrices."""
    return {
        "stats": sorted(
            ((CALLED.get(name, words(name)), count) for name, count in report["counts"].items()),
            key=lambda one: one[0] == CALLED["triples"],
        ),
        "charts": [_chart(spread) for spread in report["statements"] if spread["rows"]],
        "unknown": report["unknown"],
        "reviewed": [(words(name), told) for name, told in report["reviewed"].items()],
        "matrices": [_matrix(matrix) for matrix in matrices],
        "shades": [_range(place) for place in range(len(SHADES))],
        "width": BAR,
    }


def _chart(spread: Mapping[str, Any]) -> dict[str, Any]:
    most = max(row["count"] for row in spread["rows"])
    rows = []
    for row in spread["rows"]:
        whole, against = (round(BAR * row[name] / most, 1) for name in ("count", "against"))
        rows.append({**row, "whole": max(whole, 1.0), "against_width": max(against, 1.0) if row["against"] else 0})
    return {**spread, "rows": rows}


def _matrix(matrix: Mapping[str, Any]) -> dict[str, Any]:
    return {**matrix, "rows": [_row(matrix, row) for row in matrix["rows"]]}


def _row(matrix: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    cells = [
        _cell(column, *cell) if cell else None for column, cell in zip(matrix["columns"], row["cells"], strict=True)
    ]
    return {**row, "cells": cells, "filled": [cell for cell in cells if cell]}


def _cell(column: Mapping[str, Any], supports: int, refutes: int) -> dict[str, Any]:
    """Return a filled cell: its shade from 1, its text with a mark where sources refute, and the same in words."""
    count = supports + refutes
    mark = "" if not refutes else "±" if supports else "✕"
    told = f"{count} statement{'' if count == 1 else 's'}"
    if refutes:
        told += f", {refutes} of them against" if supports else ", against"
    shade = sum(count >= least for least in SHADES)
    return {"id": column["id"], "label": column["label"], "shade": shade, "text": f"{mark}{count}", "told": told}


def _range(place: int) -> str:
    """Return which counts have a shade, in words."""
    least = SHADES[place]
    if place + 1 == len(SHADES):
        return f"{least} or more"
    most = SHADES[place + 1] - 1
    return str(least) if least == most else f"{least} to {most}"
