"""The formulas of exposure against the worked example that the package ddir ships and that is told after ICH M12.

The example is 450 mg of a substance of 492.6 g/mol with a peak of 3530 ng/mL, fu 0.023, Fa 0.81, ka 0.00267/min.
Numbers of the package (0.16.0 at commit 81cd3824), recomputed; the guideline itself was not read.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.pharmacokinetics.basic import inactivation_ratio
from graph.pharmacokinetics.concentrations import Body, Dosing, in_gut, in_gut_wall, unbound_inlet, unbound_peak
from graph.pharmacokinetics.mechanistic import Acting, Pathway, StaticModel, activity_left

MASS = 492.6
TAKEN = Dosing(450e3 / MASS, 3530 / MASS, 0.023, 0.81, 1.0, 0.00267, 1.0)
BODY = Body(gut_volume=0.25, hepatic_flow=1.616, gut_wall_flow=0.3)
EXACT = 5e-6
#: Fg, fm and the loss per hour in gut and liver of the index object of each enzyme, and the precipitant's Ki there.
REVERSIBLE = {
    "2C8": (1.0, 0.61, 11.0, 1.0106266),
    "2C9": (1.0, 0.91, 0.6, 1.2843927),
    "2C19": (1.0, 0.87, 0.25, 1.6102050),
    "3A4": (0.57, 0.96, 12.5, 1.191612),
}
GUT_LOSS, LIVER_LOSS = 0.03, 0.0193


def test_concentrations_of_the_worked_example() -> None:
    """Four concentrations in µmol/L."""
    assert in_gut(TAKEN, BODY) == pytest.approx(3654.0803898, rel=EXACT)
    assert unbound_peak(TAKEN) == pytest.approx(0.1648193, rel=EXACT)
    assert unbound_inlet(TAKEN, BODY) == pytest.approx(0.1929384, rel=EXACT)
    assert in_gut_wall(TAKEN, BODY) == pytest.approx(6.5855664, rel=EXACT)


def _ratio(acting: Acting, escaping: float, fraction: float) -> float:
    at_liver = replace(acting, concentration=unbound_inlet(TAKEN, BODY))
    at_gut = replace(acting, concentration=in_gut_wall(TAKEN, BODY))
    pathway = Pathway(fraction, activity_left([at_liver], LIVER_LOSS))
    return float(StaticModel((pathway,), escaping, activity_left([at_gut], GUT_LOSS)).auc_ratio)


@pytest.mark.parametrize("enzyme", REVERSIBLE)
def test_reversible_inhibition_of_the_worked_example(enzyme: str) -> None:
    """The mechanistic static model with reversible inhibition alone, four enzymes."""
    escaping, fraction, ki, expected = REVERSIBLE[enzyme]

    assert _ratio(Acting(0.0, ki=ki), escaping, fraction) == pytest.approx(expected, rel=EXACT)


@pytest.mark.parametrize(
    ("acting", "expected"),
    [
        (Acting(0.0, ki=12.5, emax=7.35, ec50=1.64), 0.2321612),
        (Acting(0.0, ki=12.5, ki_inactivation=0.17, kinact=0.04), 2.948311),
        (Acting(0.0, ki=12.5, ki_inactivation=0.17, kinact=0.04, emax=7.35, ec50=1.64), 0.8446594),
    ],
    ids=["with induction", "with inactivation", "with both"],
)
def test_inactivation_and_induction_of_the_worked_example(acting: Acting, expected: float) -> None:
    """The mechanistic static model with inactivation and induction; kinact in 1/h as the example gives it."""
    assert _ratio(acting, 0.57, 0.96) == pytest.approx(expected, rel=EXACT)


def test_basic_inactivation_of_the_worked_example() -> None:
    """The basic model of inactivation with five times the unbound peak (50 times was the rule of FDA 2020)."""
    peak = unbound_peak(TAKEN)

    assert inactivation_ratio(5 * peak, 0.17, 0.04, LIVER_LOSS) == pytest.approx(2.718115, rel=EXACT)
