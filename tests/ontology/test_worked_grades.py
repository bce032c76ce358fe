"""The worked grades of the project's grading of evidence, on the real data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.names import ALKA, local

if TYPE_CHECKING:
    from graph.store import Store

pytestmark = pytest.mark.slow

ORDER = ("none", "hypothesis", "mechanistic", "possible", "probable", "established")


def grade(graph: Store, thing: str) -> tuple[str, str, bool]:
    """Return level, reason and whether it is contested of a statement, an edge or a pair."""
    row = graph.select(
        "PREFIX ago: <https://w3id.org/alkagraph/schema#> SELECT ?level ?reason ?contested "
        f"{{ <{ALKA}{thing}> ago:evidenceLevel ?level ; ago:levelReason ?reason "
        f"OPTIONAL {{ <{ALKA}{thing}> ago:contested ?contested }} }}"
    )[0]
    return local(row["level"]), row["reason"], row.get("contested") == "true"


@pytest.mark.parametrize(
    ("thing", "least", "most", "why"),
    [
        ("edge--kratom--hasRisk--liver-injury", "possible", "probable", "series of cases and reports, judged likely"),
        ("edge--kratom--hasRisk--kratom-withdrawal", "possible", "established", "several surveys of users"),
        ("edge--kratom--hasRisk--kratom-use-disorder", "possible", "established", "several surveys of users"),
        ("edge--kratom--hasEffect--raised-pain-tolerance", "probable", "probable", "one small trial"),
        ("edge--kratom--hasEffect--less-opioid-withdrawal", "hypothesis", "possible", "no trial"),
        ("edge--kratom--hasRisk--serotonin-syndrome", "hypothesis", "possible", "one confounded case"),
        ("edge--kratom--hasRisk--serious-medical-outcome", "hypothesis", "possible", "reports to poison centres"),
        ("interaction--kratom--modafinil", "possible", "possible", "one case, product verified"),
        ("interaction--kratom--diphenhydramine", "possible", "possible", "one case"),
        ("interaction--kratom--temazepam", "possible", "possible", "one case"),
        ("interaction--kratom--haloperidol", "mechanistic", "mechanistic", "mice"),
        ("interaction--succinylcholine--kratom", "hypothesis", "mechanistic", "rat tissue"),
        ("interaction--kratom--midazolam", "probable", "established", "measured in people"),
        ("interaction--kratom--dextromethorphan", "probable", "probable", "measured in people, no change"),
        ("clinical-ddi-0019", "probable", "probable", "a study of twelve people"),
    ],
)
def test_a_worked_grade_is_reached(graph: Store, thing: str, least: str, most: str, why: str) -> None:
    """Each grade that was worked by hand comes out of the rules, as far as the data carry what it rests on."""
    level, reason, _ = grade(graph, thing)

    assert ORDER.index(least) <= ORDER.index(level) <= ORDER.index(most), f"{why}: {reason}"


@pytest.mark.parametrize(
    "thing",
    [
        "interaction--ketoconazole--kratom",
        "interaction--ketoconazole--mitragynine",
        "edge--kratom--hasRisk--qt-prolongation",
        "edge--kratom--hasRisk--liver-injury",
        "edge--kratom--hasRisk--kratom-withdrawal",
    ],
)
def test_what_was_worked_as_contested_is_contested(graph: Store, thing: str) -> None:
    """Where good evidence stands on both sides, both are kept and the matter is marked."""
    assert grade(graph, thing)[2]


def test_a_lone_statement_of_an_authority_is_no_evidence(graph: Store) -> None:
    """Labels and authorities alone never make more than a hypothesis, and the reason says so."""
    rows = graph.select(
        "PREFIX ago: <https://w3id.org/alkagraph/schema#> SELECT ?a ?level ?reason { VALUES ?type "
        "{ ago:regulatory ago:drug_label ago:guideline } ?a a ago:Assertion ; ago:studyType ?type ; "
        "ago:evidenceLevel ?level ; ago:levelReason ?reason }"
    )

    assert rows
    assert [row["a"] for row in rows if local(row["level"]) != "hypothesis"] == []
    assert [row["a"] for row in rows if "without showing data" not in row["reason"]] == []


def test_concentrations_are_judged_by_what_people_reach(graph: Store) -> None:
    """Of two inhibition constants at one enzyme the lower is within reach of people and the higher far above."""
    assert "within reach" in grade(graph, "enzymes-0020")[1]
    assert "far above" in grade(graph, "enzymes-0061")[1]
