"""A pasted list: names, doses and frequencies as a pharmacist writes them, and nothing of a text dropped."""

from __future__ import annotations

import pytest

from graph.errors import RequestInvalid
from graph.phrases import Phrase, read_text
from graph.pieces import MAX_PIECE, MAX_PIECES, MAX_TEXT
from graph.resolve import names_of
from tests.strategies import toy_store


def read(text: str) -> list[Phrase]:
    """Read a text in the toy world."""
    return read_text(text, names_of(toy_store()))


def only(text: str) -> Phrase:
    """Read a text that is one piece."""
    (phrase,) = read(text)
    return phrase


def labels(text: str) -> list[str]:
    """Return the labels of what a text lists; a question mark for what was not recognised."""
    return [phrase.match.label if phrase.match else "?" for phrase in read(text)]


@pytest.mark.parametrize(
    ("text", "dose", "times", "when"),
    [
        ("testazolam 400 mg at night", "400 mg", 1, ("at night",)),
        ("testazolam 4g tds", "4g", 3, ("3 times a day",)),
        ("testazolam b.i.d.", "", 2, ("twice a day",)),
        ("testazolam 2-4 g 3x/day", "2-4 g", 3, ("3 times a day",)),
        ("testazolam 1,000 mg q6h", "1,000 mg", 4, ("every 6 hours",)),
        ("testazolam every 8 hours", "", 3, ("every 8 hours",)),
        ("testazolam q4-6h", "", None, ("every 4-6 hours",)),
        ("testazolam 1 to 2 tablets mane", "1 to 2 tablets", 1, ("in the morning",)),
        ("testazolam one tablet in the morning", "one tablet", 1, ("in the morning",)),
        ("testazolam 25 mg mane and nocte", "25 mg", 2, ("in the morning", "at night")),
        ("400 mg testazolam nocte", "400 mg", 1, ("at night",)),
        ("take 2 cups of testazolam twice daily", "2 cups", 2, ("twice a day",)),
        ("testazolam 25 mcg/h", "25 mcg/h", None, ()),
        ("testazolam 4 g a day", "4 g", None, ("in all per day",)),
        ("testazolam 70 mg weekly", "70 mg", 0.142857, ("once a week",)),
        ("testazolam twice daily every 6 hours", "", None, ("twice a day", "every 6 hours")),
        ("testazolam 900 times a day", "", None, ("900 times a day",)),
        ("testazolam, 20 mg, daily", "20 mg", 1, ("once a day",)),
        ("testazolam – 20 mg – daily", "20 mg", 1, ("once a day",)),
        ("testazolam", "", None, ()),
    ],
)
def test_dose_and_frequency_are_read(text: str, dose: str, times: float | None, when: tuple[str, ...]) -> None:
    """The amount stands as written; the times a day are a number only where one number was told."""
    phrase = only(text)

    assert phrase.match is not None
    assert (phrase.match.label, phrase.dose, phrase.times_per_day, phrase.when) == ("testazolam", dose, times, when)
    assert phrase.unread == ()


def test_a_sentence_becomes_its_pieces() -> None:
    """Commas, semicolons, lines, bullets, numbers, “and” and “+” part what is taken."""
    text = "1. testazolam 4 mg, lonelol and florbium + zelkamine;\n- refutine\n2) companol • inducin\n* blockazole"

    assert labels(text) == [
        "testazolam", "lonelol", "florbium", "zelkamine", "refutine", "companol", "inducin", "blockazole",
    ]  # fmt: skip


def test_a_name_with_a_comma_and_an_and_stays_whole() -> None:
    """A separator inside a name that is known as a whole parts nothing."""
    assert labels("lone, lonely and lost 5 mg and testazolam") == ["lonelol", "testazolam"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("lonelol succinate XR 50 mg", ("succinate", "extended release")),
        ("lonelol hydrochloride tablets", ("hydrochloride", "tablets")),
        ("sodium lonelol po", ("sodium", "by mouth")),
    ],
)
def test_salt_and_form_are_stripped(text: str, form: tuple[str, ...]) -> None:
    """What is left is an exact name; the words are kept in their canonical wording."""
    phrase = only(text)

    assert phrase.match is not None
    assert (phrase.match.label, phrase.form) == ("lonelol", form)


