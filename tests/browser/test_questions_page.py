"""What a pharmacist does with the question library in a real browser: find a question, fill it in, read the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from graph.templates import WEB
from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: The question that has a product as its input.
QUESTION = "/questions/alkaloids-of-product"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_question_is_found_filled_in_and_answered(visit: Callable[..., Visit], *, scripts: bool) -> None:
    """From words to a question, from a misspelt name by way of a suggestion to rows that lead to their things."""
    seen = visit(java_script_enabled=scripts)
    page = seen.open("/questions")
    page.get_by_label("Find a question").fill("alkaloids contain")
    page.get_by_role("button", name="Find").click()
    page.locator(f"a[href='{QUESTION}']").click()
    page.locator("input[name=product]").fill("florbiun")
    page.get_by_role("button", name="Ask").click()

    expect(page.get_by_role("alert")).to_contain_text("“florbiun”")
    page.get_by_role("alert").get_by_role("link", name="florbium", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("florbium")
    expect(page.locator("input[name=product]")).to_have_value("florbium")
    expect(page.locator(".answer tbody tr").first).to_be_visible()
    page.locator(".answer").get_by_role("link", name="zelkamine").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("zelkamine")
    assert all("404" in said for said in seen.complaints)
    seen.complaints.clear()  # that the page of a name which is not known is a 404


def test_names_are_offered_while_somebody_types(visit: Callable[..., Visit]) -> None:
    """What the graph has for the beginning of a name takes its place in the list of the field."""
    page = visit().open("/questions/interactions-of-drug")
    field = page.locator("input[name=drug]")
    field.fill("")
    field.press_sequentially("calma")

    expect(page.locator("datalist option[value='calmazepam']")).to_have_count(1)


def test_an_answer_becomes_a_picture_and_rows_again(visit: Callable[..., Visit]) -> None:
    """Rows from source to target are shown as a graph with its table, and the way back is there."""
    page = visit().open("/questions/neighbourhood?start=zelkamine")
    page.get_by_role("link", name="Show as a graph").click()
    expect(page.locator("[data-picture]")).to_be_visible()  # still, or live where the library is there
    expect(page.locator("svg.picture-svg [data-node=zelkamine]")).to_have_count(1)
    expect(page.get_by_role("heading", name="The same as a table")).to_be_visible()
    page.get_by_role("link", name="Show only the rows").click()

    expect(page.locator(".answer tbody tr").first).to_be_visible()


def test_the_query_behind_an_answer_can_be_seen(visit: Callable[..., Visit]) -> None:
    """The query stands under the answer, its value bound, and opens in the editor."""
    page = visit().open(f"{QUESTION}?product=florbium")
    expect(page.get_by_role("link", name="Download CSV")).to_have_attribute(
        "href", "/api/questions/alkaloids-of-product?product=florbium&format=csv"
    )
    page.locator("summary", has_text="See the SPARQL").click()
    expect(page.locator("details.query pre")).to_contain_text("id/florbium>")
    page.get_by_role("link", name="Open it in the editor").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ask the graph in SPARQL")
    if (WEB / "vendor" / "yasqe.min.js").exists():
        expect(page.locator(".CodeMirror")).to_contain_text("id/florbium>")


def test_what_is_touched_is_large_enough(visit: Callable[..., Visit]) -> None:
    """On a phone every question, field and button is at least 44 pixels high, and rows read without a wide table."""
    for path in ("/questions", f"{QUESTION}?product=florbium"):
        page = visit(viewport=PHONE).open(path)
        heights = page.evaluate(
            "[...document.querySelectorAll('main .asked a, main input, main select, main .button, main button')]"
            ".map(one => one.getBoundingClientRect().height)"
        )

        assert heights
        assert min(heights) >= 44


def test_the_keyboard_is_enough(visit: Callable[..., Visit]) -> None:
    """The field comes before the button, the button before the answer, which can be scrolled without a mouse."""
    page = visit().open(f"{QUESTION}?product=florbium")
    page.locator("input[name=product]").focus()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 16)"))

    assert reached[:2] == ["Ask", "Show the example"]
    page.locator(".answer").focus()
    expect(page.locator(".answer")).to_be_focused()
