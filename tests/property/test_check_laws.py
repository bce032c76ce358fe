"""Laws of a check: order never matters, nothing is dropped, and on demand means the same as built."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph import answers
from graph.checker import MAX_NAME, MAX_TIMES_PER_DAY, CheckRequest, check
from graph.errors import RequestInvalid
from graph.infer import derive_pairs, read_rules
from graph.load import Sources
from graph.names import AGO, iri
from graph.queries import bind, question
from graph.resolve import names_of
from graph.spelling import normal
from graph.tables import literal
from tests.strategies import PARTICIPANTS, is_known, lists_of_participants, pairs_in, report, toy_store

if TYPE_CHECKING:
    from graph.store import Solution

MANY = settings(max_examples=60, deadline=None)
FEW = settings(max_examples=25, deadline=None)
RULES = read_rules(Sources().files("rules", "*.rq"))
INTERACTIONS = f"""PREFIX ago: <{AGO}> SELECT ?p ?o ?answer ?severity ?level ?alert {{
  ?i a ago:Interaction ; ago:precipitant ?p ; ago:objectDrug ?o . OPTIONAL {{ ?i ago:answer ?answer }}
  OPTIONAL {{ ?i ago:severity ?severity }} OPTIONAL {{ ?i ago:evidenceLevel ?level }}
  OPTIONAL {{ ?i ago:alert ?alert }} }}"""


@FEW
@given(names=lists_of_participants, data=st.data())
def test_the_order_of_the_input_never_matters(names: list[str], data: st.DataObject) -> None:
    """The same list in another order gives the same pairs with the same answers, in the same order."""
    other = data.draw(st.permutations(names))
    one, two = report(*names), report(*other)

    assert one["pairs"] == two["pairs"]
    assert {thing["id"] for thing in one["substances"]} == {thing["id"] for thing in two["substances"]}


@FEW
@given(names=lists_of_participants)
def test_every_ordered_pair_is_answered_once(names: list[str]) -> None:
    """Each ordered pair has one typed answer, unless the one substance contains the other."""
    found = report(*names)
    pairs = [(one["precipitant"]["id"], one["object"]["id"]) for one in found["pairs"]]

    asked = [ends for ends in itertools.permutations(names, 2) if set(ends) != {"florbium", "zelkamine"}]
    assert sorted(pairs) == sorted(asked)
    assert {one["answer"] for one in found["pairs"]} <= {
        "interaction",
        "no_interaction",
        "conflicting",
        "predicted",
        "unstudied",
    }


@MANY
@given(text=st.text(min_size=1, max_size=MAX_NAME))
def test_an_unknown_name_is_always_reported(text: str) -> None:
    """Whatever is not known stands under `unresolved` as it was given, and never among the substances."""
    assume(text.strip())
    assume(not is_known(toy_store(), text))
    found = report("florbium", text)

    assert [one["input"] for one in found["unresolved"]] == [text.strip()]
    assert [one["input"] for one in found["substances"]] == ["florbium"]
    assert found["pairs"] == []


@MANY
@given(
    texts=st.lists(
        st.sampled_from(["florbium", "florbium tea", "Testix", "Duplex"])
        | st.text(min_size=1, max_size=30).filter(str.strip),
        min_size=1,
        max_size=8,
    )
)
def test_every_name_is_accounted_for(texts: list[str]) -> None:
    """Each name stands under the substances or under `unresolved`, one for one, in the order given."""
    found = check(toy_store(), CheckRequest.of(texts))
    known = {text: is_known(toy_store(), text) for text in texts}

    assert [one["input"] for one in found["unresolved"]] == [text.strip() for text in texts if not known[text]]
    assert [one["input"] for one in found["substances"]] == [text.strip() for text in texts if known[text]]


@MANY
@given(name=st.sampled_from(sorted(names_of(toy_store()).by_name)), data=st.data())
def test_spelling_of_case_and_blanks_never_matters(name: str, data: st.DataObject) -> None:
    """A name in other case, with other blanks and dashes, means the same or is as ambiguous."""
    spelt = "".join(data.draw(st.sampled_from([letter, letter.upper()])) for letter in name)
    spelt = f" {spelt.replace(' ', data.draw(st.sampled_from(['  ', ' '])))} "

    assert is_known(toy_store(), spelt) == is_known(toy_store(), name)
    if is_known(toy_store(), name):
        assert names_of(toy_store()).resolve(spelt) == names_of(toy_store()).resolve(name)


@given(text=st.text())
def test_the_normal_form_is_normal(text: str) -> None:
    """Normalising twice is normalising once, and no blank is left at the ends or doubled."""
    once = normal(text)

    assert normal(once) == once
    assert once == " ".join(once.split())


@MANY
@given(
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["substances", "text", "name", "dose", "times_per_day", "x"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_request_is_taken_or_refused(raw: object) -> None:
    """Whatever JSON is sent, the answer is a request within bounds or a refusal; nothing else is raised."""
    try:
        request = CheckRequest.parse(raw)
    except RequestInvalid:
        pass
    else:
        assert request.substances or request.text
        for taken in request.substances:
            assert taken.name.strip()
            assert not taken.dose.startswith("-")
            assert taken.times_per_day is None or 0 < taken.times_per_day <= MAX_TIMES_PER_DAY


@given(text=st.text())
def test_a_text_never_becomes_syntax(text: str) -> None:
    """Any text bound to a question comes back as the same text."""
    assert toy_store().select(f"SELECT ?x {{ VALUES ?x {{ {literal(text)} }} }}") == [{"x": text}]


@FEW
@given(names=lists_of_participants)
def test_on_demand_is_the_same_as_built(names: list[str]) -> None:
    """Mechanisms and interactions derived for a list are those of the snapshot, wherever the snapshot has the pair."""
    wanted = {iri(name) for name in names}
    part = derive_pairs(answers.part_of(toy_store(), sorted(wanted)), RULES, wanted)
    met = {(row["x"], row["y"]) for row in toy_store().select(f"SELECT ?x ?y {{ ?x <{AGO}meets> ?y }}")}
    derived = {row for row in pairs_in(part, wanted) if row[:2] in met}

    assert derived == pairs_in(toy_store(), wanted)


@FEW
@given(names=lists_of_participants)
def test_a_report_says_what_the_snapshot_says(names: list[str]) -> None:
    """Answer and severity of a checked pair are those of its node in the snapshot."""
    built: dict[tuple[str, str], Solution] = {(row["p"], row["o"]): row for row in toy_store().select(INTERACTIONS)}
    for one in report(*names)["pairs"]:
        node = built.get((iri(one["precipitant"]["id"]), iri(one["object"]["id"])))
        if node is not None and "answer" in node:
            assert node["answer"] == AGO + one["answer"]
            assert node.get("severity", f"{AGO}unknown") == AGO + one["severity"]
            assert node.get("level", f"{AGO}none") == AGO + one["evidence_level"]
            assert (node.get("alert") == "true") == one["alert"]


@FEW
@given(first=st.sampled_from(PARTICIPANTS), others=lists_of_participants)
def test_company_never_changes_an_answer(first: str, others: list[str]) -> None:
    """What is said of two substances is the same, whoever else is on the list."""
    second = others[0]
    assume(first != second)
    alone = {(one["precipitant"]["id"], one["object"]["id"]): one for one in report(first, second)["pairs"]}
    among = {(one["precipitant"]["id"], one["object"]["id"]): one for one in report(first, *others)["pairs"]}

    assert all(among[ends] == one for ends, one in alone.items())


def test_every_question_with_inputs_can_be_bound() -> None:
    """A value in a slot leaves a valid query: the slot is written exactly as `bind` looks for it."""
    asked = question("part-of-pairs")
    text = bind(asked, {name: [iri("florbium")] for name in asked.inputs})

    assert "UNDEF" not in text
    assert toy_store().answer(text, "text/turtle")
