"""What the two names of a row of a test set stand for: substances, a class of them, or nothing that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import RequestInvalid
from graph.listed import Listed, look_up
from graph.names import AGO
from graph.queries import ask
from graph.request import MAX_NAME, CheckRequest
from graph.resolve import names_of
from graph.spelling import normal

if TYPE_CHECKING:
    from graph.store import Store

#: What a name can turn out to be.
KNOWN: Final = "known"
UNKNOWN: Final = "unknown"
CLASS: Final = "class"
EMPTY: Final = "empty"
_CLASSES: Final = AGO + "PharmacodynamicClass"


@dataclass(frozen=True, slots=True)
class Side:
    """One name of a row: what it is, the substances it stands for (IRI to label), and near names when it is unknown.

    A combination product stands for all its ingredients, a form for its product.
    """

    name: str
    what: str
    stands_for: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()


class Sides:
    """Looks names up in one store and keeps what it found."""

    def __init__(self, store: Store) -> None:
        self._names = names_of(store)
        self._classes = {normal(row["label"]) for row in ask(store, "things-of-kind", kind=[_CLASSES])}
        self._kept: dict[str, Side] = {}

    def of(self, name: str) -> Side:
        """Return what a name stands for; never raises, whatever the text."""
        if name not in self._kept:
            self._kept[name] = self._find(name)
        return self._kept[name]

    def _find(self, name: str) -> Side:
        if not name:
            return Side(name, EMPTY)
        if len(name) > MAX_NAME:
            return Side(name, UNKNOWN)
        given = self._read({"substances": [name]})
        if given.unresolved and {normal(name), normal(name).removesuffix("s")} & self._classes:
            return Side(name, CLASS)
        # a name with a dose, or several names in one cell, is read as a line of a list
        line = self._read({"text": name}) if given.unresolved else given
        strange = [words for entry in line.entries for words in entry.phrase.unread if f"({words})" not in name]
        if not line.entries or line.unresolved or strange:
            near = [one for lost in given.unresolved for one in lost["suggestions"]]
            near += [entry.match.label for entry in line.entries] if strange else []
            return Side(name, UNKNOWN, suggestions=tuple(dict.fromkeys(near)))
        matches = line.matches()
        return Side(name, KNOWN, tuple((one, matches[one].participant_label) for one in sorted(matches)))

    def _read(self, request: object) -> Listed:
        try:
            return look_up(self._names, CheckRequest.parse(request))
        except RequestInvalid:
            return Listed()
