"""Time checks of ten medicines over HTTP, each list once, one request at a time, as a client on this machine sees them.

    .venv/bin/python benchmarks/bench_check_http.py            [--lists 200] [--settle 20] [--snapshot FILE]

Lists are drawn with a fixed seed from all medicines of the graph. No list is asked twice, so that no kept answer is
sent; what workers keep of a substance they met before, they keep. The server begins on the store on disk and goes over
to memory: `settle` is how many seconds it is given for that, and a tenth of the lists go ahead uncounted. Beside the
time of the clock stands that of the processor, of the server and its workers together, which others on the machine
lengthen less.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from endpoints import OPEN, running, wait
from machine import spread, where

from graph import snapshot
from graph.names import AGO
from graph.store import Store
from tests.processes import free_port, processor_s

SEED: Final = 20260722
SIZE: Final = 10
OK: Final = 200
MEDICINES: Final = f"""
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT ?label WHERE {{ ?x a <{AGO}Drug> ; skos:prefLabel ?label }} ORDER BY ?label"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lists", type=int, default=200)
    parser.add_argument("--settle", type=float, default=20)
    parser.add_argument("--snapshot", type=Path, help="another snapshot than the one in force")
    wanted = parser.parse_args()
    path = wanted.snapshot or snapshot.ensure()
    store = Store.open(path)
    labels = [row["label"] for row in store.select(MEDICINES)]
    print(where(store.version or ""))
    print(f"{len(store):,} statements, {len(labels):,} medicines")
    del store
    told = {"ALKAGRAPH_SNAPSHOT": str(path)} if wanted.snapshot else {}
    port = free_port()
    command = [sys.executable, "-m", "graph", "serve", "--port", str(port)]
    with running(command, {**OPEN, **told}) as server:
        wait(f"http://127.0.0.1:{port}/ready")
        time.sleep(wanted.settle)
        _measure(f"http://127.0.0.1:{port}/api/check", labels, wanted.lists, server.pid)
    print(where())


def _measure(url: str, labels: list[str], count: int, pid: int) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a draw that anybody can repeat
    ahead = count // 10
    times, sizes, before = [], [], 0.0
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    for place in range(ahead + count):
        body = json.dumps({"substances": [{"name": name} for name in chance.sample(labels, SIZE)]})
        if place == ahead:
            before = processor_s(pid)
        started = time.perf_counter()
        connection.request("POST", urlsplit(url).path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        size = len(answer.read())
        if answer.status != OK:
            message = f"a check was answered with status {answer.status}"
            raise SystemExit(message)
        if place >= ahead:
            times.append(time.perf_counter() - started)
            sizes.append(size)
    print(f"a check over HTTP        {spread(times)}   {sum(sizes) // len(sizes) // 1024} KB")
    print(f"of the processor         mean {(processor_s(pid) - before) / count * 1000:.2f} ms a check")


if __name__ == "__main__":
    main()
