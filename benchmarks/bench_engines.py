"""Time the eight typical questions in one process: the store in memory, the store on disk, and rdflib's own engine.

    .venv/bin/python benchmarks/bench_engines.py [--sizes 100000 1000000] [--rdflib-up-to 100000]

All answer the same texts on the same invented graph and write the answer as JSON or N-Triples; a figure is the median
over different values, for at most some seconds a question. rdflib holds the graph in its default store; above the size
given it is left out, for loading alone takes minutes there. Whatever takes longer than the limit is told as such.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import invented
import rdflib
from bench_sparql import HERE, accept, rows_of, text_of, valued
from machine import where

from graph.embedded import write_folder
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[[str, str], bytes]

#: How often and how long at most each question is asked, seconds.
TIMES: Final = 200
PATIENCE_S: Final = 5.0
RDFLIB: Final = "rdflib"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rdflib-up-to", type=int, default=100_000)
    wanted = parser.parse_args()
    print(where())
    for size in wanted.sizes:
        with tempfile.TemporaryDirectory() as folder:
            measure(size, Path(folder), with_rdflib=size <= wanted.rdflib_up_to)
    print(where())


def measure(size: int, folder: Path, *, with_rdflib: bool) -> None:
    """Load an invented graph of this size into each engine, compare their answers, and print a table."""
    snapshot, on_disk = folder / "invented.nq", folder / "invented.oxigraph"
    with snapshot.open("w", encoding="utf-8") as out:
        invented.write(out, size)
    engines: dict[str, Ask] = {"in memory": Store.open(snapshot).answer}
    write_folder(snapshot, on_disk)
    engines["on disk"] = Store.open(on_disk).answer
    if with_rdflib:
        engines[RDFLIB] = _rdflib(snapshot)
    print(f"\n## {size:,} statements: ms, and as a ratio to the store in memory\n")
    print("| Question | " + " | ".join(engines) + " |\n|---" + "|---" * len(engines) + "|")
    for path in sorted((HERE / "eight").glob("*.rq")):
        name = path.stem
        query = text_of(name, next(valued(name, size, "agree")))
        told = [rows_of(ask(query, accept(name)), accept(name)) for ask in engines.values()]
        if name != "2-search" and any(rows != told[0] for rows in told):
            message = f"{name}: the engines do not agree: {[len(rows) for rows in told]}"
            raise SystemExit(message)
        times = {engine: timed(ask, name, size) for engine, ask in engines.items()}
        first = times["in memory"]
        cells = (f"{t * 1e3:,.2f}" + (f" ×{t / first:,.1f}" if e != "in memory" else "") for e, t in times.items())
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def timed(ask: Ask, name: str, size: int) -> float:
    """Return the median time of a question over different values, seconds."""
    times: list[float] = []
    end = time.perf_counter() + PATIENCE_S
    for values in itertools.islice(valued(name, size, "engines"), TIMES):
        query = text_of(name, values)
        begun = time.perf_counter()
        ask(query, accept(name))
        times.append(time.perf_counter() - begun)
        if times[-1] + begun > end:
            break
    return statistics.median(times)


def _rdflib(snapshot: Path) -> Ask:
    world = rdflib.Dataset(default_union=True)
    world.parse(snapshot, format="nquads")

    def ask(query: str, media_type: str) -> bytes:
        found = world.query(query)
        told = found.serialize(format="nt" if media_type == accept("7") else "json")
        return told or b""

    return ask


if __name__ == "__main__":
    main()
