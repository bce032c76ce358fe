"""What a request lists, with every name found or accounted for; a combination product becomes its ingredients.

Two ingredients of one product are not checked against each other: somebody decided on that pair when the product was
made. If one of them is taken from elsewhere as well, the pair is checked like any other.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.errors import NameUnresolved, RequestInvalid
from graph.names import local
from graph.phrases import Phrase, read_text
from graph.request import MAX_NAME, MAX_SUBSTANCES, too_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.proof import Json
    from graph.request import CheckRequest, Taken
    from graph.resolve import Match, Names


@dataclass(frozen=True, slots=True)
class Entry:
    """One substance of a list: what it is, the words it was told in, and the product it is an ingredient of."""

    match: Match
    phrase: Phrase
    product: Match | None = None

    @property
    def told(self) -> str:
        """How the reader named it."""
        return self.phrase.name if self.product is None else f"{self.phrase.name} ({self.match.label})"

    def in_json(self) -> Json:
        """Return the entry as it stands among the substances of a report; an ingredient has no dose of its own."""
        said, product = self.phrase, self.product
        return {
            "input": said.name,
            "as_written": said.as_written,
            "dose": "" if product else said.dose,
            "times_per_day": said.times_per_day,
            "when": list(said.when),
            "as_needed": said.as_needed,
            "form": list(dict.fromkeys((*self.match.form, *said.form))),
            "unread": list(said.unread),
            "id": local(self.match.id),
            "label": self.match.label,
            "kind": self.match.kind,
            "matched_by": (product.matched_by if product else "") or self.match.matched_by,
            "checked_as": self.match.participant_label,
            "ingredient_of": product and {"id": local(product.id), "label": product.label, "dose": said.dose},
        }


@dataclass(slots=True)
class Listed:
    """A request whose names were looked up: entries, what was not recognised, and the pieces of its text."""

    entries: list[Entry] = field(default_factory=list)
    unresolved: list[Json] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def matches(self) -> dict[str, Match]:
        """Return what takes part in the check by participant; of several names for one the first stands."""
        return {entry.match.participant: entry.match for entry in reversed(self.entries)}

    def together(self) -> dict[tuple[str, str], Match]:
        """Return the ordered pairs of participants that come only as ingredients of one and the same product."""
        sources: dict[str, set[str]] = {}
        products = {entry.product.id: entry.product for entry in self.entries if entry.product}
        for entry in self.entries:
            sources.setdefault(entry.match.participant, set()).add(entry.product.id if entry.product else "")
        return {
            (one, other): products[min(sources[one])]
            for one, other in itertools.permutations(sources, 2)
            if sources[one] == sources[other] and len(sources[one]) == 1 and "" not in sources[one]
        }


def look_up(names: Names, request: CheckRequest) -> Listed:
    """Find every name of a request. Raises RequestInvalid when its text lists too much, or a name is too long."""
    listed = Listed()
    said = read_text(request.text, names) if request.text else []
    if len(request.substances) + len(said) > MAX_SUBSTANCES:
        raise too_many(len(request.substances) + len(said))
    listed.read = [phrase.as_written for phrase in said]
    for phrase in (*(_given(names, taken) for taken in request.substances), *said):
        if phrase.match is None:
            listed.unresolved.append(_lost(phrase, phrase.name, phrase.suggestions, phrase.reason))
            continue
        product = phrase.match if phrase.match.ingredients else None
        listed.entries += [Entry(match, phrase, product) for match in phrase.match.ingredients or (phrase.match,)]
        listed.unresolved += _strangers(names, phrase)
        listed.notes += _notes(phrase)
    return listed


def _given(names: Names, taken: Taken) -> Phrase:
    """Return a substance that was sent with its dose in a field of its own."""
    try:
        return Phrase(taken.name, taken.name, names.resolve(taken.name), taken.dose, taken.times_per_day)
    except NameUnresolved as error:
        return Phrase(taken.name, taken.name, reason=error.reason, suggestions=error.suggestions)


def _lost(phrase: Phrase, name: str, suggestions: tuple[str, ...], reason: str) -> Json:
    if len(name) > MAX_NAME:
        message = f"text: an entry has a name of {len(name)} characters; part the entries by commas or lines"
        raise RequestInvalid(message)
    return {"input": name, "suggestions": list(suggestions), "reason": reason, "as_written": phrase.as_written}


def _strangers(names: Names, phrase: Phrase) -> Iterator[Json]:
    """Yield the words beside a name that look like a name themselves: they may be something else that is taken."""
    for text in phrase.unread:
        near = names.near(text) if len(text) <= MAX_NAME and any(map(str.isalpha, text)) else ()
        if near:
            yield _lost(phrase, text, near, "unknown")


def _notes(phrase: Phrase) -> Iterator[str]:
    if phrase.match and phrase.match.ingredients and not phrase.match.id:
        yield f"“{phrase.name}” is no product known here: its parts are checked as medicines of their own."
