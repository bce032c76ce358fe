"""Count what a store holds, by graph, class and property, and keep the counts beside the snapshot.

The counts are answers of the question library; graph.description writes them down as VoID.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.keeping import keep, kept
from graph.queries import ask

if TYPE_CHECKING:
    from graph.store import Solution, Store

#: The name under which the counts are kept.
NAME: Final = "partitions"
#: The questions that are asked, in the order of their work.
QUESTIONS: Final = (
    "prefixes",
    "dataset-size",
    "graph-sizes",
    "class-partitions",
    "property-partitions",
    "class-property-partitions",
    "object-partitions",
    "datatype-partitions",
)

#: The rows of each question, by its name.
Partitions = dict[str, list["Solution"]]


def partitions_of(store: Store) -> Partitions:
    """Return the counts of a store: as they were kept, or counted now, which takes seconds on a large one."""
    return kept(store, NAME, lambda: _counted(store))


def keep_partitions(store: Store) -> int:
    """Count a store and keep the counts beside its snapshot; return how many rows there are."""
    found = _counted(store)
    keep(store, NAME, found)
    return sum(len(rows) for rows in found.values())


def _counted(store: Store) -> Partitions:
    return {name: ask(store, name) for name in QUESTIONS}
