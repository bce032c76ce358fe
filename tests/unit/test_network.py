"""The picture as a graph: what becomes a node, what is bundled, what is cut, and how a report is drawn."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from graph.network import view, view_of_report
from graph.picture import MOST_OF_A_KIND, Statement, add_node, add_statement, between, cut, stance

ALKA = "https://w3id.org/alkagraph/id/"
AGO = "https://w3id.org/alkagraph/schema#"


def row(source: str, relation: str, target: str, assertion: str, **more: str) -> dict[str, str]:
    """Return a row of the mechanism question about invented things."""
    kinds = {"florbium": "Product", "zelkamine": "Alkaloid", "cypx": "Enzyme"}
    return {
        "source": ALKA + source,
        "sourceLabel": source,
        "sourceKind": AGO + kinds.get(source, "Drug"),
        "relation": AGO + relation,
        "target": ALKA + target,
        "targetLabel": target,
        "targetKind": AGO + kinds.get(target, "Drug"),
        "assertion": ALKA + assertion,
        "stance": AGO + "supports",
        **more,
    }


def test_layers_follow_the_kinds() -> None:
    """A product stands left of an alkaloid, that left of an enzyme, that left of a medicine."""
    rows = [
        row("florbium", "contains", "zelkamine", "s-1"),
        row("zelkamine", "inhibits", "cypx", "s-2"),
        row("testazolam", "isSubstrateOf", "cypx", "s-3"),
    ]
    graph = view(rows)

    layers = [graph.nodes[name]["layer"] for name in ("florbium", "zelkamine", "cypx", "testazolam")]
    assert layers == sorted(layers)
    assert len(set(layers)) == 4


def test_statements_of_one_relation_are_one_arrow() -> None:
    """Statements are bundled by source, relation and target; the same row twice counts once."""
    rows = [
        row("zelkamine", "inhibits", "cypx", "s-2", asPrinted="2 uM"),
        row("zelkamine", "inhibits", "cypx", "s-1", asPrinted="1 uM", studyType=AGO + "in_vitro"),
        row("zelkamine", "inhibits", "cypx", "s-1"),
        row("zelkamine", "induces", "cypx", "s-4"),
    ]
    graph = view(rows)

    assert graph.number_of_edges() == 2
    held = graph.edges["zelkamine", "cypx", "inhibits"]["statements"]
    assert [statement.id for statement in held] == ["s-1", "s-2"]
    assert held[0].as_printed == "1 uM"
    assert held[0].study_type == "in vitro"


def test_row_order_never_matters() -> None:
    """The same rows in any order give the same picture."""
    rows = [row("zelkamine", "inhibits", f"enzyme-{n % 3}", f"s-{n}") for n in range(12)]
    forward, backward = view(rows), view(rows[::-1])

    assert nx.utils.graphs_equal(forward, backward)


@pytest.mark.parametrize(
    ("stances", "expected"),
    [(["supports"], "supports"), (["refutes"], "refutes"), (["supports", "refutes"], "disputed")],
)
def test_stance_of_an_arrow(stances: list[str], expected: str) -> None:
    """An arrow with both stances is disputed; neither side is dropped."""
    assert stance(Statement(id=name, stance=name) for name in stances) == expected


def test_an_arrow_nobody_asserts_is_derived() -> None:
    """What only a rule says is drawn as derived."""
    assert stance([Statement(id="rule", derived=True)]) == "derived"


def test_what_is_cut_is_counted_and_named() -> None:
    """No kind shows more than its share; the rest stands in one node that names all of it."""
    rows = [row(f"drug-{n:03}", "isSubstrateOf", "cypx", f"s-{n}") for n in range(40)]
    graph = view(rows, start=["cypx"])

    more = graph.nodes["more-drug"]
    assert more["label"] == f"+{40 - MOST_OF_A_KIND} more"
    shown = {node for node, kind in graph.nodes(data="kind") if kind == "drug"}
    assert shown | {slug for slug, _ in more["hidden"]} == {f"drug-{n:03}" for n in range(40)}
    arrow = graph.edges["more-drug", "cypx", "isSubstrateOf"]
    assert (arrow["statements"], arrow["beyond"]) == ([], 40 - MOST_OF_A_KIND)


def test_what_was_asked_for_is_never_cut() -> None:
    """A start stays, however little is said about it."""
    rows = [row(f"drug-{n}", "isSubstrateOf", "cypx", f"s-{n}-{m}") for n in range(30) for m in range(2)]
    rows.append(row("lonelol", "isSubstrateOf", "cypx", "s-last"))

    assert "lonelol" in view(rows, limit=5, start=[ALKA + "lonelol"])


def test_ways_between_two_starts() -> None:
    """With two starts only what lies between them is drawn, and no third medicine stands between."""
    graph = view(
        [
            row("florbium", "contains", "zelkamine", "s-1"),
            row("zelkamine", "inhibits", "cypx", "s-2"),
            row("testazolam", "isSubstrateOf", "cypx", "s-3"),
            row("florbium", "coReportedWith", "otherol", "s-4"),
            row("otherol", "changesExposureOf", "testazolam", "s-5"),
            row("zelkamine", "inhibits", "enzyme-aside", "s-6"),
        ]
    )

    assert set(between(graph, ["florbium", "testazolam"])) == {"florbium", "zelkamine", "cypx", "testazolam"}


def test_a_start_without_a_way_keeps_its_neighbours() -> None:
    """Nobody asked for disappears."""
    graph = nx.MultiDiGraph()
    for source, target in (("a", "b"), ("c", "d")):
        add_statement(
            graph, add_node(graph, source, source, ""), "r", add_node(graph, target, target, ""), Statement("s")
        )

    assert set(between(graph, ["a", "c"])) == {"a", "b", "c", "d"}


def test_cut_keeps_a_small_graph_whole() -> None:
    """A picture that is small enough loses nothing."""
    rows = [row("zelkamine", "inhibits", f"enzyme-{n}", f"s-{n}") for n in range(5)]

    assert len(cut(view(rows), 150, set())) == 6


def report(**mechanism: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a report
    """Return a report of one pair with one mechanism."""
    pair = {
        "precipitant": {"id": "florbium", "label": "florbium"},
        "object": {"id": "testazolam", "label": "testazolam"},
    }
    substances = [
        {"id": "florbium", "label": "florbium", "kind": "product"},
        {"id": "testazolam", "label": "testazolam", "kind": "drug"},
    ]
    told = {
        "s-1": {
            "id": "s-1",
            "stance": "refutes",
            "locator": "Table 1",
            "citation": {"label": "Abel 2001", "url": "https://example.org/"},
        }
    }
    return {"substances": substances, "pairs": [{**pair, "mechanisms": [mechanism]}], "statements": told}


def step(subject: str, predicate: str, target: str, *assertions: str) -> dict[str, Any]:
    """Return one step of a path."""
    return {
        "subject": subject,
        "subject_id": subject,
        "predicate": predicate,
        "predicate_label": predicate,
        "object": target,
        "object_id": target,
        "assertion": assertions[0],
        "assertions": list(assertions),
        "citation": "Bell 2002",
        "url": "https://example.org/bell",
    }


def test_a_report_is_drawn_exactly() -> None:
    """The picture of a report has the substances and the steps of its paths, each with its statements; nothing else."""
    path = [
        step("florbium", "contains", "zelkamine", "s-1"),
        step("zelkamine", "inhibits", "cypx", "s-1", "s-9"),
        step("testazolam", "isSubstrateOf", "cypx", "s-9"),
    ]
    graph = view_of_report(
        report(id="m", kind="pharmacokinetic", via={"id": "cypx", "label": "cypx"}, rule={}, path=path)
    )

    assert set(graph) == {"florbium", "zelkamine", "cypx", "testazolam"}
    assert [graph.nodes[name]["kind"] for name in ("florbium", "zelkamine", "cypx")] == [
        "product",
        "alkaloid",
        "enzyme",
    ]
    first, second = graph.edges["zelkamine", "cypx", "inhibits"]["statements"]
    assert (first.stance, first.locator, first.link) == ("refutes", "Table 1", "https://example.org/")
    assert (second.citation, second.link) == ("Bell 2002", "https://example.org/bell")
    assert graph.edges["zelkamine", "cypx", "inhibits"]["pairs"] == ["florbium--testazolam"]


def test_a_rule_about_classes_is_a_node_between() -> None:
    """Both sides of a rule lead to its node: by their class where a step says so, else from where the path ends."""
    path = [
        step("florbium", "contains", "zelkamine", "s-1"),
        step("zelkamine", "agonistOf", "receptor-x", "s-1"),
        step("testazolam", "hasPharmacodynamicClass", "calming class", "s-9"),
        {**step("rule-x", "leadsTo", "deep sleep", "rule-x"), "object_id": "rule-x"},
    ]
    rule = {"id": "rule-x", "label": "agonist and calming"}
    graph = view_of_report(report(id="m", kind="pharmacodynamic", via=rule, rule={"id": "rule-x"}, path=path))

    assert graph.nodes["rule-x"]["label"] == "agonist and calming"
    assert graph.edges["testazolam", "rule-x", "hasPharmacodynamicClass"]["label"] == "calming class"
    assert graph.has_edge("receptor-x", "rule-x")
    assert not graph.has_edge("florbium", "rule-x")


def test_a_report_without_pairs_draws_its_substances() -> None:
    """Substances nothing is known about still stand in the picture."""
    empty = {**report(), "pairs": []}

    assert set(view_of_report(empty)) == {"florbium", "testazolam"}
