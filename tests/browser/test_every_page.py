"""What holds for every page: for everybody to read, nothing from elsewhere, and a label is only ever a text.

The pages are listed in one place, `TOY_PAGES` of tests/server/conftest.py; a new page is one more line there.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.everybody import TOO_WIDE, faults_of, widest
from tests.server.conftest import TOY_PAGES, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: What a browser says of a page that is not there; it is no fault of the page.
ABSENT: Final = "the server responded with a status of 404"
#: A label that runs if it is taken for anything but a text: markup, quotes, templates, marks that turn the writing.
HOSTILE: Final = (
    "</script></title><script>window.owned=1</script><img src=x onerror='window.owned=1'>"
    "\"'`&amp;{{7*7}}${1}\u202e\u200f"
)
#: Properties whose texts are shown.
SHOWN: Final = re.compile(
    r"(<[^>]*(?:#|/)(?:prefLabel|altLabel|definition|editorialNote|title|creator|brandName|asPrinted|locator|qualifier"
    r'|text|origin|textKind|section|finding)> ")((?:[^"\\]|\\.)*)(")'
)
#: Things with labels longer than any page is wide.
LONG: Final = ("florbium", "zelkamine", "calmazepam", "cypx", "drowse", "noggin", "abel-2001-toy-leaf", "toy-0011")


def worse(more: str, found: re.Match[str]) -> str:
    """Return a statement of the toy world whose text has grown."""
    return found[1] + found[2] + more + found[3]


def settled(visit: Visit) -> None:
    """Forget what the browser says of a page that is rightly absent, and hold that it said nothing else."""
    visit.complaints[:] = [said for said in visit.complaints if ABSENT not in said]


@pytest.mark.parametrize("path", TOY_PAGES)
def test_a_page_is_for_everybody(visit: Callable[..., Visit], path: str) -> None:
    """On light and dark, phone and desk: no fault that axe knows, no sideways scrolling; no cookie, one heading."""
    seen = visit(viewport=DESK)
    page = seen.open(path)

    assert faults_of(page, (DESK, PHONE)) == []
    expect(page.locator("h1:visible")).to_have_count(1)
    assert page.context.cookies() == []
    settled(seen)


@pytest.fixture(scope="module")
def hostile(root: Path, toy_snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server over a toy world whose every text is hostile, and some of them long."""
    escaped = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    lines = []
    for line in toy_snapshot.read_text(encoding="utf-8").splitlines(keepends=True):
        about = re.match(r"<https://w3id\.org/alkagraph/id/([^>]+)>", line)
        more = "x" * 5000 if about and about[1] in LONG and ("#prefLabel" in line or "/title" in line) else ""
        lines.append(SHOWN.sub(partial(worse, escaped + more), line))
    path = tmp_path_factory.mktemp("hostile") / "hostile.nq"
    path.write_text("".join(lines), encoding="utf-8")
    process, running = start(root, path)
    yield f"http://127.0.0.1:{running.port}"
    process.terminate()
    process.wait(timeout=30)


@pytest.mark.parametrize("path", TOY_PAGES)
def test_a_hostile_label_is_a_text(visit: Callable[..., Visit], hostile: str, path: str) -> None:
    """Whatever a label holds is shown as it is written: nothing runs, nothing is fetched, the page keeps its width."""
    seen = visit(viewport=PHONE)
    seen.base = hostile
    page = seen.open(path)

    assert not page.evaluate("'owned' in window")
    assert page.locator("img").count() == 0
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate(TOO_WIDE) <= 0, f"{path} scrolls sideways at {size['width']} px: {widest(page)}"
    settled(seen)
