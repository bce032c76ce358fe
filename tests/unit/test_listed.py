"""A request with its names found: products become ingredients, and every word is accounted for."""

from __future__ import annotations

from typing import Any

import pytest

from graph.checker import MAX_NAME, MAX_SUBSTANCES, CheckRequest, check
from graph.errors import RequestInvalid
from tests.strategies import toy_store

Json = dict[str, Any]


def report(text: str, *names: str) -> Json:
    """Check a text and names in the toy world."""
    return check(toy_store(), CheckRequest.parse({"text": text, "substances": list(names)}))


def ends(found: Json) -> set[frozenset[str]]:
    """Return the unordered pairs of a report."""
    return {frozenset((pair["precipitant"]["id"], pair["object"]["id"])) for pair in found["pairs"]}


def test_a_list_in_words_is_checked() -> None:
    """Dose, times a day and the words stand beside each substance, in the order of the text, after what was named."""
    found = report("testazolam 400 mg at night, Testix; florbium 4 g tds prn", "lonelol")
    told = [(one["label"], one["as_written"], one["dose"], one["times_per_day"]) for one in found["substances"]]

    assert told == [
        ("lonelol", "lonelol", "", None),
        ("testazolam", "testazolam 400 mg at night", "400 mg", 1),
        ("testazolam", "Testix", "", None),
        ("florbium", "florbium 4 g tds prn", "4 g", 3),
    ]
    assert found["read"] == ["testazolam 400 mg at night", "Testix", "florbium 4 g tds prn"]
    assert [one["as_needed"] for one in found["substances"]] == [False, False, False, True]
    assert [one["matched_by"] for one in found["substances"]] == ["label", "label", "brand", "label"]


def test_a_product_becomes_its_ingredients() -> None:
    """Each says where it comes from; the amount is the product's and never an ingredient's."""
    found = report("Calmolol 2 tablets bd, florbium")
    parts = found["substances"][:2]

    assert [(one["input"], one["id"], one["matched_by"]) for one in parts] == [
        ("Calmolol", "calmazepam", "brand"),
        ("Calmolol", "lonelol", "brand"),
    ]
    product = {"id": "calmazepam-lonelol", "label": "calmazepam/lonelol", "dose": "2 tablets"}
    assert [one["ingredient_of"] for one in parts] == [product, product]
    assert [(one["dose"], one["times_per_day"]) for one in parts] == [("", 2), ("", 2)]


def test_ingredients_of_one_product_are_no_pair() -> None:
    """Nobody is told that a product interacts with itself; a note says so."""
    found = report("Calmolol, Calmolol, florbium")

    assert ends(found) == {frozenset({"florbium", "calmazepam"}), frozenset({"florbium", "lonelol"})}
    assert any("come together in calmazepam/lonelol" in note for note in found["notes"])


@pytest.mark.parametrize(
    "text", ["Calmolol, lonelol", "Calmolol and Testaweak", "lonelol/testazolam", "lonelol, florbium"]
)
def test_what_also_comes_from_elsewhere_is_a_pair(text: str) -> None:
    """An ingredient taken by itself too, or typed as a combination nobody knows, is checked against the other."""
    found = report(text)
    ids = {one["id"] for one in found["substances"]}
    within = {frozenset({"testazolam", "weakazole"}), frozenset({"calmazepam", "lonelol"})} if "weak" in text else set()

    assert ends(found) == {frozenset({a, b}) for a in ids for b in ids if a < b} - within


def test_an_unknown_combination_says_so() -> None:
    """Its parts are medicines of their own."""
    found = report("lonelol/testazolam 5/6 mg")

    assert [one["ingredient_of"]["id"] for one in found["substances"]] == ["", ""]
    assert any("is no product known here" in note for note in found["notes"])


def test_unresolved_pieces_say_why() -> None:
    """Reason, suggestions and the piece stand beside the name."""
    found = report("Duplex 5 mg, testazolan, asdfgh; 4 mg")

    assert [(one["input"], one["reason"], one["as_written"]) for one in found["unresolved"]] == [
        ("Duplex", "ambiguous", "Duplex 5 mg"),
        ("testazolan", "unknown", "testazolan"),
        ("asdfgh", "unknown", "asdfgh"),
        ("4 mg", "no_name", "4 mg"),
    ]


def test_a_stranger_that_looks_like_a_name_is_not_passed_over() -> None:
    """Words beside a name that are like another name are reported as not checked, not only noted."""
    found = report("florbium 4 g with testazolan")

    assert [one["id"] for one in found["substances"]] == ["florbium"]
    assert [(one["input"], one["suggestions"]) for one in found["unresolved"]] == [("testazolan", ["testazolam"])]
    assert found["substances"][0]["unread"] == ["testazolan"]


@pytest.mark.parametrize(
    "raw",
    [
        {"text": ""},
        {"text": "  "},
        {"text": "", "substances": []},
        {"text": 7},
        {"text": None},
        {"text": ["florbium"]},
        {"text": "x" * 10_001},
        {"text": "\ud800"},
        {"text": "florbium", "substances": "florbium"},
        {"text": "florbium", "substances": {}},
    ],
    ids=lambda raw: str(raw)[:40],
)
def test_a_malformed_text_is_refused(raw: object) -> None:
    """A text must be one, of bounded length; with neither text nor substances there is nothing to check."""
    with pytest.raises(RequestInvalid, match="text"):
        CheckRequest.parse(raw)


@pytest.mark.parametrize(
    ("text", "names"), [("lonelol\n" * 20, MAX_SUBSTANCES - 10), ("q" * (MAX_NAME + 1), 0)], ids=["many", "long"]
)
def test_text_and_names_are_bounded_together(text: str, names: int) -> None:
    """Pieces count like substances, and a name is never longer than a name may be."""
    with pytest.raises(RequestInvalid):
        report(text, *["florbium"] * names)


def test_the_same_thing_from_two_places_is_noted() -> None:
    """A product and one of its ingredients by itself are one participant, and both ways of naming it are told."""
    found = report("Calmolol, lonelol")

    assert "“Calmolol (lonelol)”, “lonelol” are checked as one thing: lonelol." in found["notes"]
