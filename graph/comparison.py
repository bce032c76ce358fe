"""Set substances side by side: what several do, what only one does, and what nobody studied for the other.

That nothing is said of a substance and a thing means `unstudied`, never `no`: what was looked for and not found is a
statement against, and is told as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from graph import answers
from graph.affinities import affinities
from graph.columns import LAYERS
from graph.directions import drawn, ground_of
from graph.errors import RequestInvalid
from graph.layout import COLUMN_GAP, LAYER_GAP, ROW_GAP, Positions, box
from graph.names import ALKA
from graph.nomenclature import landmark
from graph.picture import add_node, add_statement, sort_statements
from graph.telling import label
from graph.terrain import terrain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.store import Store
    from graph.ways import Bundle

Json = dict[str, Any]

#: So many substances are set side by side.
FEWEST: Final = 2
MOST: Final = 4
#: Kinds that can be set side by side.
SUBSTANCES: Final = frozenset({"product", "alkaloid", "drug"})
#: Kinds of things that substances are compared by.
BY: Final = frozenset(LAYERS) - SUBSTANCES - {"rule"}
#: So many things that several share, and that only one has, are drawn; the table tells all.
DRAWN_SHARED: Final = 12
DRAWN_OWN: Final = 7


def compare(store: Store, names: Sequence[str]) -> Json:
    """Return `substances`, the `things` they act on side by side, and their `affinities` (see graph.affinities).

    A thing has `zone`: `all`, `some`, or the slug of the one substance of which anything is said; and a cell for each
    substance, in their order, with the relations said of the two; an empty cell means unstudied. Raises RequestInvalid
    for fewer than FEWEST or more than MOST substances, twice the same, or what is none; NameUnresolved for a name.
    """
    if not FEWEST <= len(names) <= MOST:
        message = f"name {FEWEST} to {MOST} substances to compare, not {len(names)}"
        raise RequestInvalid(message)
    terrain, graph = terrain_of(store), ground_of(store)
    slugs = [landmark(store, name) for name in names]
    for name, slug in zip(names, slugs, strict=True):
        if terrain.things[slug].kind not in SUBSTANCES:
            message = f"“{name}” is no product, alkaloid or medicine; only these can be compared"
            raise RequestInvalid(message)
    if len(set(slugs)) < len(slugs):
        message = f"“{next(slug for slug in slugs if slugs.count(slug) > 1)}” is named twice; name different substances"
        raise RequestInvalid(message)
    others = {other for slug in slugs for other in graph[slug] if terrain.things[other].kind in BY}
    things = [_thing(store, graph, slugs, other) for other in others]
    things = [one for one in things if any(one["cells"])]
    things.sort(key=lambda one: _place(slugs, one))
    return {
        "substances": [_told(store, slug) for slug in slugs],
        "things": things,
        "affinities": affinities(store, slugs),
    }


def picture_of(store: Store, told: Json) -> tuple[nx.MultiDiGraph, Positions]:
    """Return the picture of a comparison and where its things stand, in zones.

    For two substances: only the first, the first, both, the second, only the second. For more: what only one does, the
    substances, what several share. Of each zone the things with the best evidence are drawn.
    """
    graph, codes = nx.MultiDiGraph(), answers.codes(store)
    slugs = [one["id"] for one in told["substances"]]
    for one in told["substances"]:
        add_node(graph, one["id"], one["label"], one["kind"])
    zones = {slug: _foremost(told["things"], slug, DRAWN_OWN) for slug in slugs}
    zones[""] = _foremost(told["things"], "", DRAWN_SHARED)
    chosen = [one for zone in zones.values() for one in zone]
    answers.statements(
        store, (ALKA + name for one in chosen for cell in one["cells"] for b in cell for name in b["ids"])
    )
    for one in chosen:
        for slug, cell in zip(slugs, one["cells"], strict=True):
            for bundle in cell:
                target = add_node(graph, one["thing"]["id"], one["thing"]["label"], one["thing"]["kind"])
                for said in answers.statements(store, (ALKA + name for name in bundle["ids"])).values():
                    add_statement(graph, slug, bundle["relation"], target, drawn(codes, said))
                graph.edges[slug, target, bundle["relation"]]["label"] = bundle["label"]
    sort_statements(graph)
    own = {slug: [one["thing"]["id"] for one in zones[slug]] for slug in slugs}
    shared = [one["thing"]["id"] for one in zones[""]]
    if len(slugs) == FEWEST:
        columns = [own[slugs[0]], slugs[:1], shared, slugs[1:], own[slugs[1]]]
    else:
        columns = [[name for slug in slugs for name in own[slug]], slugs, shared]
    return graph, stacked(graph, columns)


def stacked(graph: nx.MultiDiGraph, columns: Iterable[Sequence[str]]) -> Positions:
    """Return the centre of each node's box in columns from left to right, each centred; no two boxes overlap."""
    positions: Positions = {}
    left = 0.0
    for column in filter(None, columns):
        boxes = [box(graph.nodes[name]["label"], graph.nodes[name]["kind"]) for name in column]
        width = max(one.width for one in boxes)
        top = -(sum(one.height for one in boxes) + ROW_GAP * (len(boxes) - 1)) / 2
        for name, one in zip(column, boxes, strict=True):
            positions[name] = round(left + width / 2, 1), round(top + one.height / 2, 1)
            top += one.height + ROW_GAP
        left += width + LAYER_GAP + COLUMN_GAP
    return positions


def _thing(store: Store, graph: nx.Graph, slugs: Sequence[str], other: str) -> Json:
    cells = [
        [_bundle(store, one) for one in graph.edges[slug, other]["bundles"] if one.source == slug]
        if graph.has_edge(slug, other)
        else []
        for slug in slugs
    ]
    having = [slug for slug, cell in zip(slugs, cells, strict=True) if cell]
    zone = "all" if len(having) == len(slugs) else having[0] if len(having) == 1 else "some"
    return {"thing": _told(store, other), "zone": zone, "cells": cells}


def _bundle(store: Store, one: Bundle) -> Json:
    codes = answers.codes(store)
    level = ground_of(store).graph["levels"].get(one.level, "")
    return {
        "relation": one.relation,
        "label": label(codes, one.relation),
        "stance": one.stance,
        "supports": len(one.supports),
        "refutes": len(one.refutes),
        "level": level,
        "level_label": label(codes, level),
        "rank": one.level,
        "ids": [*one.supports, *one.refutes],
    }


def _told(store: Store, slug: str) -> Json:
    thing = terrain_of(store).things[slug]
    return {"id": slug, "label": thing.label, "kind": thing.kind}


def _place(slugs: Sequence[str], one: Json) -> tuple[int, int, str, str]:
    zone = {"all": -2, "some": -1}.get(one["zone"], 0)
    zone = slugs.index(one["zone"]) if zone == 0 else zone
    return zone, LAYERS[one["thing"]["kind"]], one["thing"]["label"].casefold(), one["thing"]["id"]


def _foremost(things: Sequence[Json], zone: str, limit: int) -> list[Json]:
    """Return the things of a zone with the best evidence for anything, in the order of the table; '' for the shared."""
    here = [one for one in things if one["zone"] == zone or (not zone and one["zone"] in {"all", "some"})]

    def weight(one: Json) -> tuple[int, int]:
        bundles = [bundle for cell in one["cells"] for bundle in cell]
        return -max(bundle["rank"] * bool(bundle["supports"]) for bundle in bundles), -sum(
            b["supports"] for b in bundles
        )

    kept = {one["thing"]["id"] for one in sorted(here, key=weight)[:limit]}
    return [one for one in here if one["thing"]["id"] in kept]
