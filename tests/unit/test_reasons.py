"""Why not stronger, why not weaker: each sentence has its ground in the pair, and its number has a source."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from graph.checker import CheckRequest, check
from graph.filters import Filters
from graph.reasons import SIDES, Words, why, words_of
from tests.strategies import PARTICIPANTS, answer_of, pair, report, toy_store

Json = dict[str, Any]


def reasons(first: str, second: str, side: str) -> str:
    """Return the reasons of one side for one ordered pair of the toy world, one a line."""
    return "\n".join(answer_of(first, second)["why"][side])


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(PARTICIPANTS, 2)))
def test_every_pair_has_reasons_in_full_sentences(first: str, second: str) -> None:
    """No slot of a template stays open, nothing is said twice, and each side says something."""
    found = report(first, second)
    for one in found["pairs"]:
        texts = [text for side in SIDES for text in one["why"][side]]

        assert all(one["why"][side] for side in SIDES)
        assert not [text for text in texts if re.search(r"[{}]|None|\(\)|  ", text)]
        assert len(texts) == len(set(texts))


def test_a_measured_ratio_stands_below_the_next_band() -> None:
    """The number, its source and the bound that it misses are named; that people showed it holds it up."""
    assert "people showed an AUC ratio of 1.39 (Bell 2002, Table 3); “2 to less than 5” begins only at 2" in reasons(
        "florbium", "testazolam", "not_stronger"
    )
    assert "the largest study of the pair counted 12 people (Bell 2002, Table 3)" in reasons(
        "florbium", "testazolam", "not_stronger"
    )
    assert "people showed it: florbium tea" in reasons("florbium", "testazolam", "not_weaker")
    assert "1.39 (90% CI 1.23-1.57), n = 12 (Bell 2002, Table 3)" in reasons("florbium", "testazolam", "not_weaker")


def test_a_refutation_in_people_is_named() -> None:
    """A study that found no change says why a pair is no stronger, and that it holds as it was studied."""
    assert "found no change: ratio of exposure 0.99 (0.83-1.19) (Bell 2002, Table 3)" in reasons(
        "florbium", "refutine", "not_stronger"
    )
    assert "holds for the dose" in reasons("florbium", "refutine", "not_weaker")


def test_a_model_below_its_cut_off_is_named() -> None:
    """The way, the number and the source of the model stand in one sentence."""
    assert "PUMPY (transporter inhibition) below every cut-off: 1.02 (Abel 2001, Table 4)" in reasons(
        "florbium", "pumpidone", "not_stronger"
    )


def test_a_mechanism_from_the_test_tube_is_named() -> None:
    """What no study in people showed is said to come from elsewhere."""
    assert "CYPX (enzyme inhibition) is known from" in reasons("zelkamine", "testazolam", "not_stronger")
    assert "alone, not from people" in reasons("zelkamine", "testazolam", "not_stronger")


def test_the_unstudied_say_what_would_change_them() -> None:
    """Unknown is not safe, and what would make it known is told."""
    assert "knowing one would make this a prediction" in reasons("lonelol", "testazolam", "not_stronger")
    assert "with and without lonelol" in reasons("lonelol", "testazolam", "not_stronger")
    assert "unknown is not safe" in reasons("lonelol", "testazolam", "not_weaker")


def test_a_rule_and_what_stands_behind_it_are_told_apart() -> None:
    """A rule on classes is a reason; what it rests on is said of the rule, not of the pair."""
    text = reasons("florbium", "calmazepam", "not_weaker")

    assert "an interaction rule holds for both: calm agonist + sedatoid (Toy agency 2003, page 1)" in text
    assert "that rule rests on a statement of an authority: calmazepam" in text
    assert "an authority warns of it" not in text
    assert "serious when it happens" in text


def test_a_report_is_a_reason() -> None:
    """A case in people holds a pair up; what the next level needs is named."""
    assert "it was reported in people: people, one case (Bell 2002, page 4)" in reasons(
        "florbium", "reportine", "not_weaker"
    )
    assert "the evidence is possible; for probable this is needed: one study in people" in reasons(
        "florbium", "reportine", "not_stronger"
    )


def test_single_doses_are_recognised_by_their_words() -> None:
    """Where every number from people comes from a single dose, that is said; one repeated dose ends it."""
    found = report("florbium", "testazolam")
    one, told = pair(found, "florbium", "testazolam"), dict(found["statements"])
    told["toy-0101"] = {**told["toy-0101"], "qualifiers": ["dose: 2 g tea, single dose"]}

    assert "only single doses" not in "".join(one["why"]["not_stronger"])
    assert "only single doses were studied in people (Bell 2002)" in "".join(
        why(one, told, words_of(toy_store()))["not_stronger"]
    )


def test_a_boxed_warning_outranks_a_plain_one() -> None:
    """The weightiest words for a statement are chosen."""
    found = report("florbium", "reportine")
    one, told = pair(found, "florbium", "reportine"), dict(found["statements"])
    told["toy-0106"] = {**told["toy-0106"], "study_type": "drug_label", "in_people": False}
    plain = why(one, told, words_of(toy_store()))["not_weaker"]
    told["toy-0106"] = {**told["toy-0106"], "locator": "Boxed warning"}
    boxed = why(one, told, words_of(toy_store()))["not_weaker"]

    assert any(text.startswith("a label warns of it") for text in plain)
    assert any(text.startswith("a boxed warning names it") for text in boxed)
    assert not any(text.startswith("a label warns of it") for text in boxed)


def test_a_filter_never_calls_missing_what_it_hides() -> None:
    """A filtered pair names what it would be, and does not say that nothing is held."""
    found = check(toy_store(), CheckRequest.of(["florbium", "reportine"], filters=Filters.of(no=["case reports"])))
    one = pair(found, "florbium", "reportine")
    text = "\n".join([*one["why"]["not_stronger"], *one["why"]["not_weaker"]])

    assert "filters set evidence aside; without them it is: interaction" in text
    assert "no study or report" not in text
    assert "nobody" not in text


def test_the_words_of_the_tables_that_decided_are_told() -> None:
    """Rows that decided severity and action are named where the report names them."""
    found = report("florbium", "calmazepam")
    one = {
        **pair(found, "florbium", "calmazepam"),
        "judged_by": [{"id": "a", "label": "first"}, {"id": "b", "label": "second"}],
    }

    assert (
        "severity and action follow from: first; second"
        in why(one, found["statements"], words_of(toy_store()))["not_weaker"]
    )


def test_a_graph_without_words_says_nothing() -> None:
    """Reasons are data: where the schema declares none, the lists are empty."""
    found = report("florbium", "testazolam")
    silent = Words({}, words_of(toy_store()).codes, ())

    assert why(found["pairs"][0], found["statements"], silent) == {"not_stronger": [], "not_weaker": []}
