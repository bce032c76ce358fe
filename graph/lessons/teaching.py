"""One step of a lesson on a store: its rows, its words filled in, its view, its quiz, and who says so.

Pure: the same store, file and step give the same JSON. What a lesson asks for and the graph does not hold is an error
of the lesson, told with its step and the remedy, never an empty place in a sentence.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graph.errors import UNPLACED, ChoiceUnknown, LessonBroken, NameUnresolved, QuestionUnknown, RequestInvalid
from graph.lessons import prose, quiz
from graph.lessons.expressions import MAIN, SOURCES, Expression, evaluate
from graph.lessons.sources import Held, held
from graph.lessons.views import shown
from graph.nomenclature import meant
from graph.queries import question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.lessons.reading import Lesson, Quiz, Source, Step
    from graph.store import Store

#: Statements that are written out under a step or an answer; more are counted.
MAX_STATEMENTS: Final = 12
MAX_CITED: Final = 8
#: What of the graph a lesson may name wrongly; anything else is not the lesson's fault.
_MISTAKES: Final = (NameUnresolved, QuestionUnknown, ChoiceUnknown, RequestInvalid)
_PAGE: Final = "/id/"


def taught(store: Store, lesson: Lesson, number: int, version: str = "") -> dict[str, Any]:
    """Return the step with a number, counted from 1, as JSON; raise LessonBroken with its place when it is not sound.

    `text`, `question` and `notes` are lists of blocks (see graph.lessons.prose), `statements` and `more` what the rows
    rest on and how many are not written out, `view` and `quiz` are None where the step has none.
    """
    step = lesson.steps[number - 1]
    try:
        return _step(store, step, number, version)
    except LessonBroken as error:
        raise error.at(lesson.name, number) from error
    except _MISTAKES as error:
        raise LessonBroken(lesson.name, number, str(error), "Mend the name or the input.") from error


def _step(store: Store, step: Step, number: int, version: str) -> dict[str, Any]:
    found = held(store, step.sources, version)
    told = partial(prose.told, fill=lambda one: _filled(found, one))
    words = (step.text, step.question, step.notes, *((step.quiz.ask, step.quiz.because) if step.quiz else ()))
    _check_links(store, words)
    behind = found.behind(row for table in found.tables.values() for row in table.rows)
    return {
        "title": step.title,
        "text": told(step.text),
        "question": told(step.question),
        "notes": told(step.notes),
        "rows": len(found.tables[MAIN].rows) if MAIN in found.tables else 0,
        "sources": [_source(source) for source in step.sources.values()],
        "statements": behind[:MAX_STATEMENTS],
        "more": max(0, len(behind) - MAX_STATEMENTS),
        "view": shown(store, step.view, found, f"step-{number}-", step.title) if step.view else None,
        "quiz": _quiz(step.quiz, found) if step.quiz else None,
    }


def _quiz(asked: Quiz, found: Held) -> dict[str, Any]:
    item, rows = quiz.item(asked, found.tables)
    return {
        **item,
        "ask": prose.told(asked.ask, lambda one: _filled(found, one)),
        "because": prose.told(asked.because, lambda one: _filled(found, one.about(item["answer"]))),
        "statements": found.behind(rows)[:MAX_CITED],
    }


def _filled(found: Held, expression: Expression) -> list[dict[str, Any]]:
    """Return what stands in the place of a placeholder: one run, or for sources one for each."""
    got = evaluate(expression, found.tables)
    if expression.function != SOURCES:
        return [{"text": got.text}]
    runs: list[dict[str, Any]] = []
    cited = {said["citation"]["label"]: said for said in reversed(found.behind(got.rows)) if said.get("citation")}
    for label, said in sorted(cited.items())[:MAX_CITED]:
        runs += [{"text": "; ", "live": False}] if runs else []
        runs.append({"text": label, "href": _PAGE + said["citation"]["id"]})
    if not runs:
        raise LessonBroken(
            UNPLACED, 0, f"“{expression.text}” has no source.", "Ask a question whose rows name statements."
        )
    return runs + ([{"text": f"; and {len(cited) - MAX_CITED} more"}] if len(cited) > MAX_CITED else [])


def _check_links(store: Store, texts: Sequence[tuple[prose.Block, ...]]) -> None:
    """Raise LessonBroken where a text leads to a thing that the graph does not know."""
    for address in (address for text in texts for address in prose.links(text) if address.startswith(_PAGE)):
        slug = address.removeprefix(_PAGE).partition("#")[0].partition("?")[0]
        meant(store, slug)


def _source(source: Source) -> dict[str, Any]:
    if source.check:
        return {"kind": "check", "names": list(source.check), "wording": "", "name": "", "inputs": {}}
    asked = question(source.question)
    inputs = {name: list(values) for name, values in source.inputs.items()}
    return {"kind": "question", "name": asked.name, "wording": asked.wording, "inputs": inputs, "names": []}
