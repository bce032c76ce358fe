"""The question library: every question is a file `ontology/queries/NAME.rq` whose head says it in human words.

    # Question: Which precipitants interact with ?drug?
    # Input:    drug, the IRI of the object drug
    # Output:   one row per precipitant and mechanism
    # Example:  drug=florbium
    # Topic:    interactions

A line `# For:` says who asks it, where that is hardly a person. A line `# Kept:` in a head says why the rows of that
question, asked without inputs, are kept beside the snapshot (graph.keeping), so that a process that starts finds them
instead of asking.

An input is the slot `VALUES ?drug { UNDEF }` in the text: valid SPARQL as it stands (any value), and the place where
`bind` writes the values. Nothing else in a query is ever replaced, so that a value can never become syntax.
"""

from __future__ import annotations

import functools
import re
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import OntologyBroken, QuestionUnknown
from graph.files import text_of
from graph.infer import header
from graph.keeping import kept, place_of
from graph.names import expand, ontology_dir
from graph.tables import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graph.store import Solution, Store

_INPUT: Final = re.compile(r"^#\s*Input:\s*(\w+),\s*(.*)$", re.MULTILINE)
_CHOICE: Final = re.compile(r"one of (ago:\w+)")
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z", re.IGNORECASE)


_ROWS: Final = "rows"
_KEPT: Final[weakref.WeakKeyDictionary[Store, dict[str, list[Solution]]]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its name, human wording, inputs (name to meaning), meaning of a row, example values, and text.

    `topic` is what it is about, in a word or two, empty where the head does not say; `is_kept` tells that its rows
    without inputs are kept beside the snapshot; `is_internal` that pages ask it, and hardly a person.
    """

    name: str
    wording: str
    inputs: Mapping[str, str]
    output: str
    example: Mapping[str, str]
    text: str
    topic: str = ""
    is_kept: bool = False
    is_internal: bool = False

    def takes_text(self, name: str) -> bool:
        """Tell whether an input is a text rather than a thing of the graph."""
        return self.inputs.get(name, "").startswith("the text")

    def choice(self, name: str) -> str:
        """Return the IRI of the list or class that an input is chosen from, or the empty text; see graph.choices."""
        found = _CHOICE.match(self.inputs.get(name, ""))
        return expand(found[1]) if found else ""


def read_question(path: Path) -> Question:
    """Return the question in a file; raise OntologyBroken when its head is incomplete or a slot is missing."""
    text = text_of(path)
    head = header(text)
    inputs = dict(_INPUT.findall(text))
    missing = [key for key in ("question", "output") if key not in head]
    missing += [f"slot VALUES ?{name} {{ UNDEF }}" for name in inputs if _slot(name) not in text]
    if missing:
        raise OntologyBroken(path, f"this lacks: {', '.join(missing)}.", "See the head of a neighbouring question.")
    example = dict(part.strip().split("=", 1) for part in head.get("example", "").split(";") if "=" in part)
    marks = head.get("topic", ""), "kept" in head, "for" in head
    return Question(path.stem, head["question"], inputs, head["output"], example, text, *marks)


@functools.cache
def library(folder: Path | None = None) -> Mapping[str, Question]:
    """Return every question of the library by name, in name order."""
    folder = folder or ontology_dir() / "queries"
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"), key=lambda path: path.stem)}


def question(name: str) -> Question:
    """Return one question; raise QuestionUnknown with the names there are."""
    try:
        return library()[name]
    except KeyError:
        message = f"there is no question “{name}”; the library has: {', '.join(library())}"
        raise QuestionUnknown(message) from None


def bind(asked: Question, values: Mapping[str, Sequence[str]]) -> str:
    """Write values into the slots of a question and return the query text.

    A value of an input that is a thing must be an IRI; other inputs are written as literals. An input without value
    stays open. Raises QuestionUnknown for an input the question does not have or a thing that is no IRI.
    """
    text = asked.text
    for name, given in values.items():
        if name not in asked.inputs:
            message = f"“{asked.name}” has no input “{name}”; it takes: {', '.join(asked.inputs) or 'none'}"
            raise QuestionUnknown(message)
        terms = [literal(value) if asked.takes_text(name) else _iri(asked, name, value) for value in given]
        text = text.replace(_slot(name), f"VALUES ?{name} {{ {' '.join(terms)} }}")
    return text


def ask(store: Store, name: str, **values: Sequence[str]) -> list[Solution]:
    """Ask a question of the library and return its rows as plain texts, which nobody may change: some are shared."""
    asked = question(name)
    if asked.is_kept and not values and place_of(store, _ROWS):
        return list(_rows(store)[name])
    return store.select(bind(asked, values))


def _rows(store: Store) -> dict[str, list[Solution]]:
    """Return the rows of every question whose rows are kept, by its name; read once for a store."""
    if store not in _KEPT:
        _KEPT[store] = kept(store, _ROWS, lambda: {one.name: store.select(one.text) for one in kept_questions()})
    return _KEPT[store]


def kept_questions() -> list[Question]:
    """Return the questions whose rows are kept beside a snapshot, in name order."""
    return [one for one in library().values() if one.is_kept]


def _slot(name: str) -> str:
    return f"VALUES ?{name} {{ UNDEF }}"


def _iri(asked: Question, name: str, value: str) -> str:
    if not _IRI.match(value):
        message = f"input “{name}” of “{asked.name}” must be the IRI of a thing, not “{value[:80]}”"
        raise QuestionUnknown(message)
    return f"<{value}>"
