"""Predict by the mechanistic static model what a precipitant does to the exposure of an object.

    knowledge = read_knowledge(store)
    prediction = predict(knowledge, precipitant, object_, Taking("4 g", 3))

The interval carries the ranges of every input that has one; what no range covers is named among the assumptions.
What it leaves undone: transporters, the part of constituents without constants, and induction without constants. A
measured ratio always outranks what comes out.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from graph.pharmacokinetics.amounts import read_amount
from graph.pharmacokinetics.assembly import Assembly, Route
from graph.pharmacokinetics.objects import BASES, escaping, share
from graph.pharmacokinetics.precipitants import KEPT, RATE, constants, intake
from graph.pharmacokinetics.prediction import Prediction
from graph.pharmacokinetics.published import pooled_input
from graph.pharmacokinetics.quantity import POSITIVE, check
from graph.pharmacokinetics.ranges import propagate

if TYPE_CHECKING:
    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.pharmacokinetics.objects import Share
    from graph.pharmacokinetics.precipitants import Constants
    from graph.pharmacokinetics.prediction import Input

MODEL: Final = "mechanistic_static"
MEASURED: Final = "measured_constant"
#: Why there is no prediction.
NO_CONSTANTS: Final = "no_constants"
NO_PEAK: Final = "no_peak_known"
NO_SHARED_ENZYME: Final = "no_shared_enzyme"
OVERPREDICTED: Final = "overpredicted_elsewhere"
_GUT_LOSS: Final = "degradation_rate_gut"


@dataclass(frozen=True, slots=True)
class Taking:
    """How the precipitant is taken: the dose as people write it, and how often a day; empty and None for not told.

    Raises QuantityImpossible for a frequency of 0 or less.
    """

    dose: str = ""
    times_per_day: float | None = None

    def __post_init__(self) -> None:
        if self.times_per_day is not None:
            check("times per day", self.times_per_day, POSITIVE)


@dataclass(frozen=True, slots=True)
class Unpredicted:
    """Why the model gives no number for a pair: a code of the list of reasons."""

    reason: str


def predict(
    knowledge: Knowledge, precipitant: str, object_: str, taking: Taking | None = None
) -> Prediction | Unpredicted:
    """Return the predicted ratio of the object's exposure, or why there is none.

    `precipitant` is the IRI of a product or of a substance, `object_` that of a substance. Without a dose, or with one
    that tells no mass, the dose of the study in people is taken and the prediction says so.
    """
    found = _modelled(knowledge, precipitant, object_, taking or Taking())
    if isinstance(found, Unpredicted):
        return found
    prediction, enzymes = found
    others = {enzyme for enzyme, other in overpredicted(knowledge, precipitant) if other != object_}
    if enzymes & others:
        return replace(prediction, assumptions=(*prediction.assumptions, OVERPREDICTED))
    return prediction


def overpredicted(knowledge: Knowledge, precipitant: str) -> frozenset[tuple[str, str]]:
    """Return enzymes and objects for which people showed less with a precipitant than the model expects at the least.

    Each object that was studied in people with the precipitant, its main constituent or a kindred product is predicted
    at the studied dose; the upper end of what people showed is held against the lower end of the prediction.
    """
    if precipitant not in knowledge.overpredicted:
        found: set[tuple[str, str]] = set()
        for one in knowledge.relatives(precipitant, _active(knowledge, precipitant)):
            for seen in knowledge.observed.get(one, ()):
                made = _modelled(knowledge, precipitant, seen.object, Taking())
                if not isinstance(made, Unpredicted) and seen.high < made[0].low:
                    found |= {(enzyme, seen.object) for enzyme in made[1]}
        knowledge.overpredicted[precipitant] = frozenset(found)
    return knowledge.overpredicted[precipitant]


def _modelled(
    knowledge: Knowledge, precipitant: str, object_: str, taking: Taking
) -> tuple[Prediction, frozenset[str]] | Unpredicted:
    """Return the prediction with the enzymes it goes by, or why there is none."""
    substance = _active(knowledge, precipitant)
    known = constants(knowledge, substance) if substance else {}
    if not known:
        return Unpredicted(NO_CONSTANTS)
    amount = read_amount(taking.dose, knowledge.language, knowledge.units) if taking.dose else None
    taken = intake(knowledge, precipitant, substance, amount, taking.times_per_day)
    if taken is None:
        return Unpredicted(NO_PEAK)
    label = knowledge.label(substance)
    shares = {enzyme: found for enzyme in known if (found := share(knowledge, object_, enzyme, label))}
    if not shares:
        return Unpredicted(NO_SHARED_ENZYME)
    assumptions = [*taken.assumptions, "constant_peak"]
    if taking.dose and amount is None:
        assumptions.append("dose_not_understood")
    assembly = Assembly(taken, knowledge.defaults)
    for enzyme, found in shares.items():
        assumptions += [*found.assumptions, *known[enzyme].assumptions]
        assumptions += _route(knowledge, assembly, object_, known[enzyme], found)
        if knowledge.induces(precipitant, substance, enzyme):
            assumptions.append("induction_unknown")
    outcome = propagate(assembly.auc_ratio, assembly.spreads)
    prediction = Prediction(
        auc_ratio=outcome.value,
        low=outcome.low,
        high=outcome.high,
        model=MODEL,
        basis=_basis(shares),
        inputs=tuple(assembly.inputs),
        hangs_on=outcome.shares,
        assumptions=tuple(dict.fromkeys(assumptions)),
    )
    return prediction, frozenset(shares)


@functools.lru_cache(maxsize=KEPT)
def _active(knowledge: Knowledge, precipitant: str) -> str:
    """Return the substance whose constants count: the precipitant itself, or the main constituent of a product."""
    if constants(knowledge, precipitant):
        return precipitant
    return knowledge.main_constituent(precipitant)


def _route(knowledge: Knowledge, assembly: Assembly, object_: str, acting: Constants, found: Share) -> tuple[str, ...]:
    """Add one enzyme to the assembly, with the gut wall where it counts; return what had to be assumed."""
    in_body, in_gut = _losses(knowledge, acting.enzyme)
    if acting.inactivates and in_body is None:
        acting = acting.reversible()
    passing: Input | None = None
    assumptions: tuple[str, ...] = ()
    if acting.enzyme in knowledge.gut_enzymes and not found.is_apparent:
        passing, assumptions = escaping(knowledge, object_, acting.enzyme)
    assembly.add(Route(acting, found.fraction, in_body, in_gut or in_body, passing))
    return assumptions


def _losses(knowledge: Knowledge, enzyme: str) -> tuple[Input | None, Input | None]:
    """Return how fast an enzyme is lost in the body and in the gut wall, in 1/h; None where not published."""
    numbers = knowledge.losses.get(enzyme, ())
    pools = (
        [number for number in numbers if number.endpoint != _GUT_LOSS],
        [number for number in numbers if number.endpoint == _GUT_LOSS],
    )
    found = [pooled_input(pool, knowledge.units, RATE, MEASURED) if pool else None for pool in pools]
    in_body, in_gut = (replace(one, of=enzyme, via="") if one else None for one in found)
    return in_body, in_gut


def _basis(shares: dict[str, Share]) -> str:
    worst = max((found.fraction.basis for found in shares.values()), key=BASES.index)
    return MEASURED if worst == BASES[0] else worst
