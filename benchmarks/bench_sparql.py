"""Time eight typical questions over HTTP beside `oxigraph serve`, Virtuoso and rdflib-endpoint, in one run.

    .venv/bin/python benchmarks/bench_sparql.py [--sizes 100000 1000000] [--seconds 2] [--rounds 3] [--only alkagraph …]

Needs wrk (Debian), and the peers that are to be compared: `pip install oxigraph rdflib-endpoint`, Debian's
virtuoso-opensource; a peer that is not installed is told and left out. All servers of a size run at the same time and
are asked in turn, round after round, so that a noisy moment meets all of them; a figure is the median of the rounds.

Every request is one that its server never saw ("first time": other values, and a running number in a comment), but for
the row "repeated", where a hundred look-ups come again and again. Before anything is timed, every server must give the
same rows to the same questions. Each question is asked by eight clients of its own, told to all servers as a reverse
proxy tells them (`X-Forwarded-For`): AlkaGraph lets those wait who asked heavy queries of late, and whoever asks the
next question did not. Limits on strangers (rate, requests at once) are lifted; nothing else is changed from the
defaults. What a server did not answer with 200 is told in the table.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import endpoints
import invented
import rdflib
from machine import where

from graph.names import ALKA
from graph.queries import bind, read_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HERE: Final = Path(__file__).resolve().parent
ROWS: Final = "application/sparql-results+json"
GRAPH: Final = "application/n-triples"
TEN: Final = "4-ten-medicines"
LOOK_UP: Final = "1-look-up"
CLIENTS: Final = 8
LINES: Final = {LOOK_UP: 60_000, "2-search": 30_000, TEN: 6_000}
REPEATED: Final = 100
PEER: Final = "oxigraph"
#: rdflib-endpoint is asked this question alone, this often, each time for at most so many seconds.
SLOW, SLOW_N, SLOW_S = "rdflib-endpoint", 3, 300

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one measurement gave: milliseconds, requests a second, and answers that were not 200."""

    p50: float
    p99: float
    rate: float
    failed: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--only", nargs="+", default=list(SERVERS), choices=list(SERVERS))
    parser.add_argument("--questions", nargs="+", default=sorted(path.stem for path in (HERE / "eight").glob("*.rq")))
    wanted = parser.parse_args()
    print(where())
    for size in wanted.sizes:
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            measure(size, Path(folder), stack, wanted)
    print(where())


def measure(size: int, folder: Path, stack: contextlib.ExitStack, wanted: argparse.Namespace) -> None:
    """Start every server over an invented graph of this size, compare their answers, time them, print a table."""
    snapshot = folder / "invented.nq"
    with snapshot.open("w", encoding="utf-8") as out:
        invented.write(out, size)
    urls: dict[str, str] = {}
    for name in wanted.only:
        try:
            urls[name] = stack.enter_context(SERVERS[name](snapshot, folder / name))
        except endpoints.NotInstalled as missing:
            print(f"{name} is left out: {missing}")
    tell(f"{size:,} statements; running: {', '.join(urls)}")
    agree(urls, size)
    print(f"\n## {size:,} statements\n")
    fast = {name: url for name, url in urls.items() if name != SLOW}
    for concurrency in wanted.concurrency:
        print(f"\nConcurrency {concurrency}; p50 in ms (p99; failed), and as a ratio to {PEER}\n")
        print("| Question | " + " | ".join(fast) + " |\n|---" * (1) + "|---" * len(fast) + "|")
        for name in wanted.questions:
            row = rounds(name, size, fast, folder, concurrency, wanted)
            print(f"| {name} | " + " | ".join(shown(row, server, "p50") for server in fast) + " |", flush=True)
        for kind in (LOOK_UP, "repeated"):
            row = rounds(kind, size, fast, folder, concurrency, wanted)
            cells = " | ".join(shown(row, server, "rate") for server in fast)
            print(f"| look-ups a second, {'first time' if kind == LOOK_UP else kind} | {cells} |", flush=True)
    if SLOW in urls:
        slow(urls, size)


