"""The page of a thing and the evidence report: on a phone and at a desk, on light and on dark paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.everybody import TOO_WIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("/about", "/about?letter=T", "/id/zelkamine", "/id/oxyzelkamine", "/id/toy-0011", "/id/abel-2001-toy-leaf")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_page_never_scrolls_sideways(visit: Callable[..., Visit], path: str, viewport: dict[str, int]) -> None:
    """Only the frame of a matrix scrolls sideways, never the page around it."""
    assert visit(viewport=viewport).open(path).evaluate(TOO_WIDE) <= 0


def test_the_heads_of_a_matrix_stay_in_sight(visit: Callable[..., Visit]) -> None:
    """Scrolled to the last cell, the frame still shows the names of its row and of its column."""
    page = visit(viewport=PHONE).open("/about")
    frame = page.locator("#drug-enzyme .matrix")
    frame.evaluate("frame => { frame.style.width = '11rem'; frame.style.height = '14rem'; }")  # the toy world is small
    frame.scroll_into_view_if_needed()
    frame.evaluate("frame => frame.scrollTo(frame.scrollWidth, frame.scrollHeight)")
    assert frame.evaluate("frame => frame.scrollTop > 0 && frame.scrollLeft > 0")
    last_row, last_column = frame.locator("tbody th").last, frame.locator("thead th").last

    expect(last_row).to_be_in_viewport()
    expect(last_column).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_structure_has_the_colour_of_the_text(visit: Callable[..., Visit], scheme: str) -> None:
    """The drawing is an image with a name, and its lines have the colour of the letters around it."""
    page = visit(color_scheme=scheme).open("/id/oxyzelkamine")
    drawing = page.get_by_role("img", name="Structure of oxyzelkamine")
    colour = "element => getComputedStyle(element).color"

    expect(drawing).to_be_visible()
    assert drawing.evaluate(colour) == page.locator("body").evaluate(colour)


def test_a_cell_leads_to_its_statements(visit: Callable[..., Visit]) -> None:
    """Choosing a filled cell shows the statements behind its number, and nothing else."""
    page = visit().open("/about")
    page.locator("#alkaloid-target .matrix td a[href='/id/zelkamine?with=pumpy']").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("zelkamine")
    expect(page.locator("table.statements tbody tr")).to_have_count(2)
