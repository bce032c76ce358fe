"""Start the SPARQL servers that are compared, each on an address of this machine. Imported, not run.

Each function is a context manager that yields the URL to ask, once it answers, and ends the server afterwards. What a
server loads lies in a folder of its own; loading is not part of any figure but its own.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tests import servers
from tests.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE_S: Final = 900
OK: Final = 200
#: A query reads the union of all graphs, as with the other servers.
UNION: Final = "--union-default-graph"
#: Limits that are about strangers, lifted, as few clients ask much; the benchmark is the proxy that tells them apart.
OPEN: Final = {
    "ALKAGRAPH_CLIENT_RATE": "1000000",
    "ALKAGRAPH_CLIENT_BURST": "1000000",
    "ALKAGRAPH_CLIENT_QUERIES": "1000",
    "ALKAGRAPH_CONNECTIONS_EACH": "1000",
    "ALKAGRAPH_PROXIES": "127.0.0.1",
}


class NotInstalled(RuntimeError):
    """A peer is not on this machine; the message says how it gets there."""


@contextlib.contextmanager
def alkagraph(snapshot: Path, **settings: str) -> Iterator[str]:
    """Serve a snapshot with AlkaGraph, as `alkagraph serve` does."""
    port = free_port()
    environment = {"ALKAGRAPH_SNAPSHOT": str(snapshot), **OPEN, **settings}
    with running([sys.executable, "-m", "graph", "serve", "--port", str(port)], environment):
        wait(f"http://127.0.0.1:{port}/ready")
        yield f"http://127.0.0.1:{port}/sparql"


@contextlib.contextmanager
def oxigraph(snapshot: Path, folder: Path) -> Iterator[str]:
    """Serve a snapshot with `oxigraph serve`, read only, from disk as it is meant to be served."""
    program_of("oxigraph", "pip install oxigraph")
    with servers.oxigraph_serve(folder, snapshot, UNION) as url:
        yield url


@contextlib.contextmanager
def oxigraph_in_memory(snapshot: Path, _folder: Path) -> Iterator[str]:
    """Serve a snapshot with `oxigraph serve` from memory."""
    program, address = program_of("oxigraph", "pip install oxigraph"), f"127.0.0.1:{free_port()}"
    with running([program, "serve", "--bind", address, UNION]):
        wait(f"http://{address}/")
        _post(address, "/store?no_transaction", snapshot, "application/n-quads")
        yield f"http://{address}/query"


@contextlib.contextmanager
def virtuoso(snapshot: Path, folder: Path) -> Iterator[str]:
    """Load a snapshot into a new Virtuoso and serve it."""
    program_of("virtuoso-t", "apt-get install virtuoso-opensource")
    with servers.virtuoso(folder, snapshot) as url:
        yield url


@contextlib.contextmanager
def rdflib_endpoint(snapshot: Path) -> Iterator[str]:
    """Serve a snapshot with rdflib-endpoint over rdflib's own store in memory."""
    program = program_of("rdflib-endpoint", "pip install rdflib-endpoint")
    port = free_port()
    with running([program, "serve", str(snapshot), "--host", "127.0.0.1", "--port", str(port), "--store", "default"]):
        wait(f"http://127.0.0.1:{port}/?query=ASK%7B%7D")
        yield f"http://127.0.0.1:{port}/"


@contextlib.contextmanager
def running(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server and end it, with everything it started."""
    process = subprocess.Popen(
        list(command),
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait(url: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until an address answers 200; raise TimeoutError when it does not."""
    parts = urlsplit(url)
    begun = time.monotonic()
    while time.monotonic() - begun < patience_s:
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
            if connection.getresponse().status == OK:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    message = f"{url} did not answer within {patience_s:g} s"
    raise TimeoutError(message)


def program_of(name: str, remedy: str) -> str:
    """Return the path of a program beside this interpreter or on the path; raise NotInstalled with the remedy."""
    found = servers.program(name)
    if not found:
        message = f"{name} is not installed; {remedy}"
        raise NotInstalled(message)
    return found


def _post(address: str, path: str, file: Path, media_type: str) -> None:
    connection = http.client.HTTPConnection(address, timeout=PATIENCE_S)
    with file.open("rb") as body:
        connection.request("POST", path, body, {"Content-Type": media_type})
        status = connection.getresponse().status
    connection.close()
    if status >= 300:
        message = f"loading {file} was answered with status {status}"
        raise RuntimeError(message)
