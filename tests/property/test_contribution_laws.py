"""Laws of the contribution model: they hold for every possible object, precipitant and person."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.names import ALKA
from graph.pharmacokinetics.contribution import activity, auc_ratio, shares_of, within_gut
from graph.pharmacokinetics.estimates import Estimates, estimates_of
from graph.pharmacokinetics.predicting import Context, predict, predict_many, predict_together
from tests.strategies import PARTICIPANTS, toy_store

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDING = 1e-9

forces = st.lists(st.floats(0.0, 1e3), min_size=3, max_size=3).map(np.array)
odds = st.lists(st.floats(-8.0, 8.0), min_size=3, max_size=3).map(np.array)
names = st.sampled_from([ALKA + name for name in PARTICIPANTS])


@functools.cache
def toy() -> Estimates:
    """Return the estimates of the toy world."""
    return estimates_of(toy_store())


@given(odds)
def test_no_action_changes_nothing(log_odds: NDArray[np.float64]) -> None:
    """With every activity as usual the ratio is exactly 1."""
    assert auc_ratio(shares_of(log_odds), activity(np.zeros(3))) == 1.0


@given(odds)
def test_shares_leave_a_rest(log_odds: NDArray[np.float64]) -> None:
    """Parallel routes never add up to more than the whole clearance."""
    assert 0 < shares_of(log_odds).sum() < 1 + ROUNDING


@given(odds, forces, st.integers(0, 2), st.floats(0.0, 1e3))
def test_a_stronger_inhibitor_never_does_less(
    log_odds: NDArray[np.float64], inhibition: NDArray[np.float64], place: int, more: float
) -> None:
    """The ratio is monotone in the force on each route."""
    stronger = inhibition.copy()
    stronger[place] += more
    shares = shares_of(log_odds)

    assert auc_ratio(shares, activity(stronger)) >= auc_ratio(shares, activity(inhibition)) * (1 - ROUNDING)


@given(st.floats(0.0, 0.5), st.floats(0.0, 0.49), st.floats(0.0, 1e3))
def test_a_larger_share_never_feels_an_inhibitor_less(share: float, more: float, force: float) -> None:
    """The ratio is monotone in the share of the route that is inhibited."""
    left = activity(np.array([force]))

    assert auc_ratio(np.array([share + more]), left) >= auc_ratio(np.array([share]), left) * (1 - ROUNDING)


@given(odds, forces, forces)
def test_two_inhibitors_do_no_less_than_the_stronger(
    log_odds: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> None:
    """Together inhibitors never do less than the strongest alone, and their order never matters."""
    shares = shares_of(log_odds)
    together = auc_ratio(shares, activity(one + other))
    alone = max(auc_ratio(shares, activity(one)), auc_ratio(shares, activity(other)))

    assert together >= alone * (1 - ROUNDING)
    assert together == auc_ratio(shares, activity(other + one))


@given(odds, forces)
def test_no_inhibitor_passes_the_ceiling(log_odds: NDArray[np.float64], inhibition: NDArray[np.float64]) -> None:
    """What no route clears stays: the ratio is never above 1 / (1 - sum of the shares)."""
    shares = shares_of(log_odds)

    assert auc_ratio(shares, activity(inhibition)) <= 1 / (1 - shares.sum()) * (1 + ROUNDING)


@given(st.floats(0.01, 100.0), st.floats(0.01, 1.0))
def test_the_gut_alone_has_its_ceiling(ratio: float, escaping: float) -> None:
    """A precipitant of the gut wall alone never does more than 1 / Fg."""
    assert within_gut(ratio, escaping) <= 1 / escaping


@pytest.mark.parametrize(("shares", "activities"), [([0.7, 0.6], [1.0, 1.0]), ([-0.1], [1.0]), ([0.5], [-1.0])])
def test_impossible_numbers_are_refused(shares: list[float], activities: list[float]) -> None:
    """Shares above the whole and negative numbers are an error."""
    with pytest.raises(ValueError, match=r"shares|activity"):
        auc_ratio(np.array(shares), np.array(activities))


@given(names, names)
def test_one_pair_is_predicted_as_among_many(precipitant: str, thing: str) -> None:
    """A single prediction and the table of all pairs tell the same numbers."""
    one = predict(toy(), precipitant, thing)
    many = predict_many(toy(), [precipitant], [thing])

    if one is not None:
        assert (one.auc_ratio, one.low, one.high) == pytest.approx((many.ratio[0, 0], many.low[0, 0], many.high[0, 0]))


@given(names, names, names)
def test_the_order_of_a_list_never_matters(one: str, other: str, thing: str) -> None:
    """Two precipitants together do the same in either order."""
    first, second = (predict_together(toy(), pair, thing) for pair in ((one, other), (other, one)))

    assert (first is None) == (second is None)
    if first and second:
        assert first.auc_ratio == pytest.approx(second.auc_ratio)


@given(names, names)
def test_an_interval_holds_its_value(precipitant: str, thing: str) -> None:
    """The ratio lies within its interval, and all of them are positive."""
    found = predict_many(toy(), [precipitant], [thing])

    assert 0 < found.low[0, 0] <= found.ratio[0, 0] <= found.high[0, 0]


@given(names)
def test_who_lacks_the_enzyme_gets_no_further_inhibition(precipitant: str) -> None:
    """Where no enzyme works, no precipitant changes the exposure through one."""
    absent = Context(dict.fromkeys(toy().routes, 0.0))
    found = predict_many(toy(), [precipitant], [ALKA + "testazolam"], absent)

    assert found.ratio[0, 0] == pytest.approx(np.exp(toy().centres[found.basis[0, 0]]))
