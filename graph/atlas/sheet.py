"""The map as plain data: columns of things, links and islands, worked out once for a snapshot and kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.atlas.reading import Sketch, read
from graph.columns import LAYERS
from graph.keeping import keep, kept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.atlas.islands import Island
    from graph.store import Store

Json = dict[str, Any]

#: So many of the most linked things of an island are named.
NAMED: Final = 6
_PART: Final = "atlas"
_NAME: Final = "map"


def sheet_of(store: Store) -> Json:
    """Return the map of a store: as it was kept, or made now."""
    return kept(store, _NAME, lambda: sheet(read(store)), _PART)


def keep_sheet(store: Store) -> int:
    """Make the map of a store and keep it beside its snapshot; return how many things it shows."""
    made = sheet(read(store))
    keep(store, _NAME, made, _PART)
    return len(made["things"]["id"])


def sheet(sketch: Sketch) -> Json:
    """Return the map of a sketch.

    `things` has the columns `id`, `label`, `kind`, `x`, `y` and `island`; `links` the columns `relation`, `source` and
    `target`, in this order; kinds, relations, islands and things are told by their place in their lists. Positions are
    whole numbers, y grows downwards. An island has a `label`, its most linked thing (`id`), the `kind` that most of its
    things are of and their number (`of_kind`), `count`, `x`, `y`, `radius`, `top` (places of its NAMED most linked
    things), and is `linked` unless it holds what no link leads to.
    """
    from graph.atlas.islands import islands  # noqa: PLC0415 - loads numpy and networkx; a kept map needs neither

    found, places = islands(len(sketch.slugs), [(source, target) for source, _, target in sketch.links])
    kinds = sorted(set(sketch.kinds), key=_place)
    number = {kind: index for index, kind in enumerate(kinds)}
    home = {node: index for index, island in enumerate(found) for node in island.nodes}
    links = sorted((relation, source, target) for source, relation, target in sketch.links)
    degrees = sketch.degrees()
    return {
        "kinds": kinds,
        "relations": list(sketch.relations),
        "things": {
            "id": list(sketch.slugs),
            "label": list(sketch.labels),
            "kind": [number[kind] for kind in sketch.kinds],
            "x": [round(float(x)) for x in places[:, 0]],
            "y": [round(float(y)) for y in places[:, 1]],
            "island": [home[node] for node in range(len(sketch.slugs))],
        },
        "links": dict(zip(("relation", "source", "target"), _columns(links), strict=True)),
        "islands": [_island(sketch, island, degrees) for island in found],
    }


def _island(sketch: Sketch, island: Island, degrees: list[int]) -> Json:
    """Return an island with its name: its most linked thing that a mechanism can have, or else any."""
    counted: dict[str, int] = {}
    for node in island.nodes:
        counted[sketch.kinds[node]] = counted.get(sketch.kinds[node], 0) + 1
    kind = min(counted, key=lambda one: (-counted[one], one))
    order = sorted(island.nodes, key=lambda node: (not _drawn(sketch.kinds[node]), -degrees[node], node))
    return {
        "label": sketch.labels[order[0]],
        "id": sketch.slugs[order[0]],
        "kind": kind,
        "of_kind": counted[kind],
        "count": len(island.nodes),
        "x": round(island.x),
        "y": round(island.y),
        "radius": round(island.radius),
        "top": order[:NAMED],
        "linked": island.linked,
    }


def _drawn(kind: str) -> bool:
    return kind.lower() in LAYERS


def _place(kind: str) -> tuple[int, str]:
    """Return where a kind stands in the legend: in the order of a picture, then what pictures do not show."""
    order = list(LAYERS)
    return order.index(kind.lower()) if _drawn(kind) else len(order), kind


def _columns(rows: Iterable[tuple[int, int, int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
