"""Score predicted ratios of areas under the curve against a sheet of observed ones; what the graph knows is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.answers import codes
from graph.errors import NameUnresolved
from graph.evaluation.naming import partners, substances
from graph.evaluation.scoring import Scored, score
from graph.names import local
from graph.pharmacokinetics.estimates import estimates_of, hiding
from graph.pharmacokinetics.observed import is_once
from graph.pharmacokinetics.predicting import Context, predict_together
from graph.resolve import names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graph.evaluation.trials import Trial, Trials
    from graph.pharmacokinetics.estimates import Estimates
    from graph.pharmacokinetics.prediction import Prediction
    from graph.store import Store

Json = dict[str, Any]

WORST: Final = 10
_DIGITS: Final = 4
_INJECTED: Final = re.compile(r"\b(?:iv|intravenous\w*|i\.v\.|inject\w*|infusion)\b", re.IGNORECASE)
_POOR: Final = re.compile(r"\bpm\b|\bpoor\b|\bpms\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answered:
    """One row of the sheet with its prediction; `hidden` counts statements of the graph that were kept from it."""

    trial: Trial
    scored: Scored
    prediction: Prediction
    hidden: int
    labels: tuple[str, str]


def evaluate_ratios(store: Store, trials: Trials, told: Callable[[str, int], None] | None = None) -> Json:
    """Return the scores of a sheet: over all answered rows, and by mechanism, by basis and by what was hidden.

    The observed ratio of the sheet is used for nothing but the score. A row is not answered when a name is not
    recognised, or when the model has nothing useful to say; both are counted with their reason.
    """
    names, estimates = names_of(store), estimates_of(store)
    answered: list[Answered] = []
    silent: list[tuple[Trial, str]] = []
    kept: dict[frozenset[tuple[str, str]], Estimates] = {}
    for count, trial in enumerate(trials.rows, start=1):
        try:
            who = (*substances(trial.precipitant, names), *partners(_dose(trial), names))
            things = substances(trial.object, names)
        except NameUnresolved as error:
            silent.append((trial, str(error)))
            continue
        thing = things[0]
        pairs = _pairs(estimates, who, thing)
        known = kept.setdefault(pairs, hiding(estimates, pairs)) if pairs not in kept else kept[pairs]
        prediction = predict_together(known, tuple(dict.fromkeys(who)), thing, _context(known, trial, thing))
        if prediction is None:
            silent.append((trial, "the interval would be too wide to be of use"))
            continue
        scored = Scored(trial.ratio, prediction.auc_ratio, prediction.low, prediction.high)
        answered.append(Answered(trial, scored, prediction, known.hidden, (local(who[0]), local(thing))))
        if told and count % 50 == 0:
            told("rows answered", count)
    return _report(store, trials, answered, silent)


def _pairs(estimates: Estimates, who: Sequence[str], thing: str) -> frozenset[tuple[str, str]]:
    """Return the ordered pairs that must be hidden: each partner, its ingredients, and combinations of just these."""
    parts = {part for name in who for part in (name, *estimates.evidence.ingredients.get(name, ()))}
    parts |= {name for name, held in estimates.evidence.ingredients.items() if set(held) <= parts}
    return frozenset((part, thing) for part in parts)


def _dose(trial: Trial) -> str:
    return trial.told("perpetrator_dose", "precipitant_dose")


def _context(estimates: Estimates, trial: Trial, thing: str) -> Context:
    """Return route and phenotype as the sheet tells them.

    Poor metabolizers lack the enzyme that is named; where none is, the one that clears most of the object among those
    of which the graph knows people without.
    """
    past_gut = bool(_INJECTED.search(trial.told("victim_route", "object_route")))
    once = is_once(f"{_dose(trial)} {trial.told('perpetrator_regimen', 'precipitant_regimen')}")
    people = trial.told("genotype_or_population", "population")
    if not _POOR.search(people):
        return Context(past_gut=past_gut, once=once)
    labels = {route: label.casefold() for route, label in estimates.evidence.routes.items()}
    lacking = [route for route, label in labels.items() if label in people.casefold()]
    if not lacking:
        lacking = estimates.most_cleared(thing, estimates.evidence.polymorphic)
    return Context(dict.fromkeys(lacking, 0.0), past_gut, once)


def _report(store: Store, trials: Trials, answered: Sequence[Answered], silent: Sequence[tuple[Trial, str]]) -> Json:
    found: Json = {"n_rows": len(trials.rows), **score([one.scored for one in answered])}
    found["share_answered"] = round(len(answered) / len(trials.rows), _DIGITS) if trials.rows else None
    found["n_skipped"] = len(trials.skipped)
    found["n_hidden"] = sum(one.hidden > 0 for one in answered)
    found["hidden"] = score([one.scored for one in answered if one.hidden])
    found["not_in_graph"] = score([one.scored for one in answered if not one.hidden])
    found["by_basis"] = _by(answered, lambda one: one.prediction.basis)
    found["by_mechanism"] = _by(answered, lambda one: _mechanism(one.prediction))
    worst = sorted(answered, key=lambda one: -one.scored.fold)[:WORST]
    known = codes(store)
    found["worst"] = [_worst(one, lambda code: known[code].label if code in known else code) for one in worst]
    found["not_answered"] = [
        {"line": trial.line, "id": trial.id, "precipitant": trial.precipitant, "object": trial.object, "reason": reason}
        for trial, reason in silent
    ]
    found["skipped"] = [{"line": line, "reason": reason} for line, reason in trials.skipped]
    return found


def _by(answered: Iterable[Answered], key: Callable[[Answered], str]) -> Json:
    groups: dict[str, list[Scored]] = {}
    for one in answered:
        groups.setdefault(key(one), []).append(one.scored)
    return {name: score(groups[name]) for name in sorted(groups)}


def _mechanism(prediction: Prediction) -> str:
    """Return what acts on the object according to the prediction."""
    names = {one.name for one in prediction.inputs}
    ways = [way for way in ("inhibition", "induction") if f"{way}_ratio" in names]
    return " and ".join(ways) or "no shared route"


def _worst(one: Answered, label: Callable[[str], str]) -> Json:
    prediction = one.prediction
    return {
        "line": one.trial.line,
        "id": one.trial.id,
        "precipitant": one.trial.precipitant,
        "object": one.trial.object,
        "observed": one.scored.observed,
        "predicted": round(one.scored.predicted, 3),
        "low": round(one.scored.low, 3),
        "high": round(one.scored.high, 3),
        "fold": round(one.scored.fold, 2),
        "basis": prediction.basis,
        "mechanism": _mechanism(prediction),
        "hidden_statements": one.hidden,
        "reason": "; ".join(label(code) for code in (prediction.basis, *prediction.assumptions)),
    }
