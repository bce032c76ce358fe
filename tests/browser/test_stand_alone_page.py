"""The picture as one file: opened from a disk, it works and asks nobody for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from graph import render
from graph.layout import layered
from graph.network import view_of
from graph.store import Store
from tests.browser.conftest import Visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_file_works_from_a_disk(browser: Browser, toy_snapshot: Path, tmp_path: Path) -> None:
    """Choosing an arrow shows its source; no request is made and nothing is complained about."""
    graph = view_of(Store.open(toy_snapshot), ["https://w3id.org/alkagraph/id/florbium"])
    path = tmp_path / "picture.html"
    path.write_text(render.page(graph, layered(graph), "florbium"), encoding="utf-8")
    visit = Visit(browser.new_page(viewport={"width": 700, "height": 800}), path.as_uri())
    visit.watch()
    page = visit.open("")

    page.locator("svg.picture-svg a.arrow .reach").first.click(force=True)
    expect(page.locator("[data-chosen] li").first).to_be_visible()
    page.get_by_role("button", name="Move and zoom").click()
    expect(page.locator(".picture-live canvas")).to_be_visible()
    assert visit.complaints == []
    assert visit.strangers == []
