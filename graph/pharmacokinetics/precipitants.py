"""What a precipitant brings to a static model: how much of it is where, and its constants at each enzyme.

Nothing is borrowed: constants of one substance never stand for another, and a product has those of its main constituent
alone.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from graph.pharmacokinetics.prediction import Input
from graph.pharmacokinetics.published import AT_LEAST, pooled, pooled_input

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.pharmacokinetics.amounts import Amount
    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.pharmacokinetics.published import Number

#: So many precipitants are remembered.
KEPT: Final = 256
MEASURED: Final = "measured_constant"
TOLD: Final = "told"
DEFAULT: Final = "default"
CONCENTRATION: Final = "umol/L"
RATE: Final = "1/h"
HOURS_PER_DAY: Final = 24.0
MINUTES_PER_HOUR: Final = 60.0


@dataclass(frozen=True, slots=True)
class Constants:
    """The constants of one substance at one enzyme, each None where none is published."""

    enzyme: str
    ki: Input | None = None
    ki_inactivation: Input | None = None
    kinact: Input | None = None
    assumptions: tuple[str, ...] = ()

    @property
    def inactivates(self) -> bool:
        """Whether both constants of inactivation are published."""
        return self.ki_inactivation is not None and self.kinact is not None

    def reversible(self) -> Constants:
        """Return the same without inactivation."""
        return replace(self, ki_inactivation=None, kinact=None)


@dataclass(frozen=True, slots=True)
class Intake:
    """How one substance is taken: what stands in place of a formula's letters, and what had to be assumed.

    `dose` in mg of the substance; after the dose `studied` in mg the peak was `peak` in µmol/L. Where `content` in mg/g
    is given, `dose` is the mass of the product in mg.
    """

    substance: str
    molar_mass: float
    dose: Input
    content: Input | None
    studied: Input
    peak: Input
    accumulation: Input | None
    unbound: Input
    absorption_rate: Input
    assumptions: tuple[str, ...]


@functools.lru_cache(maxsize=KEPT)
def constants(knowledge: Knowledge, substance: str) -> Mapping[str, Constants]:
    """Return the constants of a substance by enzyme, families of enzymes taken as one."""
    numbers = [number for number in knowledge.numbers.get(substance, ()) if number.target]
    enzymes = dict.fromkeys(number.target for number in numbers if number.predicate in {"inhibits", "inactivates"})
    found = {}
    for enzyme in enzymes:
        here = [number for number in numbers if number.target == enzyme and not number.is_modelled]
        one = _at(knowledge, enzyme, here)
        if one.ki is not None or one.inactivates:
            found[enzyme] = one
    return found


def intake(
    knowledge: Knowledge, product: str, substance: str, amount: Amount | None, times_per_day: float | None
) -> Intake | None:
    """Return how a substance is taken, by itself or in a product; None when no peak after a known dose is published."""
    reference = _reference(knowledge, substance)
    mass = next((number.molar_mass for number in knowledge.numbers.get(substance, ()) if number.molar_mass), None)
    if reference is None or mass is None or not knowledge.defaults:  # a graph without flows has no model to feed
        return None
    peak, studied = reference
    peak_input = pooled_input([peak], knowledge.units, CONCENTRATION, MEASURED)
    studied_input = pooled_input([studied], knowledge.units, "mg", MEASURED)
    if peak_input is None or studied_input is None:
        return None
    assumptions = [
        "proportional_to_dose" if amount else "studied_dose",
        "absorption_default",
        "microsomal_binding_ignored",
    ]
    dose, content = studied_input, None
    if amount:
        dose = Input("dose", product, "", amount.value, amount.low, amount.high, "mg", TOLD)
        if product != substance:
            content = _content(knowledge, product, substance)
            assumptions.append("content_varies")
    unbound = pooled_input(knowledge.of(substance, "fraction_unbound"), knowledge.units, "1", MEASURED)
    if unbound is None:
        unbound = replace(knowledge.defaults["unbound"], of=substance)
        assumptions.append("unbound_fraction_default")
    accumulation = _accumulation(knowledge, peak, peak_input, times_per_day) if times_per_day else None
    if times_per_day:
        assumptions.append("steady_state_unknown")
    if product != substance:
        assumptions.append("main_constituent_only")
    return Intake(
        substance,
        mass,
        dose,
        content,
        studied_input,
        peak_input,
        accumulation,
        unbound,
        _absorption(knowledge, substance, peak),
        tuple(assumptions),
    )


@functools.lru_cache(maxsize=KEPT)
def _content(knowledge: Knowledge, product: str, substance: str) -> Input | None:
    found = pooled_input(knowledge.contents(product)[substance], knowledge.units, "mg/g", MEASURED)
    return None if found is None else replace(found, of=product, via=substance)


def _at(knowledge: Knowledge, enzyme: str, here: Sequence[Number]) -> Constants:
    reversible = [number for number in here if number.predicate == "inhibits" and not number.is_apparent]
    measured = [number for number in reversible if number.endpoint == "ki"]
    halved = [number for number in reversible if number.endpoint == "ic50"]
    assumptions = []
    exact = [number for number in (*measured, *halved) if number.supports and not number.is_bound]
    bounds = [number for number in (*measured, *halved) if number.relation in AT_LEAST]
    chosen = exact or bounds
    ki = _constant(knowledge, chosen)
    if chosen and not exact:
        assumptions.append("bound_used")
    if ki is not None and not any(number.endpoint == "ki" for number in chosen):
        assumptions.append("half_ic50")
    if ki is not None and ki.high > ki.low * _APART:
        assumptions.append("contradicting_values")
    inactivating = [n for n in here if n.predicate == "inactivates" and n.supports and not n.is_bound]
    return Constants(
        enzyme,
        ki,
        pooled_input(
            [n for n in inactivating if n.endpoint == "ki_inactivation"], knowledge.units, CONCENTRATION, MEASURED
        ),
        pooled_input([n for n in inactivating if n.endpoint == "kinact"], knowledge.units, RATE, MEASURED),
        tuple(assumptions),
    )


#: Values of one constant that lie further apart than this are told as disagreeing.
_APART: Final = 3.0


def _constant(knowledge: Knowledge, numbers: Sequence[Number]) -> Input | None:
    """Pool inhibition constants, half-maximal concentrations turned into them by the graph's convention."""
    turned = []
    for number in numbers:
        if number.endpoint == "ki":
            turned.append(number)
        elif (convention := knowledge.half_maximal) is not None:
            ends = [
                end * convention.value if end is not None else None for end in (number.value, number.low, number.high)
            ]
            deviation = number.deviation * convention.value if number.deviation else None
            turned.append(replace(number, endpoint="ki", value=ends[0], low=ends[1], high=ends[2], deviation=deviation))
    return pooled_input(turned, knowledge.units, CONCENTRATION, MEASURED) if turned else None


