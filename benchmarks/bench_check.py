"""Time a check of ten and of twenty-one substances, and set the engine beside rdflib's own.

    .venv/bin/python benchmarks/bench_check.py            [--lists 100] [--without-rdflib]

Lists are drawn with a fixed seed from all medicines of the graph, and none is checked twice, but for the well known.
Three states:

    fresh    a process that has checked nothing but two alkaloids: no member of the list was ever read
    running  one process that checks list after list, as a worker of the server does, and keeps what it read
    first    the very first check of a process, with the reading of all names

The second part gives both engines the same texts on the same data: questions of the library, and the rules of scope
pair on the part of the graph that one pair needs. rdflib's store is its default one, in memory. Whatever takes longer
than the limit is stopped and reported as such, never extrapolated.
"""

from __future__ import annotations

import argparse
import itertools
import os
import pickle
import random
import re
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rdflib
from machine import spread, where

from graph import snapshot
from graph.checker import CheckRequest, check
from graph.infer import read_rules
from graph.load import Sources
from graph.names import AGO, iri
from graph.queries import bind, question
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SEED: Final = 20260101
SIZE: Final = 10
LIMIT_S: Final = 60
PAIR: Final = ("kratom", "midazolam")
MEDICINES: Final = f"""
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT ?label WHERE {{ ?x a <{AGO}Drug> ; skos:prefLabel ?label }} ORDER BY ?label"""
#: Twenty medicines that are much prescribed, so that most have roles, classes and evidence; one list, checked again.
WELL_KNOWN: Final = (
    *("quetiapine", "sertraline", "alprazolam", "simvastatin", "warfarin", "metformin", "lisinopril", "amlodipine"),
    *("omeprazole", "atorvastatin", "metoprolol", "gabapentin", "tramadol", "fluoxetine", "clarithromycin", "digoxin"),
    *("furosemide", "levothyroxine", "carbamazepine", "midazolam"),
)
#: Two substances that share nothing with a list: checked first, so that names and words are read.
OPENING: Final = ("ajmalicine", "corynoxeine")
#: Questions of the library that both engines answer, with their inputs.
ASKED: Final = (
    ("part-of-pairs", {"x": PAIR}),
    ("who-clears", {"drug": ("midazolam",)}),
    ("values-of-pair", {"substance": ("mitragynine",), "target": ("cyp2d6",)}),
    ("evidence-for-interaction", {"precipitant": ("kratom",), "object": ("midazolam",)}),
    ("risks-of-product", {"product": ("kratom",)}),
    ("rules-unsigned", {}),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lists", type=int, default=100, help="lists of each kind")
    parser.add_argument("--without-rdflib", action="store_true", help="leave the comparison out")
    wanted = parser.parse_args()
    path = snapshot.ensure()
    print(where(snapshot.manifest_of().version))
    started = time.perf_counter()
    store = Store.open(path)
    print(f"snapshot of {len(store):,} statements read in {time.perf_counter() - started:.2f} s (n 1)")
    print(f"first    two alkaloids: {spread(_apart(lambda: _check(store, OPENING), 1)[0])}")
    _check(store, OPENING)
    drawn = {
        "ten medicines": _lists(store, wanted.lists),
        "kratom + nine": _lists(store, wanted.lists, "kratom"),
        "kratom + twenty": _lists(store, wanted.lists, "kratom", size=21),
        "kratom + twenty well known": [["kratom", *WELL_KNOWN]] * 20,
    }
    for kind, lists in drawn.items():
        taken = [_apart(lambda names=names: _check(store, names), 1)[0][0] for names in lists]
        print(f"fresh    {kind}: {spread(taken)}")
    for kind, lists in drawn.items():
        taken = [_timed(lambda names=names: _check(store, names)) for names in lists]
        print(f"running  {kind}: {spread(taken)}")
        fifth = max(1, len(taken) // 5)
        first, last = statistics.median(taken[:fifth]), statistics.median(taken[-fifth:])
        print(f"         of these the first fifth: median {first * 1000:.1f} ms, the last fifth {last * 1000:.1f} ms")
    if not wanted.without_rdflib:
        _compare(store, path)
    print(where())


def _lists(store: Store, count: int, *always: str, size: int = SIZE) -> list[list[str]]:
    """Draw lists of substances; the same seed gives the same lists for the same data."""
    chance = random.Random(SEED)  # noqa: S311 - a draw that anybody can repeat
    labels = [row["label"] for row in store.select(MEDICINES)]
    return [[*always, *chance.sample(labels, size - len(always))] for _ in range(count)]


def _check(store: Store, names: Sequence[str]) -> int:
    return len(check(store, CheckRequest.of(names))["pairs"])


def _timed(job: Callable[[], Any]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _apart(job: Callable[[], Any], repeat: int) -> tuple[list[float], Any]:
    """Run a job some times in a forked process, which leaves no trace here; return the times and the last result.

    No times when all runs together passed the limit: the alarm signal ends the child.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LIMIT_S)
        result, times = None, []
        for _ in range(repeat):
            started = time.perf_counter()
            result = job()
            times.append(time.perf_counter() - started)
        with os.fdopen(writer, "wb") as stream:
            pickle.dump((times, result), stream)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    return pickle.loads(said) if said else ([], None)  # noqa: S301 - our own child wrote it


def _compare(store: Store, path: Path) -> None:
    started = time.perf_counter()
    plain = rdflib.Graph()
    text = path.read_text(encoding="utf-8")
    plain.parse(data=re.sub(r" <[^<>\s]+/graph/\w+> \.$", " .", text, flags=re.MULTILINE), format="nt")
    print(f"rdflib read {len(plain):,} statements in {time.perf_counter() - started:.1f} s (n 1)")
    for name, inputs in ASKED:
        asked = bind(question(name), {key: [iri(slug) for slug in slugs] for key, slugs in inputs.items()})
        _row(f"question {name}", _here(store, asked), lambda asked=asked: len(list(plain.query(asked))))
    _compare_rules(store)


def _compare_rules(store: Store) -> None:
    """Run the rules of scope pair on the part of the graph that one pair needs, in both engines."""
    asked = bind(question("part-of-pairs"), {"x": [iri(slug) for slug in PAIR]})
    parts = [store.answer(text, "application/n-triples").decode() for text in (asked, question("pair-vocabulary").text)]
    meet = [f"<{iri(a)}> <{AGO}meets> <{iri(b)}> ." for a, b in itertools.permutations(PAIR)]
    triples = "\n".join(dict.fromkeys([*"".join(parts).splitlines(), *meet])) + "\n"
    rules = [rule.text for rule in read_rules(Sources().files("rules", "*.rq")) if rule.about_pairs]

    def ours() -> int:
        with tempfile.NamedTemporaryFile("w", suffix=".nq", encoding="utf-8") as file:
            file.write(triples)
            file.flush()
            small = Store.open(Path(file.name))
        for text in rules:
            small.construct_into("derived", text)
        return len(small)

    def theirs() -> int:
        graph = rdflib.Graph()
        graph.parse(data=triples, format="nt")
        for text in rules:
            for triple in graph.query(text):
                graph.add(triple)
        return len(graph)

    count = len(triples.splitlines())
    _row(f"{len(rules)} rules of scope pair on {count:,} statements", ours, theirs, "statements")


def _here(store: Store, asked: str) -> Callable[[], int]:
    if "CONSTRUCT" in asked:
        return lambda: len(store.answer(asked, "application/n-triples").splitlines())
    return lambda: len(store.select(asked))


def _row(name: str, ours: Callable[[], int], theirs: Callable[[], int], what: str = "rows") -> None:
    print(f"{name}")
    fast, count = _apart(ours, 30)
    print(f"    Oxigraph {spread(fast)}   {count} {what}")
    slow, other = _apart(theirs, 5)
    if not slow:
        slow, other = _apart(theirs, 1)
    if not slow:
        print(f"    rdflib   more than {LIMIT_S} s for one run: stopped")
        return
    ratio = statistics.median(slow) / statistics.median(fast)
    agree = "" if other == count else f"   NOT THE SAME COUNT: {other} against {count}"
    print(f"    rdflib   {spread(slow)}   {other} {what}   {ratio:,.0f} times as long{agree}")


if __name__ == "__main__":
    sys.exit(main())
