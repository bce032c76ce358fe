"""What people write into a question is read as a check reads names, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from graph.errors import NameUnresolved, RequestInvalid
from graph.inquiry import kinds_of_input, offered, read
from graph.names import AGO, ALKA
from graph.nomenclature import meant
from graph.queries import question
from tests.strategies import toy_store

if TYPE_CHECKING:
    from graph.store import Store


@pytest.fixture(scope="module")
def toy() -> Store:
    """Return the toy world."""
    return toy_store()


def test_a_name_an_id_and_an_iri_mean_the_same(toy: Store) -> None:
    """Whatever people have at hand leads to the thing: its label, its id or IRI, a number of a register."""
    for text in ("Florbium", "florbium", "alka:florbium", ALKA + "florbium"):
        assert meant(toy, text) == (ALKA + "florbium",)
    for text in ("rxcui:900001", "CHEBI:990001"):  # numbers of registers, which look like short forms of IRIs
        assert meant(toy, text) == (ALKA + "lonelol",)


def test_a_thing_that_is_no_substance_is_found_by_its_label(toy: Store) -> None:
    """A receptor, an organ or a risk is called by its label, whatever the case of its letters."""
    assert meant(toy, "Pumpy") == meant(toy, "pumpy") == (ALKA + "pumpy",)


def test_what_is_not_found_comes_back_with_what_looks_like_it(toy: Store) -> None:
    """A misspelt name is never guessed; suggestions stand beside it and nothing is bound."""
    found = read(toy, question("interactions-of-drug"), {"drug": "calmazepan"})

    assert found.values == {}
    assert [one["text"] for one in found.lost] == ["calmazepan"]
    assert "calmazepam" in found.lost[0]["suggestions"]
    with pytest.raises(NameUnresolved):
        meant(toy, "asdfgh")


def test_an_empty_input_stays_open(toy: Store) -> None:
    """Nothing written means any value."""
    assert read(toy, question("interactions-of-drug"), {"drug": "  "}).values == {}


def test_an_input_that_is_not_there_or_too_long_is_refused(toy: Store) -> None:
    """The message names the inputs there are, or how much may be written."""
    with pytest.raises(RequestInvalid, match="drug"):
        read(toy, question("interactions-of-drug"), {"medicine": "alumorin"})
    with pytest.raises(RequestInvalid, match="200"):
        read(toy, question("interactions-of-drug"), {"drug": "a" * 201})


def test_a_word_of_a_list_is_chosen_from_it(toy: Store) -> None:
    """An input with a fixed choice takes the label of a member, and offers all of them."""
    asked = question("claims")

    assert read(toy, asked, {"verdict": "Contradicted"}).values == {"verdict": (AGO + "contradicted",)}
    assert "contradicted" in {one["value"] for one in offered(toy, asked, "verdict")}
    assert read(toy, asked, {"verdict": "nonsense"}).lost[0]["suggestions"]


def test_an_input_offers_the_kinds_that_it_speaks_of(toy: Store) -> None:
    """The words of the head say which things can be meant; their labels are offered without a script."""
    asked = question("inhibitors-of-enzyme")
    kinds = kinds_of_input(toy, asked, "enzyme")

    assert {AGO + "Enzyme", AGO + "Transporter"} <= kinds
    assert AGO + "Drug" not in kinds
    labels = {one["value"] for one in offered(toy, asked, "enzyme")}
    assert labels
    assert "calmazepam" not in labels


def test_of_things_with_one_name_those_of_the_right_kind_are_meant(toy: Store) -> None:
    """A text input takes the text as it is."""
    asked = question("receptor-profile")
    texts = replace(asked, inputs={"substance": "the text of a label"})

    assert read(toy, texts, {"substance": "any words"}).values == {"substance": ("any words",)}
    assert offered(toy, texts, "substance") == []
