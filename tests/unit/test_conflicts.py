"""Where studies disagree, on the toy world: what becomes a conflict, what must not, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.conflicts import conflicts_of
from graph.errors import ChoiceUnknown
from graph.names import iri
from graph.snapshot import assemble
from tests.strategies import CITED, LEAF, add, change, toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

    from graph.telling import Json

OTHER = {**CITED, "citation": "bell-2002-toy-trial"}
ON_PUMPY = {"subject": "zelkamine", "subject_label": "zelkamine", "predicate": "inhibits"}
ON_PUMPY |= {"object": "pumpy", "object_label": "PUMPY", "endpoint": "ic50", "relation": "=", "unit": "umol/L"}
RISK = {"subject": "florbium", "subject_label": "florbium", "predicate": "hasRisk", "object": "drowse"}
RISK |= {"object_label": "drowse"}


def number(value: str, unit: str = "umol/L") -> dict[str, str]:
    """Return the cells of a value."""
    return {"value": value, "unit": unit, "as_printed": f"{value} {unit}"}


def found(folder: Path, *rows: dict[str, str], kind: str = "") -> list[Json]:
    """Return the conflicts of the toy world with more statements."""
    sources = world(folder / "facts")
    for place, row in enumerate(rows):
        add(sources, LEAF, **{"id": f"new-{place:04}", **row})
    told: list[Json] = conflicts_of(assemble(sources), kind=kind)["conflicts"]
    return told


def sides(conflict: Json) -> dict[str, list[str]]:
    """Return the ids of the statements on each side."""
    return {side["stands"]: [one["id"] for one in side["statements"]] for side in conflict["sides"]}


def test_the_toy_world_has_no_conflict_of_its_own() -> None:
    """Statements that can all hold are no conflict; a model and a study in people are not of one system."""
    assert conflicts_of(toy_store()) == {"total": 0, "conflicts": []}


@pytest.mark.parametrize(
    ("cells", "fold"),
    [
        (number("10"), 3.3),
        (number("9.1"), 3.0),
        (number("0.9"), 3.3),
        (number("10000", "nmol/L"), 3.3),
        ({"low": "10", "high": "40", "relation": "range", "as_printed": "10-40 uM"}, 3.3),
    ],
)
def test_values_far_apart_are_a_conflict(tmp_path: Path, cells: dict[str, str], fold: float) -> None:
    """Values of two sources more than three-fold apart, whatever unit they are given in, with the ends as sides."""
    (one,) = found(tmp_path, {**OTHER, **ON_PUMPY, **cells})

    assert (one["kind"], one["relation"], one["endpoint"], one["within"]) == (
        "values_apart",
        "inhibits",
        "ic50",
        "in_test_tube",
    )
    assert round(one["fold_difference"], 1) == fold
    assert {*sides(one)} == {"side_low", "side_high"}
    assert {ids[0] for ids in sides(one).values()} == {"toy-0011", "new-0000"}


@pytest.mark.parametrize(
    "cells",
    [
        number("9"),
        number("1"),
        number("10", "ug/mL"),
        {**number("10"), "citation": "abel-2001-toy-leaf"},
        {**number("10"), "relation": ">"},
        {**number("10"), "appraisal": "unit_doubtful"},
        {**number("10"), "study_type": "in_silico"},
        {**number("10"), "study_type": "in_vivo_animal", "species": "rat"},
        {**number("10"), "study_type": "review"},
        {**number("10"), "predicate": "inactivates"},
        {**number("10"), "endpoint": "ec50"},
        {**number("10"), "via": "cypx"},
        {**number("10", "%"), "endpoint": "percent_inhibition"},
        {"low": "2", "high": "40", "relation": "range", "as_printed": "2-40 uM"},
    ],
)
def test_what_cannot_be_compared_is_no_conflict(tmp_path: Path, cells: dict[str, str]) -> None:
    """Three-fold exactly, one source, a bound, another unit, system, relation, endpoint or way: none disagrees."""
    assert found(tmp_path, {**OTHER, **ON_PUMPY, **cells}) == []


def test_a_family_stands_for_its_members(tmp_path: Path) -> None:
    """A value at a member is compared with one at the family it is measured as."""
    cells = {"object": "cypx", "object_label": "CYPX", "endpoint": "ki"}
    (one,) = found(tmp_path, {**OTHER, **ON_PUMPY, **cells, **number("41")})

    assert one["id"] == "conflict--zelkamine--inhibits--cypx--ki--test-tube--amount-concentration"
    assert one["object"]["id"] == "cypx"
    assert one["summary"] == "4.1 to 41 umol/L, 10-fold, 2 values from 2 papers; what differs is not told"


def test_half_an_inhibiting_concentration_counts_by_convention(tmp_path: Path) -> None:
    """An IC50 is compared with a Ki as the convention says, and the summary says so; two IC50s never as Ki."""
    cells = {"object": "cypx", "object_label": "CYPX"}
    near = found(tmp_path / "near", {**OTHER, **ON_PUMPY, **cells, **number("24")})
    (far,) = found(tmp_path / "far", {**OTHER, **ON_PUMPY, **cells, **number("25")})
    apart = found(tmp_path / "apart", {**OTHER, **ON_PUMPY, **number("10")})

    assert near == []
    assert far["endpoint"] == "ki"
    assert far["summary"].startswith("4.1 to 12.5 umol/L, 3-fold, 2 values from 2 papers; half an IC50; ")
    assert [one["endpoint"] for one in apart] == ["ic50"]


def test_what_differs_is_read_from_the_cells_of_both_sides(tmp_path: Path) -> None:
    """A circumstance told on both sides differs or agrees; one told on one side is not mentioned."""
    first = {"species": "human", "system": "cells", "n": "3", "qualifiers": '{"probe":"a","dose":"1 mg"}'}
    sources = world(tmp_path / "facts")
    change(sources, LEAF, "toy-0011", **first)
    other = {"species": "human", "system": "liver", "qualifiers": '{"probe":"b"}'}
    add(sources, LEAF, id="new-0000", **{**OTHER, **ON_PUMPY, **number("10"), **other})
    (one,) = conflicts_of(assemble(sources), iri("zelkamine"))["conflicts"]

    assert one["differs_in"] == ["probe", "test system"]
    assert {"species", "kind of study"} <= {*one["same_in"]}
    assert not {"dose", "number studied"} & {*one["differs_in"], *one["same_in"]}
    assert one["summary"].endswith("; differ in probe, test system")


def test_what_lies_between_and_what_is_doubtful_is_shown(tmp_path: Path) -> None:
    """Every comparable value belongs to the conflict; one that must not be computed with is shown and left out."""
    (one,) = found(
        tmp_path,
        {**OTHER, **ON_PUMPY, **number("10")},
        {**OTHER, **ON_PUMPY, **number("5")},
        {**OTHER, **ON_PUMPY, **number("900"), "appraisal": "unit_doubtful"},
    )

    expected = {"side_low": ["toy-0011"], "side_high": ["new-0000"], "between": ["new-0001"], "left_out": ["new-0002"]}
    assert sides(one) == expected
    assert [side["stands"] for side in one["sides"]] == list(expected)
    assert one["summary"].startswith("3 to 10 umol/L, 3.3-fold, 3 values from 2 papers")
    assert one["summary"].endswith("1 left out, because no calculation may use them")


def test_support_and_refutation_of_one_system_are_a_conflict(tmp_path: Path) -> None:
    """A source that refutes what another supports is in conflict with it, unless the systems cannot be compared."""
    against = {**OTHER, **RISK, "stance": "refutes"}
    (one,) = found(tmp_path / "people", {**against, "study_type": "clinical_trial"})
    animals = found(tmp_path / "animals", {**against, "study_type": "in_vivo_animal"})

    assert one["kind"] == "support_and_refutation"
    assert sides(one) == {"supports": ["toy-0009"], "refutes": ["new-0000"]}
    assert one["summary"] == "for and against: refutes (1 paper), supports (1 paper); differ in kind of study"
    assert animals == []


def test_a_change_of_exposure_is_only_refuted_at_the_same_endpoint(tmp_path: Path) -> None:
    """An unchanged half-life says nothing against a risen area under the curve."""
    pair = {"subject": "florbium-tea", "subject_label": "florbium tea", "predicate": "changesExposureOf"}
    pair |= {"object": "testazolam", "object_label": "testazolam", "study_type": "clinical_pk_study"}
    pair |= {"relation": "=", **number("1", "1"), "stance": "refutes", "direction": "no_change"}

    assert found(tmp_path / "half", {**OTHER, **pair, "endpoint": "half_life_ratio"}) == []
    assert len(found(tmp_path / "area", {**OTHER, **pair, "endpoint": "auc_ratio"})) == 1


def test_opposite_directions_are_a_conflict(tmp_path: Path) -> None:
    """What one source says rises falls in another."""
    ends = {"subject": "blockazole", "subject_label": "blockazole", "predicate": "changesEffectOf"}
    ends |= {"object": "zelkamine", "object_label": "zelkamine", "study_type": "in_vivo_animal", "species": "rat"}
    (one,) = found(tmp_path, {**OTHER, **ends, "direction": "raises"})

    assert one["kind"] == "opposite_directions"
    assert sides(one) == {"raises": ["new-0000"], "lowers": ["toy-0105"]}
    assert one["differs_in"] == ["species"]


def test_opposite_relations_are_a_conflict(tmp_path: Path) -> None:
    """Data that one target is inhibited and induced disagree, and only for what they speak of."""
    induces = {**OTHER, **ON_PUMPY, "predicate": "induces", "endpoint": "", "relation": "", "unit": ""}
    (one,) = found(tmp_path, induces)

    assert one["subject"]["id"] == "zelkamine"
    assert sides(one) == {"induces": ["new-0000"], "inhibits": ["toy-0011"]}


def test_a_product_disagrees_with_its_constituent(tmp_path: Path) -> None:
    """What was found with a form of the product is set against what was found with a constituent."""
    leaf = {"subject": "florbium-tea", "subject_label": "florbium tea", "predicate": "induces"}
    (one,) = found(tmp_path, {**OTHER, **ON_PUMPY, **leaf, "endpoint": "", "relation": "", "unit": ""})

    assert one["subject"]["id"] == "florbium"
    assert sides(one) == {"induces": ["new-0000"], "inhibits": ["toy-0011"]}


def test_two_constituents_that_differ_are_no_conflict(tmp_path: Path) -> None:
    """A product may hold one substance that activates a target and another that blocks it."""
    other = {"subject": "oxyzelkamine", "subject_label": "oxyzelkamine", "predicate": "induces"}
    contains = {"subject": "florbium", "subject_label": "florbium", "predicate": "contains"}
    contains |= {"object": "oxyzelkamine", "object_label": "oxyzelkamine"}
    induces = {**OTHER, **ON_PUMPY, **other, "endpoint": "", "relation": "", "unit": ""}

    assert found(tmp_path, induces, {**OTHER, **contains}) == []


def test_what_the_laboratory_leads_to_expect_is_set_against_people(tmp_path: Path) -> None:
    """An action whose declared consequence people did not show is a conflict of the product with the substance."""
    blocks = {**CITED, **ON_PUMPY, "predicate": "blocks", "endpoint": "", "relation": "", "unit": ""}
    against = {**OTHER, **RISK, "stance": "refutes", "study_type": "observational"}
    (one,) = found(tmp_path, blocks, against, kind="mechanism_and_outcome")

    assert (one["subject"]["id"], one["relation"], one["object"]["id"]) == ("florbium", "hasRisk", "drowse")
    assert sides(one) == {"supports": ["new-0000"], "refutes": ["new-0001"]}


def test_conflicts_are_asked_by_subject_kind_and_number(tmp_path: Path) -> None:
    """A subject has the conflicts its statements take part in; a kind that is not known is refused with the names."""
    sources = world(tmp_path / "facts")
    add(sources, LEAF, id="new-0000", **{**OTHER, **ON_PUMPY, **number("10")})
    add(sources, LEAF, id="new-0001", **{**OTHER, **RISK, "stance": "refutes", "study_type": "clinical_trial"})
    store = assemble(sources)

    assert conflicts_of(store)["total"] == 2
    assert [one["kind"] for one in conflicts_of(store, iri("zelkamine"))["conflicts"]] == ["values_apart"]
    assert [one["kind"] for one in conflicts_of(store, kind="support_and_refutation")["conflicts"]] == [
        "support_and_refutation"
    ]
    assert len(conflicts_of(store, limit=1)["conflicts"]) == 1
    with pytest.raises(ChoiceUnknown, match="values_apart"):
        conflicts_of(store, kind="values_apar")
