"""Commands that measure on a sheet of pairs that somebody else has put together: evaluate auc, evaluate alerts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.cli.app import app, progress, store_in_force
from graph.evaluation.alerts import evaluate_alerts
from graph.evaluation.ratios import evaluate_ratios
from graph.evaluation.telling import lines_of_alerts
from graph.evaluation.trials import read_trials
from graph.show import Measured, out, print_json, show_evaluation

evaluate = typer.Typer(no_args_is_help=True, help="Measure predictions and alerts on an independent set of pairs.")
app.add_typer(evaluate, name="evaluate", help="Measure predictions and alerts on an independent set of pairs.")

SheetArgument = Annotated[
    Path, typer.Argument(help="Sheet of pairs, tab- or comma-separated.", exists=True, dir_okay=False, readable=True)
]
MeasuredOption = Annotated[Measured, typer.Option("--format", "-f", help="How to write the report.")]


@evaluate.callback()
def measure() -> None:
    """Measure predictions and alerts on an independent set of pairs."""


@evaluate.command(name="auc")
def auc_command(sheet: SheetArgument, show: MeasuredOption = Measured.table) -> None:
    """Compare predicted with observed changes of exposure; what the graph holds of a pair is hidden first."""
    report = evaluate_ratios(store_in_force(), read_trials(sheet), progress)
    show_evaluation(report, show)


@evaluate.command(name="alerts")
def alerts_command(sheet: SheetArgument, show: MeasuredOption = Measured.table) -> None:
    """Measure which pairs interrupt: columns drug_a, drug_b and expected.

    What is expected is one of must_flag, must_not_interrupt and negative_control.
    """
    found = evaluate_alerts(store_in_force(), sheet, told=progress)
    if show is Measured.json:
        print_json(found)
    else:
        out.print("\n".join(lines_of_alerts(found)), markup=False)
