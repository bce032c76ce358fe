"""The command `alkagraph` itself: what all its commands share.

Exit status: 0 done, 1 a problem with data or answer (an unrecognised name among them), 2 wrong usage.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

import typer

from graph import __version__, snapshot
from graph.addresses import IN_FORCE, MEMORY, Address
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

_told = ContextVar("address of the store", default=MEMORY)


def run() -> None:
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
    store: Annotated[
        str,
        typer.Option(
            envvar="ALKAGRAPH_STORE",
            help="Where the graph is: memory (the snapshot in force, loaded), disk (the same, read from its folder), "
            "oxigraph:FOLDER, sparql+http(s)://host/path, or the path of a snapshot.",
        ),
    ] = MEMORY,
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""
    _told.set(Address.parse(store).text)


def address() -> str:
    """Return the address of the store that the command was told to use."""
    return _told.get()


def store_in_force() -> Store:
    """Return the store that the command was told to use; a snapshot of our own is built first when it is stale."""
    place = address()
    if place in IN_FORCE:
        snapshot.ensure(told=progress)
    return Store.connect(place)


def version_of(store: Store) -> str:
    """Return the data version of a store; one that tells none is called by the address it was asked for at."""
    return store.version or address()


def progress(step: str, count: int) -> None:
    """Tell the reader of the terminal that a step of long work is done."""
    err.print(f"{step:<34} {count:>9,}", style="dim")
