"""The server over the toy world: what a check and a picture show when the graph has something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.queries import library
from tests.server.conftest import GRAPH

if TYPE_CHECKING:
    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}
#: The ten items of the minimum information model, by the key that holds each.
ITEMS = {
    "precipitant",
    "object",
    "answer",
    "severity",
    "seriousness",
    "evidence_level",
    "recommended_action",
    "consequence",
    "mechanisms",
    "evidence",
    "frequency",
    "modifying_factors",
}


def test_a_pair_with_a_mechanism_is_explained(toy: Server) -> None:
    """Both directions carry every item, and the affected one shows a path that is cited."""
    report = toy.check({"substances": [{"name": "florbium", "dose": "4 g"}, {"name": "testazolam"}]}).json()
    first = report["pairs"][0]

    assert len(report["pairs"]) == 2
    assert all(set(pair) >= ITEMS for pair in report["pairs"])
    assert first["answer"] != "unstudied"
    assert all(step["citation"] for mechanism in first["mechanisms"] for step in mechanism["path"])


def test_what_is_known_of_the_patient_reaches_the_answer(toy: Server) -> None:
    """The API takes fields of the patient, refuses what is not on their lists, and the page keeps them."""
    names = [{"name": "florbium"}, {"name": "testazolam"}]
    told = toy.check({"substances": names, "patient": {"cypx": "slow"}}).json()
    refused = toy.check({"substances": names, "patient": {"cypx": "fast"}})
    page = toy.ask("GET", "/?product=florbium&s=testazolam&patient=cypx:slow", headers=BROWSER).body.decode()
    wrong = toy.ask("GET", "/?product=florbium&s=testazolam&patient=mood:good", headers=BROWSER)

    assert [one["effect"] for pair in told["pairs"] for one in pair["context"]] == ["raises", "raises"]
    assert (refused.status, wrong.status) == (400, 400)
    assert "quick, slow, usual" in refused.json()["detail"]
    assert '<option value="cypx:slow" selected>' in page
    assert 'href="/?product=florbium&amp;unit=g&amp;s=testazolam" aria-label="Remove slow' in page


def test_the_data_version_is_that_of_the_manifest(toy: Server) -> None:
    """Readiness, report and ETag speak of the same data."""
    version = toy.ask("GET", "/ready").json()["data_version"]

    assert len(version) == 12
    assert toy.check({"substances": [{"name": "florbium"}]}).json()["data_version"] == version


def test_the_order_of_the_list_never_matters(toy: Server) -> None:
    """The same list in another order gives the same pairs."""
    names = ["florbium", "testazolam", "blockazole", "calmazepam"]
    one, other = (toy.check({"substances": [{"name": n} for n in order]}).json() for order in (names, names[::-1]))

    assert sorted(map(repr, one["pairs"])) == sorted(map(repr, other["pairs"]))


@pytest.mark.parametrize(
    "path",
    [
        "/?s=florbium+4+g&s=testazolam&s=nobody",
        "/?product=florbium&amount=4&unit=g&times=3&s=testazolam",
        "/explore?start=florbium",
    ],
)
def test_a_page_shows_it_without_a_script(toy: Server, path: str) -> None:
    """The page holds the names and a still picture."""
    reply = toy.ask("GET", path, headers=BROWSER)
    text = reply.body.decode()

    assert reply.status == 200
    assert "florbium" in text
    assert "<svg" in text


def test_a_picture_has_things_and_arrows(toy: Server) -> None:
    """The picture of a product reaches other things."""
    found = toy.ask("GET", "/api/graph?start=florbium").json()

    assert len(found["nodes"]) > 1
    assert found["edges"]


def test_every_question_of_the_library_passes_the_guard(toy: Server) -> None:
    """What the question library asks, the endpoint answers."""
    told = {name: toy.sparql(question.text).status for name, question in library().items()}

    assert told == dict.fromkeys(told, 200)


def test_every_graph_can_be_named(toy: Server) -> None:
    """GRAPH reads one of the five named graphs."""
    rows = toy.sparql("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv").body.decode().split()[1:]

    assert {f"{GRAPH}asserted", f"{GRAPH}derived", f"{GRAPH}vocabulary"} <= set(rows)


def test_a_thing_has_a_page(toy: Server) -> None:
    """The page shows the structure, the statements with source and tier, and the copy a value was read in."""
    page = toy.ask("GET", "/id/oxyzelkamine", headers=BROWSER).body.decode()
    value = toy.ask("GET", "/id/zelkamine?with=pumpy", headers=BROWSER).body.decode()

    assert 'role="img"' in page
    assert "C5H11NO" in page
    for words in ("Abel 2001", "original paper", "as quoted in", "Carl 2004", "secondary source", "read once"):
        assert words in value
    assert "toy-0002" not in value


def test_a_structure_is_a_picture(toy: Server) -> None:
    """The drawing has an address of its own; where there is none the answer says so."""
    drawn, missing = (toy.ask("GET", f"/id/{slug}/structure.svg") for slug in ("oxyzelkamine", "zelkamine"))

    assert (drawn.status, drawn.media_type) == (200, "image/svg+xml")
    assert drawn.body.startswith(b"<svg")
    assert (missing.status, "not available" in missing.json()["detail"]) == (404, True)
    assert toy.ask("GET", "/id/nobody/structure.svg").status == 404


@pytest.mark.parametrize(
    "slug", ["toy-0011", "abel-2001-toy-leaf", "cypx1", "florbium", "testazolam", "drowse", "noggin"]
)
def test_everything_with_an_address_has_a_page(toy: Server, slug: str) -> None:
    """Statements, citations, targets, products, medicines, risks and organs are shown, and shown from here alone."""
    reply = toy.ask("GET", f"/id/{slug}", headers=BROWSER)

    assert (reply.status, reply.media_type) == (200, "text/html")
    assert "undefined" not in reply.body.decode().lower()


def test_a_check_says_where_a_value_was_read(toy: Server) -> None:
    """Each told statement and each step names tier, copy, review mark and appraisals."""
    report = toy.check({"substances": [{"name": "zelkamine"}, {"name": "pumpidone"}]}).json()
    told = report["statements"]["toy-0011"]
    page = toy.ask("GET", "/?s=zelkamine&s=pumpidone", headers=BROWSER).body.decode()

    assert (told["citation"]["tier_label"], told["quoted_in"]["tier_label"]) == ("original paper", "secondary source")
    assert (told["review_label"], told["appraisal_labels"]) == (
        "read once",
        ["read as an abstract", "far above exposure"],
    )
    assert "Carl 2004" in page
    assert "far above exposure" in page


def test_the_about_page_shows_coverage_and_gaps(toy: Server) -> None:
    """Counts, bars, both matrices with their twin in words, what is not known, and that this is no medical advice."""
    page = toy.ask("GET", "/about", headers=BROWSER).body.decode()
    stats = toy.ask("GET", "/api/stats").json()

    for words in ("not medical advice", "What is not known", "alkaloid-target", "drug-enzyme", "The same in words"):
        assert words in page
    assert f"{stats['assertions']:,}" in page
    assert "/id/zelkamine?with=pumpy" in page
    assert "2 statements, 1 of them against" in page


def test_medicines_are_found_by_letter(toy: Server) -> None:
    """A letter shows the medicines under it, the blank ones too; another word is refused."""
    page = toy.ask("GET", "/about?letter=L", headers=BROWSER).body.decode()

    assert "/id/lonelol" in page
    assert "/id/testazolam" not in page
    assert toy.ask("GET", "/about?letter=LL").status == 400
    assert toy.ask("GET", "/about?letter=A&letter=B").status == 400


def test_a_list_in_words_is_checked(toy: Server) -> None:
    """A text alone, or beside substances; each substance says what was read, each lost name why."""
    alone = toy.check({"text": "testazolam 4 mg tds, Calmolol and Duplex"}).json()
    beside = toy.check({"text": "testazolam 4 mg tds", "substances": ["florbium"]}).json()

    assert [(one["label"], one["dose"], one["times_per_day"]) for one in alone["substances"]] == [
        ("testazolam", "4 mg", 3),
        ("calmazepam", "", None),
        ("lonelol", "", None),
    ]
    assert [(one["input"], one["reason"]) for one in alone["unresolved"]] == [("Duplex", "ambiguous")]
    assert [one["label"] for one in beside["substances"]] == ["florbium", "testazolam"]


def test_the_page_says_what_was_read(toy: Server) -> None:
    """Dose, frequency and ingredients stand on the page without a script; an ambiguous name can be chosen by a link."""
    text = toy.ask("GET", "/?s=testazolam+4+mg+tds,+Calmolol,+Duplex+5+mg", headers=BROWSER).body.decode()

    assert "3 times a day" in text
    assert "checked as calmazepam and lonelol" in text
    assert "Which did you mean?" in text
    assert "s=lonelol+5+mg" in text


def test_brands_and_combinations_are_found_by_their_beginning(toy: Server) -> None:
    """A brand of two things gives both, and a combination says what it is."""
    found = toy.ask("GET", "/api/substances?q=twic").json()["substances"]

    assert [(one["name"], one["label"], one["kind"], one["matched_by"]) for one in found] == [
        ("twicel", "calmazepam/lonelol", "combination", "brand"),
        ("twicel", "testazolam/weakazole", "combination", "brand"),
    ]


def test_a_combination_is_drawn_as_its_ingredients(toy: Server) -> None:
    """The picture of a product starts from what it holds."""
    nodes = toy.ask("GET", "/api/graph?start=Testaweak").json()["nodes"]

    assert {"testazolam", "weakazole"} <= {node["id"] for node in nodes}


def test_a_rule_is_marked_until_it_is_signed(toy: Server) -> None:
    """A rule has a page that says whether anybody has signed it, and that calls for no statements of its own."""
    page = toy.ask("GET", "/id/toy-rule-1", headers=BROWSER).body.decode()

    assert "not yet signed by a pharmacist" in page
    assert "No statement" not in page
    assert "No statement" in toy.ask("GET", "/id/lonelol?with=cypx1", headers=BROWSER).body.decode()
