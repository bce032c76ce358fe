"""Tell the ways between two things: every arrow in words with the statements behind it, and the picture of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from graph import answers
from graph.errors import RequestInvalid
from graph.names import ALKA, words
from graph.nomenclature import landmark
from graph.picture import Statement, add_node, add_statement, sort_statements
from graph.portrait import telling_first
from graph.telling import label, statement_json
from graph.terrain import terrain_of
from graph.ways import LONGEST, MOST, USUAL, Bundle, Ways, find, ground

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph import records
    from graph.records import Code
    from graph.store import Store
    from graph.ways import Step, Way

Json = dict[str, Any]

#: So many statements of an arrow are told with a way; the others are counted.
TOLD: Final = 3
_GROUND: Final = "ground"


def directions(store: Store, start: str, end: str, limit: int = USUAL) -> Json:
    """Return the ways between two things, given by slug or name; see `graph.ways` for which, and in which order.

    `paths` and `refuted` hold the ways that stand and those with a refuted arrow, `statements` what their arrows rest
    on, by id. Raises NameUnresolved for a name, RequestInvalid for a limit or for twice the same thing.
    """
    if not 1 <= limit <= MOST:
        message = f"“limit” must be 1 to {MOST}"
        raise RequestInvalid(message)
    ends = landmark(store, start), landmark(store, end)
    if ends[0] == ends[1]:
        message = f"“from” and “to” are the same thing, “{ends[0]}”; name two different things"
        raise RequestInvalid(message)
    found = find(ground_of(store), *ends, limit)
    ways = [*found.standing, *found.refuted]
    codes = answers.codes(store)
    read = answers.statements(store, (ALKA + name for way in ways for name in _names(way)))
    shown = {name: _foremost(codes, read, bundle) for way in ways for name, bundle in _bundles(way)}
    told = [_way(store, f"path-{number + 1}", way, shown) for number, way in enumerate(ways)]
    return {
        "from": _thing(store, ends[0]),
        "to": _thing(store, ends[1]),
        "limit": limit,
        "longest": LONGEST,
        **_searched(found),
        "paths": told[: len(found.standing)],
        "refuted": told[len(found.standing) :],
        "statements": {name: statement_json(codes, read[ALKA + name]) for name in sorted(set().union(*shown.values()))},
    }


def _searched(found: Ways) -> Json:
    return {"looked": found.looked, "more": found.more, "more_refuted": found.more_refuted, "whole": found.whole}


def picture_of(store: Store, told: Mapping[str, Any]) -> nx.MultiDiGraph:
    """Return the picture of just these ways; each arrow notes the ways it is part of, as `pairs`."""
    graph = nx.MultiDiGraph()
    codes = answers.codes(store)
    for way in (*told["paths"], *told["refuted"]):
        for step in way["steps"]:
            for bundle in (step, *step["also"]):
                ends = [step["from"], step["to"]] if bundle["forward"] else [step["to"], step["from"]]
                source, target = (add_node(graph, end["id"], end["label"], end["kind"]) for end in ends)
                for one in answers.statements(store, (ALKA + name for name in bundle["ids"])).values():
                    add_statement(graph, source, bundle["relation"], target, drawn(codes, one))
                values = graph.edges[source, target, bundle["relation"]]
                values["label"] = bundle["label"]
                values["pairs"] = list(dict.fromkeys([*values["pairs"], way["id"]]))
    for end in (told["from"], told["to"]):
        add_node(graph, end["id"], end["label"], end["kind"])
    sort_statements(graph)
    return graph


def ground_of(store: Store) -> nx.Graph:
    """Return the graph that ways are looked for in: see graph.ways.ground; made once for a store."""
    return answers.once(store, _GROUND, lambda: _made(store))


def _made(store: Store) -> nx.Graph:
    terrain, codes = terrain_of(store), answers.codes(store)
    bundles = []
    for (source, relation, target), held in terrain.said.items():
        supports = [one for one in held if one.stance != "refutes"]
        refutes = [one for one in held if one.stance == "refutes"]
        level = max((codes[one.level].rank for one in supports or refutes if one.level in codes), default=0)
        bundles.append(Bundle(source, relation, target, _ids(supports), _ids(refutes), level))
    graph = ground({slug: thing.kind for slug, thing in terrain.things.items()}, bundles)
    graph.graph["levels"] = {
        codes[one.level].rank: one.level for held in terrain.said.values() for one in held if one.level
    }
    return graph


def _ids(held: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(one.id for one in held))


def _bundles(way: Way) -> Iterable[tuple[tuple[str, str, str], Bundle]]:
    for step in way.steps:
        for bundle in (step.bundle, *step.also):
            yield (bundle.source, bundle.relation, bundle.target), bundle


def _names(way: Way) -> Iterable[str]:
    return (name for _, bundle in _bundles(way) for name in (*bundle.supports, *bundle.refutes))


def _foremost(codes: Mapping[str, Code], read: Mapping[str, records.Statement], bundle: Bundle) -> list[str]:
    """Return the ids of the statements of a bundle that are told: the most telling for it, and one against it."""
    sides = [
        sorted((read[ALKA + name] for name in side), key=lambda one: telling_first(codes, one))
        for side in (bundle.supports, bundle.refutes)
    ]
    against = sides[1][:1] if sides[0] else sides[1][:TOLD]
    return [one.id.removeprefix(ALKA) for one in (*sides[0][: TOLD - len(against)], *against)]


def _way(store: Store, name: str, way: Way, shown: Mapping[tuple[str, str, str], list[str]]) -> Json:
    codes = answers.codes(store)
    steps = [_step(store, step, shown) for step in way.steps]
    weakest = ground_of(store).graph["levels"].get(way.weakest, "")
    return {
        "id": name,
        "length": len(steps),
        "sentence": "; ".join(step["sentence"] for step in steps),
        "weakest": weakest,
        "weakest_label": label(codes, weakest),
        "disputed": way.disputed,
        "supports": way.supports,
        "refuted": way.refuted,
        "steps": steps,
    }


def _step(store: Store, step: Step, shown: Mapping[tuple[str, str, str], list[str]]) -> Json:
    first, *also = (_bundle(store, step, bundle, shown) for bundle in (step.bundle, *step.also))
    return {"from": _thing(store, step.here), "to": _thing(store, step.there), **first, "also": also}


def _bundle(store: Store, step: Step, bundle: Bundle, shown: Mapping[tuple[str, str, str], list[str]]) -> Json:
    codes = answers.codes(store)
    said = label(codes, bundle.relation)
    ends = [_thing(store, end)["label"] for end in (bundle.source, bundle.target)]
    mark = {"refutes": " (refuted)", "disputed": " (disputed)"}.get(bundle.stance, "")
    return {
        "relation": bundle.relation,
        "label": said,
        "forward": bundle.source == step.here,
        "sentence": f"{ends[0]} {said} {ends[1]}{mark}",
        "stance": bundle.stance,
        "supports": len(bundle.supports),
        "refutes": len(bundle.refutes),
        "statements": shown[bundle.source, bundle.relation, bundle.target],
        "ids": [*bundle.supports, *bundle.refutes],
    }


def _thing(store: Store, slug: str) -> Json:
    thing = terrain_of(store).things[slug]
    return {"id": slug, "label": thing.label, "kind": thing.kind}


def drawn(codes: Mapping[str, Code], one: records.Statement) -> Statement:
    """Return a statement as pictures hold it."""
    return Statement(
        id=one.id.removeprefix(ALKA),
        citation=one.citation.label,
        link=one.citation.url,
        locator=one.locator,
        study_type=words(one.study_type),
        stance=one.stance,
        as_printed=one.as_printed,
        n="" if one.n is None else str(one.n),
        species=label(codes, one.species),
        tier=label(codes, one.citation.tier),
        quoted_in=one.quoted_in.label if one.quoted_in else "",
    )
