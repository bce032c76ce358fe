"""Contradictions as places on a picture: two sides, one crossed bead, evidence below, and nothing over anything."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from web.clash import WIDTH, picture, together

Json = dict[str, Any]


def claim(name: str, text: str = "Florbium makes drowsy.", verdict: str = "supported") -> Json:
    """Return a claim as a contradiction tells it."""
    return {"id": name, "claim": text, "verdict": verdict, "verdict_label": verdict.replace("_", " ")}


def contradiction(name: str, one: str, other: str, evidence: int = 0) -> Json:
    """Return a contradiction between claims named by letters, settled by some statements."""
    settled = [
        {"assertion": f"toy-{n}", "citation": "Abel 2001", "study_type": "animals", "n": n, "said": "It does"}
        for n in range(evidence)
    ]
    sides = {"one_side": [claim(letter) for letter in one], "other_side": [claim(letter) for letter in other]}
    return {"id": name, "label": name, "claims": [*one, *other], "evidence": settled, **sides}


def columns(drawn: Json) -> list[list[Json]]:
    """Return the boxes of each column, from the top."""
    places = sorted({box["x"] for box in drawn["boxes"]})
    return [sorted((b for b in drawn["boxes"] if b["x"] == x), key=lambda b: b["y"]) for x in places]


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("abcd", "e"), ("a", "bcdef")])
def test_claims_stand_on_two_sides(one: str, other: str) -> None:
    """Each side is a column; no box touches another or leaves the picture."""
    drawn = picture(contradiction("c", one, other, 2))
    left, right = columns(drawn)

    assert ["".join(box["href"][-1] for box in side) for side in (left, right)] == [one, other]
    for side in (left, right):
        assert all(upper["y"] + upper["height"] <= lower["y"] for upper, lower in pairwise(side))
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= WIDTH for box in side)
    assert left[0]["x"] + left[0]["width"] < right[0]["x"]


def test_every_claim_is_joined_to_the_bead() -> None:
    """As many lines as claims meet where the cross stands, between the sides."""
    drawn = picture(contradiction("c", "abc", "de"))

    assert len(drawn["edge"]["lines"]) == 5
    assert drawn["edge"]["x"] == WIDTH / 2


def test_what_settles_it_stands_below() -> None:
    """A row for each statement, with its source and how many people, under both columns and inside the picture."""
    drawn = picture(contradiction("c", "a", "b", 3))
    lowest = max(box["y"] + box["height"] for box in drawn["boxes"])

    assert [row["lines"][0] for row in drawn["proofs"]] == [
        "Abel 2001: animals",
        "Abel 2001: animals, n = 1",
        "Abel 2001: animals, n = 2",
    ]
    assert drawn["proofs"][0]["y"] > lowest
    assert drawn["proofs"][-1]["y"] + drawn["proofs"][-1]["height"] <= drawn["height"]


def test_a_claim_alone_stands_against_the_evidence() -> None:
    """Without a claim on the other side there is one column, and the picture is whole."""
    drawn = picture(contradiction("c", "a", "", 1))

    assert len(columns(drawn)) == 1
    assert drawn["proofs"]


def test_a_claim_on_the_page_is_linked_to_there() -> None:
    """A claim that the page shows is a jump, another one leads to its own address."""
    drawn = picture(contradiction("c", "a", "b"), {"a"})

    assert [box["href"] for box in drawn["boxes"]] == ["#a", "/id/b"]


def test_a_long_claim_is_cut_with_a_sign() -> None:
    """No text makes a box endless; the whole text stays its name."""
    text = "word " * 1000 + "x" * 5000
    one = contradiction("c", "a", "b")
    one["one_side"] = [claim("a", text)]
    box = picture(one)["boxes"][0]

    assert box["lines"][-1].endswith("…")
    assert box["height"] < 200
    assert box["claim"] == text


def test_together_every_claim_stands_once() -> None:
    """Claims that several contradictions share are one box; those that contradict each other stand apart."""
    drawn = together([contradiction("c1", "ab", "c"), contradiction("c2", "c", "d"), contradiction("c3", "e", "f")])
    left, right = columns(drawn)

    assert sorted(box["href"][-1] for box in drawn["boxes"]) == list("abcdef")
    assert {box["href"][-1] for box in left} == set("abde")
    assert {box["href"][-1] for box in right} == set("cf")
    assert [len(edge["lines"]) for edge in drawn["edges"]] == [3, 2, 2]
    assert all(lower["y"] - upper["y"] >= 18 for upper, lower in pairwise(drawn["edges"]))


def test_a_ring_of_three_is_drawn_all_the_same() -> None:
    """Where sides cannot be told apart two claims share one, and every line is there."""
    ring = [contradiction("c1", "a", "b"), contradiction("c2", "b", "c"), contradiction("c3", "c", "a")]

    assert sum(len(edge["lines"]) for edge in together(ring)["edges"]) == 6
