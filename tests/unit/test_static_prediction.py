"""Predictions by the static model in the toy world: which numbers they take, and what they say of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.answers import codes
from graph.errors import QuantityImpossible
from graph.names import iri, local
from graph.pharmacokinetics.asking import static_exposure
from graph.pharmacokinetics.knowledge import Knowledge, knowledge_of
from graph.pharmacokinetics.mechanistic import ceiling
from graph.pharmacokinetics.pairing import Taking, Unpredicted
from graph.pharmacokinetics.prediction import Prediction
from graph.pharmacokinetics.static_prediction import predict
from graph.pharmacokinetics.telling import prediction_json
from tests.measured_world import constant, knowledge, measured, medicine, parameter, share, state, store
from tests.strategies import LEAF, change

if TYPE_CHECKING:
    from pathlib import Path

    from graph.load import Sources
    from graph.pharmacokinetics.prediction import Input

TEA, OBJECT = iri("florbium-tea"), iri("testazolam")
WORKED = {"appraisal": "apparent|derived_from_ddi_ratio", "relation": ">="}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """Return what the measured toy world knows."""
    return knowledge(measured(tmp_path_factory.mktemp("measured") / "facts"))


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Return the measured toy world, to change."""
    return measured(tmp_path / "facts")


def made(known: Knowledge, precipitant: str = TEA, object_: str = OBJECT, taking: Taking | None = None) -> Prediction:
    """Return a prediction that must exist."""
    found = predict(known, precipitant, object_, taking)
    assert isinstance(found, Prediction), found
    return found


def inputs(found: Prediction, name: str) -> list[Input]:
    """Return the inputs of one name."""
    return [one for one in found.inputs if one.name == name]


def test_a_product_acts_by_its_main_constituent(known: Knowledge) -> None:
    """The tea and the alkaloid in it give one number at the studied dose; the tea says that it counts no others."""
    tea, alone = made(known), made(known, iri("zelkamine"))

    assert tea.auc_ratio == alone.auc_ratio > 1
    assert "main_constituent_only" in tea.assumptions
    assert "main_constituent_only" not in alone.assumptions
    assert {"studied_dose", "constant_peak"} <= set(tea.assumptions)
    assert tea.model == "mechanistic_static"


def test_numbers_come_in_the_units_of_the_model(known: Knowledge) -> None:
    """Rates per minute become rates per hour, nmol/L become µmol/L, and families of enzymes are one."""
    found = made(known)
    told = {one.name: one for one in found.inputs if one.of != ""}

    assert told["kinact"].value == pytest.approx(0.068 * 60)
    assert told["kinact"].unit == told["degradation_rate_gut"].unit == "1/h"
    assert told["cmax"].value == pytest.approx(0.08)
    assert told["ki"].via == iri("cypx")
    assert [local(s) for s in told["ki"].statements] == ["toy-0002"]


def test_the_interval_rests_on_ranges_alone(known: Knowledge) -> None:
    """The rate of absorption is the only range here, so that the whole width hangs on it."""
    found = made(known)

    assert found.low < found.auc_ratio < found.high
    assert [found.inputs[place].name for place, _ in found.hangs_on] == ["absorption_rate"]
    rate = inputs(found, "absorption_rate")[0]
    assert (rate.low, rate.high) == pytest.approx((1 / 60, 0.1))


def test_a_dose_scales_and_widens(known: Knowledge) -> None:
    """Grams of the product go through its content; cups name no weight and say so."""
    small, large, cups = (made(known, taking=Taking(dose)) for dose in ("1 g", "10 g", "2 cups"))
    studied = made(known)

    assert small.auc_ratio < studied.auc_ratio < large.auc_ratio
    assert inputs(small, "amount")[0].value == 12
    assert "content_varies" in small.assumptions
    assert cups.auc_ratio == studied.auc_ratio
    assert "dose_not_understood" in cups.assumptions


def test_repeated_use_adds_what_is_left(known: Knowledge) -> None:
    """Repeated doses raise the peak; the range reaches from the single dose to the terminal half-life."""
    found = made(known, taking=Taking("", 2))
    more = inputs(found, "accumulation")[0]

    assert (more.low, more.high) == pytest.approx((1.0, 1 / (1 - 2 ** (-12 / 24))))
    assert more.value == pytest.approx(1 + 400 / 12 / 80)
    assert "steady_state_unknown" in found.assumptions
    with pytest.raises(QuantityImpossible, match="times per day"):
        Taking("", 0)


