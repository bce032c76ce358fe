"""Substances side by side: what is shared, what is unstudied, and every value without a mean."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.affinities import affinities
from graph.comparison import BY, compare, picture_of, stacked
from graph.errors import NameUnresolved, RequestInvalid
from graph.layout import box
from graph.snapshot import assemble
from tests.strategies import add, toy_store, world
from web.affinity import LANE, LETTERS, _decades, plot

if TYPE_CHECKING:
    from graph.store import Store

PAIR = ("zelkamine", "oxyzelkamine")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the toy world with a value of a second substance at a shared target, and one given for comparison."""
    sources = world(tmp_path_factory.mktemp("compared") / "facts")
    told = {
        "predicate": "bindsTo",
        "object": "calm-receptor",
        "object_label": "calm receptor",
        "study_type": "in_vitro",
        "stance": "supports",
    }
    seen = {"citation": "abel-2001-toy-leaf", "locator": "Table 9", "seen_at": "page", "review": "read_once"}
    for number, (subject, value, unit, more) in enumerate((
        ("zelkamine", "20", "nmol/L", {"qualifiers": '{"lonelol_ki_nmol_per_l":"1.5"}'}),
        ("zelkamine", "0.4", "umol/L", {}),
        ("oxyzelkamine", "3", "nmol/L", {"qualifiers": '{"lonelol_ki_nmol_per_l":"1.5"}'}),
        ("florbium-tea", "7", "ug/mL", {}),
    )):  # fmt: skip
        printed = {"endpoint": "ki", "relation": "=", "value": value, "unit": unit, "as_printed": f"{value} {unit}"}
        add(
            sources,
            "assertions/leaf.tsv",
            id=f"toy-900{number}",
            subject=subject,
            subject_label=subject.replace("-", " "),
            **told,
            **seen,
            **printed,
            **more,
        )
    return assemble(sources)


def test_what_both_do_is_shared_and_the_rest_unstudied() -> None:
    """A thing that one acts on and nobody studied for the other has an empty cell, and is in the zone of the one."""
    told = compare(toy_store(), PAIR)
    zones = {one["thing"]["id"]: one["zone"] for one in told["things"]}

    assert zones["calm-receptor"] == "all"
    assert zones["cypx"] == zones["pumpy"] == "zelkamine"
    for one in told["things"]:
        assert one["thing"]["kind"] in BY
        assert [bool(cell) for cell in one["cells"]].count(True) == (1 if one["zone"] in PAIR else 2)


def test_a_refutation_is_told_and_is_not_silence() -> None:
    """What was looked for and not found is a statement against, never an empty cell."""
    told = compare(toy_store(), ("weakazole", "blockazole"))
    cells = {one["thing"]["id"]: one["cells"] for one in told["things"]}["cypx"]

    assert [[bundle["stance"] for bundle in cell] for cell in cells] == [["refutes"], ["supports"]]


def test_every_value_is_told_once_and_in_one_unit(store: Store) -> None:
    """Values stand as printed; beside them in the unit of the axis, where the table of units can turn them."""
    told = affinities(store, ["zelkamine", "oxyzelkamine", "florbium"])
    receptor = next(row for row in told["rows"] if row["target"]["id"] == "calm-receptor")

    assert told["unit"] == "nmol/L"
    assert [(one["of"], one["as_printed"], one["on_axis"]["value"]) for one in receptor["values"]] == [
        ("zelkamine", "20 nmol/L", 20),
        ("zelkamine", "0.4 umol/L", 400),
        ("oxyzelkamine", "3 nmol/L", 3),
        ("florbium", "7 ug/mL", None),
    ]
    assert {row["target"]["id"]: row["unstudied"] for row in told["rows"]}["pumpy"] == ["oxyzelkamine", "florbium"]


def test_a_value_for_comparison_counts_once_for_a_source(store: Store) -> None:
    """What two statements of one source tell of another substance is one value, marked, and leads to its statement."""
    rows = affinities(store, ["zelkamine", "lonelol"])["rows"]
    given_ = [one for row in rows for one in row["values"] if one["of"] == "lonelol"]

    assert [(one["reference"], one["as_printed"], one["endpoint"]) for one in given_] == [(True, "1.5 nmol/L", "ki")]
    assert given_[0]["id"].startswith("toy-900")


