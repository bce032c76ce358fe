"""What a class is asked: the right answer and the wrong ones come from the graph, and so does the feedback."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from graph.errors import UNPLACED, LessonBroken
from graph.lessons.expressions import evaluate
from graph.lessons.rows import Cell, different
from graph.spelling import normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.lessons.expressions import Found
    from graph.lessons.reading import Quiz
    from graph.lessons.rows import Row, Table

#: Wrong answers that are offered beside the right one.
WRONG: Final = 3
#: What the first of two numbers may be, compared with the second.
ORDERS: Final = ("lower", "the same", "higher")
RIGHT, WRONGLY, OPEN = "right", "wrong", "open"
_MAX_KEY: Final = 60


def item(quiz: Quiz, tables: Mapping[str, Table]) -> tuple[dict[str, Any], tuple[Row, ...]]:
    """Return `options`, the key of the `right` one and it in words as `answer`, with the rows that decide it.

    Where several answers are right one is drawn by lot, and none of the others is offered. Raises LessonBroken where
    there is no right answer, or no wrong one.
    """
    if quiz.compare:
        compared = [evaluate(one, tables) for one in quiz.compare]
        order = ORDERS[1 + _sign(*(_number(one, quiz.compare[place].text) for place, one in enumerate(compared)))]
        options = [Cell(key_of(word), word) for word in ORDERS]
        return _told(options, order), tuple(row for one in compared for row in one.rows)
    if quiz.right is None or quiz.others is None:  # the reader saw to it
        raise LessonBroken(UNPLACED, 0, "The quiz has no answers.", "Give it “right” and “others”.")
    asked, found = quiz.right.text, evaluate(quiz.right, tables)
    never = {cell.text for cell in evaluate(quiz.without, tables).cells} if quiz.without else set()
    rights = [cell for cell in found.cells if cell.text not in never]
    if not rights:
        raise LessonBroken(UNPLACED, 0, f"“{asked}” leaves no right answer.", "Take away less with “without”.")
    answer = min(rights, key=lambda cell: _lot(asked, cell.text))
    taken = {key_of(cell.text) for cell in found.cells}
    others = [cell for cell in evaluate(quiz.others, tables).cells if key_of(cell.text) not in taken]
    if not others:
        raise LessonBroken(UNPLACED, 0, f"“{quiz.others.text}” gives no wrong answer.", "Take it from other rows.")
    wrong = sorted(others, key=lambda cell: _lot(asked, cell.text))[:WRONG]
    column = quiz.right.column
    rows = tuple(row for row in found.rows if column not in row or row[column].text == answer.text)
    return _told(different([answer, *wrong]), answer.text), rows or found.rows


def mark(told: Mapping[str, Any], given: str) -> str:
    """Return how an answer stands: `right`, `wrong`, or `open` where none was given; raise KeyError for a stranger.

    >>> quiz = {"options": [{"key": "12", "text": "12"}, {"key": "26", "text": "26"}], "right": "12"}
    >>> mark(quiz, "26"), mark(quiz, "")
    ('wrong', 'open')
    """
    if not given:
        return OPEN
    if given not in {option["key"] for option in told["options"]}:
        raise KeyError(given)
    return RIGHT if given == told["right"] else WRONGLY


def key_of(text: str) -> str:
    """Return an answer as it stands in an address.

    >>> key_of("CYP3A family"), key_of("0.99 (90% CI)")
    ('cyp3a-family', '0.99-90-ci')
    """
    kept = "".join(letter if letter.isalnum() or letter == "." else " " for letter in normal(text))
    return "-".join(kept.split())[:_MAX_KEY]


def _told(options: list[Cell], right: str) -> dict[str, Any]:
    return {
        "options": [{"key": key_of(cell.text), "text": cell.text} for cell in options],
        "right": key_of(right),
        "answer": right,
    }


def _number(found: Found, told: str) -> float:
    number = found.cells[0].number
    if number is None or len(found.cells) > 1:
        raise LessonBroken(UNPLACED, 0, f"“{told}” is not one number.", "Only numbers can be compared.")
    return number


def _sign(first: float, second: float) -> int:
    return (first > second) - (first < second)


def _lot(question: str, answer: str) -> bytes:
    """Draw wrong answers by lot, the same for everybody as long as the question stays."""
    return blake2b(f"{question}\n{answer}".encode(), digest_size=8).digest()
