"""Bounds on connections: how many, how large a head, how long without a word, and what is read of them."""

from __future__ import annotations

import json
import socket
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import Server, start
from tests.waiting import until
from web.refusing import MAX_AHEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASK = "ASK { ?s ?p ?o }"
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = HEALTH.replace(b"Host: x", b"Host: x\r\nConnection: close")
HEAD_S = 2
UNREAD = 'alkagraph_connections_refused_total{reason="unread"}'


@pytest.fixture(scope="module")
def strict(root: Path, snapshot: Path) -> Iterator[Server]:
    """Return a server whose bounds a test reaches soon."""
    bounds = {
        "HEAD_S": f"{HEAD_S}",
        "KEEP_ALIVE_S": "60",
        "STALL_S": "1",
        "CONNECTIONS": "40",
        "CONNECTIONS_EACH": "20",
    }
    bounds |= {"SPARQL_S": "120"}  # enough for any machine: here time is that of connections
    process, running = start(root, snapshot, **{f"ALKAGRAPH_{name}": value for name, value in bounds.items()})
    yield running
    process.kill()
    process.wait()


def _open(server: Server, source: str = "127.0.0.66") -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=60, source_address=(source, 0))


def _answer(client: socket.socket, *parts: bytes) -> bytes:
    """Send something and read until the server closes the connection."""
    found = b""
    with suppress(ConnectionError):  # closed with a part of it unread
        for part in parts:
            client.sendall(part)
        while part := client.recv(1 << 16):
            found += part
    return found


def _figure(server: Server, name: str) -> float:
    lines = server.ask("GET", "/metrics").body.decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_a_head_that_trickles_is_told_to_hurry(strict: Server) -> None:
    """A request that is not there after some seconds is 408, however often a byte comes."""
    with _open(strict) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        begun = time.monotonic()
        while time.monotonic() - begun < 60:
            try:
                client.sendall(b"a")
            except OSError:
                break
            client.settimeout(0.2)
            try:
                found = client.recv(4096)
            except TimeoutError:
                continue
            break
    assert found.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begun < 30


def test_a_connection_that_says_nothing_is_closed(strict: Server) -> None:
    """A new connection has as long as a head has."""
    with _open(strict) as client:
        begun = time.monotonic()

        assert client.recv(1) == b""
        assert time.monotonic() - begun < 30


def test_a_connection_rests_between_requests(strict: Server) -> None:
    """A second request on the same connection is answered, and a resting one outlives the time for a head."""
    with _open(strict) as client:
        client.sendall(HEALTH)
        time.sleep(HEAD_S + 1.5)  # the connections are looked over once a second
        found = _answer(client, LAST)

    assert found.count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize(
    "head",
    [
        b"X-Long: " + b"a" * 70_000 + b"\r\n",
        b"".join(b"X-%d: 1\r\n" % number for number in range(150)),
        b"X-Endless: " + b"a" * 300_000,
    ],
    ids=["long", "many", "endless"],
)
def test_a_large_head_is_refused(strict: Server, head: bytes) -> None:
    """Headers beyond the bound are 431 in the one JSON shape."""
    with _open(strict) as client:
        found = _answer(client, b"GET /health HTTP/1.1\r\nHost: x\r\n", head, b"" if b"Endless" in head else b"\r\n")

    assert found.startswith(b"HTTP/1.1 431 ")
    assert set(json.loads(found.partition(b"\r\n\r\n")[2])) == {"error", "detail", "status", "request_id"}


def test_a_large_body_is_no_large_head(strict: Server) -> None:
    """The bound on a head does not count the body, nor the request before on the same connection."""
    body = b"query=" + ASK.replace(" ", "+").encode() + b"&x=" + b"a" * 100_000
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    one = b"POST /sparql HTTP/1.1\r\nHost: x\r\n" + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body
    last = one.replace(b"Host: x", b"Host: x\r\nConnection: close")
    with _open(strict) as client:
        client.sendall(one[:-60_000])
        time.sleep(0.1)
        found = _answer(client, one[-60_000:] + last[:40], last[40:])

    assert found.count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /health HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    ],
    ids=["no host", "two hosts", "TLS", "both lengths", "two lengths"],
)
def test_an_ambiguous_request_is_refused(strict: Server, request_line: bytes) -> None:
    """What two servers might read differently is 400, and the connection is closed."""
    with _open(strict) as client:
        found = _answer(client, request_line)

    assert found == b"" or found.startswith(b"HTTP/1.1 400 ")


def test_requests_sent_ahead_are_bounded(strict: Server) -> None:
    """Some requests may follow before the first is answered; a thousand in one packet are refused."""
    with _open(strict) as client:
        few = _answer(client, HEALTH * (MAX_AHEAD - 1) + LAST)
    with _open(strict) as client:
        many = _answer(client, HEALTH * 1000)

    assert few.count(b"HTTP/1.1 200 ") == MAX_AHEAD
    assert many.count(b"HTTP/1.1 200 ") <= MAX_AHEAD


def test_a_body_that_nobody_reads_is_not_read_to_its_end(strict: Server) -> None:
    """After an answer that did not need the body, a megabyte of it is passed over, then the connection is cut."""
    sent = 0
    with _open(strict) as client:
        client.sendall(b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
        with suppress(ConnectionError):
            while sent < 100_000_000:
                sent += client.send(b"a" * 65_536)

    assert sent < 60_000_000  # much of it the kernel takes, whatever the server reads


@pytest.mark.parametrize("last", [b"", b"Connection: close\r\n"], ids=["kept alive", "closed"])
@pytest.mark.parametrize("pause_s", [0.0, 0.05], ids=["at once", "slowly"])
def test_a_refused_body_does_not_cost_its_sender_the_answer(strict: Server, last: bytes, pause_s: float) -> None:
    """Who sends a body that is too large to its end, and only then reads, finds 413 and no connection reset."""
    piece = b"3e8\r\n" + b" " * 1000 + b"\r\n"
    head = b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    for _ in range(2 if pause_s else 60):
        with _open(strict) as client:
            client.sendall(head + last + b"\r\n")
            for number in range(500):
                client.sendall(piece)
                if not number % 50:
                    time.sleep(pause_s)
            client.sendall(b"0\r\n\r\n")
            assert client.recv(1 << 16).startswith(b"HTTP/1.1 413 ")


def test_idle_connections_make_room_for_honest_ones(strict: Server) -> None:
    """Hundreds of idle connections from one address leave the server open to others."""
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(_open(strict))
        statuses = {strict.ask("GET", "/health").status for _ in range(20)}
        opened = _figure(strict, "alkagraph_connections{")

    assert statuses == {200}
    assert opened <= 25


def test_an_answer_that_nobody_reads_is_dropped(strict: Server) -> None:
    """A client that asks and does not read is cut after some seconds."""
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    before = _figure(strict, UNREAD)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", strict.port))
        client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(query) + query.encode())
        until(lambda: _figure(strict, UNREAD) > before, "it is cut")

    assert _figure(strict, UNREAD) == before + 1
