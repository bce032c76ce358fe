"""The graph under attack: the toy world, and so many invented things beside it that products of them never end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph import snapshot
from tests.server.conftest import ALKA, GRAPH, LABEL
from tests.toy_world import furnish

if TYPE_CHECKING:
    from pathlib import Path

THINGS: Final = 20_000
#: The edge between invented things; following it from any of them reaches them all.
NEXT: Final = "https://w3id.org/alkagraph/schema#follows"


def thing(number: int) -> str:
    """Return the IRI of an invented thing."""
    return f"{ALKA}thing-{number}"


def raise_world(folder: Path) -> Path:
    """Write the graph into a folder and return its file."""
    (folder / "facts").mkdir()
    snapshot.build(furnish(folder / "facts"), folder / "built")
    known = snapshot.current(folder / "built").read_text(encoding="utf-8")
    lines = []
    for number in range(THINGS):
        after = thing((number * 7 + 1) % THINGS)
        lines.append(f"<{thing(number)}> <{NEXT}> <{after}> <{GRAPH}asserted> .\n")
        lines.append(f'<{thing(number)}> <{LABEL}> "thing {number}"@en <{GRAPH}vocabulary> .\n')
    path = folder / "world.nq"
    path.write_text(known + "".join(lines), encoding="utf-8")
    return path
