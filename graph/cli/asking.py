"""Commands that ask the graph: check, ask, sparql, graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.checker import CheckRequest, check
from graph.cli.app import (
    LevelOption,
    NoOption,
    OnlyOption,
    ShowOption,
    app,
    store_in_force,
    version_of,
)
from graph.filters import Filters
from graph.guard import TYPED, examine
from graph.inquiry import filled
from graph.pieces import MAX_TEXT
from graph.queries import library, question
from graph.show import Show, err, out, show_answer, show_report
from graph.summary import lost


@app.command(name="check")
def check_command(  # noqa: PLR0913 - each option of a command is a parameter
    substances: Annotated[
        list[str],
        typer.Argument(
            help="Products, alkaloids and medicines, in free words with dose and frequency; “-” reads them from input."
        ),
    ],
    *,
    patient: Annotated[
        list[str] | None,
        typer.Option("--patient", help="What is known of the patient, as field=value; may be repeated."),
    ] = None,
    alert_from: Annotated[
        int | None,
        typer.Option("--alert-from", min=1, max=3, help="Operational class from which pairs interrupt; 3 shows most."),
    ] = None,
    show: ShowOption = Show.table,
    only: OnlyOption = None,
    no: NoOption = None,
    min_level: LevelOption = "",
) -> None:
    """Say for each ordered pair of substances what happens, how sure it is, who says so and what to do."""
    store = store_in_force()
    texts = [sys.stdin.read(MAX_TEXT + 1)] if substances == ["-"] else substances
    filters = Filters.of(only or (), no or (), min_level)
    request = CheckRequest.of_text(*texts, patient=patient or (), alert_from=alert_from, filters=filters)
    report = check(store, request, version_of(store))
    show_report(store, report, show)
    for item in report["unresolved"]:
        err.print(lost(item), markup=False, style="red")
    if report["unresolved"]:
        raise typer.Exit(1)


@app.command(name="ask")
def ask_command(
    name: Annotated[str, typer.Argument(help="Name of a question; leave out to list them.")] = "",
    values: Annotated[
        list[str] | None, typer.Argument(help="Inputs as name=value; a value is a name, a label or an id.")
    ] = None,
    show: ShowOption = Show.table,
) -> None:
    """Ask a question of the library; without a name, list the questions."""
    if not name:
        for known in library().values():
            taken = " ".join(f"{key}=…" for key in known.inputs)
            out.print(f"{known.name} {taken}\n    {known.wording}", markup=False)
        return
    store = store_in_force()
    asked = question(name)
    given = {key: [text] for key, _, text in (value.partition("=") for value in values or [])}
    show_answer(store, filled(store, asked, given), show)


@app.command()
def sparql(
    query: Annotated[str, typer.Argument(help="A SPARQL query, or “-” to read it from input.")],
    show: ShowOption = Show.table,
) -> None:
    """Run a SPARQL query on the whole graph, or on the graphs that it names with FROM."""
    text = sys.stdin.read() if query == "-" else query
    show_answer(store_in_force(), text, show, examine(text, limits=TYPED).dataset)


@app.command(name="graph")
def graph_command(
    names: Annotated[list[str], typer.Argument(help="Things to start from.")],
    target: Annotated[Path, typer.Option("--out", "-o", help="HTML file to write.")] = Path("graph.html"),
) -> None:
    """Draw the surroundings of some things as one HTML page that works without a network."""
    from graph.notebook.view import View  # noqa: PLC0415 - drawing loads pyvis, which other commands never need

    view = View.around(store_in_force(), tuple(names))
    view.save(target)
    out.print(f"wrote {target} ({target.stat().st_size / 1024:.0f} KB)", markup=False)
