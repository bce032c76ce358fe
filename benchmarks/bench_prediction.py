"""How long the estimates take to build, and the predictions of every medicine with every other one."""

from __future__ import annotations

import statistics
import time

from graph import snapshot
from graph.pharmacokinetics.estimates import estimate, hiding
from graph.pharmacokinetics.observed import read_evidence
from graph.pharmacokinetics.predicting import BLOCK, predict_many
from graph.queries import ask
from graph.store import Store

RUNS = 5


def main() -> None:
    """Print the median and the spread of each, in milliseconds."""
    store = Store.open(snapshot.ensure())
    evidence = read_evidence(store)
    print(f"data version {snapshot.manifest_of().version}, {len(evidence.ratios)} observed ratios")
    tell("reading the evidence", [timed(lambda: read_evidence(store)) for _ in range(RUNS)])
    tell("fitting the estimates", [timed(lambda: estimate(evidence)) for _ in range(RUNS)])
    estimates = estimate(evidence)
    pairs = sorted({(ratio.precipitant, ratio.object) for ratio in evidence.ratios})[:: len(evidence.ratios) // 40]
    tell("hiding one pair", [timed(lambda pair=pair: hiding(estimates, [pair])) for pair in pairs])
    drugs = sorted({row["thing"] for row in ask(store, "names") if row["kind"] == "drug"})
    blocks = [drugs[start : start + BLOCK] for start in range(0, len(drugs), BLOCK)]
    every = [timed(lambda: [predict_many(estimates, block, drugs) for block in blocks]) for _ in range(RUNS)]
    tell(f"predicting {len(drugs) ** 2:,} pairs", every)


def timed(act: object) -> float:
    """Return how many milliseconds a call takes."""
    start = time.perf_counter()
    act()  # type: ignore[operator]
    return 1000 * (time.perf_counter() - start)


def tell(what: str, times: list[float]) -> None:
    """Print median, least and most."""
    print(f"{what:<32} median {statistics.median(times):8.0f} ms, {min(times):.0f} to {max(times):.0f}, n {len(times)}")


if __name__ == "__main__":
    main()
