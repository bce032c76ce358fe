"""Predict by the mechanistic static model what a precipitant does to the exposure of an object.

    knowledge = read_knowledge(store)
    prediction = predict(knowledge, precipitant, object_, Taking("4 g", 3))

The interval carries the ranges of every input that has one; what no range covers is named among the assumptions.
What it leaves undone: transporters, the part of constituents without constants, and induction without constants. A
measured ratio always outranks what comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.pharmacokinetics.anchoring import scales
from graph.pharmacokinetics.pairing import Taking, Unpredicted, assembled
from graph.pharmacokinetics.prediction import Prediction
from graph.pharmacokinetics.ranges import propagate

if TYPE_CHECKING:
    from graph.pharmacokinetics.knowledge import Knowledge

MODEL: Final = "mechanistic_static"
OVERPREDICTED: Final = "overpredicted_elsewhere"
#: On what a prediction rests that is scaled to what people showed for another object.
SCALED: Final = "interaction_ratio"
_BEST: Final = frozenset({"measured_constant", "genotype_ratio"})


def predict(
    knowledge: Knowledge, precipitant: str, object_: str, taking: Taking | None = None
) -> Prediction | Unpredicted:
    """Return the predicted ratio of the object's exposure, or why there is none.

    `precipitant` is the IRI of a product or of a substance, `object_` that of a substance. Without a dose, or with one
    that tells no mass, the dose of the study in people is taken and the prediction says so. Where people showed less
    for another object of the same enzyme than the model expects at the least, the effect on the enzyme is scaled down
    to what they showed; what people showed for the object itself is never used.
    """
    held = scales(knowledge, precipitant, object_)
    found = assembled(knowledge, precipitant, object_, taking or Taking(), held)
    if isinstance(found, Unpredicted):
        return found
    outcome = propagate(found.assembly.auc_ratio, found.assembly.spreads)
    is_scaled = bool(found.enzymes & set(held))
    return Prediction(
        auc_ratio=outcome.value,
        low=outcome.low,
        high=outcome.high,
        model=MODEL,
        basis=SCALED if is_scaled and found.basis in _BEST else found.basis,
        inputs=tuple(found.assembly.inputs),
        hangs_on=outcome.shares,
        assumptions=(*found.assumptions, *([OVERPREDICTED] if is_scaled else [])),
    )
