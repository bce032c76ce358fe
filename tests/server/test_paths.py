"""The ways between two things over HTTP: data and page say the same, and what cannot be asked says why."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}


def page(toy: Server, query: str, status: int = 200) -> str:
    """Return the text of the page."""
    reply = toy.ask("GET", f"/paths?{query}", headers=BROWSER)
    assert (reply.status, reply.media_type) == (status, "text/html")
    return html.unescape(reply.body.decode())


def test_page_and_data_tell_the_same_ways(toy: Server) -> None:
    """Every way of the data stands on the page, in its order, with a link to each statement it rests on."""
    told = toy.ask("GET", "/api/paths?from=florbium&to=testazolam").json()
    text = page(toy, "from=florbium&to=testazolam")
    ways = [*told["paths"], *told["refuted"]]

    assert re.findall(r'id="card-(path-\d+)"', text) == [way["id"] for way in ways]
    assert all(f'href="/id/{name}"' in text for way in ways for step in way["steps"] for name in step["statements"])
    assert "First the shorter path, then the better evidence of its weakest arrow" in text
    for address in (
        "/explore?start=florbium&start=testazolam",
        "/compare?s=florbium&s=testazolam",
        "/paths?from=testazolam",
    ):
        assert address in text


def test_no_way_is_no_safety(toy: Server) -> None:
    """The page says how far was looked, and that a gap is no clearance."""
    text = page(toy, "from=lonelol&to=testazolam")

    assert "No path is known within 5 steps" in text
    assert "does not say that they can be taken together safely" in text


def test_a_refuted_way_stays_in_sight(toy: Server) -> None:
    """Where every way has a refuted arrow, the page says so and shows it."""
    text = page(toy, "from=weakazole&to=testazolam")

    assert "Paths with a refuted arrow" in text
    assert "✕ refuted" in text


def test_a_name_that_is_not_known_keeps_the_other(toy: Server) -> None:
    """The form keeps what was typed, and offers what may have been meant."""
    text = page(toy, "from=florbium&to=calm+receptr", 404)

    assert '/paths?from=florbium&to=calm+receptor"' in text
    assert 'value="calm receptr"' in text
    assert toy.ask("GET", "/api/paths?from=florbium&to=calm+receptr").status == 404


@pytest.mark.parametrize(
    "query",
    ["from=florbium&to=florbium", "from=florbium&to=testazolam&to=noggin", f"from=florbium&to={'x' * 300}"],
)
def test_what_cannot_be_asked_is_refused(toy: Server, query: str) -> None:
    """Twice the same thing, two ends for one, and a name beyond bounds are refused with a page."""
    page(toy, query, 400)


@pytest.mark.parametrize("query", ["from=florbium", "from=florbium&to=testazolam&limit=0", "from=a&to=b&limit=9999"])
def test_the_data_need_both_ends_and_a_limit_in_bounds(toy: Server, query: str) -> None:
    """A malformed question says which field is wrong."""
    reply = toy.ask("GET", f"/api/paths?{query}")

    assert reply.status == 400
    assert re.search("to|limit", reply.json()["detail"])


def test_what_is_typed_stays_text(toy: Server) -> None:
    """A name that looks like markup is shown, never read as markup."""
    raw = toy.ask(
        "GET", "/paths?from=florbium&to=%3Cscript%3Ealert(1)%3C/script%3E%22%27", headers=BROWSER
    ).body.decode()

    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw


def test_the_empty_page_offers_examples(toy: Server) -> None:
    """Without both ends there is the form with what was given, and ways to begin."""
    assert 'value="florbium"' in page(toy, "from=florbium")
    assert "Examples" in page(toy, "")
