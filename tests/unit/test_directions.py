"""The ways between two things told: names of any kind, arrows in words with their statements, and their picture."""

from __future__ import annotations

import pytest

from graph.directions import TOLD, directions, picture_of
from graph.errors import NameUnresolved, RequestInvalid
from graph.nomenclature import landmark
from tests.strategies import toy_store


def test_a_way_is_told_in_words_with_its_sources() -> None:
    """Each arrow is a sentence with the statements it rests on, ready to be cited."""
    told = directions(toy_store(), "florbium", "Testix")
    way = told["paths"][0]

    assert (told["from"]["label"], told["to"]["label"], told["to"]["kind"]) == ("florbium", "testazolam", "drug")
    assert [step["sentence"] for step in told["paths"][1]["steps"]] == [
        "florbium contains zelkamine",
        "zelkamine changes the amount of testazolam",
    ]
    assert way["length"] == len(way["steps"])
    for one in told["paths"]:
        for step in one["steps"]:
            assert 0 < len(step["statements"]) <= TOLD
            assert all(told["statements"][name]["citation"]["label"] for name in step["statements"])
            assert set(step["statements"]) <= set(step["ids"])


def test_a_way_from_an_enzyme_to_an_organ() -> None:
    """The ends may be of any kind, by label, synonym or slug; an isoform stands for what it is measured as."""
    told = directions(toy_store(), "CYPX1", "NOGGIN")

    assert (told["from"]["id"], told["to"]["id"]) == ("cypx", "noggin")
    assert [step["to"]["label"] for step in told["paths"][0]["steps"]] == ["zelkamine", "calm receptor", "noggin"]


def test_what_studies_speak_against_is_marked() -> None:
    """A refuted arrow puts its way into the list of refuted ones, in words."""
    told = directions(toy_store(), "weakazole", "testazolam")

    assert told["paths"] == []
    assert [way["sentence"] for way in told["refuted"]] == [
        "weakazole inhibits CYPX (refuted); testazolam is a substrate of CYPX"
    ]


def test_no_way_is_an_empty_answer() -> None:
    """Two things that nothing joins give empty lists and how far was looked."""
    told = directions(toy_store(), "lonelol", "testazolam")

    assert (told["paths"], told["refuted"], told["looked"], told["longest"]) == ([], [], 5, 5)


def test_the_picture_shows_just_these_ways() -> None:
    """Every thing and arrow of the ways is drawn, no other, and each arrow knows which ways it is part of."""
    store = toy_store()
    told = directions(store, "florbium", "testazolam")
    picture = picture_of(store, told)
    ways = [*told["paths"], *told["refuted"]]

    assert set(picture) == {end["id"] for way in ways for step in way["steps"] for end in (step["from"], step["to"])}
    assert {name for *_, names in picture.edges(data="pairs") for name in names} == {way["id"] for way in ways}
    assert set(picture_of(store, directions(store, "lonelol", "testazolam"))) == {"lonelol", "testazolam"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("florbine", "zelkamine"),
        ("florbium-tea", "florbium"),
        ("calm receptor", "calm-receptor"),
        ("Drowse", "drowse"),
        ("sedatoid", "sedatoid"),
    ],
)
def test_anything_drawn_is_found_by_its_name(name: str, slug: str) -> None:
    """Substances, targets, classes, organs and risks; a form stands for its product."""
    assert landmark(toy_store(), name) == slug


def test_a_name_is_never_guessed() -> None:
    """A misspelt name comes back with names that look like it, of any kind; an article is no place on a way."""
    with pytest.raises(NameUnresolved) as caught:
        landmark(toy_store(), "calm receptr")
    assert caught.value.suggestions[0] == "calm receptor"
    with pytest.raises(NameUnresolved, match="several things"):
        landmark(toy_store(), "calmazepam/lonelol")
    with pytest.raises(NameUnresolved):
        landmark(toy_store(), "abel-2001-toy-leaf")


@pytest.mark.parametrize(("start", "end", "limit"), [("florbium", "flor leaf", 10), ("florbium", "testazolam", 0)])
def test_what_cannot_be_asked_is_refused(start: str, end: str, limit: int) -> None:
    """Twice the same thing has no way between, and a limit has bounds."""
    with pytest.raises(RequestInvalid):
        directions(toy_store(), start, end, limit)
