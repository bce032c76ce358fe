"""What a teacher does in the explorer: from the plant to receptor, enzyme, organ and risk, hidden and revealed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from graph.templates import WEB
from tests.browser.conftest import DESK, PHONE, needed, served

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: As wide as shows the still picture at first; wider windows show the one that moves.
STILL = {"width": 1000, "height": 900}
START = "/explore?start=florbium"
STORY = f"{START}&open=zelkamine&open=calm-receptor"


def thing(page: Page, name: str) -> Locator:
    """Return the mark of a thing in the still picture."""
    return page.locator(f'svg.picture-svg .node[data-node="{name}"]')


def panel(page: Page) -> Locator:
    """Return the place where the chosen thing or arrow is told about."""
    return page.locator("[data-part=panel]")


def said(page: Page) -> Locator:
    """Return what is said to whoever listens."""
    return page.locator("[data-say]")


def test_a_class_walks_from_the_plant_to_the_risk(visit: Callable[..., Visit]) -> None:
    """Start, open by double click, button and key, read who says so, hide, undo, redo, keep the address, come back."""
    one = visit(viewport=STILL, permissions=["clipboard-read", "clipboard-write"])
    page = one.open("/explore")
    page.get_by_role("link", name="florbium", exact=True).click()
    expect(page.locator("h1")).to_have_text("florbium")

    thing(page, "zelkamine").locator(".mark").dblclick()
    expect(thing(page, "calm-receptor")).to_be_visible()
    expect(page).to_have_url(re.compile("open=zelkamine"))

    thing(page, "calm-receptor").locator(".mark").click()
    expect(panel(page).locator("h2")).to_have_text("calm receptor")
    panel(page).get_by_role("link", name="Open").click()
    expect(thing(page, "noggin")).to_be_visible()

    arrow = page.locator('svg [data-edge="edge--zelkamine--partialAgonistOf--calm-receptor"]').first
    arrow.dispatch_event("click")
    expect(panel(page).locator(".said li").first).to_contain_text("Abel 2001")
    expect(panel(page).locator(".said a[href^=http]").first).to_be_visible()

    expect(thing(page, "drowse")).to_be_visible()
    place = thing(page, "zelkamine").locator(".mark").get_attribute("d")
    page.locator("[data-legend=risk]").click()
    expect(thing(page, "drowse")).to_have_count(0)
    expect(page.locator("[data-legend=risk]")).to_be_focused()
    assert thing(page, "zelkamine").locator(".mark").get_attribute("d") == place
    page.get_by_role("button", name="Undo").click()
    expect(thing(page, "drowse")).to_be_visible()
    page.get_by_role("button", name="Redo").click()
    expect(thing(page, "drowse")).to_have_count(0)
    page.go_back()
    expect(thing(page, "drowse")).to_be_visible()

    page.locator("[data-keep] summary").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(said(page)).to_have_text("The address is copied.")
    address = page.evaluate("navigator.clipboard.readText()")
    again = visit(viewport=STILL).open(address.removeprefix(one.base))
    names = "[...document.querySelectorAll('svg [data-node]')].map((one) => one.dataset.node + one.innerHTML)"
    page.evaluate("document.querySelector('[data-say]').textContent = ''")
    assert len(again.evaluate(names)) == len(page.evaluate(names))
    expect(thing(again, "noggin")).to_be_visible()


def test_a_view_stands_in_a_frame_of_any_page(visit: Callable[..., Visit]) -> None:
    """The snippet leads to the view without header; it opens, hides and stays in its frame."""
    one = visit(viewport=STILL)
    page = one.open(START)
    page.locator("[data-keep] summary").click()
    snippet = page.locator("[data-frame]").input_value()
    assert f'src="{one.base}/embed?start=florbium"' in snippet

    with served(f"<!doctype html><title>A course</title>{snippet}") as course:
        page.goto(course)
        frame = page.frame_locator("iframe")
        expect(frame.locator('svg [data-node="zelkamine"]').first).to_be_visible()
    expect(frame.locator("header")).to_have_count(0)
    frame.locator('svg [data-node="zelkamine"] .mark').first.dblclick()
    expect(frame.locator('svg [data-node="calm-receptor"]').first).to_be_visible()
    assert page.frames[1].url.startswith(f"{one.base}/embed?start=florbium")
    assert "open=zelkamine" in page.frames[1].url


def test_the_keyboard_is_enough(visit: Callable[..., Visit]) -> None:
    """Arrow keys walk the picture and are heard, Enter opens, Escape leaves; the list is a tree that chooses too."""
    page = visit(viewport=STILL).open(START)
    thing(page, "florbium").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("svg .node:focus")).to_have_count(1)
    for _ in range(40):
        if page.locator("svg .node:focus").get_attribute("data-node") == "zelkamine":
            break
        page.keyboard.press("ArrowDown")
    expect(said(page)).to_contain_text("zelkamine, alkaloid, 2 neighbours shown")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Opened zelkamine")
    expect(thing(page, "zelkamine")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(thing(page, "florbium")).to_be_focused()
    expect(said(page)).to_contain_text("florbium contains zelkamine")
    page.keyboard.press("Escape")
    expect(page.locator(".still")).to_be_focused()
    assert page.locator("svg a[tabindex='0']").count() == 1

    tree = page.get_by_role("tree", name="The same as a list")
    tree.locator("[tabindex='0']").focus()
    page.keyboard.press("Home")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    chosen = tree.locator("[role=treeitem]:focus")
    expect(chosen).to_have_attribute("data-edge", re.compile("^edge--"))
    page.keyboard.press("Enter")
    expect(chosen).to_have_attribute("aria-selected", "true")
    name = chosen.get_attribute("data-edge")
    expect(page.locator(f"svg a[data-edge='{name}']")).to_have_attribute("aria-current", "true")
    expect(panel(page).locator("h2")).to_contain_text("florbium")
    page.keyboard.press("ArrowLeft")
    expect(tree.locator("[role=treeitem]:focus")).to_have_attribute("data-node", "florbium")


def test_search_completes_names_of_every_kind(visit: Callable[..., Visit]) -> None:
    """A receptor is found by a part of its name, with keys alone; a name nobody knows leads to a page that says so."""
    one = visit(viewport=STILL)
    page = one.open(START)
    field = page.get_by_role("combobox")
    field.press_sequentially("recep")
    expect(page.get_by_role("option", name="calm receptor")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="calm receptor", selected=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("calm receptor")

    page.get_by_role("combobox").fill("<b>qqq</b>")
    page.get_by_role("button", name="Draw").click()
    expect(page.locator("main")).to_contain_text("“<b>qqq</b>” was not recognised")
    one.complaints.clear()  # the browser notes the answer 404


def test_it_works_without_a_script(visit: Callable[..., Visit]) -> None:
    """Things, arrows, opening, hiding, filters and both layouts are links; the list and the table hold the same."""
    page = visit(java_script_enabled=False).open(START)
    page.locator("svg .node.alkaloid .mark").first.click()
    expect(panel(page).locator("h2")).to_have_text("zelkamine")
    panel(page).get_by_role("link", name="Open").click()
    expect(thing(page, "calm-receptor")).to_be_visible()
    page.locator("[data-legend=receptor]").click()
    expect(thing(page, "calm-receptor")).to_have_count(0)
    page.get_by_role("link", name="Show everything again").click()
    page.get_by_role("link", name="By springs").click()
    expect(thing(page, "zelkamine")).to_be_visible()
    page.locator("[data-table] summary").click()
    page.locator("[data-table] a").first.click()
    expect(panel(page).locator(".said li").first).to_be_visible()
    page.locator("[data-facet=studies] summary").click()
    page.locator("[data-facet=studies] a", has_text="human").click()
    expect(page).to_have_url(re.compile("only=human"))


def test_it_works_without_the_library(visit: Callable[..., Visit]) -> None:
    """Where vis-network is missing the still picture does everything but move."""
    one = visit(viewport=DESK)
    one.page.route("**/vendor/**", lambda route: route.fulfill(status=200, body="", content_type="text/javascript"))
    page = one.open(START)

    expect(page.get_by_role("button", name="Move and zoom")).to_be_hidden()
    thing(page, "zelkamine").locator(".mark").dblclick()
    expect(thing(page, "calm-receptor")).to_be_visible()


def test_the_picture_moves_and_keeps_step(visit: Callable[..., Visit]) -> None:
    """On a desk the picture can be moved; choosing, opening and hiding reach it, and it is drawn in both themes."""
    needed(WEB / "vendor" / "vis-network.min.js")
    page = visit(viewport=DESK).open(STORY)
    expect(page.get_by_role("application").locator("canvas")).to_be_visible()
    expect(page.locator(".still")).to_be_hidden()
    page.emulate_media(color_scheme="dark")
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    expect(panel(page).locator("h2")).not_to_have_text("Why?")
    page.get_by_role("button", name="Closer").click()
    page.locator("[data-legend=risk]").click()
    expect(page.locator("[data-twin] [data-node=drowse]")).to_have_count(0)
    page.get_by_role("button", name="Move and zoom").click()
    expect(thing(page, "calm-receptor")).to_be_visible()


def test_the_rest_of_a_large_view_comes_when_it_is_wanted(visit: Callable[..., Visit]) -> None:
    """The page holds what moves; list, table and still picture are put in place by keys or by need, and keep step."""
    needed(WEB / "vendor" / "vis-network.min.js")
    one = visit(viewport=DESK)
    page = one.open(f"{STORY}&as=moving")
    expect(page.get_by_role("application").locator("canvas")).to_be_visible()
    expect(page.locator("svg.picture-svg, [data-twin], [data-table]")).to_have_count(0)

    page.get_by_role("link", name="The same as a list").press("Enter")
    tree = page.get_by_role("tree", name="The same as a list")
    expect(tree.get_by_role("treeitem").first).to_be_focused()
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(panel(page).locator("h2")).to_have_text(tree.locator("[aria-selected=true] a").inner_text())
    page.get_by_role("link", name="The same as a table").press("Enter")
    expect(page.locator("[data-table] tbody tr").first).to_be_visible()
    page.locator("[data-legend=risk]").click()
    expect(page.locator("[data-twin] [data-node=zelkamine]")).to_have_count(1)
    expect(page.locator("[data-twin] [data-node=drowse]")).to_have_count(0)
    expect(page.locator("[data-table] tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Move and zoom").click()
    expect(thing(page, "calm-receptor")).to_be_visible()
    expect(thing(page, "drowse")).to_have_count(0)

    page = visit(viewport=PHONE).open(f"{STORY}&as=moving")
    thing(page, "zelkamine").locator(".mark").click()
    expect(panel(page).locator("h2")).to_have_text("zelkamine")

    page = visit(java_script_enabled=False).open(f"{STORY}&as=moving")
    page.locator(".still img").click()
    thing(page, "zelkamine").locator(".mark").click()
    expect(panel(page).locator("h2")).to_have_text("zelkamine")
    page.get_by_role("link", name="List", exact=True).click()
    page.locator("[data-twin] a", has_text="calm receptor").first.click()
    expect(panel(page).locator("h2")).to_have_text("calm receptor")
    expect(page.locator("[data-twin]")).to_be_visible()
    page.get_by_role("link", name="Table", exact=True).click()
    expect(page.locator("[data-table] tbody tr").first).to_be_visible()


def test_a_view_can_be_kept_as_a_file(visit: Callable[..., Visit]) -> None:
    """PNG is drawn here, the others are links; each is what it says it is."""
    page = visit(viewport=STILL).open(STORY)
    page.locator("[data-keep] summary").click()
    for name, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("GraphML", b"<?xml"), ("JSON", b"{")):
        kind = "button" if name == "PNG" else "link"
        with page.expect_download() as kept:
            page.get_by_role(kind, name=name, exact=True).click()  # type: ignore[arg-type]
        assert kept.value.path().read_bytes().startswith(start)


def test_what_is_touched_is_large_enough(visit: Callable[..., Visit]) -> None:
    """On a phone every button and every step is at least 44 pixels high, and the picture comes before the filters."""
    page = visit(viewport=PHONE, has_touch=True).open(STORY)
    low = page.evaluate(
        """() => [...document.querySelectorAll('.explore button, .explore .button, .toggle, .chip a, .explore summary')]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    stage, narrow = (page.locator(f"[data-part={name}]").bounding_box() for name in ("stage", "narrow"))

    assert low == []
    assert stage is not None
    assert narrow is not None
    assert stage["y"] < narrow["y"]
