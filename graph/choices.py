"""Inputs with a fixed choice: a code, a topic or a text named by its id, short name or label instead of an IRI.

A question says so in its head: `# Input: verdict, one of ago:VerdictScheme`. The list is a list of codes or a class;
its members are read from the graph, so that a new one is a new row or block and never an edit of code.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from graph.errors import ChoiceUnknown
from graph.names import AGO, local
from graph.queries import ask
from graph.spelling import normal

if TYPE_CHECKING:
    from graph.queries import Question
    from graph.store import Store

#: A list with more members than this is not written out in a message; so many names that look alike are.
MAX_SHOWN: Final = 60
MAX_NEAR: Final = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One member of a list: its IRI, the short name it is asked for by, and its label."""

    id: str
    name: str
    label: str


def choices(store: Store, listing: str) -> list[Choice]:
    """Return the members of a list of codes or a class, given as an IRI, in order of rank and label.

    The short name is the member's notation where it has one, else the last part of its IRI.
    """
    rows = ask(store, "members-of-list", list=[listing])
    return [Choice(row["member"], row.get("name") or local(row["member"]), row["label"]) for row in rows]


def chosen(store: Store, listing: str, text: str, what: str) -> Choice:
    """Return the member of a list that a text names: its short name, id or label, whatever the case of the letters.

    Raises ChoiceUnknown with the names there are; `what` is the input it was given for.
    """
    known = choices(store, listing)
    by_label = {plain(one.label): one for one in reversed(known)}
    by_name = {plain(name): one for one in reversed(known) for name in _names(one)}
    found = by_name.get(plain(text)) or by_label.get(plain(text))
    if found:
        return found
    names = [one.name for one in known]
    raise ChoiceUnknown(what, text, names if len(names) <= MAX_SHOWN else get_close_matches(text, names, MAX_NEAR))


def value_of(store: Store, asked: Question, name: str, text: str) -> str:
    """Return the IRI that a text means for an input with a fixed choice; raise ChoiceUnknown otherwise."""
    return chosen(store, asked.choice(name), text, name).id


def _names(one: Choice) -> tuple[str, ...]:
    """Return what a member is called in programs: short name, last part of the IRI, its short form, the IRI."""
    prefix = "ago:" if one.id.startswith(AGO) else "alka:"
    return one.name, local(one.id), prefix + local(one.id), one.id


def plain(text: str) -> str:
    """Return a name as names are compared: without regard to case, hyphens and underlines."""
    return normal(text.replace("_", " ").replace("-", " "))
