"""Laws about all records: the real facts are well formed, and every conclusion drawn from them leads to a source."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from graph.checker import CheckRequest, check, pairs_of
from graph.choices import value_of
from graph.load import Sources
from graph.names import AGO, PROV, expand, ontology_dir
from graph.proposals import propose
from graph.queries import library, question
from tests.strategies import ontology_in, pairs_in

if TYPE_CHECKING:
    from pathlib import Path

    from graph.load import Loaded
    from graph.store import Store

PREFIXES = f"PREFIX ago: <{AGO}> PREFIX prov: <{PROV}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "


def offenders(graph: Store, pattern: str) -> list[str]:
    """Return the first things that a pattern finds, for a message that names them."""
    return [row["x"] for row in graph.select(f"{PREFIXES} SELECT DISTINCT ?x {{ {pattern} }} ORDER BY ?x LIMIT 5")]


def test_every_table_can_be_read(real: Loaded) -> None:
    """Each line of each table has the form its metadata describes, and no id is used twice."""
    assert [str(fault) for fault in real.faults] == []
    assert real.rows


def test_every_folder_of_facts_is_read(real: Loaded) -> None:
    """No table lies beside the others unread."""
    names = {row.table.name for row in real.rows}

    assert {path.relative_to(real.sources.facts_dir).as_posix() for path in real.sources.tables()} == names


def test_the_template_of_a_proposal_is_understood(tmp_path: Path) -> None:
    """Its example names things, codes and a source that the graph knows."""
    sources = Sources(ontology=ontology_in(tmp_path / "ontology"), facts=ontology_dir() / "facts")
    batch = propose(ontology_dir() / "unreviewed" / "template.csv", sources, "a reader")
    (row,) = batch.rows

    assert dict(batch.unknown) == {}
    assert batch.citations == ()
    assert row["citation"]
    assert row["study_type"] == "in_vitro"


def test_a_trade_name_stands_for_one_thing(real: Loaded) -> None:
    """No trade name is sold for two medicines or combinations, and none is another name of something else.

    A name that is sold for two is left out of both rows, so that nobody is sent to the wrong medicine.
    """
    called: dict[str, set[str]] = defaultdict(set)
    sold: set[str] = set()
    for row in real.rows:
        brands = [name.casefold() for name in row.cells.get("brands", "").split("|") if name]
        sold |= {*brands}
        names = [row.cells.get("label", ""), *row.cells.get("synonyms", "").split("|")]
        for name in (*brands, *(name.casefold() for name in names if name)):
            called[name].add(row.cells["id"])

    assert {name: things for name, things in called.items() if name in sold and len(things) > 1} == {}
    assert sold


@pytest.mark.slow
def test_the_data_are_valid(graph: Store) -> None:
    """References, shapes and checks find no fault: the graph could be built."""
    assert len(graph) > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "pattern"),
    [
        (
            "every mechanism reaches a citation",
            "?x a ago:Mechanism FILTER NOT EXISTS { ?x (prov:wasDerivedFrom)+/ago:citation ?source }",
        ),
        (
            "every interaction reaches a citation",
            (
                "?x a ago:Interaction "
                "FILTER NOT EXISTS { ?x (ago:hasMechanism|ago:hasEvidence|prov:wasDerivedFrom)+/ago:citation ?source }"
            ),
        ),
        (
            "every edge rests on something or is disputed",
            "?x a ago:Edge FILTER NOT EXISTS { ?x prov:wasDerivedFrom|ago:disputedBy ?proof }",
        ),
        (
            "every mechanism has two ends, a way, a kind, an effect and a rule",
            (
                "?x a ago:Mechanism FILTER NOT EXISTS { ?x ago:precipitant ?p ; ago:objectDrug ?o ; ago:via ?v ; "
                "ago:mechanismKind ?k ; ago:mechanismEffect ?e ; ago:rule ?r }"
            ),
        ),
        (
            "every interaction with a mechanism has an answer",
            "?x a ago:Interaction ; ago:hasMechanism ?m FILTER NOT EXISTS { ?x ago:answer ?answer }",
        ),
        (
            "no interaction has two answers",
            "?x ago:answer ?one, ?two FILTER(STR(?one) < STR(?two))",
        ),
        (
            "no interaction has two severities, levels or classes",
            (
                "VALUES ?p { ago:severity ago:seriousness ago:evidenceLevel ago:orcaClass } "
                "?x a ago:Interaction ; ?p ?one, ?two FILTER(STR(?one) < STR(?two))"
            ),
        ),
        (
            "nothing interacts with itself",
            "?x ago:precipitant ?same ; ago:objectDrug ?same",
        ),
        (
            "a form takes no part itself",
            "?x (ago:precipitant|ago:objectDrug)/ago:isFormOf ?whole",
        ),
        (
            "a number has no more than the 15 decimal places that every server keeps",
            '?x ?p ?number FILTER(isNumeric(?number) && STRLEN(STRAFTER(STR(?number), ".")) > 15)',
        ),
        (
            "an alert is never given for a pair studied without a finding",
            "?x ago:alert true ; ago:answer ago:no_interaction",
        ),
        (
            "an edge that nobody supports is no plain statement",
            (
                "?x a ago:Edge ; ago:subject ?s ; ago:predicate ?p ; ago:object ?o . ?s ?p ?o "
                "FILTER NOT EXISTS { ?x prov:wasDerivedFrom ?proof }"
            ),
        ),
    ],
)
def test_a_law_of_conclusions_holds(graph: Store, law: str, pattern: str) -> None:
    """What the rules make is complete, cited and unambiguous."""
    assert offenders(graph, pattern) == [], law


@pytest.mark.slow
@pytest.mark.parametrize("name", library())
def test_the_example_of_a_question_exists(graph: Store, name: str) -> None:
    """Where a question gives a thing as its example, the graph holds that thing."""
    asked = question(name)
    free = [key for key in asked.example if not asked.takes_text(key)]
    things = [value_of(graph, asked, k, asked.example[k]) if asked.choice(k) else asked.example[k] for k in free]

    unknown = [value for value in things if not graph.select(f"SELECT ?p {{ <{expand(value)}> ?p ?o }} LIMIT 1")]
    assert unknown == [], f"{name}.rq"


@pytest.mark.slow
def test_on_demand_is_the_same_as_built(graph: Store) -> None:
    """What is derived for a product and the medicines it interacts with is what the snapshot holds of these pairs."""
    for product in offenders(graph, "?x a ago:Product, ago:Participant FILTER EXISTS { ?i ago:precipitant ?x }"):
        partners = f"{{ ?i ago:precipitant <{product}> ; ago:objectDrug ?x }} UNION {{ <{product}> ago:meets ?x }}"
        rows = graph.select(f"{PREFIXES} SELECT DISTINCT ?x {{ {partners} }} ORDER BY ?x LIMIT 40")
        wanted = {product, *(row["x"] for row in rows)}
        derived = {row for row in pairs_in(pairs_of(graph, sorted(wanted)), wanted) if product in row}

        assert derived == {row for row in pairs_in(graph, wanted) if product in row}, product


@pytest.mark.slow
def test_the_largest_check_is_answered(graph: Store) -> None:
    """Fifty substances give every ordered pair, each with a typed answer and cited steps."""
    rows = graph.select(f"{PREFIXES} SELECT ?name {{ ?x a ago:Drug ; skos:prefLabel ?name }} ORDER BY ?name LIMIT 50")
    report = check(graph, CheckRequest.of(row["name"] for row in rows))
    count = len(report["substances"])

    assert report["unresolved"] == []
    assert len(report["pairs"]) == count * (count - 1)
    steps = [step for one in report["pairs"] for mechanism in one["mechanisms"] for step in mechanism["path"]]
    assert [step["assertion"] for step in steps if not step["citation"]] == []
