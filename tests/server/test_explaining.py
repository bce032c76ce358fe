"""The explanation of a pair: as trees for programs, and as lists for people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}
ASKED = urlencode({"precipitant": "florbium", "object": "testazolam"})


def test_a_pair_is_explained_to_programs(toy: Server) -> None:
    """Both directions come as trees, or one; each mechanism is there with its rule file."""
    both = toy.ask("GET", f"/api/explain?{ASKED}").json()
    one = toy.ask("GET", f"/api/explain?{ASKED}&reverse=false").json()

    assert [tree["id"] for tree in both["trees"]] == ["florbium--testazolam", "testazolam--florbium"]
    assert one["trees"] == both["trees"][:1]
    assert "20-change-of-exposure.rq" in repr(one["trees"])
    assert one["disclaimer"]
    assert len(one["data_version"]) == 12


def test_a_pair_is_explained_to_people(toy: Server) -> None:
    """The page holds the tree as lists that open without a script, and links to statements and sources."""
    page = toy.ask("GET", f"/explain?{ASKED}", headers=BROWSER).body.decode()

    assert "<details" in page
    assert 'href="/id/toy-0101"' in page
    assert "20-change-of-exposure.rq" in page
    assert "<script" not in page


def test_the_card_of_a_pair_links_to_its_explanation(toy: Server) -> None:
    """The link of a direction leads to the explanation of that direction."""
    page = toy.ask("GET", "/?product=florbium&s=testazolam", headers=BROWSER).body.decode()

    assert "/explain?precipitant=florbium&amp;object=testazolam#florbium--testazolam" in page


def test_the_page_asks_for_what_is_missing(toy: Server) -> None:
    """Without names there is a form; markup in a name stays text."""
    assert 'name="precipitant"' in toy.ask("GET", "/explain", headers=BROWSER).body.decode()
    strange = toy.ask("GET", f"/explain?{urlencode({'precipitant': '<b>x</b>'})}", headers=BROWSER)

    assert strange.status == 200
    assert "<b>x</b>" not in strange.body.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("precipitant=florbium", 400),
        ("precipitant=&object=", 400),
        ("precipitant=florbium&object=florbium", 400),
        ("precipitant=florbium&object=nobody", 404),
        (f"precipitant=florbium&object={'x' * 201}", 400),
        (f"{ASKED}&reverse=perhaps", 400),
    ],
)
def test_what_cannot_be_explained_is_refused(toy: Server, query: str, status: int) -> None:
    """A name that is missing, unknown or the same as the other is an error that says so."""
    reply = toy.ask("GET", f"/api/explain?{query}")

    assert (reply.status, reply.json()["status"]) == (status, status)
    assert reply.json()["detail"]
