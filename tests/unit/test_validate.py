"""Judging what was loaded: each kind of fault leads to its file, line, column, value and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.errors import OntologyBroken
from graph.load import Sources, load
from graph.snapshot import fill
from graph.validate import validate
from tests.strategies import (
    CITED,
    DRUGS,
    LEAF,
    PAIRS,
    ROLES,
    add,
    change,
    faults_of,
    line_of,
    ontology_in,
    toy_facts,
    world,
)

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = "entities/classes.tsv"
RULES = "interaction-rules.tsv"


def test_the_toy_world_is_well_formed() -> None:
    """Without a fault the answer is empty."""
    assert faults_of(Sources(facts=toy_facts())) == ()


@pytest.mark.parametrize(
    ("table", "key", "cells", "column", "words"),
    [
        (LEAF, "toy-0002", {"object": "cypx2"}, "object", "Did you mean"),
        (LEAF, "toy-0002", {"endpoint": "kii"}, "endpoint", "Did you mean"),
        (LEAF, "toy-0002", {"species": "unicorn"}, "species", "ontology/schema"),
        (LEAF, "toy-0002", {"endpoint": "human"}, "endpoint", "list"),
        (LEAF, "toy-0002", {"unit": ""}, "unit", "unit of a pure number"),
        (LEAF, "toy-0002", {"relation": "range"}, "relation", "range"),
        (LEAF, "toy-0002", {"object": "noggin"}, "object", "kind"),
        (LEAF, "toy-0002", {"subject": "noggin"}, "subject", "kind"),
        (LEAF, "toy-0002", {"object": ""}, "object", "hasPharmacokineticParameter"),
        (PAIRS, "toy-0101", {"value": "0.5", "low": "0.4", "high": "0.6"}, "direction", "divides"),
        (PAIRS, "toy-0101", {"low": "2"}, "low", "exchange low and high"),
        (PAIRS, "toy-0101", {"low": ""}, "interval", "low and high together"),
        (PAIRS, "toy-0103", {"stance": "supports"}, "stance", "refutes"),
        (PAIRS, "toy-0102", {"n": "0"}, "n", "above zero"),
        (DRUGS, "refutine", {"unii": "R16CO5Y76E"}, "unii", "merge"),
        (DRUGS, "testazolam", {"synonyms": "Refutine"}, "label", "merge"),
        (CLASSES, "sedatoid", {"broader": "slow-sedatoid"}, "broader", "ring"),
        (CLASSES, "calm-agonist", {"action": ""}, "id", "both columns"),
        (RULES, "toy-rule-1", {"orca_class": "7"}, "orca_class", "ORCA"),
        ("exposure-bands.tsv", "band-two", {"high": "1"}, "low", "below the upper"),
        ("citations.tsv", "abel-2001-toy-leaf", {"doi": ""}, "id", "findable"),
        ("citations.tsv", "abel-2001-toy-leaf", {"doi": "https://doi.org/10.1000/x"}, "doi", "remove https"),
    ],
)
def test_a_fault_leads_to_its_place(
    tmp_path: Path, table: str, key: str, cells: dict[str, str], column: str, words: str
) -> None:
    """One wrong cell gives a fault at its file, line and column that says what to do."""
    sources = world(tmp_path / "facts")
    change(sources, table, key, **cells)
    found = [fault for fault in faults_of(sources) if fault.file == table and fault.column == column]

    assert found, "\n".join(map(str, faults_of(sources)))
    assert words in f"{found[0].problem} {found[0].remedy}"
    near = {
        line_of(sources, table, row) for row in (key, "slow-sedatoid", "testazolam", "refutine") if _has(row, table)
    }
    assert found[0].line in near


def _has(key: str, table: str) -> bool:
    return f"\n{key}\t" in (toy_facts() / table).read_text(encoding="utf-8")


def test_shapes_and_checks_wait_for_the_references(tmp_path: Path) -> None:
    """While something named does not exist, its consequences are not reported as faults of their own."""
    sources = world(tmp_path / "facts")
    change(sources, ROLES, "toy-0201", object="cypz")

    assert [(fault.column, fault.value) for fault in faults_of(sources)] == [("object", "cypz")]


def test_faults_come_together_sorted_by_place(tmp_path: Path) -> None:
    """Faults of several tables are reported in one run, by file, line and column, each once."""
    sources = world(tmp_path / "facts")
    change(sources, ROLES, "toy-0203", object="cypz", citation="nobody-1999")
    change(sources, ROLES, "toy-0201", object="cypz")
    change(sources, LEAF, "toy-0009", object="drowze")
    places = [(fault.file, fault.line, fault.column) for fault in faults_of(sources)]

    assert places == [
        (LEAF, line_of(sources, LEAF, "toy-0009"), "object"),
        (ROLES, line_of(sources, ROLES, "toy-0201"), "object"),
        (ROLES, line_of(sources, ROLES, "toy-0203"), "citation"),
        (ROLES, line_of(sources, ROLES, "toy-0203"), "object"),
    ]


SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ago: <https://w3id.org/alkagraph/schema#> .
ago:ToyShape a sh:NodeShape ; sh:targetClass ago:Drug ; sh:property [ sh:path ago:unii ; """


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("checks/toy-violation.rq", "# Check: toy\nSELECT ?focus {"),
        ("checks/toy-violation.rq", "# Check: toy\nASK { ?s ?p ?o }"),
        ("checks/toy-violation.rq", "# Check: toy\nSELECT ?thing { ?thing ?p ?o } LIMIT 1"),
        ("shapes/toy.ttl", "@prefix sh: <http://www.w3.org/ns/shacl#> . sh:x sh:y sh:z , ."),
        ("shapes/toy.ttl", "@prefix sh: <http://www.w3.org/ns/shacl#> . sh:x sh:y"),
        ("shapes/toy.ttl", SHAPE + 'sh:minCount "x" ] .'),
        ("shapes/toy.ttl", SHAPE + 'sh:pattern "(" ] .'),
    ],
)
def test_a_broken_law_is_a_fault_of_the_ontology(tmp_path: Path, name: str, text: str) -> None:
    """A check or shape that cannot be used is named; it is never skipped."""
    ontology = ontology_in(tmp_path / "ontology")
    (ontology / name).write_text(text, encoding="utf-8")
    loaded = load(Sources(ontology=ontology, facts=toy_facts()))

    with pytest.raises(OntologyBroken) as caught:
        validate(loaded, fill(loaded))
    assert name.partition("/")[0] in str(caught.value)
    assert caught.value.remedy


