"""Let `python -m graph` be the command `alkagraph`."""

from graph.cli import main

main()
