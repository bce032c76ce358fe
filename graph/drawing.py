"""The still picture: one SVG text, the form that works with no script, prints, and reads aloud.

Every node and arrow is a link to its row in the table under the picture (`#n-…`, `#e-…`), so that a click reaches the
citations without a script. The text is built as a tree, so nothing of the data can become markup. Colours stand as
attributes for a saved file; a page's style sheet may override them (dark mode).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from graph.arrows import NAME_SCALE, Arrow, Point, around, arrows, centre, named, sentence, wording
from graph.layout import BOXED, GLYPH, LINE_HEIGHT, Positions, room, text_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import networkx as nx

#: Fill of each kind: the colour-blind-safe set of Okabe and Ito (2008).
FILLS: Final = {
    "product": "#009E73",
    "alkaloid": "#E69F00",
    "enzyme": "#0072B2",
    "transporter": "#0072B2",
    "receptor": "#56B4E9",
    "channel": "#56B4E9",
    "protein": "#56B4E9",
    "organ": "#F3DCE8",
    "drug": "#F8F3B0",
    "risk": "#D55E00",
    "effect": "#D55E00",
}
PLAIN: Final = "#FFFFFF"
INK: Final = "#1B1B1B"
STROKES: Final = {"supports": "#4A4A4A", "derived": "#6B6B6B", "disputed": "#4A4A4A", "refutes": "#8A2A0B"}
#: Relations drawn with a bar instead of an arrowhead, as in pathway diagrams: they hold something back.
HOLDING_BACK: Final = frozenset({"inhibits", "inactivates", "antagonistOf", "blocks"})
MARGIN: Final = 24
#: A picture wider than this is not squeezed into its column: its words would become too small to read.
LARGE: Final = 900


def draw(
    graph: nx.MultiDiGraph,
    positions: Positions,
    title: str = "Mechanism picture",
    leads: Callable[[str], str] | None = None,
    drawn: list[Arrow] | None = None,
) -> str:
    """Return the picture as SVG text; `leads` gives where the node or arrow of a name leads, else to its row.

    `drawn` are the arrows of the graph, where they are known already.
    """
    boxes = [around(positions[node], room(graph, node).width, room(graph, node).height) for node in graph]
    drawn = arrows(graph, positions) if drawn is None else drawn
    edges = [point for arrow in drawn for point in arrow.curve]
    left = min([area[0] for area in boxes] + [x for x, _ in edges], default=0) - MARGIN
    top = min([area[1] for area in boxes] + [y for _, y in edges], default=0) - MARGIN
    width = max([area[2] for area in boxes] + [x for x, _ in edges], default=0) + MARGIN - left
    height = max([area[3] for area in boxes] + [y for _, y in edges], default=0) + MARGIN - top
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "role": "group", "aria-label": title,
        "class": "picture-svg large" if width > LARGE else "picture-svg",
        "viewBox": f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}",
        "width": f"{width:.0f}", "height": f"{height:.0f}",
        "font-family": "system-ui, sans-serif", "font-size": "13",
    })  # fmt: skip
    ET.SubElement(root, "title").text = title
    _markers(ET.SubElement(root, "defs"))
    layer = ET.SubElement(root, "g", {"class": "arrows", "fill": "none"})
    for arrow in drawn:
        _draw_arrow(layer, graph, arrow, leads(arrow.name) if leads else f"#{arrow.name}")
    layer = ET.SubElement(root, "g", {"class": "nodes"})
    for node in sorted(graph, key=lambda node: positions[node]):
        _draw_node(layer, graph, positions, node, leads(node) if leads else f"#n-{node}")
    layer = ET.SubElement(root, "g", {"class": "arrow-names", "font-size": "11.5", "aria-hidden": "true"})
    places = named(graph, positions, drawn)
    for arrow in drawn:
        if arrow.name in places:
            x, y = places[arrow.name]
            width = text_width(wording(arrow)) * NAME_SCALE
            ET.SubElement(layer, "rect", {
                "x": f"{x - width / 2:.1f}", "y": f"{y - 8:.1f}", "width": f"{width:.1f}", "height": "16",
                "class": "plate", "fill": PLAIN, "data-edge": arrow.name,
            })  # fmt: skip
            _text(layer, x, y + 4, wording(arrow), {"class": f"arrow-name {arrow.stance}", "data-edge": arrow.name})
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _markers(defs: ET.Element) -> None:
    for name, colour in STROKES.items():
        for head, shape in (("arrow", "M1 1 L9 5 L1 9 Z"), ("bar", "M4 0 H6 V10 H4 Z")):
            marker = ET.SubElement(defs, "marker", {
                "id": f"{head}-{name}", "viewBox": "0 0 10 10", "refX": "8" if head == "arrow" else "5", "refY": "5",
                "markerWidth": "9", "markerHeight": "9", "orient": "auto", "markerUnits": "userSpaceOnUse",
            })  # fmt: skip
            ET.SubElement(marker, "path", {"d": shape, "fill": colour, "class": f"head {name}"})


def _draw_arrow(layer: ET.Element, graph: nx.MultiDiGraph, arrow: Arrow, href: str) -> None:
    link = ET.SubElement(layer, "a", {
        "href": href, "data-edge": arrow.name,
        "class": f"arrow {arrow.stance} long" if arrow.long else f"arrow {arrow.stance}",
        "data-source": arrow.source, "data-target": arrow.target, "aria-label": sentence(graph, arrow),
    })  # fmt: skip
    ET.SubElement(link, "title").text = sentence(graph, arrow)
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = arrow.curve
    path = f"M{x1} {y1} C{x2} {y2} {x3} {y3} {x4} {y4}"
    ET.SubElement(link, "path", {"d": path, "class": "reach", "stroke": "transparent", "stroke-width": "16"})
    head = "bar" if arrow.relation in HOLDING_BACK else "arrow"
    line = {"d": path, "class": "line", "stroke": STROKES[arrow.stance], "stroke-width": f"{arrow.width}"}
    if arrow.long:
        line["stroke-opacity"] = "0.4"
    if arrow.stance == "derived":
        line["stroke-dasharray"] = "6 4"
    ET.SubElement(link, "path", line | {"marker-end": f"url(#{head}-{arrow.stance})"})
    if arrow.stance in {"refutes", "disputed"}:
        x, y = arrow.at(0.16)
        cross = f"M{x - 4:.1f} {y - 5:.1f} l8 10 m0 -10 l-8 10"
        ET.SubElement(link, "path", {"d": cross, "class": "cross", "stroke": STROKES["refutes"], "stroke-width": "2"})


def _draw_node(layer: ET.Element, graph: nx.MultiDiGraph, positions: Positions, node: str, href: str) -> None:
    values: dict[str, Any] = graph.nodes[node]
    kind, size = values["kind"], room(graph, node)
    shown = f"{values['label'].strip()} {values.get('note', '')}".strip()
    title = shown + (f" ({kind})" if kind else "")
    link = ET.SubElement(layer, "a", {
        "href": href, "class": f"node {kind}{values.get('mark', '')}", "data-node": node, "data-kind": kind,
        "aria-label": title,
    })  # fmt: skip
    ET.SubElement(link, "title").text = title
    x, y = centre(graph, positions, node)
    paint = {"fill": FILLS.get(kind, PLAIN), "stroke": INK, "stroke-width": "1.2", "class": "mark"}
    if kind in BOXED:
        corner = {"drug": size.height / 2, "organ": 9.0, "more": size.height / 2}.get(kind, 2.0)
        dash = {"stroke-dasharray": "4 3"} if kind in {"more", "rule", "pharmacodynamicclass"} else {}
        ET.SubElement(link, "rect", paint | dash | {
            "x": f"{x - size.width / 2:.1f}", "y": f"{y - size.height / 2:.1f}", "rx": f"{corner:g}",
            "width": f"{size.width:.1f}", "height": f"{size.height:g}",
        })  # fmt: skip
        first = y - (len(size.lines) - 1) * LINE_HEIGHT / 2 + 4.5
    else:
        ET.SubElement(link, "path", paint | {"d": _glyph(kind, x, y)})
        first = y + GLYPH / 2 + LINE_HEIGHT
    halo = {} if kind in BOXED else {"stroke": PLAIN, "stroke-width": "3", "paint-order": "stroke"}
    rest = shown
    for number, line in enumerate(size.lines):
        # A blank at the end of a line is not drawn, and keeps the words apart for who listens; a broken word has none.
        rest = rest[len(line) :]
        words = f"{line} " if rest[:1].isspace() else line
        rest = rest.lstrip()
        _text(link, x, first + number * LINE_HEIGHT, words, {"class": "label", **halo})


def _glyph(kind: str, x: float, y: float) -> str:
    half = GLYPH / 2
    if kind == "product":
        return _polygon(x, y, ((half, 0), (7, 12), (-7, 12), (-half, 0), (-7, -12), (7, -12)))
    if kind in {"enzyme", "transporter"}:
        return _polygon(x, y, ((11, 11), (-11, 11), (-11, -11), (11, -11)))
    if kind in {"receptor", "channel", "protein"}:
        return _polygon(x, y, ((half, 0), (0, half), (-half, 0), (0, -half)))
    if kind in {"risk", "effect"}:
        return _polygon(x, y, ((0, -13), (half, 11), (-half, 11)))
    return f"M{x - 12:.1f} {y:.1f} a12 12 0 1 0 24 0 a12 12 0 1 0 -24 0 Z"


def _polygon(x: float, y: float, corners: Iterable[Point]) -> str:
    return "M" + " L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + " Z"


def _text(layer: ET.Element, x: float, y: float, words: str, values: dict[str, str]) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": "middle", "fill": INK}
    ET.SubElement(layer, "text", place | values).text = words
