"""How sure the evidence makes us: levels and their reasons for statements, edges and pairs of the toy world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.names import AGO, iri, local
from graph.snapshot import assemble
from tests.strategies import CITED, LEAF, add, change, edge, toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Store

SUBJECT = {"subject": "zelkamine", "subject_label": "zelkamine"}
ON_CYPX = {**SUBJECT, "predicate": "inhibits", "object": "cypx", "object_label": "CYPX"}
ON_PUMPY = {**SUBJECT, "predicate": "inhibits", "object": "pumpy", "object_label": "PUMPY"}
MEASURED = {"endpoint": "ic50", "relation": "=", "unit": "umol/L"}
LEVEL_IN_PEOPLE = {
    **CITED,
    **SUBJECT,
    "id": "new-0100",
    "predicate": "hasPharmacokineticParameter",
    "endpoint": "cmax",
    "relation": "=",
    "value": "100",
    "unit": "nmol/L",
    "as_printed": "100 nM",
    "study_type": "clinical_pk_study",
}
REPORT = {
    **CITED,
    "subject": "florbium",
    "subject_label": "florbium",
    "predicate": "hasRisk",
    "object": "drowse",
    "object_label": "drowse",
}


def grade(store: Store, thing: str) -> tuple[str, str, bool]:
    """Return level, reason and whether it is contested of a statement, an edge or a pair."""
    asked = f"SELECT ?level ?reason ?contested {{ <{thing}> <{AGO}evidenceLevel> ?level ; <{AGO}levelReason> ?reason "
    rows = store.select(f"{asked} OPTIONAL {{ <{thing}> <{AGO}contested> ?contested }} }}")
    assert len(rows) == 1, f"{local(thing)} has {len(rows)} grades"
    return local(rows[0]["level"]), rows[0]["reason"], rows[0].get("contested") == "true"


def grown(folder: Path, *rows: dict[str, str]) -> Store:
    """Return the toy world with more statements, numbered when they have no id."""
    sources = world(folder / "facts")
    for number, row in enumerate(rows):
        add(sources, LEAF, **{"id": f"new-{number:04}", **row})
    return assemble(sources)


def test_every_statement_and_every_edge_is_graded_once() -> None:
    """Each has one level and one reason, which begins with the name of the level."""
    for kind in ("Assertion", "Edge"):
        rows = toy_store().select(
            f"SELECT ?x ?label ?reason {{ ?x a <{AGO}{kind}> "
            f"OPTIONAL {{ ?x <{AGO}evidenceLevel>/<http://www.w3.org/2004/02/skos/core#prefLabel> ?label ; "
            f"<{AGO}levelReason> ?reason }} }}"
        )
        assert len({row["x"] for row in rows}) == len(rows)
        assert [row["x"] for row in rows if not row.get("reason", "").startswith(row.get("label", "?"))] == []


@pytest.mark.parametrize(
    ("cells", "level", "why"),
    [
        ({"study_type": "case_report"}, "possible", "one case report"),
        ({"study_type": "case_report", "appraisal": "confounded"}, "possible", "weaker because other substances"),
        (
            {"study_type": "case_report", "appraisal": "positive_rechallenge"},
            "probable",
            "stronger because it came back",
        ),
        ({"study_type": "case_report", "appraisal": "confounded|positive_rechallenge"}, "possible", "weaker because"),
        ({"study_type": "case_report", "appraisal": "dose_response|positive_rechallenge"}, "probable", "grew with"),
        ({"study_type": "clinical_trial", "n": "40"}, "probable", "n = 40"),
        ({"study_type": "clinical_trial", "n": "12"}, "probable", "n = 12"),
        ({"study_type": "clinical_trial", "n": "11"}, "possible", "few people"),
        ({"study_type": "clinical_trial", "n": "40", "appraisal": "dose_response"}, "established", "grew with"),
        ({"study_type": "clinical_trial", "appraisal": "abstract_only|copy_read"}, "possible", "only the abstract"),
        ({"study_type": "in_vivo_animal"}, "mechanistic", "a study in animals"),
        ({"study_type": "in_vivo_animal", "appraisal": "abstract_only"}, "hypothesis", "only the abstract"),
        ({"study_type": "in_vivo_animal", "appraisal": "dose_response"}, "mechanistic", "grew with"),
        ({"study_type": "in_vivo_animal", "appraisal": "industry_funded"}, "mechanistic", "noted: industry"),
        ({"study_type": "regulatory"}, "hypothesis", "states without showing data"),
        ({"study_type": "review", "citation": "bell-2002-toy-trial"}, "hypothesis", "work of others"),
    ],
)
def test_a_statement_stands_where_its_study_and_its_appraisals_put_it(
    tmp_path: Path, cells: dict[str, str], level: str, why: str
) -> None:
    """The study type gives the start and the bounds; each appraisal moves it by its step and is named."""
    found = grade(grown(tmp_path, {**REPORT, **cells}), iri("new-0000"))

    assert found[0] == level
    assert why in found[1]


def test_what_was_read_as_a_copy_counts_less(tmp_path: Path) -> None:
    """The tier of the text that was read lowers a statement, once, and not where the source itself was read."""
    sources = world(tmp_path / "facts")
    add(sources, "citations.tsv", id="copy", title="A copy", doi="10.1000/toy.9", source_tier="index_of_abstracts")
    add(sources, LEAF, **{**REPORT, "id": "new-0000", "study_type": "clinical_trial", "quoted_in": "copy"})
    add(sources, LEAF, **{**REPORT, "id": "new-0001", "study_type": "clinical_trial", "citation": "copy"})
    both = {"study_type": "clinical_trial", "citation": "copy", "appraisal": "abstract_only"}
    both["qualifiers"] = '{"group":"two"}'
    add(sources, LEAF, **{**REPORT, "id": "new-0002", **both})
    add(sources, LEAF, **{**REPORT, "id": "new-0003", "study_type": "clinical_trial"})
    store = assemble(sources)

    assert [grade(store, iri(f"new-000{n}"))[0] for n in range(4)] == ["possible", "possible", "possible", "probable"]


@pytest.mark.parametrize(
    ("value", "unit", "level", "why"),
    [
        ("4.9", "umol/L", "mechanistic", "within reach of people"),
        ("5", "umol/L", "mechanistic", "within reach of people"),
        ("5.1", "umol/L", "hypothesis", "far above what people reach"),
        ("4900", "nmol/L", "mechanistic", "within reach of people"),
        ("1.9", "ug/mL", "mechanistic", "within reach of people"),
        ("2.1", "ug/mL", "hypothesis", "far above what people reach"),
        ("40", "%", "hypothesis", "exposure not compared"),
    ],
)
def test_a_test_tube_is_compared_with_people(tmp_path: Path, value: str, unit: str, level: str, why: str) -> None:
    """A concentration up to the multiple of the highest level in blood is plausible, whatever unit it is given in."""
    sources = world(tmp_path / "facts")
    change(sources, "entities/alkaloids.tsv", "zelkamine", molar_mass="400")
    add(sources, LEAF, **LEVEL_IN_PEOPLE)
    endpoint = {"endpoint": "percent_inhibition"} if unit == "%" else {}
    new = {"id": "new-0000", "value": value, "as_printed": f"{value} {unit}"}
    add(sources, LEAF, **{**CITED, **ON_PUMPY, **MEASURED, **new, "unit": unit, **endpoint})
    change(sources, LEAF, "toy-0011", relation="", value="", unit="", endpoint="", as_printed="")
    found = grade(assemble(sources), iri("new-0000"))

    assert found[0] == level
    assert why in found[1]


def test_what_was_never_compared_says_so(tmp_path: Path) -> None:
    """Without a level in people a test-tube value is a hypothesis; animals are not people."""
    rows = {**LEVEL_IN_PEOPLE, "study_type": "in_vivo_animal", "species": "rat"}
    store = grown(tmp_path, rows)

    for one in (toy_store(), store):
        assert grade(one, iri("toy-0002"))[:2] == (
            "hypothesis",
            "hypothesis: a test-tube study; weaker because exposure not compared",
        )


def test_the_wall_of_the_gut_meets_the_dose(tmp_path: Path) -> None:
    """What is far above the level in blood can be within reach where the target is made in the gut."""
    sources = world(tmp_path / "facts")
    change(sources, "entities/alkaloids.tsv", "zelkamine", molar_mass="400")
    change(sources, LEAF, "toy-0002", value="30", as_printed="30 uM")
    dose = {"endpoint": "dose", "value": "40", "unit": "mg", "as_printed": "40 mg"}
    add(sources, LEAF, **LEVEL_IN_PEOPLE)
    add(sources, LEAF, **{**LEVEL_IN_PEOPLE, "id": "new-0101", **dose})
    change(sources, LEAF, "toy-0011", value="30", as_printed="30 uM", appraisal="", quoted_in="")
    before = grade(assemble(sources), iri("toy-0002"))
    made = {"subject": "cypx", "subject_label": "CYPX", "object": "tummy", "object_label": "tummy"}
    add(sources, LEAF, **{**CITED, **made, "id": "new-0102", "predicate": "expressedIn", "study_type": "review"})
    store = assemble(sources)

    assert (before[0], grade(store, iri("toy-0002"))[0]) == ("hypothesis", "mechanistic")
    assert grade(store, iri("toy-0011"))[0] == "hypothesis", "this target is not made in the gut"


def test_another_value_at_the_target_stands_for_a_statement_without_one(tmp_path: Path) -> None:
    """An action without a number is plausible where some value of the same substance and target is."""
    action = {**ON_PUMPY, "predicate": "modulates"}
    store = grown(tmp_path, LEVEL_IN_PEOPLE, {**CITED, **action})

    assert grade(store, iri("new-0001"))[0] == "mechanistic"


def test_two_independent_studies_establish(tmp_path: Path) -> None:
    """Two controlled studies of different sources make an edge established; one alone, or the same source, does not."""
    trial = {**REPORT, "study_type": "clinical_trial", "n": "30"}
    other = {**trial, "citation": "bell-2002-toy-trial"}
    for number, (rows, level) in enumerate(
        [
            ((trial,), "probable"),
            ((trial, {**trial, "qualifiers": '{"group":"two"}'}), "probable"),
            ((trial, other), "established"),
            ((trial, {**other, "appraisal": "same_patient"}), "probable"),
            ((trial, {**other, "n": "4"}), "probable"),
            (({**trial, "study_type": "case_report"}, {**other, "study_type": "case_report"}), "possible"),
        ]
    ):
        store = grown(tmp_path / str(number), *rows)
        assert grade(store, edge("florbium", "hasRisk", "drowse"))[0] == level


def test_the_reason_of_an_edge_counts_the_works_on_both_sides(tmp_path: Path) -> None:
    """Works are counted by source and kind, the nearest to patients first, with what weakens those in favour."""
    rows = (
        {**REPORT, "study_type": "case_report", "appraisal": "confounded"},
        {**REPORT, "study_type": "case_report", "appraisal": "confounded", "locator": "page 2"},
        {**REPORT, "study_type": "case_report", "citation": "bell-2002-toy-trial"},
        {**REPORT, "study_type": "in_vivo_animal", "stance": "refutes"},
    )
    found = grade(grown(tmp_path, *rows), edge("florbium", "hasRisk", "drowse"))

    reason = "1 observational study, 2 case reports for, of which 1 confounded; 1 study in animals against"
    assert found == ("possible", f"possible, contested: {reason}", True)


def test_an_edge_that_nobody_supports_has_no_level() -> None:
    """A refutation alone leaves nothing that is supported."""
    found = grade(toy_store(), edge("weakazole", "inhibits", "cypx"))

    assert found == ("none", "none: nothing for; 1 statement of an authority against", False)


def test_what_follows_is_no_better_than_what_it_follows_from() -> None:
    """An edge derived from two others stands at the level of the weaker one."""
    acts = edge("zelkamine", "partialAgonistOf", "calm-receptor")
    made = edge("calm-receptor", "expressedIn", "noggin")
    found = grade(toy_store(), edge("zelkamine", "mayActIn", "noggin"))

    assert (grade(toy_store(), acts)[0], grade(toy_store(), made)[0]) == ("hypothesis", "mechanistic")
    assert found[:2] == (
        "hypothesis",
        "hypothesis: it follows from other statements, of which the weakest counts; nothing against",
    )


def test_opposite_directions_contest_an_edge(tmp_path: Path) -> None:
    """Two animal studies of which one raises what the other lowers leave the edge contested."""
    ends = {"subject": "blockazole", "subject_label": "blockazole", "predicate": "changesEffectOf"}
    ends |= {"object": "zelkamine", "object_label": "zelkamine", "study_type": "in_vivo_animal", "direction": "raises"}
    store = grown(tmp_path, {**CITED, **ends})

    assert not grade(toy_store(), edge("blockazole", "changesEffectOf", "zelkamine"))[2]
    assert grade(store, edge("blockazole", "changesEffectOf", "zelkamine"))[2]
