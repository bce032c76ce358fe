"""The map of the whole graph as its page needs it: its data with looks and names, and a still overview.

The overview draws each island (graph.atlas) as a bubble with its name and number of things; every bubble is a link to
its row in the table below it. The text is built as a tree, so nothing of the data can become markup.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import orjson

from graph.answers import codes as codes_of
from graph.atlas.sheet import sheet_of
from graph.names import words
from graph.render import kind_words
from graph.telling import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.store import Store

Json = dict[str, Any]

#: Shape and colour of a mark by kind; the colour is a token of the pages (`--dot-…`). Others are rings.
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "product": ("hexagon", "product"),
    "alkaloid": ("circle", "alkaloid"),
    "enzyme": ("square", "enzyme"),
    "transporter": ("square", "enzyme"),
    "receptor": ("diamond", "receptor"),
    "channel": ("diamond", "receptor"),
    "protein": ("diamond", "receptor"),
    "organ": ("box", "organ"),
    "drug": ("pill", "drug"),
    "combination": ("plus", "drug"),
    "risk": ("triangle", "risk"),
    "effect": ("triangle", "risk"),
    "interactionrule": ("cross", "rule"),
    "conflict": ("bolt", "conflict"),
    "contradiction": ("bolt", "conflict"),
    "claim": ("drop", "claim"),
    "populartext": ("page", "claim"),
    "citation": ("page", "text"),
}
_OTHER: Final = ("ring", "text")
#: Sizes of the overview, in units of the map.
_LETTER, _SMALL, _LEAST, _MARGIN = 46.0, 34.0, 70.0, 30.0
#: The width of a letter, for its height.
_WIDTH: Final = 0.58


def whole(store: Store, _payload: Mapping[str, Any]) -> bytes:
    """Return the map as data: see graph.atlas.sheet, with `legend` beside."""
    made, codes = sheet_of(store), codes_of(store)
    relations = [label(codes, name) for name in made["relations"]]
    return orjson.dumps({**made, "relations": relations, "legend": legend(made)})


def drawn_map(store: Store, _payload: Mapping[str, Any]) -> bytes:
    """Return what the page of the map needs without a script: `things`, `links`, `legend`, `islands`, `overview`."""
    made = sheet_of(store)
    return orjson.dumps(
        {
            "things": len(made["things"]["id"]),
            "links": len(made["links"]["source"]),
            "legend": legend(made),
            "islands": [island(made, number) for number in range(len(made["islands"]))],
            "overview": overview(made),
        }
    )


def legend(made: Json) -> list[Json]:
    """Return the kinds on the map with their names, looks and number of things, in the order of `kinds`."""
    counted = [0] * len(made["kinds"])
    for kind in made["things"]["kind"]:
        counted[kind] += 1
    named = zip(made["kinds"], counted, strict=True)
    return [
        {"kind": kind.lower(), "label": plural(kind), "one": _singular(kind), **_look(kind), "count": count}
        for kind, count in named
    ]


def island(made: Json, number: int) -> Json:
    """Return one island for the table: its name, what it is mostly made of, and its most linked things."""
    one, things = made["islands"][number], made["things"]
    return {
        **one,
        "number": number,
        "kind": plural(one["kind"]),
        "top": [
            {"id": things["id"][place], "label": things["label"][place], "kind": _singular(kind)}
            for place in one["top"]
            for kind in (made["kinds"][things["kind"][place]],)
        ],
    }


def plural(kind: str) -> str:
    """Return the name of a kind for more than one thing.

    >>> plural("InteractionRule"), plural("PharmacodynamicClass")
    ('interaction rules', 'classes')
    """
    name = _singular(kind)
    return f"{name}es" if name.endswith("s") else f"{name}s"


def overview(made: Json) -> str:
    """Return the still overview as SVG text: one bubble an island, with its name where there is room for it."""
    found = made["islands"]
    left, top = (min((one[axis] - one["radius"] for one in found), default=0) - _MARGIN for axis in "xy")
    right, bottom = (max((one[axis] + one["radius"] for one in found), default=0) + _MARGIN for axis in "xy")
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "role": "group", "class": "overview",
        "aria-label": "The groups of the whole graph as bubbles", "font-family": "system-ui, sans-serif",
        "viewBox": f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}",
    })  # fmt: skip
    for number, one in enumerate(found):
        _bubble(root, number, one)
    return ET.tostring(root, encoding="unicode")


def _bubble(root: ET.Element, number: int, one: Json) -> None:
    name = one["label"] if one["linked"] else "without a link"
    said = f"{name}, {one['count']} thing{'' if one['count'] == 1 else 's'}"
    link = ET.SubElement(root, "a", {"href": f"#island-{number}", "aria-label": said})
    ET.SubElement(link, "title").text = said
    look = "bubble" if one["linked"] else "bubble loose"
    place = {"cx": str(one["x"]), "cy": str(one["y"]), "r": str(one["radius"])}
    ET.SubElement(link, "circle", {**place, "class": look, "fill": "#EEEEEE", "stroke": "#767671"})
    if one["radius"] < _LEAST:
        return
    size = _LETTER if one["radius"] > 2 * _LEAST else _SMALL
    lines = textwrap.wrap(name, max(int(1.8 * one["radius"] / size / _WIDTH), 4), max_lines=3, placeholder="…")
    first = one["y"] - (len(lines) - 1) * size * 0.6
    for row, line in enumerate([*lines, str(one["count"])]):
        written = {"class": "name" if row < len(lines) else "count", "font-size": f"{size:g}", "text-anchor": "middle"}
        ET.SubElement(
            link, "text", {**written, "x": str(one["x"]), "y": f"{first + row * size * 1.15:.0f}"}
        ).text = line


def _look(kind: str) -> Json:
    shape, colour = LOOKS.get(kind.lower(), _OTHER)
    return {"shape": shape, "colour": colour}


def _singular(kind: str) -> str:
    known = kind_words(kind.lower())
    return words(kind) if known == kind.lower() else known


JOBS: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], bytes]]] = {"map": whole, "drawn_map": drawn_map}
