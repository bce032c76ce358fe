"""What the context changes for a pair: one entry for each part, never silence, and never “no effect” for “no data”."""

from __future__ import annotations

from typing import Any

import pytest

from graph.checker import CheckRequest, check
from graph.modifiers import advised
from tests.strategies import pair, report, toy_store

Json = dict[str, Any]


def entries(first: str, second: str, *more: str, patient: object = None) -> list[Json]:
    """Return the entries of the pair of a list."""
    found: list[Json] = pair(report(first, second, *more, patient=patient), first, second)["context"]
    return found


def test_a_statement_says_what_it_changes() -> None:
    """Direction, substance, words and statement of what is held; the number stands in the text."""
    (entry,) = entries("florbium", "testazolam", patient={"cypx": "slow"})

    assert (entry["field"], entry["factor"], entry["value"]) == ("cypx", "slow-person", "slow")
    assert (entry["effect"], entry["about"]) == ("raises", "testazolam")
    assert entry["statements"] == ["toy-0301"]
    assert "3-fold" in entry["text"]


def test_a_statement_on_a_class_reaches_its_members() -> None:
    """A change of a risk has no direction of exposure, and says so."""
    (entry,) = entries("calmazepam", "lonelol", patient={"noggin": "empty"})

    assert (entry["effect"], entry["about"], entry["statements"]) == ("changes_risk", "calmazepam", ["toy-0303"])


def test_a_factor_without_effect_is_not_unknown() -> None:
    """A study that found no change is told as such."""
    (entry,) = entries("florbium", "lonelol", patient={"noggin": "empty"})

    assert (entry["effect"], entry["about"]) == ("no_change", "florbium")


@pytest.mark.parametrize("told", [{"cypx": "quick"}, {"noggin": "full"}, {"ripe": True}, {"rings": 3}])
def test_nothing_held_is_no_data(told: Json) -> None:
    """Every part has an entry in every pair, with the words “No data” and an unknown effect."""
    found = report("refutine", "lonelol", "florbium", patient=told)
    said = [pair["context"] for pair in found["pairs"]]

    assert all(len(one) == 1 for one in said)
    assert {one[0]["effect"] for one in said} == {"unknown"}
    assert all(one[0]["text"].startswith("No data") for one in said)
    assert [part["field"] for part in found["context"]] == list(told)


def test_the_usual_state_changes_nothing_and_says_so() -> None:
    """For the usual state of people the answer stands as it is; there is an entry all the same."""
    (entry,) = entries("florbium", "testazolam", patient={"noggin": "plain"})

    assert (entry["effect"], entry["basis"], entry["statements"]) == ("no_change", "usual", [])


def test_what_an_enzyme_leads_to_expect_is_told_where_nobody_measured_it() -> None:
    """The regulator's substrate rises in people without the enzyme; what was measured comes first."""
    (entry,) = entries("lonelol", "testazolam", patient={"cypx": "quick"})
    (measured,) = entries("lonelol", "testazolam", patient={"cypx": "slow"})

    assert (entry["effect"], entry["basis"], entry["about"]) == ("lowers", "expected", "testazolam")
    assert entry["text"].startswith("Expected, not measured: CYPX clears testazolam, so quick CYPX lowers")
    assert entry["statements"] == ["toy-0201"]
    assert (measured["basis"], measured["statements"]) == ("stated", ["toy-0301"])


def test_another_degree_is_shown_and_decides_nothing() -> None:
    """What is held of a near factor is told as the nearest, with an unknown effect."""
    (entry,) = entries("florbium", "testazolam", patient={"cypx": "usual"})

    assert (entry["effect"], entry["statements"]) == ("unknown", ["toy-0301"])
    assert entry["text"].startswith("No data for exactly this; nearest is held: ")


def test_a_more_cautious_class_takes_the_place_of_that_of_the_pair() -> None:
    """The advice of the context comes first, the class before and the reason are told, both ways round."""
    found = report("calmazepam", "florbium", patient={"noggin": "empty"})
    for answer in found["pairs"]:
        action = answer["recommended_action"]
        assert (action["orca_class"], action["moved_from"]) == (1, 2)
        assert (action["text"], action["from"]) == ("Fill the noggin first.", "toy-context-empty")
        assert (action["because"], action["proposed"]) == ("empty noggin", True)
        assert "Keep them apart." in action["others"]
        assert "toy-0303" in found["statements"]


