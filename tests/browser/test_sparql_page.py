"""A question of the library can be put into the form and answered as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_question_is_answered_as_a_table(visit: Callable[..., Visit]) -> None:
    """Choosing a question fills the form; running it shows its rows with their names."""
    page = visit().open("/sparql")
    question = page.locator("details").first
    question.locator("summary").click()
    question.get_by_role("button", name="Put it into the form").click()
    expect(page.get_by_label("Query")).to_have_value(question.locator("pre").inner_text())

    page.get_by_label("Query").fill("SELECT ?class (COUNT(*) AS ?things) { ?thing a ?class } GROUP BY ?class")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("[data-answer] th").first).to_have_text("class")
    expect(page.locator("[data-answer] tbody tr").first).to_be_visible()
