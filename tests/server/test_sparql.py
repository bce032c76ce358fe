"""The SPARQL endpoint: every form in every format, the protocol's ways to ask, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
import rdflib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.server.conftest import Server

SELECT = "SELECT ?s ?label WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?s LIMIT 3"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p LIMIT 4"
DESCRIBE = "DESCRIBE <https://w3id.org/alkagraph/id/zelkamine>"
FORM = "application/x-www-form-urlencoded"


def _json_rows(body: bytes) -> int:
    found = json.loads(body)
    return len(found["results"]["bindings"]) if "results" in found else int(found["boolean"])


def _xml_rows(body: bytes) -> int:
    space = "{http://www.w3.org/2005/sparql-results#}"
    tree = ET.fromstring(body)  # noqa: S314 (our own server wrote it)
    return len(tree.findall(f"{space}results/{space}result")) or int(tree.findtext(f"{space}boolean") == "true")


def _text_rows(body: bytes) -> int:
    rows = list(csv.reader(io.StringIO(body.decode())))
    return 1 if rows == [["true"]] else len(rows) - 1


TABLES: dict[str, Callable[[bytes], int]] = {
    "application/sparql-results+json": _json_rows,
    "application/sparql-results+xml": _xml_rows,
    "text/csv": _text_rows,
    "text/tab-separated-values": _text_rows,
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/n-quads": "nquads",
    "application/trig": "trig",
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Return a socket that listens and must hear nothing."""
    with socket.create_server(("127.0.0.1", 0)) as ears:
        ears.settimeout(0)
        yield ears
        with pytest.raises(BlockingIOError):
            ears.accept()


@pytest.mark.parametrize("media_type", TABLES)
@pytest.mark.parametrize(("query", "rows"), [(SELECT, 3), (ASK, 1)], ids=["select", "ask"])
def test_a_table_comes_in_the_format_asked_for(server: Server, query: str, rows: int, media_type: str) -> None:
    """SELECT and ASK answer in JSON, XML, CSV and TSV, and each can be read back."""
    reply = server.sparql(query, media_type)

    assert (reply.status, reply.media_type) == (200, media_type)
    assert TABLES[media_type](reply.body) == rows


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # inside it
@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize(("query", "triples"), [(CONSTRUCT, 4), (DESCRIBE, 2)], ids=["construct", "describe"])
def test_a_graph_comes_in_the_format_asked_for(server: Server, query: str, triples: int, media_type: str) -> None:
    """CONSTRUCT and DESCRIBE answer in every form of RDF that is offered, and another reader agrees."""
    reply = server.sparql(query, media_type)

    assert (reply.status, reply.media_type) == (200, media_type)
    found = rdflib.Dataset(default_union=True)
    found.parse(data=reply.body, format=GRAPHS[media_type])
    assert len(list(found.triples((None, None, None)))) == triples


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (SELECT, "text/html,application/xhtml+xml,*/*;q=0.8", "application/sparql-results+json"),
        (SELECT, "text/csv;q=0.4, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "text/turtle", 406),
        (SELECT, "*/*;q=0", 406),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "text/csv", 406),
        (CONSTRUCT, "text/turtle;q=0, */*;q=0.1", "application/n-triples"),
    ],
)
def test_the_accept_header_decides(server: Server, query: str, accept: str, expected: str | int) -> None:
    """Weights, wildcards and refusals are followed; when nothing fits the answer is 406 in the error shape."""
    reply = server.sparql(query, accept)

    if isinstance(expected, int):
        assert (reply.status, reply.json()["error"]) == (expected, "NotAcceptable")
    else:
        assert (reply.status, reply.media_type) == (200, expected)


def test_every_way_to_ask_gives_the_same_answer(server: Server) -> None:
    """GET, a form and a plain body are three ways to send one query."""
    form = urlencode({"query": SELECT})
    replies = [
        server.ask("GET", f"/sparql?{form}"),
        server.ask("POST", "/sparql", form, {"Content-Type": FORM}),
        server.ask("POST", "/sparql", SELECT, {"Content-Type": "application/sparql-query; charset=utf-8"}),
    ]

    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1


def test_an_etag_saves_the_second_answer(server: Server) -> None:
    """The same question to the same data is answered 304; in another format it is another answer."""
    path = f"/sparql?query={quote(SELECT)}"
    first = server.ask("GET", path)
    known = {"If-None-Match": first.headers["etag"]}

    assert server.ask("GET", path, headers=known).status == 304
    assert server.ask("GET", path, headers={**known, "Accept": "text/csv"}).status == 200


