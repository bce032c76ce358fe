"""Predict the change of exposure of the pairs of one check, and tell each prediction with its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.exposure import EXPOSURE
from graph.names import local
from graph.outlook import Forecast, Taken, outlook
from graph.pharmacokinetics.asking import labels_of, metabolism_json
from graph.pharmacokinetics.pairing import Taking
from graph.pharmacokinetics.phenotype import activity_of
from graph.pharmacokinetics.telling import prediction_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.context import Part
    from graph.listed import Entry
    from graph.narrowing import Narrowing
    from graph.proof import Proof
    from graph.resolve import Match
    from graph.store import Store

#: Mechanisms that change exposure; a pair without one is not predicted.
_KINETIC: Final = "pharmacokinetic"
#: The kind of object whose net effect is told by labels and rules, and the effect that leaves it open for others.
_MEDICINE: Final = "drug"
_LESS_ACTIVE: Final = "lowers_active_metabolite"
#: Forms in which a medicine does not pass the gut wall first.
_PAST_GUT: Final = frozenset({"intravenous", "injection", "infusion", "intramuscular", "subcutaneous"})


def taken_of(store: Store, entries: Iterable[Entry], parts: Iterable[Part]) -> Taken:
    """Return what a list tells of doses, routes and phenotype."""
    takings: dict[str, Taking] = {}
    past_gut = set()
    for entry in entries:
        said, thing = entry.in_json(), entry.match.participant
        if said["dose"] or said["times_per_day"]:
            takings[thing] = Taking(said["dose"], said["times_per_day"])
        if not _PAST_GUT.isdisjoint(said["form"]):
            past_gut.add(thing)
    factors = frozenset(factor for part in parts for factor in part.factors)
    return Taken(takings, frozenset(past_gut), activity_of(store, factors) if factors else {})


def foresee(
    store: Store, proof: Proof, pairs: Mapping[str, tuple[Match, Match]], taken: Taken, narrowed: Narrowing | None
) -> None:
    """Add to a proof what is predicted of the pairs (matches by interaction) with a mechanism that changes exposure.

    Beside it stands what an inhibitor of the enzyme that forms an active metabolite leaves unknown. Where filters set
    evidence aside that is left out, and a prediction is told only when something of each of its numbers is let through.
    """
    found: dict[str, Forecast] = {}
    proof.predicts = narrowed is None or narrowed.predicts
    for name, (first, second) in pairs.items():
        if any(local(row["kind"]) == _KINETIC for row in proof.mechanisms.get(name, ())):
            made = outlook(store, first.participant, second.participant, taken, measured=_is_measured(proof, name))
            if made and narrowed:
                kept = narrowed.keeps(made.prediction)
                made = Forecast(narrowed.pruned(made.prediction), made.judged) if kept else None
            if made:
                found[name] = made
        if not (narrowed and narrowed.aside) and second.kind != _MEDICINE and _loses_metabolite(proof, name):
            proof.turned[name] = _turned(store, first.participant, second.participant)
    inputs = [told for one in found.values() for told in one.prediction.inputs]
    labels = labels_of(store, {name for told in inputs for name in (told.of, told.via) if name})
    proof.ratios = {name: one.prediction.auc_ratio for name, one in found.items() if one.judged}
    proof.forecasts = {
        name: prediction_json(
            one.prediction,
            proof.codes,
            {**labels, "precipitant": pairs[name][0].participant_label, "object": pairs[name][1].participant_label},
        )
        for name, one in found.items()
    }


def _loses_metabolite(proof: Proof, name: str) -> bool:
    """Tell whether a mechanism of a pair lets less of an active metabolite be formed."""
    return any(local(row["effect"]) == _LESS_ACTIVE for row in proof.mechanisms.get(name, ()))


def _turned(store: Store, precipitant: str, thing: str) -> list[str]:
    """Return what is known and not known in people when less of an active metabolite of a plant substance is formed."""
    told = metabolism_json(store, precipitant, thing)
    return [one["text"] for one in told["assumptions"]] if told else []


def _is_measured(proof: Proof, name: str) -> bool:
    """Tell whether the graph holds a ratio that people showed for this very pair."""
    said = (proof.statements[one] for one in proof.evidence.get(name, ()))
    return any(one.endpoint == EXPOSURE and proof.codes[one.study_type].in_people for one in said)
