"""What a pharmacist does on the check page, in a real browser, against a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/?product=florbium+tea&amount=2&unit=g&s=testazolam&s=refutine"


def fill(page: Page) -> None:
    """Type a product and two medicines, and check."""
    page.get_by_label("Plant product").fill("florbium tea")
    page.get_by_label("Amount").fill("2")
    page.get_by_label("Medicines").fill("testazolam\nrefutine")
    page.get_by_label("Medicines").press("Enter")


def test_a_product_and_two_medicines(visit: Callable[..., Visit]) -> None:
    """Typed names become pairs; each pair is one card whose first words are a sentence; the address can be shared."""
    page = visit().open("/")
    page.get_by_label("Plant product").fill("florbium tea")
    page.get_by_label("Amount").fill("2")
    for name in ("testazolam", "refutine"):
        page.get_by_label("Medicines", exact=False).last.fill(name)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Check", exact=True).click()

    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator(".card .sentence").first).not_to_be_empty()
    assert "s=testazolam" in page.url
    again = visit().open(page.url.removeprefix(page.url.split("/?")[0]))
    expect(again.locator(".card")).to_have_count(3)


def test_every_number_reaches_its_source(visit: Callable[..., Visit]) -> None:
    """A measured ratio stands with its interval and n, and a citation with its place beside it."""
    page = visit().open(LIST)
    number = page.locator(".numbers li").filter(has_text="1.39").first

    expect(number).to_contain_text("1.23–1.57")
    expect(number).to_contain_text("n = 12")
    expect(number).to_contain_text("Table 3")


def test_an_arrow_shows_who_says_so(visit: Callable[..., Visit]) -> None:
    """A click on an arrow of the picture opens its statements with citation and place."""
    page = visit().open(LIST)
    page.locator("svg.picture-svg a.arrow .reach").first.click(force=True)
    chosen = page.locator("[data-chosen]")

    expect(chosen.locator("li").first).to_be_visible()
    expect(chosen.locator(".source").first).not_to_be_empty()


def test_the_moving_picture_shows_the_same(visit: Callable[..., Visit]) -> None:
    """Where the drawing library was fetched, the picture can be moved and zoomed without a complaint of the browser."""
    page = visit().open(LIST)
    button = page.get_by_role("button", name="Move and zoom")
    if not button.is_visible():
        pytest.skip("the drawing library was not fetched (make assets)")
    button.click()

    expect(page.locator(".picture-live canvas")).to_be_visible()
    expect(page.locator("svg.picture-svg")).to_be_hidden()
    page.get_by_role("button", name="Still picture").click()
    expect(page.locator("svg.picture-svg")).to_be_visible()


def test_a_name_that_is_not_recognised_is_the_loudest_thing(visit: Callable[..., Visit]) -> None:
    """It is named, said not to be checked, and one click on a suggestion mends it."""
    page = visit().open("/?product=florbium&s=testazolamm")
    alert = page.get_by_role("alert")

    expect(alert).to_contain_text("“testazolamm” was not recognised and is NOT checked.")
    alert.get_by_role("link", name="testazolam", exact=True).click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_pasted_list_is_read_and_asked_about(visit: Callable[..., Visit]) -> None:
    """One paste becomes chips; what was read is shown, and a choice for an ambiguous name mends the list."""
    page = visit(viewport=PHONE).open("/")
    page.get_by_role("combobox", name="Medicines").fill("Testix 4 mg tds, Calmolol 2 tablets and Duplex 5 mg")
    page.keyboard.press("Enter")

    expect(page.locator(".chip")).to_have_count(3)
    expect(page.locator(".read li")).to_have_count(2)
    expect(page.locator(".read li").first).to_contain_text("testazolam 4 mg, 3 times a day")
    expect(page.locator(".read li").last).to_contain_text("checked as calmazepam and lonelol")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Which did you mean?")
    alert.get_by_role("link", name="lonelol", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".chip", has_text="lonelol 5 mg")).to_have_count(1)


def test_the_keyboard_is_enough(visit: Callable[..., Visit]) -> None:
    """From the top of the page to the citations without a mouse."""
    page = visit().open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_label("Plant product").focus()
    page.keyboard.type("florbium tea")
    page.keyboard.press("Escape")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("testazolam")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)

    page.locator("svg.picture-svg a.arrow").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-chosen] li").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", LIST, "/explore?start=florbium", "/explore", "/about", "/docs"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_scrolls_sideways(visit: Callable[..., Visit], path: str, size: dict[str, int]) -> None:
    """On a phone and on a desk every page fits its width."""
    page = visit(viewport=size).open(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("path", [LIST, "/explore?start=florbium"])
def test_touch_targets_are_large_enough(visit: Callable[..., Visit], path: str) -> None:
    """On a phone, buttons, fields and menu entries are at least 44 pixels high."""
    page = visit(viewport=PHONE, has_touch=True).open(path)
    low = page.evaluate(
        """() => [...document.querySelectorAll('button, .button, select, input:not([type=checkbox]), nav a, summary')]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert low == []


def test_without_scripts_the_page_answers(visit: Callable[..., Visit]) -> None:
    """The form, the cards, the picture and the way from an arrow to its row need no script."""
    page = visit(java_script_enabled=False).open("/")
    fill(page)
    page.get_by_label("Medicines").fill("testazolam\nrefutine")
    page.get_by_role("button", name="Check", exact=True).click()

    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator("svg.picture-svg")).to_be_visible()
    link = page.locator("svg.picture-svg a.arrow").first
    target = link.get_attribute("href")
    link.locator(".reach").click(force=True)
    expect(page.locator(f"tr{target}")).to_be_visible()