def test_from_narrows_the_graph(server: Server) -> None:
    """FROM and default-graph-uri read one named graph, not the union of all."""
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    graph = "https://w3id.org/alkagraph/graph/vocabulary"
    everything = server.sparql(count.format(""), "text/csv").body.split()[1]
    narrowed = server.sparql(count.format(f"FROM <{graph}>"), "text/csv").body.split()[1]
    asked = server.ask(
        "GET", f"/sparql?{urlencode({'query': count.format(''), 'default-graph-uri': graph, 'format': 'text/csv'})}"
    )

    assert (int(everything), int(narrowed), int(asked.body.split()[1])) == (804, 402, 402)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:PORT/sparql> { ?s ?p ?o } }",
        "SELECT * WHERE { SERVICE SILENT <http://127.0.0.1:PORT/sparql> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o . sErViCe ?s { ?a ?b ?c } }",
        "SELECT * WHERE { ?s ?p '\\u0022 ' . SERVICE <http://127.0.0.1:PORT/> { ?a ?b ?c } }",
        "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }",
        "SELECT * FROM <http://127.0.0.1:PORT/data.ttl> WHERE { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:PORT/data.ttl> WHERE { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:PORT/data.ttl>",
        "LOAD <file:///etc/passwd> INTO GRAPH <urn:g>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "PREFIX a: <urn:a> DROP ALL",
    ],
)
def test_nothing_leaves_and_nothing_changes(server: Server, listener: socket.socket, query: str) -> None:
    """Updates, remote calls and foreign graphs are forbidden, and no connection is ever tried."""
    reply = server.sparql(query.replace("PORT", str(listener.getsockname()[1])))

    assert (reply.status, reply.json()["error"]) == (403, "QueryRefused")


def test_an_update_is_forbidden_however_it_is_sent(server: Server) -> None:
    """The protocol's two ways to send an update are refused."""
    update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    replies = [
        server.ask("POST", "/sparql", update, {"Content-Type": "application/sparql-update"}),
        server.ask("POST", "/sparql", urlencode({"update": update}), {"Content-Type": FORM}),
        server.ask("GET", f"/sparql?update={quote(update)}"),
    ]

    assert [reply.status for reply in replies] == [403, 403, 403]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * WHERE {", 400),
        ("SELECT ?x WHERE { ?x ?y 'open }", 400),
        ("", 400),
        ("\x00", 400),
        ("hello", 400),
        (b"SELECT * WHERE { ?s ?p '\xff' }", 400),
        ("SELECT (" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) {}", 400),
        ("SELECT * " + "{" * 7_000 + "}" * 7_000, 400),
        ("SELECT (" + "!" * 15_000 + "1 AS ?x) {}", 400),
        ("SELECT (1" + "+1" * 8_000 + " AS ?x) {}", 400),
        ("SELECT * { {}" + "UNION{}" * 2_000 + " }", 400),
        ("SELECT * { ?s ?p '" + "x" * 20_000 + "' }", 400),
        ("SELECT * { ?s ?p '" + "x" * 300_000 + "' }", 413),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, str | bytes) else str(value),
)
def test_a_bad_query_is_told_so(server: Server, query: str | bytes, status: int) -> None:
    """A malformed, oversized or bottomless query gets a 4xx in the error shape, and the server lives."""
    reply = server.sparql(query)

    assert reply.status == status
    assert set(reply.json()) == {"error", "detail", "status", "request_id"}
    assert server.sparql(ASK).status == 200


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("/sparql?default-graph-uri=urn:x", None, "", 400),
        (f"/sparql?query={quote(ASK)}&query={quote(ASK)}", None, "", 400),
        ("/sparql?query=%FF", None, "", 400),
        (f"/sparql?query={quote(ASK)}&default-graph-uri=urn:x", None, "", 403),
        (f"/sparql?query={quote(ASK)}&named-graph-uri=urn:x", None, "", 403),
        ("/sparql", "query=", FORM, 400),
        ("/sparql", ASK, "text/plain", 415),
        ("/sparql", "{}", "application/json", 415),
    ],
)
def test_the_protocol_is_kept(server: Server, path: str, body: str | None, kind: str, status: int) -> None:
    """A request that is no SPARQL protocol request is refused with the reason's status."""
    method = "GET" if body is None else "POST"
    reply = server.ask(method, path, body, {"Content-Type": kind} if kind else {})

    assert (reply.status, reply.json()["status"]) == (status, status)


def test_head_and_options(server: Server) -> None:
    """HEAD is GET without a body, and any page may read the endpoint."""
    path = f"/sparql?query={quote(ASK)}"
    full, head, options = (server.ask(method, path) for method in ("GET", "HEAD", "OPTIONS"))

    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", full.headers["content-length"])
    assert (options.status, options.headers["access-control-allow-origin"]) == (204, "*")
    assert full.headers["access-control-allow-origin"] == "*"
