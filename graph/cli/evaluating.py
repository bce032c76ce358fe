"""Commands that measure: evaluate auc, on a sheet of pairs that somebody else has put together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.cli.app import app, progress, store_in_force
from graph.evaluation.ratios import evaluate_ratios
from graph.evaluation.trials import read_trials
from graph.show import Measured, show_evaluation

evaluate = typer.Typer(no_args_is_help=True, help="Measure predictions and alerts on an independent set of pairs.")
app.add_typer(evaluate, name="evaluate", help="Measure predictions and alerts on an independent set of pairs.")

SheetArgument = Annotated[
    Path, typer.Argument(help="Sheet of pairs, tab- or comma-separated.", exists=True, dir_okay=False, readable=True)
]


@evaluate.callback()
def measure() -> None:
    """Measure predictions and alerts on an independent set of pairs."""


@evaluate.command(name="auc")
def auc_command(
    sheet: SheetArgument,
    show: Annotated[Measured, typer.Option("--format", "-f", help="How to write the report.")] = Measured.table,
) -> None:
    """Compare predicted with observed changes of exposure; what the graph holds of a pair is hidden first."""
    report = evaluate_ratios(store_in_force(), read_trials(sheet), progress)
    show_evaluation(report, show)
