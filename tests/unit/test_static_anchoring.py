"""The static model is held against what people showed, and scaled down where they showed less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graph.names import iri
from graph.pharmacokinetics.anchoring import anchors
from graph.pharmacokinetics.pairing import Assembled, Taking, assembled
from graph.pharmacokinetics.prediction import Prediction
from graph.pharmacokinetics.static_prediction import predict
from tests.measured_world import knowledge, measured, medicine, share

if TYPE_CHECKING:
    from pathlib import Path

    from graph.load import Sources
    from graph.pharmacokinetics.knowledge import Knowledge
    from graph.pharmacokinetics.prediction import Input

TEA, OBJECT = iri("florbium-tea"), iri("testazolam")


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Return the measured toy world, in which people showed 1.39 and 1.15 for `testazolam`."""
    return measured(tmp_path / "facts")


def made(known: Knowledge, object_: str) -> Prediction:
    """Return a prediction that must exist."""
    found = predict(known, TEA, object_)
    assert isinstance(found, Prediction), found
    return found


def inputs(found: Prediction, name: str) -> list[Input]:
    """Return the inputs of one name."""
    return [one for one in found.inputs if one.name == name]


def test_where_people_showed_less_the_model_says_so(sources: Sources) -> None:
    """A ratio in people below the prediction marks predictions for other objects of the enzyme, not its own."""
    medicine(sources, "wornol")
    share(sources, "toy-0957", "wornol", "0.9")
    known = knowledge(sources)
    own, other = made(known, OBJECT), made(known, iri("wornol"))
    scale = inputs(other, "scale_to_people")[0]

    assert {(one.enzyme, one.object) for one in anchors(known, TEA)} == {(iri("cypx"), OBJECT)}
    assert inputs(own, "scale_to_people") == []
    assert "overpredicted_elsewhere" not in own.assumptions
    assert "overpredicted_elsewhere" in other.assumptions
    assert 0 < scale.low <= scale.value <= scale.high < 1
    assert 1 < other.auc_ratio < 2 < own.auc_ratio
    assert other.basis == "interaction_ratio"


def test_the_scale_gives_what_people_showed(sources: Sources) -> None:
    """With the power of an anchor the model gives the ratio that was seen, for the object that it was seen for."""
    known = knowledge(sources)
    assert anchors(known, TEA)
    for anchor in anchors(known, TEA):
        found = assembled(known, TEA, anchor.object, Taking(), {})
        assert isinstance(found, Assembled)
        values = [np.array([one.value]) for one in found.assembly.inputs]
        ratios = [found.assembly.auc_ratio(values, power)[0] for power in (anchor.low, anchor.value, anchor.high)]
        seen = next(one for one in known.observed[TEA] if one.statement == anchor.statement)
        assert ratios == pytest.approx([seen.low, seen.value, seen.high], rel=1e-6)


def test_a_share_with_the_gut_inside_leaves_the_place_open(sources: Sources) -> None:
    """For an apparent share the effect lies anywhere between body and gut wall; no Fg joins it, and its top holds."""
    medicine(sources, "wornol")
    worked = {"appraisal": "apparent|derived_from_ddi_ratio", "relation": ">="}
    share(sources, "toy-0990", "wornol", "0.9", **worked)
    found = made(knowledge(sources), iri("wornol"))
    part = inputs(found, "gut_part")[0]

    assert (part.low, part.value, part.high, part.basis) == (0.0, 0.5, 1.0, "unknown_prior")
    assert [one for one in inputs(found, "fraction_escaping_gut") if one.of] == []
