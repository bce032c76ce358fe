"""Inputs with a fixed choice: a code, topic or text is named by id, short name or label, and nothing is guessed."""

from __future__ import annotations

import pytest

from graph.choices import MAX_SHOWN, choices, chosen, value_of
from graph.errors import ChoiceUnknown, RequestInvalid
from graph.names import AGO, iri
from graph.queries import question
from tests.strategies import toy_store

TOPIC, VERDICT, CLAIM = f"{AGO}Topic", f"{AGO}VerdictScheme", f"{AGO}Claim"


def test_a_list_of_codes_comes_by_rank() -> None:
    """The members of a list of codes stand in the order of their ranks; their short name is the word tables hold."""
    found = [choice.name for choice in choices(toy_store(), VERDICT)]

    assert found[0] == "supported"
    assert found[-1] == "advice_not_fact"


@pytest.mark.parametrize(
    "text", ["drowse", "DROWSE", " drowsing ", "topic-drowse", "Topic_Drowse", iri("topic-drowse")]
)
def test_a_member_is_named_in_any_of_its_ways(text: str) -> None:
    """Short name, label, id and IRI mean the same member, whatever the case and the joints."""
    assert chosen(toy_store(), TOPIC, text, "topic").id == iri("topic-drowse")


@pytest.mark.parametrize("text", ["partly_supported", "Partly supported", "ago:partly_supported"])
def test_a_code_is_named_by_its_word_or_label(text: str) -> None:
    """A code is given as tables hold it, as people read it, or in short form."""
    assert chosen(toy_store(), VERDICT, text, "verdict").name == "partly_supported"


@pytest.mark.parametrize("text", ["ago:nothing", "", "drow", "supported"])
def test_what_is_not_on_the_list_is_refused(text: str) -> None:
    """An unknown name is an error that tells the names there are."""
    with pytest.raises(ChoiceUnknown) as caught:
        chosen(toy_store(), TOPIC, text, "topic")

    assert isinstance(caught.value, RequestInvalid)
    assert sorted(caught.value.allowed) == ["drowse", "noggin", "origin"]
    assert "“topic” cannot be" in str(caught.value)
    assert "choose from:" in str(caught.value)


def test_a_long_list_is_not_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a list longer than the bound only names that look alike are told."""
    monkeypatch.setattr("graph.choices.MAX_SHOWN", 2)
    with pytest.raises(ChoiceUnknown, match=r"choose from: drowse$"):
        chosen(toy_store(), TOPIC, "drowze", "topic")
    with pytest.raises(ChoiceUnknown, match="nothing with a similar name"):
        chosen(toy_store(), TOPIC, "qqqqqq", "topic")
    assert MAX_SHOWN > 2


def test_the_head_of_a_question_says_what_is_chosen() -> None:
    """`one of ago:…` in the head makes an input a choice; every other input stays what it was."""
    asked = question("claims")

    assert asked.choice("topic") == TOPIC
    assert question("kind-of").choice("thing") == ""
    assert value_of(toy_store(), asked, "document", "Flyer1") == iri("flyer1")
