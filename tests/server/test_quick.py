"""The usual look-up is answered straight on its connection: nobody can tell, but by the time it takes."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.server.conftest import Server, start
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ROWS = "application/sparql-results+json"
#: Asks for nothing but to go the long way: no answer has that tag.
LONG = {"If-None-Match": '"none"'}
FORMS = (
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3",
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 300",  # long enough to be coded
    "ASK { ?s ?p 'ü' }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3",
)


@pytest.fixture(scope="module")
def own(root: Path, snapshot: Path) -> Iterator[Server]:
    """Return a server that nobody else asks, so that its figures are of these tests."""
    process, running = start(root, snapshot)
    yield running
    process.terminate()
    process.wait()


def _get(query: str, *fields: str) -> bytes:
    lines = "".join(f"{field}\r\n" for field in fields)
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: {ROWS}\r\n{lines}\r\n".encode()


def _figures(server: Server) -> Mapping[str, float]:
    lines = server.ask("GET", "/metrics").body.decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[:1] != "#")}


def _answers(client: socket.socket, number: int) -> list[tuple[bytes, bytes]]:
    """Read so many answers that tell their length; return the head and the body of each."""
    found, stream = [], client.makefile("rb")
    for _ in range(number):
        head = b"".join(iter(stream.readline, b"\r\n"))
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-1])
        found.append((head, stream.read(int(fields[b"content-length"]))))
    return found


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("query", FORMS)
def test_both_ways_say_the_same(own: Server, query: str, coding: str) -> None:
    """First and repeated, coded and not: status, body and fields are those of the long way, but for time and id."""
    path = f"/sparql?query={quote(f'{query} # {coding}')}"
    wanted = {"Accept-Encoding": coding}
    first, again = own.ask("GET", path, headers=wanted), own.ask("GET", path, headers=wanted)
    long = own.ask("GET", path, headers={**wanted, **LONG})

    assert (first.headers["cache-status"], again.headers["cache-status"]) == ("AlkaGraph; fwd=miss", "AlkaGraph; hit")
    for one in (first, again):
        assert (one.status, one.body) == (long.status, long.body)
        apart = {"date", "x-request-id", "cache-status"}
        assert {name: one.headers[name] for name in one.headers.keys() - apart} == {
            name: long.headers[name] for name in long.headers.keys() - apart
        }
        assert one.headers["x-request-id"] != long.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/sparql?query=SELECT", 400, "QueryFailed"),
        (
            f"/sparql?query={quote('SELECT * { ?s ?p ?o OPTIONAL { BIND(1 AS ?s) } . BIND(2 AS ?p) }')}",
            400,
            "QueryFailed",
        ),
        (f"/sparql?query={quote('SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }')}", 403, "QueryRefused"),
        ("/sparql?query=%FF", 400, "RequestInvalid"),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400, "RequestInvalid"),
        ("/sparql?update=DROP+ALL", 403, "QueryRefused"),
        (f"/sparql?query=ASK%7B%7D%23{'a' * 20000}", 400, "QueryTooLarge"),
    ],
)
def test_errors_are_the_same(own: Server, path: str, status: int, error: str) -> None:
    """Whoever finds it, an error has the one shape, and the id of its request."""
    for _ in range(2):
        found = own.ask("GET", path, headers={"X-Request-Id": "mine-7", "Accept": f"{ROWS}, application/json"})

        assert (found.status, found.json()["error"], found.json()["request_id"]) == (status, error, "mine-7")
        assert found.headers["x-request-id"] == "mine-7"


def test_requests_in_one_packet_are_answered_in_order(own: Server) -> None:
    """New ones, repeated ones, faulty ones and others mixed."""
    queries = [f"SELECT (<urn:in-a-packet:{number % 3}> AS ?a) {{}}" for number in range(6)]
    packet = b"".join([_get(queries[0]), _get("SELECT"), *map(_get, queries[1:5])])
    with socket.create_connection(("127.0.0.1", own.port), timeout=120) as client:
        for _ in range(3):
            client.sendall(packet)
            (first, fault, *others) = _answers(client, 6)

            assert fault[0].startswith(b"HTTP/1.1 400 ")
            assert [json.loads(body)["results"]["bindings"][0]["a"]["value"][-1] for _, body in (first, *others)] == [
                *("0", "1", "2", "0", "1")
            ]


def test_a_request_that_comes_in_pieces_is_one(own: Server) -> None:
    """Each byte in a packet of its own."""
    with socket.create_connection(("127.0.0.1", own.port), timeout=120) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in _get("ASK { <urn:in-pieces> ?p ?o }"):
            client.sendall(bytes([byte]))
        ((head, body),) = _answers(client, 1)

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert json.loads(body)["boolean"] is False


def test_every_request_is_counted_once(own: Server) -> None:
    """In the counts of requests, of the cache and of workers; and none is left running."""
    before = _figures(own)
    with socket.create_connection(("127.0.0.1", own.port), timeout=120) as client:
        for number in (1, 2, 1, 1):
            client.sendall(_get(f"ASK {{ <urn:counted:{number}> ?p ?o }}"))
            _answers(client, 1)
        client.sendall(_get("SELECT"))
        _answers(client, 1)
    until(lambda: _figures(own)["alkagraph_http_requests_running"] == 1, "the last answer is counted")
    after = _figures(own)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('alkagraph_http_requests_total{method="GET",route="/sparql",status="200"}') == 4
    assert more('alkagraph_http_requests_total{method="GET",route="/sparql",status="400"}') == 1
    assert more('alkagraph_http_request_seconds_count{route="/sparql"}') == 5
    assert (more("alkagraph_cache_hits_total"), more("alkagraph_cache_misses_total")) == (2, 3)
    assert after["alkagraph_http_requests_running"] == 1  # that of the figures


def test_a_client_that_leaves_leaves_nothing(own: Server) -> None:
    """Its query ends, and its place is free for others."""
    for number in range(30):  # more than one client may have under way
        with socket.create_connection(("127.0.0.1", own.port), timeout=120) as client:
            client.sendall(_get(f"SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c = {number}) }}"))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
    with socket.create_connection(("127.0.0.1", own.port), timeout=120) as client:

        def answered() -> bool:
            client.sendall(_get("ASK { <urn:after-they-left> ?p ?o }"))
            ((head, _),) = _answers(client, 1)
            return head.startswith(b"HTTP/1.1 200 ")

        until(answered, "there is a place for others")
        until(lambda: _figures(own)["alkagraph_http_requests_running"] == 1, "their requests have ended")


def test_the_end_of_the_service_closes_a_connection_after_its_answer(root: Path, snapshot: Path) -> None:
    """A request that runs is answered, and told that it was the last."""
    process, running = start(root, snapshot, ALKAGRAPH_SPARQL_S="300", ALKAGRAPH_GRACE_S="300")
    with socket.create_connection(("127.0.0.1", running.port), timeout=300) as client:
        many = " ".join(map(str, range(40)))  # some seconds of work, so that the signal comes while it runs
        client.sendall(_get(f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {many} }} ?a ?b ?c . ?d ?e ?f }}"))
        until(lambda: _figures(running)["alkagraph_pool_busy"], "the query runs")
        process.terminate()
        found = b""
        with suppress(ConnectionError):
            while part := client.recv(1 << 16):
                found += part
    process.wait()

    assert found.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"connection: close\r\n" in found
    assert json.loads(found.partition(b"\r\n\r\n")[2])["results"]["bindings"][0]["n"]["value"]


def test_who_asks_through_a_proxy_is_told_by_it(root: Path, snapshot: Path) -> None:
    """By a proxy that is believed: the client, whose share is counted, and the scheme; alike on both ways."""
    bounds = {"PROXIES": "127.0.0.1", "CLIENT_BURST": "2", "CLIENT_RATE": "0.01"}
    process, running = start(root, snapshot, **{f"ALKAGRAPH_{name}": value for name, value in bounds.items()})

    def ask(number: int, client: str, **more: str) -> tuple[int, str]:
        path = f"/sparql?query={quote(f'SELECT (<{number}> AS ?a) {{}}')}"
        headers = {"X-Forwarded-For": client, "X-Forwarded-Proto": "https", "Host": "example.org", "Accept": ROWS}
        found = running.ask("GET", path, headers={**headers, **more})
        return found.status, found.json()["results"]["bindings"][0]["a"]["value"] if found.status == 200 else ""

    assert ask(1, "192.0.2.1") == (200, "https://example.org/1")
    assert ask(2, "192.0.2.1", **LONG) == (200, "https://example.org/2")
    assert ask(3, "192.0.2.1") == (429, "")
    assert ask(3, "192.0.2.2, 127.0.0.1") == (200, "https://example.org/3")
    assert ask(4, "192.0.2.2", **LONG) == (200, "https://example.org/4")
    assert ask(5, "192.0.2.2") == ask(5, "192.0.2.2", **LONG) == (429, "")
    process.terminate()
    process.wait()


def test_a_head_is_read_once_for_many_addresses(own: Server) -> None:
    """On one connection the same head with other addresses, among requests with other heads, gives what each asked."""

    def ask(client: socket.socket, number: int, *fields: str) -> tuple[bytes, str]:
        client.sendall(_get(f"SELECT (<urn:of-many:{number}> AS ?a) {{}}", *fields))
        ((head, body),) = _answers(client, 1)
        return head, json.loads(body)["results"]["bindings"][0]["a"]["value"]

    with socket.create_connection(("127.0.0.1", own.port), timeout=30) as client:
        for number in range(4):
            head, found = ask(client, number)
            assert (found, b"x-request-id: mine" in head) == (f"urn:of-many:{number}", False)
            head, found = ask(client, 10 + number, "X-Request-Id: mine")
            assert (found, b"x-request-id: mine\r\n" in head) == (f"urn:of-many:{10 + number}", True)
        client.sendall(_get("SELECT"))
        ((head, _),) = _answers(client, 1)
        assert head.startswith(b"HTTP/1.1 400 ")
        head, found = ask(client, 20, "Connection: close")
        assert (found, client.recv(1)) == ("urn:of-many:20", b"")
