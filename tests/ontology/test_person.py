"""What a phenotype does to a prediction, on the real data: the laws, and what people showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.names import iri
from graph.pharmacokinetics.estimates import estimates_of
from graph.pharmacokinetics.person import alone, both_ways
from graph.pharmacokinetics.phenotype import activity_of

if TYPE_CHECKING:
    from graph.pharmacokinetics.estimates import Estimates
    from graph.store import Store

#: Two-fold either way.
FOLD = 2.0


@pytest.fixture(scope="module")
def estimates(graph: Store) -> Estimates:
    """Return the model fitted to all evidence."""
    return estimates_of(graph)


def test_an_inhibitor_adds_nothing_where_the_enzyme_is_absent(graph: Store, estimates: Estimates) -> None:
    """The object is raised by the phenotype itself, and the inhibitor of that enzyme leaves it there."""
    poor = activity_of(graph, {iri("cyp2d6-poor-metabolizer")})
    between = activity_of(graph, {iri("cyp2d6-intermediate-metabolizer")})
    none = both_ways(estimates, iri("paroxetine"), iri("atomoxetine"), poor)
    some = both_ways(estimates, iri("paroxetine"), iri("atomoxetine"), between)

    assert none is not None
    assert some is not None
    assert none[1].auc_ratio == pytest.approx(1, abs=0.05)
    assert 1 < some[1].auc_ratio < none[0].auc_ratio
    assert none[1].low <= 1 <= none[1].high


@pytest.mark.parametrize(("medicine", "seen"), [("atomoxetine", 8.0), ("metoprolol", 4.9), ("carvedilol", 2.0)])
def test_a_poor_metabolizer_alone_is_as_people_showed(
    graph: Store, estimates: Estimates, medicine: str, seen: float
) -> None:
    """The ratio of the phenotype lies within two-fold of the measured one (modifiers.tsv), its interval around it."""
    found = alone(estimates, iri(medicine), activity_of(graph, {iri("cyp2d6-poor-metabolizer")}))

    assert found is not None
    assert seen / FOLD <= found.auc_ratio <= seen * FOLD
    assert found.low <= seen <= found.high


def test_the_less_activity_the_more_exposure(estimates: Estimates) -> None:
    """The ratio falls as the activity rises, and passes 1 where it is the usual one, which changes nothing."""
    ratios = [alone(estimates, iri("atomoxetine"), {iri("cyp2d6"): left}) for left in (0.0, 0.25, 0.5, 0.999, 1.001, 2)]
    told = [one.auc_ratio for one in ratios if one]

    assert told == sorted(told, reverse=True)
    assert told[0] > 1 > told[-1]
    assert alone(estimates, iri("atomoxetine"), {iri("cyp2d6"): 1.0}) is None


@pytest.mark.parametrize("medicine", ["metformin", "no-such-medicine"])
def test_an_enzyme_that_nobody_names_changes_nothing(estimates: Estimates, medicine: str) -> None:
    """Where no source says that the enzyme clears the object there is no number, not a ratio of 1."""
    assert both_ways(estimates, iri("paroxetine"), iri(medicine), {iri("cyp2d6"): 0.0}) is None
