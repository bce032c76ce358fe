"""A store at an endpoint: what goes out, what comes back, and what a server cannot do to us."""

from __future__ import annotations

import io
import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from graph.endpoint import Reach
from graph.errors import QueryFailed, QueryRefused, QueryTimedOut, StoreUnusable
from graph.names import GRAPH, XSD, Dataset
from graph.remote import TRIPLES, Remote
from graph.replies import ROWS, Table, canonical, write_graph
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

YES = b'{"head":{},"boolean":true}'
ONE = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
ASK = "ASK { ?s ?p ?o }"


class Endpoint:
    """A server that says what a test tells it to, and keeps what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/sparql"
        self.asked: list[dict[str, list[str]]] = []
        self.headers: list[dict[str, str]] = []
        self.connections: set[int] = set()
        self.reply: Callable[[BaseHTTPRequestHandler], None] = lambda handler: say(handler, YES)


def say(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, media_type: str = ROWS, **more: str) -> None:
    """Answer a request."""
    handler.send_response(status)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """End a connection without a reply."""
    handler.close_connection = True


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    """Announce more bytes than are sent."""
    handler.send_response(200)
    handler.send_header("Content-Type", ROWS)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(YES)
    handler.close_connection = True


@contextmanager
def listening() -> Iterator[Endpoint]:
    """Run an endpoint."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"]))
            kept.asked.append(parse_qs(form.decode()))
            kept.headers.append(dict(self.headers.items()))
            kept.connections.add(self.client_address[1])
            kept.reply(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept = Endpoint(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Return an endpoint that says yes to everything."""
    with listening() as found:
        yield found


def test_a_question_names_its_graphs(endpoint: Endpoint) -> None:
    """Without a dataset all graphs of ours are the default graph and can be named; with one, its graphs."""
    engine = Remote(endpoint.url)
    assert len(engine.graphs()) == 5
    endpoint.asked.clear()
    endpoint.reply = lambda handler: say(handler, ONE)

    assert engine.select("SELECT ?x { ?x ?y ?z }") == [{"x": "1"}]
    engine.select("SELECT ?x { ?x ?y ?z }", Dataset((f"{GRAPH}asserted",), ()))
    engine.select("SELECT ?x { ?x ?y ?z }", Dataset((), (f"{GRAPH}claims",)))

    whole, default, named = endpoint.asked
    assert whole["default-graph-uri"] == whole["named-graph-uri"] == list(engine.graphs())
    assert default["default-graph-uri"] == [f"{GRAPH}asserted"]
    assert default["named-graph-uri"] == [f"{GRAPH}none"]  # what is empty is not left to the server
    assert named["named-graph-uri"] == [f"{GRAPH}claims"]
    assert named["default-graph-uri"] == [f"{GRAPH}none"]
    assert len(endpoint.connections) == 1


def test_a_connection_that_was_hung_up_is_taken_up_again_once(endpoint: Endpoint) -> None:
    """A kept connection may be closed at any time before the reply; a fresh one that is closed is an error."""
    engine = Remote(endpoint.url)
    assert engine.speaks_of("urn:p")
    kept = len(endpoint.connections)
    endpoint.reply = lambda handler: say(handler, YES) if len(endpoint.connections) > kept else hang_up(handler)
    assert engine.speaks_of("urn:p")

    endpoint.reply = hang_up
    with pytest.raises(StoreUnusable, match="cannot be reached"):
        engine.speaks_of("urn:p")


def test_a_fork_asks_over_a_connection_of_its_own(endpoint: Endpoint) -> None:
    """Two processes never share a connection."""
    engine = Remote(endpoint.url)
    assert engine.speaks_of("urn:p")
    child = os.fork()
    if not child:
        os._exit(0 if engine.speaks_of("urn:p") else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert engine.speaks_of("urn:p")
    assert len(endpoint.connections) == 2


@pytest.mark.parametrize(
    ("reply", "error", "told"),
    [
        (
            lambda handler: say(handler, b"no such word\n\nSPARQL query:\nsecret", 400, "text/plain"),
            QueryFailed,
            "no such word",
        ),
        (lambda handler: say(handler, b"<html>", 500, "text/html"), QueryFailed, "status 500"),
        (lambda handler: say(handler, b"", 401, "text/plain"), StoreUnusable, "ALKAGRAPH_ENDPOINT_USER"),
        (lambda handler: say(handler, b"", 404, "text/plain"), StoreUnusable, "status 404"),
        (lambda handler: say(handler, b"", 307, Location="http://elsewhere.example/"), StoreUnusable, "not followed"),
        (lambda handler: say(handler, b"<html>", 200, "text/html"), StoreUnusable, "answered with text/html"),
        (lambda handler: say(handler, b"{}"), QueryFailed, "JSON results"),
        (lambda handler: say(handler, b'{"head":{"vars":["x"]},"results":'), QueryFailed, "JSON results"),
        (lambda handler: say(handler, YES, X_SQL_State="S1TAT"), QueryFailed, "only a part"),
        (lambda handler: say(handler, YES, X_SPARQL_MaxRows="10"), QueryFailed, "at most 10 rows"),
        (lambda handler: say(handler, YES + b" " * 3_000_000), QueryFailed, "larger than 2 MB"),
        (cut_off, StoreUnusable, "broke off"),
    ],
)
def test_a_reply_that_is_no_answer_is_an_error(
    endpoint: Endpoint, reply: Callable[[BaseHTTPRequestHandler], None], error: type[Exception], told: str
) -> None:
    """What a server sends instead of an answer is never taken for one, and its words are told in short."""
    endpoint.reply = reply
    with pytest.raises(error, match=told) as raised:
        Remote(endpoint.url, Reach("ada", "very secret", seconds=20, largest=2 << 20)).speaks_of("urn:p")

    assert "secret" not in str(raised.value)
    endpoint.reply = lambda handler: say(handler, YES)


def test_a_slow_answer_has_a_deadline(endpoint: Endpoint) -> None:
    """A server that sends a byte now and then does not keep us: the time is that of the whole answer."""
    done = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", ROWS)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not done.wait(0.02):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    endpoint.reply = drip
    try:
        with pytest.raises(QueryTimedOut, match=r"within 0\.3 seconds"):
            Remote(endpoint.url, Reach(seconds=0.3)).speaks_of("urn:p")
    finally:
        done.set()


def test_nobody_there_is_an_error() -> None:
    """An address where nobody listens is named, with what to look at."""
    with listening() as gone:
        url = gone.url
    with pytest.raises(StoreUnusable, match="cannot be reached") as raised:
        Store.connect(f"sparql+{url}")

    assert url in str(raised.value)


def test_a_password_stays_out_of_addresses_and_errors(endpoint: Endpoint) -> None:
    """Name and password come from the environment, go out as HTTP Basic, and are refused in an address."""
    reach = Reach.from_environment({"ALKAGRAPH_ENDPOINT_USER": "ada", "ALKAGRAPH_ENDPOINT_PASSWORD": "pässword"})
    Remote(endpoint.url, reach).speaks_of("urn:p")
    assert endpoint.headers[-1]["Authorization"] == "Basic YWRhOnDDpHNzd29yZA=="
    assert "pässword" not in repr(reach)

    with pytest.raises(StoreUnusable, match="must not hold") as raised:
        Remote("http://ada:pass@127.0.0.1/sparql")
    assert "pass@" not in str(raised.value)


@pytest.mark.parametrize("value", ["none", "-1", "0", "nan", "1e9"])
def test_a_setting_must_be_a_number_above_zero(value: str) -> None:
    """A setting that is none is named with its value."""
    with pytest.raises(StoreUnusable, match="ALKAGRAPH_ENDPOINT_S="):
        Reach.from_environment({"ALKAGRAPH_ENDPOINT_S": value})


@pytest.mark.parametrize(
    ("query", "media_type"),
    [("SELECT ?x {}", "text/turtle"), ("CONSTRUCT {} {}", ROWS), ("# SELECT\nPREFIX a: <b#> ASK {}", TRIPLES)],
)
def test_the_media_type_must_fit_the_form(query: str, media_type: str) -> None:
    """The form is read before anything is sent: some servers would answer a SELECT with statements about a table."""
    with pytest.raises(QueryFailed, match="cannot be answered as"):
        Remote("http://127.0.0.1:9/").write(query, media_type, io.BytesIO())


@pytest.mark.parametrize("query", ["", "INSERT DATA {}", "PREFIX SELECT", "# SELECT", "\\u0053ELECT * {}", " " * 9999])
def test_what_is_no_query_is_not_sent(query: str) -> None:
    """Updates and unreadable texts go nowhere."""
    with pytest.raises(QueryFailed, match="no SPARQL query"):
        Remote("http://127.0.0.1:9/").write(query, ROWS, io.BytesIO())


def test_a_store_at_an_endpoint_is_only_read(endpoint: Endpoint) -> None:
    """Nothing is added to it, and a graph that it does not hold is refused here."""
    store = Store.connect(f"sparql+{endpoint.url}")
    with pytest.raises(QueryRefused):
        store.add("asserted", [])
    with pytest.raises(QueryRefused, match="is not a graph of this store"):
        store.select("SELECT ?x {}", Dataset(("urn:other",), ()))


TOLD: list[tuple[Any, Any]] = [
    ({"type": "typed-literal", "value": "1", "datatype": f"{XSD}boolean"}, "true"),
    ({"type": "literal", "value": "2.50", "datatype": f"{XSD}decimal"}, "2.5"),
    ({"type": "literal", "value": "1.0E1", "datatype": f"{XSD}double"}, "10"),
    ({"type": "literal", "value": "2020-01-01T00:00:00+00:00", "datatype": f"{XSD}dateTime"}, "2020-01-01T00:00:00Z"),
    ({"type": "literal", "value": "007"}, "007"),
    ({"type": "literal", "value": "x", "datatype": f"{XSD}string"}, "x"),
    ({"type": "bnode", "value": "nodeID://b10"}, "nodeIDb10"),
]


@pytest.mark.parametrize(("term", "value"), TOLD)
def test_servers_that_write_a_value_differently_are_read_alike(term: dict[str, str], value: str) -> None:
    """A value comes out in the form in which the embedded engine writes it."""
    body = (
        '{"head":{"link":[],"vars":["x"]},"results":{"distinct":false,"bindings":[{"x":%s}]}}'  # noqa: UP031 - braces
        % str(term).replace("'", '"')
    )
    table = Table.read(body.encode())
    assert table.texts() == [{"x": value}]

    out = io.BytesIO()
    table.write("text/csv", out)
    assert out.getvalue().decode().splitlines()[1].removeprefix("_:") == value


def test_a_term_of_an_unknown_kind_is_an_error() -> None:
    """Quoted triples and whatever comes next are not passed over."""
    with pytest.raises(QueryFailed, match="unknown kind"):
        Table.read(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"triple","value":""}}]}}')


def test_statements_are_told_once_and_in_one_form() -> None:
    """Servers repeat statements in a CONSTRUCT, and write the same value in several ways."""
    out = io.BytesIO()
    line = '<urn:s> <urn:p> "{}"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n'
    write_graph((line.format("1") + line.format("true")).encode(), TRIPLES, out)
    assert out.getvalue().decode() == line.format("true")

    with pytest.raises(QueryFailed, match="N-Triples"):
        write_graph(b"<urn:s>", TRIPLES, out)
    assert canonical("abc", f"{XSD}integer") == ("abc", f"{XSD}integer")
