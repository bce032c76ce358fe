"""All data of the suites in one store, each file a graph of its own, and two ways to ask it."""

from __future__ import annotations

import http.client
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlencode

import pyoxigraph as ox

from graph.errors import AlkaGraphError
from graph.guard import examine
from tests.conformance.manifests import HOME, Case, file_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: A graph of one statement: what a test may be asked over when it says nothing about data.
TINY: Final = "urn:x-conformance:tiny"
#: The graph that tests of the protocol name and do not bring.
UNSEEN: Final = "http://kasei.us/2009/09/sparql/data/data0.rdf"

_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".n3": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}


@dataclass(frozen=True)
class Said:
    """What came back: an answer in a media type with status 200, or a refusal."""

    status: int
    body: bytes
    media_type: str = ""


class Endpoint(Protocol):
    """Something that answers a query over some graphs."""

    def ask(self, query: bytes, graphs: tuple[tuple[str, ...], tuple[str, ...]], accept: str) -> Said:
        """Answer a query over default and named graphs; no graphs at all leave the choice to the query."""
        ...


def triples_of(home: Path, iri: str) -> Iterator[ox.Quad]:
    """Return what a file of the suites says, its blank nodes renamed so that no other file has them."""
    path = file_of(home, iri)
    return ox.parse(path=str(path), format=_FORMATS[path.suffix], base_iri=iri, rename_blank_nodes=True)


def named_in(home: Path, iri: str) -> tuple[str, ...]:
    """Return the named graphs that a file of quads brings along."""
    graphs = {quad.graph_name for quad in triples_of(home, iri)} if iri.endswith((".trig", ".nq")) else set()
    return tuple(sorted(graph.value for graph in graphs if isinstance(graph, ox.NamedNode)))


def names(home: Path, cases: Iterable[Case]) -> dict[str, None]:
    """Return the IRIs of all data files that tests name, in their manifests or by FROM."""
    found: dict[str, None] = {}
    for case in cases:
        asked = (*case.data, *case.named)
        if case.valid is None:
            try:
                dataset = examine(case.text, base=case.base).dataset
            except AlkaGraphError:
                dataset = None
            asked += (*dataset.default, *dataset.named) if dataset else ()
        found.update(dict.fromkeys(iri for iri in asked if file_of(home, iri).is_file()))
    return found


def fill(store: ox.Store, home: Path, iris: Iterable[str]) -> None:
    """Load each data file into the graph of its own IRI; a graph is there even when its file says nothing."""
    for iri in iris:
        name = ox.NamedNode(iri)
        store.add_graph(name)
        for quad in triples_of(home, iri):
            graph = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else name
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    for iri in (TINY, UNSEEN):
        thing = ox.NamedNode("urn:x-conformance:thing")
        store.add(ox.Quad(thing, thing, thing, ox.NamedNode(iri)))


class Bare:
    """The engine in this process, without anything of ours around it."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def ask(self, query: bytes, graphs: tuple[tuple[str, ...], tuple[str, ...]], accept: str) -> Said:
        """Answer a query over default and named graphs."""
        scope: dict[str, Any] = {}
        if any(graphs):
            scope = dict(
                zip(("default_graph", "named_graphs"), ([*map(ox.NamedNode, part)] for part in graphs), strict=True)
            )
        out = io.BytesIO()
        try:
            found = self._store.query(query.decode(), base_iri=HOME, **scope)
            if isinstance(found, ox.QueryTriples):
                found.serialize(out, format=ox.RdfFormat.N_TRIPLES)
                return Said(200, out.getvalue(), "application/n-triples")
            form = ox.QueryResultsFormat.from_media_type(accept) or ox.QueryResultsFormat.JSON
            if isinstance(found, ox.QueryBoolean):
                form = ox.QueryResultsFormat.JSON
            found.serialize(out, format=form)
        except (SyntaxError, ValueError) as error:
            return Said(400, str(error).encode())
        except (OSError, RuntimeError) as error:
            return Said(500, str(error).encode())
        return Said(200, out.getvalue(), form.media_type.partition(";")[0])


class Served:
    """Our endpoint, over one connection that is kept alive."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/sparql"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, query: bytes, graphs: tuple[tuple[str, ...], tuple[str, ...]], accept: str) -> Said:
        """Answer a query over default and named graphs, as a POST of the query."""
        default, named = graphs
        asked = [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]
        path = "/sparql" + ("?" + urlencode(asked) if asked else "")
        return self.send("POST", path, query, {"Content-Type": "application/sparql-query", "Accept": accept})

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Said:
        """Send one request as it is."""
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        media_type = answer.headers.get("Content-Type", "").partition(";")[0]
        return Said(answer.status, answer.read(), media_type)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
