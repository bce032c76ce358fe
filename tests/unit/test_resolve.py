"""From what people type to things: exact names, then suggestions; nothing is guessed."""

from __future__ import annotations

import pytest

from graph.errors import NameUnresolved
from graph.names import iri
from graph.resolve import MAX_SUGGESTIONS, Match, Names, names_of
from graph.spelling import normal
from tests.strategies import toy_store


def resolve(text: str) -> Match:
    """Resolve a name in the toy world."""
    return names_of(toy_store()).resolve(text)


@pytest.mark.parametrize(
    ("text", "thing", "how"),
    [
        ("florbium", "florbium", "label"),
        ("  FLORBIUM ", "florbium", "label"),
        ("Flor  Leaf", "florbium", "synonym"),
        ("florbine", "zelkamine", "synonym"),
        ("testix", "testazolam", "brand"),
        ("serenix", "calmazepam", "brand"),
        ("r16co5y76e", "testazolam", "identifier"),
    ],
)
def test_a_name_is_found_by_every_kind_of_name(text: str, thing: str, how: str) -> None:
    """Label, synonym, brand and identifier lead to the thing, whatever case and blanks; the match says how."""
    assert (resolve(text).id, resolve(text).matched_by) == (iri(thing), how)


def test_a_form_stands_under_its_product() -> None:
    """A form keeps its own name and takes part in interactions as its product."""
    match = resolve("florbium tea")

    assert (match.id, match.label) == (iri("florbium-tea"), "florbium tea")
    assert (match.participant, match.participant_label) == (iri("florbium"), "florbium")


def test_a_shared_brand_is_ambiguous() -> None:
    """A brand of two medicines is not decided: both come back as suggestions."""
    with pytest.raises(NameUnresolved) as caught:
        resolve("Duplex")
    assert caught.value.suggestions == ("calmazepam", "lonelol")


@pytest.mark.parametrize(
    ("text", "near"), [("testazolan", "testazolam"), ("zelkamin", "zelkamine"), ("tea florbium", "florbium tea")]
)
def test_a_misspelling_is_suggested_and_never_taken(text: str, near: str) -> None:
    """The nearest name comes first among the suggestions of an error."""
    with pytest.raises(NameUnresolved) as caught:
        resolve(text)
    assert caught.value.suggestions[0] == near
    assert len(caught.value.suggestions) <= MAX_SUGGESTIONS
    assert f"Did you mean {near}" in str(caught.value)


@pytest.mark.parametrize("text", ["", " ", "qqqq", "-", "\u0301", "a" * 5000, "\u2603", "0"])
def test_an_unknown_name_has_no_suggestion(text: str) -> None:
    """What looks like nothing gives an error without a hint."""
    with pytest.raises(NameUnresolved) as caught:
        resolve(text)
    assert caught.value.suggestions == ()


@pytest.mark.parametrize("name", ["cypx", "noggin", "drowse", "calm agonist", "abel-2001-toy-leaf"])
def test_only_substances_have_names(name: str) -> None:
    """A target, organ, risk, class or citation is nothing one can take."""
    with pytest.raises(NameUnresolved):
        resolve(name)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zelkámine", "zelkamine"),
        ("zelk\u2013amine", "zelk-amine"),
        ("zelk\u2212amine", "zelk-amine"),
        ("\ufb02orbium", "florbium"),
        ("\uff3a\uff25\uff2c", "zel"),
        ("Straße", "strasse"),
        ("\u00a0a\t\nb ", "a b"),
    ],
)
def test_spellings_meet(text: str, plain: str) -> None:
    """Case, accents, dashes, ligatures, wide letters and blanks make no difference."""
    assert normal(text) == plain


def test_completion_begins_with_the_shortest() -> None:
    """Names that begin with the text come first by length, each thing once, at most as many as asked for."""
    names = names_of(toy_store())
    found = names.starting("flor")

    assert [name for name, _ in found] == ["florbine", "florbium", "florbium tea"]
    assert len({match.id for _, match in found}) == len(found)
    assert len(names.starting("", limit=3)) == 3
    assert names.starting("qqq") == []


def test_a_world_without_names_knows_none() -> None:
    """Without any name nothing is recognised and nothing fails."""
    assert Names().near("x") == ()
    with pytest.raises(NameUnresolved):
        Names().resolve("x")


def test_a_label_outranks_a_brand() -> None:
    """A name that is the label of one thing and a brand of another means the first."""
    label, brand = (Match(iri(x), x, "drug", how, iri(x), x) for x, how in (("one", "label"), ("two", "brand")))

    assert Names({"one": (label, brand)}).resolve("One") == label
