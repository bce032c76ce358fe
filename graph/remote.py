"""A SPARQL endpoint somewhere else as the engine of a store: Virtuoso, `oxigraph serve`, a clustered server.

Every question names the graphs it reads (SPARQL 1.1 Protocol, section 2.1.4), so that the answer does not hang on what
the server takes as its default graph. Answers come as JSON results or N-Triples, whichever form the reader wants, and
are told on in the one form of graph.replies: servers differ in how they write the same value, some also in how they
write CSV, so what they serialize is never passed on as it is.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final

from graph.embedded import part_of
from graph.endpoint import Endpoint
from graph.engine import GRAPH_TYPES, TABLE_TYPES, misfit
from graph.errors import QueryFailed
from graph.names import GRAPH, GRAPHS, OWL, Dataset, graph_iri
from graph.replies import ROWS, Table, write_graph

if TYPE_CHECKING:
    from graph.endpoint import Reach
    from graph.engine import Part, Solution

TRIPLES: Final = "application/n-triples"
#: Where the graph says of itself which version it is.
VERSION: Final = f"SELECT ?version WHERE {{ <{GRAPH}> <{OWL}versionInfo> ?version }}"
#: Stands for no graph at all: no server holds it, and a server that is told of none takes some of its own.
_NOTHING: Final = f"{GRAPH}none"
_FORM: Final = re.compile(
    r"(?:\s|#[^\r\n]*+|BASE\s*+<[^>]*+>|PREFIX\s++[^\s:]*+:\s*+<[^>]*+>)*+(SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)


class Remote:
    """A SPARQL endpoint; one question at a time."""

    def __init__(self, url: str, reach: Reach | None = None) -> None:
        self._endpoint = Endpoint(url, reach)
        self._graphs: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return int(self.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"])

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of those of our named graphs that the server holds, sorted; what else it has is not ours."""
        if self._graphs is None:
            ours = sorted(map(graph_iri, GRAPHS))
            asked = ((name, self._table("ASK { ?s ?p ?o }", Dataset((name,), ()))) for name in ours)
            self._graphs = tuple(name for name, told in asked if told.truth)
        return self._graphs

    def version(self) -> str | None:
        """Return the data version that stands in the graph itself; None when none does."""
        return next((row["version"] for row in self.select(VERSION)), None)

    def speaks_of(self, predicate: str) -> bool:
        """Tell whether any statement has this property, given as an IRI."""
        return bool(self._table(f"ASK {{ ?s <{predicate}> ?o }}", None).truth)

    def select(self, query: str, dataset: Dataset | None = None) -> list[Solution]:
        """Return the solutions of a SELECT as plain texts."""
        if _form(query) != "SELECT":
            message = "this question must be a SELECT query"
            raise QueryFailed(message)
        return self._table(query, dataset).texts()

    def extract(self, query: str, dataset: Dataset | None = None) -> Part:
        """Return what a CONSTRUCT finds, as statements of the derived graph."""
        if _form(query) != "CONSTRUCT":
            message = "this must be a CONSTRUCT query"
            raise QueryFailed(message)
        return part_of(self._told(query, TRIPLES, dataset))

    def write(
        self, query: str, media_type: str, out: IO[bytes], dataset: Dataset | None = None, base: str | None = None
    ) -> None:
        """Write the answer of any form of query into a binary sink, when it has come whole."""
        tabular = _form(query) in {"SELECT", "ASK"}
        fitting = TABLE_TYPES if tabular else GRAPH_TYPES
        if media_type not in fitting:
            raise misfit(media_type, fitting)
        if base is not None:  # a BASE of the query itself comes after it, and so counts
            query = f"BASE <{base}>\n{query}"
        if tabular:
            self._table(query, dataset).write(media_type, out)
        else:
            write_graph(self._told(query, TRIPLES, dataset), media_type, out)

    def ready(self) -> None:
        """Ask the server which graphs it holds: as much as has to be known to ask it anything else."""
        self.graphs()

    def close(self) -> None:
        """Hang up until the next question."""
        self._endpoint.close()

    def _table(self, query: str, dataset: Dataset | None) -> Table:
        return Table.read(self._told(query, ROWS, dataset))

    def _told(self, query: str, media_type: str, dataset: Dataset | None) -> bytes:
        scope = dataset if dataset is not None else Dataset(self.graphs(), self.graphs())
        form = [("query", query)]
        form += [("default-graph-uri", name) for name in scope.default or (_NOTHING,)]
        form += [("named-graph-uri", name) for name in scope.named or (_NOTHING,)]
        return self._endpoint.post(form, media_type)


def _form(query: str) -> str:
    found = _FORM.match(query)
    if found is None:
        message = "this is no SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE must follow its prefixes"
        raise QueryFailed(message)
    return found[1].upper()
