"""A statement told: what it says, who says so, and how far it was weighed, in codes and in words."""

from __future__ import annotations

import dataclasses

from graph import answers
from graph.names import iri
from graph.telling import label, sentence, source_json, statement_json
from tests.strategies import toy_store


def told(slug: str) -> dict[str, object]:
    """Return a statement of the toy world as JSON."""
    store = toy_store()
    return statement_json(answers.codes(store), answers.statements(store, [iri(slug)])[iri(slug)])


def test_codes_stand_beside_their_words() -> None:
    """A program reads the code, a person the words of the schema."""
    found = told("toy-0011")

    assert (found["review"], found["review_label"]) == ("read_once", "read once")
    assert (found["appraisal"], found["appraisal_labels"]) == (
        ["abstract_only", "far_above_exposure"],
        ["read as an abstract", "far above exposure"],
    )
    assert (found["in_people"], told("toy-0009")["in_people"]) == (False, True)


def test_a_source_says_its_tier() -> None:
    """The source and the text it was read in each say how near they stand to the data."""
    found = told("toy-0011")
    citation, quoted = found["citation"], found["quoted_in"]

    assert isinstance(citation, dict)
    assert isinstance(quoted, dict)
    assert (citation["id"], citation["tier_label"]) == ("abel-2001-toy-leaf", "original paper")
    assert (quoted["id"], quoted["tier_label"]) == ("carl-2004-toy-review", "secondary source")
    assert found["source"] == "Abel 2001, as quoted in Carl 2004"
    assert source_json({}, None) is None


def test_a_level_is_told_when_there_is_one() -> None:
    """The evidence level of a statement comes in words and with its reason; without one both are empty."""
    store = toy_store()
    plain = answers.statements(store, [iri("toy-0011")])[iri("toy-0011")]
    graded = dataclasses.replace(plain, level="possible", level_reason="one test tube study")
    bare = dataclasses.replace(plain, level="", level_reason="")
    found, nothing = (statement_json(answers.codes(store), one) for one in (graded, bare))

    assert (found["level_label"], found["level_reason"]) == ("possible", "one test tube study")
    assert (nothing["level_label"], nothing["level_reason"]) == ("", "")


def test_a_statement_is_a_sentence() -> None:
    """Subject, relation, object and what was measured; a refutation says so."""
    store = toy_store()
    codes = answers.codes(store)
    found = answers.statements(store, [iri("toy-0002"), iri("toy-0012")])

    assert sentence(codes, found[iri("toy-0002")]) == "zelkamine inhibits CYPX1, inhibition constant"
    assert sentence(codes, found[iri("toy-0012")]).endswith("(refuted)")


def test_a_code_without_words_is_spelled() -> None:
    """A code that the schema does not know is still readable."""
    assert (label({}, "not_in_the_schema"), label({}, "")) == ("not in the schema", "")
