"""The command `alkagraph`: a thin translation from words on a line to the functions of this package."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Final

from graph.cli.app import app, run

if TYPE_CHECKING:
    import typer

__all__ = ["main", "whole"]

#: The modules that add their commands to the one application.
MODULES: Final = ("asking", "serving", "curating", "evaluating", "explaining", "keeping", "screening")


def whole() -> typer.Typer:
    """Return the application with all its commands."""
    for name in MODULES:
        importlib.import_module(f"graph.cli.{name}")
    return app


def main() -> None:
    """Run the command. A server starts without what only the other commands need."""
    if sys.argv[1:2] == ["serve"]:
        importlib.import_module("graph.cli.serving")
    else:
        whole()
    run()
