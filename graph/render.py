"""The pictures a reader gets: the data of the interactive one, the still one, a stand-alone page, and the table.

The only module that knows pyvis, and only its data model: pyvis collects nodes, edges and options, and our own
template draws them. Its own pages load scripts from other hosts even in its `in_line` mode, and do not escape headings.
"""

from __future__ import annotations

import functools
import importlib
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Literal

from markupsafe import Markup

from graph import drawing
from graph.arrows import Arrow, arrows, centre, named, sentence, wording
from graph.drawing import FILLS, HOLDING_BACK, INK, PLAIN, STROKES
from graph.layout import BOXED, LAYER_GAP, Positions, room
from graph.names import words
from graph.picture import Statement
from graph.templates import WEB, environment, json_block, safe_link

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

_SHAPES: Final = {
    "product": "hexagon",
    "alkaloid": "dot",
    "enzyme": "square",
    "transporter": "square",
    "receptor": "diamond",
    "channel": "diamond",
    "protein": "diamond",
    "risk": "triangle",
    "effect": "triangle",
}
#: The style sheets of a page with a picture.
_STYLES: Final = ("tokens.css", "site.css", "picture.css")
#: What pyvis imports for notebooks.
_NOTEBOOK: Final = ("IPython", "IPython.display")
#: Colours of letters drawn inside a filled shape or on the page.
_ICON_SIZE: Final = 13


def svg(
    graph: nx.MultiDiGraph,
    positions: Positions,
    title: str = "Mechanism picture",
    leads: Callable[[str], str] | None = None,
    drawn: list[Arrow] | None = None,
) -> Markup:
    """Return the still picture as SVG, safe to put into a page as it is; for what is given see graph.drawing.draw."""
    return Markup(drawing.draw(graph, positions, title, leads, drawn))  # noqa: S704 - built as a tree, every text escaped


def picture_data(graph: nx.MultiDiGraph, positions: Positions, drawn: list[Arrow] | None = None) -> dict[str, Any]:
    """Return what the page's script draws: `nodes`, `edges` and `options` for vis-network, and `legend`.

    Each edge carries its `statements`; its `id` is the id of its row group in the table and of its arrow in the SVG.
    `drawn` are the arrows of the graph, where they are known already.
    """
    network = _pyvis().Network(directed=True)
    network.toggle_physics(status=False)
    for node in sorted(graph):
        network.add_node(node, **_node(graph, positions, node))
    drawn = arrows(graph, positions) if drawn is None else drawn
    places = named(graph, positions, drawn)
    for arrow in drawn:
        network.add_edge(arrow.source, arrow.target, **_edge(graph, positions, arrow, named=arrow.name in places))
    options = json.loads(network.options.to_json())
    options["physics"] = {"enabled": False}
    options["interaction"] = {"hover": True, "multiselect": False, "zoomView": True, "dragNodes": True}
    options["edges"] = {"arrowStrikethrough": False, "selectionWidth": 2, "hoverWidth": 1}
    options.pop("configure", None)
    return {"nodes": network.nodes, "edges": network.edges, "options": options, "legend": legend(graph)}


@functools.cache
def _pyvis() -> ModuleType:
    """Return pyvis without the IPython that it would load for the notebooks nobody opens here: most of its time."""
    absent, stand_in = [name for name in _NOTEBOOK if name not in sys.modules], ModuleType("IPython")
    stand_in.__dict__["IFrame"] = None
    sys.modules.update(dict.fromkeys(absent, stand_in))
    try:
        return importlib.import_module("pyvis.network")
    finally:
        for name in absent:
            del sys.modules[name]


def legend(graph: nx.MultiDiGraph) -> list[dict[str, Any]]:
    """Return the kinds in the picture, left to right, with fill, shape and number of things."""
    counts: dict[str, int] = {}
    for _, values in sorted(graph.nodes(data=True), key=lambda item: (item[1]["layer"], item[1]["kind"])):
        counts[values["kind"]] = counts.get(values["kind"], 0) + 1
    return [
        {"kind": kind, "label": kind_words(kind), "fill": FILLS.get(kind, PLAIN), "shape": _shape(kind), "count": count}
        for kind, count in counts.items()
        if kind != "more"
    ]


def table_rows(graph: nx.MultiDiGraph, positions: Positions) -> list[dict[str, Any]]:
    """Return the picture as a table: one row a statement, in the order and with the names of the arrows."""
    rows: list[dict[str, Any]] = []
    for arrow in arrows(graph, positions):
        for number, statement in enumerate(arrow.statements or (Statement(id=""),)):
            rows.append({
                "edge": arrow.name,
                "anchor": arrow.name if number == 0 else f"{arrow.name}-{number + 1}",
                "source": arrow.source,
                "target": arrow.target,
                "subject": graph.nodes[arrow.source]["label"],
                "relation": arrow.label,
                "object": graph.nodes[arrow.target]["label"],
                **_statement(statement),
                "beyond": arrow.beyond,
            })  # fmt: skip
    return rows


def node_rows(graph: nx.MultiDiGraph, positions: Positions) -> list[dict[str, Any]]:
    """Return the things in the picture, left to right and top to bottom, with what they are."""
    return [
        {
            "node": node,
            "label": graph.nodes[node]["label"],
            "kind": kind_words(graph.nodes[node].get("of", graph.nodes[node]["kind"])),
            "hidden": graph.nodes[node].get("hidden", []),
            "page": graph.nodes[node]["kind"] != "more",
        }
        for node in sorted(graph, key=lambda node: positions[node])
    ]


