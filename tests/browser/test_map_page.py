"""What a curious reader does on the map of the whole graph, in a real browser, against a real server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, needed

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOME: Final = Path(__file__).resolve().parents[2]
AXE: Final = HOME / ".cache" / "axe.min.js"
LIBRARIES: Final = [HOME / "web" / "vendor" / name for name in ("graphology.umd.min.js", "sigma.min.js")]
RULES: Final = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE: Final = (
    '</script><script>window.hit = 1</script><img src=x onerror="window.hit = 1">" \u202eesrever ' + "x" * 5_000
)
#: What a browser may lack: the library, or the means to draw with it.
HINDRANCES: Final = (
    "Object.defineProperty(globalThis, 'Sigma', { get() {}, set() {} })",
    """const given = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
      return kind.startsWith("webgl") ? null : given.call(this, kind, ...more);
    };""",
)
SEARCH: Final = "Find a thing on the map"


@pytest.fixture
def libraries() -> None:
    """Skip what needs the canvas where its libraries were not fetched."""
    for path in LIBRARIES:
        needed(path)


def opened(visit: Visit, path: str = "/map") -> Page:
    """Open the map and wait until its script has all data."""
    page = visit.open(path)
    page.locator("[data-ready]").wait_for()
    return page


def state(page: Page) -> dict[str, float]:
    """Return where the camera of the map stands."""
    found: dict[str, float] = page.evaluate("document.querySelector('[data-map]').map.renderer.getCamera().getState()")
    return found


@pytest.mark.usefixtures("libraries")
def test_a_thing_is_found_chosen_and_followed(visit: Callable[..., Visit]) -> None:
    """Typing finds by name; choosing moves the map and shows the links; a link leads on, and the address keeps it."""
    page = opened(visit(reduced_motion="reduce"))
    count = len(page.request.get(page.url.replace("/map", "/api/map")).json()["things"]["id"])
    assert page.locator("[data-map]").get_attribute("data-drawn") == str(count)
    before = state(page)
    page.get_by_label(SEARCH).fill("zelka")
    expect(page.locator("[data-results] button").first).to_contain_text("zelkamine")
    page.get_by_label(SEARCH).press("Enter")

    panel = page.locator("[data-chosen]")
    expect(panel.get_by_role("heading", name="zelkamine", exact=True)).to_be_visible()
    expect(panel.get_by_role("link", name="Its page").first).to_have_attribute("href", "/id/zelkamine")
    onward = panel.get_by_role("link", name="Explore from here").first  # the card, which comes later, has one too
    expect(onward).to_have_attribute("href", "/explore?start=zelkamine")
    expect(panel.locator('.node-card[data-node="zelkamine"]')).to_be_visible()
    assert page.url.endswith("#thing-zelkamine")
    assert state(page)["ratio"] < before["ratio"]

    other = panel.locator("details[open] button").first
    name = other.inner_text()
    other.click()
    expect(panel.get_by_role("heading", name=name, exact=True)).to_be_visible()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("[data-chosen]").get_by_role("heading", name=name, exact=True)).to_be_visible()


@pytest.mark.usefixtures("libraries")
def test_a_click_on_the_map_chooses(visit: Callable[..., Visit]) -> None:
    """A click on a mark chooses its thing, Escape lets go, and the wheel zooms."""
    page = opened(visit(reduced_motion="reduce"))
    stage = page.locator(".live")
    stage.scroll_into_view_if_needed()
    place = page.evaluate(
        """() => {
          const { renderer } = document.querySelector("[data-map]").map;
          const graph = renderer.getGraph();
          const node = graph.findNode((one, data) => data.label === "zelkamine");
          return renderer.graphToViewport(graph.getNodeAttributes(node));
        }"""
    )
    box = stage.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
    expect(page.locator("[data-chosen]").get_by_role("heading", name="zelkamine", exact=True)).to_be_visible()
    stage.press("Escape")
    expect(page.locator("[data-chosen]").get_by_role("heading", name="Chosen thing")).to_be_visible()

    before = state(page)["ratio"]
    page.mouse.wheel(0, -400)
    page.wait_for_function(
        "before => document.querySelector('[data-map]').map.renderer.getCamera().ratio < before", arg=before
    )


@pytest.mark.usefixtures("libraries")
def test_the_legend_hides_and_the_keyboard_moves(visit: Callable[..., Visit]) -> None:
    """A kind that is switched off is not drawn; arrows, plus and minus move the map; the table leads to a group."""
    page = opened(visit(reduced_motion="reduce"))
    drawn = """() => {
      const { renderer } = document.querySelector("[data-map]").map;
      return renderer.getGraph().nodes().filter((node) => !renderer.getNodeDisplayData(node).hidden).length;
    }"""
    every = page.evaluate(drawn)
    box = page.locator('[data-kind="drug"]')
    medicines = int(box.locator("xpath=..").inner_text().rsplit("(", 1)[1].rstrip(")"))
    box.focus()
    page.keyboard.press("Space")
    assert page.evaluate(drawn) == every - medicines
    page.keyboard.press("Space")
    assert page.evaluate(drawn) == every

    page.locator(".live").focus()
    start = state(page)
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    moved = state(page)
    assert moved["ratio"] < start["ratio"]
    assert moved["x"] > start["x"]
    page.keyboard.press("0")
    assert state(page)["ratio"] == 1
    page.get_by_role("button", name="Show on the map").first.click()
    expect(page.locator(".live")).to_be_focused()
    assert state(page) != start


def test_the_keyboard_is_enough_to_find(visit: Callable[..., Visit]) -> None:
    """Arrows go from the field through the results and back; Enter chooses; Escape clears."""
    page = opened(visit(reduced_motion="reduce"))
    field = page.get_by_label(SEARCH)
    field.focus()
    page.keyboard.type("zelka")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-results] button").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chosen] h2")).to_have_text("zelkamine")
    expect(field).to_be_focused()
    expect(page.locator("[data-results]")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    field.fill("no such thing")
    expect(page.locator("[data-found]")).to_have_text("No things found.")


def test_it_reads_without_a_script(visit: Callable[..., Visit]) -> None:
    """Without scripts bubbles lead to their rows, and rows to the pages of things."""
    page = visit(java_script_enabled=False).open("/map")
    bubble = page.locator("svg.overview a").first
    target = bubble.get_attribute("href")
    assert target
    bubble.dispatch_event("click")
    expect(page.locator(f"tr{target}")).to_be_visible()
    expect(page.get_by_label(SEARCH)).to_be_hidden()
    page.locator(".groups tbody a").first.click()
    expect(page).to_have_url(re.compile("/id/"))


def test_it_works_without_the_library(visit: Callable[..., Visit]) -> None:
    """Without a library, or without WebGL, the bubbles stay and the search still tells what is linked."""
    for hinder in HINDRANCES:
        one = visit()
        one.page.add_init_script(hinder)
        page = opened(one)
        expect(page.locator("svg.overview")).to_be_visible()
        expect(page.locator(".live")).to_be_hidden()
        expect(page.locator("[data-tools]")).to_be_hidden()
        page.get_by_label(SEARCH).fill("zelkamine")
        page.get_by_label(SEARCH).press("Enter")
        expect(page.locator("[data-chosen] h2")).to_have_text("zelkamine")
        expect(page.locator("[data-chosen] details").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK, {"width": 1920, "height": 1080}], ids=["phone", "desk", "projector"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(visit: Callable[..., Visit], size: dict[str, int], scheme: str) -> None:
    """Axe finds nothing to object to before and after choosing, and nothing sticks out at the side."""
    axe = needed(AXE).read_text(encoding="utf-8")
    page = opened(visit(viewport=size, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"))
    page.evaluate(axe)
    for then in (None, "zelkamine"):
        if then:
            page.get_by_label(SEARCH).fill(then)
            page.get_by_label(SEARCH).press("Enter")
            page.get_by_label(SEARCH).fill("a")
        found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_hostile_name_stays_text(visit: Callable[..., Visit]) -> None:
    """Names of every sort are shown as text in results, panel and canvas, and break nothing."""
    one = visit(reduced_motion="reduce", viewport=PHONE)

    def poisoned(route: Route) -> None:
        answer = route.fetch()
        data: dict[str, Any] = answer.json()
        data["things"]["label"] = [f"{label} {HOSTILE}" for label in data["things"]["label"]]
        data["islands"] = [{**island, "label": HOSTILE} for island in data["islands"]]
        route.fulfill(response=answer, body=json.dumps(data))

    one.page.route("**/api/map", poisoned)
    page = opened(one)
    page.get_by_label(SEARCH).fill("zelkamine")
    page.get_by_label(SEARCH).press("Enter")

    expect(page.locator("[data-chosen] h2")).to_contain_text("<script>window.hit = 1</script>")
    page.get_by_label(SEARCH).fill("window.hit")
    expect(page.locator("[data-results] button").first).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
