"""Observed beside predicted: nothing is computed, and what people showed outranks a model."""

from __future__ import annotations

from typing import Any

from graph.exposure import exposure
from tests.strategies import answer_of

RANKS = ["none", "minor", "moderate", "major"]
BAND = {
    "low": 2.0,
    "high": 5.0,
    "severity": "moderate",
    "citation": "Abel",
    "source": "Abel",
    "tier_label": "original",
    "url": "u",
    "locator": "l",
    "label": "two",
}


def told(study_type: str, value: float | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - values of many kinds
    """Return a statement about an exposure ratio, as a report tells it."""
    return {
        "id": f"{study_type}-{value}",
        "endpoint": "auc_ratio",
        "value": value,
        "low": None,
        "high": None,
        "interval": "",
        "n": None,
        "qualifiers": [],
        "species": "",
        "study_type": study_type,
        "in_people": study_type.startswith("clinical"),
        "as_printed": str(value),
        "stance": "supports",
        "object_label": "testazolam",
        "citation": {"label": "Abel 2001", "url": "u", "tier_label": "original"},
        "quoted_in": None,
        "source": "Abel 2001",
        "locator": "l",
        "note": "",
        **more,
    }


def test_the_toy_trial_stands_beside_the_toy_model() -> None:
    """Observed 1.39 (1.23 to 1.57, n = 12, 2 g tea) and predicted 5.69 are both shown, with the reason they differ."""
    found = answer_of("florbium", "testazolam")["exposure"]

    assert [(one["auc_ratio"], one["ci"], one["n"], one["dose"], one["citation"]) for one in found["observed"]] == [
        (1.39, [1.23, 1.57], 12, "2 g tea", "Bell 2002")
    ]
    assert (found["predicted"]["auc_ratio"], found["predicted"]["model"]) == (5.69, "toy static model")
    assert found["difference"] == (
        "The model says 5.69, people showed 1.39; what people showed outranks the model. "
        "The model counts the liver; people showed the gut alone."
    )


def test_a_model_within_the_interval_agrees() -> None:
    """A prediction inside the interval, its ends included, is no disagreement."""
    seen = told("clinical_pk_study", 1.4, low=1.2, high=1.6)

    for value in (1.2, 1.5, 1.6):
        assert "agrees" in exposure([seen, told("in_silico", value)], [], RANKS.index)["difference"]
    assert "says 1.7" in exposure([seen, told("in_silico", 1.7)], [], RANKS.index)["difference"]


def test_without_both_there_is_no_difference() -> None:
    """A difference needs an observation and a number of a model."""
    seen, model = told("clinical_pk_study", 1.4), told("in_silico", 5.0)

    assert exposure([seen], [], RANKS.index)["difference"] == ""
    assert exposure([model], [], RANKS.index)["difference"] == ""
    assert exposure([seen], [{"bands": [BAND], "strengths": []}], RANKS.index)["difference"] == ""
    assert exposure([], [], RANKS.index) == {
        "observed": [],
        "predicted": None,
        "computed": None,
        "in_animals": [],
        "difference": "",
    }


def test_an_interval_needs_both_ends() -> None:
    """One end alone is no interval."""
    assert exposure([told("clinical_pk_study", 1.4, low=1.2)], [], RANKS.index)["observed"][0]["ci"] is None


def test_only_ratios_with_a_number_count() -> None:
    """Other endpoints and statements without a number do not become ratios."""
    others = [told("clinical_pk_study", 3.0, endpoint="cmax_ratio"), told("clinical_pk_study", None)]

    assert exposure(others, [], RANKS.index)["observed"] == []


def test_animals_stand_apart() -> None:
    """A ratio in animals is neither observed in people nor a prediction."""
    found = exposure([told("in_vivo_animal", 2.2)], [], RANKS.index)

    assert [one["auc_ratio"] for one in found["in_animals"]] == [2.2]
    assert (found["observed"], found["predicted"]) == ([], None)


def test_categories_predict_where_no_model_was_published() -> None:
    """The worst band of the mechanisms is the prediction, with its source; a published model comes before it."""
    mild = {**BAND, "severity": "minor", "low": 1.25, "high": 2.0}
    mechanisms = [{"bands": [mild], "strengths": ["a", "b"]}, {"bands": [BAND], "strengths": ["c", "d"]}]
    predicted = exposure([], mechanisms, RANKS.index)["predicted"]

    assert (predicted["auc_ratio"], predicted["low"], predicted["high"]) == (None, 2.0, 5.0)
    assert (predicted["citation"], predicted["inputs"]) == ("Abel", ["c", "d"])
    assert exposure([told("in_silico", 5.0)], mechanisms, RANKS.index)["predicted"]["auc_ratio"] == 5.0


def test_a_dose_that_is_not_told_is_not_known() -> None:
    """What the source does not say is written out."""
    found = exposure([told("clinical_pk_study", 1.4, qualifiers=["food: fasted", "odd"])], [], RANKS.index)

    assert found["observed"][0]["dose"] == "not known"


def test_regulators_categories_in_the_toy_world() -> None:
    """By category alone a strong inhibitor raises a sensitive medicine five-fold; a strong inducer lowers it."""
    raised = answer_of("blockazole", "testazolam")["exposure"]["predicted"]
    lowered = answer_of("inducin", "testazolam")["exposure"]["predicted"]

    assert raised["auc_ratio"] >= 5
    assert raised["low"] < raised["auc_ratio"] < raised["high"]
    assert lowered["auc_ratio"] < 0.5
    assert (raised["basis"], lowered["basis"]) == ("category", "category")
