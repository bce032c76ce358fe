"""The arrows of a picture: their curves, widths, wording, and where their names fit without touching anything."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graph.layout import BOXED, GLYPH, Positions, room, text_width
from graph.picture import Statement, stance

if TYPE_CHECKING:
    import networkx as nx

#: Line width by the most direct study behind an arrow, in pixels; what is not named here is drawn thin.
WIDTHS: Final = {
    "clinical pk study": 2.6,
    "clinical trial": 2.6,
    "observational": 2.0,
    "case series": 2.0,
    "case report": 2.0,
    "surveillance": 2.0,
    "drug label": 2.0,
    "regulatory": 2.0,
    "guideline": 2.0,
    "in vivo animal": 1.6,
    "in vitro": 1.6,
}
THIN: Final = 1.2
LONG: Final = 320
#: Above this many arrows their names would hide the picture; they stay in the titles and the table.
MAX_NAMED_ARROWS: Final = 40
#: The names of arrows are written smaller than the labels that `text_width` measures.
NAME_SCALE: Final = 0.86
_NAME_PLACES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.72)

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Arrow:
    """One drawn arrow: its name in the page, its ends, curve (four points of a cubic Bézier) and wording.

    `turn` counts the arrows between the same two things, from 0; `beyond` counts statements that are not shown; where
    `weight` is given it is the width. `straight` tells that there are no columns that it could pass over.
    """

    name: str
    source: str
    target: str
    relation: str
    label: str
    statements: tuple[Statement, ...]
    curve: Curve
    turn: int = 0
    beyond: int = 0
    weight: float = 0.0
    straight: bool = False

    @cached_property
    def stance(self) -> str:
        """How the arrow stands: supports, refutes, disputed or derived."""
        return "supports" if self.beyond else stance(self.statements)

    @property
    def count(self) -> int:
        """How many statements stand behind the arrow."""
        return len(self.statements) + self.beyond

    @property
    def width(self) -> float:
        """Line width in pixels: by the most direct study where nothing else is said, never by the number of studies."""
        return self.weight or max(
            (WIDTHS.get(statement.study_type, THIN) for statement in self.statements), default=THIN
        )

    @property
    def long(self) -> bool:
        """Whether the arrow passes over at least one other column; such arrows are drawn paler."""
        return not self.straight and abs(self.curve[3][0] - self.curve[0][0]) > LONG

    def at(self, share: float) -> Point:
        """Return the point at this share (0 to 1) of the curve."""
        weights = ((1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3)
        pairs = list(zip(weights, self.curve, strict=True))
        return sum(w * p[0] for w, p in pairs), sum(w * p[1] for w, p in pairs)


def arrows(graph: nx.MultiDiGraph, positions: Positions) -> list[Arrow]:
    """Return the arrows of a picture in a stable order; their names are the same in table and picture.

    An edge may bring its `name` and `width`; else it is called `e-1` and so on, and is as wide as its best study says.
    """
    result: list[Arrow] = []
    between: dict[frozenset[str], int] = {}
    for source, target, relation in sorted(graph.edges(keys=True)):
        values = graph.edges[source, target, relation]
        pair = frozenset((source, target))
        turn = between[pair] = between.get(pair, -1) + 1
        curve = _curve(graph, positions, source, target, turn)
        held = tuple(values["statements"])
        result.append(
            Arrow(
                values.get("name") or f"e-{len(result) + 1}",
                source,
                target,
                relation,
                values["label"],
                held,
                curve,
                turn,
                values.get("beyond", 0),
                values.get("width", 0.0),
                bool(graph.graph.get("straight")),
            )
        )
    return result


def centre(graph: nx.MultiDiGraph, positions: Positions, node: str) -> Point:
    """Return the centre of a node's mark: of the whole box, or of the glyph above its label."""
    x, y = positions[node]
    if graph.nodes[node]["kind"] in BOXED:
        return x, y
    return x, round(y - room(graph, node).height / 2 + GLYPH / 2, 1)


