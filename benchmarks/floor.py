"""The least that answers a look-up over HTTP in Python: servers for `bench_floor.py`, which starts them.

    floor.py constant|below|engine PORT SNAPSHOT

`constant` gives every request the same bytes. `below` has one of ten forked processes say them, asked through a socket.
`engine` has that process evaluate the query. No limit, no guard, no error, no log: none of this is fit to be shown to
anyone.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections import deque
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import httptools
import pyoxigraph as ox
import uvloop

BODY: Final = b'{"head":{"vars":["a"]},"results":{"bindings":[]}}' + b" " * 2000
HEAD: Final = b"HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+json\r\ncontent-length: %d\r\n\r\n"
PROCESSES: Final = 10
CHUNK: Final = 1 << 20


class Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, below: Below | None) -> None:
        self.below, self.parser, self.url = below, httptools.HttpRequestParser(self), b""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401, D102
        self.transport = transport

    def data_received(self, data: bytes) -> None:  # noqa: D102
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:  # noqa: D102
        self.url = b""

    def on_url(self, url: bytes) -> None:  # noqa: D102
        self.url += url  # it may come in two packets

    def on_message_complete(self) -> None:  # noqa: D102
        if self.below is None:
            self.answer(BODY)
        else:
            self.below.ask(self)

    def answer(self, body: bytes) -> None:
        """Send an answer."""
        if not self.transport.is_closing():  # the client may have left
            self.transport.write(HEAD % len(body) + body)


class Below:
    """The processes, and who waits for one."""

    def __init__(self) -> None:
        self.idle: list[Link] = []
        self.waiting: deque[Client] = deque()

    def ask(self, client: Client) -> None:
        """Have a process answer, now or later."""
        if self.idle:
            link = self.idle.pop()
            link.client = client
            link.transport.write(client.url)
        else:
            self.waiting.append(client)


class Link(asyncio.Protocol):
    """The socket of one process. An answer begins with its length."""

    def __init__(self, below: Below) -> None:
        self.below, self.parts, self.missing = below, [b""], 0
        self.client: Client

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401, D102
        self.transport = transport

    def data_received(self, data: bytes) -> None:  # noqa: D102
        if not self.missing:
            self.missing, self.parts, data = int.from_bytes(data[:4], "big"), [], data[4:]
        self.parts.append(data)
        self.missing -= len(data)
        if not self.missing:
            self.client.answer(b"".join(self.parts))
            self.below.idle.append(self)
            if self.below.waiting:
                self.below.ask(self.below.waiting.popleft())


def work(line: socket.socket, store: ox.Store | None) -> None:
    """Answer one request after the other, in a process of its own."""
    while url := line.recv(CHUNK):
        body = BODY
        if store is not None:
            text = unquote_to_bytes(url.partition(b"query=")[2]).decode()
            found: Any = store.query(text, use_default_graph_as_union=True)
            body = found.serialize(format=ox.QueryResultsFormat.JSON)
        line.sendall(len(body).to_bytes(4, "big") + body)


async def main(step: str, port: int, snapshot: str) -> None:
    """Serve for ever."""
    loop = asyncio.get_running_loop()
    below = None if step == "constant" else Below()
    if below is not None:
        for line in forked(snapshot if step == "engine" else ""):
            _, link = await loop.create_unix_connection(lambda: Link(below), sock=line)
            below.idle.append(link)
    await loop.create_server(lambda: Client(below), "127.0.0.1", port)
    await asyncio.Event().wait()


def forked(snapshot: str) -> list[socket.socket]:
    """Return the lines to new processes, which share a store if there is a snapshot."""
    store = None
    if snapshot:
        store = ox.Store()
        store.bulk_load(path=snapshot, format=ox.RdfFormat.N_QUADS, lenient=True)
    lines = []
    for _ in range(PROCESSES):
        ours, theirs = socket.socketpair()
        if not os.fork():
            ours.close()
            work(theirs, store)
            os._exit(0)
        theirs.close()
        lines.append(ours)
    return lines


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
