"""Names of the graph: namespaces, named graphs, slugs, and the place and wording of a fault."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ALKA: Final = "https://w3id.org/alkagraph/id/"
AGO: Final = "https://w3id.org/alkagraph/schema#"
GRAPH: Final = "https://w3id.org/alkagraph/graph/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DCTERMS: Final = "http://purl.org/dc/terms/"
OWL: Final = "http://www.w3.org/2002/07/owl#"

#: The five named graphs; a triple stands in exactly one of them.
GRAPHS: Final = ("asserted", "derived", "claims", "provenance", "vocabulary")

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a data file: where it is, what was found, and how to mend it.

    `line` counts from 1 (the header is line 1); 0 means the whole file. `column` is the column's name.
    """

    file: str
    line: int
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file + (f", line {self.line}" if self.line else "")
        column = f", column “{self.column}”" if self.column else ""
        found = f" (found “{shorten(self.value)}”)" if self.value else ""
        return f"  {place}{column}: {self.problem}{found} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query reads, as IRIs (SPARQL 1.1 Query, section 13): merged into its default graph, and named ones.

    Where none is given a query reads the store's own: the union of all its named graphs, and each of them.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def ontology_dir() -> Path:
    """Return the folder of everything known: beside this package, in a checkout and in an installed copy alike."""
    return Path(__file__).resolve().parent.parent / "ontology"


def graph_iri(name: str) -> str:
    """Return the IRI of one of the five named graphs.

    >>> graph_iri("derived")
    'https://w3id.org/alkagraph/graph/derived'
    """
    if name not in GRAPHS:
        message = f"“{name}” is not a named graph; use one of {', '.join(GRAPHS)}"
        raise ValueError(message)
    return GRAPH + name


def iri(slug: str) -> str:
    """Return the IRI of the thing with this slug; raise ValueError for text that is no slug.

    >>> iri("zelkamine")
    'https://w3id.org/alkagraph/id/zelkamine'
    """
    if not _SLUG.match(slug):
        message = f"“{slug}” is not a slug: lower-case letters and digits, joined by single hyphens"
        raise ValueError(message)
    return ALKA + slug


def expand(text: str) -> str:
    """Return the IRI that a text names: an IRI, a short form with `alka:` or `ago:`, or a slug.

    >>> expand("ago:inhibits")
    'https://w3id.org/alkagraph/schema#inhibits'
    """
    for prefix, base in (("alka:", ALKA), ("ago:", AGO)):
        if text.startswith(prefix):
            return base + text.removeprefix(prefix)
    return text if ":" in text else iri(text)


@functools.lru_cache(maxsize=1 << 16)
def local(term: str) -> str:
    """Return what follows the namespace of an IRI of this project; other IRIs come back whole.

    >>> local("https://w3id.org/alkagraph/schema#raises_exposure")
    'raises_exposure'
    """
    for base in (ALKA, AGO, GRAPH):
        if term.startswith(base):
            return term[len(base) :]
    return term


def words(name: str) -> str:
    """Spell a camelCase or snake_case name as words.

    >>> words("isSubstrateOf")
    'is substrate of'
    """
    return _CAMEL.sub(" ", name).replace("_", " ").lower()


def shorten(text: str, width: int = 80) -> str:
    """Cut a long value for display, saying how much was left out.

    >>> shorten("abcdef", 3)
    'abc… (3 more characters)'
    """
    return text if len(text) <= width else f"{text[:width]}… ({len(text) - width} more characters)"


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key that reads digit runs as numbers, so that a-9 stands before a-10.

    >>> sorted(["a-10", "a-9"], key=natural_key)
    ['a-9', 'a-10']
    """
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", text) if part)
