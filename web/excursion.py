"""What the templates of the explorer show, made of a worker's answer: links for every step, and the chosen thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode

import orjson
from markupsafe import Markup

from graph.filters import Filters
from graph.templates import WEB
from graph.views import LAYOUTS, MOVING, PARTS, View

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

#: How the facets are headed, and the field of the address that each is about.
FACETS: Final = {
    "relations": ("Relations", "relation"),
    "studies": ("Kinds of evidence", "only"),
    "aside": ("Leave out", "no"),
    "levels": ("Least level of evidence", "min_level"),
    "species": ("Seen in", "species"),
}
#: A thing, as opposed to an arrow or to what stands for things left out.
_SLUG: Final = re.compile(r"(?!more-)[a-z0-9]+(?:-[a-z0-9]+)*")
#: The level that every statement reaches.
_ANY: Final = "none"
#: The scripts of the page, which the browser is told of before it finds that the first of them needs the others.
MODULES: Final = (*sorted(f"explore/{path.name}" for path in (WEB / "static" / "explore").glob("*.js")), "element.js")
FILES: Final = (("svg", "SVG"), ("graphml", "GraphML"), ("json", "JSON"))


def context(view: View, answer: bytes, place: str, of_chosen: bytes) -> Json:
    """Return what the page of a view needs."""
    told = orjson.loads(answer)
    if not view.start:
        return {
            "started": False,
            "place": place,
            "modules": (),
            "title": "",
            "suggestions": told["suggestions"],
            "panel": None,
        }
    view = _canonical(view, told)
    choose = view.choosing(place)
    return {
        "started": True,
        "place": place,
        "title": told["title"],
        "modules": MODULES,
        "holds": told["parts"],
        "leads": _leads(view, told, place),
        "size": {"things": len(told["nodes"]), "arrows": len(told["edges"])},
        "picture": Markup(_picture(view, told)),  # noqa: S704 - drawn by a worker as a tree, everything escaped
        "data": Markup(told.get("data", "")),  # noqa: S704 - made by graph.templates.json_block
        "chips": _chips(view, told, place),
        "columns": _columns(view, told, place) if "list" in told["parts"] else [],
        "rows": [{**edge, "href": choose(edge["id"])} for edge in told["edges"] if "table" in told["parts"]],
        "names": {node["id"]: node["label"] for node in told["nodes"]},
        "kinds": _kinds(view, told, place),
        "facets": _facets(view, told["facets"], place),
        "derived": {"on": view.derived, "href": view.with_(derived=not view.derived).address(place)},
        "hidden": [
            {**one, "href": view.toggled("without", one["id"]).address(place)}
            for one in told["hidden"]
            if one["id"] in view.without
        ],
        "layouts": [
            {"name": name, "on": name == view.layout, "href": view.with_(layout=name).address(place)}
            for name in LAYOUTS
        ],
        "left_out": told["arrows_left_out"],
        "files": [
            {"label": label, "href": view.with_(part="").address(f"/explore.{ending}")} for ending, label in FILES
        ],
        "whole": view.address("/explore"),
        "framed": view.address("/embed"),
        "fresh": {"label": "Show everything again", "href": View(start=view.start).address(place)},
        "fields": [one for one in view.with_(start=()).fields() if one[0] in {"layout", "limit"}],
        "panel": panel(view, told, place, orjson.loads(of_chosen)),
    }


def chosen(view: View, answer: bytes, place: str, of_chosen: bytes) -> Json:
    """Return what the piece about the chosen thing needs."""
    told = orjson.loads(answer)
    return {"panel": panel(_canonical(view, told), told, place, orjson.loads(of_chosen)) if view.start else None}


def panel(view: View, told: Json, place: str, of_chosen: Json) -> Json | None:
    """Return the chosen thing or arrow with its links; None where nothing is chosen."""
    choose = view.choosing(place)
    for edge in told["edges"]:
        if edge["id"] == view.chosen:
            names = {node["id"]: node["label"] for node in told["nodes"]}
            ends = [{"label": names[edge[end]], "href": choose(edge[end])} for end in ("source", "target")]
            return {"type": "arrow", **edge, "statements": of_chosen["statements"], "ends": ends}
    for node in told["nodes"]:
        if node["id"] == view.chosen:
            return _left_out(view, node, place) if node["kind"] == "more" else _thing(view, told, node, place)
    if not view.chosen:
        return None
    thing = view.chosen if _SLUG.fullmatch(view.chosen) else ""
    return {"type": "absent", "id": thing, "label": of_chosen["label"], "show": thing and _shown(view, thing, place)}


def _canonical(view: View, told: Json) -> View:
    """Return a view with the starts as slugs, as the worker understood them."""
    given = parse_qs(str(told["address"]).partition("?")[2])
    return View.parse({**given, "chosen": [view.chosen]} if view.chosen else given)


def _picture(view: View, told: Json) -> str:
    """Return the still picture, in which the chosen thing or arrow is marked; nothing where the page holds none."""
    picture = str(told.get("picture", ""))
    for mark in ("data-node", "data-edge"):
        picture = picture.replace(f'{mark}="{view.chosen}"', f'{mark}="{view.chosen}" aria-current="true"', 2)
    return picture


def _leads(view: View, told: Json, place: str) -> Json:
    """Return the addresses of what the page leads to instead of holding it: for what moves, the plain one."""
    left = [name for name in PARTS if name not in told["parts"] or MOVING not in told["parts"]]
    return {name: view.with_(part="" if name == MOVING else name, chosen=view.chosen).address(place) for name in left}


def _thing(view: View, told: Json, node: Json, place: str) -> Json:
    name, choose, first = node["id"], view.choosing(place), told["start"][0]
    arrows = [edge for edge in told["edges"] if name in (edge["source"], edge["target"])]
    return {
        "type": "thing",
        **node,
        "arrows": [{**edge, "href": choose(edge["id"])} for edge in arrows],
        "toggle": _opened(view, node, place),
        "hide": view.toggled("without", name).address(place),
        "ways": {"label": first["label"], "href": "/paths?" + urlencode({"from": first["id"], "to": name})},
        "alone": View(start=(name,), layout=view.layout).address(place),
    }


def _left_out(view: View, node: Json, place: str) -> Json:
    listed = [{**one, "show": _shown(view, one["id"], place)} for one in node["hidden"]]
    next_ones = tuple(one["id"] for one in node["hidden"][:10])
    more = view.with_(show=tuple(dict.fromkeys((*view.show, *next_ones)))).address(place)
    return {"type": "more", **node, "hidden": listed, "more": more, "next": len(next_ones)}


def _shown(view: View, name: str, place: str) -> str:
    """Return the address with a thing brought into the view, and chosen."""
    shown = view.show if name in view.show else (*view.show, name)
    without = tuple(one for one in view.without if one != name)
    return view.with_(show=shown, without=without, chosen=name).address(place)


def _opened(view: View, node: Json, place: str) -> Json | None:
    """Return the link that opens a thing or closes it again; None for the only start."""
    name = node["id"]
    if name in view.open:
        left = tuple(one for one in view.open if one != name)
        return {"label": "Close", "href": view.with_(open=left, chosen=name).address(place), "opens": False}
    if name in view.start:
        left = tuple(one for one in view.start if one != name)
        return {"label": "Take out", "href": view.with_(start=left).address(place), "opens": False} if left else None
    wider = view.with_(open=(*view.open, name), chosen=name)
    count = node["beyond"]
    label = f"Open: {count} more neighbour{'' if count == 1 else 's'}" if count else "Open: all its arrows"
    return {"label": label, "href": wider.address(place), "opens": True}


def _chips(view: View, told: Json, place: str) -> list[Json]:
    """Return what the view starts from and what is opened, each with the address without it."""
    chips, choose = [], view.choosing(place)
    for name in ("start", "open"):
        held = getattr(view, name)
        for one in told[name]:
            left = tuple(slug for slug in held if slug != one["id"])
            away = view.with_(**{name: left}).address(place) if left or name == "open" else ""
            chips.append({**one, "part": name, "href": choose(one["id"]), "away": away})
    return chips


def _columns(view: View, told: Json, place: str) -> list[Json]:
    """Return the things of the view by kind, each with its arrows: the list that stands for the picture."""
    groups: dict[str, Json] = {}
    choose = view.choosing(place)
    names = {node["id"]: node["label"] for node in told["nodes"]}
    touching: dict[str, list[Json]] = {}
    for edge in told["edges"]:
        for end, other in (("source", "target"), ("target", "source")):
            out = end == "source"
            words = f"{edge['label']} {names[edge[other]]}" if out else f"{names[edge[other]]} {edge['label']} this"
            touching.setdefault(edge[end], []).append({**edge, "words": words})
    for node in told["nodes"]:
        kind = node["kind_words"]
        group = groups.setdefault(kind, {"label": kind, "things": []})
        group["things"].append({**node, "href": choose(node["id"]), "arrows": touching.get(node["id"], [])})
    return list(groups.values())


def _kinds(view: View, told: Json, place: str) -> list[Json]:
    """Return the legend: the kinds of the view with their marks, each a link that hides it or reveals it."""
    return [
        {**item, "on": item["kind"] not in view.hide, "href": view.toggled("hide", item["kind"]).address(place)}
        for item in told["legend"]
    ]


def _facets(view: View, counted: Mapping[str, list[Json]], place: str) -> list[Json]:
    facets = []
    for name, (heading, of) in FACETS.items():
        rows = []
        for row in counted["studies" if of == "no" else name]:
            if name == "levels" and row["value"] == _ANY:
                continue
            on, href = _narrowed(view, of, row["value"], place)
            rows.append({**row, "on": on, "href": href})
        facets.append({"name": name, "heading": heading, "rows": rows, "on": sum(row["on"] for row in rows)})
    return facets


def _narrowed(view: View, of: str, value: str, place: str) -> tuple[bool, str]:
    """Return whether a value narrows the view, and the address at which that is turned over."""
    if of in {"relation", "species"}:
        return value in getattr(view, of), view.toggled(of, value).address(place)
    if of == "min_level":
        on = view.filters.min_level == value
        return on, _refiltered(view, place, min_level="" if on else value)
    words: tuple[str, ...] = getattr(view.filters, of)
    return value in words, _refiltered(view, place, **{of: _toggled(words, value)})


def _refiltered(view: View, place: str, **changed: Any) -> str:  # noqa: ANN401 - words, or the one level
    held = view.filters
    filters = Filters.of(
        changed.get("only", held.only), changed.get("no", held.no), changed.get("min_level", held.min_level)
    )
    return view.with_(filters=filters).address(place)


def _toggled(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    return tuple(one for one in words if one != word) if word in words else (*words, word)
