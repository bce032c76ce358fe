"""Time the screen of every substance against every other, the table on disk included.

    .venv/bin/python benchmarks/bench_screen.py            [--runs 7]

Each run is a process of its own that does what `alkagraph screen --all` does, with the snapshot up to date and read
before, so that it comes from memory: start Python, open the snapshot, answer every ordered pair, write the table. The
first run fits the model of exposure as well, which a build otherwise keeps beside the snapshot, and is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import spread, where

from graph import snapshot


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--into", type=Path, help="(internal) screen once into this file and print as JSON")
    wanted = parser.parse_args()
    if wanted.into:
        print(json.dumps(_screen(wanted.into)))
        return
    snapshot.ensure()
    print(where(snapshot.manifest_of().version))
    for kept in list(snapshot.current().parent.glob("*.fit-*")):
        kept.unlink()
    _told("without the kept model, all.tsv", [_run("all.tsv")])
    for name in ("all.tsv", "all.csv", "all.tsv.gz"):
        _told(name, [_run(name) for _ in range(wanted.runs)])
    print(f"\nload after: {os.getloadavg()[0]:.2f}")


def _run(name: str) -> dict[str, Any]:
    """Screen in a process of its own into a file of this name, and return what it says."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--into", str(Path(folder) / name)]
        started = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return {**json.loads(done.stdout), "whole": time.perf_counter() - started}


def _told(title: str, runs: list[dict[str, Any]]) -> None:
    first = runs[0]
    print(f"\n{title}: {first['pairs']:,} ordered pairs, {first['rows']:,} rows, {first['bytes'] / 2**20:.1f} MB")
    print(f"  {'whole process':<16} {spread([run['whole'] for run in runs])}")
    print(f"  {'time of cores':<16} {spread([run['cores'] for run in runs])}")
    for phase in first["phases"]:
        print(f"  {phase:<16} {spread([run['phases'][phase] for run in runs])}")
    print(f"  peak memory {max(run['peak_mb'] for run in runs)} MB; the table alike in all runs: {_alike(runs)}")


def _alike(runs: list[dict[str, Any]]) -> bool:
    return len({run["sha256"] for run in runs}) == 1


def _screen(path: Path) -> dict[str, Any]:
    """Screen once, phase by phase."""
    import hashlib  # noqa: PLC0415 - imports count as a phase

    started = time.perf_counter()
    from graph.screening.answering import screen  # noqa: PLC0415
    from graph.screening.choosing import Choice, chosen  # noqa: PLC0415
    from graph.screening.table import write_table  # noqa: PLC0415
    from graph.store import Store  # noqa: PLC0415

    marks = [("import", time.perf_counter())]
    store = Store.open(snapshot.current())
    marks.append(("open snapshot", time.perf_counter()))
    found = screen(store)
    marks.append(("answer pairs", time.perf_counter()))
    rows = write_table(found, chosen(found, Choice()), path)
    marks.append(("write table", time.perf_counter()))
    ends = [started, *(end for _, end in marks)]
    content, used = path.read_bytes(), resource.getrusage(resource.RUSAGE_SELF)
    return {
        "phases": {name: end - begin for (name, end), begin in zip(marks, ends, strict=False)},
        "pairs": found.pairs,
        "rows": rows,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "cores": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
