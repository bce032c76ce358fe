"""What everything is called: which thing of any kind a text means, and what to suggest for a text being typed.

Substances are named as a check names them (graph.resolve); everything else is found by label, synonym or slug.
Spellings meet in two steps: case, accents and dashes never count, and where that finds nothing, neither do hyphens and
blanks, and Greek letters are spelled out. Nothing is guessed: a text that means nothing, or several things, comes back
with names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graph.answers import once
from graph.errors import NameUnresolved
from graph.keeping import kept
from graph.names import ALKA, OWL, RDFS, expand, local
from graph.queries import ask
from graph.resolve import MAX_SUGGESTIONS, names_of, things
from graph.spelling import Nearest, normal, spelled_out
from graph.terrain import terrain_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.store import Store

#: Gives for a thing (IRI) what stands for it where it is wanted, or nothing where it is not.
Place = Callable[[str], str]

_NAME: Final = "nomenclature"
#: Classes of the schema's own words, which nobody means by a name.
_CLASSES: Final = (OWL + "Class", RDFS + "Class")
#: An IRI of the web: what SPARQL may hold between angle brackets (section 19.8, IRIREF).
_IRI: Final = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")
#: How much further than the suggestions wanted to look for names that are alike: not all are of the right kind.
_FURTHER: Final = 4


@dataclass(frozen=True)
class Nomenclature:
    """The names of everything: things (IRIs) by name in normal form; labels and kinds by IRI; classes by their label.

    `loosely` leads from names and slugs, spelled out and without blanks, to things; `spelled` holds each name spelled
    out, with its thing, labels before other names.
    """

    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    loosely: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spelled: tuple[tuple[str, str, bool], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)

    def called(self, text: str) -> tuple[str, ...]:
        """Return the things with a name; by how it is written where there are such, else however it is spelled."""
        return self.by_name.get(normal(text), ()) or self.loosely.get(_squeezed(spelled_out(text)), ())

    def holding(self, text: str) -> list[str]:
        """Return the things with a name that holds a text, best first; where there are none, however it is spelled.

        What the text itself is a name of comes first; then labels that begin with it, labels with a word that does,
        other names that begin with it, and labels that hold it anywhere; of these the shorter name.
        """
        key = spelled_out(text)
        if not key:
            return []
        hits: list[tuple[int, int, str, str]] = []
        for name, thing, is_label in self.spelled:
            if key in name:
                begins = name.startswith(key)
                place = (0 if begins else 1 if f" {key}" in name else 3) if is_label else 2
                if is_label or begins:
                    hits.append((place, len(name), name, thing))
        found = [thing for *_, thing in sorted(hits)] or self._beginning(_squeezed(key))
        return list(dict.fromkeys((*self.called(text), *found)))

    def _beginning(self, squeezed: str) -> list[str]:
        begun = sorted((len(name), name) for name in self.loosely if name.startswith(squeezed))
        return [thing for _, name in begun for thing in self.loosely[name]]

    def alike(self, text: str, limit: int) -> list[str]:
        """Return the things whose names look most like a text, best first."""
        key = normal(text)
        near = self._nearest.of(key, limit * _FURTHER) if key else []
        return list(dict.fromkeys(thing for name in near for thing in self.by_name[name]))

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self.by_name)


def nomenclature_of(store: Store) -> Nomenclature:
    """Return the names of everything in a store; read once, since a store does not change."""
    return once(store, _NAME, lambda: kept(store, _NAME, lambda: _read(store)))


def meant(store: Store, text: str, kinds: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the IRIs a text means: an IRI, a short form, a slug, or a name; a combination is its ingredients.

    Of several things with one name those of one of `kinds` (class IRIs) are meant. Raises NameUnresolved, with
    suggestions, for a text that means nothing or several things.
    """
    every = nomenclature_of(store)
    return _meant(store, text, _of_kinds(every, kinds) if kinds else None)


def slugs_meant(store: Store, text: str) -> tuple[str, ...]:
    """Return the slugs under which what a text means stands in pictures.

    Of several things with one name those that pictures show are meant. Raises NameUnresolved as `meant` does, and for
    what has no place in a picture, such as an article.
    """
    terrain, place = terrain_of(store), _places(store)
    if slug := terrain.drawn(text):
        return (slug,)
    slugs = dict.fromkeys(terrain.drawn(local(one)) for one in _meant(store, text, place))
    if found := tuple(slug for slug in slugs if slug):
        return found
    raise _unknown(store, text, place, NameUnresolved(text))


def landmark(store: Store, text: str) -> str:
    """Return the slug under which the one thing that a text means stands in a picture; raise as `slugs_meant` does."""
    found = slugs_meant(store, text)
    if len(found) > 1:
        raise _several(nomenclature_of(store), text, [ALKA + slug for slug in found])
    return found[0]


