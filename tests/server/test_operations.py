"""What those who run the server rely on: its signs of life, its log, and its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

import pytest

from tests.processes import descendants, free_port, lives
from tests.server.conftest import START_S, Reply, Server, start
from tests.waiting import PATIENCE_S, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASK = "ASK { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c2 . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@contextmanager
def _running(root: Path, snapshot: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], Server]]:
    process, running = start(root, snapshot, **environment)
    try:
        yield process, running
    finally:
        process.kill()
        process.wait()


def test_health_and_ready(server: Server) -> None:
    """Both are 200 while all is well; ready names the data."""
    health, ready = server.ask("GET", "/health"), server.ask("GET", "/ready")

    assert (health.status, health.json()["status"]) == (200, "ok")
    assert (ready.status, ready.json()["status"]) == (200, "ready")
    assert ready.json()["data_version"]


def test_ready_says_why_not(root: Path, snapshot: Path) -> None:
    """With every worker stopped, `/health` stays 200 and `/ready` is 503 within its time, with the reason."""
    with _running(root, snapshot, ALKAGRAPH_READY_S="0.5") as (_, running):
        below = descendants(running.pid)
        for pid in below:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(0.6)
        begun = time.monotonic()
        reply = running.ask("GET", "/ready")
        lasted = time.monotonic() - begun
        health = running.ask("GET", "/health").status
        for pid in below:
            os.kill(pid, signal.SIGCONT)

    assert (reply.status, reply.json()["status"]) == (503, "not ready")
    assert "no worker answered" in reply.json()["reason"]
    assert lasted < 30
    assert health == 200


def test_metrics_are_for_this_machine(server: Server) -> None:
    """A local scraper gets figures; what came through a proxy is refused."""
    reply = server.ask("GET", "/metrics")
    through = server.ask("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.5"})

    assert (reply.status, reply.media_type) == (200, "text/plain")
    assert b"alkagraph_http_requests_total{" in reply.body
    assert b"alkagraph_data_info{" in reply.body
    assert through.status == 403


def test_the_log_tells_of_requests_and_not_what_was_asked(root: Path, snapshot: Path, tmp_path: Path) -> None:
    """One JSON line for each request; no name, query, slug or address stands in the whole log."""
    log = tmp_path / "log"
    port = free_port()
    with log.open("wb") as sink:
        process = _bare(root, snapshot, port, sink)
        running = Server(process.pid, port)
        _wait_until_ready(running)
        running.check({"substances": [{"name": "zelkamine"}, {"name": "alumorin"}]})
        running.ask("GET", "/sparql?query=ASK%20%7B%20%3Fzelkamine%20%3Fp%20%3Fo%20%7D")
        running.ask("GET", "/id/zelkamine")
        running.sparql("ASK { not zelkamine")
        running.ask("GET", "/zelkamine/../../x", headers={"X-Request-Id": "mine-7", "User-Agent": "zelkamine"})
        process.terminate()
        status = process.wait(PATIENCE_S)
    text = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]  # the rest says what the data lack
    requests = [line for line in lines if "route" in line]

    assert status == 0
    assert "zelkamine" not in text
    assert "alumorin" not in text
    assert "127.0.0.1" not in "\n".join(json.dumps(line) for line in requests)
    assert [line["route"] for line in requests if line["route"] != "/ready"] == [
        "/api/check",
        "/sparql",
        "/id/{slug}",
        "/sparql",
        "other",
    ]
    assert [line["outcome"] for line in requests][-2:] == ["QueryFailed", "NotFound"]
    assert requests[-1]["request_id"] == "mine-7"


def test_it_ends_in_order(root: Path, snapshot: Path) -> None:
    """SIGTERM: a running query is answered, no new connection is taken, no process is left, and the status is 0."""
    with _running(root, snapshot, ALKAGRAPH_SPARQL_S="4", ALKAGRAPH_GRACE_S="60") as (process, running):
        with _ending(process, running) as (last, below):
            reply = last.result()
        status = process.wait(PATIENCE_S)

        assert (reply.status, status) == (504, 0)
        assert {pid for pid in below if lives(pid)} == set()


def test_a_second_signal_ends_it_at_once(root: Path, snapshot: Path) -> None:
    """While it waits for a query of a minute, the second SIGTERM ends everything."""
    with _running(root, snapshot, ALKAGRAPH_SPARQL_S="600", ALKAGRAPH_GRACE_S="600") as (process, running):
        with _ending(process, running) as (last, below):
            still = process.poll()
            process.send_signal(signal.SIGTERM)
            status = process.wait(PATIENCE_S)
            assert last.exception(timeout=PATIENCE_S) is not None

        assert (still, status) == (None, 128 + signal.SIGTERM)
        until(lambda: not any(map(lives, below)), "no process is left")


@contextmanager
def _ending(process: subprocess.Popen[bytes], running: Server) -> Iterator[tuple[Future[Reply], set[int]]]:
    """Ask a query without end; when it runs, ask the server to end; when it takes no connection any more, go on.

    Gives the answer to come and the processes there were.
    """
    with ThreadPoolExecutor(1) as crowd:
        last = crowd.submit(running.sparql, CROSS)
        until(lambda: b"alkagraph_pool_busy 1.0" in running.ask("GET", "/metrics").body, "the query runs")
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        until(lambda: _refuses(running), "no connection is taken")
        yield last, below


def _refuses(running: Server) -> bool:
    """Tell whether nobody listens any more; a connection that is reset was waiting when the listener closed."""
    try:
        running.ask("GET", "/health")
    except ConnectionRefusedError:
        return True
    except OSError:
        pass
    return False


def _bare(root: Path, snapshot: Path, port: int, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a server whose standard error goes to a file."""
    program = f"import server; server.serve(port={port})"
    environment = {**os.environ, "ALKAGRAPH_SNAPSHOT": str(snapshot), "ALKAGRAPH_WORKERS": "2"}
    return subprocess.Popen([sys.executable, "-c", program], cwd=root, env=environment, stderr=errors)


def _wait_until_ready(running: Server) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(OSError):
            if running.ask("GET", "/ready").status == 200:
                return
        time.sleep(0.05)
    pytest.fail("the server did not become ready")


def test_data_that_cannot_be_loaded_end_it_with_a_message(root: Path, tmp_path: Path) -> None:
    """A file that is no graph: one clear message, no traceback of ours, and status 1."""
    broken = tmp_path / "broken.nq"
    broken.write_text("this is no statement\n", encoding="utf-8")
    command = [sys.executable, "-m", "graph", "--store", str(broken), "serve", "--port", str(free_port())]
    environment = {**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1"}
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, timeout=300, check=False)

    assert done.returncode == 1
    assert b"no worker could be started" in done.stderr
