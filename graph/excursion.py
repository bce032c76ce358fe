"""The jobs of the explorer: a view as data, as what its page draws, as a file; and things found by their names."""

from __future__ import annotations

import io
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import orjson

from graph import drawing, render
from graph.answers import codes as codes_of
from graph.arrows import arrows, sentence
from graph.errors import RequestInvalid
from graph.facets import facets_of
from graph.moving import moving
from graph.names import ALKA, local
from graph.nomenclature import slugs_meant, suggested
from graph.surveying import Survey, is_arrow, outlook_of, places, said_of, survey
from graph.telling import label
from graph.templates import json_block, safe_link
from graph.terrain import terrain_of
from graph.views import LAYOUTS, MOVING, PARTS, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.arrows import Arrow
    from graph.layout import Positions
    from graph.picture import Statement
    from graph.records import Code
    from graph.store import Store

#: Most things that a search for a name returns.
MAX_FOUND: Final = 50
#: The kinds that a reader who names nothing is offered things of to start from, and how many of each.
_FIRST: Final = {"product": 3, "alkaloid": 1, "enzyme": 1, "receptor": 1, "drug": 1, "organ": 1, "risk": 1}
#: A view with more things and arrows than this is large: its page holds the picture that moves, and leads to the rest.
LARGE: Final = 400
#: What no XML can hold (XML 1.0, section 2.2).
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def explore(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the view of the fields in `view` as data, with the places of both layouts: see docs/http-api.md."""
    told = survey(store, _view(store, payload))
    at = {how: places(told.outlook, how, told.whole) for how in LAYOUTS} if told.outlook.view.start else {}
    return orjson.dumps(data_of(store, told, at))


def drawn_explore(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the view as data, and of what its page draws what it has room for; links lead to `place`.

    `parts` tells what that is: the still `picture`, the `list` and the `table`, and what moves, made of `data`.
    """
    told = survey(store, _view(store, payload))
    if not told.outlook.view.start:
        return orjson.dumps({"suggestions": _to_begin_with(store)})
    view, at = told.outlook.view, _places(told)
    drawn, parts = arrows(told.shown, at), _parts(told)
    answer = {
        **data_of(store, told, {view.layout: at}, drawn),
        "parts": parts,
        "legend": render.legend(told.whole),
    }
    if MOVING in parts:
        answer["data"] = json_block(moving(told.shown, at, drawn))
    if "picture" in parts:
        leads = view.choosing(str(payload.get("place", "/explore")))
        answer["picture"] = render.svg(told.shown, at, title_of(told), leads, drawn)
    return orjson.dumps(answer)


def explore_svg(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the view as a picture of its own; its things lead to their addresses."""
    told = survey(store, _view(store, payload))
    return drawing.draw(told.shown, _places(told), title_of(told), lambda name: ALKA + name).encode()


def explore_graphml(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the view as GraphML: things with kind and place, arrows with their statements as JSON text."""
    told = survey(store, _view(store, payload))
    at, graph = _places(told), nx.MultiDiGraph()
    for node, values in sorted(told.shown.nodes(data=True)):
        x, y = at[node]
        graph.add_node(node, label=_text(values["label"]), kind=values["kind"], x=x, y=y)
    for edge in edges_of(told):
        listed = _text(orjson.dumps(edge["statements"]).decode())
        plain = {name: _text(edge[name]) for name in ("relation", "label", "stance", "level")}
        graph.add_edge(edge["source"], edge["target"], edge["id"], count=edge["count"], statements=listed, **plain)
    written = io.BytesIO()
    nx.write_graphml_xml(graph, written)
    return written.getvalue()


def chosen(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Tell what is `chosen` in a view: its name, and of an arrow its statements; raise for what the graph knows not."""
    outlook, codes = outlook_of(store, _view(store, payload)), codes_of(store)
    name, terrain = outlook.view.chosen, outlook.terrain
    if is_arrow(terrain, name):
        said = [_statement(codes, one) for one in said_of(store, outlook, name)]
        return orjson.dumps({"label": "This arrow", "statements": said})
    thing = terrain.things.get(terrain.drawn(name))
    return orjson.dumps({"label": thing.label if thing else "These things", "statements": []})


def find(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Find at most `limit` things of any kind by a part of their name, by another name, or by one like it."""
    text = payload["q"]
    if not isinstance(text, str) or len(text) > 200:  # noqa: PLR2004 - the bound of every name
        message = "“q” must be a text of at most 200 characters"
        raise RequestInvalid(message)
    limit = min(int(payload.get("limit", 10)), MAX_FOUND)
    return orjson.dumps({"query": text, "things": _found(store, text, limit) if text.strip() else []})


def data_of(
    store: Store, told: Survey, at: Mapping[str, Positions], drawn: list[Arrow] | None = None
) -> dict[str, Any]:
    """Return a view as plain data: title, things, arrows with statements, what is hidden and left out, facets.

    The statements are left out where the arrows are given as they are drawn.
    """
    view, terrain = told.outlook.view, told.outlook.terrain
    return {
        "title": title_of(told),
        "address": view.address("/explore"),
        "view": view.fields(),
        "start": [{"id": slug, "label": terrain.things[slug].label} for slug in view.start],
        "open": [{"id": slug, "label": terrain.things[slug].label} for slug in view.open],
        "nodes": [_node(told, node, at) for node in sorted(told.shown, key=lambda node: _rank(told, node, at))],
        "edges": edges_of(told, drawn),
        "hidden": [{"id": node, "label": told.whole.nodes[node]["label"]} for node in told.hidden],
        "arrows_left_out": told.whole.graph.get("left_out", 0),
        "facets": facets_of(store, told),
    }


def edges_of(told: Survey, drawn: list[Arrow] | None = None) -> list[dict[str, Any]]:
    """Return the arrows of a view; with their statements, unless the arrows are given as they are drawn."""
    graph = told.shown
    known = arrows(graph, dict.fromkeys(graph, (0.0, 0.0))) if drawn is None else drawn
    said = {one.name: (sentence(graph, one), one.stance) for one in known}
    return [
        {
            "id": values["name"],
            "source": source,
            "target": target,
            "relation": relation,
            "label": values["label"],
            "sentence": said[values["name"]][0],
            "stance": said[values["name"]][1],
            "level": values["level"],
            "level_label": label(told.codes, values["level"]) or "not graded",
            "count": values["beyond"] or (0 if values["derived"] else len(values["statements"])),
            "beyond": values["beyond"],
            "derived": values["derived"],
            **(
                {}
                if drawn is not None
                else {"statements": [_statement(told.codes, one) for one in values["statements"]]}
            ),
        }
        for source, target, relation, values in sorted(
            graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], edge[2])
        )
    ]


def title_of(told: Survey) -> str:
    """Return the names of what the view starts from."""
    return ", ".join(told.outlook.terrain.things[slug].label for slug in told.outlook.view.start)


def _places(told: Survey) -> Positions:
    how = told.outlook.view.layout
    told.shown.graph["straight"] = how != LAYOUTS[0]
    return places(told.outlook, how, told.whole)


def _parts(told: Survey) -> list[str]:
    """Return what the page holds: one part where it is asked for, all of a small view, less of a large one."""
    if told.outlook.view.part:
        return [told.outlook.view.part]
    size = len(told.shown) + told.shown.number_of_edges()
    return [MOVING] if size > LARGE else list(PARTS)


def _rank(told: Survey, node: str, at: Mapping[str, Positions]) -> tuple[Any, ...]:
    """Order things as they stand: by column, then from the top down where they stand in columns."""
    values = told.shown.nodes[node]
    column = at.get(LAYOUTS[0], {}).get(node, (0.0, 0.0))
    return values["layer"], column, values["kind"] == "more", values["label"].casefold(), node


def _node(told: Survey, node: str, at: Mapping[str, Positions]) -> dict[str, Any]:
    values = told.shown.nodes[node]
    kept = ("label", "kind", "layer", "start", "opened", "neighbours", "beyond")
    return {
        "id": node,
        **{name: values[name] for name in kept},
        "kind_words": render.kind_words(values.get("of", values["kind"])),
        "hidden": [{"id": slug, "label": name} for slug, name in values.get("hidden", ())],
        "places": {how: at[how][node] for how in at},
    }


def _statement(codes: Mapping[str, Code], one: Statement) -> dict[str, Any]:
    """Return a statement as data; its link is a web address or nothing."""
    shown = {name: value for name, value in asdict(one).items() if name != "derived"}
    level = label(codes, one.level)
    return {
        **shown,
        "link": safe_link(one.link),
        "stance": "derived" if one.derived else one.stance,
        "level_label": level,
    }


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _view(store: Store, payload: Mapping[str, Any]) -> View:
    """Read the view of a payload; a start may also be a name as people write it."""
    given = payload["view"]
    view = View.parse({name: given[name] for name in given})
    return view.with_(start=tuple(slug for one in view.start for slug in slugs_meant(store, one)), chosen=view.chosen)


def _found(store: Store, text: str, limit: int) -> list[dict[str, str]]:
    """Return things for a text being typed; see graph.nomenclature for which come first."""
    things = terrain_of(store).things
    found = [(slug, things[slug]) for slug in map(local, suggested(store, text, limit))]
    return [{"id": slug, "label": thing.label, "kind": render.kind_words(thing.kind)} for slug, thing in found]


def _to_begin_with(store: Store) -> list[dict[str, str]]:
    """Return a few things of several kinds, of each those with the most arrows."""
    terrain = terrain_of(store)
    most = sorted(
        terrain.things, key=lambda slug: (-len(terrain.around.get(slug, ())), terrain.things[slug].label, slug)
    )
    return [
        {"id": slug, "label": terrain.things[slug].label}
        for kind, count in _FIRST.items()
        for slug in [one for one in most if terrain.things[one].kind == kind][:count]
    ]


JOBS: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], bytes]]] = {
    "explore": explore,
    "drawn_explore": drawn_explore,
    "explore_svg": explore_svg,
    "explore_graphml": explore_graphml,
    "chosen": chosen,
    "find": find,
}