def test_without_constants_nothing_is_borrowed(known: Knowledge, sources: Sources) -> None:
    """Another alkaloid has no constants; a product whose main constituent has none gives no number."""
    assert predict(known, iri("oxyzelkamine"), OBJECT) == Unpredicted("no_constants")
    assert predict(known, iri("blockazole"), OBJECT) == Unpredicted("no_constants")
    cells = {"subject": "florbium-tea", "predicate": "contains", "object": "oxyzelkamine", "endpoint": "amount"}
    state(sources, LEAF, "toy-0950", **cells, relation="=", value="60", unit="mg/g", as_printed="60 mg/g")

    assert predict(knowledge(sources), TEA, OBJECT) == Unpredicted("no_constants")


def test_without_a_peak_in_people_there_is_no_number(sources: Sources) -> None:
    """A peak counts only with the dose it was seen after: same paper, same place, same dosing."""
    change(sources, LEAF, "toy-0902", locator="Table 4")

    assert predict(knowledge(sources), TEA, OBJECT) == Unpredicted("no_peak_known")


def test_without_a_share_there_is_no_number(known: Knowledge) -> None:
    """A medicine that the enzyme is not known to clear gets none."""
    assert predict(known, TEA, iri("companol")) == Unpredicted("no_shared_enzyme")


def test_an_apparent_share_is_never_joined_with_a_gut_term(sources: Sources) -> None:
    """A share from an oral interaction holds the gut already: no Fg beside it, though one is published."""
    medicine(sources, "wornol")
    share(sources, "toy-0951", "wornol", "0.9", **WORKED)
    parameter(sources, "toy-0952", "wornol", endpoint="fraction_escaping_gut", value="0.2")
    found = made(knowledge(sources), object_=iri("wornol"))

    assert found.auc_ratio < 1 / (1 - 0.9)
    assert [one for one in inputs(found, "fraction_escaping_gut") if one.of] == []
    assert {"apparent_fraction", "fraction_from_interaction"} <= set(found.assumptions)
    assert found.basis == "interaction_ratio"


def test_a_measured_share_goes_before_one_from_an_interaction(sources: Sources) -> None:
    """The number without an interaction behind it is taken alone."""
    share(sources, "toy-0953", "testazolam", "0.5", **WORKED)
    fraction = inputs(made(knowledge(sources)), "fraction_metabolized")[0]

    assert (fraction.value, fraction.basis) == (0.9, "measured_fraction")


def test_a_pair_is_not_predicted_with_itself(sources: Sources) -> None:
    """A share that was worked out from this precipitant is left out, and counts for another."""
    medicine(sources, "wornol")
    partner = '{"derived_from_precipitant":"zelkamine"}'
    share(sources, "toy-0954", "wornol", "0.9", qualifiers=partner, **WORKED)

    assert predict(knowledge(sources), TEA, iri("wornol")) == Unpredicted("no_shared_enzyme")


def test_a_number_that_must_not_be_computed_with_is_not(sources: Sources) -> None:
    """What the graph marks as not to be computed with never becomes an input."""
    change(sources, LEAF, "toy-0910", appraisal="do_not_compute")
    change(sources, "assertions/roles.tsv", "toy-0201", strength="")

    assert predict(knowledge(sources), TEA, OBJECT) == Unpredicted("no_shared_enzyme")


def test_a_category_stands_in_at_last(sources: Sources) -> None:
    """Without any share the regulator's category gives one, with the ends that its ratios stand for."""
    change(sources, LEAF, "toy-0910", appraisal="do_not_compute")
    found = made(knowledge(sources))
    fraction = inputs(found, "fraction_metabolized")[0]

    assert found.basis == fraction.basis == "category"
    assert (fraction.low, fraction.high) == pytest.approx((0.8, 1.0))
    assert "fraction_from_category" in found.assumptions


def test_several_values_are_one_range(sources: Sources) -> None:
    """Several constants become their geometric middle and their ends; half of an IC50 stands for a constant."""
    constant(sources, "toy-0955", "inhibits", endpoint="ic50", value="800")
    found = made(knowledge(sources))
    ki = inputs(found, "ki")[0]

    assert (ki.low, ki.high) == (4.1, 400)
    assert ki.value == pytest.approx((4.1 * 400) ** 0.5)
    assert [local(s) for s in ki.statements] == ["toy-0002", "toy-0955"]
    assert "contradicting_values" in found.assumptions


