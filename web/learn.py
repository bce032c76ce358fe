"""Guided lessons: the list, each lesson as one page that prints, and its quiz. None of them needs a script."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from graph.errors import QueryTimedOut, RequestInvalid
from graph.lessons.quiz import OPEN, RIGHT, mark
from web import bodies
from web.axis import axis, statement
from web.errors import NotFound
from web.pages import page
from web.scales import bars, dots
from web.service import data_version, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.lessons.reading import Lesson

router = APIRouter(include_in_schema=False)
LOG: Final = logging.getLogger("alkagraph.web")
#: Steps of a lesson that are asked for at once, and how much longer one may take than a look-up: it is several.
AT_ONCE: Final = 2
PATIENCE: Final = 3
#: Links to one source of a step, where an input has several values.
MOST_LINKS: Final = 8
#: The only fields of the address of a lesson and of a step in a frame; a quiz has its answers.
NOTES: Final = "notes"
STEP: Final = "step"


@router.get("/learn")
async def learn(request: Request) -> HTMLResponse:
    """List the lessons: what, for whom, how long; and which files cannot be taught from."""
    curriculum = request.app.state.shelf.curriculum()
    shown = {"lessons": curriculum.lessons, "faults": [str(fault) for fault in curriculum.faults]}
    return await page(request, "learn.html", here="/learn", **shown)


@router.get("/learn/{name}")
async def lesson_page(request: Request, name: str) -> HTMLResponse:
    """Show every step of a lesson on one page; with `notes=1` those of the teacher beside each."""
    lesson = _lesson(request, name)
    given = bodies.fields(request.scope["query_string"])
    if (notes := bodies.one(given, NOTES) or "") not in {"", "1"}:
        message = "“notes” is 1 or is left out"
        raise RequestInvalid(message)
    steps = await _steps(request, lesson, range(1, len(lesson.steps) + 1))
    make = partial(_shown, lesson, steps)
    return await page(request, "lesson.html", make, here="/learn", notes=bool(notes))


@router.get("/embed/learn/{name}")
async def framed_step(request: Request, name: str) -> HTMLResponse:
    """Show one step without header and footer, for a frame in a course page; `step` left out is the first."""
    lesson = _lesson(request, name)
    given = bodies.one(bodies.fields(request.scope["query_string"]), STEP) or "1"
    if given not in map(str, range(1, len(lesson.steps) + 1)):
        message = f"“step” cannot be “{given[:80]}”; it is a number from 1 to {len(lesson.steps)}"
        raise RequestInvalid(message)
    steps = await _steps(request, lesson, [int(given)])
    make = partial(_framed, lesson, steps[0])
    return await page(request, "embed_step.html", make)


@router.get("/learn/{name}/quiz")
async def quiz(request: Request, name: str) -> HTMLResponse:
    """Ask the questions of a lesson; what was answered stands in the address as `q1`, `q2`, …, and is marked."""
    lesson = _lesson(request, name)
    numbers = [number for number, step in enumerate(lesson.steps, 1) if step.quiz]
    given = bodies.fields(request.scope["query_string"])
    for field in given:
        if field not in {f"q{place}" for place in range(1, len(numbers) + 1)}:
            message = f"“{field[:80]}” is no question of this quiz; it has q1 to q{len(numbers)}"
            raise RequestInvalid(message)
    steps = await _steps(request, lesson, numbers)
    make = partial(_quizzed, lesson, steps, {field: bodies.one(given, field) or "" for field in given})
    return await page(request, "quiz.html", make, here="/learn")


def _lesson(request: Request, name: str) -> Lesson:
    curriculum = request.app.state.shelf.curriculum()
    found: Lesson | None = curriculum.find(name)
    if found is None:
        message = f"there is no lesson “{name[:80]}”; there are: {', '.join(one.name for one in curriculum.lessons)}"
        raise NotFound(message)
    return found


async def _steps(request: Request, lesson: Lesson, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Return steps as workers tell them, a few at a time, so that a lesson leaves room for others."""
    few = asyncio.Semaphore(AT_ONCE)

    async def told(number: int) -> dict[str, Any]:
        async with few:
            return {"number": number, "title": lesson.steps[number - 1].title, **await _told(request, lesson, number)}

    return list(await asyncio.gather(*map(told, numbers)))


