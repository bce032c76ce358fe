"""Chromium as benchmarks/bench_browser.py watches it: pages of their own, what runs in them, and a mouse that drags."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright, Route

LIMIT_MS: Final = 120_000
ARGUMENTS: Final = ["--no-sandbox", "--no-first-run", "--disable-background-networking"]
DRAGS: Final = 6
STEPS: Final = 30

#: Notes when Enter was pressed, and when something was painted: in the second frame after it is there.
WATCH: Final = """
addEventListener("keydown", (event) => {
  if (event.key === "Enter") sessionStorage.setItem("pressed", performance.timeOrigin + performance.now());
}, true);
globalThis.painted = (there, from) => new Promise((resolve) => {
  const look = () => {
    if (!there()) return requestAnimationFrame(look);
    const now = () => resolve(performance.timeOrigin + performance.now() - from());
    requestAnimationFrame(() => requestAnimationFrame(now));
  };
  look();
});
"""
PRESSED: Final = """painted(() => document.querySelector("#found article"),
  () => Number(sessionStorage.getItem("pressed")))"""
EXPLORED: Final = """painted(() => document.querySelector("[data-live] canvas"), () => performance.timeOrigin)"""
MAPPED: Final = """painted(() => document.querySelector("[data-drawn]"), () => performance.timeOrigin)"""
PEER: Final = """painted(() => globalThis.network?.physics?.ready, () => performance.timeOrigin)"""
BOX: Final = """(area) => {
  const element = document.querySelector(area);
  element.scrollIntoView({ block: "center" });
  return element.getBoundingClientRect().toJSON();
}"""
COUNT: Final = """() => {
  globalThis.stamps = [];
  const tick = (now) => { stamps.push(now); globalThis.ticking = requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""


def launched(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)


def drawn(browser: Browser, addresses: list[str], there: str, area: str) -> tuple[list[float], list[float]]:
    """Open addresses; return the seconds until each is drawn, and frames a second while it is dragged."""
    times, rates = [], []
    for address in addresses:
        with opened(browser) as page:
            page.goto(address, wait_until="commit", timeout=LIMIT_MS)
            times.append(painted_after(page, there))
            rates.append(_dragged(page, area))
    return times, rates


def _dragged(page: Page, area: str) -> float:
    """Drag a picture to and fro with the mouse; return how many frames a second the page drew meanwhile."""
    box = page.evaluate(BOX, area)
    left, right = box["x"] + box["width"] * 0.3, box["x"] + box["width"] * 0.7
    top = box["y"] + min(box["height"], 600) * 0.08
    page.mouse.move(left, top)
    page.mouse.down()
    page.evaluate(COUNT)
    for drag in range(DRAGS):
        page.mouse.move(right if drag % 2 == 0 else left, top + 12 * drag, steps=STEPS)
    stamps = page.evaluate("() => { cancelAnimationFrame(ticking); return stamps; }")
    page.mouse.up()
    return float((len(stamps) - 1) / (stamps[-1] - stamps[0]) * 1000)


def painted_after(page: Page, expression: str) -> float:
    """Return the seconds that an expression of WATCH counts, also when the page is another one meanwhile."""
    page.wait_for_function("() => globalThis.painted", timeout=LIMIT_MS)
    try:
        return float(page.evaluate(expression)) / 1000
    except Exception as error:  # a page that was left takes its promise with it
        if "context was destroyed" not in str(error):
            raise
        return float(page.evaluate(expression)) / 1000


class opened:  # noqa: N801 - read as a verb
    """A page of a browser context of its own, which asks nobody but this machine."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})

    def __enter__(self) -> Page:
        self.context.set_default_timeout(LIMIT_MS)
        self.context.route(lambda address: urlsplit(address).scheme == "https", _refused)
        page = self.context.new_page()
        page.add_init_script(WATCH)
        return page

    def __exit__(self, *_: object) -> None:
        self.context.close()


def _refused(route: Route) -> None:
    route.abort()
