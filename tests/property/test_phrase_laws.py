"""Laws of reading a pasted list: nothing is lost, no order matters, and what was read reads the same again."""

from __future__ import annotations

from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import RequestInvalid
from graph.language import tokens
from graph.phrases import Phrase, read_text
from graph.resolve import names_of
from tests.strategies import toy_store

MANY = settings(max_examples=150, deadline=None)
NAMES: Final = names_of(toy_store())
WORDS: Final = (
    *("testazolam", "Testix", "florbium", "flor leaf", "Calmolol", "Duplex", "lone, lonely and lost"),
    *("calmazepam/lonelol", "lonelol-refutine", "testazolan", "asdfgh", "PM", "pain", "take", "for", "to", "with"),
    *("4 g", "400mg", "1-2 tablets", "5/325 mg", "3", "1,000", "½", "tds", "at night", "q6h", "3x/day", "prn"),
    *("once a week", "every 4-6 hours", "succinate", "XR", "po", "and", "(", ")", "-", "–", "/", "+", "&", ","),
    *(";", "\n", "1.", "2)", "•", "*", "®", "#", "."),
)
texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60)


def read(text: str) -> list[Phrase]:
    """Read a text in the toy world."""
    return read_text(text, NAMES)


def meaning(phrase: Phrase) -> tuple[object, ...]:
    """Return everything a phrase says, in a form that sorts."""
    return (phrase.as_written, repr(phrase))


def sensible(text: str) -> list[str]:
    """Return the words of a text, without numbers and without the words that part things."""
    parting = {part for words, told in NAMES.language.words.items() if told.kind == "separator" for part in words}
    words = [token.text for token in tokens(text) if any(map(str.isalpha, token.text))]
    return sorted(word for word in words if word not in parting)


@MANY
@given(text=texts)
def test_no_word_is_lost(text: str) -> None:
    """Every word of the text stands in one of the pieces, as it was written."""
    pieces = " \n ".join(phrase.as_written for phrase in read(text))

    assert sensible(pieces) == sensible(" \n ".join(text.splitlines()))


@MANY
@given(text=texts)
def test_every_word_of_a_piece_is_accounted_for(text: str) -> None:
    """A word of a piece is in its name, its dose or what was not understood, or is a word that is known."""
    known = {word for spelling in NAMES.language.words for word in spelling}
    for phrase in read(text):
        told = tokens(" ".join((phrase.name, phrase.dose, *phrase.unread)))
        held = {token.text for token in told}
        other = {token.text for token in tokens(phrase.as_written) if any(map(str.isalpha, token.text))}

        assert other - held - known <= {token.text for name in _aliases(phrase) for token in tokens(name)}


@MANY
@given(text=texts)
def test_what_was_read_reads_the_same(text: str) -> None:
    """The pieces as written, one a line, are the same list again."""
    once = read(text)

    assert read("\n".join(phrase.as_written for phrase in once)) == once


@MANY
@given(text=texts, data=st.data())
def test_the_order_of_pieces_never_matters(text: str, data: st.DataObject) -> None:
    """The same pieces in another order mean the same."""
    once = read(text)
    other = data.draw(st.permutations(once))

    assert read("\n".join(phrase.as_written for phrase in other)) == list(other)


@MANY
@given(text=texts)
def test_a_number_is_never_invented(text: str) -> None:
    """A dose is a stretch of the piece, letter by letter, or several of them."""
    for phrase in read(text):
        assert all(part in phrase.as_written for part in phrase.dose.split(", ") if part)


@given(text=st.text(max_size=2_000))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is pasted, the answer is a list or a refusal."""
    try:
        found = read(text)
    except RequestInvalid:
        return
    assert all(phrase.match or phrase.reason for phrase in found)


def _aliases(phrase: Phrase) -> list[str]:
    """Return every name of the thing a phrase means: another of them may stand in brackets."""
    things = {part.id for part in (phrase.match.ingredients or (phrase.match,))} if phrase.match else set()
    return [name for name, found in NAMES.by_name.items() if any(one.id in things for one in found)]
