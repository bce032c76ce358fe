"""What the server says of itself: the statements of each document, in every form, against the graph they describe."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, FOAF, OWL, SH, VOID

from graph import jobs
from graph.description import PARTS, Place, document, examples_of
from graph.description.service import FORMAT_NAMES
from graph.description.terms import SCHEMA, SD, VOID_EXT
from graph.errors import QueryFailed, RequestInvalid
from graph.guard import examine
from graph.names import AGO, ALKA, GRAPHS, RDF, RDFS, graph_iri
from graph.partitions import partitions_of
from graph.queries import library
from graph.store import Store
from tests.strategies import toy_store

PLACE: Final = Place("https://example.org/alka", "0123456789ab", ("One limit.",), tuple(FORMAT_NAMES))
FORMS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
SERVICE: Final = rdflib.Namespace(SD)


def read(part: str) -> rdflib.Graph:
    """Return a document of the toy world as rdflib reads it."""
    return rdflib.Graph().parse(data=document(toy_store(), part, "text/turtle", PLACE), format="turtle")


def triples(part: str, media_type: str) -> set[str]:
    """Return the statements of a document in a form."""
    return {str(quad) for quad in ox.parse(document(toy_store(), part, media_type, PLACE), format=FORMS[media_type])}


def asked(part: str, query: str) -> list[dict[str, str]]:
    """Return the rows of a query on a document, in the short names that editors use."""
    spaces = {"void": VOID, "ext": VOID_EXT, "sh": SH, "rdfs": RDFS, "schema": SCHEMA}
    head = "".join(f"PREFIX {name}: <{space}> " for name, space in spaces.items())
    held = Store()
    held.add("vocabulary", ((first, second, rest) for first, second, rest in map(_terms, _lines(part))))
    return held.select(head + query)


def _terms(line: str) -> list[str]:
    return line.removesuffix(" .").split(" ", 2)


def _lines(part: str) -> list[str]:
    return document(toy_store(), part, "application/n-triples", PLACE).decode().splitlines()


def count(found: rdflib.Graph, of: rdflib.term.Node | None) -> int:
    """Return how many statements a part of the dataset is said to hold."""
    return int(str(found.value(of, VOID.triples)))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("media_type", FORMS)
def test_every_form_says_the_same(part: str, media_type: str) -> None:
    """A document holds the same statements whatever it is written as."""
    assert triples(part, media_type) == triples(part, "text/turtle") != set()


def test_equal_descriptions_are_equal_bytes() -> None:
    """Two workers that describe the same graph write the same document."""
    assert document(toy_store(), "void", "text/turtle", PLACE) == document(toy_store(), "void", "text/turtle", PLACE)


def test_the_service_names_its_endpoint_and_what_it_speaks() -> None:
    """SPARQL 1.1 Service Description, sections 3.2 and 3.3: endpoint, language, formats and features of a service."""
    found = read("service")
    service = found.value(None, rdflib.RDF.type, SERVICE.Service)

    assert str(found.value(service, SERVICE.endpoint)) == "https://example.org/alka/sparql"
    assert list(found.objects(service, SERVICE.supportedLanguage)) == [SERVICE.SPARQL11Query]
    assert list(found.objects(service, SERVICE.feature)) == [SERVICE.UnionDefaultGraph]
    assert len(set(found.objects(service, SERVICE.resultFormat))) == len(FORMAT_NAMES)
    assert "One limit." in map(str, found.objects(service, rdflib.RDFS.comment))


def test_the_dataset_of_the_service_is_what_the_store_holds() -> None:
    """Each named graph is listed with its name and its number of statements; the default graph is their union."""
    found, sizes = read("service"), toy_store().graph_sizes()
    service = found.value(None, rdflib.RDF.type, SERVICE.Service)
    dataset = found.value(service, SERVICE.defaultDataset)
    collection = found.value(service, SERVICE.availableGraphs)
    named = list(found.objects(dataset, SERVICE.namedGraph))
    counted = {str(found.value(one, SERVICE.name)): count(found, found.value(one, SERVICE.graph)) for one in named}

    assert counted == {graph_iri(name): sizes[name] for name in GRAPHS}
    assert set(found.objects(collection, SERVICE.namedGraph)) == set(named)
    assert count(found, found.value(dataset, SERVICE.defaultGraph)) == len(toy_store())


def test_the_service_declares_the_prefixes_of_the_graph() -> None:
    """What `sh:declare` names can be asked for in the way editors of queries ask."""
    query = "SELECT ?prefix ?namespace { [] sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] }"
    declared = {(row["prefix"], row["namespace"]) for row in partitions_of(toy_store())["prefixes"]}

    assert declared
    for part in PARTS:
        assert {(row["prefix"], row["namespace"]) for row in asked(part, query)} == declared


def test_the_counts_are_those_of_the_graph() -> None:
    """What VoID says of a class and a property, a query on the graph finds."""
    store = toy_store()
    query = """
        SELECT ?class ?entities ?property ?triples ?subjects ?objects {
          [] void:classPartition ?part .
          ?part void:class ?class ; void:entities ?entities ; void:propertyPartition ?sub .
          ?sub void:property ?property ; void:triples ?triples ; void:distinctSubjects ?subjects ;
            void:distinctObjects ?objects
        }"""
    rows = asked("void", query)

    assert len(rows) == len(partitions_of(store)["class-property-partitions"]) > 0
    for row in rows[:: max(1, len(rows) // 12)]:
        pattern = f"?s a <{row['class']}> ; <{row['property']}> ?o"
        counts = "(COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b)"
        (found,) = store.select(f"SELECT {counts} {{ {pattern} }}")
        (held,) = store.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{row['class']}> }}")
        told = [row[name] for name in ("triples", "subjects", "objects", "entities")]
        assert told == [found["n"], found["a"], found["b"], held["n"]], pattern


def test_editors_find_what_can_follow_what() -> None:
    """The pattern by which editors read VoID gives, for each class, its properties and where they lead."""
    query = """
        SELECT DISTINCT ?class ?property ?target ?datatype {
          ?part void:class ?class ; void:propertyPartition ?sub . ?sub void:property ?property .
          OPTIONAL {
            { ?sub void:classPartition [ void:class ?target ] }
            UNION { ?sub ext:datatypePartition [ ext:datatype ?datatype ] }
          }
        }"""
    found = {
        tuple(row.get(name) for name in ("class", "property", "target", "datatype")) for row in asked("void", query)
    }
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"

    assert (f"{AGO}Drug", label, None, f"{RDF}langString") in found
    assert (f"{AGO}Interaction", f"{AGO}objectDrug", f"{AGO}Drug", None) in found


def test_the_dataset_says_what_a_user_must_know() -> None:
    """Title, licence, version, endpoint, examples and vocabularies stand at the dataset; a dump where there is one."""
    found, dataset = read("void"), rdflib.URIRef(PLACE.dataset)

    assert str(found.value(dataset, DCTERMS.license)).startswith("https://creativecommons.org/")
    assert str(found.value(dataset, OWL.versionInfo)) == PLACE.version
    assert str(found.value(dataset, VOID.sparqlEndpoint)) == PLACE.endpoint
    assert found.value(rdflib.URIRef(PLACE.void), FOAF.primaryTopic) == dataset
    assert str(found.value(dataset, VOID.uriSpace)) == ALKA
    assert all(str(thing).startswith(ALKA) for thing in found.objects(dataset, VOID.exampleResource))
    assert len(list(found.objects(dataset, VOID.exampleResource))) > 0
    assert AGO in map(str, found.objects(dataset, VOID.vocabulary))
    assert count(found, dataset) == len(toy_store())
    assert found.value(dataset, VOID.dataDump) is None

    place = Place("https://example.org", dump="https://example.org/all.nq")
    text = document(toy_store(), "void", "text/turtle", place)
    dumped = rdflib.Graph().parse(data=text, format="turtle")
    assert str(dumped.value(rdflib.URIRef(place.dataset), VOID.dataDump)) == place.dump


def test_every_question_is_an_executable() -> None:
    """Each has its wording, its target and one query that the guard lets pass; no slot that has an example is open."""
    query = """
        SELECT ?comment ?query ?target ?name {
          ?example a sh:SPARQLExecutable ; rdfs:label ?name ; rdfs:comment ?comment ; schema:target ?target ;
            (sh:select|sh:ask|sh:construct|sh:describe) ?query ; sh:prefixes/sh:declare ?any .
        }"""
    found = {row["name"]: row for row in asked("examples", query)}

    assert list(library()) == sorted(found)
    for name, asked_for in library().items():
        assert found[name]["comment"] == asked_for.wording
        assert found[name]["target"] == PLACE.endpoint
        assert "UNDEF" not in found[name]["query"].split("WHERE", 1)[0]
        assert all(f"VALUES ?{key} {{ UNDEF }}" not in found[name]["query"] for key in asked_for.example)
        assert examine(found[name]["query"]).form.upper() == next(
            one.form for one in examples_of(toy_store()) if one.asked.name == name
        )


def test_what_is_not_described_is_refused() -> None:
    """Another part and another form are errors of the family, told with what there is."""
    with pytest.raises(RequestInvalid, match="service"):
        jobs.JOBS["description"](toy_store(), {"part": "weather", "media_type": "text/turtle", "base": "http://x"})
    with pytest.raises(QueryFailed, match="text/turtle"):
        document(toy_store(), "service", "image/png", PLACE)
