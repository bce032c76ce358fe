"""Laws of the formulas of exposure: they hold for every possible body, precipitant and object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QuantityImpossible
from graph.pharmacokinetics.basic import (
    inactivation_ratio,
    induction_ratio,
    is_flagged,
    reversible_ratio,
)
from graph.pharmacokinetics.concentrations import Body, Dosing, in_gut, in_gut_wall, unbound_inlet, unbound_peak
from graph.pharmacokinetics.mechanistic import Acting, Pathway, StaticModel, activity_left, ceiling
from graph.pharmacokinetics.ranges import Spread, propagate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.pharmacokinetics.ranges import Draws

BODY = Body(gut_volume=0.25, hepatic_flow=1.6, gut_wall_flow=0.3)
ROUNDING = 1e-9

amounts = st.floats(0.01, 1e4)
shares = st.floats(0.001, 1.0)
factors = st.floats(1.0, 50.0)
dosings = st.builds(Dosing, amounts, st.floats(0.001, 100), shares, shares, shares, st.floats(0.001, 0.2), st.just(1.0))
losses = st.floats(0.001, 0.1)


@st.composite
def inhibitors(draw: st.DrawFn) -> Acting:
    """Return a precipitant that inhibits, inactivates or does both, and induces nothing."""
    kinds = draw(st.sampled_from(("reversible", "inactivating", "both")))
    ki = draw(amounts) if kinds != "inactivating" else None
    constant = draw(amounts) if kinds != "reversible" else None
    return Acting(draw(st.floats(0, 1e4)), ki=ki, ki_inactivation=constant, kinact=draw(st.floats(0, 10)))


def _model(acting: Sequence[Acting], loss: float, fraction: float, escaping: float) -> StaticModel:
    activity = activity_left(acting, loss)
    return StaticModel((Pathway(fraction, activity),), escaping, activity)


@given(fraction=st.floats(0, 1), escaping=shares, loss=losses)
def test_without_a_precipitant_nothing_changes(fraction: float, escaping: float, loss: float) -> None:
    """No inhibition, or a concentration of 0, gives an AUC ratio of exactly 1."""
    silent = Acting(0.0, ki=1.0, ki_inactivation=1.0, kinact=1.0, emax=5.0, ec50=1.0)

    assert _model([], loss, fraction, escaping).auc_ratio == 1.0
    assert _model([silent], loss, fraction, escaping).auc_ratio == 1.0
    assert (
        reversible_ratio(0.0, 1.0) == inactivation_ratio(0.0, 1.0, 1.0, loss) == induction_ratio(0.0, 1.0, 1.0) == 1.0
    )


@given(dosing=dosings, factor=factors)
def test_more_dose_never_lowers_a_concentration(dosing: Dosing, factor: float) -> None:
    """All concentrations rise with the dose, or stay; the unbound inlet is never below the unbound peak."""
    more = replace(dosing, dose=dosing.dose * factor, peak=dosing.peak * factor)

    assert in_gut(more, BODY) >= in_gut(dosing, BODY)
    assert in_gut_wall(more, BODY) >= in_gut_wall(dosing, BODY)
    assert unbound_inlet(more, BODY) >= unbound_inlet(dosing, BODY) >= unbound_peak(dosing)


@given(acting=inhibitors(), loss=losses, fraction=st.floats(0, 0.999), escaping=shares, factor=factors)
def test_inhibition_grows_with_the_dose_and_with_the_affinity(
    acting: Acting, loss: float, fraction: float, escaping: float, factor: float
) -> None:
    """The AUC ratio is monotone in the concentration, in 1/Ki, in 1/KI and in kinact, and never below 1."""
    base = float(_model([acting], loss, fraction, escaping).auc_ratio)
    changes = [
        replace(acting, concentration=acting.concentration * factor),
        replace(acting, kinact=acting.kinact * factor),
    ]
    if acting.ki is not None:
        changes.append(replace(acting, ki=acting.ki / factor))
    if acting.ki_inactivation is not None:
        changes.append(replace(acting, ki_inactivation=acting.ki_inactivation / factor))
    stronger = [float(_model([one], loss, fraction, escaping).auc_ratio) for one in changes]

    assert base >= 1 - ROUNDING
    assert all(ratio >= base * (1 - ROUNDING) for ratio in stronger)


@given(
    acting=st.lists(inhibitors(), min_size=1, max_size=4), loss=losses, fraction=st.floats(0, 0.999), escaping=shares
)
def test_together_is_never_weaker_than_the_strongest_alone(
    acting: list[Acting], loss: float, fraction: float, escaping: float
) -> None:
    """Several inhibitors raise the exposure at least as much as the strongest of them, in whatever order."""
    together = float(_model(acting, loss, fraction, escaping).auc_ratio)
    alone = [float(_model([one], loss, fraction, escaping).auc_ratio) for one in acting]

    assert together >= max(alone) * (1 - ROUNDING)
    assert together == pytest.approx(float(_model(acting[::-1], loss, fraction, escaping).auc_ratio), rel=ROUNDING)


@given(acting=inhibitors(), loss=losses, escaping=shares)
def test_the_gut_alone_has_a_ceiling(acting: Acting, loss: float, escaping: float) -> None:
    """An inhibitor that acts in the gut wall alone never raises the AUC above 1/Fg."""
    model = StaticModel((), escaping, activity_left([acting], loss))

    assert float(model.auc_ratio) <= float(model.gut_ceiling) * (1 + ROUNDING)
    assert model.gut_ceiling == ceiling(escaping)


@given(concentration=st.floats(0.001, 1e3), emax=st.floats(0.01, 50), ec50=amounts, fraction=shares, escaping=shares)
def test_induction_only_lowers(
    concentration: float, emax: float, ec50: float, fraction: float, escaping: float
) -> None:
    """Induction alone never raises the AUC, and more of it never raises it either."""
    inducer = Acting(concentration, emax=emax, ec50=ec50)
    base = float(_model([inducer], 1.0, fraction, escaping).auc_ratio)
    more = float(_model([replace(inducer, emax=emax * 2)], 1.0, fraction, escaping).auc_ratio)

    assert more <= base * (1 + ROUNDING) <= 1 + 2 * ROUNDING
    assert induction_ratio(concentration, emax, ec50) <= 1


@given(acting=inhibitors(), loss=losses, parts=st.lists(st.floats(0, 0.3), min_size=1, max_size=3))
def test_a_parallel_pathway_bounds_the_rise(acting: Acting, loss: float, parts: list[float]) -> None:
    """Clearance by other ways keeps the AUC ratio at or below 1 / (1 - sum of the shares that are inhibited)."""
    activity = activity_left([acting], loss)
    model = StaticModel(tuple(Pathway(part, activity) for part in parts))

    assert float(model.auc_ratio) <= (1 + ROUNDING) / (1 - sum(parts))


@st.composite
def spreads(draw: st.DrawFn, *, is_share: bool = False) -> Spread:
    """Return a value with a range around it."""
    numbers = sorted(draw(st.lists(st.floats(0.01, 0.99 if is_share else 100.0), min_size=3, max_size=3)))
    return Spread(numbers[1], numbers[0], numbers[2], is_share)


def _rising(drawn: Sequence[Draws]) -> Draws:
    concentration, ki, fraction = drawn
    return np.asarray(StaticModel((Pathway(fraction, activity_left([Acting(concentration, ki=ki)])),)).auc_ratio)


@given(st.tuples(spreads(), spreads(), spreads(is_share=True)))
def test_the_interval_holds_the_value(inputs: tuple[Spread, ...]) -> None:
    """The interval holds the value, is the same in every run, and shares of the width add up to 1."""
    found = propagate(_rising, inputs)

    assert found.low <= found.value <= found.high
    assert found == propagate(_rising, inputs)
    assert sum(share for _, share in found.shares) == pytest.approx(1.0) or found.shares == ()


@given(spread=spreads(), factor=st.floats(1.0, 10.0), place=st.sampled_from((0, 1)))
def test_the_interval_widens_with_the_range(spread: Spread, factor: float, place: int) -> None:
    """A wider range of an input makes a wider interval."""
    still = [Spread(1.0, 1.0, 1.0), Spread(1.0, 1.0, 1.0), Spread(0.9, 0.9, 0.9, is_share=True)]
    wider = replace(spread, low=spread.low / factor, high=spread.high * factor)
    narrow, wide = (propagate(_rising, [*still[:place], one, *still[place + 1 :]]) for one in (spread, wider))

    assert wide.low <= narrow.low * (1 + ROUNDING)
    assert wide.high >= narrow.high * (1 - ROUNDING)


@given(spread=spreads(is_share=True))
def test_a_share_stays_a_share(spread: Spread) -> None:
    """No draw of a share leaves the range from 0 to 1, and its interval is its own range."""
    seen: list[Draws] = []

    def keep(drawn: Sequence[Draws]) -> Draws:
        seen.append(drawn[0])
        return drawn[0]

    found = propagate(keep, [spread])

    assert all(((draws >= 0) & (draws <= 1)).all() for draws in seen)
    assert found.low == pytest.approx(spread.low, rel=0.05, abs=0.01)
    assert found.high == pytest.approx(spread.high, rel=0.05, abs=0.01)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Dosing(-1, 1, 1, 1, 1, 1, 1), "dose"),
        (lambda: Dosing(1, 1, 0, 1, 1, 1, 1), "unbound"),
        (lambda: Dosing(1, 1, 1.5, 1, 1, 1, 1), "unbound"),
        (lambda: Dosing(float("nan"), 1, 1, 1, 1, 1, 1), "dose"),
        (lambda: Body(0, 1, 1), "gut_volume"),
        (lambda: Acting(-1.0), "concentration"),
        (lambda: Acting(1.0, ki=0.0), "ki"),
        (lambda: reversible_ratio(1, 0), "inhibition constant"),
        (lambda: inactivation_ratio(1, 1, 1, 0), "rate of loss"),
        (lambda: activity_left([Acting(1.0, ki_inactivation=1.0, kinact=1.0)]), "rate of loss of the enzyme"),
        (lambda: ceiling(0.0), "share escaping the gut wall"),
        (lambda: StaticModel((Pathway(0.6, 1.0), Pathway(0.6, 1.0))).auc_ratio, "share of clearance left over"),
        (lambda: Spread(2.0, 3.0, 4.0), "value"),
        (lambda: propagate(_rising, [Spread(1, 1, 1)] * 80), "number of inputs"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], name: str) -> None:
    """An impossible number raises QuantityImpossible, which names it and says what is allowed."""
    with pytest.raises(QuantityImpossible, match="must be") as caught:
        make()

    assert caught.value.name == name


def test_a_cut_off_knows_its_sign() -> None:
    """A cut-off flags on the side that its sign names, and an unknown sign is refused."""
    assert [is_flagged(1.0, sign, 1.0) for sign in (">", ">=", "<", "<=")] == [False, True, False, True]
    with pytest.raises(ValueError, match="sign of a cut-off"):
        is_flagged(1.0, "=", 1.0)
