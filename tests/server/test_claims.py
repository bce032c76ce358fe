"""Claims over HTTP: the API with its filters and bounds, the page without a script, and the address of each claim."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}
ALL = ["flyer0-001", "flyer0-002", "flyer1-001", "flyer1-002", "flyer1-003"]


def test_an_answer_has_the_promised_shape(toy: Server) -> None:
    """`total` and claims, each with the keys that programs rely on."""
    answer = toy.ask("GET", "/api/claims").json()

    assert set(answer) == {"total", "claims"}
    assert answer["total"] == len(answer["claims"]) == len(ALL)
    for claim in answer["claims"]:
        assert {"id", "document", "section", "topic", "claim", "verdict", "evidence", "contradicts"} <= set(claim)
        for one in claim["evidence"]:
            assert one["stance"] in {"for", "against"}
            assert {"id", "statement", "study_type", "n", "species", "citation", "locator"} <= set(one)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("topic=drowse", ALL[:2]),
        ("topic=The%20Noggin", ALL[:4]),
        ("topic=topic-noggin&document=flyer1", ["flyer1-001", "flyer1-002"]),
        ("document=FLYER0", ALL[:2]),
        ("verdict=no%20primary%20evidence%20found", ["flyer1-002"]),
        ("verdict=contradicted&document=flyer1", []),
        ("limit=2&offset=1", ["flyer0-002", "flyer1-001"]),
        ("offset=90", []),
        ("topic=", ALL),
    ],
)
def test_filters_narrow_the_list(toy: Server, query: str, found: list[str]) -> None:
    """Each filter takes short names, ids and labels; the total counts what fits, whatever part is told."""
    answer = toy.ask("GET", f"/api/claims?{query}")

    assert answer.status == 200
    assert [claim["id"] for claim in answer.json()["claims"]] == found
    assert answer.json()["total"] == (len(ALL) if "offset" in query else len(found))


@pytest.mark.parametrize("name", ["topic", "document", "verdict"])
def test_an_unknown_value_is_told_the_values_there_are(toy: Server, name: str) -> None:
    """The error names the filter and what it may be, in the one shape."""
    reply = toy.ask("GET", f"/api/claims?{name}=qqqq")

    assert (reply.status, reply.json()["error"]) == (400, "ChoiceUnknown")
    assert set(reply.json()) == {"error", "detail", "status", "request_id"}
    assert f"“{name}” cannot be “qqqq”; choose from: " in reply.json()["detail"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "offset=9999999", "topic=" + "x" * 201]
)
def test_bounds_are_kept(toy: Server, query: str) -> None:
    """Numbers outside their bounds and names that are too long are refused."""
    assert toy.ask("GET", f"/api/claims?{query}").status == 400


def test_the_page_shows_each_claim(toy: Server) -> None:
    """Without a script: claim, place, strength, verdict, statements on both sides with their source, contradictions."""
    text = toy.ask("GET", "/claims", headers=BROWSER).body.decode()

    for claim in ALL:
        assert f'id="{claim}"' in text
    for words in (
        "Florbium keeps awake.",
        "A flyer on florbium",
        "Put as a fact",
        "contradicted",
        "n = 40",
        "Bell 2002",
        "Table 2",
        "It keeps awake, and it makes drowsy",
        "One in four was drowsy.",
    ):
        assert words in text
    assert 'href="#flyer0-002"' in text


def test_the_page_keeps_its_state_in_the_address(toy: Server) -> None:
    """What was chosen is chosen in the form, counts stay those of the topic, and links keep the other choices."""
    text = toy.ask("GET", "/claims?topic=Drowsing&verdict=supported", headers=BROWSER).body.decode()

    assert '<option value="drowse" selected>' in text
    assert '<option value="supported" selected>' in text
    assert 'id="flyer0-002"' in text
    assert 'id="flyer0-001"' not in text
    assert 'href="/claims?topic=drowse&amp;verdict=contradicted"' in text
    assert 'href="/id/flyer0-001"' in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("topic=qqqq", 400),
        ("verdict=supported&verdict=contradicted", 400),
        ("page=99", 200),
        ("page=-1", 200),
        ("page=" + "9" * 99, 200),
        ("page=²", 200),
        ("topic=" + "x" * 300, 400),
    ],
)
def test_a_strange_address_is_answered(toy: Server, query: str, status: int) -> None:
    """An unknown choice is an error page with the names; a page that is not there says so."""
    reply = toy.ask("GET", "/claims?" + quote(query, safe="=&"), headers=BROWSER)

    assert (reply.status, reply.media_type) == (status, "text/html")


def test_the_page_carries_claim_reviews(toy: Server) -> None:
    """The linked data of the page are schema.org claim reviews of exactly the claims shown, and end no element."""
    text = toy.ask("GET", "/claims?document=flyer0", headers=BROWSER).body.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    reviews = json.loads(block)["@graph"]

    assert [review["@type"] for review in reviews] == ["ClaimReview", "ClaimReview"]
    assert [review["claimReviewed"] for review in reviews] == ["Florbium keeps awake.", "Florbium may make drowsy."]
    assert reviews[0]["reviewRating"]["alternateName"] == "contradicted"
    assert reviews[0]["itemReviewed"]["appearance"]["name"] == "A flyer on florbium"
    assert [source["name"] for source in reviews[0]["citation"]]


@pytest.mark.parametrize(
    ("slug", "page"),
    [
        ("flyer0-001", "/claims?claim=flyer0-001#flyer0-001"),
        ("flyer1", "/claims?document=flyer1"),
        ("topic-drowse", "/claims?topic=topic-drowse"),
        ("clash-1", "/claims?contradiction=clash-1#clash-1"),
    ],
)
def test_each_thing_of_a_claim_has_an_address(toy: Server, slug: str, page: str) -> None:
    """A browser is led to the place on the page of claims, a program gets the description."""
    led = toy.ask("GET", f"/id/{slug}", headers=BROWSER)
    told = toy.ask("GET", f"/id/{slug}", headers={"Accept": "application/n-triples"})

    assert (led.status, led.headers["location"]) == (303, page)
    assert toy.ask("GET", page.partition("#")[0], headers=BROWSER).status == 200
    assert told.body.count(b"\n") > 2
