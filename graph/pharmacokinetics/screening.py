"""Screen every target of a substance with the basic models: which ratios pass a cut-off of a guideline.

A screen says where more has to be known, never what happens to a patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.names import local
from graph.pharmacokinetics.basic import concentration_ratio, is_flagged, reversible_ratio
from graph.pharmacokinetics.precipitants import CONCENTRATION, MEASURED, constants
from graph.pharmacokinetics.published import pooled_input
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.pharmacokinetics.prediction import Input
    from graph.store import Store


@dataclass(frozen=True, slots=True)
class Reached:
    """Concentrations of one substance in µmol/L: in the gut, unbound at the inlet, unbound and total at the peak."""

    in_gut: float
    inlet: float
    unbound_peak: float
    peak: float


@dataclass(frozen=True, slots=True)
class CutOff:
    """At which value of a measure a guideline asks for more; `target` is empty where it holds for all enzymes."""

    id: str
    metric: str
    target: str
    sign: str
    value: float
    issued_by: str


@dataclass(frozen=True, slots=True)
class Screened:
    """One ratio against one cut-off: what was divided by which constant, and whether a guideline asks for more."""

    target: str
    cut_off: CutOff
    ratio: float
    constant: Input
    is_flagged: bool


#: Which concentration each measure divides, by the code of the measure.
_OVER_IC50: Final = {
    "igut_over_ic50": "in_gut",
    "imax_u_over_ic50": "unbound_peak",
    "imax_over_ic50": "peak",
    "imax_inlet_u_over_ic50": "inlet",
}
_OVER_KI: Final = {"igut_over_ki": "in_gut", "imax_u_over_ki_u": "unbound_peak"}


def read_cut_offs(store: Store) -> list[CutOff]:
    """Return every cut-off with one value, once for each target it names."""
    return [
        CutOff(
            row["cutOff"],
            local(row["metric"]),
            row.get("target", ""),
            row["relation"],
            float(row["value"]),
            row["issuedBy"],
        )
        for row in ask(store, "cut-offs")
        if "value" in row
    ]


def reversible_ratios(knowledge: Knowledge, substance: str, reached: Reached) -> dict[str, dict[str, float]]:
    """Return R1 = 1 + I/Ki by target, then by the name of the concentration: `in_gut`, `inlet`, `unbound_peak`."""
    return {
        target: {
            name: float(reversible_ratio(getattr(reached, name), one.ki.value))
            for name in ("in_gut", "inlet", "unbound_peak")
        }
        for target, one in constants(knowledge, substance).items()
        if one.ki is not None
    }


def screen(knowledge: Knowledge, substance: str, reached: Reached, cut_offs: Sequence[CutOff]) -> list[Screened]:
    """Return each ratio of a substance that a cut-off is about, in the order of the cut-offs.

    A transporter is held against its IC50 as printed; an enzyme against its inhibition constant.
    """
    transporters = {one.target for one in cut_offs if one.metric in _OVER_IC50}
    found = []
    for cut_off in cut_offs:
        if cut_off.metric in _OVER_IC50:
            halves = {cut_off.target: _half_maximal(knowledge, substance, cut_off.target)}
            found += [_held(target, cut_off, one, reached) for target, one in halves.items() if one]
        elif cut_off.metric in _OVER_KI:
            found += [
                _held(target, cut_off, one.ki, reached)
                for target, one in constants(knowledge, substance).items()
                if one.ki is not None and target not in transporters and cut_off.target in {"", target}
            ]
    return found


def published_reach(knowledge: Knowledge, substance: str) -> Reached | None:
    """Return the concentrations that a published screen of a substance used, as printed; None where one is missing."""
    kinds = {name: knowledge.of(substance, name) for name in ("gut_concentration", "inlet_concentration", "cmax")}
    pools = {
        name: pooled_input(found, knowledge.units, CONCENTRATION, MEASURED) for name, found in kinds.items() if found
    }
    unbound = pooled_input(knowledge.of(substance, "fraction_unbound"), knowledge.units, "1", MEASURED)
    if unbound is None or len(pools) < len(kinds):
        return None
    gut, inlet, peak = (one.value if one else 0.0 for one in pools.values())
    return Reached(gut, inlet, unbound.value * peak, peak)


def _half_maximal(knowledge: Knowledge, substance: str, target: str) -> Input | None:
    numbers = [n for n in knowledge.of(substance, "ic50") if n.target == target and n.supports and not n.is_modelled]
    return pooled_input(numbers, knowledge.units, CONCENTRATION, MEASURED) if numbers else None


def _held(target: str, cut_off: CutOff, constant: Input, reached: Reached) -> Screened:
    name = _OVER_IC50.get(cut_off.metric) or _OVER_KI[cut_off.metric]
    ratio = float(concentration_ratio(getattr(reached, name), constant.value))
    return Screened(target, cut_off, ratio, constant, is_flagged(ratio, cut_off.sign, cut_off.value))