def suggested(store: Store, text: str, limit: int, kinds: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return at most `limit` things (IRIs) for a text being typed: what holds it, else what looks like it, best first.

    They are of one of `kinds` (class IRIs), or without any, of those that pictures show: a form or an isoform stands
    for what it is drawn as.
    """
    return _suggested(store, text, limit, _of_kinds(nomenclature_of(store), kinds) if kinds else _places(store))


def _suggested(store: Store, text: str, limit: int, place: Place) -> tuple[str, ...]:
    every, names = nomenclature_of(store), names_of(store)
    if not normal(text):
        return ()
    found = dict.fromkeys(map(place, every.holding(text)))
    if len(found) < limit:  # identifiers, brands, and forms, which stand for their product
        begun = (match.participant for _, match in names.starting(text, limit))
        found.update(dict.fromkeys(map(place, begun)))
    if not any(found):
        found = dict.fromkeys(map(place, every.alike(text, limit)))
    return tuple(one for one in found if one)[:limit]


def _of_kinds(every: Nomenclature, kinds: frozenset[str]) -> Place:
    return lambda thing: thing if every.kinds.get(thing, frozenset()) & kinds else ""


def _places(store: Store) -> Place:
    terrain = terrain_of(store)

    def place(thing: str) -> str:
        slug = terrain.drawn(local(thing))
        return ALKA + slug if slug else ""

    return place


def _meant(store: Store, text: str, place: Place | None) -> tuple[str, ...]:
    """Return what a text means; of several things those that fit, and of a substance and another thing what fits."""
    names, every = names_of(store), nomenclature_of(store)
    known = names.exact(text)
    if not any(match.ingredients for match in known) and (thing := _addressed(store, every, text)):
        return (thing,)
    substances: tuple[str, ...] = ()
    error = NameUnresolved(text)
    try:
        substances = things(names.resolve(text))
    except NameUnresolved as raised:
        error = raised
    if substances and (place is None or any(map(place, substances))):
        return substances
    others = every.called(text)
    fitting = tuple({at: one for one in others if place is not None and (at := place(one))}.values())
    if substances and not fitting:
        return substances
    found = fitting or others
    if len(found) == 1:
        return (found[0],)
    if found:
        raise _several(every, text, found)
    raise _unknown(store, text, place, error)


def _addressed(store: Store, every: Nomenclature, text: str) -> str:
    """Return the IRI that a text gives as one, in short or as a slug; nothing for another text."""
    try:
        thing = expand(text)
    except ValueError:
        return ""
    if not _IRI.fullmatch(thing):
        return ""
    return thing if thing in every.kinds or not thing.startswith(ALKA) or _exists(store, thing) else ""


def _several(every: Nomenclature, text: str, found: list[str] | tuple[str, ...]) -> NameUnresolved:
    """Tell that a text means several things: by their labels, or where these are the same by their slugs."""
    labels = {every.labels.get(one, local(one)) for one in found}
    told = labels if len(labels) == len(found) else map(local, found)
    return NameUnresolved(text, tuple(sorted(told)), "ambiguous")


def _unknown(store: Store, text: str, place: Place | None, error: NameUnresolved) -> NameUnresolved:
    """Tell that a text means nothing, with names: of what is wanted, of substances, then of anything in pictures."""
    if error.reason != "unknown":
        return error
    labels, shown = nomenclature_of(store).labels, _places(store)
    told = _suggested(store, text, MAX_SUGGESTIONS, place or shown)
    near = [labels.get(one, local(one)) for one in told]
    others = [labels[one] for one in _suggested(store, text, MAX_SUGGESTIONS, shown)] if not near else []
    return NameUnresolved(text, tuple(dict.fromkeys([*near, *error.suggestions, *others]))[:MAX_SUGGESTIONS])


def _exists(store: Store, thing: str) -> bool:
    return bool(store.select(f"SELECT * {{ <{thing}> a ?kind }} LIMIT 1"))


def _squeezed(spelled: str) -> str:
    return spelled.replace(" ", "")


def _read(store: Store) -> Nomenclature:
    by_name: dict[str, dict[str, None]] = {}
    loosely: dict[str, dict[str, None]] = {}
    spelled: dict[tuple[str, str, bool], None] = {}
    labels: dict[str, str] = {}
    kinds: dict[str, set[str]] = {}
    classes: dict[str, str] = {}
    for row in ask(store, "labels"):
        thing, name = row["thing"], row["name"]
        kinds.setdefault(thing, set()).add(row["kind"])
        if row["how"] == "label":
            labels.setdefault(thing, name)
        if row["kind"] in _CLASSES:
            classes.setdefault(name.casefold(), thing)
        elif thing.startswith(ALKA):
            by_name.setdefault(normal(name), {})[thing] = None
            spelled[(spelled_out(name), thing, row["how"] == "label")] = None
            for one in (name, local(thing)):
                loosely.setdefault(_squeezed(spelled_out(one)), {})[thing] = None
    return Nomenclature(
        {name: tuple(held) for name, held in by_name.items()},
        {name: tuple(held) for name, held in loosely.items()},
        tuple(spelled),
        labels,
        {thing: frozenset(held) for thing, held in kinds.items()},
        classes,
    )
