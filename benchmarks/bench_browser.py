"""Measure in Chromium what a person waits for: a first result, the explorer, the whole graph, the weight of pages.

    .venv/bin/python benchmarks/bench_browser.py            [--runs 5] [--only check explorer map weight] [--limit 300]

A server of its own is started over the snapshot in force, on this machine only, and ended at the end. Every run opens a
browser context of its own, so nothing comes from the browser's cache; checks differ in a digit of the dose, so none
comes from the server's. A thing counts as painted in the second frame after it is in the document. Frames are counted
by requestAnimationFrame while a real mouse drags the picture to and fro; the browser draws at most 60 a second. WebGL
is drawn by the processor here (SwiftShader, which headless Chromium takes without a flag where there is no card).

The large view of the explorer opens sixteen things one after the other, in each run in another order, so that neither
its answer nor the places of an earlier view are held; then one address again and again, as a class would ask for it.

The peer is the page that pyvis itself writes for the same things and arrows, with its own settings, physics on and its
scripts inside; it shows its picture once its thousand rounds of forces are done, and moves on. It asks other hosts for
more; those requests are refused at once. It is opened once, in a process of its own that is ended after `--patience`
seconds, dragging included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager, nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import endpoints
from machine import spread, where
from playwright.sync_api import sync_playwright
from pyvis.network import Network
from watching import EXPLORED, LIMIT_MS, MAPPED, PEER, PRESSED, drawn, launched, opened, painted_after

from graph import snapshot
from tests.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).resolve().parent.parent
OK: Final = 200
STORY: Final = "kratom {} g three times a day, quetiapine, sertraline"
#: Things with many neighbours, so that there is enough to draw: where the view starts, and what is opened.
OPENED: Final = (
    *("kratom", "mitragynine", "liver", "cyp3a4", "cyp2d6", "cyp2c9", "cyp1a2", "p-gp", "quetiapine", "ketoconazole"),
    *("rifampin", "fluvoxamine", "carbamazepine", "itraconazole", "omeprazole", "cns-depressant", "cyp2c19"),
)
PAGES: Final = (
    "/",
    "/?s=kratom+4+g+three+times+a+day&s=quetiapine&s=sertraline",
    "/explore?start=kratom",
    "/map",
    "/claims",
    "/learn",
    "/questions",
    "/compare?a=mitragynine&b=7-hydroxymitragynine",
    "/paths?from=kratom&to=quetiapine",
    "/sparql",
    "/about",
    "/id/kratom",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=int, default=300, help="things in the explorer's view")
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=list(PARTS))
    parser.add_argument("--patience", type=float, default=150, help="seconds that the page of pyvis may take")
    parser.add_argument("--peer", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--at", help="measure a server that runs already, such as http://127.0.0.1:8000")
    wanted = parser.parse_args()
    if wanted.peer:
        _open_peer(wanted.peer)
        return
    if not wanted.at:
        snapshot.ensure()
    print(where(snapshot.manifest_of().version))
    with sync_playwright() as playwright, nullcontext(wanted.at) if wanted.at else _serving() as base:
        browser = launched(playwright)
        declared = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
        libraries = ", ".join(f"{name} {declared[name]}" for name in ("vis-network", "sigma", "graphology"))
        print(f"Chromium {browser.version}, Playwright {version('playwright')}, {libraries}, pyvis {version('pyvis')}")
        for name in wanted.only:
            PARTS[name](browser, base, wanted)
        browser.close()
    print(where())


def check(browser: Browser, base: str, wanted: argparse.Namespace) -> None:
    """Time the first result of the story, from pressing Enter."""
    taken = []
    for run in range(wanted.runs + 1):  # the first one, for which the server wakes up, is told apart
        with opened(browser) as page:
            page.goto(base + "/", wait_until="networkidle", timeout=LIMIT_MS)
            page.locator("#medicine").fill(STORY.format(f"4.{run}" if run else "4"))
            page.locator("#medicine").press("Enter")
            taken.append(painted_after(page, PRESSED))
    print(f"check, first result painted after Enter: the first {taken[0] * 1000:.0f} ms; then {spread(taken[1:])}")


def explorer(browser: Browser, base: str, wanted: argparse.Namespace) -> None:
    """Time a large view of the explorer, count its frames, and set the page of pyvis beside it."""
    first, others = OPENED[0], OPENED[1:]
    turns = [(*others[run % len(others) :], *others[: run % len(others)]) for run in range(wanted.runs)]
    queries = [urlencode({"start": first, "open": turn, "limit": wanted.limit}, doseq=True) for turn in turns]
    with urllib.request.urlopen(f"{base}/api/explore?{queries[0]}") as answer:  # noqa: S310 - our own server
        view = json.load(answer)
    nodes, edges = view["nodes"], view["edges"]
    print(f"explorer: {len(nodes)} things, {len(edges)} arrows in view")
    with opened(browser) as page:  # the worker and the browser wake up
        page.goto(f"{base}/explore?start={first}", wait_until="networkidle", timeout=LIMIT_MS)
    ours = drawn(browser, [f"{base}/explore?{query}" for query in queries], EXPLORED, "[data-live]")
    print(f"  AlkaGraph can be used after {spread(ours[0])}")
    print(f"  {'':<9} frames a second while panning: {_rates(ours[1])}")
    again = drawn(browser, [f"{base}/explore?{queries[0]}"] * wanted.runs, EXPLORED, "[data-live]")
    print(f"  … asked for again: after {spread(again[0])}")
    peer = _peer_within(_peer(nodes, edges), wanted.patience)
    if peer is None:
        print(f"  pyvis: not finished within {wanted.patience:g} s")
        return
    print(f"  pyvis shows its picture after {peer[0]:.1f} s, n 1")
    print(f"  {'':<9} frames a second while panning: {peer[1]:.1f}, n 1")
    times, rates = (statistics.median(part) for part in ours)
    print(f"  ratio to pyvis: time x{times / peer[0]:.3f}, frames x{rates / peer[1]:.2f}")


def whole(browser: Browser, base: str, wanted: argparse.Namespace) -> None:
    """Time the map of all things and count its frames."""
    times, frames = drawn(browser, [base + "/map"] * wanted.runs, MAPPED, ".live")
    with urllib.request.urlopen(base + "/api/map") as answer:  # noqa: S310 - our own server
        held = json.load(answer)
    print(f"map: {len(held['things']['id'])} things, {len(held['links']['source'])} links")
    print(f"  first frame after {spread(times)}")
    print(f"  frames a second while panning: {_rates(frames)}")


def weight(browser: Browser, base: str, _wanted: argparse.Namespace) -> None:
    """Add up what each page sends over the line, coded as it is sent, heads of answers included."""
    print("page weight in KB as sent: in all, and without browser libraries")
    for path in PAGES:
        with opened(browser) as page:
            sizes: dict[str, float] = {}
            names: dict[str, str] = {}
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            session.on(
                "Network.requestWillBeSent",
                lambda one, names=names: names.update({one["requestId"]: one["request"]["url"]}),
            )
            session.on(
                "Network.loadingFinished",
                lambda one, sizes=sizes: sizes.update({one["requestId"]: one["encodedDataLength"]}),
            )
            answer = page.goto(base + path, wait_until="networkidle", timeout=LIMIT_MS)
            library = sum(size for name, size in sizes.items() if "/vendor/" in urlsplit(names.get(name, "")).path)
            status = answer.status if answer else 0
            total = sum(sizes.values())
            told = path if status == OK else f"{path} ({status})"
            print(f"  {total / 1000:8.1f} {(total - library) / 1000:8.1f}   {told}")


PARTS: Final[dict[str, Callable[[Browser, str, argparse.Namespace], None]]] = {
    "check": check,
    "explorer": explorer,
    "map": whole,
    "weight": weight,
}


def _peer(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> str:
    """Return the page that pyvis writes for the same things, as its users get it: positions by physics."""
    network = Network(directed=True, height="600px", cdn_resources="in_line")
    for node in nodes:
        network.add_node(node["id"], label=node["label"], title=node["kind_words"])
    for edge in edges:
        network.add_edge(edge["source"], edge["target"], title=edge["sentence"], label=edge["label"])
    page: str = network.generate_html()
    return page


def _peer_within(text: str, seconds: float) -> tuple[float, float] | None:
    """Return the seconds until the page of pyvis shows its picture, and its frames; None where it takes too long.

    A page that computes for a minute hears nobody, so it gets a browser and a process that can be ended.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "peer.html"
        path.write_text(text, encoding="utf-8")
        try:
            told = subprocess.run(
                [sys.executable, __file__, "--peer", str(path)], stdout=subprocess.PIPE, timeout=seconds, check=True
            )
        except subprocess.TimeoutExpired:
            return None
    time_s, rate = json.loads(told.stdout)
    return float(time_s), float(rate)


def _open_peer(path: Path) -> None:
    """Open the page of pyvis and print what was measured; the browser ends with this process."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        times, rates = drawn(browser, [path.as_uri()], PEER, "#mynetwork")
        print(json.dumps([times[0], rates[0]]))
        browser.close()


@contextmanager
def _serving() -> Iterator[str]:
    """Serve the snapshot in force, for as long as it is asked."""
    base = f"http://127.0.0.1:{(port := free_port())}"
    patient = {"ALKAGRAPH_NAMED_S": "60"}  # a crowded machine is slow, and nobody else asks
    with endpoints.running([sys.executable, "-m", "graph", "serve", "--port", str(port)], patient):
        endpoints.wait(f"{base}/ready")
        yield base


def _rates(frames: list[float]) -> str:
    return f"median {statistics.median(frames):.0f}, {min(frames):.0f} to {max(frames):.0f}, n {len(frames)}"


if __name__ == "__main__":
    main()
