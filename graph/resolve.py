"""From a name to a thing of the graph: label, synonym, brand, identifier, then the same without salt and form.

Nothing is guessed: a misspelt or ambiguous name stays unresolved and comes back with suggestions.
"""

from __future__ import annotations

import itertools
import re
import weakref
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graph.errors import NameUnresolved
from graph.keeping import kept
from graph.language import Language, read_language, tokens
from graph.names import local
from graph.queries import ask
from graph.spelling import Nearest, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.language import Found, Token
    from graph.store import Solution, Store

#: How a name matched, best first; nothing is ever matched by likeness.
KINDS_OF_MATCH: Final = ("label", "synonym", "brand", "identifier")
MAX_SUGGESTIONS: Final = 5
#: A name with more parts than this is no list of ingredients.
MAX_INGREDIENTS: Final = 6
#: The kind of a match that stands for its ingredients.
COMBINATION: Final = "combination"
#: Words that may surround a name without changing what is meant.
_AROUND: Final = frozenset({"salt", "form", "route", "filler"})
_JOINTS: Final = re.compile(r"\s*[/+]\s*|-|\s+-\s+")
_PREFIXED: Final = re.compile(r"([a-z]+)\s?[:#= ]\s?(\S+)\Z")


@dataclass(frozen=True, slots=True)
class Match:
    """A recognised name: the thing, its label and kind, how it matched, and the thing it is looked up under.

    `participant` differs from `id` for a form of a product, whose interactions stand with the product. A combination
    stands for its `ingredients`; when these were typed, `matched_by` is empty, and so is `id` if no such product is
    known.
    """

    id: str
    label: str
    kind: str
    matched_by: str
    participant: str
    participant_label: str
    ingredients: tuple[Match, ...] = ()
    #: Salt, form and route that were told beside the name, in canonical words.
    form: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """Every name of every substance, in normal form, and the words that surround names."""

    by_name: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)
    language: Language = field(default_factory=Language)
    #: For each identifier the words that may announce it, such as the name of its register.
    prefixes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def exact(self, text: str) -> tuple[Match, ...]:
        """Return the things that have a text as their name; the best kind of match outranks the others."""
        key = normal(text)
        found = self.by_name.get(key, ())
        if not found and self.prefixes and (typed := _PREFIXED.match(key)):
            value = typed[2] if typed[1] in self.prefixes.get(typed[2], ()) else f"{typed[1]}:{typed[2]}"
            found = tuple(one for one in self.by_name.get(value, ()) if one.matched_by == "identifier")
        unlike = {match.id: match for match in found if match.matched_by == found[0].matched_by}
        return tuple(unlike.values())

    def resolve(self, text: str) -> Match:
        """Return the one thing a name means; raise NameUnresolved when there is none or more than one."""
        if found := self.exact(text):
            return _only(text, found)
        core, form = self._core(text)
        if form and (found := self.exact(core)):
            return replace(_only(text, found), form=form)
        if found := self.joined(text):
            return replace(_only(text, found), form=form) if form else _only(text, found)
        raise NameUnresolved(text, self.near(text) or (self.near(core) if form else ()))

    def joined(self, text: str) -> tuple[Match, ...]:
        """Return the combination that a text lists by its ingredients, such as `one/other`; empty when it is none."""
        cuts = [match.span() for match in _JOINTS.finditer(text)] if "/" in text or "-" in text or "+" in text else []
        if not 0 < len(cuts) < MAX_INGREDIENTS:
            return ()
        parts = self._parts(text, 0, cuts)
        return (self.together(parts),) if len({part.participant for part in parts}) > 1 else ()

    def _parts(self, text: str, start: int, cuts: Sequence[tuple[int, int]]) -> tuple[Match, ...]:
        """Return the substances that the parts of a text from a place on mean, cut at some of the joints."""
        for place, (left, right) in enumerate(cuts):
            if (part := self._part(text[start:left])) and (rest := self._parts(text, right, cuts[place + 1 :])):
                return (part, *rest)
        last = self._part(text[start:])
        return (last,) if last else ()

    def together(self, ingredients: Iterable[Match]) -> Match:
        """Return the combination of some ingredients: the known product, or one without an id."""
        parts = tuple(ingredients)
        label = "/".join(part.label for part in parts)
        known = self._combinations.get(frozenset(part.id for part in parts))
        if known:
            return Match(known.id, known.label, COMBINATION, "", known.id, known.label, parts)
        return Match("", label, COMBINATION, "", "", label, parts)

    def near(self, text: str) -> tuple[str, ...]:
        """Return the labels of the things whose names look most like a text, best first."""
        key = normal(text)
        close = self._nearest.of(key, MAX_SUGGESTIONS * 4) if key else []
        labels = dict.fromkeys(match.label for name in close for match in self.exact(name))
        return tuple(labels)[:MAX_SUGGESTIONS]

    def starting(self, text: str, limit: int = 10) -> list[tuple[str, Match]]:
        """Return names that begin with a text, shortest first, each thing once, for completion."""
        wanted = normal(text)
        hits = sorted((name for name in self.by_name if name.startswith(wanted)), key=lambda name: (len(name), name))
        found: dict[str, tuple[str, Match]] = {}
        for name in hits:
            for match in self.exact(name):
                found.setdefault(match.id, (name, match))
            if len(found) >= limit:
                break
        return list(found.values())[:limit]

    def _part(self, text: str) -> Match | None:
        """Return the one substance a part of a combination means; parts without a letter are none."""
        if not any(character.isalpha() for character in text):
            return None
        found = self.exact(text) or self.exact(self._core(text)[0])
        return found[0] if len(found) == 1 and found[0].kind != COMBINATION else None

    def _core(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Return a text without the words of salt, form and route at its ends, and those words; shortest cut first."""
        cut = tokens(text)
        told: list[str] = []
        start, end = 0, len(cut)
        while start < end:
            tail = next((f for i in range(start + 1, end) if (f := self._around(cut, i)) and f.end == end), None)
            head = None if tail else self._around(cut[:end], start)
            found = tail or head
            if found is None or found.end - found.start >= end - start:
                break
            told.append(found.word.label)
            start, end = (start, found.start) if tail else (found.end, end)
            core = text[cut[start].start : cut[end - 1].end]
            if self.exact(core):
                return core, tuple(reversed(told))
        return (text[cut[start].start : cut[end - 1].end] if start < end else text), tuple(told)

    def _around(self, cut: list[Token], start: int) -> Found | None:
        return self.language.match(cut, start, _AROUND)

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(name for name, found in self.by_name.items() if found[0].matched_by != "identifier")

    @cached_property
    def _combinations(self) -> dict[frozenset[str], Match]:
        every = itertools.chain.from_iterable(self.by_name.values())
        return {frozenset(part.id for part in one.ingredients): one for one in every if one.ingredients}


_CACHE: weakref.WeakKeyDictionary[Store, Names] = weakref.WeakKeyDictionary()


def names_of(store: Store) -> Names:
    """Return the names of a store's substances; read once, since a store does not change."""
    if store not in _CACHE:
        _CACHE[store] = kept(store, "names", lambda: _read(store))
    return _CACHE[store]


def things(match: Match) -> tuple[str, ...]:
    """Return the IRIs a match stands for: those of its ingredients, or its own."""
    return tuple(part.id for part in match.ingredients) or (match.id,)


def _only(text: str, found: Sequence[Match]) -> Match:
    """Return the one thing that was found for a text; raise NameUnresolved when there are several."""
    if len(found) > 1:
        raise NameUnresolved(text, tuple(match.label for match in found), "ambiguous")
    return found[0]


def _read(store: Store) -> Names:
    rows = ask(store, "names")
    rank = {how: place for place, how in enumerate(KINDS_OF_MATCH)}
    rows += [{**row, "name": local(row["thing"]), "how": "identifier"} for row in rows if row["how"] == "label"]
    labelled = (row for row in rows if row["how"] == "label" and row["kind"] != COMBINATION)
    single = {row["thing"]: _match(row, "label") for row in labelled}
    holds: dict[str, list[Match]] = {}
    for row in ask(store, "combinations"):
        if row["ingredient"] in single:
            holds.setdefault(row["combination"], []).append(single[row["ingredient"]])
    matches: dict[tuple[str, str], Match] = {}
    by_name: dict[str, list[Match]] = {}
    prefixes: dict[str, tuple[str, ...]] = {}
    announced: dict[str, tuple[str, ...]] = {}
    for row in sorted(rows, key=lambda row: (rank[row["how"]], row["label"], row["thing"])):
        if row["kind"] != COMBINATION or row["thing"] in holds:
            key = row["thing"], row["how"]
            if key not in matches:
                matches[key] = _match(row, row["how"], tuple(holds.get(row["thing"], ())))
            name = normal(row["name"])
            by_name.setdefault(name, []).append(matches[key])
            if told := row.get("prefixes"):
                announced.setdefault(told, tuple(told.split()))
                prefixes[name] = (*prefixes.get(name, ()), *announced[told])
    names = {name: tuple(found) for name, found in by_name.items()}
    return Names(names, read_language(store), prefixes)


def _match(row: Solution, how: str, ingredients: tuple[Match, ...] = ()) -> Match:
    participant, label = row.get("whole", row["thing"]), row.get("wholeLabel", row["label"])
    return Match(row["thing"], row["label"], row["kind"], how, participant, label, ingredients)
