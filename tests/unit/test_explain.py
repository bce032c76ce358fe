"""One answer for one ordered pair: its type, its grades, its proof, and what is not known."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from graph.snapshot import assemble
from tests.strategies import CITED, PAIRS, PARTICIPANTS, Json, add, answer_of, pair, report, world

if TYPE_CHECKING:
    from pathlib import Path

#: The ten items of the minimum information model for potential drug-drug interactions, by the keys that hold them.
ITEMS = {
    "drugs involved": ("precipitant", "object"),
    "clinical consequences": ("consequence",),
    "seriousness": ("seriousness",),
    "severity": ("severity",),
    "mechanism": ("mechanisms",),
    "recommended actions": ("recommended_action",),
    "contextual information": ("modifying_factors", "unknown"),
    "evidence": ("evidence", "evidence_level"),
    "frequency of exposure": ("frequency_of_exposure",),
    "frequency of harm": ("frequency", "frequency_of_harm"),
}


@pytest.fixture(scope="module")
def everything() -> Json:
    """Return the check of every participant against every other."""
    return report(*PARTICIPANTS)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("florbium", "testazolam", ("interaction", "minor", "unknown", "probable", False, 3)),
        ("florbium", "refutine", ("no_interaction", "none", "unknown", "probable", False, 4)),
        ("blockazole", "florbium", ("conflicting", "unknown", "unknown", "mechanistic", False, None)),
        ("florbium", "calmazepam", ("predicted", "major", "serious", "mechanistic", True, 1)),
        ("calmazepam", "florbium", ("predicted", "major", "serious", "mechanistic", True, 1)),
        ("blockazole", "testazolam", ("predicted", "major", "unknown", "mechanistic", True, 2)),
        ("inducin", "testazolam", ("predicted", "major", "unknown", "mechanistic", True, 2)),
        ("inducin", "florbium", ("predicted", "unknown", "unknown", "mechanistic", False, None)),
        ("florbium", "pumpidone", ("predicted", "unknown", "unknown", "mechanistic", False, None)),
        ("florbium", "reportine", ("interaction", "unknown", "unknown", "possible", False, None)),
        ("reportine", "florbium", ("interaction", "unknown", "unknown", "possible", False, None)),
        ("florbium", "lonelol", ("unstudied", "unknown", "unknown", "none", False, None)),
        ("weakazole", "florbium", ("unstudied", "unknown", "unknown", "none", False, None)),
        ("testazolam", "florbium", ("unstudied", "unknown", "unknown", "none", False, None)),
    ],
)
def test_each_pair_has_one_typed_answer(
    everything: Json, first: str, second: str, expected: tuple[str | int | None, ...]
) -> None:
    """Answer, severity, seriousness, evidence level, alert and ORCA class are six things, never one score."""
    found = pair(everything, first, second)
    keys = ("answer", "severity", "seriousness", "evidence_level", "alert")

    assert (*(found[key] for key in keys), found["recommended_action"]["orca_class"]) == expected


def test_every_pair_has_the_ten_items(everything: Json) -> None:
    """Every item stands in every pair; what is not known is written out."""
    assert len(ITEMS) == 10
    for one, (item, keys) in itertools.product(everything["pairs"], ITEMS.items()):
        missing = [key for key in keys if key not in one or one[key] in ("", None)]
        assert missing == [], f"{one['precipitant']['label']} → {one['object']['label']} lacks {item}"
        assert one["recommended_action"]["text"]
        assert any("not known" in gap for gap in one["unknown"])


def test_every_path_is_cited(everything: Json) -> None:
    """Each step of each mechanism has a citation, an address and a place in the source."""
    steps = [
        (mechanism["id"], step)
        for one in everything["pairs"]
        for mechanism in one["mechanisms"]
        for step in [*mechanism["path"], *mechanism["also_through"]]
    ]

    assert steps
    assert [name for name, step in steps if not (step["citation"] and step["url"] and step["locator"])] == []


def test_every_path_connects_the_pair(everything: Json) -> None:
    """The first step begins at the precipitant, each step touches an earlier one, and the object is reached.

    A rule joins its two sides, and an enzyme that forms a metabolite stands in the statement and not at its ends.
    """
    found = [(answer, mechanism) for answer in everything["pairs"] for mechanism in answer["mechanisms"]]
    for one, mechanism in found:
        reached = {one["precipitant"]["id"]}
        for step in (step for step in mechanism["path"] if step["predicate"] != "leadsTo"):
            ends = {step["subject_id"], step["object_id"]}
            assert ends & reached or mechanism["rule"] or "metabolite" in mechanism["effect"], mechanism["id"]
            reached |= ends
        assert one["object"]["id"] in reached, mechanism["id"]


def test_what_refutes_is_shown_with_the_mechanism_it_disputes() -> None:
    """A study in people that found no change disputes the mechanisms that would change exposure; they stay."""
    found = answer_of("florbium", "refutine")

    assert [one["id"] for one in found["evidence"]["refutes"]] == ["toy-0103"]
    assert {tuple(one["disputed_by"]) for one in found["mechanisms"]} == {("toy-0103",)}
    assert found["consequence"] == "did not change the amount of refutine in people"


def test_a_conflict_shows_both_sides() -> None:
    """Statements that point both ways are listed; the consequence says in which species each points which way."""
    found = answer_of("blockazole", "florbium")

    assert {one["direction"] for one in found["evidence"]["supports"]} == {"raises", "lowers"}
    assert "disagree" in found["answer_text"]
    assert found["consequence"].startswith("rat: raises (zelkamine), mouse: lowers (zelkamine), people: not known")
    assert [one["auc_ratio"] for one in found["exposure"]["in_animals"]] == [2.2]


def test_unstudied_is_not_safe() -> None:
    """A pair of which nothing is known says so, and never sounds like a green light."""
    found = answer_of("florbium", "lonelol")

    assert "not the same as safe" in found["answer_text"]
    assert found["consequence"] == "not known"
    assert found["mechanisms"] == []
    assert found["evidence"] == {"supports": [], "refutes": []}
    assert any("No study in people" in gap for gap in found["unknown"])


def test_a_class_rule_is_a_proposal_until_it_is_signed() -> None:
    """The mechanism of a class rule has the rule's words and says that nobody has signed it."""
    found = answer_of("florbium", "calmazepam")
    mechanism = found["mechanisms"][0]

    assert (mechanism["kind"], mechanism["effect"], mechanism["via"]["id"]) == (
        "pharmacodynamic",
        "additive",
        "toy-rule-1",
    )
    assert [step["predicate"] for step in mechanism["path"]] == [
        "contains",
        "partialAgonistOf",
        "hasPharmacodynamicClass",
        "leadsTo",
    ]
    assert found["recommended_action"]["text"] == "Keep them apart."
    assert found["recommended_action"]["proposed"]
    assert found["recommended_action"]["reviewed_by"] is None


