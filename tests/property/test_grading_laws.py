"""Laws of grading: less evidence is never better evidence, and a refutation takes nothing away."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.infer import infer, read_rules
from graph.load import load
from graph.names import AGO, local
from graph.snapshot import fill
from tests.strategies import CITED, LEAF, PARTICIPANTS, add, change, toy_facts, world
from tests.toy_world import rows_of, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store import Store

FEW = settings(max_examples=12, deadline=None)
LABELS = {row["id"]: row["label"] for path in (toy_facts() / "entities").glob("*.tsv") for row in rows_of(path)}
SOURCES = ("abel-2001-toy-leaf", "bell-2002-toy-trial", "table-2003-toy-roles")
TYPES = ["clinical_pk_study", "clinical_trial", "case_report", "observational", "in_vivo_animal", "in_vitro", "review"]
MARKS = ["", "confounded", "abstract_only", "dose_response", "probable_causality_score", "same_patient"]
LEVEL = {"predicate": "hasPharmacokineticParameter", "endpoint": "cmax", "relation": "=", "unit": "nmol/L"}


@st.composite
def statements(draw: st.DrawFn) -> dict[str, str]:
    """Return some statement about a role, a risk, a pair or a level in people, by some source, appraised somehow."""
    kind = draw(st.sampled_from(["role", "risk", "pair", "level"]))
    said = {
        **CITED,
        "study_type": "clinical_pk_study" if kind == "level" else draw(st.sampled_from(TYPES)),
        "citation": draw(st.sampled_from(SOURCES)),
        "stance": "supports" if kind == "level" else draw(st.sampled_from(["supports", "refutes"])),
        "appraisal": draw(st.sampled_from(MARKS)),
        "n": draw(st.sampled_from(["", "5", "30"])),
    }
    subject = draw(st.sampled_from(["florbium", "zelkamine", "blockazole"])) if kind != "level" else "zelkamine"
    ends = {
        "role": {"predicate": "inhibits", "object": draw(st.sampled_from(["cypx", "pumpy"]))},
        "risk": {"predicate": "hasRisk", "object": "drowse"},
        "pair": {
            "predicate": draw(st.sampled_from(["interactionReportedWith", "changesEffectOf"])),
            "object": draw(st.sampled_from([one for one in PARTICIPANTS if one != subject])),
        },
        "level": {**LEVEL, "value": draw(st.sampled_from(["10", "100"])), "as_printed": "level"},
    }[kind]
    if kind == "role" and draw(st.booleans()):
        value = draw(st.sampled_from(["0.1", "20"]))
        ends |= {"endpoint": "ic50", "relation": "=", "value": value, "unit": "umol/L", "as_printed": f"{value} uM"}
        said["stance"] = "supports"
    named = {"subject_label": LABELS[subject], "object_label": LABELS.get(ends.get("object", ""), "")}
    return {**said, "subject": subject, **ends, **named}


def built(folder: Path, rows: Iterable[dict[str, str]], without: str = "") -> Store:
    """Return the toy world with more statements, and without those of one source; it is not validated."""
    sources = world(folder)
    change(sources, "entities/alkaloids.tsv", "zelkamine", molar_mass="400")
    for number, row in enumerate(rows):
        add(sources, LEAF, **{**row, "id": f"new-{number:04}", "qualifiers": f'{{"group":"{number}"}}'})
    for path in sorted((sources.facts_dir / "assertions").glob("*.tsv")):
        write(path, [row for row in rows_of(path) if row["citation"] != without], sources.facts_dir)
    store = fill(load(sources))
    infer(store, read_rules(sources.files("rules", "*.rq")))
    return store


def ranks(store: Store) -> dict[tuple[str, str], int]:
    """Return the rank of every level by the thing and, for a pair, its answer."""
    rows = store.select(
        f"SELECT ?x ?answer ?rank {{ ?x <{AGO}evidenceLevel>/<{AGO}rank> ?rank "
        f"FILTER NOT EXISTS {{ ?x a <http://www.w3.org/2004/02/skos/core#Concept> }} "
        f"OPTIONAL {{ ?x <{AGO}answer> ?answer }} }}"
    )
    return {(local(row["x"]), local(row.get("answer", ""))): int(row["rank"]) for row in rows}


@FEW
@given(rows=st.lists(statements(), max_size=5), source=st.sampled_from(SOURCES))
def test_removing_a_source_never_raises_a_level(rows: list[dict[str, str]], source: str) -> None:
    """Without the statements of one source no statement, no edge and no pair of the same answer stands higher."""
    folder = Path(tempfile.mkdtemp(prefix="alkagraph-law-"))
    try:
        whole, less = ranks(built(folder / "whole", rows)), ranks(built(folder / "less", rows, without=source))
    finally:
        shutil.rmtree(folder)

    assert whole
    assert [key for key, rank in less.items() if key in whole and rank > whole[key]] == []


@FEW
@given(rows=st.lists(statements(), max_size=3), kind=st.sampled_from(["in_vivo_animal", "clinical_trial"]))
def test_a_refutation_lowers_nothing_and_contests(rows: list[dict[str, str]], kind: str) -> None:
    """A refutation at the level of mechanism or above leaves the level of an edge as it was, and contests it."""
    against = {**CITED, "subject": "florbium", "predicate": "hasRisk", "object": "drowse", "study_type": kind}
    against |= {"subject_label": "florbium", "object_label": "drowse", "stance": "refutes"}
    folder = Path(tempfile.mkdtemp(prefix="alkagraph-law-"))
    try:
        before, after = built(folder / "before", rows), built(folder / "after", [*rows, against])
    finally:
        shutil.rmtree(folder)
    contested = {local(row["x"]) for row in after.select(f"SELECT ?x {{ ?x <{AGO}contested> true }}")}
    held, kept = ranks(before), ranks(after)

    assert {key: rank for key, rank in held.items() if kept.get(key) != rank} == {}
    assert "edge--florbium--hasRisk--drowse" in contested


@FEW
@given(rows=st.lists(statements(), max_size=4))
def test_more_statements_never_end_a_conflict(rows: list[dict[str, str]]) -> None:
    """What was in conflict stays in conflict, with the same sides or more, whatever else is said."""
    apart = {**CITED, "subject": "zelkamine", "subject_label": "zelkamine", "predicate": "inhibits", "object": "pumpy"}
    apart |= {"object_label": "PUMPY", "endpoint": "ic50", "relation": "=", "value": "90", "unit": "umol/L"}
    apart |= {"as_printed": "90 uM", "citation": "bell-2002-toy-trial"}
    folder = Path(tempfile.mkdtemp(prefix="alkagraph-law-"))
    try:
        before, after = built(folder / "before", [apart]), built(folder / "after", [apart, *rows])
    finally:
        shutil.rmtree(folder)
    compared = f"SELECT ?c ?a {{ ?c a <{AGO}Conflict> ; <{AGO}comparedStatement> ?a }}"
    held, kept = ({(row["c"], row["a"]) for row in one.select(compared)} for one in (before, after))

    assert held
    assert held <= kept
