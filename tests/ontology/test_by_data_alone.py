"""The architecture's promise: a new thing is known, answered and drawn by adding rows and files, never code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.names import iri
from graph.network import view_of
from graph.queries import ask, bind, library
from graph.resolve import names_of
from graph.snapshot import assemble
from tests.strategies import (
    CITED,
    DRUGS,
    LEAF,
    ROLES,
    add,
    answer_of,
    is_known,
    ontology_in,
    report,
    toy_facts,
    toy_store,
    world,
)

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Store

NEW = {
    "citation": "cobb-2024-new",
    "locator": "Table 2",
    **{k: v for k, v in CITED.items() if k not in {"citation", "locator"}},
}


def stated(key: str, subject: str, predicate: str, thing: str, **more: str) -> dict[str, str]:
    """Return the row of a statement of the new source."""
    labels = {"cypx": "CYPX", "florbium": "florbium", "novodrowse": "novel drowse"}
    named = {"subject_label": labels.get(subject, subject), "object_label": labels.get(thing, thing)}
    return {"id": key, "subject": subject, "predicate": predicate, "object": thing, **named, **NEW, **more}


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the toy world with a new alkaloid, medicine, risk, class rule and source: rows only."""
    sources = world(tmp_path_factory.mktemp("grown") / "facts")
    source = {"first_author": "Cobb", "year": "2024", "title": "New things", "doi": "10.1000/new.1"}
    add(sources, "citations.tsv", id="cobb-2024-new", source_tier="primary", **source)
    add(sources, "entities/alkaloids.tsv", id="novamine", label="novamine", synonyms="noveline")
    add(sources, DRUGS, id="novastatin", label="novastatin", brands="Novex")
    add(sources, "entities/risks.tsv", id="novodrowse", label="novel drowse", kind="Risk")
    add(sources, LEAF, **stated("new-0001", "florbium", "contains", "novamine"))
    add(sources, LEAF, **stated("new-0002", "novamine", "induces", "cypx"))
    add(sources, LEAF, **stated("new-0003", "novamine", "hasRisk", "novodrowse"))
    add(sources, ROLES, **stated("new-0004", "novastatin", "isSubstrateOf", "cypx"))
    add(sources, ROLES, **stated("new-0005", "novastatin", "hasPharmacodynamicClass", "sedatoid"))
    return assemble(sources)


def test_new_things_are_found_by_name(grown: Store) -> None:
    """Label, synonym and brand of the new things resolve; before, they did not."""
    names = names_of(grown)

    assert names.resolve("Novamine").id == names.resolve("noveline").id == iri("novamine")
    assert names.resolve("novex").id == iri("novastatin")
    assert not is_known(toy_store(), "novamine")


def test_new_things_are_answered_in_a_check(grown: Store) -> None:
    """The new alkaloid lowers the new medicine through the known enzyme, cited to the new source."""
    found = answer_of("novamine", "novastatin", grown)
    mechanism = found["mechanisms"][0]

    assert (found["answer"], mechanism["effect"]) == ("predicted", "lowers_exposure")
    assert [(step["subject"], step["predicate"], step["object"]) for step in mechanism["path"]] == [
        ("novamine", "induces", "CYPX"),
        ("novastatin", "isSubstrateOf", "CYPX"),
    ]
    assert {step["citation"] for step in mechanism["path"]} == {"Cobb 2024"}


def test_an_old_product_takes_up_its_new_constituent(grown: Store) -> None:
    """The product gets the mechanism of the constituent, and a known rule about classes fires for the new medicine."""
    found = answer_of("florbium", "novastatin", grown)

    assert {one["derived_by"] for one in found["mechanisms"]} >= {
        "rule-enzyme-induction",
        "rule-enzyme-inhibition",
        "rule-pharmacodynamic-overlap",
    }
    assert found["severity"] == "major"


def test_new_things_are_drawn(grown: Store) -> None:
    """The picture around the product shows the alkaloid, and that around the alkaloid its enzyme, medicine and risk."""
    assert "novamine" in view_of(grown, [iri("florbium")])
    around = view_of(grown, [iri("novamine")])

    assert {"novamine", "cypx", "novastatin", "novodrowse"} <= set(around.nodes)
    assert around.has_edge("novamine", "novodrowse", "hasRisk")
    said = around.edges["novamine", "cypx", "induces"]["statements"]
    assert [(one.id, one.citation) for one in said] == [("new-0002", "Cobb 2024")]