def test_a_measured_change_outranks_the_expected_one() -> None:
    """Advice and consequence come from what people showed, not from the model beside it."""
    found = answer_of("florbium", "testazolam")

    assert found["recommended_action"]["from"] == "band-little"
    assert found["consequence"] == "raised the amount of testazolam in people"


def test_a_joint_report_is_shown_although_it_is_no_interaction() -> None:
    """Substances found together are no interaction, and the report that found them is still listed."""
    found = answer_of("florbium", "companol")

    assert found["answer"] == "unstudied"
    assert [one["id"] for one in found["evidence"]["supports"]] == ["toy-0107"]


def test_statements_are_told_once(everything: Json) -> None:
    """Each statement a step or a dispute refers to stands in the report, with its citation."""
    told: dict[str, Any] = everything["statements"]
    named = {
        name
        for one in everything["pairs"]
        for mechanism in one["mechanisms"]
        for name in [*mechanism["disputed_by"], *(n for step in mechanism["path"] for n in step["assertions"])]
    }

    assert named <= told.keys()
    assert all(statement["citation"]["label"] and statement["locator"] for statement in told.values())


def test_the_most_urgent_comes_first(everything: Json) -> None:
    """Alerts, then what is known, by severity; pairs of which nothing is known do not stand before an alert."""
    alerts = [one["alert"] for one in everything["pairs"]]
    severe = [one["severity"] for one in everything["pairs"] if one["alert"]]

    assert alerts == sorted(alerts, reverse=True)
    assert set(severe) == {"major"}


def told_by_people(folder: Path, thing: str, predicate: str, **cells: str) -> Json:
    """Return the answer for florbium and a medicine in a world with one more statement from people about the two."""
    sources = world(folder / "facts")
    said = {"study_type": "clinical_pk_study", "species": "human", "citation": "bell-2002-toy-trial", **cells}
    ends = {"subject": "florbium", "subject_label": "florbium", "object": thing, "object_label": thing}
    add(sources, PAIRS, **{**CITED, **ends, "id": "new-0001", "predicate": predicate, **said})
    return answer_of("florbium", thing, assemble(sources))


def ratio(value: str, **cells: str) -> dict[str, str]:
    """Return the cells of a measured exposure ratio."""
    number = {"relation": "=", "value": value, "unit": "1", "as_printed": value, "direction": "raises"}
    return {"endpoint": "auc_ratio", **number, **cells}


