"""A real server over the toy world, and a Chromium that notes complaints and requests that leave the machine."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from graph.snapshot import assemble
from tests.conftest import CI
from tests.server.conftest import start
from tests.toy_world import furnish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: A crowded machine is slow; a page that never comes to it is told soon enough.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@dataclass
class Visit:
    """One open page, where it came from, and what it complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the server and return the page when it is quiet."""
        self.page.goto(self.base + path, wait_until="networkidle")
        return self.page

    def watch(self) -> None:
        """Note errors of scripts and of the console, and requests to any other host."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("request", self._request)

    def _request(self, request: Any) -> None:  # noqa: ANN401 - playwright's own type is internal
        place = urlsplit(request.url)
        if place.scheme not in {"blob", "data", "file"} and place.hostname != "127.0.0.1":
            self.strangers.append(request.url)


def needed(path: Path) -> Path:
    """Return a fetched library; without it the test is skipped at a desk and fails in CI."""
    if not path.exists():
        message = f"{path.name} was not fetched: sh scripts/fetch_assets.sh dev"
        if CI:
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture(scope="session")
def toy_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of the toy world."""
    folder = tmp_path_factory.mktemp("toy")
    facts = folder / "facts"
    facts.mkdir()
    path = folder / "toy.nq"
    path.write_bytes(assemble(furnish(facts)).dump())
    return path


@pytest.fixture(scope="session")
def base(root: Path, toy_snapshot: Path) -> Iterator[str]:
    """Return the address of a running server over the toy world."""
    process, running = start(root, toy_snapshot)
    yield f"http://127.0.0.1:{running.port}"
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Return a running Chromium, for one module: as long as Playwright runs, no other test may run an event loop."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Callable[..., Visit]]:
    """Return a maker of visits; at the end no page may have complained or asked another host for anything."""
    with visits_to(browser, base) as make:
        yield make


@contextmanager
def visits_to(browser: Browser, base: str) -> Iterator[Callable[..., Visit]]:
    """Give a maker of visits to a server; at the end none may have complained or asked another host for anything."""
    visits = []

    def make(**context: Any) -> Visit:  # noqa: ANN401 - whatever a browser context can be given
        settings = {"viewport": DESK, **context}
        page = browser.new_context(**settings).new_page()
        page.set_default_timeout(PATIENCE_MS)
        visit = Visit(page, base)
        visit.watch()
        visits.append(visit)
        return visit

    yield make
    for visit in visits:
        assert visit.complaints == []
        assert visit.strangers == []
        visit.page.context.close()


@contextmanager
def served(text: str) -> Iterator[str]:
    """Serve a page at an origin of its own and give its address."""

    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Course)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
