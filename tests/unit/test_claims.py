"""Claims as JSON: what is found, what is told of each, and what stands beside a list."""

from __future__ import annotations

import pytest

from graph.claims import Wanted, claims, tell_claims
from graph.contradictions import contradictions, overview, topics
from graph.errors import ChoiceUnknown
from graph.names import iri
from tests.strategies import toy_store


def ids(wanted: Wanted) -> list[str]:
    """Return the ids of the claims that fit."""
    return [claim["id"] for claim in claims(toy_store(), wanted)["claims"]]


def test_claims_are_found_by_topic_text_and_verdict() -> None:
    """Each narrowing works alone and with the others; a broad topic finds its narrower ones and further topics."""
    assert ids(Wanted()) == ["flyer0-001", "flyer0-002", "flyer1-001", "flyer1-002", "flyer1-003"]
    assert ids(Wanted(topic="drowse")) == ["flyer0-001", "flyer0-002"]
    assert ids(Wanted(topic="the noggin")) == ["flyer0-001", "flyer0-002", "flyer1-001", "flyer1-002"]
    assert ids(Wanted(document="flyer1", topic="noggin")) == ["flyer1-001", "flyer1-002"]
    assert ids(Wanted(verdict="contradicted")) == ["flyer0-001"]
    assert ids(Wanted(verdict="contradicted", document="flyer1")) == []
    assert ids(Wanted(claim="flyer1-002")) == ["flyer1-002"]
    assert ids(Wanted(contradiction="clash-1")) == ["flyer0-001", "flyer0-002", "flyer1-002"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("topic", Wanted(topic="qqqq")),
        ("document", Wanted(document="qqqq")),
        ("verdict", Wanted(verdict="qqqq")),
        ("claim", Wanted(claim="qqqq")),
        ("contradiction", Wanted(contradiction="qqqq")),
    ],
)
def test_an_unknown_name_is_refused(name: str, wanted: Wanted) -> None:
    """A narrowing that means nothing is an error that names the input, never an empty list."""
    with pytest.raises(ChoiceUnknown, match=f"“{name}” cannot be “qqqq”"):
        ids(wanted)


def test_a_part_of_a_list_knows_the_whole() -> None:
    """Offset and limit cut what is told, not what is counted."""
    part = claims(toy_store(), Wanted(offset=1, limit=2))

    assert part["total"] == 5
    assert [claim["id"] for claim in part["claims"]] == ["flyer0-002", "flyer1-001"]


def test_a_claim_tells_everything() -> None:
    """Words, place, strength, verdict, statements with their side and source, and what contradicts it."""
    told = tell_claims(toy_store(), [iri("flyer0-001")])[0]
    evidence = told.pop("evidence")

    assert told == {
        "id": "flyer0-001",
        "document": "flyer0",
        "document_label": "A flyer on florbium",
        "section": "top",
        "topic": "drowse",
        "topics": [{"name": "drowse", "label": "drowsing"}],
        "claim": "Florbium keeps awake.",
        "strength": "put_as_fact",
        "strength_label": "put as a fact",
        "polarity": "affirms",
        "verdict": "contradicted",
        "verdict_label": "contradicted",
        "note": "Forty people say otherwise.",
        "about": [{"id": "florbium", "label": "florbium"}, {"id": "drowse", "label": "drowse"}],
        "contradicts": ["flyer0-002", "flyer1-002"],
        "contradicted_by": [
            {
                "id": "flyer0-002",
                "claim": "Florbium may make drowsy.",
                "verdict": "supported",
                "verdict_label": "supported",
            },
            {
                "id": "flyer1-002",
                "claim": "Florbium mends the noggin.",
                "verdict": "no_primary_evidence",
                "verdict_label": "no primary evidence found",
            },
        ],
        "contradictions": ["clash-1"],
    }
    assert len(evidence) == 1
    assert (
        evidence[0]
        | {
            "id": "toy-0009",
            "stance": "against",
            "finding": "supports",
            "n": 40,
            "study_type": "observational",
            "species": "human",
            "as_printed": "25 %",
        }
        == evidence[0]
    )
    assert evidence[0]["citation"]["label"] == "Bell 2002"
    assert evidence[0]["locator"] == "Table 2"


def test_a_refuted_statement_is_told_as_such() -> None:
    """The words of a statement that its source refutes say so, on whichever side of a claim it stands."""
    sides = {one["id"]: one for one in tell_claims(toy_store(), [iri("flyer1-001")])[0]["evidence"]}

    assert sides["toy-0001"]["stance"] == "for"
    assert "refuted" not in sides["toy-0001"]["statement"]
    assert (sides["toy-0012"]["stance"], sides["toy-0012"]["finding"]) == ("against", "refutes")
    assert sides["toy-0012"]["statement"].startswith("zelkamine")
    assert sides["toy-0012"]["statement"].endswith("(refuted)")


def test_counts_leave_the_verdict_aside() -> None:
    """What stands beside a list counts every verdict of the topic and text, and tells the canonical names chosen."""
    beside = overview(toy_store(), Wanted(topic="Drowsing", verdict="Supported"), ["flyer0-002"])

    assert beside["chosen"] == {"topic": "drowse", "verdict": "supported"}
    assert {one["name"]: one["count"] for one in beside["verdicts"]} == {
        "supported": 1,
        "partly_supported": 0,
        "no_primary_evidence": 0,
        "contradicted": 1,
        "advice_not_fact": 0,
    }
    assert [sum(text["counts"].values()) for text in beside["documents"]] == [2, 0]
    assert [one["id"] for one in beside["contradictions"]] == ["clash-1"]


def test_topics_stand_under_their_broader_ones() -> None:
    """A narrower topic follows its broader one, one step deeper, and a broad one counts what is below."""
    assert [(one["name"], one["depth"], one["count"]) for one in topics(toy_store())] == [
        ("origin", 0, 2),
        ("noggin", 0, 4),
        ("drowse", 1, 2),
    ]


def test_a_contradiction_names_both_sides() -> None:
    """Sides, finding and evidence are told; a side may be empty where only the evidence stands against."""
    first, second = contradictions(toy_store())

    assert [one["id"] for one in first["one_side"]] == ["flyer0-001"]
    assert [one["id"] for one in first["other_side"]] == ["flyer0-002", "flyer1-002"]
    assert first["finding"] == "One in four was drowsy."
    assert [one["id"] for one in first["evidence"]] == ["toy-0009"]
    assert (second["id"], second["other_side"]) == ("clash-2", [])
