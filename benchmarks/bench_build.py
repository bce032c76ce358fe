"""Time a whole build, phase by phase, and see whether two builds give the same bytes.

    .venv/bin/python benchmarks/bench_build.py            [--runs 2]

Each run is a process of its own and builds all of the facts into a folder of its own; nothing in force is touched.
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

from machine import where

#: Rules shown one by one: those that take longest.
SHOWN = 6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--into", type=Path, help="(internal) build once into this folder and print as JSON")
    wanted = parser.parse_args()
    if wanted.into:
        print(json.dumps(_build(wanted.into)))
        return
    print(where())
    digests = set()
    for run in range(1, wanted.runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, __file__, "--into", folder], capture_output=True, text=True, check=True, env=os.environ
            )
            whole = time.perf_counter() - started
        told = json.loads(done.stdout.splitlines()[-1])
        digests.add(told["sha256"])
        print(
            f"run {run}: {whole:.2f} s from process start to end, {told['quads']:,} statements, "
            f"{told['bytes'] / 1e6:.1f} MB, at most {told['peak_mb']:,} MB of memory"
        )
        for name, taken in told["phases"]:
            print(f"    {name:<36} {taken:7.2f} s")
    print("the same bytes each time" if len(digests) == 1 else f"DIFFERENT BYTES: {digests}")
    print(where())


def _build(folder: Path) -> dict[str, object]:
    started = time.perf_counter()
    from graph import snapshot  # noqa: PLC0415 - importing is the first phase

    marks = [("import", time.perf_counter() - started)]
    last = time.perf_counter()

    def told(step: str, _count: int) -> None:
        nonlocal last
        now = time.perf_counter()
        marks.append((step, now - last))
        last = now

    manifest = snapshot.build(directory=folder, told=told)
    rules = [mark for mark in marks if mark[0].startswith("rule ")]
    slowest = sorted(rules, key=lambda mark: -mark[1])[:SHOWN]
    words = {
        "rows read": "read and check the tables",
        "statements asserted": "make statements of them",
        "faults": "validate: shapes and checks",
        "statements written": "write: sort, digest, sync",
    }
    phases = [(words.get(name, name), taken) for name, taken in marks if not name.startswith("rule ")]
    phases.insert(-1, (f"infer: {len(rules)} rules, of which", sum(taken for _, taken in rules)))
    for name, taken in reversed(slowest):
        phases.insert(-1, (f"  {name}", taken))
    return {
        "phases": phases,
        "quads": manifest.quads,
        "sha256": manifest.sha256,
        "bytes": (folder / manifest.file).stat().st_size,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
