"""Say in words and numbers what a phenotype does to the predicted exposure of one pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.pharmacokinetics.person import alone, both_ways

if TYPE_CHECKING:
    from graph.grounds import Asked, Ground
    from graph.pharmacokinetics.person import Change
    from graph.pharmacokinetics.prediction import Prediction

Json = dict[str, Any]
#: Mechanisms that change exposure.
_KINETIC: Final = "pharmacokinetic"
#: The assumption of a prediction for a pair without a route in common: a phenotype changes nothing about it.
_APART: Final = "no_shared_route_known"


def foreseen_in(ground: Ground, asked: Asked, ends: tuple[str, str], pair: Json) -> Json | None:
    """Return what the activity of an enzyme changes for precipitant and object (IRIs), with a sentence that says it.

    `alone` is the ratio of the object in such people against usual ones, `usual` and `here` that of the precipitant in
    usual and in such people; each is None where nothing useful can be said. None for a prodrug of that enzyme, of which
    the exposure tells nothing, and where no source names the enzyme among those that clear the object.
    """
    told = {one.enzyme: one.value for one in asked.activities if one.value is not None}
    if ground.estimates is None or not told:
        return None
    if any(one.activated and one.enzyme in told for one in ground.shaped.get(ends[1], ())):
        return None
    name = f"{asked.part.field}={asked.part.value} {ends[1]}"
    if name not in ground.kept:
        ground.kept[name] = alone(ground.estimates, ends[1], told)
    by_itself: Change | None = ground.kept[name]
    usual = here = None
    if any(mechanism["kind"] == _KINETIC for mechanism in pair["mechanisms"]):
        found = both_ways(ground.estimates, *ends, told)
        usual, here = found if found and _APART not in found[0].assumptions else (None, None)
    if by_itself is None and here is None:
        return None
    numbers = {"alone": _json(by_itself), "usual": _json(usual), "here": _json(here)}
    return {**numbers, "text": _text(ground, asked, ends, numbers)}


def _json(change: Change | Prediction | None) -> Json | None:
    if change is None:
        return None
    return {"auc_ratio": change.auc_ratio, "low": change.low, "high": change.high}


def _text(ground: Ground, asked: Asked, ends: tuple[str, str], numbers: Json) -> str:
    first, second = (ground.labels[end] for end in ends)
    alone, usual, here = numbers["alone"], numbers["usual"], numbers["here"]
    texts = []
    if alone:
        texts.append(f"{asked.part.value_label} alone changes the exposure to {second} {_spelt(alone)}")
    if here:
        texts.append(f"{first} then changes it {_spelt(here)} instead of {usual['auc_ratio']:.2g}-fold")
    return f"Predicted: {'; '.join(texts)}"


def _spelt(ratio: Json) -> str:
    return f"{ratio['auc_ratio']:.2g}-fold (90 % interval {ratio['low']:.2g} to {ratio['high']:.2g})"
