"""The command `alkagraph`: a thin translation from words on a line to the functions of this package."""

# each module adds its commands to the one application
from graph.cli import asking, curating, evaluating, explaining, keeping, screening
from graph.cli.app import app, main

__all__ = ["app", "asking", "curating", "evaluating", "explaining", "keeping", "main", "screening"]
