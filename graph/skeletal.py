"""Draw a structure as a skeletal formula: one SVG text in the colour of the page, with a title and a description.

The second line of a double bond, wedges and the places of hydrogens follow the recommendations of IUPAC (Brecher,
Pure and Applied Chemistry 2008). The text is built as a tree, so nothing of the data can become markup.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from graph.structure import sketch

if TYPE_CHECKING:
    from graph.structure import Atom, Bond, Point, Sketch

#: Lengths in pixels: a bond, a letter's height, the room around a letter, between two lines of a bond; and around it
#: all, sideways and above, so that the letters of an outer group stay inside.
BOND: Final = 30.0
LETTER: Final = 14.0
CLEAR: Final = 9.0
GAP: Final = 4.6
MARGINS: Final = (32.0, 14.0)
#: Width of a wedge at its wide end, and the distance of the strokes of a broken one.
_WEDGE: Final = 6.0
_STROKES: Final = 4.0
_TRIPLE: Final = 3
#: Drawings kept in memory; each is a few kilobytes.
KEPT: Final = 512


@functools.lru_cache(maxsize=KEPT)
def draw(smiles: str, title: str, description: str) -> str:
    """Return the structure as SVG text: transparent, in `currentColor`, `role="img"` with title and description.

    The same arguments always give the same text. Raises StructureUnreadable.
    """
    drawn = sketch(smiles)
    places = [(atom.x * BOND, atom.y * BOND) for atom in drawn.atoms]
    left, top = (min(point[axis] for point in places) - MARGINS[axis] for axis in (0, 1))
    width, height = (max(point[axis] for point in places) + MARGINS[axis] - low for axis, low in enumerate((left, top)))
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "role": "img", "class": "structure-svg",
        "aria-labelledby": "structure-title structure-description",
        "viewBox": f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}", "width": f"{width:.0f}", "height": f"{height:.0f}",
        "fill": "none", "stroke": "currentColor", "stroke-width": "1.5", "stroke-linecap": "round",
        "font-family": "system-ui, sans-serif", "font-size": f"{LETTER:g}",
    })  # fmt: skip
    ET.SubElement(root, "title", {"id": "structure-title"}).text = title
    ET.SubElement(root, "desc", {"id": "structure-description"}).text = description
    for bond in drawn.bonds:
        _draw_bond(root, drawn, bond, places)
    for number, atom in enumerate(drawn.atoms):
        if atom.symbol:
            _draw_atom(root, atom, places[number], _lean(drawn, number))
    return ET.tostring(root, encoding="unicode")


def _draw_bond(root: ET.Element, drawn: Sketch, bond: Bond, places: list[Point]) -> None:
    ends = (bond.begin, bond.end)
    start, stop = (places[end] for end in ends)
    length = math.dist(start, stop) or 1.0
    along = (stop[0] - start[0]) / length, (stop[1] - start[1]) / length
    across = -along[1], along[0]
    room = [CLEAR if drawn.atoms[end].symbol else 0.0 for end in ends]
    start, stop = _moved(start, along, room[0]), _moved(stop, along, -room[1])
    if bond.wedge == "up":
        corners = (start, _moved(stop, across, _WEDGE / 2), _moved(stop, across, -_WEDGE / 2))
        ET.SubElement(root, "path", {"d": _path(*corners) + "Z", "fill": "currentColor", "stroke-width": "0.5"})
    elif bond.wedge == "down":
        ET.SubElement(root, "path", {"d": _broken(start, stop, across), "stroke-width": "1.2"})
    elif bond.order == 1:
        ET.SubElement(root, "path", {"d": _path(start, stop)})
    elif bond.order == 2 and bond.inside:  # noqa: PLR2004 - a double bond
        inside = bond.inside[0] * BOND - start[0], bond.inside[1] * BOND - start[1]
        side = math.copysign(GAP, inside[0] * across[0] + inside[1] * across[1])
        cut = [0.0 if space else GAP for space in room]
        inner = [_moved(_moved(end, across, side), along, by) for end, by in ((start, cut[0]), (stop, -cut[1]))]
        ET.SubElement(root, "path", {"d": _path(start, stop) + _path(*inner)})
    else:
        shifts = (-GAP, 0.0, GAP)[: bond.order] if bond.order == _TRIPLE else (-GAP / 2, GAP / 2)
        lines = (_path(_moved(start, across, by), _moved(stop, across, by)) for by in shifts)
        ET.SubElement(root, "path", {"d": "".join(lines)})


def _broken(start: Point, stop: Point, across: Point) -> str:
    """Return the strokes of a bond that points away from the reader, narrow at its start."""
    count = max(3, round(math.dist(start, stop) / _STROKES))
    parts = []
    for number in range(count + 1):
        share = number / count
        middle = start[0] + (stop[0] - start[0]) * share, start[1] + (stop[1] - start[1]) * share
        half = max(0.6, _WEDGE / 2 * share)
        parts.append(_path(_moved(middle, across, half), _moved(middle, across, -half)))
    return "".join(parts)


def _lean(drawn: Sketch, number: int) -> float:
    """Return on which side an atom's neighbours stand: above zero to the right, so that its hydrogens go left."""
    here = drawn.atoms[number]
    others = [
        bond.end if bond.begin == number else bond.begin for bond in drawn.bonds if number in (bond.begin, bond.end)
    ]
    return sum(drawn.atoms[other].x - here.x for other in others)


def _draw_atom(root: ET.Element, atom: Atom, place: Point, lean: float) -> None:
    """Write symbol, hydrogens and charge; the symbol's middle stands at the atom's place."""
    half = LETTER * 0.36 * len(atom.symbol)
    leftwards = lean > 0.5 and atom.hydrogens > 0 and not atom.charge  # noqa: PLR2004 - half a bond
    text = ET.SubElement(root, "text", {
        "x": f"{place[0] + (half if leftwards else -half):.1f}", "y": f"{place[1] + LETTER * 0.36:.1f}",
        "text-anchor": "end" if leftwards else "start", "fill": "currentColor", "stroke": "none",
    })  # fmt: skip
    hydrogens = ["H"] if atom.hydrogens else []
    count = [str(atom.hydrogens)] if atom.hydrogens > 1 else []
    if atom.isotope:
        _raised(text, str(atom.isotope), "-0.4em")
    parts = [*hydrogens, *count, atom.symbol] if leftwards else [atom.symbol, *hydrogens, *count]
    lowered = False
    for part in parts:
        if part.isdecimal():
            _raised(text, part, "0.25em", back=False)
            lowered = True
        else:
            ET.SubElement(text, "tspan", {"dy": "-0.175em"} if lowered else {}).text = part
            lowered = False
    if atom.charge:
        sign = "+" if atom.charge > 0 else "−"
        _raised(text, sign if abs(atom.charge) == 1 else f"{abs(atom.charge)}{sign}", "-0.5em", back=False)


def _raised(text: ET.Element, part: str, by: str, *, back: bool = True) -> None:
    """Write a small sign above or below the line; `back` returns to the line after it."""
    ET.SubElement(text, "tspan", {"dy": by, "font-size": "0.7em"}).text = part
    if back:
        ET.SubElement(text, "tspan", {"dy": "0.28em"}).text = "\u200b"


def _moved(point: Point, direction: Point, by: float) -> Point:
    return point[0] + direction[0] * by, point[1] + direction[1] * by


def _path(*points: Point) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
