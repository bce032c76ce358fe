"""The official tests of the SPARQL 1.1 Protocol and of Service Description, at our endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tests.conformance import protocol
from tests.laws.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conformance.world import Served

pytestmark = pytest.mark.slow

SD = "http://www.w3.org/ns/sparql-service-description#"
#: The properties of a service description with the classes of their subjects and values (section 3 of the norm).
SCHEMA = {
    "endpoint": ({"Service"}, set()),
    "feature": ({"Service"}, {"Feature"}),
    "defaultEntailmentRegime": ({"Service"}, {"EntailmentRegime"}),
    "defaultSupportedEntailmentProfile": ({"Service"}, {"EntailmentProfile"}),
    "entailmentRegime": ({"NamedGraph"}, {"EntailmentRegime"}),
    "supportedEntailmentProfile": ({"NamedGraph"}, {"EntailmentProfile"}),
    "extensionFunction": ({"Service"}, {"Function"}),
    "extensionAggregate": ({"Service"}, {"Aggregate"}),
    "languageExtension": ({"Service"}, {"Feature"}),
    "supportedLanguage": ({"Service"}, {"Language"}),
    "propertyFeature": ({"Service"}, {"Feature"}),
    "defaultDataset": ({"Service"}, {"Dataset"}),
    "availableGraphs": ({"Service"}, {"GraphCollection"}),
    "resultFormat": ({"Service"}, set()),
    "inputFormat": ({"Service"}, set()),
    "defaultGraph": ({"Dataset"}, {"Graph"}),
    "namedGraph": ({"GraphCollection", "Dataset"}, {"NamedGraph"}),
    "name": ({"NamedGraph"}, set()),
    "graph": ({"NamedGraph"}, {"Graph"}),
}
CLASSES = {name for classes in SCHEMA.values() for side in classes for name in side}
#: The instances the norm names: languages and features.
INSTANCES = {
    *("SPARQL10Query", "SPARQL11Query", "SPARQL11Update"),
    *("DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"),
}


@pytest.fixture(scope="module")
def exchanges(home: Path) -> dict[str, list[protocol.Exchange]]:
    """Return the requests of each test by its name."""
    return {iri.rpartition("#")[2]: requests for iri, requests in protocol.tests(home).items()}


def test_every_query_goes_by_the_protocol(exchanges: dict[str, list[protocol.Exchange]], served: Served) -> None:
    """All tests of queries pass, and everything that is to be refused is refused, bad updates included."""
    names = [name for name in exchanges if name.startswith(("query_", "bad_"))]
    faults = {name: [one.fault(served) for one in exchanges[name]] for name in names}

    assert len(names) == 27
    assert {name: found for name, found in faults.items() if any(found) or not found} == {}


def test_every_update_is_refused(exchanges: dict[str, list[protocol.Exchange]], served: Served) -> None:
    """The tests of updates do not apply: each update is refused with a client error, and the page lists the tests."""
    names = [name for name in exchanges if name.startswith("update_")]
    text = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    answers = {
        name: served.send(one.method, one.path, one.body, one.headers).status // 100
        for name in names
        for one in exchanges[name][:1]
    }

    assert len(names) + 27 == len(exchanges)
    assert set(answers.values()) == {4}
    assert [name for name in names if f"`{name}`" not in text] == []


def _description(served: Served, accept: str = "text/turtle") -> list[ox.Quad]:
    said = served.send("GET", "/sparql", None, {"Accept": accept})

    assert said.status == 200, said.body
    return list(ox.parse(said.body, format=ox.RdfFormat.from_media_type(said.media_type)))


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json", "*/*"]
)
def test_a_bare_get_returns_rdf(served: Served, accept: str) -> None:
    """`returns-rdf`: GET without a query is answered in RDF."""
    assert _description(served, accept) != []


def test_the_description_names_its_endpoint(served: Served) -> None:
    """`has-endpoint-triple`: the address asked is the one described."""
    endpoints = [quad.object for quad in _description(served) if quad.predicate.value == SD + "endpoint"]

    assert endpoints == [ox.NamedNode(served.address)]


def test_the_description_keeps_to_its_schema(served: Served) -> None:
    """`conforms-to-schema`: only terms of the vocabulary, between things of the classes they are for."""
    quads = _description(served)
    types: dict[object, set[str]] = {}
    for quad in quads:
        thing = quad.object
        if quad.predicate.value.endswith("#type") and isinstance(thing, ox.NamedNode) and thing.value.startswith(SD):
            types.setdefault(quad.subject, set()).add(thing.value.removeprefix(SD))
    wrong = [kind for kinds in types.values() for kind in kinds if kind not in CLASSES]
    for quad in quads:
        name = quad.predicate.value.removeprefix(SD)
        if name == quad.predicate.value:
            continue
        subjects, objects = SCHEMA.get(name, ({"no such property"}, set()))
        named = isinstance(quad.object, ox.NamedNode) and quad.object.value.removeprefix(SD) in INSTANCES
        untyped = isinstance(quad.object, ox.NamedNode) and quad.object not in types
        fits = not objects or types.get(quad.object, set()) & objects or named or untyped
        if isinstance(quad.object, ox.Literal) or not types.get(quad.subject, set()) & subjects or not fits:
            wrong.append(str(quad))

    assert wrong == []
