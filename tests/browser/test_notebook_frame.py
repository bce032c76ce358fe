"""A picture in the cell of a notebook: set in as notebook programs do it, it works, is closed, and asks nobody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import pytest
from playwright.sync_api import expect

from graph.notebook.knowledge import KnowledgeGraph
from graph.notebook.rows import Rows
from graph.notebook.view import View
from graph.picture import Statement, add_node, add_statement
from graph.store import Store
from tests.browser.conftest import Visit, needed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from graph.notebook.report import Report

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE: Final = Path(__file__).resolve().parents[2] / ".cache" / "axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: A page around the cell, as a notebook program is one: with names, a script and a fragment of its own.
HOST = (
    "<!doctype html><html lang='en'><title>Notebook</title>"
    "<main><h1>Notebook</h1><div id='cell'></div><p id='e-1'>Yours</p></main>"
)
NASTY = "</iframe><script>parent.document.title='broken'</script><img src=x onerror=alert(1)>\"'&\u202e" + "y" * 5_000
PUT = "html => { document.getElementById('cell').innerHTML = html; }"


def cell_in(browser: Browser, html: str, tmp_path: Path, **context: Any) -> Visit:  # noqa: ANN401 - playwright's
    """Return a visit to a page into which a cell was put as text that becomes elements."""
    host = tmp_path / "notebook.html"
    host.write_text(HOST, encoding="utf-8")
    visit = Visit(browser.new_context(**{"viewport": {"width": 1000, "height": 900}, **context}).new_page(), "")
    visit.watch()
    visit.open(host.as_uri())
    visit.page.evaluate(PUT, html)
    return visit


def closed(visit: Visit) -> None:
    """Nothing complained, nobody was asked, and the page around the frame is what it was."""
    assert visit.complaints == []
    assert visit.strangers == []
    assert visit.page.title() == "Notebook"
    visit.page.context.close()


def test_the_picture_works_in_a_cell(browser: Browser, toy_snapshot: Path, tmp_path: Path) -> None:
    """It is drawn and can be moved; a chosen arrow shows its source; it is saved; nothing inside reaches outside."""
    view = KnowledgeGraph(Store.open(toy_snapshot)).view("florbium")
    visit = cell_in(browser, view._repr_html_(), tmp_path)
    page = visit.page
    expect(page.get_by_title("Interactive picture: florbium")).to_be_visible()
    frame = page.frame_locator("#cell iframe")

    expect(frame.locator("[data-tools]")).to_be_visible()  # its script has run
    if frame.get_by_role("button", name="Still picture").is_visible():  # the library is there: it starts alive
        expect(frame.locator(".picture-live canvas")).to_be_visible()
        frame.get_by_role("button", name="Still picture").click()
    expect(frame.locator("svg.picture-svg a.node").first).to_be_visible()
    arrow = frame.locator("svg.picture-svg a.arrow").first
    arrow.focus()
    arrow.press("Enter")
    expect(frame.locator("[data-chosen] h3")).to_have_text(str(arrow.get_attribute("aria-label")))
    statement = view.to_pandas().query("link != ''").iloc[0]
    expect(frame.get_by_role("link", name=statement["citation"]).first).to_have_attribute("href", statement["link"])
    assert "Draw the picture around this" not in frame.locator("body").inner_text()
    with page.expect_download() as saved:
        frame.get_by_role("button", name="Save as SVG").click()
    assert saved.value.suggested_filename == "alkagraph.svg"
    inside = page.frames[1]
    assert inside.url == "about:srcdoc"
    assert inside.evaluate("() => { try { return parent.document.title } catch (error) { return error.name } }") == (
        "SecurityError"
    )
    closed(visit)


@pytest.mark.parametrize("show", ["view", "report", "rows"])
def test_hostile_labels_stay_text_in_a_cell(browser: Browser, toy_snapshot: Path, tmp_path: Path, show: str) -> None:
    """Tags, quotes, marks that turn the text around and 5,000 letters are shown as they are, on a phone in the dark."""
    kg = KnowledgeGraph(Store.open(toy_snapshot))
    drawn = nx.MultiDiGraph()
    add_node(drawn, "zelkamine", NASTY, "Alkaloid")
    add_node(drawn, "cypx", "CYPX", "Enzyme")
    add_statement(drawn, "zelkamine", "inhibits", "cypx", Statement("s-1", NASTY, "javascript:alert(1)"))
    report = kg.check(["florbium", "testazolam"])
    report["notes"] = [NASTY]
    report["pairs"][0]["recommended_action"]["text"] = NASTY
    made: dict[str, View | Report | Rows] = {
        "view": View(drawn, NASTY),
        "report": report,
        "rows": Rows([{NASTY: NASTY}], [NASTY], NASTY),
    }
    visit = cell_in(
        browser, made[show]._repr_html_(), tmp_path, viewport={"width": 360, "height": 740}, color_scheme="dark"
    )
    frame = visit.page.frame_locator("#cell iframe") if show == "view" else visit.page.locator("#cell")

    expect(frame.get_by_text("parent.document.title").first).to_be_attached()
    assert visit.page.locator("img, #cell script").count() == 0
    assert frame.locator("img").count() == 0
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    closed(visit)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(browser: Browser, toy_snapshot: Path, tmp_path: Path, scheme: str) -> None:
    """Axe finds nothing to object to: in the frame, around it, and in the cells of the other answers."""
    axe = needed(AXE).read_text(encoding="utf-8")
    kg = KnowledgeGraph(Store.open(toy_snapshot))
    shown = (
        kg.view("florbium"),
        kg.check("florbium, testazolam, nonsense"),
        kg.explain("florbium", "testazolam"),
        kg.questions(),
    )
    cells = "".join(one._repr_html_() for one in shown)
    visit = cell_in(browser, cells, tmp_path, color_scheme=scheme)
    dark = "() => { document.documentElement.style.colorScheme = 'light dark'; }"  # as the page around it would
    visit.page.evaluate(dark)
    expect(visit.page.frame_locator("#cell iframe").locator("[data-tools]")).to_be_visible()

    for place in visit.page.frames:
        place.evaluate(axe)
        found = place.evaluate("rules => axe.run(document, { runOnly: rules, iframes: false })", RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], place.url
    closed(visit)
