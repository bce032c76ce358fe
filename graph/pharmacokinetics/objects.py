"""What an object brings to a static model: the share of its clearance each enzyme takes, and what the gut wall takes.

A share that was measured without an interaction comes first, then one from genotypes, then one from an interaction, at
last the regulator's category. A number that the graph says is not to be computed with never gets here.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.knowledge import CLEARED
from graph.pharmacokinetics.prediction import Input
from graph.pharmacokinetics.published import AT_LEAST, pooled, pooled_input

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.pharmacokinetics.published import Number

ESCAPING: Final = "fraction_escaping_gut"
#: Bases of a share, best first.
BASES: Final = ("measured_fraction", "genotype_ratio", "interaction_ratio", "category")
PRIOR: Final = "unknown_prior"
#: So many enzymes are remembered.
KEPT: Final = 64
#: So many other objects are needed before their spread may stand for an unknown one.
FEWEST_OTHERS: Final = 5


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the object's clearance; `is_apparent` says that the gut is inside it, so that no Fg may join it."""

    fraction: Input
    is_apparent: bool
    assumptions: tuple[str, ...] = ()


def share(knowledge: Knowledge, substance: str, enzyme: str, precipitant_label: str = "") -> Share | None:
    """Return the share of a substance's clearance that an enzyme takes; None when nothing tells it.

    `precipitant_label` names the precipitant of the pair: what was worked out from that very pair is left out.
    """
    numbers = [
        number
        for number in knowledge.of(substance, CLEARED)
        if number.target == enzyme and number.supports and not (number.partner and number.partner == precipitant_label)
    ]
    tests: tuple[Callable[[Number], bool], ...] = (
        lambda number: not number.worked,
        lambda number: number.worked == "derived_from_genotype_ratio",
        lambda number: number.worked == "derived_from_ddi_ratio",
    )
    for basis, test in zip(BASES, tests, strict=False):
        chosen = [number for number in numbers if test(number)]
        if chosen and (found := _pooled_share(knowledge, chosen, basis)):
            return found
    return _by_category(knowledge, substance, enzyme)


def escaping(knowledge: Knowledge, substance: str, enzyme: str) -> tuple[Input | None, tuple[str, ...]]:
    """Return the share of an object that escapes an enzyme in the gut wall, and what had to be assumed.

    A share that names the enzyme, or none, counts; one without an interaction behind it comes first. Where none is
    published the spread of other objects of the enzyme is taken: 5 %, 50 % and 95 % points of their middles.
    """
    numbers = [n for n in knowledge.of(substance, ESCAPING) if n.target in {enzyme, ""} and n.supports]
    for chosen in ([n for n in numbers if not n.worked], [n for n in numbers if n.worked]):
        if chosen and (found := pooled_input(chosen, knowledge.units, "1", BASES[0])) and found.low > 0:
            worked = bool(chosen[0].worked)
            return replace(found, via=enzyme, basis=BASES[2] if worked else BASES[0]), ()
    middles = [middle for other, middle in _passing(knowledge, enzyme) if other != substance]
    if len(middles) < FEWEST_OTHERS:
        return None, ("gut_passage_unknown",)
    low, middle, high = (float(point) for point in np.quantile(middles, (0.05, 0.5, 0.95)))
    return Input(ESCAPING, substance, enzyme, middle, low, high, "1", PRIOR), ("gut_passage_unknown",)


@functools.lru_cache(maxsize=KEPT)
def _passing(knowledge: Knowledge, enzyme: str) -> tuple[tuple[str, float], ...]:
    """Return each object of an enzyme with the published share of it that escapes the gut wall."""
    return tuple(
        (other, ends[0])
        for other in knowledge.numbers
        if any(number.target == enzyme for number in knowledge.of(other, CLEARED))
        if (ends := pooled(knowledge.of(other, ESCAPING), knowledge.units, "1")) and 0 < ends[0] <= 1
    )


def _pooled_share(knowledge: Knowledge, numbers: Sequence[Number], basis: str) -> Share | None:
    found = pooled_input([_ended(knowledge, number) for number in numbers], knowledge.units, "1", basis)
    if found is None:
        return None
    assumptions = ["fraction_from_interaction"] if basis == BASES[2] else []
    is_apparent = any(number.is_apparent for number in numbers)
    if is_apparent:
        assumptions.append("apparent_fraction")
    return Share(replace(found, low=min(found.low, 1.0), high=min(found.high, 1.0)), is_apparent, tuple(assumptions))


def _ended(knowledge: Knowledge, number: Number) -> Number:
    """Give a share that an interaction bounds from below its upper end.

    The partner took away at least `number` of the clearance and left at most `left` of the enzyme, so that the enzyme
    clears at most number / (1 - left), and never more than all. The middle of both is taken.
    """
    if number.value is None or not (number.worked or number.relation in AT_LEAST):
        return number
    left = knowledge.left.get((number.target, number.partner), 1.0)
    most = min(1.0, number.value / (1 - left)) if left < 1 else 1.0
    return replace(number, value=(number.value + most) / 2, low=number.value, high=most)


def _by_category(knowledge: Knowledge, substance: str, enzyme: str) -> Share | None:
    """Return the share that the ratio with a strong inhibitor leads to expect: 1 - 1/ratio, gut and all."""
    found = [one for one in knowledge.sensitivities.get(substance, ()) if one.enzyme == enzyme]
    if not found:
        return None
    low = 1 - 1 / min(one.low for one in found)
    high = 1 - 1 / max(one.high for one in found if one.high) if all(one.high for one in found) else 1.0
    statements = tuple(dict.fromkeys(one.statement for one in found))
    fraction = Input(CLEARED, substance, enzyme, (low + high) / 2, low, high, "1", BASES[3], statements)
    return Share(fraction, is_apparent=True, assumptions=("apparent_fraction", "fraction_from_category"))
