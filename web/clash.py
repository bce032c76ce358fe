"""Where contradictions are drawn: two columns of claims that stand against each other, and what settles it below them.

Only places and words; `_clash.html` draws them. One picture is narrow enough for a phone and grows with its place.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Json = dict[str, Any]

#: The room of a picture, in its own units: letters are 12 high.
WIDTH: Final = 344
BOX: Final = 146
#: Letters that fit a line of a box, and of a row of evidence; a claim is cut after so many lines.
LETTERS: Final = 20
ROW_LETTERS: Final = 48
MOST_LINES: Final = 6
LINE: Final = 16
PAD: Final = 8
#: Letters of a verdict that fit beside its mark.
VERDICT_LETTERS: Final = 17
#: Room for the crossed bead of a contradiction, and how far from the middle the lines of a side meet.
BEAD: Final = 22
RAIL: Final = 14
GAP: Final = 12
#: Room between the columns and the evidence.
BELOW: Final = 30


@dataclass(slots=True)
class _Column:
    """Boxes below one another, at one side."""

    x: float
    boxes: dict[str, Json] = field(default_factory=dict)
    height: float = 0.0

    def add(self, claim: Mapping[str, Any], here: Collection[str], least: float = 0.0) -> None:
        """Add a claim below the others, not higher than `least`."""
        verdict, lines = _lines(claim["verdict_label"], VERDICT_LETTERS, 2), _lines(claim["claim"], LETTERS, MOST_LINES)
        height = PAD + (len(verdict) + len(lines)) * LINE + PAD
        top = max(self.height, least)
        self.boxes[claim["id"]] = {
            "x": self.x,
            "y": round(top, 1),
            "width": BOX,
            "height": height,
            "verdict_lines": verdict,
            "lines": lines,
            "first": len(verdict) * LINE + LINE + PAD / 2,
            "href": ("#" if claim["id"] in here else "/id/") + claim["id"],
            "claim": claim["claim"],
            "verdict": claim["verdict"],
            "verdict_label": claim["verdict_label"],
        }
        self.height = top + height + GAP


def picture(contradiction: Mapping[str, Any], here: Collection[str] = ()) -> Json:
    """Return the picture of one contradiction: `boxes`, the one `edge` between its sides, and `proofs` that settle it.

    A claim in `here` is on the page and linked to there. Where no claim stands on the other side the evidence does.
    """
    one, other = _Column(0.5), _Column(WIDTH - BOX - 0.5)
    for column, side in ((one, "one_side"), (other, "other_side")):
        for claim in contradiction[side]:
            column.add(claim, here)
    bottom = max(one.height, other.height) - GAP
    boxes = [*one.boxes.values(), *other.boxes.values()]
    middle = sum(box["y"] + box["height"] / 2 for box in boxes) / len(boxes) if boxes else bottom / 2
    lines = [f"M{_inner(box)} {_centre(box)}H{_rail(box)}V{middle:.1f}H{WIDTH / 2}" for box in boxes]
    proofs, end = _proofs(contradiction["evidence"], bottom + BELOW)
    return {
        "label": contradiction["label"],
        "width": WIDTH,
        "height": round(end if proofs else bottom, 1),
        "boxes": boxes,
        "edge": {"lines": lines, "x": WIDTH / 2, "y": round(middle, 1)},
        "proofs": proofs,
        "settles": round(bottom + BELOW / 2, 1),
    }


def together(contradictions: Sequence[Mapping[str, Any]], here: Collection[str] = ()) -> Json:
    """Return one picture of several contradictions: every claim once, every contradiction a crossed bead.

    Sides are chosen so that claims which contradict each other stand apart where that can be.
    """
    right = _apart(contradictions)
    columns = (_Column(0.5), _Column(WIDTH - BOX - 0.5))
    for one in contradictions:
        claims = {claim["id"]: claim for side in ("one_side", "other_side") for claim in one[side]}
        start = max(column.height for column in columns) if claims.keys().isdisjoint(_held(columns)) else 0.0
        for name, claim in claims.items():
            if name not in _held(columns):
                columns[name in right].add(claim, here, start)
    boxes = _held(columns)
    edges = []
    taken = -float(BEAD)
    for middle, one in sorted(_middles(contradictions, boxes), key=lambda pair: pair[0]):
        taken = max(middle, taken + BEAD)
        ends = [boxes[name] for name in one["claims"] if name in boxes]
        lines = [f"M{_inner(box)} {_centre(box)}L{WIDTH / 2} {taken:.1f}" for box in ends]
        bead = {"x": WIDTH / 2, "y": round(taken, 1), "href": "#" + one["id"], "label": one["label"]}
        edges.append({**bead, "lines": lines})
    height = max(max(column.height for column in columns) - GAP, taken + BEAD / 2)
    return {"width": WIDTH, "height": round(height, 1), "boxes": list(boxes.values()), "edges": edges}


def _held(columns: Iterable[_Column]) -> dict[str, Json]:
    return {name: box for column in columns for name, box in column.boxes.items()}


def _middles(
    contradictions: Iterable[Mapping[str, Any]], boxes: Mapping[str, Json]
) -> list[tuple[float, Mapping[str, Any]]]:
    """Return each contradiction with the height at which its claims stand on average."""
    found = []
    for one in contradictions:
        places = [_centre(boxes[name]) for name in one["claims"] if name in boxes]
        if places:
            found.append((sum(places) / len(places), one))
    return found


def _apart(contradictions: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the claims of the right column: going from claim to claim along contradictions, sides change."""
    against: dict[str, list[str]] = {}
    for one in contradictions:
        for left in one["one_side"]:
            against.setdefault(left["id"], [])
            for other in one["other_side"]:
                against.setdefault(left["id"], []).append(other["id"])
                against.setdefault(other["id"], []).append(left["id"])
    right: set[str] = set()
    seen: set[str] = set()
    for first in against:
        queue = [] if first in seen else [first]
        seen.update(queue)
        for name in queue:
            for other in against[name]:
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
                    if name not in right:
                        right.add(other)
    return right


def _inner(box: Mapping[str, Any]) -> float:
    """Return where the side of a box stands that looks to the other column."""
    return float(box["x"] + BOX if box["x"] < BOX else box["x"])


def _rail(box: Mapping[str, Any]) -> float:
    """Return where the lines of a column meet before they cross to the other."""
    return WIDTH / 2 + (-RAIL if box["x"] < BOX else RAIL)


def _centre(box: Mapping[str, Any]) -> float:
    return round(float(box["y"] + box["height"] / 2), 1)


def _proofs(evidence: Sequence[Mapping[str, Any]], top: float) -> tuple[list[Json], float]:
    """Return the rows of evidence from `top` on, and where they end."""
    rows = []
    for item in evidence:
        people = f", n = {item['n']}" if item.get("n") else ""
        told = f"{item['citation'] or 'source'}: {item['study_type'] or 'kind of study not stated'}{people}"
        lines = _lines(told, ROW_LETTERS, 2)
        height = len(lines) * LINE + PAD
        place = {"y": round(top, 1), "height": height, "href": f"/id/{item['assertion']}"}
        rows.append({**place, "lines": lines, "said": item["said"]})
        top += height + PAD / 2
    return rows, top


def _lines(text: str, letters: int, most: int) -> list[str]:
    """Return a text in lines; what is too much is cut with a sign."""
    lines = textwrap.wrap(text, letters) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][: letters - 1] + "…"]
