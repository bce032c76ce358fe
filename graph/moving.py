"""What the page of the explorer draws its moving picture from, short enough to be read at once.

Whatever many things or arrows share stands in a table and is named by its place there; what follows from the rest
(names of arrows, their words, colours) is left to the page. web/static/explore/page.js reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from graph import render
from graph.arrows import weighed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from graph.arrows import Arrow
    from graph.layout import Positions

#: What things share: by kind, mostly.
_LOOK = ("kind", "kind_words", "shape", "size", "margin", "shapeProperties")
#: What arrows share: by how they stand and where they run.
_STYLE = ("stance", "width", "dashes", "arrows", "smooth")


class _Table:
    """Values in the order of their first use, each once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[bytes, int] = {}

    def place(self, value: object) -> int:
        """Return the place of a value, which is added where it is new."""
        key = orjson.dumps(value)
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


def moving(graph: nx.MultiDiGraph, at: Positions, drawn: list[Arrow]) -> dict[str, Any]:
    """Return `nodes`, `edges`, `options`, and the tables they name places in: `looks`, `styles`, `relations`, `ends`.

    An edge is a list: the places of its source and target among the nodes, of its relation, its style and what its
    words end with; and the name that is written on it, if it has room.
    """
    live = render.picture_data(graph, at, drawn)
    looks, styles, relations, ends = _Table(), _Table(), _Table(), _Table()
    nodes = [_thing(graph, node, looks) for node in live["nodes"]]
    number = {node["id"]: place for place, node in enumerate(nodes)}
    edges = [
        [
            number[arrow.source],
            number[arrow.target],
            relations.place([arrow.relation, arrow.label]),
            styles.place({name: edge[name] for name in _STYLE} | {"opacity": edge["color"]["opacity"]}),
            ends.place(weighed(arrow)),
            *([edge["label"]] if edge["label"] else []),
        ]
        for arrow, edge in zip(drawn, live["edges"], strict=True)
    ]
    tables = {"looks": looks, "styles": styles, "relations": relations, "ends": ends}
    told = {name: table.values for name, table in tables.items()}
    return {"nodes": nodes, "edges": edges, "options": live["options"], **told}


def _thing(graph: nx.MultiDiGraph, node: Mapping[str, Any], looks: _Table) -> dict[str, Any]:
    """Return what is particular to a thing; its name is left out where it is its label in one line."""
    look = {name: node[name] for name in _LOOK if name in node} | {"fill": node["color"]["background"]}
    told = {name: node[name] for name in ("id", "label", "x", "y")} | {"look": looks.place(look)}
    values = graph.nodes[node["id"]]
    if node["name"] != node["label"].replace("\n", " "):
        told["name"] = node["name"]
    if "widthConstraint" in node:
        told["widthConstraint"] = node["widthConstraint"]
    return told | {name: values[name] for name in ("opened", "beyond") if values[name]}
