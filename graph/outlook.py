"""Predict the change of exposure of one ordered pair: by the static model, or by the contribution model.

A precipitant whose constants were measured in the laboratory goes through the static model, with the dose that was
told; every other one through the contribution model, which was fitted to what people showed. Only the latter may set
a severity: a static prediction is shown beside what people showed and never above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graph.answers import shelf_of
from graph.pharmacokinetics.estimates import estimates_of
from graph.pharmacokinetics.knowledge import knowledge_of
from graph.pharmacokinetics.predicting import Context, predict_together
from graph.pharmacokinetics.prediction import Prediction
from graph.pharmacokinetics.static_prediction import predict as predict_static

if TYPE_CHECKING:
    from graph.pharmacokinetics.pairing import Taking, Unpredicted
    from graph.store import Store

#: Static predictions that are kept; a bound on memory.
MAX_KEPT: Final = 10_000
#: What a prediction that rests on nothing known is based on.
_BLIND: Final = "unknown_prior"
#: A number that rests on no more than that somebody names the route is shown and never judged.
FIRM: Final = frozenset({"measured_fraction", "genotype_ratio", "interaction_ratio", "category"})


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is predicted for one pair, and whether its ratio may be judged."""

    prediction: Prediction
    judged: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """How the substances of a list are taken: dose and frequency by participant, and what passes the gut by."""

    takings: Mapping[str, Taking] = field(default_factory=dict)
    past_gut: frozenset[str] = frozenset()
    activity: Mapping[str, float] = field(default_factory=dict)


def outlook(store: Store, precipitant: str, thing: str, taken: Taken, *, measured: bool) -> Forecast | None:
    """Return what is predicted of a precipitant and an object, given as IRIs; None when nothing useful can be said.

    `measured` tells that people showed a ratio of this very pair: the contribution model has learned from it, so that
    what it says would be no prediction, save for people of another phenotype.
    """
    by_constants = _by_constants(store, precipitant, thing, taken.takings.get(precipitant))
    if isinstance(by_constants, Prediction):
        return Forecast(by_constants, judged=False)
    if measured and not taken.activity:
        return None
    context = Context(taken.activity, past_gut=thing in taken.past_gut)
    fitted = predict_together(estimates_of(store), (precipitant,), thing, context)
    if fitted is None or fitted.basis == _BLIND:
        return None
    return Forecast(fitted, judged=fitted.basis in FIRM)


def _by_constants(store: Store, precipitant: str, thing: str, taking: Taking | None) -> Prediction | Unpredicted:
    """Return what the static model says; the same question has the same answer, so it is kept."""
    kept: dict[object, Prediction | Unpredicted] = shelf_of(store).kept.setdefault("by-constants", {})
    key = precipitant, thing, taking
    if key not in kept:
        if len(kept) > MAX_KEPT:
            kept.clear()
        kept[key] = predict_static(knowledge_of(store), precipitant, thing, taking)
    return kept[key]
