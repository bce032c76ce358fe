"""Count what a store holds, by graph, class and property, and keep the counts beside the snapshot.

The counts are answers of the question library; graph.description writes them down as VoID.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.errors import QuestionUnknown
from graph.keeping import keep, kept
from graph.queries import ask

if TYPE_CHECKING:
    from graph.store import Solution, Store

#: The questions that are asked. On a large store a single one takes about a second.
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
    """Return the counts of a store: as they were kept, or counted now."""
    return {name: counted(store, name) for name in QUESTIONS}


def counted(store: Store, name: str) -> list[Solution]:
    """Return the rows of one of QUESTIONS: as they were kept, or asked now; raise QuestionUnknown for another."""
    if name not in QUESTIONS:
        message = f"“{name}” is no question that counts; those are: {', '.join(QUESTIONS)}"
        raise QuestionUnknown(message)
    return kept(store, _place(name), lambda: ask(store, name))


def keep_partitions(store: Store) -> int:
    """Count a store and keep the counts beside its snapshot; return how many rows there are."""
    rows = 0
    for name in QUESTIONS:
        found = ask(store, name)
        keep(store, _place(name), found)
        rows += len(found)
    return rows


def _place(name: str) -> str:
    return f"count-{name}"
