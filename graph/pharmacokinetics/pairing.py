"""Bring what is published of a precipitant and of an object together, ready to be computed; or say what is missing."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from graph.pharmacokinetics.amounts import read_amount
from graph.pharmacokinetics.assembly import Assembly, Route
from graph.pharmacokinetics.objects import BASES, PRIOR, escaping, share
from graph.pharmacokinetics.precipitants import KEPT, MEASURED, RATE, constants, intake
from graph.pharmacokinetics.prediction import Input
from graph.pharmacokinetics.published import pooled_input
from graph.pharmacokinetics.quantity import POSITIVE, check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.pharmacokinetics.objects import Share
    from graph.pharmacokinetics.precipitants import Constants

#: Why there is no prediction.
NO_CONSTANTS: Final = "no_constants"
NO_PEAK: Final = "no_peak_known"
NO_SHARED_ENZYME: Final = "no_shared_enzyme"
#: How far an effect on a share that holds gut and body lies towards the gut: anywhere, nobody knows.
GUT_PART: Final = "gut_part"
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


@dataclass(frozen=True, slots=True)
class Assembled:
    """All inputs of a pair, the enzymes they go by, the weakest basis of a share, and what had to be assumed."""

    assembly: Assembly
    enzymes: frozenset[str]
    basis: str
    assumptions: tuple[str, ...]


def assembled(
    knowledge: Knowledge, precipitant: str, object_: str, taking: Taking, scales: Mapping[str, Input]
) -> Assembled | Unpredicted:
    """Return the inputs of a pair, or why there are not enough.

    `scales` are exponents of the activity left by enzyme: 1 leaves the model as it is, 0 takes its effect away.
    """
    substance = active(knowledge, precipitant)
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
        assumptions += _route(knowledge, assembly, object_, known[enzyme], found, scales.get(enzyme))
        if knowledge.induces(precipitant, substance, enzyme):
            assumptions.append("induction_unknown")
    return Assembled(assembly, frozenset(shares), _basis(shares), tuple(dict.fromkeys(assumptions)))


@functools.lru_cache(maxsize=KEPT)
def active(knowledge: Knowledge, precipitant: str) -> str:
    """Return the substance whose constants count: the precipitant itself, or the main constituent of a product."""
    if constants(knowledge, precipitant):
        return precipitant
    return knowledge.main_constituent(precipitant)


def _route(
    knowledge: Knowledge, assembly: Assembly, object_: str, acting: Constants, found: Share, scale: Input | None
) -> tuple[str, ...]:
    """Add one enzyme to the assembly, with the gut wall where it counts; return what had to be assumed."""
    in_body, in_gut = _losses(knowledge, acting.enzyme)
    if acting.inactivates and in_body is None:
        acting = acting.reversible()
    passing: Input | None = None
    part: Input | None = None
    assumptions: tuple[str, ...] = ()
    if acting.enzyme in knowledge.gut_enzymes:
        if found.is_apparent:
            part = Input(GUT_PART, object_, acting.enzyme, 0.5, 0.0, 1.0, "1", PRIOR)
        else:
            passing, assumptions = escaping(knowledge, object_, acting.enzyme)
    assembly.add(Route(acting, found.fraction, in_body, in_gut or in_body, passing, part, scale))
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
