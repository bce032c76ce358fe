"""Where each node of a picture stands: columns by layer, few crossings, no two labels in each other's way.

Positions are centres of boxes, in pixels at the default zoom; y grows downwards. The same graph always gives the same
positions, whatever order its nodes were added in.

References
----------
K. Sugiyama, S. Tagawa, M. Toda, IEEE Transactions on Systems, Man, and Cybernetics 11 (1981) 109–125: the
barycentre heuristic for ordering the nodes of a layer.

"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

#: Widths of characters at a font size of 13 pixels; generous, so that a real font stays inside.
_NARROW, _MEDIUM, _WIDE = 4.5, 7.5, 11.0
_NARROW_LETTERS: Final = frozenset("fijlrtI.,;:'|!()[] -")
_WIDE_LETTERS: Final = frozenset("mwMWOQ@%&—…")

LINE_HEIGHT: Final = 17
GLYPH: Final = 28
LABEL_CHARACTERS: Final = 18
#: A word up to this length is not broken.
LONGEST_WORD: Final = 24
LABEL_LINES: Final = 4
ROW_GAP: Final = 20
LAYER_GAP: Final = 112
COLUMN_GAP: Final = 32
#: A column taller than this goes on in a second column beside it.
COLUMN_HEIGHT: Final = 1100
#: How much wider than high a picture should be that fills a screen.
SCREEN: Final = 1.5
SWEEPS: Final = 8

#: Kinds whose label stands inside their shape; the others carry it below a glyph.
BOXED: Final = frozenset({"organ", "drug", "pharmacodynamicclass", "rule", "more"})

Positions = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    """The room a node takes, in pixels, and the lines its label is wrapped into."""

    width: float
    height: float
    lines: tuple[str, ...]


@functools.lru_cache(maxsize=1 << 14)
def box(label: str, kind: str, note: str = "") -> Box:
    """Return the room a node needs for its glyph, its wrapped label and a note on a line of its own."""
    longest = max((len(word) for word in label.split()), default=0)
    width = min(max(LABEL_CHARACTERS, longest), LONGEST_WORD)
    wrapped = _lines(label, width)
    if len(wrapped) > LABEL_LINES:
        wrapped = [*wrapped[: LABEL_LINES - 1], wrapped[LABEL_LINES - 1][: width - 1] + "…"]
    if note:
        wrapped.append(note)
    text = max(text_width(line) for line in wrapped)
    if kind in BOXED:
        return Box(max(text + 28, 56), len(wrapped) * LINE_HEIGHT + 18, tuple(wrapped))
    return Box(max(text + 8, GLYPH), GLYPH + 6 + len(wrapped) * LINE_HEIGHT, tuple(wrapped))


def _lines(label: str, width: int) -> list[str]:
    """Break a label into lines at blanks; a word that is longer than a line also after its hyphens.

    >>> _lines("seizure-threshold-lowering substance", 24)
    ['seizure-threshold-', 'lowering substance']
    """
    lines = [""]
    for word in label.split():
        for place, part in enumerate(re.split(r"(?<=-)(?=.)", word) if len(word) > width else [word]):
            begun = lines[-1] + (" " if lines[-1] and not place else "")
            if len(begun) + len(part) <= width:
                lines[-1] = begun + part
            else:
                pieces = [part[at : at + width] for at in range(0, len(part), width)]
                lines[len(lines) if lines[-1] else 0 :] = pieces
    return lines


def text_width(text: str) -> float:
    """Return an upper estimate of the width of a line of text in pixels.

    >>> text_width("il") < text_width("ab") < text_width("WM")
    True
    """
    return sum(
        _NARROW if letter in _NARROW_LETTERS else _WIDE if letter in _WIDE_LETTERS or letter.isupper() else _MEDIUM
        for letter in text
    )


def room(graph: nx.MultiDiGraph, node: str) -> Box:
    """Return the box of a node: its size and its wrapped label."""
    values = graph.nodes[node]
    return box(values["label"], values["kind"], values.get("note", ""))


def layered(graph: nx.MultiDiGraph, before: Positions | None = None, tallest: float = COLUMN_HEIGHT) -> Positions:
    """Return the centre of each node's box; no two boxes overlap. No column is much taller than `tallest`.

    Where a node stood `before` orders it among those that stood there too; the others find their place between them.
    """
    boxes = {node: room(graph, node) for node in graph}
    positions: Positions = {}
    left = 0.0
    for layer in _ordered(graph, before or {}):
        for number, column in enumerate(_columns(layer, boxes, tallest)):
            width = max(boxes[node].width for node in column)
            left += COLUMN_GAP if number else LAYER_GAP if positions else 0.0
            positions |= _stack(column, boxes, left + width / 2)
            left += width
    return positions


def proportioned(graph: nx.MultiDiGraph, before: Positions | None = None) -> Positions:
    """Return columns as tall as makes the picture as wide and high as a screen, or nearly so."""
    found: list[tuple[float, Positions]] = []
    for times in (1.0, 1.3, 1.7, 2.2):
        placed = layered(graph, before, COLUMN_HEIGHT * times)
        across, down = (max(ends, default=0) - min(ends, default=0) for ends in (list(a) for a in _axes(placed)))
        found.append((abs(across + LAYER_GAP - SCREEN * (down + LAYER_GAP)), placed))
    return min(found, key=lambda one: one[0])[1]


def _axes(placed: Positions) -> tuple[Iterable[float], Iterable[float]]:
    return (x for x, _ in placed.values()), (y for _, y in placed.values())


def _ordered(graph: nx.MultiDiGraph, before: Positions) -> list[list[str]]:
    """Return the nodes of each layer, top to bottom, after sweeps that pull each towards its neighbours."""
    layers: dict[int, list[str]] = {}
    for node, values in sorted(graph.nodes(data=True), key=_first_order):
        layers.setdefault(values["layer"], []).append(node)
    near = {node: sorted({*graph.successors(node), *graph.predecessors(node)} - {node}) for node in graph}
    order = [layers[key] for key in sorted(layers)]
    if before:
        return [_inserted(layer, near, before) for layer in order]
    for sweep in range(SWEEPS):
        place = {node: index - len(layer) / 2 for layer in order for index, node in enumerate(layer)}
        for layer in order if sweep % 2 == 0 else reversed(order):
            layer.sort(key=lambda node: (_barycentre(node, near, place), place[node]))
            place |= {node: index - len(layer) / 2 for index, node in enumerate(layer)}
    return order


def _inserted(layer: list[str], near: dict[str, list[str]], before: Positions) -> list[str]:
    """Return a layer in its old order, column by column, with each new node where its neighbours pull it."""
    kept = sorted((node for node in layer if node in before), key=lambda node: before[node])
    pulled = {node: [before[other][1] for other in near[node] if other in before] for node in layer}
    new = [(sum(pull) / len(pull) if (pull := pulled[node]) else 0.0, node) for node in layer if node not in before]
    for height, node in sorted(new, key=lambda item: item[0]):
        place = next((at for at, other in enumerate(kept) if other in before and before[other][1] > height), len(kept))
        kept.insert(place, node)
    return kept


def _first_order(item: tuple[str, dict[str, Any]]) -> tuple[int, str, str]:
    node, values = item
    return values["layer"], values["label"].casefold(), node


def _barycentre(node: str, near: dict[str, list[str]], place: dict[str, float]) -> float:
    neighbours = near[node]
    return sum(place[other] for other in neighbours) / len(neighbours) if neighbours else place[node]


def _columns(layer: list[str], boxes: dict[str, Box], tallest: float) -> list[list[str]]:
    """Cut a layer into columns of about equal height, none much taller than `tallest`."""
    total = sum(boxes[node].height + ROW_GAP for node in layer)
    target = total / -(-total // tallest)
    columns: list[list[str]] = [[]]
    height = 0.0
    for node in layer:
        if columns[-1] and height + boxes[node].height / 2 > target:
            columns.append([])
            height = 0.0
        columns[-1].append(node)
        height += boxes[node].height + ROW_GAP
    return columns


def _stack(column: list[str], boxes: dict[str, Box], x: float) -> Positions:
    height = sum(boxes[node].height for node in column) + ROW_GAP * (len(column) - 1)
    positions: Positions = {}
    top = -height / 2
    for node in column:
        positions[node] = (round(x, 1), round(top + boxes[node].height / 2, 1))
        top += boxes[node].height + ROW_GAP
    return positions
