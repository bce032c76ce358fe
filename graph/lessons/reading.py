"""Read the file of a lesson, and tell what is wrong with it: which step, what, and how to mend it.

Only the file and the question library are looked at here; what the graph answers is a matter of `teaching`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.errors import UNPLACED, LessonBroken
from graph.lessons.expressions import MAIN, Condition, Expression, conditions_of, parse
from graph.lessons.prose import Block, blocks
from graph.queries import library

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")
#: Bounds of a file: characters, steps, further sources of a step.
MAX_TEXT: Final = 200_000
MAX_STEPS: Final = 30
MAX_SOURCES: Final = 6
MAX_NAMES: Final = 20
NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: What stands over the last step where its table gives no title.
CLOSING: Final = "What nobody knows"
_REQUIRED: Final = ("title", "aim", "audience", "minutes", "belief", "instead")
_LESSON: Final = (*_REQUIRED, "step", "unknown")
_SOURCE: Final = ("query", "inputs", "check", "where")
_STEP: Final = ("title", "text", *_SOURCE, "also", "view", "question", "notes", "quiz")
_QUIZ: Final = ("ask", "right", "others", "without", "compare", "because")
#: What each kind of view needs, and what it may have besides.
VIEWS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "picture": (("start",), ("relations", "things")),
    "paths": (("from", "to"), ()),
    "check": ((), ()),
    "axis": ((), ("pair",)),
    "table": (("columns",), ("source",)),
    "bars": (("label",), ("value", "sum", "unit", "source")),
    "dots": (("label", "value"), ("unit", "source")),
}
#: Views that draw a check.
_CHECKED: Final = ("check", "axis")


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: a question of the library with its inputs, or a list to check; `where` narrows them."""

    question: str
    inputs: Mapping[str, tuple[str, ...]]
    check: tuple[str, ...]
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class View:
    """How a step shows its rows: a kind of VIEWS, and what was said of it."""

    kind: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question with one right answer: what `right` says among what `others` says, or the order of two numbers.

    What `without` says is no right answer after all. In `because` the answer stands for itself: `COLUMN=@answer`.
    """

    ask: tuple[Block, ...]
    right: Expression | None
    others: Expression | None
    without: Expression | None
    compare: tuple[Expression, ...]
    because: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words, its sources by name (the first under the empty name), its view and its questions."""

    title: str
    text: tuple[Block, ...]
    sources: Mapping[str, Source]
    view: View | None
    question: tuple[Block, ...]
    notes: tuple[Block, ...]
    quiz: Quiz | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A whole lesson; the last step says what nobody knows. `text` is the file it was read from."""

    name: str
    title: str
    aim: tuple[Block, ...]
    audience: str
    minutes: int
    belief: tuple[Block, ...]
    instead: tuple[Block, ...]
    steps: tuple[Step, ...]
    text: str

    @property
    def questions(self) -> int:
        """How many questions its quiz has."""
        return sum(step.quiz is not None for step in self.steps)


def read(name: str, text: str) -> Lesson:
    """Return the lesson of a file with this name and text; raise LessonBroken with the step and the remedy."""
    if not NAME.fullmatch(name):
        raise LessonBroken(name, 0, "The file has an unusable name.", "Use lower-case letters, digits and hyphens.")
    if len(text) > MAX_TEXT:
        raise LessonBroken(name, 0, f"The file has more than {MAX_TEXT} characters.", "Make two lessons of it.")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonBroken(name, 0, f"The file is no TOML: {error}.", "Mend that line.") from error
    return _placed(name, 0, lambda: _lesson(name, text, told))


def _lesson(name: str, text: str, told: Mapping[str, Any]) -> Lesson:
    _keys(told, _LESSON, "A lesson")
    for key in (*_REQUIRED, "step", "unknown"):
        if key not in told:
            raise LessonBroken(UNPLACED, 0, f"“{key}” is missing.", f"A lesson has: {', '.join(_LESSON)}.")
    minutes, steps = told["minutes"], told["step"]
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        raise LessonBroken(UNPLACED, 0, "“minutes” is no whole number above zero.", "Write it as in: minutes = 30.")
    if not isinstance(steps, list) or not 1 <= len(steps) < MAX_STEPS:
        raise LessonBroken(
            UNPLACED, 0, "The lesson has no steps, or too many.", f"Write 1 to {MAX_STEPS - 1} [[step]]."
        )
    closing = {"title": CLOSING, **_table(told["unknown"], "unknown")}
    return Lesson(
        name=name,
        title=_string(told, "title"),
        aim=blocks(_string(told, "aim")),
        audience=_string(told, "audience"),
        minutes=minutes,
        belief=blocks(_string(told, "belief")),
        instead=blocks(_string(told, "instead")),
        steps=tuple(
            _placed(name, number, lambda one=one: _step(_table(one, "step")))  # type: ignore[misc]
            for number, one in enumerate([*steps, closing], 1)
        ),
        text=text,
    )


def _step(told: Mapping[str, Any]) -> Step:
    _keys(told, _STEP, "A step")
    for key in ("title", "text", "question"):
        _string(told, key)
    sources = {MAIN: _source(told)} if "query" in told or "check" in told else {}
    also = _table(told.get("also", {}), "also")
    if len(also) > MAX_SOURCES:
        raise LessonBroken(
            UNPLACED, 0, "The step has too many further sources.", f"Keep {MAX_SOURCES}, or make two steps."
        )
    for name, one in also.items():
        _keys(_table(one, name), _SOURCE, f"The source “{name}”")
        sources[name] = _source(one)
    if not sources:
        raise LessonBroken(
            UNPLACED, 0, "The step asks the graph nothing.", 'Give it query = "…" or check = ["…", "…"].'
        )
    view = _view(_table(told["view"], "view"), sources) if "view" in told else None
    quiz = _quiz(_table(told["quiz"], "quiz")) if "quiz" in told else None
    return Step(
        title=_string(told, "title"),
        text=blocks(_string(told, "text")),
        sources=sources,
        view=view,
        question=blocks(_string(told, "question")),
        notes=blocks(told.get("notes", "")),
        quiz=quiz,
    )


def _source(told: Mapping[str, Any]) -> Source:
    where = conditions_of(told.get("where", ""))
    if ("query" in told) == ("check" in told):
        raise LessonBroken(UNPLACED, 0, "A source needs either “query” or “check”.", "Take one of them.")
    if "check" in told:
        return Source("", {}, _names(told["check"], "check"), where)
    name, known = _string(told, "query"), library()
    if name not in known:
        raise LessonBroken(UNPLACED, 0, f"There is no question “{name}”.", _near(name, known, "See ontology/queries."))
    inputs = {key: _names(value, key) for key, value in _table(told.get("inputs", {}), "inputs").items()}
    for key in inputs:
        if key not in known[name].inputs:
            taken = ", ".join(known[name].inputs) or "none"
            raise LessonBroken(UNPLACED, 0, f"The question “{name}” has no input “{key}”.", f"It takes: {taken}.")
    return Source(name, inputs, (), where)


def _view(told: Mapping[str, Any], sources: Mapping[str, Source]) -> View:
    kind = _string(told, "kind")
    if kind not in VIEWS:
        raise LessonBroken(UNPLACED, 0, f"There is no view “{kind}”.", f"Choose from: {', '.join(VIEWS)}.")
    needed, further = VIEWS[kind]
    _keys(told, ("kind", *needed, *further), f"The view “{kind}”")
    for key in needed:
        if not told.get(key):
            raise LessonBroken(
                UNPLACED, 0, f"The view “{kind}” lacks “{key}”.", f"It has: {', '.join((*needed, *further))}."
            )
    if kind in _CHECKED and not (MAIN in sources and sources[MAIN].check):
        raise LessonBroken(UNPLACED, 0, f"The view “{kind}” draws a check.", "Give the step check = [“…”, “…”].")
    if told.get("source", MAIN) not in sources:
        raise LessonBroken(UNPLACED, 0, f"The view shows an unknown source “{told['source']}”.", "Name one of “also”.")
    return View(kind, _options(kind, {key: value for key, value in told.items() if key != "kind"}))


def _options(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    for key in ("start", "relations", "things", "pair"):
        if key in options:
            options[key] = _names(options[key], key)
    for key in ("label", "value", "sum", "unit", "from", "to"):
        if key in options:
            _string(options, key)
    if kind == "table":
        columns = _table(options["columns"], "columns")
        options["columns"] = {column: _string(columns, column) for column in columns}
    return options


def _quiz(told: Mapping[str, Any]) -> Quiz:
    _keys(told, _QUIZ, "A quiz")
    if ("compare" in told) == ("right" in told):
        raise LessonBroken(UNPLACED, 0, "A quiz needs either “right” or “compare”.", "Take one of them.")
    compared = tuple(parse(one) for one in _names(told.get("compare", []), "compare")) if "compare" in told else ()
    if compared and len(compared) != 2:  # noqa: PLR2004 (an order has two ends)
        raise LessonBroken(UNPLACED, 0, "“compare” takes two expressions.", "Is the first higher than the second?")
    if "right" in told and "others" not in told:
        raise LessonBroken(UNPLACED, 0, "A quiz with “right” needs “others”.", "Say where the wrong answers come from.")
    return Quiz(
        ask=blocks(_string(told, "ask")),
        right=parse(_string(told, "right")) if "right" in told else None,
        others=parse(_string(told, "others")) if "others" in told else None,
        without=parse(_string(told, "without")) if "without" in told else None,
        compare=compared,
        because=blocks(_string(told, "because")),
    )


def _placed(name: str, step: int, make: Callable[[], _T]) -> _T:
    try:
        return make()
    except LessonBroken as error:
        raise error.at(name, step) from error


def _keys(told: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in told:
        if key not in known:
            raise LessonBroken(
                UNPLACED, 0, f"{what} has no “{key}”.", _near(key, known, f"It may have: {', '.join(known)}.")
            )


def _near(word: str, known: Any, otherwise: str) -> str:  # noqa: ANN401 (any collection of words)
    near = get_close_matches(word, known, 1)
    return f"Did you mean “{near[0]}”?" if near else otherwise


def _string(told: Mapping[str, Any], key: str) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LessonBroken(UNPLACED, 0, f"“{key}” is missing or is no text.", f'Write {key} = "…".')
    return value.strip()


def _table(value: Any, key: str) -> Mapping[str, Any]:  # noqa: ANN401 (TOML)
    if not isinstance(value, dict):
        raise LessonBroken(UNPLACED, 0, f"“{key}” is no table.", "See docs/lessons.md.")
    return value


def _names(value: Any, key: str) -> tuple[str, ...]:  # noqa: ANN401 (TOML)
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_NAMES or not all(isinstance(o, str) for o in listed):
        raise LessonBroken(UNPLACED, 0, f"“{key}” is no list of names.", f"Give it 1 to {MAX_NAMES} texts.")
    return tuple(listed)