async def _told(request: Request, lesson: Lesson, number: int) -> dict[str, Any]:
    """Return one step; a `fault` where it is broken or takes too long, which leaves the others as they are."""
    payload = {"name": lesson.name, "text": lesson.text, "step": number, "data_version": data_version(request)}
    try:
        step: dict[str, Any] = json.loads(
            await run(request, "lesson_step", payload, timeout_s=PATIENCE * request.app.state.settings.named_s)
        )
    except QueryTimedOut:
        return {"fault": "It took too long; load the page again in a moment."}
    if "fault" in step:
        LOG.warning("%s", step["fault"])
    return step


def _shown(lesson: Lesson, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {**_head(lesson), "steps": [_step(step) for step in steps]}


def _framed(lesson: Lesson, step: Mapping[str, Any]) -> dict[str, Any]:
    return {"lesson": lesson, "step": _step(step), "count": len(lesson.steps)}


def _quizzed(lesson: Lesson, steps: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the questions with their marks; raise RequestInvalid for an answer that was not offered."""
    asked = []
    for place, step in enumerate(steps, 1):
        if "fault" in step:
            asked.append(step)
            continue
        answer = given.get(f"q{place}", "")
        try:
            stands = mark(step["quiz"], answer)
        except KeyError:
            offered = ", ".join(option["key"] for option in step["quiz"]["options"])
            message = f"“q{place}” cannot be “{answer[:80]}”; choose from: {offered}"
            raise RequestInvalid(message) from None
        asked.append({**step, "field": f"q{place}", "given": answer, "stands": stands, "quiz": _cited(step["quiz"])})
    answered = [one for one in asked if one.get("stands", OPEN) != OPEN]
    right = sum(one["stands"] == RIGHT for one in answered)
    return {**_head(lesson), "asked": asked, "answered": len(answered), "right": right}


def _head(lesson: Lesson) -> dict[str, Any]:
    def plain(text: Any) -> list[Any]:  # noqa: ANN401 (blocks)
        return [
            {
                "list": block.is_list,
                "lines": [[_run(run.text, run.mark, run.href) for run in line] for line in block.lines],
            }
            for block in text
        ]

    return {
        "lesson": lesson,
        "aim": plain(lesson.aim),
        "belief": plain(lesson.belief),
        "instead": plain(lesson.instead),
        "count": len(lesson.steps),
    }


def _run(text: str, mark: str, href: str) -> dict[str, Any]:
    return {"text": text, "mark": mark, "href": href, "live": False}


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step as its template shows it: statements as the other pages do, and its view drawn."""
    if "fault" in step:
        return dict(step)
    return {
        **step,
        "asked": [link for source in step["sources"] for link in _asked(source)],
        "statements": [statement(one) for one in step["statements"]],
        "view": _view(step["view"]) if step["view"] else None,
        "quiz": _cited(step["quiz"]) if step["quiz"] else None,
    }


def _cited(quiz: Mapping[str, Any]) -> dict[str, Any]:
    return {**quiz, "statements": [statement(one) for one in quiz["statements"]]}


def _asked(source: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the addresses that ask a source of a step again, outside the lesson; a form takes one value an input.

    >>> _asked({"kind": "check", "names": ["a", "b"]})
    [{'href': '/?s=a&s=b', 'text': 'A check of a and b'}]
    """
    if source["kind"] == "check":
        named = source["names"]
        return [
            {"href": "/?" + urlencode([("s", name) for name in named]), "text": f"A check of {' and '.join(named)}"}
        ]
    asked = []
    for values in itertools.islice(itertools.product(*source["inputs"].values()), MOST_LINKS):
        fields = urlencode(dict(zip(source["inputs"], values, strict=True)))
        told = f" ({', '.join(values)})" if values else ""
        text = source["wording"] + told
        asked.append({"href": f"/questions/{source['name']}" + (f"?{fields}" if fields else ""), "text": text})
    return asked


def _view(view: dict[str, Any]) -> dict[str, Any]:
    """Return a view with its drawing; the picture and its data are safe markup, built with everything escaped."""
    if "picture" in view:
        explore = [("start", one) for one in view["start"]] + [("relation", one) for one in view["relations"]]
        safe = {name: Markup(view[name]) for name in ("picture", "data")}  # noqa: S704
        return {**view, **safe, "explore": f"/explore?{urlencode(explore)}" if view["start"] else ""}
    if view["kind"] == "axis":
        return {**view, "axis": axis(view["exposure"])}
    if view["kind"] in {"bars", "dots"}:
        return {**view, "scale": (bars if view["kind"] == "bars" else dots)(view["lines"])}
    return view
