"""Set what people showed beside what a model predicts for the change of exposure of one ordered pair.

A measured ratio outranks a modelled one. Nothing is computed here: each number is a statement's, with its source, or
a forecast's (graph.forecasting), with its inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOT_KNOWN: Final = "not known"
EXPOSURE: Final = "auc_ratio"
#: Who computed a prediction that nobody published.
SELF: Final = "computed by AlkaGraph"

Json = dict[str, Any]


def exposure(
    direct: Sequence[Json],
    mechanisms: Sequence[Json],
    rank: Callable[[str], int],
    forecast: Json | None = None,
    *,
    predicts: bool = True,
) -> Json:
    """Return observed ratios, the prediction, ratios in animals, and why prediction and observation differ.

    `direct` are the statements about the pair itself, best first. `predicted` is a published model, else the `forecast`
    of the project's own models, else the band that a regulator's categories lead to expect, which `mechanisms` hold;
    `computed` is the forecast in any case. `rank` orders severities. Nothing is predicted where the reader set that
    aside: not `predicts`.
    """
    ratios = [told for told in direct if told["endpoint"] == EXPOSURE and _has_number(told)]
    observed = [_ratio(told) for told in ratios if told["in_people"]]
    modelled = [_ratio(told) for told in ratios if told["study_type"] == "in_silico" and told["value"] is not None]
    predicted = modelled[0] if modelled else _as_predicted(forecast)
    if predicts and predicted is None:
        predicted = _by_category(mechanisms, rank)
    return {
        "observed": observed,
        "predicted": predicted,
        "computed": forecast,
        "in_animals": [_ratio(told) for told in ratios if told["study_type"] == "in_vivo_animal"],
        "difference": _difference(observed, predicted),
    }


def _has_number(told: Json) -> bool:
    return told["value"] is not None or told["low"] is not None


def _as_predicted(forecast: Json | None) -> Json | None:
    """Return a forecast with the keys that every prediction has; nobody published it, so nobody is cited."""
    if forecast is None:
        return None
    inputs = [
        f"{one['label']} {one['of_label']} {one['via_label']}: {one['value']:g} ({one['low']:g} to {one['high']:g})"
        for one in forecast["inputs"]
    ]
    return {
        **forecast,
        "model": forecast["model_label"],
        "inputs": inputs,
        "citation": "",
        "url": "",
        "tier_label": "",
        "source": SELF,
        "locator": "",
        "note": " ".join(f"{one['text'].rstrip('.').capitalize()}." for one in forecast["assumptions"][:1]),
    }


def _by_category(mechanisms: Sequence[Json], rank: Callable[[str], int]) -> Json | None:
    banded = [(band, mechanism) for mechanism in mechanisms for band in mechanism["bands"]]
    if not banded:
        return None
    worst, mechanism = max(banded, key=lambda one: rank(one[0]["severity"]))
    return {
        "auc_ratio": None,
        "low": worst["low"],
        "high": worst["high"],
        "model": "band that the categories of precipitant and object lead to expect",
        "inputs": list(dict.fromkeys(mechanism["strengths"])),
        "citation": worst["citation"],
        "url": worst["url"],
        "tier_label": worst["tier_label"],
        "source": worst["source"],
        "locator": worst["locator"],
        "note": worst["label"],
    }


def _ratio(told: Json) -> Json:
    qualifiers = dict(text.split(": ", 1) for text in told["qualifiers"] if ": " in text)
    bounds = [told["low"], told["high"]]
    return {
        "auc_ratio": told["value"],
        "ci": bounds if None not in bounds else None,
        "interval": told["interval"],
        "low": told["low"],
        "high": told["high"],
        "n": told["n"],
        "dose": qualifiers.get("dose", NOT_KNOWN),
        "model": qualifiers.get("model", ""),
        "inputs": list(told["qualifiers"]),
        "species": told["species"],
        "study_type": told["study_type"],
        "as_printed": told["as_printed"],
        "stance": told["stance"],
        "of": told["object_label"],
        "assertion": told["id"],
        "citation": told["citation"]["label"],
        "url": told["citation"]["url"],
        "tier_label": told["citation"]["tier_label"],
        "quoted_in": told["quoted_in"],
        "source": told["source"],
        "locator": told["locator"],
        "note": told["note"],
    }


def _difference(observed: Sequence[Json], predicted: Json | None) -> str:
    """Say that a prediction lies outside what people showed, with the reason noted beside the prediction."""
    if not observed or predicted is None or predicted["auc_ratio"] is None:
        return ""
    seen, expected = observed[0], predicted["auc_ratio"]
    low, high = seen["ci"] or (seen["auc_ratio"], seen["auc_ratio"])
    shown = seen["as_printed"] if seen["auc_ratio"] is None else f"{seen['auc_ratio']:g}"
    bounds = predicted["low"], predicted["high"]
    within = None not in bounds and seen["auc_ratio"] is not None and bounds[0] <= seen["auc_ratio"] <= bounds[1]
    if within or low <= expected <= high:
        return f"The model ({expected:g}) agrees with what people showed ({shown})."
    text = f"The model says {expected:g}, people showed {shown}; what people showed outranks the model."
    return f"{text} {predicted['note']}".strip()
