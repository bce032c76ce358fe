"""Attacks below SPARQL: on connections, on the parser of HTTP, on bodies. Each returns what came back."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import time
from contextlib import ExitStack, suppress
from typing import Final

from tests.attack.wire import CLOSED, Outcome, Target, answer_on, head

ASK: Final = "ASK { ?s ?p ?o }"
QUERY: Final = {"Content-Type": "application/sparql-query"}
JSON: Final = {"Content-Type": "application/json"}
CROSS: Final = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MEGABYTE: Final = 1024 * 1024
NOTHING: Final = Outcome(CLOSED, b"", whole=False)


def slow_head(target: Target) -> Outcome:
    """Send a byte of a header now and then."""
    with target.open() as connection:
        with suppress(OSError):
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            for _ in range(60):
                connection.sendall(b"a")
                time.sleep(0.5)
        return answer_on(connection)


def slow_body(target: Target) -> Outcome:
    """Announce a body and send a byte of it now and then."""
    with target.open() as connection:
        with suppress(OSError):
            connection.sendall(head("POST", "/sparql", {**QUERY, "Content-Length": "5000"}))
            for _ in range(70):
                connection.sendall(b"a")
                time.sleep(0.5)
        return answer_on(connection)


def huge_header(target: Target) -> Outcome:
    """Send one header of ten megabytes."""
    return target.say(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Huge: ", *[b"a" * MEGABYTE] * 10, b"\r\n\r\n")


def many_headers(target: Target) -> Outcome:
    """Send ten thousand headers."""
    return target.say(
        b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(10_000)) + b"\r\n"
    )


def huge_address(target: Target) -> Outcome:
    """Ask in an address of a megabyte."""
    return target.get("/sparql", query=ASK + " " * MEGABYTE)


def announced_body(target: Target) -> Outcome:
    """Announce a hundred megabytes and send them."""
    parts = [b"a" * MEGABYTE] * 100
    return target.say(head("POST", "/sparql", {**QUERY, "Content-Length": str(100 * MEGABYTE)}), *parts)


def chunked_body(target: Target) -> Outcome:
    """Send a hundred megabytes in chunks, announced by none."""
    chunk = b"%x\r\n" % MEGABYTE + b"a" * MEGABYTE + b"\r\n"
    return target.say(head("POST", "/sparql", {**QUERY, "Transfer-Encoding": "chunked"}), *[chunk] * 100, b"0\r\n\r\n")


def tiny_chunks(target: Target) -> Outcome:
    """Send half a megabyte in chunks of one byte with long extensions."""
    chunk = (b"1;" + b"x" * 50 + b"\r\na\r\n") * 5_000
    return target.say(head("POST", "/sparql", {**QUERY, "Transfer-Encoding": "chunked"}), *[chunk] * 100, b"0\r\n\r\n")


def body_nobody_reads(target: Target) -> Outcome:
    """Send a hundred megabytes where no body is expected."""
    return target.say(head("GET", "/health", {"Content-Length": str(100 * MEGABYTE)}), *[b"a" * MEGABYTE] * 100)


def gzip_bomb(target: Target) -> Outcome:
    """Post two hundred megabytes that are small on the way."""
    bomb = gzip.compress(b" " * (200 * MEGABYTE), 9)
    return target.request("POST", "/sparql", bomb, {**QUERY, "Content-Encoding": "gzip"})


def multipart(target: Target) -> Outcome:
    """Post a form of ten thousand parts."""
    part = b'--b\r\nContent-Disposition: form-data; name="query"; filename="../../x"\r\n\r\nASK {}\r\n'
    return target.post("multipart/form-data; boundary=b", part * 2_000 + b"--b--\r\n")


def many_fields(target: Target) -> Outcome:
    """Post a form of a hundred thousand fields."""
    return target.post("application/x-www-form-urlencoded", "&".join(f"a{n}=1" for n in range(30_000)))


def half_closed(target: Target) -> Outcome:
    """Ask for what never ends and close one way, ten times."""
    with ExitStack() as stack:
        for _ in range(10):
            connection = stack.enter_context(target.open())
            connection.sendall(head("POST", "/sparql", {**QUERY, "Content-Length": str(len(CROSS))}) + CROSS.encode())
            connection.shutdown(socket.SHUT_WR)
        return answer_on(connection)


def never_reads(target: Target) -> Outcome:
    """Ask for megabytes on twenty connections and read nothing of them."""
    query = b"SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    with ExitStack() as stack:
        for _ in range(20):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.bind((target.source, 0))
            connection.connect(("127.0.0.1", target.port))
            connection.sendall(head("POST", "/sparql", {**QUERY, "Content-Length": str(len(query))}) + query)
        time.sleep(8)
    return NOTHING


def aborted_uploads(target: Target) -> Outcome:
    """Begin to send a body and reset the connection, a hundred times."""
    for _ in range(100):
        with target.open() as connection:
            connection.sendall(head("POST", "/api/check", {**JSON, "Content-Length": "100000"}) + b"a" * 5_000)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return NOTHING


def aborted_queries(target: Target) -> Outcome:
    """Ask for what never ends and go away, thirty times."""
    for _ in range(30):
        with target.open() as connection:
            connection.sendall(head("POST", "/sparql", {**QUERY, "Content-Length": str(len(CROSS))}) + CROSS.encode())
            time.sleep(0.05)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return NOTHING


def idle_connections(target: Target) -> Outcome:
    """Hold a thousand connections from five addresses and say nothing."""
    first = int(target.source.rpartition(".")[2])
    with ExitStack() as stack:
        for number in range(1_000):
            source = f"127.0.1.{(first + number) % 5 + 1}"
            connection = socket.create_connection(("127.0.0.1", target.port), 20, (source, 0))
            stack.enter_context(connection)
        time.sleep(8)
    return NOTHING


def connection_flood(target: Target) -> Outcome:
    """Open and close two thousand connections."""
    for _ in range(2_000):
        with suppress(OSError), target.open():
            pass
    return NOTHING


def pipelined(target: Target) -> Outcome:
    """Send five thousand requests ahead in one piece."""
    return target.say(b"GET /api/stats HTTP/1.1\r\nHost: x\r\n\r\n" * 5_000)


def many_at_once(target: Target) -> Outcome:
    """Ask three hundred different endless queries at once, from one address."""
    with ExitStack() as stack:
        for number in range(300):
            connection = stack.enter_context(target.open())
            query = f"SELECT (COUNT(*) AS ?n{number}) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}".encode()
            connection.sendall(head("POST", "/sparql", {**QUERY, "Content-Length": str(len(query))}) + query)
        return answer_on(connection)


def checks_at_once(target: Target) -> Outcome:
    """Send a hundred of the largest checks at once, from one address."""
    with ExitStack() as stack:
        for number in range(100):
            names = [{"name": name} for name in ("testazolam", "blockazole", "calmazepam", "lonelol", f"x{number}")]
            body = json.dumps({"substances": names}).encode()
            connection = stack.enter_context(target.open())
            connection.sendall(head("POST", "/api/check", {**JSON, "Content-Length": str(len(body))}) + body)
        return answer_on(connection)


def smuggled(*fields: bytes, body: bytes = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n") -> bytes:
    """Return a request whose length two servers would read differently."""
    return (
        b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        + b"\r\n".join(fields)
        + b"\r\n\r\n"
        + body
    )


#: Bytes that are no sound request, by name.
GARBAGE: Final = {
    "two lengths": smuggled(b"Content-Length: 4", b"Content-Length: 40"),
    "length and chunks": smuggled(b"Content-Length: 4", b"Transfer-Encoding: chunked"),
    "chunks and length": smuggled(b"Transfer-Encoding: chunked", b"Content-Length: 4"),
    "chunks with a space": smuggled(b"Transfer-Encoding : chunked", b"Content-Length: 4"),
    "unknown coding": smuggled(b"Transfer-Encoding: xchunked", b"Content-Length: 4"),
    "coded twice": smuggled(b"Transfer-Encoding: chunked, identity"),
    "negative length": smuggled(b"Content-Length: -1"),
    "length with a sign": smuggled(b"Content-Length: +4"),
    "length of 40 digits": smuggled(b"Content-Length: " + b"9" * 40),
    "length in hexadecimal": smuggled(b"Content-Length: 0x10"),
    "bad chunk size": smuggled(b"Transfer-Encoding: chunked", body=b"zz\r\nabc\r\n0\r\n\r\n"),
    "huge chunk size": smuggled(b"Transfer-Encoding: chunked", body=b"f" * 40 + b"\r\nabc"),
    "bare line feeds in a header": b"GET /health HTTP/1.1\nHost: x\nX: \ny: z\n\x00\n\n",
    "folded header": b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nContent-Length:\r\n 5\r\n\r\n",
    "NUL in a header": b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
    "NUL in the address": b"GET /heal\x00th HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes above ASCII in the address": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET /health HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "HTTP/0.9": b"GET /health\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00" * 40,
    "HTTP/3.7": b"GET / HTTP/3.7\r\nHost: x\r\n\r\n",
    "TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
    "random bytes": bytes(range(256)) * 64,
    "unknown method": b"BREW /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    "endless method": b"G" * 200_000,
    "connect": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n",
    "a proxy's address": b"GET http://127.0.0.1:22/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "websocket": b"GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    "line ends without end": b"\r\n" * 50_000,
}
