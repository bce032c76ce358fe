"""The patient, the filters and the threshold of alerts on the check page, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/?product=florbium+tea&amount=2&unit=g&s=testazolam&s=calmazepam&s=lonelol"
TOLD = LIST + "&patient=cypx:slow&patient=rings:60&no=reviews&alert_from=3"
LAPTOP = {"width": 1280, "height": 900}


def test_the_patient_is_told_by_keyboard_and_taken_back(visit: Callable[..., Visit]) -> None:
    """A choice changes the answers, stands in the address and as a chip; the chip takes it back everywhere."""
    page = visit().open(LIST)
    page.locator("#about-patient > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("CYPX phenotype").select_option(label="slow CYPX")
    page.get_by_label("rings", exact=True).fill("60")
    page.keyboard.press("Enter")

    chips = page.locator(".chips.told .chip")
    expect(chips).to_have_count(2)
    expect(page.get_by_text("In this patient").first).to_be_visible()
    assert "patient=cypx%3Aslow" in page.url
    assert "patient=rings%3A60" in page.url
    assert "patient.rings" not in page.url

    page.get_by_role("link", name="Remove slow CYPX").focus()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(1)
    assert "cypx" not in page.url
    expect(page.get_by_label("CYPX phenotype")).to_have_value("")
    expect(page.get_by_label("rings", exact=True)).to_have_value("60")


def test_going_back_takes_the_patient_back(visit: Callable[..., Visit]) -> None:
    """No patient of an earlier check stays in the form unseen."""
    page = visit().open(LIST)
    page.locator("#about-patient > summary").click()
    page.get_by_label("CYPX phenotype").select_option(label="slow CYPX")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".chips.told .chip")).to_have_count(1)
    page.go_back()

    expect(page.locator(".chips.told .chip")).to_have_count(0)
    expect(page.locator("[name=patient]").first).to_have_value("")


def test_it_works_without_scripts(visit: Callable[..., Visit]) -> None:
    """The form alone sends what is told; the page shows it back with a way out."""
    page = visit(java_script_enabled=False).open(LIST)
    page.locator("#about-patient > summary").click()
    page.get_by_label("CYPX phenotype").select_option(label="slow CYPX")
    page.get_by_label("rings", exact=True).fill("60")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".chips.told .chip")).to_have_count(2)
    page.get_by_role("link", name="Remove slow CYPX").click()

    expect(page.locator(".chips.told .chip")).to_have_count(1)


def test_the_threshold_of_alerts_moves_the_headline(visit: Callable[..., Visit]) -> None:
    """From class 3 on more needs action than by the declared limits; the chip leads back to them."""
    page = visit().open(LIST)
    usual = page.locator(".counts .action").text_content()
    page.locator("#when-alert > summary").click()
    page.get_by_label("Operational class").select_option("3")
    page.get_by_role("button", name="Check", exact=True).click()

    expect(page.locator(".chips.told")).to_contain_text("ORCA class 1 to 3")
    expect(page.locator(".counts .action")).not_to_have_text(usual or "")
    page.get_by_role("link", name="Remove the limit of classes").click()
    expect(page.locator(".counts .action")).to_have_text(usual or "")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_nothing_scrolls_sideways_with_everything_open(visit: Callable[..., Visit], size: dict[str, int]) -> None:
    """With all details open and much told, the page fits its width."""
    page = visit(viewport=size).open(TOLD)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    expect(page.locator(".filtered")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
