"""Every lesson on the real graph: each step runs, has rows, and leaves no place empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from graph.lessons import quiz
from graph.lessons.curriculum import SHIPPED, Shelf
from graph.lessons.reading import read
from graph.lessons.teaching import taught

if TYPE_CHECKING:
    from pathlib import Path

    from graph.lessons.reading import Lesson
    from graph.store import Store

CURRICULUM = Shelf(SHIPPED).curriculum()
LESSONS = CURRICULUM.lessons
#: Numbers that are words of a definition and no finding stand beside what they define.
NUMBER = re.compile(r"(?<![\w{])\d[\d.,]*(?![\w-])")


def words(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every run of told blocks."""
    return [run for block in told for line in block["lines"] for run in line]


def test_every_file_can_be_read() -> None:
    """There are lessons, and none is broken."""
    assert [str(fault) for fault in CURRICULUM.faults] == []
    assert len(LESSONS) >= 5


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_step_runs_on_the_real_graph(lesson: Lesson, graph: Store) -> None:
    """A step has rows and statements behind them, its texts are full, its quiz has one right answer among others."""
    for number in range(1, len(lesson.steps) + 1):
        step = taught(graph, lesson, number)
        place = f"{lesson.name}, step {number}"
        texts = [step["text"], step["question"], step["notes"]]
        if asked := step["quiz"]:
            texts += [asked["ask"], asked["because"]]
            assert 2 <= len(asked["options"]) <= quiz.WRONG + 1, place
            assert len({option["key"] for option in asked["options"]}) == len(asked["options"]), place
            assert quiz.mark(asked, asked["right"]) == quiz.RIGHT, place
        for told in texts:
            assert [run for run in words(told) if not run["text"]] == [], place
            assert not any("{{" in run["text"] for run in words(told)), place
        assert step["view"], f"{place}: show something"


def test_the_example_of_the_guide_runs(root: Path, graph: Store) -> None:
    """The smallest lesson of docs/lessons.md has rows in every step."""
    guide = (root / "docs" / "lessons.md").read_text(encoding="utf-8")
    example = read("example", re.findall(r"```toml\n(title.*?)```", guide, re.DOTALL)[0])

    assert all(taught(graph, example, number)["rows"] for number in (1, 2))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_no_finding_is_typed_into_a_lesson(lesson: Lesson) -> None:
    """A number in the words of a lesson comes from the graph; typed ones stand in titles and belief alone."""
    for number, step in enumerate(lesson.steps, 1):
        for text in (step.text, step.quiz.ask if step.quiz else (), step.quiz.because if step.quiz else ()):
            for block in text:
                typed = " ".join(run.text for line in block.lines for run in line)
                assert NUMBER.findall(typed) == [], f"{lesson.name}, step {number}: {typed}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_is_complete(lesson: Lesson) -> None:
    """Five to eight steps with a question each, notes for the teacher, and a quiz."""
    assert 5 <= len(lesson.steps) <= 8
    assert all(step.question for step in lesson.steps)
    assert all(step.notes for step in lesson.steps)
    assert lesson.questions >= 3
