"""Ask a question of the library for a reader: from what was written into its form to a table, and to a picture.

Questions are files (graph.queries); nothing here knows any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from graph import layout, render
from graph.errors import AlkaGraphError
from graph.findings import drawn, form_of, is_drawable, rows_of, table_of
from graph.inquiry import offered, read, values_of
from graph.names import local
from graph.nomenclature import nomenclature_of
from graph.queries import bind, question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.inquiry import Inquiry
    from graph.queries import Question
    from graph.store import Store

Json = dict[str, Any]


def answered(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Answer the question `name` with the texts in `given`, or where that is null with its example.

    Returns its `inputs` with what was read, what was `lost`, the `query`, and the table of graph.findings; with
    `picture` also what a page needs to draw it (graph.render.context), or nothing where the rows are no arrows.
    """
    asked = question(str(payload["name"]))
    is_example = payload.get("given") is None
    given = asked.example if is_example else {str(name): str(text) for name, text in payload["given"].items()}
    found = read(store, asked, given)
    query = bind(asked, found.values)
    told: Json = {
        "inputs": [_input(store, asked, name, given, found) for name in asked.inputs],
        "lost": found.lost,
        "query": query,
        "form": form_of(query),
        "is_example": is_example,
        "picture": None,
        "drawable": False,
    }
    if found.lost:
        return orjson.dumps({**told, "columns": [], "rows": [], "total": 0, "more": False})
    columns, rows = rows_of(store, query)
    told |= table_of(store, columns, rows) | {"drawable": is_drawable(columns)}
    if told["drawable"] and payload.get("picture"):
        picture = drawn(store, columns, rows, [one for held in found.values.values() for one in held])
        told["picture"] = render.context(picture, layout.layered(picture), wording(asked, found))
    return orjson.dumps(told)


def bound(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the `query`, and its `form`, of the question `name` with the texts in `given` bound.

    Raises NameUnresolved or ChoiceUnknown for a text that is lost.
    """
    asked = question(str(payload["name"]))
    given = {str(name): str(text) for name, text in payload["given"].items()}
    found = read(store, asked, given)
    for one in found.lost:
        values_of(store, asked, one["input"], one["text"])
    query = bind(asked, found.values)
    return orjson.dumps({"query": query, "form": form_of(query)})


def wording(asked: Question, found: Inquiry) -> str:
    """Return the question as a sentence, with what was asked for in the place of its inputs."""
    text = asked.wording
    for name, label in found.labels.items():
        text = text.replace(f"?{name}", label)
    return text


def _input(store: Store, asked: Question, name: str, given: Mapping[str, str], found: Inquiry) -> Json:
    """Return what a form shows of an input: what it means, how it is given, its value, choices and example."""
    text = given.get(name, "")
    kind = "text" if asked.takes_text(name) else "choice" if asked.choice(name) else "thing"
    options = offered(store, asked, name)
    if kind == "choice" and name in found.values:
        meant = {one["label"]: one["value"] for one in reversed(options)}
        text = text if text in meant.values() else meant.get(found.labels[name], text)
    return {
        "name": name,
        "meaning": asked.inputs[name],
        "kind": kind,
        "value": _shown(store, asked, name, text, found) if kind == "thing" else text,
        "label": found.labels.get(name, ""),
        "example": _label(store, asked, name),
        "options": options,
    }


def _shown(store: Store, asked: Question, name: str, text: str, found: Inquiry) -> str:
    """Return a text as a form shows it: the label of an id, where the label leads back to the same thing."""
    label = found.labels.get(name, "")
    if not label or len(found.values[name]) > 1:
        return text
    try:
        same = values_of(store, asked, name, label) == found.values[name]
    except AlkaGraphError:
        return text
    return label if same and text == local(found.values[name][0]) else text


def _label(store: Store, asked: Question, name: str) -> str:
    """Return how the example value of an input is called; empty where the question has none."""
    text = asked.example.get(name, "")
    if not text or asked.takes_text(name):
        return text
    try:
        return ", ".join(nomenclature_of(store).labels.get(one, text) for one in values_of(store, asked, name, text))
    except AlkaGraphError:  # a graph that does not hold the example
        return ""


#: Jobs of the workers (graph.jobs).
JOBS: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], bytes]]] = {"answered": answered, "bound": bound}
