"""What a text means where a thing, or a value of a question's input, is asked for: on a command line, in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.choices import value_of
from graph.errors import NameUnresolved
from graph.names import expand
from graph.queries import ask, bind
from graph.resolve import names_of, things

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.queries import Question
    from graph.store import Store


def things_meant(store: Store, text: str) -> tuple[str, ...]:
    """Return the IRIs a text means: an IRI, a short form, an id of the graph, or a name; a combination is several.

    An IRI need not be held. Raises NameUnresolved with suggestions for a text that is none of these.
    """
    names = names_of(store)
    try:
        thing = expand(text)
    except ValueError:
        return things(names.resolve(text))
    if any(match.ingredients for match in names.exact(text)):
        return things(names.resolve(text))
    if ask(store, "kind-of", thing=[thing]):
        return (thing,)
    try:
        return things(names.resolve(text))
    except NameUnresolved:
        if ":" in text:
            return (thing,)
        raise


def filled(store: Store, asked: Question, given: Mapping[str, Iterable[str]]) -> str:
    """Return the text of a question with its inputs filled by what some texts mean.

    An input takes the text itself, a member of its list, or things (`things_meant`), as the question's head says.
    Raises ChoiceUnknown, NameUnresolved, and QuestionUnknown for an input it does not have.
    """
    return bind(asked, {key: [one for text in texts for one in _values(store, asked, key, text)]
                        for key, texts in given.items()})  # fmt: skip


def _values(store: Store, asked: Question, key: str, text: str) -> tuple[str, ...]:
    if asked.takes_text(key):
        return (text,)
    return (value_of(store, asked, key, text),) if asked.choice(key) else things_meant(store, text)
