"""The suite of the SPARQL 1.1 Protocol: requests as they are written there, and what may come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from tests.conformance.manifests import MF, Manifest, file_of
from tests.conformance.world import Said, Served, triples_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conformance.manifests import Term

PATH: Final = "sparql11/protocol/manifest.ttl"
HT: Final = "http://www.w3.org/2011/http#"
CNT: Final = "http://www.w3.org/2011/content#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"

_TABULAR: Final = {
    *("application/sparql-results+xml", "application/sparql-results+json"),
    *("text/csv", "text/tab-separated-values"),
}
#: What the tests call kinds of answers; their names say which media types are meant.
FORMATS: Final = {
    "boolean": {"application/sparql-results+xml", "application/sparql-results+json"},
    "tabular": _TABULAR,
    "RDF": {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"},
}


@dataclass(frozen=True)
class Exchange:
    """One request of a test, and what the answer must be: one of some classes of status, a format, a truth."""

    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    statuses: frozenset[int]  # their first digits
    form: str = ""
    boolean: bool | None = None

    def fault(self, served: Served) -> str:
        """Send it, and say what is wrong with the answer; nothing when all is well."""
        said = served.send(self.method, self.path, self.body, {"Accept": "*/*", **self.headers})
        if said.status // 100 not in self.statuses:
            return f"{said.status} {said.body[:100]!r}"
        if self.form and said.media_type not in FORMATS[self.form]:
            return f"{said.media_type} is not {self.form}"
        return "" if self.boolean is None else _wrong(said, wanted=self.boolean)


def _wrong(said: Said, *, wanted: bool) -> str:
    found = ox.parse_query_results(said.body, format=ox.QueryResultsFormat.from_media_type(said.media_type))
    return "" if isinstance(found, ox.QueryBoolean) and bool(found) == wanted else f"{said.body[:100]!r}"


def fill(store: ox.Store, home: Path) -> None:
    """Load the graphs that tests of the protocol bring, under the names they give them."""
    manifest = Manifest(home, PATH)
    for entry in manifest.entries():
        for graph in manifest.all(entry, UT + "graphData"):
            name = ox.NamedNode(_text(manifest.one(graph, LABEL)))
            file = _text(manifest.one(graph, UT + "graph"))
            if file_of(home, file).is_file():
                store.extend(ox.Quad(q.subject, q.predicate, q.object, name) for q in triples_of(home, file))


def tests(home: Path) -> dict[str, list[Exchange]]:
    """Return the requests of each test, by the test's IRI."""
    manifest = Manifest(home, PATH)
    return {entry.value: list(_exchanges(manifest, entry)) for entry in manifest.entries()}


def _exchanges(manifest: Manifest, entry: ox.NamedNode) -> Iterator[Exchange]:
    action = manifest.one(entry, MF + "action")
    for request in manifest.items(manifest.one(action, HT + "requests") if action is not None else None):
        headers = {
            _text(manifest.one(header, HT + "fieldName")): _text(manifest.one(header, HT + "fieldValue"))
            for header in manifest.items(manifest.one(request, HT + "headers"))
        }
        body, answer = manifest.one(request, HT + "body"), manifest.one(request, HT + "resp")
        if answer is None:
            continue
        truth = manifest.one(answer, MF + "expectedBoolean")
        yield Exchange(
            method=_text(manifest.one(request, HT + "methodName")),
            path=_text(manifest.one(request, HT + "absolutePath")).replace("/sparql/", "/sparql", 1),
            body=_bytes(manifest, body),
            headers=headers,
            statuses=frozenset(int(_text(one)[-3]) for one in manifest.all(answer, MF + "expectedStatus")),
            form=_text(manifest.one(answer, MF + "expectedFormat")),
            boolean=None if truth is None else _text(truth) == "true",
        )


def _bytes(manifest: Manifest, body: Term | None) -> bytes | None:
    if body is None:
        return None
    encoding = _text(manifest.one(body, CNT + "characterEncoding")) or "UTF-8"
    return _text(manifest.one(body, CNT + "chars")).encode(encoding)


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
