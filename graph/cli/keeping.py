"""Commands that look after stores: verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph import snapshot
from graph.addresses import IN_FORCE, MEMORY
from graph.cli.app import address, app
from graph.show import err, out
from graph.verification import verify


@app.command(name="verify")
def verify_command(
    store: Annotated[str, typer.Option("--store", help="Address of the store; what is in force by default.")] = "",
    home: Annotated[Path | None, typer.Option("--home", help="Folder of snapshots; the usual one by default.")] = None,
    *,
    deep: Annotated[bool, typer.Option("--deep", help="Read every statement of a store on disk as well.")] = False,
) -> None:
    """Hold a store against its manifest: files, lengths, digests, and how much each graph holds."""
    place = store or address()
    if home is not None and store:
        message = "Name a store or a folder of snapshots, not both."
        raise typer.BadParameter(message)
    faults = verify(MEMORY if home is not None else place, home, deep=deep)
    for fault in faults:
        out.print(str(fault), markup=False, soft_wrap=True)
    if faults:
        err.print(f"{len(faults)} fault{'s' if len(faults) != 1 else ''} found", style="red")
        raise typer.Exit(1)
    told = home or (snapshot.home() if place in IN_FORCE else place)
    out.print(f"no fault in {told}", markup=False)
