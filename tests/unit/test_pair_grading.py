"""How sure the evidence makes us of a pair: its level, the reason in words, and what makes it contested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.snapshot import assemble
from tests.strategies import CITED, LEAF, PAIRS, add, answer_of, change, world

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Store


def grown(folder: Path, row: dict[str, str]) -> Store:
    """Return the toy world with one more statement."""
    sources = world(folder / "facts")
    add(sources, LEAF, id="new-0000", **row)
    return assemble(sources)


@pytest.mark.parametrize(
    ("first", "second", "level", "reason"),
    [
        (
            "florbium",
            "testazolam",
            "probable",
            "probable: 1 study of drug levels in people, 1 computer model for; nothing against; a mechanism is known",
        ),
        (
            "florbium",
            "refutine",
            "probable",
            "probable: nothing for; 1 study of drug levels in people against; a mechanism is known",
        ),
        ("florbium", "reportine", "possible", "possible: 1 case report for; nothing against"),
        (
            "florbium",
            "calmazepam",
            "mechanistic",
            "mechanism only: it follows from how both work; no study or report of the pair itself is held",
        ),
        ("florbium", "lonelol", "none", "none: this graph holds nothing for or against"),
    ],
)
def test_a_pair_says_why_its_evidence_stands_where_it_stands(first: str, second: str, level: str, reason: str) -> None:
    """Studies and reports of the pair are counted; a mechanism alone and nothing at all have words of their own."""
    found = answer_of(first, second)

    assert (found["evidence_level"], found["level_reason"]) == (level, reason)


def test_a_scored_report_counts_with_a_known_mechanism(tmp_path: Path) -> None:
    """A probable causality score lifts a report on a pair to probable where a mechanism is known, and else does not."""
    sources = world(tmp_path / "facts")
    change(sources, PAIRS, "toy-0106", appraisal="probable_causality_score")
    report = {**CITED, "subject": "florbium", "subject_label": "florbium", "predicate": "interactionReportedWith"}
    report |= {"object": "calmazepam", "object_label": "calmazepam", "study_type": "case_report"}
    add(sources, LEAF, id="new-0000", **report, appraisal="probable_causality_score")
    store = assemble(sources)

    assert answer_of("florbium", "reportine", store)["evidence_level"] == "possible"
    assert answer_of("florbium", "calmazepam", store)["evidence_level"] == "probable"


def test_two_agreeing_studies_establish_a_pair(tmp_path: Path) -> None:
    """A second study in people, of another source and the same direction, establishes the interaction."""
    study = {**CITED, "subject": "florbium", "subject_label": "florbium", "predicate": "changesExposureOf"}
    study |= {"object": "testazolam", "object_label": "testazolam", "study_type": "clinical_pk_study"}
    study |= {"endpoint": "auc_ratio", "relation": "=", "value": "1.5", "unit": "1", "as_printed": "1.5"}
    same = answer_of("florbium", "testazolam", grown(tmp_path / "same", {**study, "direction": "raises"}))
    other = answer_of(
        "florbium", "testazolam", grown(tmp_path / "other", {**study, "direction": "lowers", "value": "0.5"})
    )

    assert (same["evidence_level"], same["contested"]) == ("established", False)
    assert "which are independent and agree" in same["level_reason"]
    assert (other["evidence_level"], other["contested"]) == ("probable", True)


def test_a_statement_of_a_report_carries_its_grade() -> None:
    """Each statement shown with a pair says its own level and reason."""
    supports = answer_of("florbium", "testazolam")["evidence"]["supports"]

    assert [(one["id"], one["level"]) for one in supports] == [("toy-0101", "probable"), ("toy-0102", "hypothesis")]
    assert supports[0]["level_reason"] == "probable: a study of drug levels in people, n = 12"
