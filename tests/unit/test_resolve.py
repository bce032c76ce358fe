"""From what people type to things: exact names, then suggestions; nothing is guessed."""

from __future__ import annotations

import pytest

from graph.errors import NameUnresolved
from graph.names import iri
from graph.resolve import MAX_SUGGESTIONS, Match, Names, names_of, things
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
        ("UNII:R16CO5Y76E", "testazolam", "identifier"),
        ("900001", "lonelol", "identifier"),
        ("rxcui:900001", "lonelol", "identifier"),
        ("RxNorm 900001", "lonelol", "identifier"),
        ("DB90001", "lonelol", "identifier"),
        ("DrugBank: DB90001", "lonelol", "identifier"),
        ("chebi:990001", "lonelol", "identifier"),
        ("CHEBI 990001", "lonelol", "identifier"),
        ("wikidata:q990001", "lonelol", "identifier"),
        ("lonelol succinate", "lonelol", "label"),
        ("sodium lone, lonely and lost XR tablets", "lonelol", "synonym"),
        ("Testix HCl", "testazolam", "brand"),
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


@pytest.mark.parametrize("text", ["cas:900001", "chebi:DB90001", "pubchem:990001", "lonelol:900001"])
def test_an_identifier_of_another_register_is_none(text: str) -> None:
    """A prefix says which register is meant; the same digits of another one are nothing."""
    with pytest.raises(NameUnresolved):
        resolve(text)


def test_words_of_salt_and_form_are_told() -> None:
    """What was stripped from a name comes back in canonical words; without an exact name nothing is stripped."""
    assert resolve("lonelol succinate XR").form == ("succinate", "extended release")
    with pytest.raises(NameUnresolved) as caught:
        resolve("lonelul succinate")
    assert caught.value.suggestions == ("lonelol",)


def test_a_combination_stands_for_its_ingredients() -> None:
    """Brand, synonym and label lead to the product; a brand of two products is asked about."""
    for name in ("Calmolol", "calm and lone", "calmazepam/lonelol", "lonelol-calmazepam"):
        assert sorted(things(resolve(name))) == [iri("calmazepam"), iri("lonelol")]
    with pytest.raises(NameUnresolved, match="is a name of several things") as caught:
        resolve("Twicel")
    assert (caught.value.reason, len(caught.value.suggestions)) == ("ambiguous", 2)


def test_a_product_of_unknown_ingredients_is_no_name() -> None:
    """Where an ingredient is missing from the graph, the product is not half a name."""
    assert resolve("testazolam").ingredients == ()
    assert Names().joined("a/b") == ()


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
