"""Laws of filters: they take away and never add, everything shown passes, and their order never matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, reject
from hypothesis import strategies as st

from graph import answers
from graph.checker import CheckRequest, check
from graph.errors import RequestInvalid
from graph.filters import Filters
from graph.narrowing import choices_of, narrowing
from graph.prooftree import leaves, tree_of
from tests.strategies import lists_of_participants, report, toy_store

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

CHOICES = choices_of(toy_store())
WORDS = [kind["word"] for kind in CHOICES["kinds"]]
LEVELS = [level["word"] for level in CHOICES["levels"]]
RANK = {level: rank for rank, level in enumerate(LEVELS)}


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    """Return filters that leave some kind of study."""
    only = draw(st.lists(st.sampled_from(WORDS), max_size=3))
    no = draw(st.lists(st.sampled_from(WORDS), max_size=3))
    asked = Filters.of(only, no, draw(st.sampled_from(["", *LEVELS])))
    try:
        narrowing(toy_store(), asked)
    except RequestInvalid:
        reject()
    return asked


def added(draw: st.DrawFn, asked: Filters) -> Filters:
    """Return filters that let through less, or the same: one word fewer to choose from, one more to leave out."""
    only, no = list(asked.only), list(asked.no)
    if len(only) > 1 and draw(st.booleans()):
        only.pop()
    if not only and draw(st.booleans()):
        only.append(draw(st.sampled_from(WORDS)))
    if draw(st.booleans()):
        no.append(draw(st.sampled_from(WORDS)))
    higher = [level for level in LEVELS if RANK[level] >= RANK.get(asked.min_level, 0)]
    more = Filters.of(only, no, draw(st.sampled_from(higher)))
    try:
        narrowing(toy_store(), more)
    except RequestInvalid:
        reject()
    return more


@st.composite
def nested(draw: st.DrawFn) -> tuple[Filters, Filters]:
    """Return filters, and others that let through no more."""
    asked = draw(filters())
    return asked, added(draw, asked)


def under(names: list[str], asked: Filters) -> Json:
    """Check names in the toy world under filters."""
    return check(toy_store(), CheckRequest.of(names, filters=asked))


def pairs(found: Json) -> dict[tuple[str, str], Json]:
    """Return the pairs of a report by their ends."""
    return {(one["precipitant"]["id"], one["object"]["id"]): one for one in found["pairs"]}


def statements(value: object) -> Iterator[str]:
    """Yield every id of a statement that stands anywhere in JSON."""
    known = answers.listed(toy_store(), "weights", "statement")
    if isinstance(value, dict):
        for one in value.values():
            yield from statements(one)
    elif isinstance(value, list):
        for one in value:
            yield from statements(one)
    elif isinstance(value, str) and f"https://w3id.org/alkagraph/id/{value}" in known:
        yield value


@given(names=lists_of_participants)
def test_no_filter_is_the_same_report(names: list[str]) -> None:
    """A request without filters, and one with a level that everything reaches, say what they always said."""
    everything = under(names, Filters.of(min_level=LEVELS[0]))
    before = report(*names)

    assert under(names, Filters()) == before
    assert {**everything, "filters": None} == {**before, "filters": None}


@given(names=lists_of_participants, both=nested())
def test_more_filters_never_add(names: list[str], both: tuple[Filters, Filters]) -> None:
    """No mechanism, no statement and no higher level comes from filtering more."""
    wide, narrow = (under(names, asked) for asked in both)

    assert set(narrow["statements"]) <= set(wide["statements"])
    for ends, less in pairs(narrow).items():
        more = pairs(wide)[ends]
        assert {one["id"] for one in less["mechanisms"]} <= {one["id"] for one in more["mechanisms"]}
        assert RANK[less["evidence_level"]] <= RANK[more["evidence_level"]]


@given(names=lists_of_participants, asked=filters())
def test_everything_shown_passes(names: list[str], asked: Filters) -> None:
    """Whatever statement a filtered report or its proof names is one that the filters let through."""
    found, narrowed = under(names, asked), narrowing(toy_store(), asked)
    trees = [tree_of(toy_store(), found, one) for one in found["pairs"]]

    assert [name for name in statements(found) if not narrowed.passes(name)] == []
    assert [one["id"] for tree in trees for one in leaves(tree) if not narrowed.passes(one["id"])] == []
    for one in found["pairs"]:
        for mechanism in one["mechanisms"]:
            assert all(step["assertions"] or step["subject_id"] == step["object_id"] for step in mechanism["path"])


@given(names=lists_of_participants, asked=filters())
def test_the_order_of_filters_never_matters(names: list[str], asked: Filters) -> None:
    """The same words in another order, or twice, give the same report."""
    turned = Filters.of([*asked.only[::-1], *asked.only], asked.no[::-1], asked.min_level)

    assert under(names, turned) == under(names, asked)


@given(names=lists_of_participants, asked=filters())
def test_what_differs_is_always_told(names: list[str], asked: Filters) -> None:
    """Where the answer differs from the one without filters, that one stands beside it; elsewhere nothing does."""
    before = pairs(report(*names))
    for ends, one in pairs(under(names, asked)).items():
        told = {name: before[ends][name] for name in ("answer", "severity", "evidence_level", "alert")}

        assert one.get("without_filters", told) == told
        assert ("without_filters" in one) == any(one[name] != value for name, value in told.items())