@pytest.mark.parametrize(
    ("text", "name", "reason", "suggestions"),
    [
        ("testazolan 3 mg bd", "testazolan", "unknown", ("testazolam",)),
        ("asdfgh 3 mg", "asdfgh", "unknown", ()),
        ("Duplex 5 mg", "Duplex", "ambiguous", ("calmazepam", "lonelol")),
        ("Testix PM 3 mg", "Testix PM", "unknown", ("testazolam",)),
        ("Testix-D", "Testix-D", "unknown", ("testazolam",)),
        ("Testix 3", "Testix 3", "unknown", ("testazolam",)),
        ("Testix #3 2 tablets", "Testix #3", "unknown", ("testazolam",)),
        ("sodium oxide 4 mg", "sodium oxide", "unknown", ()),
        ("testazolan hydrochloride 4 mg", "testazolan hydrochloride", "unknown", ("testazolam",)),
        ("testazolam lonelol 5 mg", "testazolam lonelol 5 mg", "unclear", ("testazolam", "lonelol")),
        ("4 mg testazolam 5 mg lonelol", "4 mg testazolam 5 mg lonelol", "unclear", ("testazolam", "lonelol")),
        ("testazolam 4 mg lonelol", "testazolam 4 mg lonelol", "unclear", ("testazolam", "lonelol")),
        ("400 mg at night", "400 mg at night", "no_name", ()),
    ],
)
def test_what_is_doubtful_is_asked_about(text: str, name: str, reason: str, suggestions: tuple[str, ...]) -> None:
    """A misspelling, a shared name, a name with a stranger beside it: none is taken, each says why."""
    phrase = only(text)

    assert phrase.match is None
    assert (phrase.name, phrase.reason, phrase.suggestions) == (name, reason, suggestions)


@pytest.mark.parametrize(
    ("text", "dose", "times", "unread"),
    [
        ("lonelol 50 nocte", "", 1, ("50",)),
        ("lonelol 5 mg x 3", "5 mg", None, ("x 3",)),
        ("lonelol 10 mg 2 daily", "10 mg", None, ("2 daily",)),
        ("lonelol 400 daily", "", 1, ("400",)),
        ("lonelol 4 tds", "", 3, ("4",)),
        ("Testix 5/325 q6h", "", 4, ("5/325",)),
        ("Testix 5-325", "", None, ("5-325",)),
        ("lonelol 5 mg for pain", "5 mg", None, ("pain",)),
        ("lonelol 3 7 5 mg", "", None, ("3 7 5 mg",)),
    ],
)
def test_what_is_not_understood_comes_back(text: str, dose: str, times: float | None, unread: tuple[str, ...]) -> None:
    """A number without a unit is no dose, and a frequency right behind one is no frequency."""
    phrase = only(text)

    assert phrase.match is not None
    assert (phrase.dose, phrase.times_per_day, phrase.unread) == (dose, times, unread)


def test_as_needed_is_a_flag() -> None:
    """The words for taking as needed set a flag and no number."""
    phrase = only("lonelol 5 mg prn")

    assert phrase.as_needed
    assert phrase.times_per_day is None


def test_names_without_a_comma_are_told_apart_when_each_has_its_dose() -> None:
    """Amounts that follow their names leave no doubt."""
    assert [(p.name, p.dose) for p in read("testazolam 4 mg lonelol 5 mg bd".replace(" bd", ""))] == [
        ("testazolam", "4 mg"),
        ("lonelol", "5 mg"),
    ]


def test_a_name_in_brackets_is_another_name_of_the_same() -> None:
    """The brand in brackets behind the name is no second substance, and the dose between them is kept."""
    phrase = only("testazolam 5 mg (Testix) at night")

    assert (phrase.name, phrase.dose, phrase.when, phrase.unread) == ("testazolam", "5 mg", ("at night",), ())


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Calmolol 2 tablets", ["calmazepam", "lonelol"]),
        ("calmazepam/lonelol", ["calmazepam", "lonelol"]),
        ("lonelol/calmazepam 4/5 mg", ["lonelol", "calmazepam"]),
        ("calmazepam-weakazole", ["calmazepam", "weakazole"]),
        ("calmazepam hydrochloride / weakazole succinate 3/4 mg", ["calmazepam", "weakazole"]),
        ("Testix/lonelol/refutine", ["testazolam", "lonelol", "refutine"]),
    ],
)
def test_a_combination_is_taken_apart(text: str, ids: list[str]) -> None:
    """A product by its name, and ingredients joined by a stroke or hyphen, become the ingredients."""
    match = only(text).match

    assert match is not None
    assert [part.label for part in match.ingredients] == ids


def test_typed_ingredients_of_a_product_are_the_product() -> None:
    """In whatever order they are typed; others are a combination without an id."""
    known, other = only("lonelol/calmazepam").match, only("lonelol/testazolam").match

    assert known is not None
    assert other is not None
    assert (known.label, other.id) == ("calmazepam/lonelol", "")


@pytest.mark.parametrize(
    "text",
    ["x" * (MAX_TEXT + 1), "y" * (MAX_PIECE + 1), "lonelol\n" * (MAX_PIECES + 1)],
    ids=["text", "piece", "pieces"],
)
def test_a_text_has_bounds(text: str) -> None:
    """Length of the text, of a piece, and the number of pieces are bounded; the message says so."""
    with pytest.raises(RequestInvalid, match="text: "):
        read(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", ",;", "- ", "•"])
def test_an_empty_text_lists_nothing(text: str) -> None:
    """Separators alone are no pieces."""
    assert read(text) == []
