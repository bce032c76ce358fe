"""A thing on a card: a bounded cut of what its page tells, the most telling first, and the counts of all of it."""

from __future__ import annotations

import random

import pytest

from graph import answers
from graph.errors import NameUnresolved
from graph.names import iri
from graph.portrait import TELLING, card_of, most_telling
from graph.queries import library
from graph.things import groups_of, thing_of
from tests.strategies import toy_store
from web.portrait import ASKED, card


def test_a_card_tells_the_names_of_the_page() -> None:
    """What both tell, they tell in the same words."""
    brief, whole = card_of(toy_store(), iri("oxyzelkamine")), thing_of(toy_store(), iri("oxyzelkamine"))

    assert {key: brief[key] for key in brief if key in whole} == {key: whole[key] for key in brief if key in whole}
    assert "groups" not in brief


def test_a_card_counts_what_it_does_not_show() -> None:
    """The counts are of every statement, however few are shown."""
    brief, whole = card_of(toy_store(), iri("zelkamine")), thing_of(toy_store(), iri("zelkamine"))

    assert len(brief["telling"]) == TELLING
    assert brief["counts"]["statements"] == whole["total"] > TELLING
    assert brief["counts"]["refuted"] == 1


def test_a_number_is_told_before_none() -> None:
    """The best of every kind of statement comes first, those with a number before those without."""
    told = card_of(toy_store(), iri("zelkamine"))["telling"]
    printed = [bool(one["as_printed"]) for one in told]

    assert printed == sorted(printed, reverse=True)
    assert len({one["predicate"] for one in told}) == len(told) - 1  # its amounts are changed by itself and by another


def test_the_order_of_the_rows_never_matters() -> None:
    """Groups and statements in any order give the same card."""
    store = toy_store()
    codes = answers.codes(store)
    groups = [group["statements"] for group in groups_of(store, codes, iri("zelkamine"))]
    first = most_telling(codes, groups)
    random.Random(4).shuffle(groups)  # noqa: S311 - no secret
    for group in groups:
        group.reverse()

    assert most_telling(codes, groups) == first


def test_a_thing_that_nobody_spoke_of_has_a_card() -> None:
    """Nothing said gives no rows and counts of nothing; what does not exist has none."""
    assert card_of(toy_store(), iri("lonelol"))["counts"]["statements"] == 0
    with pytest.raises(NameUnresolved):
        card_of(toy_store(), iri("nobody"))


def test_two_cards_share_a_page() -> None:
    """The names inside a drawing are the card's own."""
    told = card(card_of(toy_store(), iri("oxyzelkamine")))["structure"]["svg"]

    assert 'id="oxyzelkamine-structure-title"' in told
    assert 'aria-labelledby="oxyzelkamine-structure-title oxyzelkamine-structure-description"' in told
    assert 'class="structure-svg"' in told


def test_what_a_reader_asks_most_is_a_question_of_the_library() -> None:
    """Each button of a thing leads to a question there is, with an input it has, and comes before the pictures."""
    assert [one for held in ASKED.values() for one in held if one[1] not in library()[one[0]].inputs] == []

    ways = [one["text"] for one in card(card_of(toy_store(), iri("testazolam")))["ways"]]
    assert ways.index("Check it with others") < ways.index(ASKED["Drug"][0][2]) < ways.index("Explore from here")


def test_a_rule_tells_first_what_to_do() -> None:
    """Consequence, severity and advice stand before what the rule rests on."""
    facts = [one["property"] for one in thing_of(toy_store(), iri("toy-rule-1"))["facts"]]

    assert facts[:2] == ["consequence", "severity"]
    assert facts.index("recommendedAction") < facts.index("citation")