def page(
    graph: nx.MultiDiGraph,
    positions: Positions,
    title: str,
    assets: Literal["inline", "framed", "linked"] = "inline",
) -> str:
    """Return a whole HTML page with the picture, its table and its citations.

    With `inline` the page carries its styles and scripts and asks no host for anything; with `linked` it names the
    files of a running server (`/static/…`, `/vendor/…`). A `framed` page is an inline one for the `srcdoc` of a frame:
    links to sources open beside the frame. Without a copy of vis-network the still picture stays.
    """
    library = None if assets == "linked" else _library()
    return environment().get_template("standalone.html").render(
        title=title,
        inline=assets != "linked",
        framed=assets == "framed",
        styles=[_text(f"static/{name}") for name in (*_STYLES, *(["framed.css"] if assets == "framed" else []))],
        scripts=[_script(path) for path in (library, WEB / "static" / "picture.js") if path],
        **context(graph, positions, title),
    )  # fmt: skip


def context(graph: nx.MultiDiGraph, positions: Positions, title: str) -> dict[str, Any]:
    """Return what the picture templates need: `picture`, `data`, `legend`, `rows` and `things`."""
    return {
        "picture": svg(graph, positions, title),
        "data": json_block(picture_data(graph, positions)),
        "legend": legend(graph),
        "rows": table_rows(graph, positions),
        "things": node_rows(graph, positions),
    }


def kind_words(kind: str) -> str:
    """Return the name of a kind for readers."""
    return {"pharmacodynamicclass": "class", "drug": "medicine"}.get(kind, words(kind))


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "citation": statement.citation,
        "tier": statement.tier,
        "quoted_in": statement.quoted_in,
        "link": safe_link(statement.link),
        "locator": statement.locator,
        "study_type": statement.study_type,
        "stance": "derived" if statement.derived else statement.stance,
        "as_printed": statement.as_printed,
        "n": statement.n,
        "species": statement.species,
    }


def _node(graph: nx.MultiDiGraph, positions: Positions, node: str) -> dict[str, Any]:
    values, size = graph.nodes[node], room(graph, node)
    kind = values["kind"]
    x, y = centre(graph, positions, node)
    boxed = kind in BOXED
    look: dict[str, Any] = {
        "label": "\n".join(size.lines),
        "name": values["label"],
        "kind": kind,
        "kind_words": kind_words(values.get("of", kind)),
        "hidden": values.get("hidden", []),
        "shape": _shape(kind),
        "size": _ICON_SIZE,
        "color": {"background": FILLS.get(kind, PLAIN), "border": INK},
        "borderWidth": 1.2,
        "font": {"size": 13, "face": "system-ui, sans-serif", "strokeWidth": 3},
        "physics": False,
        "x": x,
        "y": y,
    }
    if boxed:
        dashed = kind in {"more", "rule", "pharmacodynamicclass"}
        look["widthConstraint"] = {"minimum": round(size.width - 20), "maximum": round(size.width)}
        look["margin"] = 8
        look["font"] = {"size": 13, "face": "system-ui, sans-serif", "color": INK}
        look["shapeProperties"] = {
            "borderRadius": 16 if kind in {"drug", "more"} else 6,
            "borderDashes": [4, 3] if dashed else False,
        }
    return look


def _edge(graph: nx.MultiDiGraph, positions: Positions, arrow: Arrow, *, named: bool) -> dict[str, Any]:
    (x1, _), (x2, _) = positions[arrow.source], positions[arrow.target]
    standing = abs(x2 - x1) < LAYER_GAP / 2
    smooth = {"enabled": True, "type": "curvedCW" if standing else "cubicBezier", "roundness": 0.35}
    if arrow.turn:
        smooth |= {
            "type": "curvedCW" if arrow.turn % 2 else "curvedCCW",
            "roundness": round(0.1 + 0.08 * arrow.turn, 2),
        }
    elif graph.graph.get("straight"):
        smooth = {"enabled": False}
    elif not standing:
        smooth |= {"forceDirection": "horizontal", "roundness": 0.45}
    colour = STROKES[arrow.stance]
    return {
        "id": arrow.name,
        "label": wording(arrow) if named else "",
        "name": sentence(graph, arrow),
        "relation": arrow.relation,
        "pairs": graph.edges[arrow.source, arrow.target, arrow.relation]["pairs"],
        "stance": arrow.stance,
        "width": arrow.width,
        "dashes": [6, 4] if arrow.stance == "derived" else False,
        "color": {"color": colour, "highlight": colour, "hover": colour, "opacity": 0.4 if arrow.long else 1.0},
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.6, "type": _head(arrow.relation)}},
        "font": {"size": 11, "align": "horizontal", "strokeWidth": 4},
        "smooth": smooth,
        "statements": [_statement(statement) for statement in arrow.statements],
    }


def _head(relation: str) -> str:
    return "bar" if relation in HOLDING_BACK else "arrow"


def _shape(kind: str) -> str:
    return "box" if kind in BOXED else _SHAPES.get(kind, "dot")


def _library() -> Path | None:
    """Return the browser library that can be inlined: the fetched one, else the one pyvis carries, else none."""
    fetched = WEB / "vendor" / "vis-network.min.js"
    if fetched.exists():
        return fetched
    spec = find_spec("pyvis")
    home = Path(spec.origin).parent if spec and spec.origin else WEB
    return next(iter(sorted(home.glob("lib/vis-9*/vis-network.min.js"), reverse=True)), None)


def _script(path: Path) -> Markup:
    """Return a script that cannot end the element it stands in (HTML, section 4.12.1.3)."""
    text = path.read_text(encoding="utf-8").replace("</script", r"<\/script").replace("<!--", r"<\!--")
    return Markup(text)  # noqa: S704 - our own file or the library's


def _text(name: str) -> Markup:
    return Markup((WEB / name).read_text(encoding="utf-8"))  # noqa: S704 - our own style sheets
