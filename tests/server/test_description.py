"""What the server says of itself: in every RDF format, under the name it was asked by, to be kept until data change."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import SH, VOID

if TYPE_CHECKING:
    from tests.server.conftest import Server

VOID_PATH, EXAMPLES = "/.well-known/void", "/.well-known/sparql-examples"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("path", [VOID_PATH, EXAMPLES])
def test_a_description_comes_in_every_format(toy: Server, path: str, media_type: str) -> None:
    """What is asked for is what comes, and says the same as Turtle."""
    reply = toy.ask("GET", path, headers={"Accept": media_type})
    found = set(ox.parse(reply.body, format=FORMATS[media_type]))

    assert (reply.status, reply.media_type) == (200, media_type)
    assert found == set(ox.parse(toy.ask("GET", path).body, format=ox.RdfFormat.TURTLE)) != set()


@pytest.mark.parametrize("path", [VOID_PATH, EXAMPLES])
def test_a_description_is_turtle_unless_asked_otherwise(toy: Server, path: str) -> None:
    """Without a wish, and for a browser, Turtle comes; for what is not RDF there is nothing."""
    page = "text/html,application/xhtml+xml,*/*;q=0.8"
    assert toy.ask("GET", path).media_type == "text/turtle"
    assert toy.ask("GET", path, headers={"Accept": page}).media_type == "text/turtle"
    assert toy.ask("GET", path, headers={"Accept": "image/png"}).status == 406


@pytest.mark.parametrize("path", [VOID_PATH, EXAMPLES, "/api/terms", "/api/questions"])
def test_a_description_may_be_kept_and_shared(toy: Server, path: str) -> None:
    """Any page may read it; who has it is told so."""
    reply = toy.ask("GET", path)
    again = toy.ask("GET", path, headers={"If-None-Match": reply.headers["etag"]})

    packed = toy.ask("GET", path, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.body) == reply.body
    assert packed.headers["etag"] != reply.headers["etag"]
    assert reply.headers["access-control-allow-origin"] == "*"
    assert (again.status, again.body) == (304, b"")


def test_the_description_names_the_server_as_it_was_called(toy: Server) -> None:
    """Addresses in it lead back to the host that was asked; what is no name of a host is never repeated."""
    called = toy.ask("GET", VOID_PATH, headers={"Host": "graph.example:8443"})
    found = rdflib.Graph().parse(data=called.body, format="turtle")
    dataset = rdflib.URIRef(f"http://graph.example:8443{VOID_PATH}#dataset")

    assert str(found.value(dataset, VOID.sparqlEndpoint)) == "http://graph.example:8443/sparql"
    assert b"evil" not in toy.ask("GET", VOID_PATH, headers={"Host": 'evil"><x'}).body


def test_every_example_runs_at_its_target(toy: Server) -> None:
    """Whoever takes an example as it stands and sends it to its target is answered."""
    found = rdflib.Graph().parse(data=toy.ask("GET", EXAMPLES).body, format="turtle")
    queries = [str(query) for kind in ("select", "ask", "construct") for query in found.objects(None, SH[kind])]
    targets = {str(one) for one in found.objects(None, rdflib.URIRef("https://schema.org/target"))}

    assert len(queries) == len(json.loads(toy.ask("GET", "/api/questions").body))
    assert targets == {f"http://127.0.0.1:{toy.port}/sparql"}
    assert [query for query in queries if toy.sparql(query).status != 200] == []


def test_terms_are_those_of_the_description(toy: Server) -> None:
    """What editors offer is what VoID says: the same classes and properties with the same counts."""
    void = rdflib.Graph().parse(data=toy.ask("GET", VOID_PATH).body, format="turtle")
    terms = json.loads(toy.ask("GET", "/api/terms").body)
    classes = {
        (str(void.value(part, VOID["class"])), int(str(void.value(part, VOID.entities))))
        for part in void.objects(None, VOID.classPartition)
        if void.value(part, VOID.entities) is not None
    }
    properties = {str(name) for name in void.objects(None, VOID.property)}

    assert {(one["id"], one["count"]) for one in terms["classes"]} == classes
    assert {one["id"] for one in terms["properties"]} == properties
    assert all(one["properties"] for one in terms["classes"])