def test_a_bound_is_used_when_nothing_else_is_known(sources: Sources) -> None:
    """A constant known only to lie above a number gives the largest possible prediction, and says so."""
    change(sources, LEAF, "toy-0002", relation=">", stance="refutes")
    found = made(knowledge(sources))

    assert "bound_used" in found.assumptions
    assert inputs(found, "ki")[0].value == 4.1


def test_a_constant_with_more_inside_is_left_out(sources: Sources) -> None:
    """A value after incubation holds inactivation too: it does not count as reversible inhibition."""
    change(sources, LEAF, "toy-0002", appraisal="apparent")

    assert inputs(made(knowledge(sources)), "ki") == []


def test_standard_deviations_are_ranges(sources: Sources) -> None:
    """A printed standard deviation widens the input to 90 % of a logarithmic normal."""
    change(sources, LEAF, "toy-0002", qualifiers='{"sd":0.41}')
    ki = inputs(made(knowledge(sources)), "ki")[0]

    assert ki.low < 4.1 < ki.high
    assert ki.low * ki.high == pytest.approx(4.1**2)


def test_induction_that_has_no_number_is_named(sources: Sources, known: Knowledge) -> None:
    """Where the precipitant is said to induce the enzyme, the prediction says that it leaves this out."""
    state(sources, LEAF, "toy-0956", subject="florbium", predicate="induces", object="cypx1")

    assert "induction_unknown" in made(knowledge(sources)).assumptions
    assert "induction_unknown" not in made(known).assumptions


def test_an_object_without_known_passage_takes_the_spread_of_others(sources: Sources) -> None:
    """With five others the spread stands in and says so; with fewer there is no gut term."""
    change(sources, LEAF, "toy-0911", appraisal="do_not_compute")
    alone = made(knowledge(sources))
    for place in range(5):
        medicine(sources, f"wornol-{place}")
        share(sources, f"toy-096{place}", f"wornol-{place}", "0.9")
        parameter(
            sources, f"toy-097{place}", f"wornol-{place}", endpoint="fraction_escaping_gut", value=f"0.{place + 3}"
        )
    found = made(knowledge(sources))
    passing = next(one for one in inputs(found, "fraction_escaping_gut") if one.of)

    assert "gut_passage_unknown" in alone.assumptions
    assert "gut_passage_unknown" in found.assumptions
    assert (passing.basis, passing.value) == ("unknown_prior", 0.5)
    assert alone.auc_ratio < found.auc_ratio <= alone.auc_ratio * ceiling(0.5)


def test_a_prediction_tells_itself(sources: Sources) -> None:
    """As JSON each number has words, its statements and its basis; sentences have no open slot."""
    held = store(sources)
    found = made(knowledge_of(held), taking=Taking("4 g"))
    labels = {"precipitant": "florbium tea", "object": "testazolam", OBJECT: "testazolam"}
    told = prediction_json(found, codes(held), labels)

    assert knowledge_of(held) is knowledge_of(held)
    assert told["auc_ratio"] == pytest.approx(found.auc_ratio, rel=0.01)
    assert [one["name"] for one in told["inputs"]] == [one.name for one in found.inputs]
    assert [one["code"] for one in told["assumptions"]] == list(found.assumptions)
    assert all("{" not in one["text"] and one["text"] for one in told["assumptions"])
    assert sum(one["share"] for one in told["hangs_on"]) == pytest.approx(1, abs=0.05)
    assert all("of the width" in one["text"] for one in told["hangs_on"])


def test_one_call_answers_for_a_store(sources: Sources) -> None:
    """The pair of a store is told in one call: a prediction with labels, or the reason why there is none."""
    held = store(sources)
    told = static_exposure(held, TEA, OBJECT, Taking("4 g"))
    nothing = static_exposure(held, iri("oxyzelkamine"), OBJECT)

    assert told["auc_ratio"] > 1
    assert {one["via_label"] for one in told["inputs"] if one["name"] == "ki"} == {"CYPX"}
    assert nothing["auc_ratio"] is None
    assert nothing["reason"]["code"] == "no_constants"
    assert "oxyzelkamine" in nothing["reason"]["text"]
