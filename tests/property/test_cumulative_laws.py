"""Laws of cumulative findings, on pairs of any shape."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.cumulative import SharedEffect, findings
from tests.unit.test_cumulative import both, count, interrupts, mechanism, rank

Json = dict[str, Any]
MANY = settings(max_examples=150, deadline=None)
NAMES = ("ann", "bob", "cyd", "dan", "eve", "fay")
EFFECTS = (
    SharedEffect("sleep", "sleep", "Sleep.", 3, frozenset({"r1", "r2"}), "Wake up.", "moderate", 3),
    SharedEffect("itch", "itch", "Itch.", 4, frozenset({"r2", "r3"}), "Scratch."),
)
mechanisms = st.lists(
    st.builds(
        mechanism,
        st.sampled_from(["r1", "r2", "r3", "r4", ""]),
        st.sampled_from(["minor", "moderate", "major", "contraindicated"]),
        st.integers(1, 4),
    ),
    max_size=3,
)
levels = st.sampled_from(["mechanistic", "possible", "probable"])


@st.composite
def lists(draw: st.DrawFn) -> list[Json]:
    """Return the pairs of a list of up to six substances."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, unique=True))
    made: list[Json] = []
    for first, second in itertools.combinations(sorted(names), 2):
        made += both(first, second, *draw(mechanisms), level=draw(levels))
    return made


def found_in(pairs: list[Json]) -> list[Json]:
    """Return the findings of some pairs."""
    return findings(pairs, EFFECTS, rank, interrupts)


@MANY
@given(pairs=lists(), data=st.data())
def test_the_order_of_the_list_never_matters(pairs: list[Json], data: st.DataObject) -> None:
    """The same pairs in any order give the same findings and the same number of alerts."""
    other = data.draw(st.permutations(pairs))
    one, two = found_in(pairs), found_in(other)

    assert one == two
    assert count(pairs, one) == count(other, two)


@MANY
@given(pairs=lists())
def test_every_contributor_stands_in_a_pair(pairs: list[Json]) -> None:
    """Contributors are exactly the ends of the pairs of a finding, enough of them, and each pair is of the report."""
    asked = [[pair["precipitant"]["id"], pair["object"]["id"]] for pair in pairs]
    least = {effect.id: effect.least for effect in EFFECTS}
    for found in found_in(pairs):
        assert set(found["contributors"]) == {end for ends in found["pairs"] for end in ends}
        assert len(found["contributors"]) >= least[found["id"]]
        assert [ends for ends in found["pairs"] if ends not in asked] == []


@MANY
@given(pairs=lists(), name=st.sampled_from(NAMES))
def test_adding_a_substance_never_removes_a_finding(pairs: list[Json], name: str) -> None:
    """What a shorter list adds up to, the longer one does too: with all its contributors, and never less severe."""
    fewer = [pair for pair in pairs if name not in {pair["precipitant"]["id"], pair["object"]["id"]}]
    more = {found["id"]: found for found in found_in(pairs)}
    for found in found_in(fewer):
        assert set(found["contributors"]) <= set(more[found["id"]]["contributors"])
        assert rank(found["severity"]) <= rank(more[found["id"]]["severity"])
        assert found["orca_class"] >= more[found["id"]]["orca_class"]


@MANY
@given(pairs=lists())
def test_a_list_interrupts_at_least_once_when_a_pair_does(pairs: list[Json]) -> None:
    """Gathering alerts never silences a list, and never interrupts where no pair does."""
    unordered = {frozenset({pair["precipitant"]["id"], pair["object"]["id"]}) for pair in pairs if pair["alert"]}
    number = count(pairs, found_in(pairs))

    assert (number > 0) == bool(unordered)
    assert number <= len(unordered) + len(EFFECTS)
