"""The command that serves. It loads nothing that its process does not need: workers answer, not the server."""

from __future__ import annotations

from typing import Annotated

import typer

from graph import snapshot
from graph.addresses import IN_FORCE
from graph.cli.app import address, app, progress


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the pages, the API and the SPARQL endpoint; builds a snapshot of our own first when it is stale."""
    from server import serve as run  # noqa: PLC0415 - the web framework is needed by this command only

    place = address()
    if place in IN_FORCE:
        snapshot.ensure(told=progress)
    run(host, port, place)
