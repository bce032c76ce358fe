"""What a page owes everybody: nothing that axe objects to, in light and dark, and no scrolling sideways."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.browser.conftest import needed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

AXE: Final = Path(__file__).resolve().parents[2] / ".cache" / "axe.min.js"
#: All that axe holds to be settled.
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: And the rule among its experiments that a name begins with what is seen.
_ASKED: Final = {
    "runOnly": RULES,
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}
#: How far a page is wider than its window, in pixels.
TOO_WIDE: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(page: Page, sizes: Iterable[dict[str, Any]]) -> list[str]:
    """Return what is wrong with a page at some sizes of its window, in light and dark."""
    page.evaluate(needed(AXE).read_text(encoding="utf-8"))
    faults = []
    for size, scheme in itertools.product(sizes, ("light", "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("asked => axe.run(document, asked)", _ASKED)["violations"]
        faults += [f"{scheme} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        if page.evaluate(TOO_WIDE) > 0:
            faults.append(f"wider than {size['width']} px: {widest(page)}")
    return faults


def widest(page: Page) -> str:
    """Return the beginning of the innermost thing that stands out of the window, to find it."""
    return str(
        page.evaluate(
            """() => {
              const out = [...document.querySelectorAll("main *")].filter((one) =>
                one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                && !one.closest(".wide, .matrix, .still, svg"));
              return out.length ? out[out.length - 1].outerHTML.slice(0, 200) : "";
            }"""
        )
    )
