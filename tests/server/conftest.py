"""A real server in a process of its own, over a small graph of invented things, and a plain way to speak to it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from graph import snapshot as snapshots
from tests.lessons import LESSONS
from tests.processes import descendants, free_port, lives
from tests.toy_world import furnish
from tests.waiting import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


ALKA = "https://w3id.org/alkagraph/id/"
AGO = "https://w3id.org/alkagraph/schema#"
GRAPH = "https://w3id.org/alkagraph/graph/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"

#: Addresses of pages, over the snapshot of invented things.
PAGES = (
    "/",
    "/explore",
    "/explore?start=zelkamine",
    "/embed?start=zelkamine",
    "/claims",
    "/learn",
    "/sparql",
    "/docs",
    "/about",
    "/?s=zelkamine&s=alumorin",
    "/id/zelkamine",
)

#: Every kind of page there is, by an address over the toy world: what holds for each page is tested on each of these.
#: A new page is one more line here.
TOY_PAGES = (
    "/",
    "/?s=florbium&s=calmazepam&s=lonelol",
    "/?s=florbium&s=nobody-knows-this",
    "/explore",
    "/explore?start=florbium",
    "/explore?start=florbium&open=zelkamine&layout=force&chosen=zelkamine",
    "/explore?start=florbium&chosen=edge--florbium--contains--zelkamine",
    *(f"/explore?start=florbium&open=zelkamine&as={part}" for part in ("moving", "list", "table", "picture")),
    "/embed?start=florbium",
    "/paths",
    "/paths?from=florbium&to=calmazepam",
    "/paths?from=weakazole&to=testazolam",
    "/paths?from=florbium&to=calm+receptr",
    "/compare?s=zelkamine",
    "/compare?a=zelkamine&b=oxyzelkamine",
    "/map",
    "/learn",
    "/learn/toy-leaf?notes=1",
    "/learn/toy-leaf/quiz",
    "/embed/learn/toy-leaf",
    "/explain?precipitant=florbium&object=calmazepam",
    "/claims",
    "/claims?topic=noggin",
    "/questions",
    "/questions/alkaloids-of-product?product=florbium",
    "/questions/alkaloids-of-product?product=florbiun",
    "/questions/neighbourhood?start=zelkamine&show=picture",
    "/id/florbium",
    "/id/zelkamine",
    "/id/calmazepam",
    "/id/oxyzelkamine",
    "/id/cypx",
    "/id/drowse",
    "/id/toy-0011",
    "/id/abel-2001-toy-leaf",
    "/id/toy-rule-1",
    "/about",
    "/about?letter=T",
    "/sparql",
    "/docs",
    "/no-such-page",
)

#: Limits short enough for a test to reach, seconds.
SPARQL_S = 1.5
#: A server that does not come up ends, so this is for the slowest of machines.
START_S = 180


@dataclass(frozen=True)
class Reply:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 (tests look into it)
        """Return the body read as JSON."""
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Server:
    """A running server."""

    pid: int
    port: int

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, headers or {})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()

    def sparql(self, query: bytes | str, accept: str = "*/*") -> Reply:
        """Send a query in the body of a POST."""
        return self.ask("POST", "/sparql", query, {"Content-Type": "application/sparql-query", "Accept": accept})

    def check(self, body: object) -> Reply:
        """Send a list to check."""
        return self.ask("POST", "/api/check", json.dumps(body), {"Content-Type": "application/json"})


def start(root: Path, snapshot: Path, **environment: str) -> tuple[subprocess.Popen[bytes], Server]:
    """Start a server over a snapshot and wait until it is ready."""
    return _started(root, snapshot, environment, apart=False)


def start_apart(root: Path, snapshot: Path, **environment: str) -> tuple[subprocess.Popen[bytes], Server]:
    """Start a server as `start` does, with its own share of the processor, as a service has.

    Linux groups processes by session, so that what the tests use is not taken from the server.
    """
    return _started(root, snapshot, environment, apart=True)


def _started(
    root: Path, snapshot: Path, environment: Mapping[str, str], *, apart: bool
) -> tuple[subprocess.Popen[bytes], Server]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", f"import server; server.serve(port={port})"],
        cwd=root,
        start_new_session=apart,
        env={
            **os.environ,
            "ALKAGRAPH_SNAPSHOT": str(snapshot),
            "ALKAGRAPH_WORKERS": "2",
            "ALKAGRAPH_SPARQL_S": str(SPARQL_S),
            "ALKAGRAPH_LESSONS": str(LESSONS),
            "ALKAGRAPH_NAMED_S": "60",  # so that a busy test machine fails no look-up
            **environment,
        },
    )
    running = Server(process.pid, port)
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            if running.ask("GET", "/ready").status == 200:
                return process, running
        time.sleep(0.05)
    process.kill()
    process.wait()
    pytest.fail("the server did not become ready")


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of invented things, with enough triples to make a cross product last."""
    lines = []
    for slug, label, kind in (
        ("zelkamine", "zelkamine", "Alkaloid"),
        ("alumorin", "alumorin", "Drug"),
        *((f"betazine-{number}", f"betazine {number}", "Drug") for number in range(400)),
    ):
        lines.append(f"<{ALKA}{slug}> <{RDF_TYPE}> <{AGO}{kind}> <{GRAPH}asserted> .\n")
        lines.append(f'<{ALKA}{slug}> <{LABEL}> "{label}"@en <{GRAPH}vocabulary> .\n')
    path = tmp_path_factory.mktemp("data") / "invented.nq"
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def server(root: Path, snapshot: Path) -> Iterator[Server]:
    """Return a running server; at the end it must stop in order and leave no process behind."""
    # A place under way is given back just after the answer has gone, when its client may ask the next already.
    process, running = start(root, snapshot, ALKAGRAPH_CLIENT_QUERIES="32")
    below = descendants(process.pid)
    yield running
    assert process.poll() is None, "the server ended during the tests"
    below |= descendants(process.pid)
    process.terminate()
    process.wait(timeout=PATIENCE_S)
    left = {pid for pid in below if lives(pid)}
    assert left == set(), "processes of the server outlived it"


@pytest.fixture(scope="module")
def toy_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built toy world."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "facts").mkdir()
    snapshots.build(furnish(folder / "facts"), folder / "built")
    return snapshots.current(folder / "built")


@pytest.fixture(scope="module")
def toy(root: Path, toy_snapshot: Path) -> Iterator[Server]:
    """Return a server over the toy world."""
    process, running = start(root, toy_snapshot)
    yield running
    process.terminate()
    process.wait()
