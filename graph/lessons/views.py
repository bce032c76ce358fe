"""What a step shows besides its words: a picture, the axis of a check, a table, bars or dots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from graph import layout, network, render
from graph.errors import UNPLACED, LessonBroken
from graph.lessons.expressions import MAIN
from graph.names import local
from graph.nomenclature import meant
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.lessons.reading import View
    from graph.lessons.rows import Cell, Table
    from graph.lessons.sources import Held
    from graph.store import Solution, Store

#: Rows of a table, and lines of bars or dots, that a class can still read.
MAX_ROWS: Final = 40
MAX_LINES: Final = 14
#: References inside a picture, which must stay apart where a page holds several.
_REFERENCE: Final = re.compile(r'((?:href="#|id="|url\(#))')
#: The value of a line of bars that counts its rows.
COUNT: Final = "count"


def shown(store: Store, view: View, found: Held, prefix: str, title: str) -> dict[str, Any]:
    """Return a view as JSON, its `kind` first; raise LessonBroken where there is nothing to show.

    `prefix` keeps the names inside a picture apart from those of the other steps of a page.
    """
    told: dict[str, Any] = {"kind": view.kind}
    if view.kind in {"picture", "paths", "check"}:
        return told | _picture(store, view, found, prefix, title)
    if view.kind == "axis":
        return told | _axis(view, found)
    table = found.tables[view.options.get("source", MAIN)]
    if view.kind == "table":
        return told | _table(view.options["columns"], table)
    return told | _lines(view, table)


def _picture(store: Store, view: View, found: Held, prefix: str, title: str) -> dict[str, Any]:
    start: list[str] = []
    if view.kind == "check":
        picture = network.view_of_report(found.reports[MAIN])
    elif view.kind == "paths":
        start = _things(store, (view.options["from"], view.options["to"]))
        picture = network.view_of(store, start)
    else:
        start = _things(store, view.options["start"])
        picture = network.view(_kept(store, view, start), start=start)
    if not picture.number_of_edges():
        raise LessonBroken(UNPLACED, 0, "The picture has no arrow.", "Start it elsewhere, or leave out “relations”.")
    drawn = render.context(picture, layout.layered(picture), title)
    return {
        **drawn,
        "picture": _REFERENCE.sub(rf"\g<1>{prefix}", str(drawn["picture"])),
        "data": str(drawn["data"]),
        "prefix": prefix,
        "start": [local(one) for one in start],
        "relations": list(view.options.get("relations", ())),
    }


def _kept(store: Store, view: View, start: Sequence[str]) -> list[Solution]:
    """Return the arrows that touch a start, or all between the `things` where a view names some; of its `relations`."""
    relations = set(view.options.get("relations", ()))
    things = set(_things(store, view.options.get("things", ())))
    return [
        row
        for row in ask(store, "mechanism-graph", start=start)
        if (not relations or local(row["relation"]) in relations)
        and ({row["source"], row["target"]} <= things if things else {row["source"], row["target"]} & set(start))
    ]


def _things(store: Store, names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(thing for name in names for thing in meant(store, name)))


def _axis(view: View, found: Held) -> dict[str, Any]:
    report = found.reports[MAIN]
    wanted = view.options.get("pair", ())
    for pair in report["pairs"]:
        ends = [pair["precipitant"], pair["object"]]
        named = not wanted or all(name in (end["id"], end["label"]) for name, end in zip(wanted, ends, strict=False))
        if named and (pair["exposure"]["observed"] or pair["exposure"]["predicted"] or pair["exposure"]["computed"]):
            return {"exposure": pair["exposure"], "precipitant": ends[0], "object": ends[1]}
    raise LessonBroken(UNPLACED, 0, "No ratio is known for the pair.", "Check another pair, or drop the view.")


def _table(columns: Mapping[str, str], table: Table) -> dict[str, Any]:
    _known(table, *columns)
    rows = [[row[column].text if column in row else "" for column in columns] for row in table.rows]
    unlike = [list(row) for row in dict.fromkeys(map(tuple, rows))]
    return {"columns": list(columns.values()), "rows": unlike[:MAX_ROWS], "more": max(0, len(unlike) - MAX_ROWS)}


def _lines(view: View, table: Table) -> dict[str, Any]:
    """Return lines of bars or dots: a label, and its numbers with the words of each; the largest bar first."""
    label, total = view.options["label"], view.options.get("sum", "")
    value = total or view.options.get("value", COUNT)
    counted = value == COUNT and not total
    _known(table, label, *(() if counted else (value,)))
    groups: dict[str, list[Cell]] = {}
    for row in table.rows:
        if label in row and (counted or (value in row and row[value].number is not None)):
            groups.setdefault(row[label].text, []).append(row[label] if counted else row[value])
    lines: list[dict[str, Any]] = [
        {"label": name, "values": _values(group, count=counted, total=bool(total))} for name, group in groups.items()
    ]
    if view.kind == "bars":
        lines.sort(key=lambda line: (-line["values"][0]["number"], line["label"]))
    if not lines or (view.kind == "dots" and any(one["number"] <= 0 for line in lines for one in line["values"])):
        raise LessonBroken(UNPLACED, 0, "There is nothing to draw.", "Bars need numbers, dots numbers above zero.")
    return {"lines": lines[:MAX_LINES], "more": max(0, len(lines) - MAX_LINES), "unit": view.options.get("unit", "")}


def _values(group: Sequence[Cell], *, count: bool, total: bool) -> list[dict[str, Any]]:
    if count or total:
        whole = len(group) if count else sum(cell.number or 0 for cell in group)
        return [{"number": whole, "text": f"{whole:.0f}"}]
    numbers = {cell.number: cell.text for cell in group if cell.number is not None}
    return [{"number": number, "text": text} for number, text in sorted(numbers.items())]


def _known(table: Table, *columns: str) -> None:
    for column in columns:
        if column not in table.columns:
            there = ", ".join(table.columns[:MAX_LINES])
            raise LessonBroken(UNPLACED, 0, f"The view shows an unknown column “{column}”.", f"There are: {there}.")
