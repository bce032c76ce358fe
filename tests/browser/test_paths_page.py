"""The page of the ways between two things, in a real browser: choosing a way, by pointer and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAYS = "/paths?from=florbium&to=testazolam"


def lit(page: Page) -> set[str]:
    """Return the things that shine in the picture."""
    return set(page.locator("svg.picture-svg .node.lit").evaluate_all("nodes => nodes.map(node => node.dataset.node)"))


def test_choosing_a_way_lights_it(visit: Callable[..., Visit]) -> None:
    """The arrows and things of the chosen way shine, the rest is dimmed; chosen again, all is as before."""
    page = visit().open(WAYS)
    button = page.get_by_role("button", name="Light it in the picture").nth(1)
    button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("svg.picture-svg")).to_have_class("picture-svg dimmed")
    assert {"florbium", "testazolam"} < lit(page)
    page.mouse.move(0, 0)
    assert {"florbium", "testazolam"} < lit(page), "what was chosen stays when the pointer leaves"
    button.click()
    page.mouse.move(0, 0)
    assert lit(page) == set()


def test_a_way_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    """From the first field on, by Tab and Enter: ask, choose a way, let it go by Escape."""
    page = visit().open("/paths")
    page.get_by_label("From").focus()
    page.keyboard.type("Testix")
    page.keyboard.press("Tab")
    page.keyboard.type("cypx1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paths from testazolam to CYPX")
    first = page.get_by_role("button", name="Light it in the picture").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")

    assert lit(page) == {"testazolam", "cypx"}
    page.keyboard.press("Tab")
    assert lit(page) == {"testazolam", "cypx"}, "what was chosen stays when the focus goes on"
    page.keyboard.press("Escape")
    assert lit(page) == set()


def test_an_arrow_of_the_picture_tells_its_sources(visit: Callable[..., Visit]) -> None:
    """Chosen in the picture, an arrow shows the statements behind it beside it."""
    page = visit().open(WAYS)
    page.locator("svg.picture-svg a.arrow").first.dispatch_event("click")

    expect(page.locator("[data-chosen] .source").first).to_be_visible()


def test_without_scripts_every_source_is_there(visit: Callable[..., Visit]) -> None:
    """The list needs no script; what only a script can do is not offered."""
    page = visit(java_script_enabled=False, viewport=PHONE).open(WAYS)

    expect(page.get_by_role("button", name="Light it in the picture")).to_have_count(0)
    expect(page.locator(".path").first.locator(".source a").first).to_be_visible()
    page.locator("summary", has_text="Every arrow as a table").click()
    expect(page.locator("tr[data-edge]").first).to_be_visible()


def test_a_misspelt_name_is_one_step_from_mended(visit: Callable[..., Visit]) -> None:
    """The page says which name is not known and leads on with the one that was meant."""
    seen = visit()
    page = seen.open("/paths?from=testazolam&to=calm+receptr")
    expect(page.get_by_role("alert")).to_contain_text("“calm receptr” was not recognised")
    page.get_by_role("alert").get_by_role("link", name="calm receptor", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Paths from testazolam to calm receptor")
    seen.complaints[:] = [said for said in seen.complaints if "404" not in said]
