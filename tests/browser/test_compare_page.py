"""Substances side by side in a real browser: every mark tells its source and leads to its statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAIR = "/compare?a=zelkamine&b=oxyzelkamine"


def test_a_mark_tells_its_source(visit: Callable[..., Visit]) -> None:
    """Under the pointer or the focus a mark is told in words below the plot; it leads to its statement."""
    page = visit().open(PAIR)
    page.locator("summary", has_text="Every value as a table").click()
    marks, told = page.locator(".plot a.value"), page.locator("[data-told]")
    expect(marks).to_have_count(2)
    marks.nth(0).hover()
    expect(told).to_contain_text("zelkamine at")
    expect(told).to_contain_text("Abel 2001")
    marks.nth(1).focus()
    expect(told).to_have_text(str(marks.nth(1).get_attribute("aria-label")))
    expect(page.locator(f"#{marks.nth(1).get_attribute('data-row')}")).to_have_class("lit")
    page.keyboard.press("Escape")
    expect(told).to_contain_text("Each mark is one published value")
    marks.nth(1).focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/id/toy-"))


def test_without_scripts_plot_and_table_are_there(visit: Callable[..., Visit]) -> None:
    """Each mark has a title of its own, and every value stands in the table with its source."""
    page = visit(java_script_enabled=False, viewport=PHONE).open(PAIR)

    assert all("Ki" in text or "IC50" in text for text in page.locator(".plot a.value title").all_text_contents())
    page.locator("summary", has_text="Every value as a table").click()
    rows = page.locator("tr[id^='v-']")
    expect(rows).to_have_count(page.locator(".plot a.value").count())
    expect(rows.first.locator(".source a").first).to_be_visible()


def test_silence_is_unstudied(visit: Callable[..., Visit]) -> None:
    """What one alone is known to act on says unstudied for the other, and never no."""
    page = visit().open(PAIR)
    zone = page.locator("details.zone", has_text="Only zelkamine")
    zone.locator("summary").click()

    cells = zone.locator("td[data-name='oxyzelkamine']")
    expect(cells.first).to_have_text("unstudied")
    assert {text.strip() for text in cells.all_inner_texts()} == {"unstudied"}


def test_the_form_by_keyboard(visit: Callable[..., Visit]) -> None:
    """From the page of a thing one arrives with it filled in, and needs the second name alone."""
    page = visit().open("/compare?a=zelkamine")
    page.get_by_label("B", exact=True).focus()
    page.keyboard.type("blockazole")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("zelkamine and blockazole, side by side")
    expect(page.locator("details.zone[open] th[scope='row'] a").first).to_have_text("CYPX")
