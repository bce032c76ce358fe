"""What a model predicts for a pair, as the check page tells it: one line, the inputs, what the answer hangs on.

Nothing is computed: every number and sentence is the report's (graph.pharmacokinetics.telling).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.summary import OVERSHOT, WARNING, overshot

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Units as they are printed; a number of unit 1 is a plain share or ratio.
UNITS: Final = {"1": "", "umol/L": "µmol/L", "uL/min/mg": "µL/min/mg"}
#: An input that accounts for less of the width of an interval than this is not listed.
LEAST_SHARE: Final = 0.01


def foretold(exposure: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the page shows of the prediction computed for a pair, or none where there is none.

    `warning` is the text that stands before the number where the model is known to expect too much, `reason` the
    sentence that says how it is known.
    """
    told = exposure.get("computed")
    if not told or not told.get("auc_ratio"):
        return None
    assumed = told.get("assumptions") or ()
    bounds = f"{told['low']:.3g} to {told['high']:.3g}"
    interval = f", {told['interval'].replace(' %', '%')} interval" if told.get("interval") else ""
    return {
        "number": f"×{told['auc_ratio']:.3g} ({bounds}{interval})",
        "model": told.get("model_label") or "",
        "model_text": _sentence(told.get("model_text") or ""),
        "basis": told.get("basis_label") or "",
        "warning": WARNING.capitalize() if overshot(exposure) else "",
        "reason": next((_sentence(one["text"]) for one in assumed if one["code"] == OVERSHOT), ""),
        "inputs": [_input(one) for one in told.get("inputs") or ()],
        "hangs_on": [_hanging(one) for one in told.get("hangs_on") or () if one["share"] >= LEAST_SHARE],
        "assumptions": [_sentence(one["text"]) for one in assumed if one["code"] != OVERSHOT],
    }


def _hanging(one: Mapping[str, Any]) -> str:
    text: str = one["text"]
    return text.removesuffix(" of the width")


def _input(one: Mapping[str, Any]) -> dict[str, Any]:
    fixed = one["low"] == one["high"]
    return {
        "label": one["label"],
        "of": one["of_label"],
        "via": one["via_label"],
        "value": f"{one['value']:g}",
        "range": "" if fixed else f"{one['low']:g} to {one['high']:g}",
        "unit": UNITS.get(one["unit"], one["unit"]),
        "basis": one["basis_label"],
        "statements": list(one["statements"]),
    }


def _sentence(text: str) -> str:
    """Return a clause as a sentence.

    >>> _sentence("the peak is held all day"), _sentence("")
    ('The peak is held all day.', '')
    """
    text = text.strip()
    return text and text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")
