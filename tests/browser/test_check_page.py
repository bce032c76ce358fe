"""What a pharmacist does on the check page, in a real browser, against a real server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from graph.templates import WEB
from tests.browser.conftest import DESK, PHONE, needed

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINE = "florbium tea 2 g twice a day, testazolam, refutine"
LIST = "/?s=florbium+tea+2+g&s=testazolam&s=refutine"
#: An address as earlier versions of the page wrote it.
OLD = "/?product=florbium+tea&amount=2&unit=g&s=testazolam&s=refutine"


def entry(page: Page) -> Locator:
    """Return the one field in which a list is typed."""
    return page.get_by_role("combobox", name="What does the patient take?")


def test_the_story_of_a_pharmacist(visit: Callable[..., Visit]) -> None:
    """One line, Enter: what matters first, why, its source; then another dose, a filter, and the way back."""
    page = visit().open("/")
    expect(entry(page)).to_be_focused()
    page.keyboard.type(LINE)
    page.keyboard.press("Enter")

    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator(".piece input")).to_have_count(3)
    first = page.locator(".card").first
    for part in (".sentence", ".marks", ".does"):
        expect(first.locator(part).first).to_be_in_viewport(ratio=1)
    expect(page.locator(".counts")).to_be_in_viewport(ratio=1)
    expect(first.locator(".sentence").first).to_contain_text("testazolam")
    number = page.locator(".numbers li").filter(has_text="1.39").first
    for part in ("1.23–1.57", "n = 12", "Table 3"):
        expect(number).to_contain_text(part)
    typed = page.url

    page.locator("svg.picture-svg a.arrow .reach").first.click(force=True)
    expect(page.locator("[data-chosen] li .source").first).not_to_be_empty()

    slider = page.get_by_role("slider", name="Amount of florbium tea")
    slider.focus()
    place = slider.bounding_box()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.locator("#piece-1")).to_have_value("florbium tea 2.5 g twice a day")
    expect(slider).to_be_focused()
    assert slider.bounding_box() == place
    assert "amount=2.5" in page.url
    expect(page.locator("p[role=status].apart")).to_contain_text("Dose of florbium tea: 2.5 g, 2 times a day.")
    expect(page.locator("[data-chosen] li .source").first).not_to_be_empty()

    page.get_by_role("link", name="Only human data").click()
    expect(page.locator(".filtered")).to_contain_text("only human")
    expect(page.locator("#quick-1")).to_have_class(re.compile(r"\bon\b"))
    expect(page.locator("#piece-1")).to_have_value("florbium tea 2.5 g twice a day")
    assert "only=human" in page.url
    page.go_back()
    expect(page.locator(".filtered")).to_have_count(0)
    page.go_back()
    expect(page.locator("#piece-1")).to_have_value("florbium tea 2 g twice a day")
    assert page.url == typed


def test_what_matters_first_is_seen_first_on_a_phone(visit: Callable[..., Visit]) -> None:
    """Sentence, severity and evidence, and what to do stand on the first screen; what can be set is one line above."""
    page = visit(viewport=PHONE, has_touch=True).open("/")
    entry(page).fill(LINE)
    page.keyboard.press("Enter")
    first = page.locator(".card").first
    for part in (".sentence", ".marks"):
        expect(first.locator(part).first).to_be_in_viewport(ratio=1)
    expect(first.locator(".does").first).to_be_in_viewport()

    expect(page.locator("#amount-1")).to_be_hidden()
    page.locator("#adjust > summary").click()
    page.locator("#amount-1").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("#piece-1")).to_have_value("florbium tea 3 g twice a day")
    expect(page.locator("#amount-1")).to_be_visible()


def test_a_move_that_overtakes_another_costs_no_way_back(visit: Callable[..., Visit]) -> None:
    """Who moves a slider on before the first answer is there still comes back to the dose from before."""
    page = visit().open(LIST)
    page.route("**/*amount=2.25*", lambda route: None)  # noqa: ARG005 - it is never answered
    slider = page.get_by_role("slider", name="Amount of florbium tea")
    with page.expect_request("**/*amount=2.25*"):
        slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.locator("#piece-1")).to_have_value("florbium tea 2.5 g")
    page.go_back()

    expect(page.locator("#piece-1")).to_have_value("florbium tea 2 g")


def test_filters_change_list_verdicts_and_picture_together(visit: Callable[..., Visit]) -> None:
    """One press leaves only what people showed: other verdicts, another picture, and a note that says so."""
    page = visit().open(LIST + "&s=blockazole")
    verdicts, arrows = page.locator(".marks").all_inner_texts(), page.locator("svg a.arrow").count()
    page.get_by_role("link", name="Only human data").click()
    expect(page.locator(".filtered")).to_be_visible()

    assert page.locator(".marks").all_inner_texts() != verdicts
    assert page.locator("svg a.arrow").count() < arrows
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".filtered")).to_have_count(0)
    expect(page.locator("svg a.arrow")).to_have_count(arrows)


def test_old_addresses_and_several_lines_work(visit: Callable[..., Visit]) -> None:
    """The fields of an old address become a chip; a paste of several lines is read as it is pasted."""
    page = visit().open(OLD)
    expect(page.locator("#piece-1")).to_have_value("florbium tea 2 g")
    expect(page.locator(".card")).to_have_count(3)

    page.goto(page.url.partition("?")[0])
    page.evaluate("""() => {
        const data = new DataTransfer();
        data.setData("text", "florbium tea 2 g\\r\\ntestazolam 4 mg\\n\\nCalmolol 2 tablets");
        const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        document.getElementById("medicine").dispatchEvent(paste);
    }""")
    expect(page.locator(".piece input")).to_have_count(3)
    expect(page.locator(".chip").nth(2)).to_contain_text("checked as calmazepam and lonelol")


def test_the_moving_picture_shows_the_same(visit: Callable[..., Visit]) -> None:
    """Where the drawing library was fetched, the picture can be moved and zoomed without a complaint of the browser."""
    needed(WEB / "vendor" / "vis-network.min.js")
    page = visit().open(LIST)
    page.get_by_role("button", name="Move and zoom").click()

    expect(page.locator(".picture-live canvas")).to_be_visible()
    expect(page.locator("svg.picture-svg")).to_be_hidden()
    page.get_by_role("button", name="Still picture").click()
    expect(page.locator("svg.picture-svg")).to_be_visible()


def test_a_name_that_is_not_recognised_is_the_loudest_thing(visit: Callable[..., Visit]) -> None:
    """It is named, said not to be checked, and one click on a suggestion mends it; so does typing in its chip."""
    page = visit().open("/?product=florbium&s=testazolamm")
    alert = page.get_by_role("alert")

    expect(alert).to_contain_text("“testazolamm” was not recognised and is NOT checked.")
    expect(page.locator(".chip.lost")).to_contain_text("not checked")
    alert.get_by_role("link", name="testazolam", exact=True).click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)

    page.locator("#piece-2").fill("testazolamx")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    page.locator("#piece-2").fill("testazolam")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#piece-2")).to_be_focused()


def test_a_list_is_read_and_asked_about_on_a_phone(visit: Callable[..., Visit]) -> None:
    """One line becomes chips; what was read is shown, and a choice for an ambiguous name mends the list."""
    page = visit(viewport=PHONE, has_touch=True).open("/")
    entry(page).fill("Testix 4 mg tds, Calmolol 2 tablets and Duplex 5 mg")
    page.keyboard.press("Enter")

    expect(page.locator(".chip")).to_have_count(3)
    expect(page.locator(".chip").first).to_contain_text("→ testazolam, 3 times a day")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Which did you mean?")
    alert.get_by_role("link", name="lonelol", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#piece-3")).to_have_value("lonelol 5 mg")
    expect(page.locator(".counts")).to_be_in_viewport()


def test_the_keyboard_is_enough(visit: Callable[..., Visit]) -> None:
    """Completion, chips, slider, filter, an arrow of the picture and its source, all without a mouse."""
    page = visit().open("/")
    page.keyboard.type("testaz")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("testazolam")
    page.keyboard.press("Enter")
    expect(entry(page)).to_have_value("testazolam")
    page.keyboard.type(", florbium tea 2 g, refutine")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(3)

    page.keyboard.press("Backspace")
    expect(page.locator("#piece-3")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Remove refutine")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    page.locator("#amount-1").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="Amount of florbium tea")).to_be_focused()
    page.locator("#quick-2").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".filtered")).to_be_visible()
    expect(page.locator("#quick-2")).to_be_focused()

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
    """List, chips, dose, filters, picture and files need no script."""
    page = visit(java_script_enabled=False).open("/")
    page.get_by_label("What does the patient take?").fill("florbium tea 2 g\ntestazolam")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.get_by_role("slider")).to_have_count(0)

    page.get_by_label("What does the patient take?").fill("refutine")
    page.locator("#piece-2").fill("testazolam 5 mg")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".card")).to_have_count(3)
    expect(page.get_by_label("Change testazolam 5 mg")).to_have_count(1)
    page.get_by_label("Amount", exact=True).fill("3")
    page.get_by_role("button", name="Set the dose").click()
    expect(page.get_by_label("Change florbium tea 3 g")).to_have_count(1)
    page.get_by_role("link", name="Hide predictions").click()
    expect(page.locator(".filtered")).to_be_visible()
    expect(page.get_by_label("Change florbium tea 3 g")).to_have_count(1)
    page.get_by_role("link", name="Remove refutine").click()
    expect(page.locator(".card")).to_have_count(1)

    expect(page.locator("svg.picture-svg")).to_be_visible()
    link = page.locator("svg.picture-svg a.arrow").first
    target = link.get_attribute("href")
    link.locator(".reach").click(force=True)
    expect(page.locator(f"tr{target}")).to_be_visible()
    address = page.get_by_role("link", name="Copy as text").get_attribute("href")
    text = page.request.get(page.url.partition("/?")[0] + str(address)).text()
    assert text.startswith("Checked: florbium tea 3 g; testazolam 5 mg.")
