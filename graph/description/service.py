"""Describe the SPARQL service (SPARQL 1.1 Service Description, W3C Recommendation 21 March 2013)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.description.terms import FORMATS, SD, SH, VOID, Description, Place, node, number, text
from graph.names import DCTERMS, RDF, RDFS
from graph.tables import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.partitions import Partitions

#: The W3C's names of formats (https://www.w3.org/ns/formats/), by media type.
FORMAT_NAMES: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}

TYPE: Final = f"{RDF}type"


def describe_service(place: Place, counted: Partitions) -> Description:
    """Return what the service at a place is, speaks and holds, and the limits it keeps."""
    said, service = Description(), f"{place.endpoint}#service"
    said.say(
        service,
        (TYPE, node(f"{SD}Service")),
        (f"{RDFS}label", text("AlkaGraph SPARQL service")),
        (f"{SD}endpoint", node(place.endpoint)),
        (f"{SD}supportedLanguage", node(f"{SD}SPARQL11Query")),
        (f"{SD}feature", node(f"{SD}UnionDefaultGraph")),
        *((f"{SD}resultFormat", node(FORMATS + name)) for name in _formats(place.formats)),
        (f"{SD}defaultDataset", node(place.dataset)),
        (f"{SD}availableGraphs", node(f"{place.endpoint}#graphs")),
        *((f"{RDFS}comment", text(limit)) for limit in place.limits),
        (f"{RDFS}seeAlso", node(place.void)),
        (f"{RDFS}seeAlso", node(place.examples)),
        *((f"{SH}declare", node(place.prefix(row["prefix"]))) for row in counted["prefixes"]),
    )
    _say_dataset(said, place, counted)
    said.say(
        f"{place.endpoint}#graphs",
        (TYPE, node(f"{SD}GraphCollection")),
        *((f"{SD}namedGraph", node(_named(place, row["graph"]))) for row in counted["graph-sizes"]),
    )
    say_prefixes(said, place, counted)
    return said


def say_prefixes(said: Description, place: Place, counted: Partitions) -> None:
    """Declare the prefixes of the vocabularies in use (SHACL, section 5.2.1)."""
    for row in counted["prefixes"]:
        said.say(
            place.prefix(row["prefix"]),
            (TYPE, node(f"{SH}PrefixDeclaration")),
            (f"{SH}prefix", literal(row["prefix"])),
            (f"{SH}namespace", literal(row["namespace"], datatype="anyURI")),
        )


def _say_dataset(said: Description, place: Place, counted: Partitions) -> None:
    default = f"{place.endpoint}#default-graph"
    size = counted["dataset-size"][0]
    said.say(
        place.dataset,
        (TYPE, node(f"{SD}Dataset")),
        (TYPE, node(f"{VOID}Dataset")),
        (f"{DCTERMS}title", text("AlkaGraph")),
        (f"{SD}defaultGraph", node(default)),
        *((f"{SD}namedGraph", node(_named(place, row["graph"]))) for row in counted["graph-sizes"]),
        (f"{VOID}triples", number(size["triples"])),
    )
    said.say(
        default,
        (TYPE, node(f"{SD}Graph")),
        (f"{RDFS}comment", text("The union of all named graphs.")),
        (f"{VOID}triples", number(size["triples"])),
    )
    for row in counted["graph-sizes"]:
        said.say(
            _named(place, row["graph"]),
            (TYPE, node(f"{SD}NamedGraph")),
            (f"{SD}name", node(row["graph"])),
            (f"{SD}graph", node(place.graph(row["graph"]))),
        )
        said.say(
            place.graph(row["graph"]),
            (TYPE, node(f"{SD}Graph")),
            (TYPE, node(f"{VOID}Dataset")),
            (f"{VOID}triples", number(row["triples"])),
        )


def _formats(media_types: Iterable[str]) -> list[str]:
    return [FORMAT_NAMES[name] for name in dict.fromkeys(media_types) if name in FORMAT_NAMES]


def _named(place: Place, iri: str) -> str:
    """Return the IRI of a named graph as a part of the service: the graph with its name."""
    return place.graph(iri).replace("#graph-", "#named-")
