"""Predictions on the real data: every third observed pair is predicted with its own value hidden."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graph.evaluation.scoring import Scored, score
from graph.pharmacokinetics.estimates import estimates_of, hiding
from graph.pharmacokinetics.observed import SETTING
from graph.pharmacokinetics.predicting import Context, predict_many, predict_together

if TYPE_CHECKING:
    from graph.pharmacokinetics.estimates import Estimates
    from graph.store import Store


@pytest.fixture(scope="module")
def estimates(graph: Store) -> Estimates:
    """Return the estimates of the whole graph."""
    return estimates_of(graph)


def pairs_of(estimates: Estimates, step: int) -> list[tuple[str, str]]:
    """Return every so manieth observed pair."""
    return sorted({(ratio.precipitant, ratio.object) for ratio in estimates.evidence.ratios})[::step]


def test_observed_pairs_are_predicted_without_themselves(estimates: Estimates) -> None:
    """Most pairs are answered, most of these within two-fold, and intervals hold about nine of ten."""
    answered: list[Scored] = []
    count = 0
    for pair in pairs_of(estimates, 3):
        blind = hiding(estimates, [pair])
        for ratio in estimates.evidence.ratios:
            if (ratio.precipitant, ratio.object) == pair:
                count += 1
                context = Context(dict.fromkeys(ratio.lacking, 0.0), ratio.past_gut, ratio.once)
                found = predict_together(blind, pair[:1], pair[1], context)
                if found is not None:
                    answered.append(Scored(ratio.value, found.auc_ratio, found.low, found.high))
    measures = score(answered)

    assert len(answered) >= 0.72 * count
    assert measures["within_2_fold"] >= 0.82
    assert 0.85 <= measures["interval_coverage"] <= 0.97
    assert 0.8 <= measures["bias"] <= 1.25


def test_a_pair_hidden_in_short_is_as_hidden_at_length(estimates: Estimates) -> None:
    """The step that hides a pair gives what a fit without the pair gives."""
    apart = []
    for who, thing in pairs_of(estimates, 90):
        ratios = [
            predict_many(hiding(estimates, [(who, thing)], exactly=exactly), [who], [thing]).ratio[0, 0]
            for exactly in (False, True)
        ]
        apart.append(abs(math.log(ratios[0] / ratios[1])))

    assert np.quantile(apart, 0.8) < math.log(1.2)


def test_no_hidden_statement_is_named_as_a_source(estimates: Estimates) -> None:
    """What is hidden stands neither behind a number nor in the count of what was fitted."""
    pair = pairs_of(estimates, 3)[1]
    gone = {ratio.statement for ratio in estimates.evidence.ratios if (ratio.precipitant, ratio.object) == pair}
    blind = hiding(estimates, [pair])

    assert gone
    assert not gone & {name for told in blind.sources.values() for name in told}
    assert len(blind.fit.kept) <= len(estimates.fit.kept) - len(gone)


def test_a_regulators_category_keeps_its_meaning(estimates: Estimates) -> None:
    """Of each side, the fitted centres stand in the order of the categories."""
    space, values = estimates.space, estimates.fit.values
    for side, order in (
        ("inhibition", ("weak", "moderate", "strong")),
        ("induction", ("weak", "moderate", "strong")),
        ("clearance", ("moderate_sensitive", "sensitive")),
    ):
        centres = [values[space.centre(side, category)] for category in order]
        assert centres == sorted(centres), f"{side}: a category was fitted below a weaker one"


def test_every_setting_is_a_row(estimates: Estimates) -> None:
    """The model reads all of its settings from the table of priors."""
    names = {name for side, name in estimates.evidence.priors if side == SETTING}

    assert names >= {"residual", "tails", "widest", "level", "frequent", "without_gut", "single_dose", "extraction"}