def test_a_less_cautious_class_is_shown_and_moves_nothing() -> None:
    """The class in the context stands in its entry; the pair keeps its own."""
    plain = pair(report("florbium", "testazolam"), "florbium", "testazolam")["recommended_action"]
    answer = pair(report("florbium", "testazolam", patient={"cypx": "slow"}), "florbium", "testazolam")

    assert (answer["context"][0]["orca_class"], answer["context"][0]["from"]) == (4, "toy-context-slow")
    assert (answer["context"][0]["reviewed_by"], answer["context"][0]["proposed"]) == ("Dr Toy", False)
    assert answer["recommended_action"] == plain


def test_a_pair_without_a_class_takes_that_of_the_context() -> None:
    """Where no class was held, that of the context is the first."""
    signed: Json = {"reviewed_by": None, "proposed": True, "from": "x"}
    action: Json = {**signed, "orca_class": None, "text": "not known", "others": []}
    entry: Json = {**signed, "orca_class": 3, "action": "Watch.", "label": "with x"}
    moved = advised(action, [{**entry, "orca_class": None}, entry])

    assert (moved["orca_class"], moved["moved_from"], moved["others"]) == (3, None, ["not known"])
    assert advised(action, []) is action


@pytest.mark.parametrize(
    ("third", "rule", "orca"), [("lonelol", "toy-context-calm", 2), ("blockazole", "toy-context-blocked", 1)]
)
def test_a_third_substance_of_the_list_is_a_context(third: str, rule: str, orca: int) -> None:
    """A named substance, or a strong inhibitor of the target, brings a class about; nobody has to tell it."""
    (entry,) = entries("florbium", "calmazepam", third)

    assert (entry["field"], entry["value"], entry["from"], entry["orca_class"]) == ("with", third, rule, orca)
    assert entry["label"] == f"{third} on the same list"
    assert entries("florbium", "calmazepam") == entries("florbium", "calmazepam", "weakazole") == []
    assert entries("florbium", third) == []


def test_hours_apart_do_not_help_where_the_mechanism_outlasts_the_dose() -> None:
    """The precipitant that inactivates says so with its statements; for anything else there is no data."""
    (entry,) = entries("florbium", "testazolam", patient={"hours_apart": 6})
    (other,) = entries("testazolam", "florbium", patient={"hours_apart": 6})
    (reversible,) = entries("blockazole", "testazolam", patient={"hours_apart": 6})

    assert entry["text"].startswith("Hours apart do not help. zelkamine inactivates")
    assert (entry["effect"], entry["statements"], entry["from"]) == ("no_change", ["toy-0003"], "toy-apart-inactivates")
    assert entry["citation"]["label"].startswith("Abel")
    assert other["effect"] == reversible["effect"] == "unknown"
    assert reversible["text"] == "No data: whether 6 hours apart help was not found."


def test_form_dose_and_frequency_of_a_product_are_context() -> None:
    """They concern the pairs of that product alone, and stand against what was measured."""
    sent = [{"name": "florbium tea", "dose": "4 g", "times_per_day": 3}, {"name": "testazolam", "dose": "2 mg"}]
    found = check(toy_store(), CheckRequest.parse({"substances": [*sent, {"name": "calmazepam"}, {"name": "lonelol"}]}))
    parts = {part["field"]: part for part in found["context"]}

    assert {name: (part["value"], part["about"]) for name, part in parts.items()} == {
        "product": ("florbium tea", "florbium"),
        "dose": ("4 g", "florbium"),
        "times_per_day": ("3", "florbium"),
    }
    assert [one["field"] for one in pair(found, "testazolam", "lonelol")["context"]] == []
    dose = next(one for one in pair(found, "florbium", "testazolam")["context"] if one["field"] == "dose")
    assert dose["text"] == "No data: what this amount changes was not found. Measured was: 2 g tea (Bell 2002)."
    assert (dose["effect"], dose["statements"]) == ("unknown", ["toy-0101"])
    classed = {one["field"]: one["orca_class"] for one in pair(found, "calmazepam", "florbium")["context"]}
    assert classed == {"product": 1, "dose": None, "times_per_day": 1, "with": 2}


def test_what_adds_up_is_one_finding_and_one_alert() -> None:
    """Three contributors of one list are told once; two stay a pair."""
    found = report("florbium", "oxyzelkamine", "calmazepam")
    (told,) = found["cumulative"]

    assert (told["contributors"], told["alert"]) == (["calmazepam", "florbium", "oxyzelkamine"], True)
    assert found["alerts"] == 1
    assert sum(pair["alert"] for pair in found["pairs"]) == 4
    assert (report("florbium", "calmazepam")["cumulative"], report("florbium", "calmazepam")["alerts"]) == ([], 1)
    assert report("refutine", "lonelol")["alerts"] == 0
