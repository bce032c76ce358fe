"""The picture as a graph: products, alkaloids, targets, organs, medicines and risks, with bundled statements.

A node has `kind`, `label`, `slug` and `layer`; an edge is keyed by its relation and has `relation`, `label` and
`statements`. Nothing here knows how a picture looks (`layout`, `render`) or how a question is asked (`queries`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from graph import queries
from graph.names import local, words
from graph.picture import Statement, add_node, add_statement, between, cut, sort_statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.store import Store

#: The relation that puts a substance into a class.
CLASSIFIES: Final = "hasPharmacodynamicClass"
#: What the ends of a relation are, for a report that does not say.
KINDS: Final = {
    "contains": ("product", "alkaloid"),
    "hasMetabolite": ("", "alkaloid"),
    "inhibits": ("", "enzyme"),
    "inactivates": ("", "enzyme"),
    "induces": ("", "enzyme"),
    "isSubstrateOf": ("", "enzyme"),
    "agonistOf": ("", "receptor"),
    "partialAgonistOf": ("", "receptor"),
    "antagonistOf": ("", "receptor"),
    "bindsTo": ("", "receptor"),
    "blocks": ("", "channel"),
    "hasRisk": ("", "risk"),
    "hasEffect": ("", "effect"),
    CLASSIFIES: ("", "pharmacodynamicclass"),
}
#: A picture with more nodes than this is read by nobody.
LIMIT: Final = 150

#: The statements of a report by id, as `explain.tell` writes them.
Told = Mapping[str, Mapping[str, Any]]


def view(rows: Iterable[Mapping[str, str]], limit: int = LIMIT, start: Sequence[str] = ()) -> nx.MultiDiGraph:
    """Return the picture of the rows of a mechanism question, cut to about `limit` nodes.

    A row has the variables that `mechanism-graph.rq` lists as its output. Rows that say the same thing twice count
    once. Nodes in `start` (slugs or IRIs) are never cut; what is cut is counted in nodes of kind `more`.
    """
    graph = nx.MultiDiGraph()
    for row in rows:
        _add_row(graph, row)
    return cut(graph, limit, {local(name) for name in start})


def view_of(store: Store, start: Sequence[str], limit: int = LIMIT) -> nx.MultiDiGraph:
    """Return the picture of the mechanisms that begin or end at the things in `start` (IRIs)."""
    graph = nx.MultiDiGraph()
    for row in queries.ask(store, "mechanism-graph", start=list(start)):
        _add_row(graph, row)
    names = [local(name) for name in start]
    return cut(between(graph, names), limit, set(names))


def whole_of(store: Store) -> nx.MultiDiGraph:
    """Return every thing and every statement between two, nothing cut: a graph to compute with, not to draw."""
    graph = nx.MultiDiGraph()
    for row in queries.ask(store, "every-statement"):
        _add_row(graph, row)
    sort_statements(graph)
    return graph


def view_of_report(report: Mapping[str, Any]) -> nx.MultiDiGraph:
    """Return the picture of exactly the mechanism paths of a check report, and of the substances it names."""
    graph = nx.MultiDiGraph()
    for substance in report.get("substances", ()):
        add_node(graph, substance["id"], substance["label"], substance.get("kind", ""))
    for pair in report.get("pairs", ()):
        for mechanism in pair.get("mechanisms", ()):
            _add_mechanism(graph, mechanism, pair, report.get("statements", {}))
    sort_statements(graph)
    return graph


def _add_row(graph: nx.MultiDiGraph, row: Mapping[str, str]) -> None:
    source = add_node(graph, row["source"], row.get("sourceLabel", ""), row.get("sourceKind", ""))
    target = add_node(graph, row["target"], row.get("targetLabel", ""), row.get("targetKind", ""))
    statement = Statement(
        id=local(row["assertion"]),
        citation=row.get("citationLabel", local(row.get("citation", ""))),
        link=row.get("link", ""),
        locator=row.get("locator", ""),
        study_type=words(local(row.get("studyType", ""))),
        stance=local(row.get("stance", "supports")),
        as_printed=row.get("asPrinted", ""),
        n=row.get("n", ""),
        species=words(local(row.get("species", ""))),
        derived=row.get("derived", "") == "true",
        tier=row.get("tier", ""),
        quoted_in=row.get("quotedIn", ""),
    )
    add_statement(graph, source, row["relation"], target, statement)


def _add_mechanism(graph: nx.MultiDiGraph, mechanism: Mapping[str, Any], pair: Mapping[str, Any], told: Told) -> None:
    """Add the steps of a mechanism; a rule about classes becomes one node that both sides lead to."""
    rule = local(mechanism["via"]["id"]) if mechanism.get("rule") else ""
    if rule:
        add_node(graph, rule, mechanism["via"]["label"], "rule")
    own = nx.DiGraph()
    for step in mechanism.get("path", ()):
        if step["subject_id"] == step["object_id"]:  # a rule that states its consequence: the rule's node says it
            continue
        relation = local(step["predicate"])
        classified = bool(rule) and relation == CLASSIFIES
        source = _end(graph, step, "subject")
        target = rule if classified else _end(graph, step, "object")
        for statement in _step_statements(step, told):
            add_statement(graph, source, relation, target, statement)
        label = step["object"] if classified else step.get("predicate_label") or words(relation)
        graph.edges[source, target, relation]["label"] = label
        _note_pair(graph.edges[source, target, relation]["pairs"], pair)
        own.add_edge(source, target)
    for side in ("precipitant", "object") if rule else ():
        end = add_node(graph, pair[side]["id"], pair[side]["label"], "")
        for last in _last_of(own, end, rule):
            add_statement(graph, last, "fallsUnder", rule, Statement(id=f"{rule}-{last}", derived=True))
            _note_pair(graph.edges[last, rule, "fallsUnder"]["pairs"], pair)


def _last_of(own: nx.DiGraph, end: str, rule: str) -> list[str]:
    """Return where the walk of one side stops before the rule: its last things, the side itself, or nothing to add."""
    reached = {end} | (nx.descendants(own, end) if end in own else set())
    if rule in reached:
        return []
    return sorted(node for node in reached if node not in own or not own.out_degree(node))


def _note_pair(pairs: list[str], pair: Mapping[str, Any]) -> None:
    """Note on an arrow which pair it explains, by the name that the check page gives the pair's card."""
    name = "--".join(sorted((pair["precipitant"]["id"], pair["object"]["id"])))
    if name not in pairs:
        pairs.append(name)


