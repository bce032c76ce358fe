"""Every engine serves the toy world alike: jobs, datasets, media types, faults, and what a store says of itself."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
import pytest

from graph import manifest
from graph.description import PARTS
from graph.errors import QueryFailed, QueryRefused
from graph.jobs import JOBS
from graph.jobs.checks import CARRIED
from graph.names import GRAPH, Dataset, graph_iri
from graph.partitions import QUESTIONS
from graph.remote import Remote
from graph.store import GRAPH_TYPES, TABLE_TYPES, Store
from graph.stranger import sparql
from tests.external.conftest import demand
from tests.lessons import toy as toy_lesson
from tests.servers import virtuoso

if TYPE_CHECKING:
    from pathlib import Path

    from graph.outlet import Outlet

PAIR = {"precipitant": "florbium", "object": "testazolam"}
LIST = [{"name": name} for name in ("florbium", "testazolam", "blockazole", "calmazepam", "companol")]
LIST += [{"name": name} for name in ("inducin", "lonelol", "pumpidone", "refutine", "weakazole")]
VIEW: dict[str, Any] = {"view": {"start": ["florbium"], "open": ["zelkamine"]}}
#: What each job is asked, by a name of the test.
ASKED: dict[str, dict[str, dict[str, Any]]] = {
    "check": {
        "ten": {"request": {"substances": LIST}},
        "filtered": {"request": {"substances": LIST[:3], "filters": {"only": ["people"]}}},
        "patient": {"request": {"substances": LIST[:2], "patient": {"cypx": "slow"}}},
        "words": {"request": {"text": "florbium 4 g, testazolam, nonsensol"}},
    },
    "drawn_check": {"three": {"request": {"substances": LIST[:3]}}},
    "carried_check": {kind: {"request": {"substances": LIST[:3]}, "kind": kind} for kind in CARRIED},
    "explain": {"pair": PAIR, "filtered": {**PAIR, "filters": {"min_level": "possible"}}},
    "filters": {"all": {}},
    "substances": {"beginning": {"q": "te"}, "misspelt": {"q": "testazolim"}},
    "graph": {"product": {"start": ["florbium"]}, "medicine": {"start": ["testazolam"]}},
    "explore": {"product": VIEW},
    "drawn_explore": {"product": VIEW},
    "explore_svg": {"product": VIEW},
    "explore_graphml": {"product": VIEW},
    "chosen": {"thing": {"view": {**VIEW["view"], "chosen": ["zelkamine"]}}},
    "find": {"beginning": {"q": "flor", "limit": 9}},
    "map": {"all": {}},
    "drawn_map": {"all": {}},
    "stats": {"all": {}},
    "coverage": {"medicines": {"name": "drug-enzyme"}},
    "thing": {"product": {"id": "florbium"}, "medicine": {"id": "testazolam"}, "class": {"id": "cypx"}},
    "card": {"product": {"id": "florbium"}, "class": {"id": "sedatoid"}},
    "paths": {"pair": {"from": "florbium", "to": "testazolam"}, "kinds": {"from": "cypx", "to": "noggin"}},
    "drawn_paths": {"pair": {"from": "florbium", "to": "testazolam"}},
    "compare": {"two": {"substances": ["zelkamine", "oxyzelkamine"]}},
    "drawn_compare": {"three": {"substances": ["zelkamine", "oxyzelkamine", "testazolam"]}},
    "cite": {"product": {"id": "florbium", "kind": "ris", "version": "1", "address": "http://x.example/id/florbium"}},
    "answered": {"example": {"name": "neighbourhood", "given": {"start": "florbium"}, "picture": True}},
    "bound": {"start": {"name": "neighbourhood", "given": {"start": "florbium"}}},
    "lesson_step": {str(step): {"name": "toy", "text": toy_lesson(), "step": step} for step in (1, 2)},
    "structure": {"alkaloid": {"id": "florbine"}},
    "conflicts": {"all": {}, "product": {"subject": "florbium"}},
    "claims": {"all": {}},
    "drawn_claims": {"all": {}},
    "count": {name: {"question": name} for name in QUESTIONS},
    "description": {
        part: {"part": part, "media_type": "application/n-triples", "base": "http://x.example"} for part in PARTS
    },
    "completion": {"all": {}},
    "examples": {"all": {}},
}
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
GRAPHS_OF = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
SUBJECTS = "SELECT DISTINCT ?s WHERE { ?s ?p ?o } ORDER BY ?s"
CLASSES = "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY ?c"
DATASETS = {
    "union": None,
    "one": Dataset((graph_iri("asserted"),), ()),
    "two": Dataset((graph_iri("asserted"), graph_iri("claims")), (graph_iri("vocabulary"),)),
    "named": Dataset((), (graph_iri("asserted"),)),
}


def test_every_job_is_asked() -> None:
    """A new job gets its line above."""
    assert ASKED.keys() == JOBS.keys(), "ask the new job in ASKED"


@pytest.mark.parametrize(
    ("job", "payload"),
    [pytest.param(job, asked, id=f"{job}-{name}") for job, all_ in ASKED.items() for name, asked in all_.items()],
)
def test_a_job_has_the_same_answer(job: str, payload: dict[str, Any], toy: Store, toy_memory: Store) -> None:
    """The answer of a job does not show which engine holds the graph."""
    found, owed = (outcome(job, payload, store) for store in (toy, toy_memory))
    assert found == owed


def outcome(job: str, payload: dict[str, Any], store: Store) -> Any:  # noqa: ANN401 - whatever the job says
    """Return what a job answers, read where it is JSON."""
    said = JOBS[job](store, payload)
    return json.loads(said) if said[:1] in {b"{", b"["} else said


@pytest.mark.parametrize("query", [GRAPHS_OF, SUBJECTS, CLASSES])
@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_means_the_same(name: str, query: str, toy: Store, toy_memory: Store) -> None:
    """Default and named graphs are those of the dataset, and without one all of ours and nothing else."""
    assert toy.select(query, DATASETS[name]) == toy_memory.select(query, DATASETS[name])


@pytest.mark.parametrize("media_type", TABLE_TYPES)
@pytest.mark.parametrize("query", [CLASSES, "ASK { ?s ?p ?o }", "ASK { ?s ?p <urn:nothing> }"])
def test_a_table_has_the_same_bytes(media_type: str, query: str, toy: Store, toy_memory: Store) -> None:
    """Tables and truths are told in the same form, in every media type."""
    assert toy.answer(query, media_type) == toy_memory.answer(query, media_type)


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_a_graph_has_the_same_statements(media_type: str, toy: Store, toy_memory: Store) -> None:
    """Statements are the same in every media type, whatever their order."""
    told = [set(lines(store, EVERYTHING, media_type)) for store in (toy, toy_memory)]
    assert told[0] == told[1]


def lines(store: Store, query: str, media_type: str) -> list[str]:
    """Return the statements of an answer, one a line, whatever form it came in."""
    form = ox.RdfFormat.from_media_type(media_type)
    return [str(quad.triple) for quad in ox.parse(store.answer(query, media_type), format=form)]


def test_a_thing_is_described(toy: Store) -> None:
    """What describes a thing is for each engine to say (SPARQL 1.1, section 16.4); all say something."""
    query = "DESCRIBE <https://w3id.org/alkagraph/id/florbium>"
    assert "florbium" in toy.answer(query, "text/turtle").decode()


def test_numbers_truths_and_times_are_written_alike(toy: Store, toy_memory: Store) -> None:
    """However a server writes a computed value, it is told on in one form."""
    query = (
        "SELECT ?a ?b ?c ?d ?e WHERE { BIND(1.50 AS ?a) BIND(2.50e1 AS ?b) BIND(007 AS ?c) "
        'BIND("x"@en AS ?d) BIND("2020-01-02T03:04:05Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> AS ?e) }'
    )
    assert toy.answer(query, "text/tab-separated-values") == toy_memory.answer(query, "text/tab-separated-values")


def test_what_it_is_is_known(toy: Store, toy_memory: Store, toy_snapshot: Path) -> None:
    """Size, graphs and version are those of the snapshot."""
    assert len(toy) == len(toy_memory)
    assert toy.graphs() == toy_memory.graphs()
    assert toy.graph_sizes() == toy_memory.graph_sizes()
    assert toy.version in {None, toy_memory.version}  # a folder is told by its manifest


@pytest.mark.parametrize("query", ["SELECT ?x WHERE {", "SELECT ?x WHERE { ?x <urn:p> }", "SELECT (1/0 AS WHERE {}"])
def test_a_faulty_query_is_an_error(query: str, toy: Store) -> None:
    """Whatever a server says of a fault comes back as ours."""
    with pytest.raises(QueryFailed):
        toy.answer(query, "text/csv")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:1/> WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/>",
        "SELECT (<bif:sys_stat>('st_dbms_name') AS ?x) WHERE {}",
        "SELECT (<sql:user_name>() AS ?x) WHERE {}",
        "DEFINE sql:log-enable 1 SELECT * WHERE { ?s ?p ?o }",
    ],
)
def test_nothing_forbidden_reaches_a_server(query: str, toy: Store) -> None:
    """The guard stands before every engine, and knows what Virtuoso would do besides SPARQL."""
    sink = io.BytesIO()
    sink.head = {}  # type: ignore[attr-defined]
    with pytest.raises((QueryRefused, QueryFailed)):
        sparql(toy, {"query": query, "table": "text/csv", "graph": "text/turtle"}, cast("Outlet", sink))


def test_the_snapshot_of_the_same_version_is_the_source(
    toy: Store, toy_snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept beside the local snapshot is used for a server only when both hold the same version."""
    engine = toy._engine
    if not isinstance(engine, Remote):
        folder = manifest.current_folder(toy_snapshot.parent)
        assert folder is not None
        assert Store.open(folder).source == toy_snapshot
        return
    monkeypatch.setenv("ALKAGRAPH_HOME", str(toy_snapshot.parent))
    address = f"sparql+{engine._endpoint.url}"
    assert Store.connect(address).source == toy_snapshot
    assert Store.connect(address).version == manifest.manifest_of().version

    monkeypatch.setenv("ALKAGRAPH_HOME", str(toy_snapshot.parent / "nothing"))
    assert Store.connect(address).source is None


def test_an_answer_that_virtuoso_cuts_is_an_error(toy_snapshot: Path, tmp_path: Path) -> None:
    """Virtuoso cuts answers at ResultSetMaxRows and says so in a header alone; that is never taken for an answer."""
    demand("virtuoso")
    with virtuoso(tmp_path, toy_snapshot, "ResultSetMaxRows = 10") as url:
        store = Store(Remote(url))
        assert store.select(f"SELECT ?x WHERE {{ GRAPH <{GRAPH}asserted> {{ ?x ?y ?z }} }} LIMIT 5")
        with pytest.raises(QueryFailed, match=re.escape("at most 10 rows")):
            store.select(SUBJECTS)