def test_a_check_of_ones_own_stops_the_build(tmp_path: Path) -> None:
    """A new law is a new file: its rows become faults at the lines they speak of."""
    ontology = ontology_in(tmp_path / "ontology")
    text = """# Check:  toy
# Says:   nobody is called lonelol.
# Remedy: rename it.
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?focus ?property ?value {
  BIND(skos:prefLabel AS ?property) ?focus ?property ?value FILTER(STR(?value) = "lonelol") }
"""
    (ontology / "checks" / "toy-violation.rq").write_text(text, encoding="utf-8")
    sources = Sources(ontology=ontology, facts=toy_facts())
    found = [(one.file, one.line, one.column, one.value, one.problem, one.remedy) for one in faults_of(sources)]

    line = line_of(sources, DRUGS, "lonelol")
    assert found == [(DRUGS, line, "label", "lonelol", "Nobody is called lonelol.", "rename it.")]


def test_a_statement_of_each_stance_may_stand_beside_the_other(tmp_path: Path) -> None:
    """Support and refutation of the same thing are no fault."""
    sources = world(tmp_path / "facts")
    add(
        sources,
        LEAF,
        id="toy-0902",
        subject="zelkamine",
        subject_label="zelkamine",
        predicate="inhibits",
        object="cypx",
        object_label="CYPX",
        **{**CITED, "stance": "refutes"},
    )

    assert faults_of(sources) == ()
