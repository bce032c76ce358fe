"""Substances side by side over HTTP: data and page say the same, silence is unstudied, hostile text stays text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}
PAIR = "a=zelkamine&b=oxyzelkamine"


def page(toy: Server, query: str, status: int = 200) -> str:
    """Return the text of the page."""
    reply = toy.ask("GET", f"/compare?{query}", headers=BROWSER)
    assert (reply.status, reply.media_type) == (status, "text/html")
    return html.unescape(reply.body.decode())


def test_page_and_data_tell_the_same(toy: Server) -> None:
    """Every value is a row of the table, every mark leads to a statement, every thing is told."""
    told = toy.ask("GET", f"/api/compare?{PAIR}").json()
    text = page(toy, PAIR)
    values = [one for row in told["affinities"]["rows"] for one in row["values"]]

    assert len(re.findall(r'<tr id="v-\d+"', text)) == len(values) == 2
    assert set(re.findall(r'<a class="value [^"]*" href="/id/([^"]+)"', text)) == {one["id"] for one in values}
    assert all(f'href="/id/{one["thing"]["id"]}"' in text for one in told["things"])
    assert 'class="silent">unstudied' in text
    assert "/paths?from=zelkamine&to=oxyzelkamine" in text


@pytest.mark.parametrize(
    "query", ["s=zelkamine&s=oxyzelkamine", "a=zelkamine&s=oxyzelkamine", "s=florbine&s=&b=oxyzelkamine"]
)
def test_substances_are_named_in_two_ways(toy: Server, query: str) -> None:
    """By `a` and `b`, or by `s` repeated; empty fields of the form count for nothing."""
    told = toy.ask("GET", f"/api/compare?{query}").json()

    assert {one["id"] for one in told["substances"]} == {"zelkamine", "oxyzelkamine"}


def test_four_fit_and_five_do_not(toy: Server) -> None:
    """The bound is stated."""
    names = ["zelkamine", "oxyzelkamine", "testazolam", "lonelol", "blockazole"]
    page(toy, "&".join(f"s={name}" for name in names[:4]))
    refused = toy.ask("GET", "/api/compare?" + "&".join(f"s={name}" for name in names))

    assert refused.status == 400
    assert "4" in refused.json()["detail"]


@pytest.mark.parametrize(
    "query", ["s=zelkamine&s=florbine", "s=zelkamine&s=cypx", "a=x&a=y", f"a=zelkamine&b={'x' * 300}"]
)
def test_what_cannot_be_compared_is_refused(toy: Server, query: str) -> None:
    """The same twice, what is no substance, a field given twice, and a name beyond bounds."""
    page(toy, query, 400)


def test_a_name_that_is_not_known_keeps_the_others(toy: Server) -> None:
    """The form keeps what was typed, and offers what may have been meant."""
    text = page(toy, "a=zelkamine&b=testazolim", 404)

    assert 'href="/compare?a=zelkamine&b=testazolam"' in text
    assert 'value="testazolim"' in text


def test_what_is_typed_stays_text(toy: Server) -> None:
    """A name that looks like markup is shown, never read as markup."""
    raw = toy.ask("GET", "/compare?a=zelkamine&b=%3Cscript%3Ealert(1)%3C/script%3E%22", headers=BROWSER).body.decode()

    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw


def test_fewer_than_two_is_the_form(toy: Server) -> None:
    """With one substance, as the page of a thing links, the form is there with it filled in."""
    assert 'value="zelkamine"' in page(toy, "a=zelkamine")
    assert "Examples" in page(toy, "")