def test_two_measurements_of_one_pair_stand_side_by_side(tmp_path: Path) -> None:
    """Every ratio in people is shown, and the severity is the worse of the two."""
    found = told_by_people(tmp_path, "testazolam", "changesExposureOf", **ratio("3.0"))

    assert sorted(one["auc_ratio"] for one in found["exposure"]["observed"]) == [1.39, 3.0]
    assert found["severity"] == "moderate"


def test_of_two_pieces_of_advice_the_more_severe_comes_first(tmp_path: Path) -> None:
    """With one ORCA class the advice of the worse band leads, and the other follows."""
    advice = told_by_people(tmp_path, "testazolam", "changesExposureOf", **ratio("3.0"))["recommended_action"]

    assert (advice["text"], advice["others"]) == ("Lower the dose.", ["Watch."])


def test_support_and_refutation_in_people_conflict(tmp_path: Path) -> None:
    """Two studies in people of the same thing that disagree are a conflict, and both are listed."""
    cells = ratio("1.0", direction="no_change", stance="refutes", low="0.9", high="1.1", interval="ci90")
    found = told_by_people(tmp_path, "testazolam", "changesExposureOf", **cells)

    assert found["answer"] == "conflicting"
    assert [one["id"] for one in found["evidence"]["supports"]] == ["toy-0101", "toy-0102"]
    assert [one["id"] for one in found["evidence"]["refutes"]] == ["new-0001"]


def test_a_refuted_exposure_leaves_the_shared_effect(tmp_path: Path) -> None:
    """No change of exposure says nothing against what two substances do together: the alert stays."""
    cells = ratio("1.0", direction="no_change", stance="refutes", low="0.9", high="1.1", interval="ci90")
    found = told_by_people(tmp_path, "calmazepam", "changesExposureOf", **cells)

    assert (found["answer"], found["severity"], found["alert"]) == ("predicted", "major", True)
    assert found["recommended_action"]["text"] == "Keep them apart."


def test_a_refutation_lends_no_certainty_to_a_prediction(tmp_path: Path) -> None:
    """The level of a prediction is that of what supports it."""
    cells = ratio("1.0", direction="no_change", stance="refutes", low="0.9", high="1.1", interval="ci90")

    assert told_by_people(tmp_path, "calmazepam", "changesExposureOf", **cells)["evidence_level"] == "mechanistic"


@pytest.mark.parametrize(
    ("predicate", "direction"),
    [("changesEffectOf", "no_change"), ("interactionReportedWith", ""), ("coReportedWith", "")],
)
def test_only_a_measured_exposure_refutes_a_mechanism_of_exposure(
    tmp_path: Path, predicate: str, direction: str
) -> None:
    """That an effect or a report was not found is no reason to call an expected change of exposure absent."""
    found = told_by_people(tmp_path, "pumpidone", predicate, stance="refutes", direction=direction)

    assert found["answer"] == "predicted"


def test_a_range_measured_in_people_is_observed(tmp_path: Path) -> None:
    """A ratio given as a range is shown as printed and graded by the bands it touches."""
    cells = ratio("", relation="range", low="6", high="8", interval="range", as_printed="6 to 8")
    found = told_by_people(tmp_path, "pumpidone", "changesExposureOf", **cells)

    assert [one["as_printed"] for one in found["exposure"]["observed"]] == ["6 to 8"]
    assert found["severity"] == "major"


def test_a_lower_bound_is_no_measured_value(tmp_path: Path) -> None:
    """“More than 1” is not a change of 1: the severity is not known and nobody is told that all is well."""
    found = told_by_people(tmp_path, "pumpidone", "changesExposureOf", **ratio("1", relation=">", as_printed="> 1"))

    assert found["severity"] == "unknown"
    assert found["recommended_action"]["text"] != "No change."


@pytest.mark.parametrize(
    ("value", "severity"),
    [("1.24", "none"), ("1.25", "minor"), ("1.99", "minor"), ("2", "moderate"), ("4.99", "moderate"), ("5", "major")],
)
def test_a_band_begins_at_its_lower_end(tmp_path: Path, value: str, severity: str) -> None:
    """The lower end belongs to a band, the upper end to the next."""
    assert told_by_people(tmp_path, "pumpidone", "changesExposureOf", **ratio(value))["severity"] == severity


def test_a_rule_shows_the_statements_it_rests_on() -> None:
    """The step of an interaction rule names its premises, and the report tells each of them."""
    found = report("florbium", "calmazepam")
    steps = [step for one in pair(found, "florbium", "calmazepam")["mechanisms"] for step in one["path"]]
    rule = next(step for step in steps if step["predicate"] == "leadsTo")

    assert rule["assertions"] == ["toy-0206"]
    assert found["statements"]["toy-0206"]["citation"]["id"] == "table-2003-toy-roles"
