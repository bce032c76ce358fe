"""Words around names: they are data, cut into tokens, and a number in them counts as its row says."""

from __future__ import annotations

import pytest

from graph.language import Language, Word, covered, read_language, tokens
from tests.strategies import toy_store

TWICE, TIMES, EVERY = (
    Word("twice", "frequency", 2.0),
    Word("# times", "frequency", 1.0, "times"),
    Word("every # hours", "frequency", 24.0, "interval"),
)
SMALL = Language({("bd",): TWICE, ("#", "times"): TIMES, ("q", "#", "h"): EVERY, ("bd", "sharp"): EVERY})


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("4g", ["4", "g"]),
        ("q6h", ["q", "6", "h"]),
        ("b.i.d.", ["bid"]),
        ("1,000.5 mg", ["1,000.5", "mg"]),
        ("St John's", ["st", "john's"]),
        ("½–1", ["½", "-", "1"]),
    ],
)
def test_a_text_is_cut_into_words_and_numbers(text: str, cut: list[str]) -> None:
    """Numbers part from units, abbreviations lose their stops, dashes are one dash."""
    assert [token.text for token in tokens(text)] == cut


def test_the_longest_word_is_found() -> None:
    """Of two spellings that fit, the longer one is meant."""
    found = SMALL.match(tokens("bd sharp"), 0)

    assert found is not None
    assert (found.word, found.end) == (EVERY, 2)


@pytest.mark.parametrize(
    ("text", "times", "told"),
    [
        ("3 times", 3.0, "3 times"),
        ("q6h", 4.0, "every 6 hours"),
        ("q7h", 3.4286, "every 7 hours"),
        ("q0h", None, "every 0 hours"),
        ("q4-6h", None, "every 4-6 hours"),
        ("99 times", None, "99 times"),
        ("1,000 times", None, "1,000 times"),
        ("bd", 2.0, "twice"),
    ],
)
def test_a_number_multiplies_or_divides(text: str, times: float | None, told: str) -> None:
    """A range, nothing and too often are no number of times; the words are kept."""
    found = SMALL.match(tokens(text), 0)

    assert found is not None
    assert (found.word.frequency(found.numbers), found.word.told(found.numbers)) == (times, told)


def test_a_kind_can_be_asked_for() -> None:
    """Words of other kinds are passed over."""
    assert SMALL.match(tokens("bd"), 0, frozenset({"unit"})) is None


def test_what_is_covered_is_counted() -> None:
    """Numbers, idle signs and known words are covered; a stranger is not."""
    assert covered(tokens("bd, 4 foo"), SMALL, frozenset({"frequency"})) == [0, 1, 2, 3, 3]


def test_words_come_from_the_data() -> None:
    """The toy world's table is read with kinds and numbers; a world without it knows no word."""
    found = read_language(toy_store()).match(tokens("tds"), 0)

    assert found is not None
    assert (found.word.kind, found.word.times_per_day) == ("frequency", 3.0)
    assert Language().match(tokens("tds"), 0) is None
