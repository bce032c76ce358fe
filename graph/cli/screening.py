"""The command that answers every pair at once: screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from graph.cli.app import app, progress, store_in_force
from graph.resolve import names_of
from graph.show import out

if TYPE_CHECKING:
    from graph.store import Store

_DEFAULT: Final = Path("alkagraph-screen.tsv")


@app.command(name="screen")
def screen_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Substances to screen against every other; leave out with --all.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Screen every substance against every other.")] = False,
    others: Annotated[
        list[str] | None, typer.Option("--with", help="Only pairs with this substance; may be given several times.")
    ] = None,
    severity: Annotated[str, typer.Option("--min-severity", help="Only pairs of this severity or worse.")] = "",
    alerts_only: Annotated[
        bool, typer.Option("--alerts-only", help="Only pairs that deserve an interruption.")
    ] = False,
    target: Annotated[
        Path, typer.Option("--out", "-o", help="Table to write: .tsv or .csv, and .gz after it.")
    ] = _DEFAULT,
) -> None:
    """Answer every ordered pair as a check does, in seconds, and write those of which anything is known as a table."""
    from graph.screening.answering import screen  # noqa: PLC0415 - loads numpy, which most commands never need
    from graph.screening.choosing import Choice, chosen, summary_of  # noqa: PLC0415
    from graph.screening.table import write_table  # noqa: PLC0415

    if bool(names) == everything:
        message = "Give names of substances, or --all for every one."
        raise typer.BadParameter(message)
    store = store_in_force()
    choice = Choice(_meant(store, names), _meant(store, others), severity, alerts_only)
    found = screen(store, told=progress)
    places = chosen(found, choice)
    write_table(found, places, target, told=progress)
    _print_summary(summary_of(found, choice, places), target)


def _meant(store: Store, names: list[str] | None) -> frozenset[str] | None:
    """Return what names mean, a combination being its ingredients; None without names. Raises NameUnresolved."""
    if not names:
        return None
    found = [names_of(store).resolve(name) for name in names]
    return frozenset(part.participant for match in found for part in match.ingredients or (match,))


def _print_summary(told: dict[str, Any], target: Path) -> None:
    out.print(f"{told['pairs']:>12,} ordered pairs among {told['substances']:,} substances", markup=False)
    out.print(f"{told['unstudied']:>12,} unstudied: nothing is known, which is not safe", markup=False)
    out.print(f"{told['rows']:>12,} rows in {target}", markup=False)
    out.print(f"{told['alerts']:>12,} with an alert", markup=False)
    for title, counts in (("answer", told["by_answer"]), ("severity", told["by_severity"])):
        for name, count in counts.items():
            out.print(f"{count:>12,} {title} {name.replace('_', ' ')}", markup=False)
