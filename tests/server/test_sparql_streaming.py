"""Large answers over a real connection: they come in parts, and one that fails midway is seen to be cut."""

from __future__ import annotations

import gzip
import http.client
import itertools
import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.server.conftest import start
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.conftest import Server

#: A good hundred thousand rows, some 40 MB.
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"
#: So many rows that no time is enough; few of them pass, so that it lasts whatever the machine.
ENDLESS = (
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l "
    'FILTER(REGEX(STR(?c), "[1-3]") && REGEX(STR(?f), "9.*9") && REGEX(STR(?i), "7$") && REGEX(STR(?l), "7")) }'
)


@pytest.fixture(scope="module")
def patient(root: Path, snapshot: Path) -> Iterator[Server]:
    """Return a server that sends very large answers and gives queries as long as any machine takes for them."""
    process, running = start(root, snapshot, ALKAGRAPH_ANSWER_MB="1900", ALKAGRAPH_SPARQL_S="120")
    yield running
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def hasty(root: Path, snapshot: Path) -> Iterator[Server]:
    """Return a server that sends very large answers and gives queries two seconds."""
    process, running = start(root, snapshot, ALKAGRAPH_ANSWER_MB="1900", ALKAGRAPH_SPARQL_S="2")
    yield running
    process.terminate()
    process.wait()


def test_a_large_answer_arrives_whole(patient: Server) -> None:
    """All rows come, coded or not."""
    path = f"/sparql?query={quote(MANY)}"
    plain, coded = (patient.ask("GET", path, headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip"))

    assert len(json.loads(plain.body)["results"]["bindings"]) == 100_000
    assert (coded.headers["content-encoding"], gzip.decompress(coded.body)) == ("gzip", plain.body)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_answer_stopped_midway_is_seen_to_be_cut(hasty: Server, coding: str) -> None:
    """The status was sent already, so the connection is closed without the last chunk: no client takes it for whole.

    A long query has the lowest priority. Where a crowded machine had nothing of its answer at the deadline, the status
    is 504, and it is asked again.
    """
    numbers = itertools.count()

    def is_cut() -> bool:
        path = f"/sparql?query={quote(f'{ENDLESS} # {coding} {next(numbers)}')}"
        try:
            status = hasty.ask("GET", path, headers={"Accept-Encoding": coding}).status
        except http.client.IncompleteRead:
            return True
        assert status == 504
        return False

    until(is_cut, "an answer that had begun is cut")
    assert hasty.sparql("ASK {}").status == 200


def test_a_client_of_http_1_0_gets_the_whole_or_an_error(patient: Server, hasty: Server) -> None:
    """It could not tell a cut answer from a whole one, so nothing is sent before all of it is there."""
    heads = []
    for server, query in ((patient, MANY), (hasty, ENDLESS)):
        with socket.create_connection(("127.0.0.1", server.port), timeout=130) as wire:
            wire.sendall(f"GET /sparql?query={quote(query)} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
            with wire.makefile("rb") as stream:
                said = stream.read()
        head, _, body = said.partition(b"\r\n\r\n")
        heads.append(head.split(b"\r\n")[0].split()[1])
        assert f"content-length: {len(body)}".encode() in head.lower()

    assert heads == [b"200", b"504"]


def test_a_body_waits_to_be_asked_for(server: Server) -> None:
    """`Expect: 100-continue` is answered before the body comes, and not when the body is refused unread."""
    said = []
    for length in (6, 10**9):
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
            head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nExpect: 100-continue"
            wire.sendall(f"{head}\r\nContent-Length: {length}\r\n\r\n".encode())
            said.append(wire.recv(100).split()[1])
            if length == 6:
                wire.sendall(b"ASK {}")
                said.append(wire.recv(100).split()[1])

    assert said == [b"100", b"200", b"413"]
