"""Lessons: the file and its faults, placeholders, the small markup, the quiz, and a step on the toy world."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from graph.errors import LessonBroken
from graph.lessons import quiz, teaching
from graph.lessons.curriculum import Shelf
from graph.lessons.expressions import evaluate, parse
from graph.lessons.prose import blocks
from graph.lessons.reading import CLOSING, read
from graph.lessons.rows import Cell, Table
from tests.lessons import toy
from tests.strategies import toy_store
from web.scales import bars, dots

if TYPE_CHECKING:
    from pathlib import Path

TABLES = {
    "": Table.of([
        {"target": Cell("betase", "beta-ase"), "n": Cell("12", "12"), "stance": Cell("supports", "supports")},
        {"target": Cell("betase", "beta-ase"), "n": Cell("9", "9"), "stance": Cell("refutes", "refutes")},
        {"target": Cell("gammase", "gammase"), "n": Cell("30", "30"), "stance": Cell("supports", "supports")},
        {"target": Cell("deltase", "deltase"), "stance": Cell("refutes", "refutes")},
    ])
}  # fmt: skip


def said(text: str) -> str:
    """Return what a placeholder is filled with."""
    return evaluate(parse(text), TABLES).text


def taught(text: str, number: int) -> dict[str, Any]:
    """Return a step of a lesson on the toy world."""
    return teaching.taught(toy_store(), read("toy", text), number)


def plain(told: list[dict[str, Any]]) -> str:
    """Return told blocks as one text."""
    return " ".join("".join(run["text"] for run in line) for block in told for line in block["lines"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("count", "4"),
        ("count:target", "3"),
        ("count where stance=refutes", "2"),
        ("count:target where stance!=refutes", "2"),
        ("count where stance=Supports, n=12|30", "2"),
        ("count where target=no such thing", "0"),
        ("value:n where target=beta-ase, stance=supports", "12"),
        ("value:target at most n", "gammase"),
        ("value:target at least n where stance=supports", "beta-ase"),
        ("list:target", "beta-ase, deltase and gammase"),
        ("list:n", "9, 12 and 30"),
        ("least:n", "9"),
        ("most:n where target=betase", "12"),
    ],
)
def test_a_placeholder_says_what_the_rows_say(text: str, found: str) -> None:
    """Counts, single values, lists and ends, of the rows that fit."""
    assert said(text) == found


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("value:target", "It has 3 values (beta-ase, deltase, gammase); say which"),
        ("value:n where target=deltase", "No row fits"),
        ("least:target", "has no numbers"),
        ("value:stance at least n where n!=9|12", ""),
        ("value:targt", "Did you mean “target”?"),
        ("count where stanse=refutes", "Did you mean “stance”?"),
        ("other.count", "no source “other”"),
        ("coun", "Begin with count"),
        ("value", "Name a column"),
        ("list:target at most n", "Only value"),
        ("count where stance", "COLUMN=VALUE"),
        ("__import__('os')", "Write it as in"),
    ],
)
def test_a_placeholder_that_is_not_certain_is_an_error(text: str, remedy: str) -> None:
    """No value, several values, an unknown column or source: the message names the placeholder and the remedy."""
    if not remedy:
        assert said(text) == "supports"
        return
    with pytest.raises(LessonBroken) as caught:
        said(text)
    assert remedy in str(caught.value)


def test_two_rows_at_the_end_are_no_answer() -> None:
    """Where two different things share the smallest number, chance would choose; the lesson has to."""
    tables = {"": Table.of([{"a": Cell("x", "x"), "n": Cell("1", "1")}, {"a": Cell("y", "y"), "n": Cell("1.0", "1")}])}

    with pytest.raises(LessonBroken, match="Several rows stand at that end"):
        evaluate(parse("value:a at least n"), tables)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("an *open mark", "needs a second one"),
        ("*one **inside* the other**", "End one mark"),
        ("<b>bold</b>", "HTML is not read"),
        ("[away](https://elsewhere.example/)", "on these pages"),
        ("[away](//elsewhere.example/)", "on these pages"),
        ("[run](javascript:alert)", "on these pages"),
        ("{{count", "two braces"),
    ],
)
def test_a_text_that_cannot_be_read_is_an_error(text: str, remedy: str) -> None:
    """Marks without end, links that lead away, HTML and open placeholders are told."""
    with pytest.raises(LessonBroken, match=remedy):
        blocks(text)


def test_a_text_becomes_paragraphs_and_lists() -> None:
    """Blank lines part blocks; a line break inside one is a blank; arithmetic is no mark."""
    told = blocks("One\nline.\n\n- first\n- **second**\n\nA ratio < 2 is [small](/id/betase).")

    assert [block.is_list for block in told] == [False, True, False]
    assert told[0].lines[0][0].text == "One line."
    assert told[1].lines[1][0].mark == "strong"
    assert [run.href for run in told[2].lines[0]] == ["", "/id/betase", ""]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('title = "How', 'titel = "How', "Did you mean “title”?"),
        ("minutes = 10", "minutes = 0", "“minutes” is no whole number above zero"),
        ('belief = "', 'belief = "*', "lesson toy: "),
        ("[unknown", "[closing", "A lesson has no “closing”"),
        ('query = "alkaloids-of-product"', 'query = "alkaloids-of-products"', "Did you mean “alkaloids-of-product”?"),
        ('{ product = "florbium" }', '{ plant = "florbium" }', "It takes: product"),
        ('kind = "picture"', 'kind = "photo"', "step 1: There is no view “photo”"),
        ('start = ["zelkamine"]', 'begin = ["zelkamine"]', "It may have: kind, start"),
        ('question = "Which of the two would you believe?"', "", "step 2: “question” is missing"),
        ('kind = "axis"', 'kind = "bars"\nlabel = "x"\nsource = "nope"', "unknown source “nope”"),
        ('check = ["florbium", "testazolam"]', "", "draws a check"),
        ('right = "value:asPrinted where assertion=toy-0101"\n', "", "either “right” or “compare”"),
        ('others = "list:asPrinted"\n', "", "needs “others”"),
        ("[[step]]", "[[step", "The file is no TOML"),
    ],
)
def test_a_broken_file_is_told_with_step_and_remedy(old: str, new: str, problem: str) -> None:
    """The first fault of a file is one error of the family that names the lesson."""
    with pytest.raises(LessonBroken) as caught:
        read("toy", toy(old, new))
    assert problem in str(caught.value)
    assert str(caught.value).startswith("lesson toy")


def test_a_lesson_is_read_whole() -> None:
    """The closing is the last step, whatever stands before it."""
    lesson = read("toy", toy())

    assert [step.title for step in lesson.steps] == ["What is in the leaf", "Foretold and seen", CLOSING]
    assert (lesson.minutes, lesson.questions) == (10, 2)
    with pytest.raises(LessonBroken, match="unusable name"):
        read("../toy", toy())


def test_the_example_of_the_guide_can_be_read(root: Path) -> None:
    """Whoever copies the smallest lesson of docs/lessons.md has a lesson."""
    guide = (root / "docs" / "lessons.md").read_text(encoding="utf-8")
    example = re.findall(r"```toml\n(title.*?)```", guide, re.DOTALL)

    assert [len(read("what-is-in-the-leaf", text).steps) for text in example] == [2]


def test_counts_are_added_up() -> None:
    """A column of counts is summed, in a placeholder and under a bar; measured values never are."""
    assert said("sum:n") == "51"
    step = taught(toy('label = "studyType"', 'label = "stance"\nsum = "n"'), 3)
    assert step["view"]["lines"] == [{"label": "supports", "values": [{"number": 12.0, "text": "12"}]}]


def test_a_step_is_filled_from_the_graph() -> None:
    """Words, marks, citations, statements and a picture whose references stay apart from those of other steps."""
    step = taught(toy(), 1)

    assert plain(step["text"]).startswith(
        "The graph names 1 alkaloid in the leaf: zelkamine, with 12 mg/g (Abel 2001)."
    )
    assert [run["mark"] for run in step["text"][0]["lines"][0] if run["text"] == "12 mg/g"] == ["strong"]
    assert [one["id"] for one in step["statements"]] == ["toy-0001"]
    assert step["sources"][0]["name"] == "alkaloids-of-product"
    assert 'href="#step-1-e-1"' in step["view"]["picture"]
    assert 'href="#e-1"' not in step["view"]["picture"]
    assert "url(#step-1-arrow-" in step["view"]["picture"]


def test_a_check_gives_rows_and_an_axis() -> None:
    """Every plain value of a pair of the report can be referred to; the quiz compares two of them."""
    step = taught(toy(), 2)

    assert plain(step["text"]) == "A model expected ×5.69, people showed ×1.39."
    assert step["view"]["exposure"]["observed"][0]["n"] == 12
    assert step["quiz"]["right"] == "lower"
    assert [one["id"] for one in step["quiz"]["statements"]] == ["toy-0101", "toy-0102"]
    assert plain(step["quiz"]["because"]) == "1.39 (90% CI 1.23-1.57) was seen (Bell 2002)."


def test_a_quiz_takes_its_wrong_answers_from_the_graph() -> None:
    """The answer stands among values of the same rows, and the feedback speaks of the answer."""
    asked = taught(toy(), 3)["quiz"]

    assert [one["text"] for one in asked["options"]] == ["1.39 (90% CI 1.23-1.57)", "5.69"]
    assert plain(asked["because"]) == "Bell 2002 saw it."
    assert quiz.mark(asked, asked["right"]) == quiz.RIGHT
    assert quiz.mark(asked, "5.69") == quiz.WRONGLY
    assert quiz.mark(asked, "") == quiz.OPEN
    with pytest.raises(KeyError):
        quiz.mark(asked, "7")


def test_of_several_right_answers_one_is_asked_for() -> None:
    """The others are never offered as wrong ones, nor is what is taken away from them."""
    text = toy(
        'right = "value:asPrinted where assertion=toy-0101"',
        'right = "list:asPrinted"\nwithout = "value:asPrinted where assertion=toy-0102"',
    )
    with pytest.raises(LessonBroken, match="gives no wrong answer"):
        taught(text, 3)


@pytest.mark.parametrize(
    ("number", "old", "new", "problem"),
    [
        (1, "/id/zelkamine", "/id/zelkamin", "“zelkamin” was not recognised"),
        (1, '{ product = "florbium" }', '{ product = "florbiun" }', "“florbiun” was not recognised"),
        (1, 'start = ["zelkamine"]', 'start = ["refutine"]\nrelations = ["contains"]', "The picture has no arrow"),
        (1, "assertion=toy-0001", "assertion=toy-9999", "There is no row for the question"),
        (1, "{{list:label}}", "{{list:lable}}", "Did you mean “label”?"),
        (2, 'check = ["florbium", "testazolam"]', 'check = ["florbium", "qqqq"]', "The check does not know “qqqq”"),
        (3, 'label = "studyType"', 'label = "study"', "unknown column “study”"),
    ],
)
def test_what_the_graph_does_not_hold_is_an_error_of_the_step(number: int, old: str, new: str, problem: str) -> None:
    """Nothing is left empty: the error names the lesson and the step."""
    with pytest.raises(LessonBroken) as caught:
        taught(toy(old, new), number)
    assert problem in str(caught.value)
    assert f"lesson toy, step {number}: " in str(caught.value)


def test_a_broken_file_leaves_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A shelf holds what can be read and tells what cannot; it reads a file again when it has changed."""
    (tmp_path / "good.toml").write_text(toy(), encoding="utf-8")
    (tmp_path / "bad.toml").write_text("title = ", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a lesson", encoding="utf-8")
    shelf = Shelf(tmp_path, tmp_path / "missing")

    first = shelf.curriculum()
    assert [lesson.name for lesson in first.lessons] == ["good"]
    assert [fault.lesson for fault in first.faults] == ["bad"]
    assert "lesson bad: The file is no TOML" in caplog.text
    with pytest.raises(LessonBroken):
        first.find("bad")
    assert first.find("nobody") is None

    (tmp_path / "bad.toml").write_text(toy("How the", "Now how the"), encoding="utf-8")
    assert [lesson.title[:7] for lesson in shelf.curriculum().lessons] == ["How the", "Now how"]


def test_marks_stand_where_their_numbers_are() -> None:
    """Bars begin at nought; dots stand between powers of ten, the same distance for the same ratio."""
    line = {"label": "a", "values": [{"number": 1, "text": "1"}, {"number": 10, "text": "10"}]}
    drawn = dots([line, {"label": "b", "values": [{"number": 100, "text": "100"}]}])

    (one, ten), (hundred,) = drawn.lines[0].marks, drawn.lines[1].marks
    assert ten - one == pytest.approx(hundred - ten, abs=0.11)
    assert [label for _, label in drawn.ticks] == ["1", "10", "100"]
    assert bars([line]).lines[0].marks == (32.0, 320.0)
