"""One answer for one ordered pair: its type, its grades, its proof, and what is not known."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.strategies import PARTICIPANTS, Json, answer_of, pair, report

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
        ("florbium", "calmazepam", ("predicted", "major", "serious", "mechanistic", True, 2)),
        ("calmazepam", "florbium", ("predicted", "major", "serious", "mechanistic", True, 2)),
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