def rounds(
    name: str, size: int, urls: Mapping[str, str], folder: Path, concurrency: int, wanted: argparse.Namespace
) -> dict[str, Figure]:
    """Ask every server in turn, round after round; return the medians."""
    found: dict[str, list[Figure]] = {server: [] for server in urls}
    for turn in range(wanted.rounds):
        for server, url in urls.items():
            lines = folder / f"{server}.requests"
            seed = f"{name} {concurrency} {turn}" if name != "repeated" else "again"
            lines.write_text("\n".join(requests(name, size, url, seed)), encoding="ascii")
            clients = clients_of(f"{name} {concurrency}")
            found[server].append(load(url, lines, concurrency, wanted.seconds, accept(name), clients))
    return {
        server: Figure(
            *(statistics.median(getattr(one, key) for one in some) for key in ("p50", "p99", "rate")),
            sum(one.failed for one in some),
        )
        for server, some in found.items()
    }


def clients_of(name: str) -> list[str]:
    """Return the addresses of the clients that ask one question, from the network kept for benchmarks (RFC 2544)."""
    rng = random.Random(name)  # noqa: S311 (a benchmark keeps no secret)
    return [f"198.{rng.randrange(18, 20)}.{rng.randrange(256)}.{rng.randrange(256)}" for _ in range(CLIENTS)]


def load(url: str, lines: Path, concurrency: int, seconds: float, media_type: str, clients: Sequence[str]) -> Figure:
    """Send the requests of a file for some seconds over so many connections, in turn as each of some clients."""
    command = ["wrk", "-t1", f"-c{concurrency}", f"-d{seconds:g}s", "--timeout", "60s", "-H", f"Accept: {media_type}"]
    told = subprocess.run(
        [*command, "-s", str(HERE / "requests.lua"), url, "--", str(lines), *clients],
        check=True,
        capture_output=True,
        text=True,
    )
    said = json.loads(told.stdout.splitlines()[-1])
    failed = said["wrong_status"] + said["timeouts"] + said["broken"]
    return Figure(said["p50_ms"], said["p99_ms"], said["requests"] / said["seconds"], failed)


def requests(name: str, size: int, url: str, seed: str) -> Iterator[str]:
    """Yield the paths of requests, all different unless they are to be repeated."""
    path = urlsplit(url).path
    if name == "repeated":
        for values in itertools.islice(valued(LOOK_UP, size, seed), REPEATED):
            yield f"{path}?query={quote(text_of(LOOK_UP, values))}"
        return
    for number, values in enumerate(itertools.islice(valued(name, size, seed), LINES.get(name, 15_000))):
        yield f"{path}?query={quote(f'{text_of(name, values)}# {seed} {number}')}"


