"""Which thing of any kind a text means, and what is suggested for a text being typed."""

from __future__ import annotations

import pytest

from graph.errors import NameUnresolved
from graph.names import AGO, ALKA, local
from graph.nomenclature import Nomenclature, landmark, meant, slugs_meant, suggested
from tests.strategies import toy_store


@pytest.mark.parametrize(
    "text",
    ["calm receptor", "Calm–Receptor", "CALMRECEPTOR", "calm-receptor", "alka:calm-receptor", ALKA + "calm-receptor"],
)
def test_spellings_of_a_name_mean_the_same(text: str) -> None:
    """Neither case nor hyphens nor blanks count, and a slug or an IRI means its thing."""
    assert meant(toy_store(), text) == (ALKA + "calm-receptor",)
    assert landmark(toy_store(), text) == "calm-receptor"


@pytest.mark.parametrize("text", ["calm rec", "calm recepto", "Calm-Rec", "calmrecep"])
def test_the_beginning_of_a_label_is_suggested_first(text: str) -> None:
    """What is not finished is not guessed; the label that it begins stands first."""
    assert local(suggested(toy_store(), text, 5)[0]) == "calm-receptor"
    with pytest.raises(NameUnresolved) as caught:
        meant(toy_store(), text)
    assert caught.value.suggestions[0] == "calm receptor"


def test_a_part_is_suggested_as_what_it_is_drawn_as() -> None:
    """An isoform has no place of its own in a picture; typing its name leads to what it is measured as."""
    assert [local(one) for one in suggested(toy_store(), "CYP-X1", 5)][:1] == ["cypx"]
    assert slugs_meant(toy_store(), "cyp x1") == ("cypx",)


def test_suggestions_are_of_the_kinds_that_are_wanted() -> None:
    """An input that speaks of receptors is offered receptors alone; a misspelt name comes back with what is like it."""
    receptors = suggested(toy_store(), "calm", 9, frozenset({AGO + "Receptor"}))

    assert [local(one) for one in receptors] == ["calm-receptor"]
    assert len(suggested(toy_store(), "calm", 9)) > 1
    assert len(suggested(toy_store(), "calm", 1)) == 1
    assert local(suggested(toy_store(), "zelkamime", 5)[0]) == "zelkamine"
    assert suggested(toy_store(), " - ", 5) == ()


@pytest.mark.parametrize("text", ["", "alka:nobody", "a:> ?b ?c } #", "<script>", "https://example.org/a b"])
def test_what_means_nothing_is_refused(text: str) -> None:
    """Nothing is bound to an id that the graph does not hold, and no text reaches a query as it is."""
    with pytest.raises(NameUnresolved):
        meant(toy_store(), text)


def test_what_stands_in_no_picture_is_no_start_of_one() -> None:
    """An article is a thing, and has no place in a picture."""
    assert meant(toy_store(), "abel-2001-toy-leaf") == (ALKA + "abel-2001-toy-leaf",)
    with pytest.raises(NameUnresolved):
        slugs_meant(toy_store(), "abel-2001-toy-leaf")


def test_a_name_of_several_things_is_told_as_such() -> None:
    """How it is written decides before how it is spelled."""
    both = {"alpha2": ("one", "other")}
    names = Nomenclature(by_name={"alpha 2": ("one",)}, loosely=both)

    assert names.called("Alpha 2") == ("one",)
    assert names.called("α2") == names.called("alpha-2") == ("one", "other")
    assert names.holding("α") == ["one", "other"]
