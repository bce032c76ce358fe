"""The question library for people: every question as a sentence with a form; its answer as a table, a file, a picture.

A question is a file of `ontology/queries`; nothing here knows any of them, so that a new file is a new page.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup, escape

from graph.choices import plain
from graph.errors import RequestInvalid
from graph.queries import library
from web import bodies
from web.errors import NotFound
from web.negotiation import GRAPHS, SHORT_NAMES, TABLES
from web.pages import page
from web.service import run
from web.sparql_page import TOPICS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.queries import Question

router = APIRouter(tags=["Questions"])

MAX_SOUGHT: Final = 200
#: Names of fields that are not inputs of a question.
PICTURE: Final = "show"
_FORMAT: Final = "format"
#: Forms of a query whose answer is a graph.
GRAPH_FORMS: Final = frozenset({"construct", "describe"})
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "An input that the question does not have, or that no list knows"},
    404: {"description": "No such question, or a name that was not recognised; `detail` suggests others"},
}


@router.get("/questions", include_in_schema=False)
async def questions(request: Request) -> HTMLResponse:
    """List the questions by topic; `q` keeps those in whose words it occurs."""
    sought = (bodies.one(bodies.fields(request.scope["query_string"]), "q") or "").strip()
    if len(sought) > MAX_SOUGHT:
        message = f"“q” has {len(sought)} characters; write at most {MAX_SOUGHT}"
        raise RequestInvalid(message)
    return await page(request, "questions.html", partial(_listed, sought), here="/questions")


@router.get("/questions/{name}", include_in_schema=False)
async def asked(request: Request, name: str) -> HTMLResponse:
    """Show a question with its form and its answer: for the example, or for what stands in the address."""
    known = _known(name)
    given = _given(request)
    wanted = given.pop(PICTURE, "")
    if wanted not in {"", "picture"}:
        message = f"“{PICTURE}” can be “picture” or left out"
        raise RequestInvalid(message)
    taken = given if given or not known.inputs else None
    payload = {"name": name, "given": taken, "picture": bool(wanted)}
    answer = json.loads(await run(request, "answered", payload))
    make = partial(shown, known, given, answer)
    reply = await page(request, "question.html", make, here="/questions")
    if answer["lost"] and taken is not None:  # an example that this graph does not hold is nobody's mistake
        reply.status_code = 404
    return reply


@router.get("/api/questions/{name}", summary="Ask a question of the library", responses=_ERRORS)
async def answer(request: Request, name: str) -> Response:
    """Answer with every row. Inputs are fields, written as people name things; an input left out stays open.

    `format` may be `json`, `csv`, `tsv` or `xml`; of a question whose answer is a graph `ttl`, `nt`, `jsonld` or `rdf`.
    """
    _known(name)
    given = _given(request)
    wanted = given.pop(_FORMAT, "json")
    if wanted not in SHORT_NAMES:
        message = f"“{_FORMAT}” must be one of {', '.join(SHORT_NAMES)}, not “{wanted[:80]}”"
        raise RequestInvalid(message)
    told = json.loads(await run(request, "bound", {"name": name, "given": given}))
    media_type = SHORT_NAMES[wanted]
    payload = {"query": told["query"], "table": TABLES.get(media_type), "graph": GRAPHS.get(media_type)}
    kind = "graph" if told["form"] in GRAPH_FORMS else "table"
    ending = {"json": "jsonld" if kind == "graph" else "json"}.get(wanted, wanted)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    body = await run(request, "sparql", payload)
    return Response(body, media_type=payload[kind] or media_type, headers=headers)


def _known(name: str) -> Question:
    """Return a question; raise NotFound with names that look like it."""
    found = library().get(name)
    if found is None:
        near = get_close_matches(name, library(), 3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        message = f"there is no question “{name[:80]}”.{hint} /questions lists them all."
        raise NotFound(message)
    return found


def _given(request: Request) -> dict[str, str]:
    """Return the fields of the address, each given once."""
    given = bodies.fields(request.scope["query_string"])
    return {name: (bodies.one(given, name) or "").strip() for name in given}


def _listed(sought: str) -> dict[str, Any]:
    """Return the questions that fit by topic, those with something to fill in first, and those of pages apart."""
    wanted = plain(sought).split()
    fitting = [
        one
        for one in library().values()
        if all(word in plain(f"{one.wording} {one.name} {one.topic} {one.output}") for word in wanted)
    ]
    topics: dict[str, list[dict[str, Any]]] = {topic: [] for topic in TOPICS}
    for one in sorted(fitting, key=lambda one: not one.inputs):
        if not one.is_internal:
            topics.setdefault(one.topic or "other questions", []).append(_line(one))
    return {
        "sought": sought,
        "topics": [(topic, "topic-" + topic.replace(" ", "-"), held) for topic, held in topics.items() if held],
        "internal": [_line(one) for one in fitting if one.is_internal],
        "count": len(fitting),
        "every": len(library()),
    }


def _output(one: Question) -> Markup:
    """Return what a row means: other questions as links in their own words, names of columns in quotes."""
    told = escape(one.output[:1].upper() + one.output[1:] + ".")
    for name in dict.fromkeys(re.findall(r"`([^`]+)`", one.output)):
        shown = Markup("“{}”").format(name)
        if other := library().get(name):
            shown = Markup('<a href="/questions/{}">“{}”</a>').format(name, _plain(other, {}))
        told = told.replace(Markup("`{}`").format(name), shown)
    return told


def _line(one: Question) -> dict[str, Any]:
    return {"name": one.name, "wording": _worded(one, {}), "output": one.output}


def shown(known: Question, given: Mapping[str, str], told: dict[str, Any]) -> dict[str, Any]:
    """Return what `question.html` needs: the sentence, the form, the table, and links to the same in other forms."""
    values = {one["name"]: one["value"] for one in told["inputs"] if one["value"]}
    labels = {one["name"]: one["label"] for one in told["inputs"] if one["label"]}
    address, query = f"/questions/{known.name}", urlencode(values)
    is_graph = told["form"] in GRAPH_FORMS
    formats = [("Turtle", "ttl"), ("JSON-LD", "jsonld")] if is_graph else [("CSV", "csv"), ("JSON", "json")]
    picture = told["picture"]
    if picture:
        picture = {**picture, **{name: Markup(picture[name]) for name in ("picture", "data")}}  # noqa: S704 - our drawing
    return {
        "name": known.name,
        "title": _plain(known, labels),
        "sentence": _worded(known, labels),
        "topic": known.topic,
        "output": _output(known),
        "inputs": told["inputs"],
        "lost": [_lost(known, values, one) for one in told["lost"]],
        "is_example": told["is_example"] and bool(known.inputs),
        "columns": told["columns"],
        "rows": told["rows"],
        "total": told["total"],
        "more": told["more"],
        "downloads": [
            {"label": label, "href": f"/api{address}?{urlencode({**values, _FORMAT: short})}"}
            for label, short in formats
        ],
        "sparql": "/sparql#query=" + quote(told["query"], safe=""),
        "query": told["query"],
        "drawable": told["drawable"],
        "as_picture": f"{address}?{urlencode({**values, PICTURE: 'picture'})}",
        "as_table": f"{address}?{query}",
        "drawn": picture,
        "permalink": f"{address}?{query}" if query else address,
        "asked_again": bool(given),
    }


def _lost(known: Question, values: Mapping[str, str], one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a text that was not recognised, with the addresses that ask for what looks like it instead."""
    ways = [
        {"label": text, "href": f"/questions/{known.name}?{urlencode({**values, one['input']: text})}"}
        for text in one["suggestions"]
    ]
    return {**one, "ways": ways}


def _worded(one: Question, labels: Mapping[str, str]) -> Markup:
    """Return the sentence of a question, its inputs marked: what was asked for, or the name of the input."""
    text = escape(one.wording)
    for name in sorted(one.inputs, key=len, reverse=True):
        text = Markup(text.replace(f"?{name}", Markup("<em>{}</em>").format(labels.get(name, name))))  # noqa: S704 - escaped
    return text


def _plain(one: Question, labels: Mapping[str, str]) -> str:
    text = one.wording
    for name in sorted(one.inputs, key=len, reverse=True):
        text = text.replace(f"?{name}", labels.get(name, name))
    return text
