"""What the store asks of whatever holds the statements: the seam between it and an engine.

An engine answers SPARQL 1.1 queries. Ours are embedded (graph.embedded: Oxigraph in this process, in memory or on
disk) and remote (a SPARQL endpoint). Where no Dataset is given, the default graph of a query is the union of all
named graphs, and each of them can be named. An engine raises QueryFailed for what it cannot read or evaluate, and
StoreUnusable when it cannot be reached or read at all.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final, Protocol, TypeAlias

from graph.errors import QueryFailed

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyoxigraph as ox

    from graph.names import Dataset

#: Statements cut out of a store, to make small stores from; opaque but for graph.embedded, which makes them.
Part: TypeAlias = "tuple[ox.Quad, ...]"

#: One solution: variable name to the text of its value (IRI or literal); an unbound variable is absent.
Solution = dict[str, str]

#: Media types a query's answer can take, by the kind of answer: SELECT and ASK, CONSTRUCT and DESCRIBE.
TABLE_TYPES: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPH_TYPES: Final = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-quads",
    "application/trig",
)

#: Media types that keep the named graphs of a whole store.
DATASET_TYPES: Final = ("application/n-quads", "application/trig", "application/ld+json")


class Engine(Protocol):
    """Holds named graphs and answers queries about them; one query at a time, in the thread that asked."""

    def __len__(self) -> int:
        """Return how many quads it holds."""

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs it holds, sorted."""

    def version(self) -> str | None:
        """Return the data version that it tells of itself; None when it tells none."""

    def speaks_of(self, predicate: str) -> bool:
        """Tell whether any statement has this property, given as an IRI."""

    def select(self, query: str, dataset: Dataset | None = None) -> list[Solution]:
        """Return the solutions of a SELECT in the query's order; raise QueryFailed for another form."""

    def extract(self, query: str, dataset: Dataset | None = None) -> Part:
        """Return what a CONSTRUCT finds; raise QueryFailed for another form."""

    def write(
        self, query: str, media_type: str, out: IO[bytes], dataset: Dataset | None = None, base: str | None = None
    ) -> None:
        """Write the answer of any form of query into a binary sink, chunk by chunk as it comes.

        `media_type` is one of TABLE_TYPES or GRAPH_TYPES; `base` resolves the relative IRIs of a query that names none.
        What the sink raises ends the query; it may be called once more after that, and must raise again. Raises
        QueryFailed, also midway, and when the type does not fit the form.
        """

    def ready(self) -> None:
        """Open what has to be opened to answer in this process."""

    def close(self) -> None:
        """Let go of files and connections; a later question takes them up again."""


def misfit(media_type: str, fitting: Collection[str]) -> QueryFailed:
    """Return the error for a media type that the form of a query has not."""
    return QueryFailed(f"this form of query cannot be answered as {media_type}; use one of {', '.join(fitting)}")
