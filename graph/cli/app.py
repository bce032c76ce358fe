"""The command `alkagraph` itself: what all its commands share.

Exit status: 0 done, 1 a problem with data or answer (an unrecognised name among them), 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph import __version__, snapshot
from graph.errors import AlkaGraphError
from graph.show import Show, err, out
from graph.store import Store

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    help="Ask how plant alkaloids interact with medicines, with the evidence for every answer.",
)
ShowOption = Annotated[Show, typer.Option("--format", "-f", help="How to write the answer.")]
FactsOption = Annotated[
    Path | None, typer.Option("--facts", help="Folder of fact tables; the built-in ones by default.")
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", help="Count only this kind of evidence, such as human; again, or with commas, for more."),
]
NoOption = Annotated[
    list[str] | None,
    typer.Option("--no", help="Set this kind of evidence aside, such as “case reports”; may be given again."),
]
LevelOption = Annotated[str, typer.Option("--min-level", help="Set aside what stands below this level of evidence.")]


def main() -> None:
    """Run the command; every error of the family becomes one clear message and exit status 1."""
    try:
        app()
    except AlkaGraphError as error:
        err.print(str(error), markup=False, style="red")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        err.print(f"{error}. Nothing was written.", markup=False, style="red")
        sys.exit(1)


def _version(wanted: bool) -> None:  # noqa: FBT001 - the shape typer calls back with
    if wanted:
        out.print(f"alkagraph {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


def store_in_force() -> Store:
    """Return the snapshot in force, built first when it is stale."""
    return Store.open(snapshot.ensure(told=progress))


def progress(step: str, count: int) -> None:
    """Tell the reader of the terminal that a step of long work is done."""
    err.print(f"{step:<34} {count:>9,}", style="dim")
