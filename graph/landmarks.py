"""From a name to anything that can stand in a picture: substances as `resolve` reads them, and every other kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graph.answers import once
from graph.errors import NameUnresolved, RequestInvalid
from graph.keeping import kept
from graph.names import local
from graph.queries import ask
from graph.resolve import MAX_SUGGESTIONS, names_of, things
from graph.spelling import Nearest, normal
from graph.terrain import terrain_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.store import Store

_NAME: Final = "landmarks"


@dataclass(frozen=True)
class Landmarks:
    """The names, in normal form, of what is no substance, each with the labels of what it means, by slug."""

    by_name: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def near(self, text: str) -> list[str]:
        """Return the labels of the things whose names look most like a text, best first."""
        close = self._nearest.of(normal(text), MAX_SUGGESTIONS) if normal(text) else []
        return list(dict.fromkeys(label for name in close for label in self.by_name[name].values()))

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self.by_name)


def landmark(store: Store, text: str, field_name: str) -> str:
    """Return the slug under which the thing that a slug or a name means stands in a picture.

    Raises NameUnresolved, with names that look like it, for what nothing or several things are called, and
    RequestInvalid, naming the field, for what has no place in a picture, such as an article.
    """
    terrain, names, marks = terrain_of(store), names_of(store), landmarks_of(store)
    if drawn := terrain.drawn(text):
        return drawn
    others = marks.by_name.get(normal(text), {})
    if not others or names.exact(text):
        others = {local(one): "" for one in _substances(store, text)}
    drawn_as = {terrain.drawn(slug): label for slug, label in others.items()}
    if len(drawn_as) > 1:
        raise NameUnresolved(
            text, sorted(label or terrain.things[slug].label for slug, label in drawn_as.items()), "ambiguous"
        )
    found = next(iter(drawn_as))
    if not found:
        message = f"“{field_name}” must be a thing that pictures show; “{text}” is none"
        raise RequestInvalid(message)
    return found


def landmarks_of(store: Store) -> Landmarks:
    """Return the names of what is no substance; read once for a store."""
    return once(store, _NAME, lambda: kept(store, _NAME, lambda: _read(store)))


def _substances(store: Store, text: str) -> tuple[str, ...]:
    try:
        return things(names_of(store).resolve(text))
    except NameUnresolved as error:
        if error.reason != "unknown":
            raise
        near = dict.fromkeys([*landmarks_of(store).near(text), *error.suggestions])
        raise NameUnresolved(text, tuple(near)[:MAX_SUGGESTIONS]) from None


def _read(store: Store) -> Landmarks:
    by_name: dict[str, dict[str, str]] = {}
    for row in ask(store, "names-of-things"):
        by_name.setdefault(normal(row["name"]), {})[local(row["thing"])] = row["label"]
    return Landmarks(by_name)
