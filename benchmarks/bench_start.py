"""Time the server from the start of its process to /ready, and its first checks.

    .venv/bin/python benchmarks/bench_start.py            [--runs 5]

On an installed checkout with the snapshot up to date; the files have been read before, so they come from memory. A
first start that is not counted lets what a process keeps beside the snapshot be kept. The server begins on the store on
disk, so its first check is read from there; the others repeat it, and come from the server's cache. “Of the processor”
is the time that the server and its workers used until `/ready`, which others on the machine lengthen less.
The server listens on this machine only and is ended after each run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from machine import spread, where

from graph import snapshot
from tests.processes import free_port, processor_s

ROOT: Final = Path(__file__).resolve().parent.parent
LIMIT_S: Final = 60
POLL_S: Final = 0.02
OK: Final = 200
CHECKS: Final = ("first check after that", "second check", "third", "fourth", "fifth", "sixth check")
CHECK: Final = json.dumps({"substances": [{"name": "kratom"}, {"name": "quetiapine"}, {"name": "sertraline"}]})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    snapshot.ensure()
    print(where(snapshot.manifest_of().version))
    _once()
    runs = [_once() for _ in range(wanted.runs)]
    for name, taken in zip(("to /ready", "of the processor", *CHECKS), zip(*runs, strict=True), strict=True):
        print(f"{name:<24} {spread(taken)}")
    print(where())


def _once() -> list[float]:
    """Start a server, wait, check some times, end it; return the times in seconds."""
    port = free_port()
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "graph", "serve", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_ready(port):
            if server.poll() is not None or time.perf_counter() - started > LIMIT_S:
                sys.exit("the server did not become ready")
            time.sleep(POLL_S)
        ready = time.perf_counter() - started
        used = processor_s(server.pid)
        return [ready, used, *(_check(port) for _ in CHECKS)]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(LIMIT_S)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == OK
    except OSError:
        return False
    finally:
        connection.close()


def _check(port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    started = time.perf_counter()
    connection.request("POST", "/api/check", CHECK, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    taken = time.perf_counter() - started
    connection.close()
    if answer.status != OK:
        sys.exit(f"the check was answered with status {answer.status}")
    return taken


if __name__ == "__main__":
    sys.exit(main())
