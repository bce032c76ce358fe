"""The check page for everybody: as files and on paper, with hostile words, and for those who do not see or point."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, needed
from tests.browser.test_check_page import LIST, entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE: Final = Path(__file__).resolve().parents[2] / ".cache" / "axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE = "<script>alert(1)</script>\"'\u202e" + "x" * 5_000


def test_it_can_be_taken_away(visit: Callable[..., Visit], tmp_path: Path) -> None:
    """Text goes to the clipboard and says so; files come from plain links; paper is two sheets at most."""
    shown = visit(permissions=["clipboard-read", "clipboard-write"])
    page = shown.open(LIST)
    page.get_by_role("link", name="Copy as text").click()
    expect(page.get_by_role("link", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "Checked: florbium tea 2 g; testazolam; refutine."
    )

    for label, start in (("JSON", "{"), ("Citations, RIS", "TY  - "), ("Citations, BibTeX", "@")):
        with page.expect_download() as waited:
            page.get_by_role("link", name=label, exact=True).click()
        assert Path(waited.value.path()).read_text(encoding="utf-8").startswith(start)
    with page.expect_download() as waited:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(waited.value.path()).read_text(encoding="utf-8"))))
    assert {"florbium", "testazolam", "refutine"} == {row["precipitant"] for row in rows}

    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_be_visible()
    expect(page.locator(".works li").first).to_be_visible()
    expect(page.locator("svg.picture-svg")).to_be_visible()
    for gone in (".top", ".ask", "#listed", "#adjust", ".cards", ".take", ".tools"):
        expect(page.locator(gone).first).to_be_hidden()
    sheet = tmp_path / "check.pdf"
    page.pdf(path=sheet, format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", sheet.read_bytes())) <= 2


def test_hostile_words_are_shown_as_text(visit: Callable[..., Visit]) -> None:
    """Markup, quotes, a mark that turns writing round and thousands of letters neither run nor break the page."""
    shown = visit(viewport=PHONE)
    page = shown.open("/?s=florbium&s=" + "%3Cscript%3Ealert(1)%3C/script%3E%22%27%E2%80%AE" + "x" * 150)
    expect(page.get_by_role("alert")).to_contain_text("<script>alert(1)</script>")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    entry(page).fill(HOSTILE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nothing below is an answer")
    expect(entry(page)).to_have_value(HOSTILE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert all("400" in one for one in shown.complaints)  # the browser notes what the server refused
    shown.complaints.clear()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_nobody_is_shut_out(visit: Callable[..., Visit], size: dict[str, int], scheme: str) -> None:
    """Axe finds nothing to object to: empty, with a name lost and filters on, with everything unfolded."""
    axe = needed(AXE).read_text(encoding="utf-8")
    page = visit(viewport=size, color_scheme=scheme, bypass_csp=True).open("/")
    page.evaluate(axe)

    def examined(state: str) -> None:
        found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], state

    examined("empty")
    entry(page).fill("florbium tea 2 g, testazolam, calmazepam, lonelol, refutine, testazolamm")
    page.keyboard.press("Enter")
    expect(page.locator(".card").first).to_be_visible()
    if size is PHONE:
        page.locator("#adjust > summary").click()
    page.locator("#quick-2").click()
    expect(page.locator(".filtered")).to_be_visible()
    examined("checked")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    examined("unfolded")
