"""Filters: what words mean, what they set aside, and an answer as if what was set aside did not exist."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.checker import CheckRequest, check, pairs_of
from graph.compared import filtered, unfiltered
from graph.errors import ChoiceUnknown, RequestInvalid
from graph.filters import MAX_WORDS, Filters, from_fields
from graph.names import ALKA
from graph.narrowing import choices_of, derive, narrowing
from graph.network import view_of_report
from graph.pharmacokinetics.prediction import Input, Prediction
from graph.queries import ask
from tests.strategies import PARTICIPANTS, pair, pairs_in, report, toy_store

Json = dict[str, Any]


def narrowed(*names: str, **filters: Any) -> Json:  # noqa: ANN401 - the words of a filter
    """Check names in the toy world under filters."""
    return check(toy_store(), CheckRequest.of(names, filters=Filters.of(**filters)))


def test_the_rules_derive_from_everything_what_the_graph_holds() -> None:
    """Derived again from all statements, edges first, every pair is what it was."""
    names = [ALKA + name for name in PARTICIPANTS]
    everything = derive(toy_store(), names, narrowing(toy_store(), Filters()))

    assert pairs_in(everything, set(names)) == pairs_in(pairs_of(toy_store(), names), set(names))


def test_only_people_leaves_what_people_showed() -> None:
    """The study in people stays, with its band; the mechanisms from the test tube go, and the model with them."""
    found = narrowed("florbium", "testazolam", only=["human"])
    one = pair(found, "florbium", "testazolam")

    assert (one["answer"], one["severity"], one["evidence_level"]) == ("interaction", "minor", "probable")
    assert one["mechanisms"] == []
    assert [ratio["assertion"] for ratio in one["exposure"]["observed"]] == ["toy-0101"]
    assert one["exposure"]["predicted"] is None
    assert {said["in_people"] for said in found["statements"].values()} == {True}


def test_what_differs_stands_beside_the_answer() -> None:
    """A pair that loses its ground says so, says that it is not unstudied, and shows the answer without filters."""
    found = narrowed("blockazole", "testazolam", only=["human"])
    before = pair(report("blockazole", "testazolam"), "blockazole", "testazolam")
    one = pair(found, "blockazole", "testazolam")

    assert before["answer"] == "predicted"
    assert one["answer"] == "unstudied"
    assert one["without_filters"] == {name: before[name] for name in ("answer", "severity", "evidence_level", "alert")}
    assert "nobody has studied" not in one["answer_text"]
    assert "not the same as unstudied" in one["answer_text"]
    assert "without_filters" not in pair(found, "testazolam", "blockazole")
    assert found["filters"] == {
        "only": ["human"], "no": [], "min_level": "", "set_aside": 2, "of": 3, "hidden_alerts": 1,
    }  # fmt: skip


def test_an_edge_stays_while_one_way_to_it_holds() -> None:
    """Alternatives are respected: a class falls when every action behind it falls, not when one of two does."""
    names = [ALKA + name for name in ("florbium", "calmazepam")]
    both = pair(narrowed("florbium", "calmazepam", no=["case reports"]), "florbium", "calmazepam")
    none = derive(toy_store(), names, narrowing(toy_store(), Filters.of(no=["in-vitro"])))

    assert [one["id"] for one in both["mechanisms"]] == ["mechanism--toy-rule-1--florbium--calmazepam"]
    assert pairs_in(none, set(names)) == set()
    assert (
        none.select(
            "SELECT ?e { ?e <https://w3id.org/alkagraph/schema#object> <https://w3id.org/alkagraph/id/calm-agonist> }"
        )
        == []
    )


def test_a_rule_on_classes_rests_on_its_statements() -> None:
    """Without the statement it rests on the rule does not fire, although both memberships may stand."""
    aside = narrowing(toy_store(), Filters.of(no=["statements of authorities"]))
    kept = narrowing(toy_store(), Filters.of(no=["case reports"]))

    assert not aside.passes("toy-rule-1")
    assert not aside.passes("toy-0206")
    assert kept.passes(ALKA + "toy-rule-1")


def test_a_pair_below_the_level_asked_for_is_set_aside() -> None:
    """The level holds for statements and for the pair: a mechanism alone is not probable, however well shown."""
    found = narrowed("florbium", "testazolam", "reportine", min_level="probable")

    assert pair(found, "florbium", "testazolam")["evidence_level"] == "probable"
    assert pair(found, "florbium", "reportine")["answer"] == "unstudied"
    assert pair(found, "florbium", "reportine")["without_filters"]["evidence_level"] == "possible"


def test_agreeing_studies_are_kept_for_the_level_they_reach_together() -> None:
    """A study of its own is never established; a filter by that level keeps those that could agree."""
    asked = narrowing(toy_store(), Filters.of(min_level="established"))

    assert asked.passes("toy-0101")
    assert not asked.passes("toy-0106")
    assert (
        pair(narrowed("florbium", "testazolam", min_level="established"), "florbium", "testazolam")["answer"]
        == "unstudied"
    )


def test_the_picture_follows_the_report() -> None:
    """What is drawn of a filtered report has only arrows that pass."""
    whole, part = (
        view_of_report(one)
        for one in (report("zelkamine", "testazolam"), narrowed("zelkamine", "testazolam", no=["in-vitro"]))
    )

    assert whole.number_of_edges() > 0
    assert part.number_of_edges() == 0


@pytest.mark.parametrize(
    ("words", "study_types"),
    [
        (["case reports"], {"case_report"}),
        (["Case_Report"], {"case_report"}),
        (["predictions"], {"in_silico"}),
        (["computer model"], {"in_silico"}),
        (["IN VITRO"], {"in_vitro"}),
        (["animals, in-vitro"], {"in_vivo_animal", "in_vitro"}),
        (["official"], {"drug_label", "regulatory", "guideline"}),
        (["labels"], {"drug_label"}),
    ],
)
def test_a_word_may_be_said_in_many_ways(words: list[str], study_types: set[str]) -> None:
    """Codes, labels, singular and plural, groups and single kinds of study are understood."""
    asked = narrowing(toy_store(), Filters.of(only=words))
    types = {local_type(row["type"]) for row in weights() if asked.passes(row["statement"])}

    assert types == study_types & {local_type(row["type"]) for row in weights()}


def weights() -> list[dict[str, str]]:
    """Return the kind of study of every statement of the toy world."""
    return ask(toy_store(), "weights")


def local_type(name: str) -> str:
    """Return the code of a kind of study."""
    return name.rpartition("#")[2]


def test_the_words_are_listed() -> None:
    """Groups come first, then single kinds of study; every level is there."""
    listed = choices_of(toy_store())
    words = [kind["word"] for kind in listed["kinds"]]

    assert words.index("human") < words.index("case reports")
    assert all(kind["study_types"] for kind in listed["kinds"])
    assert listed["levels"][0]["word"] == "none"


@pytest.mark.parametrize("field", ["only", "no", "min_level"])
def test_an_unknown_word_is_answered_with_the_known_ones(field: str) -> None:
    """The message names the field, the word, and what there is."""
    with pytest.raises(ChoiceUnknown, match=r"“hunam”; choose from: .*(human|probable)") as caught:
        narrowed("florbium", "testazolam", **{field: "hunam" if field == "min_level" else ["hunam"]})
    assert field in str(caught.value)


def test_filters_that_leave_nothing_are_refused() -> None:
    """Only people but no people is a slip, not a question."""
    with pytest.raises(RequestInvalid, match="no kind of study is left: only human, but no human"):
        narrowed("florbium", "testazolam", only=["human"], no=["human"])


@pytest.mark.parametrize(
    "raw",
    [
        [],
        "human",
        7,
        {"onyl": ["human"]},
        {"only": 7},
        {"only": [7]},
        {"only": {"human": True}},
        {"min_level": 7},
        {"min_level": ["possible"]},
        {"no": ["x" * 2_000]},
        {"no": [f"word {number}" for number in range(MAX_WORDS + 1)]},
        {"no": ["\ud800"]},
    ],
)
def test_malformed_filters_are_refused(raw: object) -> None:
    """Whatever a stranger sends comes back as a fault of the request that names the field."""
    with pytest.raises(RequestInvalid, match="filters"):
        CheckRequest.parse({"substances": ["florbium"], "filters": raw})


def test_filters_keep_their_words_wherever_they_stand() -> None:
    """JSON, address and words on a command line say the same, in any order and any number of times."""
    one = Filters.of(only=["human", "animal"], no=["case reports"], min_level=" possible ")
    fields: dict[str, list[str]] = {}
    for name, value in one.fields():
        fields.setdefault(name, []).append(value)

    assert Filters.parse(json.loads(json.dumps(one.in_json()))) == one
    assert from_fields(fields) == one
    assert Filters.of(only=["animal,human", "human"], no=["case reports"], min_level="possible") == one
    assert not Filters.parse(None)
    assert not Filters.parse({"only": [], "no": None, "min_level": ""})
    assert Filters.parse({"only": "human"}) == Filters.of(only=["human"])
    with pytest.raises(RequestInvalid, match="2 times"):
        from_fields({"min_level": ["possible", "probable"]})


def test_a_prediction_stands_while_each_of_its_numbers_does() -> None:
    """A number all of whose statements are set aside brings the prediction down; a default rests on none."""
    asked = narrowing(toy_store(), Filters.of(only=["human"]))

    def foretold(*statements: tuple[str, ...]) -> Prediction:
        numbers = [Input("name", "x", "", 1, 1, 1, "1", "measured", tuple(ALKA + one for one in s)) for s in statements]
        return Prediction(1, 1, 1, "model", "basis", (*numbers, Input("other", "x", "", 1, 1, 1, "1", "default")))

    assert asked.keeps(foretold())
    assert asked.keeps(foretold(("toy-0101", "toy-0102")))
    assert not asked.keeps(foretold(("toy-0101",), ("toy-0102", "toy-0002")))
    assert asked.pruned(foretold(("toy-0101", "toy-0102"))) == foretold(("toy-0101",))


@pytest.mark.parametrize(("word", "expected"), [("predictions", False), ("case reports", True)])
def test_nothing_is_predicted_where_predictions_are_left_out(word: str, *, expected: bool) -> None:
    """Neither a model of our own nor the band that categories lead to expect is shown to who asked for none."""
    asked = narrowing(toy_store(), Filters.of(no=[word]))
    number = Input("other", "x", "", 1, 1, 1, "1", "default")
    found = narrowed("blockazole", "testazolam", no=[word])
    whole = narrowed("blockazole", "testazolam")

    assert asked.keeps(Prediction(1, 1, 1, "model", "basis", (number,))) is expected
    assert pair(whole, "blockazole", "testazolam")["exposure"]["predicted"]
    assert bool(pair(found, "blockazole", "testazolam")["exposure"]["predicted"]) is expected


def test_filters_are_told_in_words() -> None:
    """One line says what is set aside, one what a pair is without it."""
    found = narrowed("blockazole", "testazolam", only=["human"], no=["case reports"], min_level="possible")

    assert filtered(found) == (
        "Filters (only human, no case reports, at least possible) set 2 of 3 statements aside; 1 alert is hidden."
    )
    assert unfiltered(pair(found, "blockazole", "testazolam")) == "filters: predicted, major, mechanistic, alert"
    assert unfiltered(pair(found, "testazolam", "blockazole")) == ""