def test_old_answers_stay(grown: Store) -> None:
    """What was known of other pairs is unchanged."""
    for first, second in (("florbium", "refutine"), ("blockazole", "testazolam"), ("florbium", "lonelol")):
        before, after = (answer_of(first, second, store)["answer"] for store in (toy_store(), grown))
        assert after == before


def test_a_new_interaction_rule_is_a_row(tmp_path: Path) -> None:
    """A rule that names a class and a single substance fires for both, and `not_for` keeps it from one."""
    sources = world(tmp_path / "facts")
    rule = {
        "label": "sedatoid + lonelol",
        "side_a": "sedatoid|testazolam",
        "side_b": "lonelol|calm-agonist",
        "not_for": "zelkamine",
        "mechanism": "Both dream.",
        "consequence": "odd dreams",
        "effect": "additive",
        "seriousness": "not_serious",
        "severity": "moderate",
        "orca_class": "3",
        "action": "Ask about dreams.",
        "evidence_ids": "toy-0206",
        "study_type": "regulatory",
        "citation": "table-2003-toy-roles",
        "locator": "page 2",
    }
    add(sources, "interaction-rules.tsv", id="toy-rule-2", **rule)
    store = assemble(sources)

    found = answer_of("calmazepam", "lonelol", store)
    assert (found["answer"], found["severity"], found["consequence"]) == ("predicted", "moderate", "odd dreams")
    assert answer_of("testazolam", "lonelol", store)["recommended_action"]["text"] == "Ask about dreams."
    assert answer_of("oxyzelkamine", "testazolam", store)["answer"] == "predicted"
    assert [one["via"]["id"] for one in answer_of("zelkamine", "calmazepam", store)["mechanisms"]] == ["toy-rule-1"]


def test_a_new_rule_of_inference_is_a_file(tmp_path: Path) -> None:
    """A CONSTRUCT dropped into `rules` runs in its place and describes itself."""
    from graph.load import Sources  # noqa: PLC0415 - used by this law alone

    ontology = ontology_in(tmp_path / "ontology")
    text = """# Rule:     same-risk
# Says:     what harms is watched.
# Premises: ago:hasRisk
# Scope:    graph
PREFIX ago: <https://w3id.org/alkagraph/schema#>
CONSTRUCT { ?x ago:toyWatched ?risk } WHERE { ?x ago:hasRisk ?risk }
"""
    (ontology / "rules" / "45-same-risk.rq").write_text(text, encoding="utf-8")
    store = assemble(Sources(ontology=ontology, facts=toy_facts()))

    assert store.select("SELECT ?x { ?x <https://w3id.org/alkagraph/schema#toyWatched> ?risk }") == [
        {"x": iri("florbium")}
    ]
    assert ask(store, "kind-of", thing=[iri("rule-same-risk")])


def test_a_new_question_is_a_file(tmp_path: Path) -> None:
    """A file dropped into a copy of the library is listed beside the others and runs with a value."""
    folder = ontology_in(tmp_path / "ontology") / "queries"
    text = """# Question: Which substances carry ?risk?
# Input:    risk, the IRI of a risk
# Output:   one row per substance
# Example:  risk=drowse
PREFIX ago: <https://w3id.org/alkagraph/schema#>
SELECT ?substance WHERE { VALUES ?risk { UNDEF } ?substance ago:hasRisk ?risk } ORDER BY ?substance
"""
    (folder / "who-carries.rq").write_text(text, encoding="utf-8")
    found = library(folder)

    assert set(found) == {*library(), "who-carries"}
    asked = found["who-carries"]
    assert toy_store().select(bind(asked, {"risk": [iri("drowse")]})) == [{"substance": iri("florbium")}]


def test_every_toy_substance_can_be_checked() -> None:
    """Whatever has a row in the tables of substances is recognised by its label."""
    rows = ask(toy_store(), "names")
    labels = sorted({row["label"] for row in rows})

    assert report(*labels)["unresolved"] == []
