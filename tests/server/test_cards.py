"""Cards of things: fragments of pages with everything escaped, under the same policy as the pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}


@pytest.mark.parametrize("slug", ["florbium", "oxyzelkamine", "testazolam", "cypx", "noggin", "drowse", "toy-0011"])
def test_a_card_is_a_fragment(toy: Server, slug: str) -> None:
    """A card is HTML without head, foot, script or an id of its own, and leads to the page of the thing."""
    reply = toy.ask("GET", f"/card/{slug}")
    text = reply.body.decode()

    assert (reply.status, reply.media_type) == (200, "text/html")
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert re.findall(r"<(?:html|head|body|header|footer|main|script|h1)\b", text) == []
    assert [name for name in re.findall(r'\bid="([^"]+)"', text) if not name.startswith(f"{slug}-")] == []
    assert f'href="/id/{slug}"' in text


def test_a_card_leads_on(toy: Server) -> None:
    """From a substance one explores, finds paths, compares and checks; a risk is neither compared nor checked."""
    text, risk = (toy.ask("GET", f"/card/{slug}").body.decode() for slug in ("testazolam", "drowse"))

    for address in ("/explore?start=testazolam", "/paths?from=testazolam", "/compare?a=testazolam", "/?s=testazolam"):
        assert f'href="{address}"' in text
    assert "/explore?start=drowse" in risk
    assert "/compare" not in risk


@pytest.mark.parametrize("slug", ["nobody", "Not%20A%20Slug", "%3Cscript%3E", "x" * 300])
def test_what_does_not_exist_has_no_card(toy: Server, slug: str) -> None:
    """An unknown thing is not found, and what is no name is refused."""
    assert toy.ask("GET", f"/card/{slug}", headers=BROWSER).status in {400, 404}
