"""Write answers to a terminal or a pipe: tables for people, JSON, CSV and Turtle for programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

from graph.audit import COLUMNS, SHORT, checklist
from graph.evaluation.lines import lists, measures, summary
from graph.filters import FIELDS, Filters
from graph.names import ALKA, local
from graph.queries import bind, question
from graph.report import rows_of
from graph.store import table_of
from graph.summary import summaries, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.names import Dataset
    from graph.store import Store

Json = dict[str, Any]

TURTLE: Final = "text/turtle"

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Show(StrEnum):
    """How an answer is written."""

    table = "table"
    json = "json"
    csv = "csv"
    ttl = "ttl"


class Sheet(StrEnum):
    """How a report in rows is written."""

    table = "table"
    json = "json"
    csv = "csv"


class Measured(StrEnum):
    """How measures of an evaluation are written."""

    table = "table"
    json = "json"


class Checklist(StrEnum):
    """How an audit is written."""

    list = "list"
    table = "table"
    json = "json"
    csv = "csv"


def show_stats(report: Json, how: Sheet) -> None:
    """Write the evidence report."""
    _print_sheet(report, rows_of(report), ("section", "what", "count", "against"), how)


def show_audit(found: Json, how: Checklist) -> None:
    """Write the statements drawn for an audit; that there were no more to draw is told on the error stream."""
    if how is Checklist.list:
        out.print(checklist(found), markup=False)
    else:
        _print_sheet(found, found["items"], COLUMNS if how is Checklist.csv else SHORT, Sheet(how.value))
    if found["sample"] < found["asked"]:
        err.print(f"There are only {found['population']} such statements; this is all of them.", style="dim")


def show_evaluation(report: Json, how: Measured) -> None:
    """Write the measures of predictions on a sheet: JSON, or a table of measures and lists of rows for people."""
    if how is Measured.json:
        print_json(report)
        return
    out.print(summary(report), markup=False)
    _print_table(measures(report), list(measures(report)[0]))
    for title, lines in lists(report).items():
        out.print(f"{title}: {len(lines) or 'none'}", style="bold")
        out.print("\n".join(f"    {line}" for line in lines), markup=False)


def show_report(store: Store, report: dict[str, Any], show: Show) -> None:
    """Write the report of a check."""
    if show is Show.json:
        print_json(report)
    elif show is Show.csv:
        _print_rows(summaries(report))
    elif show is Show.ttl:
        pairs = [f"{ALKA}interaction--{p['precipitant']['id']}--{p['object']['id']}" for p in report["pairs"]]
        # loaded here, since every command shows something and a server must start quickly
        from graph.checker import pairs_of  # noqa: PLC0415
        from graph.narrowing import derive, narrowing  # noqa: PLC0415

        names = sorted({ALKA + pair["precipitant"]["id"] for pair in report["pairs"]})
        asked = Filters.parse({name: report["filters"][name] for name in FIELDS}) if "filters" in report else None
        part = derive(store, names, narrowing(store, asked)) if asked else pairs_of(store, names)
        _write(part.answer(bind(question("describe"), {"thing": pairs}), TURTLE))
    else:
        for text, style in written(report):
            out.print(text, style=style, markup=False)


def show_review(judged: dict[str, Any], show: Show) -> None:
    """Write what a batch of proposed rows would cause: JSON, or a list for people."""
    if show is Show.json:
        print_json(judged)
        return
    origin = judged["batch"]["origin"]
    out.print(
        f"{judged['batch']['name']}: {origin['dc:source']}, by {origin['dc:creator']}, {origin['dc:date']}",
        markup=False,
    )
    for row in judged["batch"]["rows"]:
        mark = "+" if row["id"] in judged["new"] else "~"
        said = [
            row["subject_label"],
            row["predicate"],
            row["object_label"],
            row["endpoint"],
            row["as_printed"],
            row["stance"],
        ]
        out.print(f"  {mark} {row['id']}: {' '.join(filter(None, said))} [{row['citation']}]", markup=False)
    lists = {
        "cells changed": [f"{c['row']}, {c['column']}: “{c['before']}” → “{c['after']}”" for c in judged["changes"]],
        "faults": [fault["text"] for fault in judged["faults"]],
        "said already": [_twin(twin) for twin in judged["twins"]],
        "would come into dispute": judged["conflicts"],
    }
    for title, lines in lists.items():
        out.print(f"{title}: {len(lines) or 'none'}", style="bold")
        for line in lines:
            out.print(f"    {line}", markup=False)
    out.print("This batch can be accepted." if judged["acceptable"] else "This batch cannot be accepted as it is.")


def _twin(twin: dict[str, Any]) -> str:
    source = "of the same source: delete one" if twin["same_source"] else "of another source: both may stand"
    return f"{twin['row']} says what {twin['other']} says, {source}"


def show_answer(store: Store, text: str, show: Show, dataset: Dataset | None = None) -> None:
    """Run a query and write its answer; a graph answer is always Turtle. Raises QueryFailed."""
    if show is Show.ttl:
        _write(store.answer(text, TURTLE, dataset))
        return
    table = table_of(store, text, dataset)
    if table.truth is not None:
        out.print(str(table.truth).lower())
        return
    names, rows = table.names, table.texts()
    if show is Show.json:
        print_json(rows)
    else:
        cells = [{name: row.get(name, "") for name in names} for row in rows]
        _print_rows(cells, names) if show is Show.csv else _print_table(cells, names)


def _print_sheet(whole: Json, rows: Sequence[Json], names: Sequence[str], how: Sheet) -> None:
    """Write the whole of a report as JSON, or its rows as a table or as CSV with the columns `names`."""
    cells = [{name: str(row.get(name, "")) for name in names} for row in rows]
    if how is Sheet.json:
        print_json(whole)
    elif how is Sheet.csv:
        _print_rows(cells, names)
    else:
        _print_table(cells, names)


def _print_rows(rows: Sequence[dict[str, str]], names: Sequence[str] = ()) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names or (rows[0] if rows else ())), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    sys.stdout.write(text.getvalue())


def _print_table(rows: Sequence[dict[str, str]], names: Sequence[str]) -> None:
    table = Table(*names, show_lines=False)
    for row in rows:
        table.add_row(*(local(row[name]) for name in names))
    out.print(table)
    out.print(f"{len(rows)} rows")


def print_json(value: object) -> None:
    """Write a value as JSON, every character as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(content)
