"""A prediction as JSON that explains itself: every number with its words, its source and what was assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.names import local, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.pharmacokinetics.prediction import Input, Prediction
    from graph.records import Code

Json = dict[str, Any]

INTERVAL: Final = "90 %"
#: Numbers are told with so many digits; a static model has no more to say.
DIGITS: Final = 3


def prediction_json(prediction: Prediction, codes: Mapping[str, Code], labels: Mapping[str, str]) -> Json:
    """Return a prediction as JSON.

    `labels` are labels by IRI of the things that inputs are of or go by way of, and under the words `precipitant` and
    `object` those of the pair, which fill the sentences of assumptions. What has no label is told by its slug in words.
    """
    told = [_input_json(one, codes, labels) for one in prediction.inputs]
    return {
        "auc_ratio": rounded(prediction.auc_ratio),
        "low": rounded(prediction.low),
        "high": rounded(prediction.high),
        "interval": INTERVAL,
        "model": prediction.model,
        "model_label": _label(codes, prediction.model),
        "model_text": sentence(codes, prediction.model, labels),
        "basis": prediction.basis,
        "basis_label": _label(codes, prediction.basis),
        "inputs": told,
        "hangs_on": [
            {"input": place, "share": round(share, 2), "text": _hanging(told[place], share)}
            for place, share in prediction.hangs_on
        ],
        "assumptions": assumptions_json(prediction.assumptions, codes, labels),
    }


def assumptions_json(assumptions: tuple[str, ...], codes: Mapping[str, Code], labels: Mapping[str, str]) -> list[Json]:
    """Return assumptions as their codes with the sentence a reader sees."""
    return [{"code": code, "text": sentence(codes, code, labels)} for code in assumptions]


def sentence(codes: Mapping[str, Code], code: str, labels: Mapping[str, str]) -> str:
    """Return the sentence of a code with the labels of precipitant and object filled in."""
    text = codes[code].sentence if code in codes else ""
    for word in ("precipitant", "object"):
        text = text.replace(f"{{{word}}}", labels.get(word, word))
    return text or _label(codes, code)


def rounded(number: float) -> float:
    """Return a number with as many digits as the model can tell.

    >>> rounded(7.7543), rounded(0.08193), rounded(163.9)
    (7.75, 0.0819, 164.0)
    """
    return float(f"{number:.{DIGITS}g}")


def _input_json(one: Input, codes: Mapping[str, Code], labels: Mapping[str, str]) -> Json:
    return {
        "name": one.name,
        "label": _label(codes, one.name),
        "of": local(one.of),
        "of_label": _name(labels, one.of),
        "via": local(one.via),
        "via_label": _name(labels, one.via),
        "value": rounded(one.value),
        "low": rounded(one.low),
        "high": rounded(one.high),
        "unit": one.unit,
        "basis": one.basis,
        "basis_label": _label(codes, one.basis),
        "statements": [local(statement) for statement in one.statements],
    }


def _hanging(told: Json, share: float) -> str:
    of = f" of {told['of_label']}" if told["of_label"] else ""
    via = f" for {told['via_label']}" if told["via_label"] and told["via"] != told["of"] else ""
    return f"{told['label']}{of}{via}: {share:.0%} of the width"


def _label(codes: Mapping[str, Code], code: str) -> str:
    return codes[code].label if code in codes else words(code)


def _name(labels: Mapping[str, str], iri: str) -> str:
    return labels.get(iri) or words(local(iri))
