"""Read the official manifests: what each test asks, over which data, and what it expects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Every file of the suites goes by an IRI below this one, wherever the suites lie.
HOME: Final = "https://w3c.github.io/rdf-tests/sparql/"
MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

#: The manifests we run, by the row of the table in docs/conformance.md that counts them.
SUITES: Final = {
    "SPARQL 1.0": ("sparql10/manifest-evaluation.ttl", "sparql10/manifest-syntax.ttl"),
    "SPARQL 1.1": tuple(
        f"sparql11/{folder}/manifest.ttl"
        for folder in (
            *("aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation"),
            *("project-expression", "property-path", "subquery", "syntax-query", "syntax-fed"),
        )
    ),
    "SPARQL 1.1 results": ("sparql11/csv-tsv-res/manifest.ttl", "sparql11/json-res/manifest.ttl"),
    "SPARQL 1.2": ("sparql12/manifest.ttl",),
}
_EVALUATION: Final = {"QueryEvaluationTest", "CSVResultFormatTest"}
_SYNTAX: Final = {
    **dict.fromkeys(("PositiveSyntaxTest", "PositiveSyntaxTest11"), True),
    **dict.fromkeys(("NegativeSyntaxTest", "NegativeSyntaxTest11"), False),
}


@dataclass(frozen=True)
class Case:
    """One test. `data` and `named` are the IRIs of its default and named graphs; `valid` is for syntax tests alone."""

    iri: str
    suite: str
    folder: str
    home: Path
    base: str
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: str = ""
    valid: bool | None = None
    lax: bool = False  # REDUCED: how often a row comes is left open

    @cached_property
    def text(self) -> bytes:
        """The query as it lies on disk."""
        return file_of(self.home, self.base).read_bytes()


class Manifest:
    """One manifest as a graph of its own."""

    def __init__(self, home: Path, path: str) -> None:
        self.home, self.path = home, path
        self._store = ox.Store()
        self._store.load(path=str(home / path), format=ox.RdfFormat.TURTLE, base_iri=HOME + path)

    def one(self, subject: Term, predicate: str) -> Term | None:
        """Return the only value of a property, if there is one."""
        return next(self.all(subject, predicate), None)

    def all(self, subject: Term | None, predicate: str) -> Iterator[Term]:
        """Return the values of a property."""
        if isinstance(subject, ox.Literal):
            return iter(())
        return (quad.object for quad in self._store.quads_for_pattern(subject, ox.NamedNode(predicate), None))

    def items(self, head: Term | None) -> Iterator[Term]:
        """Return the members of an RDF list."""
        while head is not None and head != ox.NamedNode(RDF + "nil"):
            first = self.one(head, RDF + "first")
            if first is not None:
                yield first
            head = self.one(head, RDF + "rest")

    def entries(self) -> Iterator[ox.NamedNode]:
        """Return the tests in their order."""
        for head in self.all(None, MF + "entries"):
            yield from (entry for entry in self.items(head) if isinstance(entry, ox.NamedNode))

    def included(self) -> Iterator[Manifest]:
        """Return this manifest and all that it includes."""
        yield self
        for head in self.all(None, MF + "include"):
            for item in self.items(head):
                yield from Manifest(self.home, _value(item).removeprefix(HOME)).included()

    def kind(self, entry: ox.NamedNode) -> str:
        """Return the class of a test, without its namespace."""
        kind = self.one(entry, RDF + "type")
        return _value(kind).rpartition("#")[2] if kind is not None else ""


Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def cases(home: Path, suite: str) -> Iterator[Case]:
    """Return the query tests of a suite, in the order of its manifests."""
    for path in SUITES[suite]:
        for manifest in Manifest(home, path).included():
            for entry in manifest.entries():
                case = _case(manifest, entry, suite)
                if case is not None:
                    yield case


def _case(manifest: Manifest, entry: ox.NamedNode, suite: str) -> Case | None:
    kind, action = manifest.kind(entry), manifest.one(entry, MF + "action")
    if action is None or kind not in _EVALUATION | _SYNTAX.keys():
        return None
    folder = manifest.path.rpartition("/")[0]
    asked = _value(action if kind in _SYNTAX else manifest.one(action, QT + "query"))
    result = manifest.one(entry, MF + "result")
    return Case(
        iri=entry.value,
        suite=suite,
        folder=folder,
        home=manifest.home,
        base=asked,
        data=tuple(_value(one) for one in manifest.all(action, QT + "data")),
        named=tuple(_value(one) for one in manifest.all(action, QT + "graphData")),
        result=_value(result),
        valid=_SYNTAX.get(kind),
        lax=manifest.one(entry, MF + "resultCardinality") is not None,
    )


def file_of(home: Path, iri: str) -> Path:
    """Return the file that an IRI of the suites goes by."""
    return home / iri.removeprefix(HOME)


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
