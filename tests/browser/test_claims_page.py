"""What a teacher does on the page of claims, in a real browser, against a real server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]


def test_claims_are_narrowed_by_the_form(visit: Callable[..., Visit]) -> None:
    """Choosing a topic and a verdict leaves the claims that fit, and the address can be shared."""
    page = visit().open("/claims")
    expect(page.locator("article.claim")).to_have_count(5)
    page.get_by_label("Topic").select_option("drowse")
    page.get_by_label("Verdict", exact=True).select_option(label="contradicted")
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page.locator("article.claim")).to_have_count(1)
    assert "topic=drowse" in page.url
    assert "verdict=contradicted" in page.url
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("article.claim")).to_have_count(5)


def test_both_sides_stand_side_by_side(visit: Callable[..., Visit]) -> None:
    """On a desk the statements for and against a claim stand beside one another, on a phone one below the other."""
    for size, beside in zip(SIZES, (False, True), strict=True):
        page = visit(viewport=size).open("/claims?claim=flyer1-001")
        one, other = (page.locator(f".claim .{side}").bounding_box() for side in ("for", "against"))

        assert one is not None
        assert other is not None
        assert (abs(one["y"] - other["y"]) < 5) is beside


def test_a_contradiction_leads_to_the_other_claim(visit: Callable[..., Visit]) -> None:
    """A link from a claim goes to the claim that contradicts it, on the page or to its own address."""
    page = visit().open("/claims")
    page.locator("#flyer0-001").get_by_role("link", name="Florbium may make drowsy.").click()
    expect(page).to_have_url(re.compile("#flyer0-002$"))

    page = visit().open("/claims?claim=flyer0-001")
    page.locator("#flyer0-001").get_by_role("link", name="Florbium may make drowsy.").click()
    expect(page.locator("article.claim")).to_have_count(1)
    expect(page.locator("#flyer0-002")).to_be_visible()


def test_the_keyboard_is_enough(visit: Callable[..., Visit]) -> None:
    """From the top of the page through the form to the sources without a mouse, in reading order, focus visible."""
    page = visit().open("/claims?topic=drowse")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_label("Topic").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.closest('form, .tally, article, .clash')?.className || ''")
        )
    order = [name for name in dict.fromkeys(name.split(" ")[0] for name in reached) if name]

    assert order == ["ask", "tally", "card", "clash"]


def test_it_works_without_a_script(visit: Callable[..., Visit]) -> None:
    """With scripts switched off the page shows the same and the form works."""
    page = visit(java_script_enabled=False).open("/claims?verdict=supported")

    expect(page.locator("article.claim")).to_have_count(1)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("article.claim")).to_have_count(1)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/claims", "/claims?topic=noggin", "/claims?claim=flyer0-001"])
def test_it_fits_its_width(visit: Callable[..., Visit], path: str, size: dict[str, int]) -> None:
    """No page of claims scrolls sideways."""
    page = visit(viewport=size).open(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_what_is_touched_is_large_enough(visit: Callable[..., Visit]) -> None:
    """On a phone fields, buttons and verdicts are at least 44 pixels high."""
    page = visit(viewport=SIZES[0]).open("/claims")
    heights = page.evaluate(
        "[...document.querySelectorAll('select, button, .verdicts a')].map(e => e.getBoundingClientRect().height)"
    )

    assert heights
    assert min(heights) >= 44


def test_it_prints_its_claims(visit: Callable[..., Visit]) -> None:
    """On paper the form is gone and the claims stay."""
    page = visit().open("/claims")
    page.emulate_media(media="print")

    expect(page.locator("form.narrow")).to_be_hidden()
    expect(page.locator("article.claim").first).to_be_visible()


def test_a_contradiction_is_drawn_and_reached_by_keyboard(visit: Callable[..., Visit]) -> None:
    """The picture holds both claims as links in reading order; the list beside it says the same."""
    page = visit().open("/claims?claim=flyer0-001")
    drawing = page.locator("svg.clash-svg").first
    expect(drawing).to_be_visible()
    drawn = drawing.locator("a.node[href*='flyer0']")
    expect(drawn).to_have_count(2)
    listed = page.locator(".clash .for-against a").all_text_contents()
    for text in listed:
        expect(drawing.locator("a.node", has_text=text)).to_have_count(1)
    drawn.first.focus()
    expect(drawn.first).to_be_focused()
    page.keyboard.press("Tab")
    expect(drawn.nth(1)).to_be_focused()