def named(graph: nx.MultiDiGraph, positions: Positions, drawn: list[Arrow]) -> dict[str, Point]:
    """Return where the name of each arrow fits without touching a node or another name; some may not fit."""
    if len(drawn) > MAX_NAMED_ARROWS:
        return {}
    taken = [around(positions[node], room(graph, node).width, room(graph, node).height) for node in graph]
    places: dict[str, Point] = {}
    for arrow in drawn:
        width = text_width(wording(arrow)) * NAME_SCALE
        for share in _NAME_PLACES:
            x, y = arrow.at(share)
            area = around((x, y), width + 4, 15)
            if not any(_overlap(area, other) for other in taken):
                taken.append(area)
                places[arrow.name] = (round(x, 1), round(y, 1))
                break
    return places


def wording(arrow: Arrow) -> str:
    """Return the name written on an arrow, with the number of statements where there are several."""
    return f"{arrow.label} · {arrow.count}" if arrow.count > 1 else arrow.label


def sentence(graph: nx.MultiDiGraph, arrow: Arrow) -> str:
    """Return an arrow in words, for titles and readers of the screen."""
    source, target = graph.nodes[arrow.source]["label"], graph.nodes[arrow.target]["label"]
    return f"{source} {arrow.label} {target}{weighed(arrow)}"


def weighed(arrow: Arrow) -> str:
    """Return what the words of an arrow end with: how it stands, and the number of its statements."""
    said = {"refutes": " (refuted)", "disputed": " (disputed)", "derived": " (derived)"}.get(arrow.stance, "")
    count = f"{arrow.count} statement{'' if arrow.count == 1 else 's'}{', not shown here' if arrow.beyond else ''}"
    return f"{said}: {count}"


def _curve(graph: nx.MultiDiGraph, positions: Positions, source: str, target: str, turn: int) -> Curve:
    (x1, y1), (x2, y2) = centre(graph, positions, source), centre(graph, positions, target)
    reach1, reach2 = _reach(graph, source), _reach(graph, target)
    if graph.graph.get("straight"):
        return _straight((x1, y1, reach1), (x2, y2, reach2), turn)
    shift = (turn + 1) // 2 * 16 * (-1 if turn % 2 else 1)
    if abs(x2 - x1) < reach1 + reach2 + 8:
        bow = 44 + abs(y2 - y1) * 0.18 + abs(shift)
        start, end = (x1 + reach1, y1), (x2 + reach2 + 4, y2)
        return _rounded(start, (start[0] + bow, y1), (end[0] + bow, y2), end)
    way = 1 if x2 > x1 else -1
    start, end = (x1 + way * reach1, y1 + shift / 3), (x2 - way * (reach2 + 4), y2 + shift / 3)
    pull = way * max(abs(end[0] - start[0]) * 0.45, 18)
    return _rounded(start, (start[0] + pull, start[1] + shift), (end[0] - pull, end[1] + shift), end)


def _straight(one: tuple[float, float, float], other: tuple[float, float, float], turn: int) -> Curve:
    """Return a curve that leaves for its end at once, bent a little where several run between the same two things."""
    (x1, y1, reach1), (x2, y2, reach2) = one, other
    length = max(math.hypot(x2 - x1, y2 - y1), 1.0)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    bend = (turn + 1) // 2 * 22 * (-1 if turn % 2 else 1)
    start, end = (x1 + dx * reach1, y1 + dy * reach1), (x2 - dx * (reach2 + 4), y2 - dy * (reach2 + 4))
    third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
    aside = (-dy * bend, dx * bend)
    return _rounded(
        start,
        (start[0] + third[0] + aside[0], start[1] + third[1] + aside[1]),
        (end[0] - third[0] + aside[0], end[1] - third[1] + aside[1]),
        end,
    )


def _rounded(*points: Point) -> Curve:
    first, second, third, fourth = [(round(x, 1), round(y, 1)) for x, y in points]
    return first, second, third, fourth


def _reach(graph: nx.MultiDiGraph, node: str) -> float:
    return room(graph, node).width / 2 if graph.nodes[node]["kind"] in BOXED else GLYPH / 2


def around(point: Point, width: float, height: float) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of an area around a point."""
    return point[0] - width / 2, point[1] - height / 2, point[0] + width / 2, point[1] + height / 2


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
