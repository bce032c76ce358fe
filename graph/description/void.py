"""Describe the dataset: VoID with partitions by class and property, DCAT and schema.org beside it.

Inside the partition of a class stand those of its properties, and inside those the classes and datatypes they lead
to: the form in which SPARQL editors look for what can follow what (`void:classPartition/void:propertyPartition`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.description.service import TYPE, say_prefixes
from graph.description.terms import (
    DCAT,
    FOAF,
    OWL,
    SCHEMA,
    SD,
    SH,
    VOID,
    VOID_EXT,
    Description,
    Place,
    node,
    number,
    short,
    text,
)
from graph.names import ALKA, DCTERMS, RDFS, expand
from graph.queries import library
from graph.tables import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.partitions import Partitions
    from graph.store import Solution

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
TITLE: Final = "AlkaGraph"
ABOUT: Final = (
    "An open, evidence-cited knowledge graph of how plant alkaloids interact with medicines. Every statement names its "
    "source; statements for and against stand side by side. Decision support for professionals, not medical advice."
)
#: VoID, section 4.1: the names of the counts, by the names the questions give them.
_COUNTS: Final = {
    "triples": "triples",
    "entities": "entities",
    "subjects": "distinctSubjects",
    "properties": "properties",
    "objects": "distinctObjects",
}
#: So many things are named as examples.
_EXAMPLES: Final = 8


def describe_dataset(place: Place, counted: Partitions) -> Description:
    """Return what the dataset is, where it can be had, and how much of what it holds."""
    said = Description()
    _say_document(said, place)
    _say_dataset(said, place, counted)
    _say_access(said, place)
    for row in counted["graph-sizes"]:
        said.say(
            place.graph(row["graph"]),
            (TYPE, node(f"{VOID}Dataset")),
            (f"{DCTERMS}title", text(f"Named graph {row['graph']}")),
            (f"{RDFS}seeAlso", node(row["graph"])),
            *_counts(row),
        )
    _say_partitions(said, place, counted)
    say_prefixes(said, place, counted)
    return said


def _say_document(said: Description, place: Place) -> None:
    """Say that this document describes the dataset (VoID, section 6.1)."""
    said.say(
        place.void,
        (TYPE, node(f"{VOID}DatasetDescription")),
        (f"{DCTERMS}title", text(f"Description of {TITLE}")),
        (f"{FOAF}primaryTopic", node(place.dataset)),
    )


def _say_dataset(said: Description, place: Place, counted: Partitions) -> None:
    used = {row["class"] for row in counted["class-partitions"]} | {
        row["property"] for row in counted["property-partitions"]
    }
    names = [row["namespace"] for row in counted["prefixes"]]
    dumps = [node(place.dump)] if place.dump else []
    said.say(
        place.dataset,
        *((TYPE, node(kind)) for kind in (f"{VOID}Dataset", f"{DCAT}Dataset", f"{SCHEMA}Dataset", f"{SD}Dataset")),
        *((name, text(TITLE)) for name in (f"{DCTERMS}title", f"{SCHEMA}name")),
        *((name, text(ABOUT)) for name in (f"{DCTERMS}description", f"{SCHEMA}description")),
        *((name, node(LICENCE)) for name in (f"{DCTERMS}license", f"{SCHEMA}license")),
        *((name, literal(place.version)) for name in (f"{OWL}versionInfo", f"{SCHEMA}version")),
        (f"{DCTERMS}publisher", node(f"{place.void}#publisher")),
        (f"{DCTERMS}language", literal("en")),
        *((name, node(f"{place.base}/")) for name in (f"{FOAF}homepage", f"{SCHEMA}url", f"{DCAT}landingPage")),
        (f"{SCHEMA}isAccessibleForFree", literal("true", datatype="boolean")),
        (f"{VOID}sparqlEndpoint", node(place.endpoint)),
        *((f"{VOID}dataDump", dump) for dump in dumps),
        (f"{VOID}uriSpace", literal(ALKA)),
        *((f"{VOID}exampleResource", node(thing)) for thing in _example_things()),
        *((f"{VOID}vocabulary", node(name)) for name in names if any(term.startswith(name) for term in used)),
        *_counts(counted["dataset-size"][0]),
        (f"{VOID}classes", number(len(counted["class-partitions"]))),
        *((f"{VOID}subset", node(place.graph(row["graph"]))) for row in counted["graph-sizes"]),
        *((f"{SH}declare", node(place.prefix(row["prefix"]))) for row in counted["prefixes"]),
    )
    said.say(
        f"{place.void}#publisher",
        (TYPE, node(f"{FOAF}Agent")),
        (f"{FOAF}name", literal("AlkaGraph contributors")),
    )


def _say_access(said: Description, place: Place) -> None:
    """Say how the dataset can be had: DCAT 2, sections 6.7 and 6.8; schema.org DataDownload."""
    service = f"{place.endpoint}#service"
    said.say(
        service,
        (TYPE, node(f"{DCAT}DataService")),
        (f"{DCTERMS}title", text(f"{TITLE} SPARQL service")),
        (f"{DCAT}endpointURL", node(place.endpoint)),
        (f"{DCAT}endpointDescription", node(place.endpoint)),
        (f"{DCAT}servesDataset", node(place.dataset)),
    )
    if not place.dump:
        return
    dump = f"{place.void}#dump"
    said.say(
        dump,
        (TYPE, node(f"{DCAT}Distribution")),
        (TYPE, node(f"{SCHEMA}DataDownload")),
        (f"{DCTERMS}license", node(LICENCE)),
        (f"{DCAT}downloadURL", node(place.dump)),
        (f"{SCHEMA}contentUrl", node(place.dump)),
        (f"{DCAT}mediaType", node("https://www.iana.org/assignments/media-types/application/n-quads")),
        (f"{SCHEMA}encodingFormat", literal("application/n-quads")),
    )
    said.say(place.dataset, (f"{DCAT}distribution", node(dump)), (f"{SCHEMA}distribution", node(dump)))


def _say_partitions(said: Description, place: Place, counted: Partitions) -> None:
    prefixes = {row["namespace"]: row["prefix"] for row in counted["prefixes"]}

    def part(*terms: str) -> str:
        return f"{place.void}#" + ".".join(("part", *(short(term, prefixes) for term in terms)))

    for row in counted["class-partitions"]:
        name = part(row["class"])
        said.say(place.dataset, (f"{VOID}classPartition", node(name)))
        said.say(name, (TYPE, node(f"{VOID}Dataset")), (f"{VOID}class", node(row["class"])), *_counts(row))
        _say_label(said, row, "class")
    for row in counted["property-partitions"]:
        name = part(row["property"])
        said.say(place.dataset, (f"{VOID}propertyPartition", node(name)))
        said.say(name, (TYPE, node(f"{VOID}Dataset")), (f"{VOID}property", node(row["property"])), *_counts(row))
        _say_label(said, row, "property")
    for row in counted["class-property-partitions"]:
        name = part(row["class"], row["property"])
        said.say(part(row["class"]), (f"{VOID}propertyPartition", node(name)))
        said.say(name, (TYPE, node(f"{VOID}Dataset")), (f"{VOID}property", node(row["property"])), *_counts(row))
    for row in counted["object-partitions"]:
        name = part(row["class"], row["property"], row["object_class"])
        said.say(part(row["class"], row["property"]), (f"{VOID}classPartition", node(name)))
        said.say(name, (TYPE, node(f"{VOID}Dataset")), (f"{VOID}class", node(row["object_class"])), *_counts(row))
    for row in counted["datatype-partitions"]:
        name = part(row["class"], row["property"], row["datatype"])
        said.say(part(row["class"], row["property"]), (f"{VOID_EXT}datatypePartition", node(name)))
        said.say(name, (f"{VOID_EXT}datatype", node(row["datatype"])), *_counts(row))


def _say_label(said: Description, row: Solution, kind: str) -> None:
    if "label" in row:
        said.say(row[kind], (f"{RDFS}label", text(row["label"])))


def _counts(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what a row counts, in the words of VoID."""
    for name, counts in _COUNTS.items():
        if name in row:
            yield f"{VOID}{counts}", number(row[name])


def _example_things() -> list[str]:
    """Return some things that the question library names as examples."""
    free = (
        expand(value)
        for asked in library().values()
        for name, value in asked.example.items()
        if not asked.takes_text(name) and not asked.choice(name)
    )
    return [thing for thing in dict.fromkeys(free) if thing.startswith(ALKA) and "--" not in thing][:_EXAMPLES]
