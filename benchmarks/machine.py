"""What every benchmark says about where it ran, and how it sums up its times. Imported, not run."""

from __future__ import annotations

import os
import platform
import statistics
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def where(data_version: str = "") -> str:
    """Describe processor, cores, load, Python and the engines; never the name of the machine."""
    info = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in _lines(info) if line.startswith("model name")]
    one, five, _ = os.getloadavg()
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.machine()}), load {one:.2f} (5 min {five:.2f}), "
        f"Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}, rdflib {version('rdflib')}"
        + (f", data version {data_version}" if data_version else "")
    )


def spread(seconds: Sequence[float]) -> str:
    """Sum up times as median, 90th percentile, extremes and n, in milliseconds."""
    ordered = sorted(seconds)
    ninth = ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]
    middle = statistics.median(ordered)
    low, high = ordered[0], ordered[-1]
    return (
        f"median {middle * 1000:9.2f} ms   p90 {ninth * 1000:9.2f}   min {low * 1000:9.2f}   max {high * 1000:9.2f}"
        f"   n {len(ordered)}"
    )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
