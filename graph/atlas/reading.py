"""Read what the map shows: every thing once, by slug, and every link between two of them once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.names import local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store import Solution, Store

#: A label longer than this is cut: a map has no room for it, and the thing's own page tells it whole.
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Sketch:
    """Things in the order of their slugs, and links as places in that order: source, relation, target."""

    slugs: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    relations: tuple[str, ...]
    links: tuple[tuple[int, int, int], ...]

    def degrees(self) -> list[int]:
        """Return the number of links of each thing."""
        counted = [0] * len(self.slugs)
        for source, _, target in self.links:
            counted[source] += 1
            counted[target] += 1
        return counted


def read(store: Store) -> Sketch:
    """Return the sketch of a store: what its questions `map-things` and `map-links` answer."""
    return sketch(ask(store, "map-things"), ask(store, "map-links"))


def sketch(things: Iterable[Solution], links: Iterable[Solution]) -> Sketch:
    """Return the sketch of some rows, in whatever order they come.

    A thing of two kinds counts once, under the first of them; a link that leads off the map, or from a thing to itself,
    is left out.
    """
    told: dict[str, tuple[str, str]] = {}
    for row in sorted(things, key=lambda row: (local(row["thing"]), row["kind"])):
        told.setdefault(local(row["thing"]), (_shortened(_label(row)), local(row["kind"])))
    place = {slug: index for index, slug in enumerate(told)}
    named = {(local(row["source"]), local(row["relation"]), local(row["target"])) for row in links}
    held = [one for one in named if one[0] != one[2] and one[0] in place and one[2] in place]
    relations = sorted({relation for _, relation, _ in held})
    number = {relation: index for index, relation in enumerate(relations)}
    return Sketch(
        tuple(told),
        tuple(label for label, _ in told.values()),
        tuple(kind for _, kind in told.values()),
        tuple(relations),
        tuple(sorted((place[source], number[relation], place[target]) for source, relation, target in held)),
    )


def _label(row: Solution) -> str:
    """Return the label of a thing; an article is named by author and year, else by its title."""
    cited = " ".join(filter(None, (row.get("author"), row.get("year")))) if row.get("author") else ""
    return row.get("label") or cited or row.get("title") or local(row["thing"])


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
