"""Read what people write into a question of the library: names, words of a list, or nothing for “any”.

Of several things with one name those of the kind that the input speaks of are meant. Nothing is guessed: what is not
found comes back with names that look like it (graph.nomenclature).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph.choices import choices, plain, value_of
from graph.errors import ChoiceUnknown, NameUnresolved, RequestInvalid
from graph.names import local
from graph.nomenclature import meant, nomenclature_of
from graph.queries import ask, bind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.queries import Question
    from graph.store import Store

Json = dict[str, Any]

#: Most characters of a value.
MAX_VALUE: Final = 200
#: A kind with more things than this is not written out to choose from; it is completed while somebody types.
MAX_OFFERED: Final = 300


@dataclass(slots=True)
class Inquiry:
    """What was read: `values` to bind, the `labels` they are shown by, and what was `lost`, each with suggestions."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    lost: list[Json] = field(default_factory=list)


def read(store: Store, asked: Question, given: Mapping[str, str]) -> Inquiry:
    """Read the texts given for inputs of a question; an empty one leaves its input open.

    Raises RequestInvalid for an input that the question does not have, or a text that is too long.
    """
    found = Inquiry()
    for name, text in given.items():
        if name not in asked.inputs:
            message = f"“{asked.name}” has no input “{name}”; it takes: {', '.join(asked.inputs) or 'none'}"
            raise RequestInvalid(message)
        if len(text) > MAX_VALUE:
            message = f"“{name}” has {len(text)} characters; write at most {MAX_VALUE}"
            raise RequestInvalid(message)
        if wanted := text.strip():
            _read_one(store, asked, name, wanted, found)
    return found


def _read_one(store: Store, asked: Question, name: str, text: str, found: Inquiry) -> None:
    try:
        found.values[name] = values_of(store, asked, name, text)
    except NameUnresolved as error:
        found.lost.append({"input": name, "text": text, "reason": error.reason, "suggestions": list(error.suggestions)})
    except ChoiceUnknown as error:
        found.lost.append({"input": name, "text": text, "reason": "unknown", "suggestions": list(error.allowed)})
    else:
        labels = nomenclature_of(store).labels
        told = text if asked.takes_text(name) else ", ".join(labels.get(one, local(one)) for one in found.values[name])
        found.labels[name] = told


def values_of(store: Store, asked: Question, name: str, text: str) -> tuple[str, ...]:
    """Return what an input of a question is filled with: the text itself, a member of a list, or things.

    Raises ChoiceUnknown or NameUnresolved.
    """
    if asked.takes_text(name):
        return (text,)
    if asked.choice(name):
        return (value_of(store, asked, name, text),)
    return meant(store, text, kinds_of_input(store, asked, name))


def filled(store: Store, asked: Question, given: Mapping[str, Iterable[str]]) -> str:
    """Return the text of a question with its inputs filled by what some texts mean, each input by one or more.

    Raises ChoiceUnknown, NameUnresolved, and QuestionUnknown for an input it does not have.
    """
    values = {
        key: [one for text in texts for one in values_of(store, asked, key, text)] for key, texts in given.items()
    }
    return bind(asked, values)


def kinds_of_input(store: Store, asked: Question, name: str) -> frozenset[str]:
    """Return the classes (IRIs) that the meaning of an input speaks of, such as “an enzyme or transporter”."""
    meaning = asked.inputs.get(name, "").split(" such as ", maxsplit=1)[0].casefold()
    told = nomenclature_of(store).classes
    spoken = {kind for label, kind in told.items() if re.search(rf"\b{re.escape(label)}s?\b", meaning)}
    narrower = {row["own"] for row in ask(store, "things-of-kind", kind=sorted(spoken))} if spoken else set()
    return frozenset(spoken | narrower)


def offered(store: Store, asked: Question, name: str) -> list[Json]:
    """Return what an input can be chosen from, as `value` and `label`: a list, or the smaller kinds it speaks of."""
    if asked.choice(name):
        return [{"value": one.name, "label": one.label} for one in choices(store, asked.choice(name))]
    if asked.takes_text(name):
        return []
    every = nomenclature_of(store)
    kinds = kinds_of_input(store, asked, name)
    members: dict[str, set[str]] = {}
    for thing, own in every.kinds.items():
        for kind in own & kinds:
            members.setdefault(kind, set()).add(thing)
    few = {thing for held in members.values() if len(held) <= MAX_OFFERED for thing in held}
    told = {every.labels[thing] for thing in few if thing in every.labels}
    return [{"value": label, "label": ""} for label in sorted(told, key=lambda label: (plain(label), label))]
