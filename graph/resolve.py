"""From what people type to things of the graph: exact names first, then the nearest ones as suggestions.

Nothing is guessed: a misspelt or ambiguous name stays unresolved and comes back with suggestions.
"""

from __future__ import annotations

import re
import unicodedata
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from graph.errors import NameUnresolved
from graph.names import local
from graph.queries import ask

if TYPE_CHECKING:
    from graph.store import Store

#: A full stop that ends a word, as in an abbreviation.
_STOP: Final = re.compile(r"\.(?=\s|$)")
#: How a name matched, best first; `fuzzy` only ever describes a suggestion.
KINDS_OF_MATCH: Final = ("label", "synonym", "brand", "identifier")
#: Least similarity (0 to 100, rapidfuzz WRatio) and number of suggestions.
LEAST_SIMILARITY: Final = 72
MAX_SUGGESTIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A recognised name: the thing, its label and kind, how it matched, and the thing it is looked up under.

    `participant` differs from `id` for a form of a product, whose interactions stand with the product.
    """

    id: str
    label: str
    kind: str
    matched_by: str
    participant: str
    participant_label: str


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of every substance, in normal form."""

    by_name: dict[str, tuple[Match, ...]] = field(default_factory=dict)

    def resolve(self, text: str) -> Match:
        """Return the one thing a name means; raise NameUnresolved when there is none or more than one."""
        found = self.by_name.get(normal(text), ())
        best = [match for match in found if match.matched_by == found[0].matched_by] if found else []
        if len({match.id for match in best}) == 1:
            return best[0]
        raise NameUnresolved(text, tuple(dict.fromkeys(match.label for match in best)) or self.near(text))

    def near(self, text: str) -> tuple[str, ...]:
        """Return the labels of the things whose names look most like a text, best first."""
        found = process.extract(normal(text), self.by_name.keys(), scorer=_likeness, limit=MAX_SUGGESTIONS * 4)
        close = [name for name, score, _ in found if score >= LEAST_SIMILARITY]
        labels = dict.fromkeys(self.by_name[name][0].label for name in close)
        return tuple(labels)[:MAX_SUGGESTIONS]

    def starting(self, text: str, limit: int = 10) -> list[tuple[str, Match]]:
        """Return names that begin with a text, shortest first, for completion; then names that look like it."""
        wanted = normal(text)
        hits = sorted((name for name in self.by_name if name.startswith(wanted)), key=lambda name: (len(name), name))
        found = {self.by_name[name][0].id: (name, self.by_name[name][0]) for name in reversed(hits)}
        return [found[thing] for thing in reversed(found)][:limit]


_CACHE: weakref.WeakKeyDictionary[Store, Names] = weakref.WeakKeyDictionary()


def names_of(store: Store) -> Names:
    """Return the names of a store's substances; read once, since a store does not change."""
    if store not in _CACHE:
        _CACHE[store] = _read(store)
    return _CACHE[store]


def normal(text: str) -> str:
    """Fold case, accents, dashes, stops of abbreviations and runs of blanks, so that spellings meet.

    >>> normal("  Zelk–Amine ")
    'zelk-amine'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for dash in "\u2010\u2011\u2012\u2013\u2014\u2212":
        plain = plain.replace(dash, "-")
    return " ".join(_STOP.sub("", plain).casefold().split())


def _likeness(first: str, second: str, **_options: object) -> float:
    """Score two names by whole-string likeness, which a short name inside a long one cannot inflate."""
    return max(fuzz.ratio(first, second), 0.95 * fuzz.token_sort_ratio(first, second))


def _read(store: Store) -> Names:
    rows = ask(store, "names")
    rank = {how: place for place, how in enumerate(KINDS_OF_MATCH)}
    rows += [{**row, "name": local(row["thing"]), "how": "identifier"} for row in rows if row["how"] == "label"]
    by_name: dict[str, list[Match]] = {}
    for row in sorted(rows, key=lambda row: (rank[row["how"]], row["label"], row["thing"])):
        participant, label = row.get("whole", row["thing"]), row.get("wholeLabel", row["label"])
        match = Match(row["thing"], row["label"], row["kind"], row["how"], participant, label)
        by_name.setdefault(normal(row["name"]), []).append(match)
    return Names({name: tuple(found) for name, found in by_name.items()})