def test_the_plot_has_a_mark_for_every_value_with_a_place(store: Store) -> None:
    """Marks and rows of the table are as many as the values; what has no place says why; no two marks touch."""
    told = compare(store, ("zelkamine", "oxyzelkamine", "florbium"))
    shown, listed = plot(told)
    values = [one for row in told["affinities"]["rows"] for one in row["values"]]

    assert shown is not None
    assert len(listed) == len(values)
    assert len(shown.marks) == len(values) - 1
    assert [row["off"] for row in listed if row["off"]] == ["its unit, ug/mL, is a mass and not an amount of substance"]
    assert all(mark.link == f"/id/{mark.link.rpartition('/')[2]}" and mark.told for mark in shown.marks)
    for one, other in itertools.combinations(shown.marks, 2):
        assert abs(one.x - other.x) >= 12 or abs(one.y - other.y) >= LANE
    assert all(one.x <= other.x for one, other in itertools.pairwise(sorted(shown.marks, key=lambda m: m.x)))


def test_less_stands_further_left(store: Store) -> None:
    """The place on the axis follows the value."""
    shown, listed = plot(compare(store, PAIR))
    at = {row["row"]: row["at"] for row in listed}
    assert shown is not None
    order = [at[mark.row] for mark in sorted(shown.marks, key=lambda mark: mark.x)]

    assert order == sorted(order)


def test_nothing_measured_is_no_plot() -> None:
    """Substances without a value have no plot and no rows."""
    assert plot(compare(toy_store(), ("lonelol", "testazolam"))) == (None, [])


@given(st.lists(st.floats(1e-3, 1e9), min_size=1))
def test_the_axis_holds_every_value(values: list[float]) -> None:
    """Whatever the values, they lie between the ends of the axis."""
    low, high = _decades(values)

    assert low < high
    assert all(10.0**low <= value * (1 + 1e-9) and value * (1 - 1e-9) <= 10.0**high for value in values)


def test_the_picture_stands_in_zones() -> None:
    """Left to right: only the first, the first, both, the second, only the second; nothing overlaps."""
    store = toy_store()
    told = compare(store, PAIR)
    graph, at = picture_of(store, told)
    zones = {one["thing"]["id"]: one["zone"] for one in told["things"]}

    assert set(graph) == {*zones, *PAIR}
    assert all(at[name][0] < at["zelkamine"][0] for name, zone in zones.items() if zone == "zelkamine")
    assert all(
        at["zelkamine"][0] < at[name][0] < at["oxyzelkamine"][0] for name, zone in zones.items() if zone == "all"
    )
    for one, other in itertools.combinations(graph, 2):
        boxes = [box(graph.nodes[name]["label"], graph.nodes[name]["kind"]) for name in (one, other)]
        apart = [abs(at[one][axis] - at[other][axis]) for axis in (0, 1)]
        assert apart[0] >= sum(b.width for b in boxes) / 2 or apart[1] >= sum(b.height for b in boxes) / 2


def test_more_than_two_stand_in_one_column() -> None:
    """With three substances what several share stands at the right, what only one has at the left."""
    store = toy_store()
    told = compare(store, (*PAIR, "blockazole"))
    graph, at = picture_of(store, told)
    zones = {one["thing"]["id"]: one["zone"] for one in told["things"]}

    assert len({at[name][0] for name in (*PAIR, "blockazole")}) == 1
    assert zones["cypx"] == zones["calm-receptor"] == "some"
    assert all((at[name][0] > at["zelkamine"][0]) is (zone == "some") for name, zone in zones.items() if name in graph)
    assert stacked(graph, []) == {}


@pytest.mark.parametrize(
    "names", [("zelkamine",), ("zelkamine", "florbine"), ("zelkamine", "cypx"), ("zelkamine",) * (len(LETTERS) + 1)]
)
def test_what_cannot_be_compared_is_refused(names: tuple[str, ...]) -> None:
    """One alone, the same twice, an enzyme, and more than fit are refused with the remedy."""
    with pytest.raises(RequestInvalid):
        compare(toy_store(), names)


def test_a_name_is_never_guessed() -> None:
    """A misspelt name comes back with names that look like it."""
    with pytest.raises(NameUnresolved):
        compare(toy_store(), ("zelkamin", "oxyzelkamine"))
