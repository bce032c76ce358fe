"""A check of a list: bounds of a request, names, pairs, and an order that is always the same."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest

from graph.checker import DISCLAIMER, MAX_NAME, MAX_SUBSTANCES, MAX_TIMES_PER_DAY, CheckRequest, check
from graph.errors import RequestInvalid
from tests.strategies import PARTICIPANTS, pair, report, toy_store

ONE = {"name": "florbium"}


def sent(**more: object) -> dict[str, Any]:
    """Return a request about florbium with more fields."""
    return {"substances": [{**ONE, **more}]}


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        "florbium",
        7,
        {"substances": None},
        {"substances": []},
        {"substances": {}},
        {"substances": "florbium"},
        {"substances": [None]},
        {"substances": [7]},
        {"substances": [["florbium"]]},
        {"substances": [{}]},
        {"substances": [""]},
        {"substances": ["  \t"]},
        {"substances": [{"name": None}]},
        {"substances": [{"name": 7}]},
        {"substances": [{"name": ["florbium"]}]},
        {"substances": ["x" * (MAX_NAME + 1)]},
        {"substances": ["florbium"] * (MAX_SUBSTANCES + 1)},
        {"substances": [f"name {n}" for n in range(10_000)]},
        sent(dose="-4 g"),
        sent(dose="  −4 g"),
        sent(dose=4),
        sent(dose=["4 g"]),
        sent(dose="x" * (MAX_NAME + 1)),
        sent(times_per_day=True),
        sent(times_per_day=0),
        sent(times_per_day=-1),
        sent(times_per_day="3"),
        sent(times_per_day=[3]),
        sent(times_per_day=math.nan),
        sent(times_per_day=math.inf),
        sent(times_per_day=10**400),
        sent(times_per_day=MAX_TIMES_PER_DAY + 1),
    ],
    ids=lambda raw: str(raw)[:40],
)
def test_a_malformed_request_is_refused(raw: object) -> None:
    """Wrong types, empty fields and numbers out of bounds are refused before anything is looked up."""
    with pytest.raises(RequestInvalid, match=r"substances"):
        CheckRequest.parse(raw)


@pytest.mark.parametrize("dose", [0, False, [], {}])
def test_an_empty_dose_of_the_wrong_type_is_refused(dose: object) -> None:
    """Only null and the empty text mean that no dose was told."""
    with pytest.raises(RequestInvalid):
        CheckRequest.parse(sent(dose=dose))


def test_a_name_that_is_no_text_is_refused() -> None:
    r"""JSON can carry half a character (`"\ud800"`), which no answer can be written with."""
    with pytest.raises(RequestInvalid):
        CheckRequest.parse(json.loads('{"substances": ["\\ud800"]}'))


def test_a_refusal_names_the_field() -> None:
    """The message says which entry, which field, and what is allowed."""
    with pytest.raises(RequestInvalid, match=r"substances\[1\]\.times_per_day: .*48"):
        CheckRequest.parse({"substances": ["florbium", {"name": "testazolam", "times_per_day": 100}]})


def test_what_is_told_is_kept() -> None:
    """Names lose the blanks around them; dose and frequency are kept as told; null means not told."""
    raw = {
        "substances": [{"name": " florbium ", "dose": " 4 g ", "times_per_day": 3}, {**ONE, "dose": None}, "lonelol"]
    }
    taken = CheckRequest.parse(raw).substances

    assert [(one.name, one.dose, one.times_per_day) for one in taken] == [
        ("florbium", "4 g", 3.0),
        ("florbium", "", None),
        ("lonelol", "", None),
    ]


def test_the_largest_request_is_taken() -> None:
    """The bounds themselves are allowed."""
    assert len(CheckRequest.of(["x" * MAX_NAME] * MAX_SUBSTANCES).substances) == MAX_SUBSTANCES
    assert CheckRequest.parse(sent(times_per_day=MAX_TIMES_PER_DAY)).substances[0].times_per_day == MAX_TIMES_PER_DAY


def test_every_ordered_pair_is_answered() -> None:
    """Both directions of each pair stand in the report once, and no substance is paired with itself."""
    found = report("florbium", "testazolam", "lonelol")
    pairs = [(one["precipitant"]["id"], one["object"]["id"]) for one in found["pairs"]]

    assert len(pairs) == len(set(pairs)) == 6
    assert all(first != second for first, second in pairs)


def test_one_substance_has_no_pair() -> None:
    """A single name is recognised and gives no answer."""
    found = report("florbium")

    assert [one["label"] for one in found["substances"]] == ["florbium"]
    assert found["pairs"] == []


def test_a_name_that_is_not_recognised_is_never_dropped() -> None:
    """Unknown, misspelt and ambiguous names stand under `unresolved` in the order given; the rest is checked."""
    found = report("nobody-knows-this", "florbium", "testazolan", "Duplex", "testazolam")

    assert [one["input"] for one in found["unresolved"]] == ["nobody-knows-this", "testazolan", "Duplex"]
    assert [one["suggestions"] for one in found["unresolved"]] == [[], ["testazolam"], ["calmazepam", "lonelol"]]
    assert [one["id"] for one in found["substances"]] == ["florbium", "testazolam"]
    assert len(found["pairs"]) == 2


def test_a_form_is_checked_as_its_product() -> None:
    """Florbium tea keeps its name among the substances and is looked up as florbium."""
    found = report("florbium tea", "testazolam")
    taken = found["substances"][0]

    assert (taken["input"], taken["id"], taken["checked_as"]) == ("florbium tea", "florbium-tea", "florbium")
    asked = pair(found, "florbium", "testazolam")
    assert [entry["value"] for entry in asked["context"]] == ["florbium tea"]
    assert {**asked, "context": []} == pair(report("florbium", "testazolam"), "florbium", "testazolam")


@pytest.mark.parametrize(
    "names",
    [("florbium", "florbium"), ("florbium", "flor leaf"), ("florbium tea", "florbium"), ("testix", "testazolamum")],
)
def test_two_names_of_one_thing_are_one_thing(names: tuple[str, str]) -> None:
    """A thing named twice is not paired with itself; both names are listed, and a note says that they are one."""
    found = report(*names)

    assert found["pairs"] == []
    assert [one["input"] for one in found["substances"]] == list(names)
    assert len(found["notes"]) == 1
    assert all(name in found["notes"][0] for name in names)


def test_dose_and_frequency_come_back() -> None:
    """What the request told about a substance stands beside it."""
    found = check(toy_store(), CheckRequest.parse(sent(dose="4 g", times_per_day=3)))

    assert (found["substances"][0]["dose"], found["substances"][0]["times_per_day"]) == ("4 g", 3.0)


def test_the_same_request_gives_the_same_bytes() -> None:
    """A report is deterministic, also when the store has answered other requests in between."""
    first = json.dumps(report(*PARTICIPANTS))
    report("lonelol", "testazolam")

    assert json.dumps(report(*PARTICIPANTS)) == first


def test_a_report_is_plain_json() -> None:
    """It can be written without any help and says its version and what it is not."""
    found = check(toy_store(), CheckRequest.of(["florbium", "testazolam"]), "abc")

    text = json.dumps(found, allow_nan=False)

    assert json.dumps(json.loads(text)) == text
    assert found["data_version"] == "abc"
    assert found["disclaimer"] == DISCLAIMER


def test_pairs_are_the_same_in_any_company() -> None:
    """What is said of a pair does not depend on what else is checked."""
    alone, among = report("florbium", "testazolam"), report(*PARTICIPANTS)

    assert pair(alone, "florbium", "testazolam") == pair(among, "florbium", "testazolam")


def test_a_check_leaves_the_store_as_it_was() -> None:
    """Deriving pairs on demand writes into a store of its own."""
    before = toy_store().dump()
    report(*PARTICIPANTS)

    assert toy_store().dump() == before


def test_a_whole_and_its_part_are_no_pair() -> None:
    """A product and its own constituent are both listed, and nobody is told that the one interacts with the other."""
    found = report("florbium", "zelkamine", "lonelol")

    assert [one["id"] for one in found["substances"]] == ["florbium", "zelkamine", "lonelol"]
    assert {"florbium", "zelkamine"} not in [{one["precipitant"]["id"], one["object"]["id"]} for one in found["pairs"]]
    assert len(found["pairs"]) == 4
    assert any("florbium contains zelkamine" in note for note in found["notes"])


def test_a_report_can_be_copied_whole() -> None:
    """Nothing in a report is a live object of the store."""
    found = report("florbium", "testazolam")

    assert copy.deepcopy(found) == found