def _end(graph: nx.MultiDiGraph, step: Mapping[str, Any], side: str) -> str:
    """Add one end of a step. A kind that the step does not name follows from the relation."""
    guess = KINDS.get(local(step["predicate"]), ("", ""))[side == "object"]
    name = step[f"{side}_id"]
    known = graph.nodes.get(local(name), {}).get("kind", "")
    return add_node(graph, name, step[side], step.get(f"{side}_kind") or known or guess)


def _step_statements(step: Mapping[str, Any], told: Told) -> Iterable[Statement]:
    """Yield the statements a step rests on, as the report tells them; the step itself where it tells none."""
    for name in step.get("assertions") or [step["assertion"]]:
        one = told.get(name) or {**step, "id": name, "citation": {"label": step["citation"], "url": step.get("url")}}
        yield Statement(
            id=name,
            citation=one["citation"].get("label") or "",
            link=one["citation"].get("url") or "",
            locator=one.get("locator") or "",
            study_type=one.get("study_type_label") or words(one.get("study_type") or ""),
            stance=one.get("stance") or "supports",
            as_printed=one.get("as_printed") or "",
            n=str(one.get("n") or ""),
            species=words(one.get("species") or ""),
            tier=one["citation"].get("tier_label") or one.get("tier_label") or "",
            quoted_in=(one.get("quoted_in") or {}).get("label") or "",
        )
