"""Write RDF statements down: terms as N-Triples, and the names of the vocabularies that descriptions use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from graph.names import AGO, ALKA, DCTERMS, GRAPH, RDF, RDFS, XSD
from graph.tables import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.tables import Triple

DCAT: Final = "http://www.w3.org/ns/dcat#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
FORMATS: Final = "http://www.w3.org/ns/formats/"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SCHEMA: Final = "https://schema.org/"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SH: Final = "http://www.w3.org/ns/shacl#"
VOID: Final = "http://rdfs.org/ns/void#"
VOID_EXT: Final = "http://ldf.fi/void-ext#"

#: Prefixes of the documents; where a syntax has them, they make it readable.
PREFIXES: Final[Mapping[str, str]] = {
    "ago": AGO,
    "alka": ALKA,
    "agg": GRAPH,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "formats": FORMATS,
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sd": SD,
    "sh": SH,
    "void": VOID,
    "void-ext": VOID_EXT,
    "xsd": XSD,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server stands: its address without a slash at the end, as in `https://example.org/alkagraph`.

    `version` is the data version, `limits` what a query is granted, in sentences, `formats` the media types of answers,
    `dump` the address of the whole graph as a file, empty where there is none.
    """

    base: str
    version: str = ""
    limits: Sequence[str] = ()
    formats: Sequence[str] = ()
    dump: str = ""

    @property
    def endpoint(self) -> str:
        """The address of the SPARQL endpoint."""
        return f"{self.base}/sparql"

    @property
    def void(self) -> str:
        """The address of the description of the dataset; parts of it are named by fragments."""
        return f"{self.base}/.well-known/void"

    @property
    def examples(self) -> str:
        """The address of the example queries."""
        return f"{self.base}/.well-known/sparql-examples"

    @property
    def dataset(self) -> str:
        """The IRI of the dataset."""
        return f"{self.void}#dataset"

    def graph(self, iri: str) -> str:
        """Return the IRI of the part of the dataset that stands in one named graph."""
        return f"{self.void}#graph-{quote(iri.removeprefix(GRAPH), safe='')}"

    def prefix(self, name: str) -> str:
        """Return the IRI of the declaration of a prefix."""
        return f"{self.void}#prefix-{name}"


@dataclass(slots=True)
class Description:
    """Statements, those about one thing together, things in the order in which they were first spoken of."""

    about: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def say(self, subject: str, *pairs: tuple[str, str]) -> None:
        """Add statements about an IRI: pairs of a property, given as an IRI, and a term written as N-Triples."""
        self.about.setdefault(subject, []).extend(pairs)

    def __iter__(self) -> Iterator[Triple]:
        return ((node(subject), node(name), term) for subject, pairs in self.about.items() for name, term in pairs)


def node(iri: str) -> str:
    """Write an IRI."""
    return f"<{iri}>"


def short(iri: str, prefixes: Mapping[str, str]) -> str:
    """Name an IRI in a fragment: by prefix and local name where `prefixes` (namespace to prefix) has one, else whole.

    >>> short("https://example.org/a#b", {"https://example.org/a#": "ex"})
    'ex_b'
    """
    space = next((name for name in sorted(prefixes, key=len, reverse=True) if iri.startswith(name)), "")
    named = f"{prefixes[space]}_{iri.removeprefix(space)}" if space else iri
    return quote(named, safe="")


def number(count: int | str) -> str:
    """Write a count.

    >>> number(3)
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    return literal(str(count), datatype="integer")


def text(words: str) -> str:
    """Write English words."""
    return literal(words, lang="en")
