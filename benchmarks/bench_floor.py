"""Measure what a look-up over HTTP costs at least in Python, step by step, beside `oxigraph serve` and the service.

    .venv/bin/python benchmarks/bench_floor.py [--size 100000] [--seconds 2] [--rounds 3] [--only constant …]

The steps are servers of a few lines each (`floor.py`), that leave out whatever can be left out: one process that gives
every request the same bytes; the same with a process below that is asked through a socket; the same with the engine in
that process. What lies between the last of them and the service is what limits, fairness, the guard, the cache, logs
and metrics cost. Cost is told as processor time, which others on the machine distort least: microseconds a request, of
the process that listens and of all below it. Needs wrk (Debian), and `pip install oxigraph` for the peer.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import bench_sparql as eight
import endpoints
import invented
from machine import where

from graph.crews import AT_HAND
from tests import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE: Final = Path(__file__).resolve().parent
PEER: Final = "oxigraph serve"
CONCURRENCY: Final = (1, 32)
#: More requests a second than any server answers that is not asked the same again.
FASTEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of a request: of the process that listens and of all below it, µs; and requests a second."""

    front: float
    below: float
    rate: float
    failed: int

    @property
    def whole(self) -> float:
        """All processor time of a request, µs."""
        return self.front + self.below


def floor(step: str) -> Callable[[Path, Path], contextlib.AbstractContextManager[str]]:
    """Return what starts one of the servers of `floor.py`."""

    @contextlib.contextmanager
    def start(snapshot: Path, _folder: Path) -> Iterator[str]:
        port = processes.free_port()
        command = [sys.executable, str(HERE / "floor.py"), step, str(port), str(snapshot)]
        with endpoints.running(command, AT_HAND):  # memory is taken as in our workers
            endpoints.wait(f"http://127.0.0.1:{port}/?query=ASK%7B%7D")
            yield f"http://127.0.0.1:{port}/"

    return start


#: What is measured: a name, what starts it, and which requests it gets.
RUNS: Final[dict[str, tuple[Callable[[Path, Path], contextlib.AbstractContextManager[str]], str]]] = {
    "constant": (floor("constant"), eight.LOOK_UP),
    "constant from below": (floor("below"), eight.LOOK_UP),
    "engine below": (floor("engine"), eight.LOOK_UP),
    PEER: (endpoints.oxigraph, eight.LOOK_UP),
    "oxigraph, in memory": (endpoints.oxigraph_in_memory, eight.LOOK_UP),
    "AlkaGraph, first time": (lambda snapshot, _: endpoints.alkagraph(snapshot), eight.LOOK_UP),
    "AlkaGraph, repeated": (lambda snapshot, _: endpoints.alkagraph(snapshot), "repeated"),
}


def main() -> None:
    """Measure every step and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--snapshot", type=Path, help="an invented graph of that size, written before")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=list(RUNS), choices=list(RUNS))
    wanted = parser.parse_args()
    print(where())
    with tempfile.TemporaryDirectory() as folder:
        snapshot = wanted.snapshot or Path(folder) / "invented.nq"
        if not snapshot.exists():
            with snapshot.open("w", encoding="utf-8") as out:
                invented.write(out, wanted.size)
        found = {name: costs(name, snapshot, Path(folder), wanted) for name in wanted.only}
    table(found)
    print(where())


def costs(name: str, snapshot: Path, folder: Path, wanted: argparse.Namespace) -> dict[int, Cost]:
    """Start one server, ask it at each concurrency, and return the medians of the rounds."""
    start, question = RUNS[name]
    before = processes.descendants(os.getpid())
    found: dict[int, list[Cost]] = {one: [] for one in CONCURRENCY}
    with start(snapshot, folder / name.replace(" ", "-")) as url:
        started = processes.descendants(os.getpid()) - before
        (front,) = [pid for pid in started if processes.parent(pid) == os.getpid()]
        for turn in range(wanted.rounds + 1):
            for concurrency, costs_ in found.items():
                lines = folder / "lines"
                seed = f"{name} {concurrency} {turn}" if question != "repeated" else "again"
                enough = int(wanted.seconds * FASTEST)
                some = itertools.islice(eight.requests(question, wanted.size, url, seed), enough)
                lines.write_text("\n".join(some), encoding="ascii")
                cost = measured(front, url, lines, concurrency, wanted.seconds, eight.accept(question))
                if turn:  # the first is to warm up
                    costs_.append(cost)
    middles = {concurrency: middle(some) for concurrency, some in found.items()}
    print(f"{name}: {middles}", file=sys.stderr, flush=True)
    return middles


def middle(some: list[Cost]) -> Cost:
    """Return the medians."""
    front, below, rate = (statistics.median(getattr(one, key) for one in some) for key in ("front", "below", "rate"))
    return Cost(front, below, rate, sum(one.failed for one in some))


def measured(front: int, url: str, lines: Path, concurrency: int, seconds: float, media_type: str) -> Cost:
    """Ask for some seconds; return what a request cost."""
    whole, alone = processes.processor_s(front), processes.processor_s(front, alone=True)
    figure = eight.load(url, lines, concurrency, seconds, media_type, eight.clients_of("floor"))
    whole, alone = processes.processor_s(front) - whole, processes.processor_s(front, alone=True) - alone
    number = max(1.0, figure.rate * seconds)
    return Cost(alone / number * 1e6, (whole - alone) / number * 1e6, figure.rate, figure.failed)


def table(found: dict[str, dict[int, Cost]]) -> None:
    """Print costs and rates, and the rates as ratios to the peer."""
    print(f"\n| | front, µs | below, µs | both | to {PEER} | requests/s, 1 client | 32 clients | to {PEER} |")
    print("|---" * 8 + "|")
    peer = found.get(PEER)
    for name, of in found.items():
        one, many = of[1], of[32]
        cost = rate = ""
        if peer is not None:
            cost, rate = f"×{many.whole / peer[32].whole:.2f}", f"×{many.rate / peer[32].rate:.2f}"
        failed = f" ({one.failed + many.failed} failed)" if one.failed + many.failed else ""
        used = (f"{many.front:.0f}", f"{many.below:.0f}", f"{many.whole:.0f}", cost)
        cells = (*used, f"{one.rate:,.0f}", f"{many.rate:,.0f}", rate)
        print(f"| {name}{failed} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