def valued(name: str, size: int, seed: str) -> Iterator[Values]:
    """Yield values for the slots of a question, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 (a benchmark keeps no secret)
    count, kinds = invented.drugs_of(size), dict(invented.KINDS)
    while True:
        drugs = [ALKA + invented.drug(rng.randrange(count)) for _ in range(10)]
        ten = [*drugs, f"{ALKA}invented-plant"]
        yield {
            LOOK_UP: {"x": drugs[:1]},
            "2-search": {"part": [rng.choice(invented.SYLLABLES) + str(rng.randrange(10))]},
            "3-mechanism": {"precipitant": [f"{ALKA}invented-plant"], "object": drugs[:1]},
            TEN: {"first": ten, "second": ten},
            "5-path-to-organs": {"x": [f"{ALKA}invented-alkaloid-{rng.randrange(kinds['alkaloid'])}"]},
            "6-risks-by-level": {},
            "7-network-of-enzyme": {"enzyme": [f"{ALKA}invented-enzyme-{rng.randrange(kinds['enzyme'])}"]},
            "8-neighbourhood": {"x": drugs[:1]},
        }[name]


def text_of(name: str, values: Values) -> str:
    """Return the query of a question with its values."""
    return bind(read_question(HERE / "eight" / f"{name}.rq"), values)


def accept(name: str) -> str:
    """Return the media type in which a question is asked."""
    return GRAPH if name.startswith("7") else ROWS


def agree(urls: Mapping[str, str], size: int) -> None:
    """Stop unless all servers give the same rows, whatever their order, to two of each question."""
    for path in sorted((HERE / "eight").glob("*.rq")):
        if path.stem == "2-search":  # any fifty of the matches are right
            continue
        for values in itertools.islice(valued(path.stem, size, "agree"), 2):
            query = text_of(path.stem, values)
            told = {
                server: rows_of(ask(url, query, accept(path.stem)), accept(path.stem))
                for server, url in urls.items()
                if server != SLOW or path.stem == TEN
            }
            first = next(iter(told.values()))
            if not first or any(rows != first for rows in told.values()):
                sizes = {server: len(rows) for server, rows in told.items()}
                sys.exit(f"{path.stem}: the servers do not agree, or there is nothing to find: {sizes}")
    tell("all servers give the same answers")


def rows_of(answer: bytes, media_type: str) -> list[Any]:
    """Return the rows of an answer in an order of their own."""
    if media_type == GRAPH:
        return sorted((str(s), str(p), str(o)) for s, p, o in rdflib.Graph().parse(data=answer, format="nt"))
    rows = json.loads(answer)["results"]["bindings"]
    return sorted(sorted((name, cell["value"]) for name, cell in row.items()) for row in rows)


def ask(url: str, query: str, media_type: str, patience_s: float = SLOW_S) -> bytes:
    """Ask one query and return the answer; exit when it is none."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=patience_s)
    connection.request("GET", f"{parts.path}?query={quote(query)}", headers={"Accept": media_type})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != endpoints.OK:
        sys.exit(f"{url} answered {answer.status}: {body[:300]!r}")
    return body


def slow(urls: Mapping[str, str], size: int) -> None:
    """Ask the ten-medicine question of the slow peer a few times, and the same of AlkaGraph."""
    import time  # noqa: PLC0415

    times: dict[str, list[float]] = {}
    for values in itertools.islice(valued(TEN, size, "slow"), SLOW_N):
        for server in ("alkagraph", SLOW):
            begun = time.perf_counter()
            ask(urls[server], text_of(TEN, values), ROWS)
            times.setdefault(server, []).append(time.perf_counter() - begun)
    ours, theirs = (statistics.median(times[server]) for server in ("alkagraph", SLOW))
    print(f"\nTen medicines, one at a time: alkagraph {ours * 1e3:.1f} ms, {SLOW} {theirs * 1e3:,.0f} ms")
    print(f"which is {theirs / ours:,.0f} times as long")


def shown(row: Mapping[str, Figure], server: str, key: str) -> str:
    """Write a figure with its ratio to the peer."""
    one, peer = row[server], row.get(PEER)
    value = getattr(one, key)
    ratio = f" ×{value / getattr(peer, key):.2f}" if peer and server != PEER and getattr(peer, key) else ""
    failed = f"; {one.failed} failed" if one.failed else ""
    return f"{value:,.2f} ({one.p99:,.1f}{failed}){ratio}" if key == "p50" else f"{value:,.0f}{failed}{ratio}"


def tell(text: str) -> None:
    """Say on the error stream how far the run is."""
    print(text, file=sys.stderr, flush=True)


SERVERS: Final[dict[str, Callable[[Path, Path], contextlib.AbstractContextManager[str]]]] = {
    "alkagraph": lambda snapshot, _: endpoints.alkagraph(snapshot),
    PEER: endpoints.oxigraph,
    "oxigraph in memory": endpoints.oxigraph_in_memory,
    "virtuoso": endpoints.virtuoso,
    SLOW: lambda snapshot, _: endpoints.rdflib_endpoint(snapshot),
}


if __name__ == "__main__":
    main()
