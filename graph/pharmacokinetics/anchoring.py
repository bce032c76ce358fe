"""Hold the static model against what people showed for other objects of an enzyme, and scale its effect down to that.

The model keeps each precipitant at its peak all day, which overstates inactivation after a dose that comes and goes.
Where people showed less for one object than the model expects at the least, the activity left of the enzyme is raised
to a power between 0 and 1, in gut and body alike, so that the model gives what they showed for that object.
What it leaves undone: the power is found at the studied dose and with all other inputs at their values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.pairing import Taking, Unpredicted, active, assembled
from graph.pharmacokinetics.prediction import Input
from graph.pharmacokinetics.ranges import propagate

if TYPE_CHECKING:
    from graph.pharmacokinetics.assembly import Assembly
    from graph.pharmacokinetics.knowledge import Knowledge, Observed

NAME: Final = "scale_to_people"
BASIS: Final = "interaction_ratio"
#: So often the range of the power is halved.
HALVINGS: Final = 25


@dataclass(frozen=True, slots=True)
class Anchor:
    """What people showed for one object of an enzyme, as the power of the activity left that gives it."""

    enzyme: str
    object: str
    value: float
    low: float
    high: float
    statement: str


def anchors(knowledge: Knowledge, precipitant: str) -> tuple[Anchor, ...]:
    """Return an anchor for each enzyme and object for which people showed less than the model expects at the least.

    Each object that was studied in people with the precipitant, its main constituent or a kindred product is predicted
    at the studied dose; the upper end of what people showed is held against the lower end of the prediction.
    """
    if precipitant not in knowledge.anchors:
        found = []
        for one in knowledge.relatives(precipitant, active(knowledge, precipitant)):
            for seen in knowledge.observed.get(one, ()):
                made = assembled(knowledge, precipitant, seen.object, Taking(), {})
                if isinstance(made, Unpredicted):
                    continue
                expected = propagate(made.assembly.auc_ratio, made.assembly.spreads)
                if seen.high < expected.low:
                    found += [_anchor(enzyme, seen, made.assembly) for enzyme in sorted(made.enzymes)]
        knowledge.anchors[precipitant] = tuple(found)
    return tuple(one for one in knowledge.anchors[precipitant] if isinstance(one, Anchor))


def scales(knowledge: Knowledge, precipitant: str, object_: str) -> dict[str, Input]:
    """Return the power of the activity left by enzyme, from all anchors that are not the object itself."""
    found: dict[str, list[Anchor]] = {}
    for one in anchors(knowledge, precipitant):
        if one.object != object_:
            found.setdefault(one.enzyme, []).append(one)
    substance = active(knowledge, precipitant)
    return {
        enzyme: Input(
            NAME,
            substance,
            enzyme,
            sum(one.value for one in group) / len(group),
            min(one.low for one in group),
            max(one.high for one in group),
            "1",
            BASIS,
            tuple(dict.fromkeys(one.statement for one in group)),
        )
        for enzyme, group in found.items()
    }


def _anchor(enzyme: str, seen: Observed, assembly: Assembly) -> Anchor:
    value, low, high = (_power(assembly, ratio) for ratio in (seen.value, seen.low, seen.high))
    return Anchor(enzyme, seen.object, value, low, high, seen.statement)


def _power(assembly: Assembly, ratio: float) -> float:
    """Return the power from 0 to 1 of all activities left at which the model gives a ratio, by halving."""
    values = [np.array([one.value]) for one in assembly.inputs]
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if float(assembly.auc_ratio(values, middle)[0]) < ratio:
            low = middle
        else:
            high = middle
    return (low + high) / 2
