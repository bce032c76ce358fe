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


def test_filters_narrow_the_api(toy: Server) -> None:
    """A check and an explanation count only what passes, say so, and show what they would be without."""
    listed = [{"name": name} for name in ("florbium", "testazolam", "blockazole")]
    asked = {"substances": listed, "filters": {"only": ["human"]}}
    report = toy.check(asked).json()
    told = toy.ask("GET", f"/api/explain?{ASKED}&only=human&no=case+reports").json()
    words = toy.ask("GET", "/api/filters").json()

    assert report["filters"]["only"] == ["human"]
    assert all(said["in_people"] for said in report["statements"].values())
    assert any("without_filters" in pair for pair in report["pairs"])
    assert (told["filters"]["only"], told["filters"]["no"]) == (["human"], ["case reports"])
    assert "20-change-of-exposure.rq" not in repr(told["trees"])
    assert "human" in [kind["word"] for kind in words["kinds"]]
    assert "possible" in [level["word"] for level in words["levels"]]


def test_filters_live_in_the_address(toy: Server) -> None:
    """The page says that filters are on, keeps them in the form and in links, and offers the way back."""
    query = "product=florbium&s=testazolam&only=human&no=case+reports&min_level=possible"
    page = toy.ask("GET", f"/?{query}", headers=BROWSER).body.decode()
    why = toy.ask("GET", f"/explain?{ASKED}&only=human", headers=BROWSER).body.decode()
    plain = toy.ask("GET", "/?product=florbium&s=testazolam&only=&no=&min_level=", headers=BROWSER).body.decode()

    assert "Filters are on:" in page
    assert "<option selected>human</option>" in page
    assert '<option value="possible" selected>' in page
    assert 'href="/?product=florbium&amp;unit=g&amp;s=testazolam"' in page
    assert "&amp;only=human&amp;no=case+reports&amp;min_level=possible#" in page.replace("%20", "+")
    assert "Filters are on:" in why
    assert '<input type="hidden" name="only" value="human">' in why
    assert "Filters are on:" not in plain


def test_the_picture_follows_the_filters(toy: Server) -> None:
    """With everything from the test tube set aside no mechanism is drawn."""
    drawn = toy.ask("GET", "/?product=florbium&s=pumpidone", headers=BROWSER).body.decode()
    bare = toy.ask("GET", "/?product=florbium&s=pumpidone&no=in-vitro", headers=BROWSER).body.decode()

    assert "The picture as a table" in drawn
    assert "The picture as a table" not in bare


@pytest.mark.parametrize("wrong", ["only=humn", "no=humn", "min_level=sure", "min_level=none&min_level=possible"])
def test_an_unknown_filter_is_refused(toy: Server, wrong: str) -> None:
    """The page and the API name the words there are, or the field that is given twice."""
    page = toy.ask("GET", f"/?product=florbium&s=testazolam&{wrong}")

    assert (page.status, toy.ask("GET", f"/explain?{ASKED}&{wrong}").status) == (400, 400)
    assert "human" in page.json()["detail"] or "possible" in page.json()["detail"] or "once" in page.json()["detail"]
