"""The triple store: the one module that knows Oxigraph. Texts and plain rows go in and out.

The default graph of every query is the union of the five named graphs. The store is filled once, then only read.
"""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph as ox

from graph.errors import OntologyBroken, QueryFailed, SnapshotMissing
from graph.names import GRAPH, graph_iri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from graph.tables import Triple

#: Media types a query's answer can take, by the kind of answer.
TABLE_TYPES: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH_TYPES: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}

#: Media types that keep the named graphs.
DATASET_TYPES: Final = {
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}

#: Up to this many statements are added one by one.
SMALL: Final = 2_000

#: One solution: variable name to the text of its value (IRI or literal); an unbound variable is absent.
Solution = dict[str, str]

#: Statements cut out of a store, to make small stores from; opaque outside this module.
Part = tuple[ox.Quad, ...]

_F = TypeVar("_F")


class Store:
    """A set of quads that answers SPARQL 1.1 queries."""

    def __init__(self) -> None:
        self._store = ox.Store()
        #: The file it was read from, as long as nothing was added or removed.
        self.source: Path | None = None

    @classmethod
    def open(cls, snapshot: Path) -> Store:
        """Load a snapshot (N-Quads, or JSON-LD by its ending) into memory; raise SnapshotMissing when it is damaged."""
        store = cls()
        form = ox.RdfFormat.JSON_LD if snapshot.suffix == ".jsonld" else ox.RdfFormat.N_QUADS
        try:
            store._store.bulk_load(path=str(snapshot), format=form, lenient=True)
            store.source = snapshot
        except FileNotFoundError as error:
            raise SnapshotMissing(snapshot) from error
        except (OSError, SyntaxError, ValueError) as error:
            raise SnapshotMissing(snapshot, f"the snapshot is damaged ({error})") from error
        return store

    def __len__(self) -> int:
        return len(self._store)

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add statements written as N-Triples terms to one of the five named graphs."""
        self.source = None
        name = f"<{graph_iri(graph)}>"
        text = "".join(f"{subject} {predicate} {thing} {name} .\n" for subject, predicate, thing in triples)
        self._store.bulk_load(io.BytesIO(text.encode()), format=ox.RdfFormat.N_QUADS)

    def add_turtle(self, graph: str, path: Path) -> None:
        """Add a Turtle file to one of the five named graphs; raise OntologyBroken when it is not Turtle."""
        self.source = None
        try:
            self._store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph_iri(graph)))
        except SyntaxError as error:
            raise OntologyBroken(path, f"this is not valid Turtle ({error}).", "Mend the place named.") from error

    def construct_into(self, graph: str, query: str) -> int:
        """Run a CONSTRUCT and add its statements to a named graph; return how many it found."""
        self.source = None
        name = ox.NamedNode(graph_iri(graph))
        found = [ox.Quad(t.subject, t.predicate, t.object, name) for t in self._construct(query)]
        if len(found) <= SMALL:  # the bulk loader is faster for many statements, and slower for few
            self._store.extend(found)
        else:
            self._store.bulk_extend(found)
        return len(found)

    def speaks_of(self, predicate: str) -> bool:
        """Tell whether any statement has this property, given as an IRI; far cheaper than a query."""
        return next(self._store.quads_for_pattern(None, ox.NamedNode(predicate), None, None), None) is not None

    def extract(self, query: str) -> Part:
        """Return what a CONSTRUCT finds, as a part that `Store.of` makes stores from."""
        name = ox.NamedNode(graph_iri("derived"))
        return tuple(ox.Quad(t.subject, t.predicate, t.object, name) for t in self._construct(query))

    @classmethod
    def of(cls, parts: Iterable[Part], without: Collection[str] = ()) -> Store:
        """Return a new store that holds these parts in its derived graph, without what they say of some subjects.

        The subjects in `without` are IRIs.
        """
        store = cls()
        quads: Iterator[ox.Quad] = itertools.chain.from_iterable(parts)
        if without:
            names = {f"<{name}>" for name in without}
            quads = (quad for quad in quads if str(quad.subject) not in names)
        store._store.extend(quads)
        return store

    def drop(self, predicate: str) -> None:
        """Remove every statement with this predicate, given as an IRI."""
        self.source = None
        for quad in list(self._store.quads_for_pattern(None, ox.NamedNode(predicate), None)):
            self._store.remove(quad)

    def forget(self, subjects: Iterable[str]) -> None:
        """Remove every statement about these subjects, given as IRIs."""
        for subject in list(subjects):
            for quad in list(self._store.quads_for_pattern(ox.NamedNode(subject), None, None)):
                self._store.remove(quad)

    def select(self, query: str) -> list[Solution]:
        """Return the solutions of a SELECT query as plain texts, in the query's order."""
        found = self._query(query)
        if not isinstance(found, ox.QuerySolutions):
            message = "this question must be a SELECT query"
            raise QueryFailed(message)
        names = [variable.value for variable in found.variables]
        return [{n: v.value for n, v in zip(names, row, strict=True) if v is not None} for row in found]

    def answer(self, query: str, media_type: str, default_graphs: Sequence[str] = ()) -> bytes:
        """Return the serialized answer of any query form.

        `media_type` must fit the form: see TABLE_TYPES (SELECT, ASK) and GRAPH_TYPES (CONSTRUCT, DESCRIBE).
        `default_graphs` narrows the default graph to some named graphs, given as IRIs. Raises QueryFailed.
        """
        found = self._query(query, default_graphs)
        if isinstance(found, ox.QueryTriples):
            return found.serialize(format=_format(GRAPH_TYPES, media_type)) or b""
        if isinstance(found, ox.QueryBoolean) and media_type in {"text/csv", "text/tab-separated-values"}:
            return b"true\n" if found else b"false\n"
        return found.serialize(format=_format(TABLE_TYPES, media_type)) or b""

    def dump(self) -> bytes:
        """Return all quads as N-Quads, one a line, sorted: equal stores give equal bytes."""
        text = self._store.dump(format=ox.RdfFormat.N_QUADS)
        lines = sorted((text or b"").splitlines(keepends=True))
        return b"".join(lines)

    def dataset(self, media_type: str) -> bytes:
        """Return all quads with their named graphs in a form of DATASET_TYPES; raise QueryFailed for another."""
        return self._store.dump(format=_format(DATASET_TYPES, media_type)) or b""

    def graph_sizes(self) -> dict[str, int]:
        """Return how many statements each named graph holds, by its short name."""
        rows = self.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
        return {row["g"].removeprefix(GRAPH): int(row["n"]) for row in rows}

    def _construct(self, query: str) -> list[ox.Triple]:
        found = self._query(query)
        if not isinstance(found, ox.QueryTriples):
            message = "this must be a CONSTRUCT query"
            raise QueryFailed(message)
        return list(found)

    def _query(
        self, query: str, default_graphs: Sequence[str] = ()
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(name) for name in default_graphs]
        try:
            if graphs:
                return self._store.query(query, default_graph=graphs)
            return self._store.query(query, use_default_graph_as_union=True)
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryFailed(str(error)) from error


def _format(table: dict[str, _F], media_type: str) -> _F:
    try:
        return table[media_type]
    except KeyError:
        message = f"this form of query cannot be answered as {media_type}; use one of {', '.join(table)}"
        raise QueryFailed(message) from None