def _reference(knowledge: Knowledge, substance: str) -> tuple[Number, Number] | None:
    """Return a peak in people and the dose after which it was seen: both in one place of one paper, of one dosing."""
    peaks = [number for number in knowledge.of(substance, "cmax") if number.in_people and not number.is_bound]
    doses = [number for number in knowledge.of(substance, "dose") if number.in_people and not number.is_bound]
    for peak in peaks:
        for dose in doses:
            if (peak.citation, peak.locator, peak.dose) == (dose.citation, dose.locator, dose.dose):
                return peak, dose
    return None


def _absorption(knowledge: Knowledge, substance: str, peak: Number) -> Input:
    """Return the range of the rate of absorption: from the slowest that the time of the peak allows to the default.

    In any model with one rate of absorption and a slower loss, ka is at least 1/tmax.
    """
    default = replace(knowledge.defaults["absorption_rate"], of=substance)
    times = [n for n in knowledge.of(substance, "tmax") if n.citation == peak.citation and n.dose == peak.dose]
    hours = pooled(times, knowledge.units, "h")
    if hours is None or hours[0] <= 0:
        return default
    slowest = 1 / (hours[0] * MINUTES_PER_HOUR)
    if slowest >= default.high:
        return default
    middle = math.sqrt(slowest * default.high)
    statements = (*default.statements, *(number.statement for number in times))
    return replace(default, value=middle, low=slowest, statements=statements)


def _accumulation(knowledge: Knowledge, peak: Number, reached: Input, times_per_day: float) -> Input | None:
    """Return how many times the single peak the peak of repeated doses is: at least 1, at most what half-life allows.

    The middle adds the mean of all earlier doses, the area under the curve over the interval, to the single peak. The
    highest is 1 / (1 - 2^(-interval / half-life)), as if the whole dose left with the terminal half-life.
    """
    interval = HOURS_PER_DAY / times_per_day
    same = [n for n in knowledge.numbers.get(peak.substance, ()) if n.citation == peak.citation and n.dose == peak.dose]
    areas = [number for number in same if number.endpoint == "auc"]
    lives = [number for number in same if number.endpoint == "half_life"]
    area, life = pooled(areas, knowledge.units, "umol.h/L"), pooled(lives, knowledge.units, "h")
    if area is None or life is None:
        return None
    most = 1 / (1 - 2 ** (-interval / life[2]))
    middle = min(1 + area[0] / interval / reached.value, most)
    statements = tuple(number.statement for number in (*areas, *lives))
    return Input("accumulation", peak.substance, "", middle, 1.0, most, "1", MEASURED, statements)
