"""The rules on the toy world: what becomes an edge, a mechanism and an answer, and what must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.errors import OntologyBroken
from graph.infer import derive_pairs, header, infer, read_rules
from graph.load import Sources
from graph.names import AGO, ALKA, GRAPH, PROV, iri, local
from graph.snapshot import assemble
from graph.store import Store
from tests.strategies import CITED, LEAF, add, edge, edges, toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "# Rule:     toy\n# Says:     so.\n# Premises: some\n# Scope:    graph\n"
INTO = "CONSTRUCT { ?s <https://example.org/p> ?o } WHERE { ?s ?p ?o }"


def holds(triple: str) -> bool:
    """Tell whether the toy world holds a statement, with prefixes alka: and ago: written out."""
    text = f"PREFIX ago: <{AGO}> PREFIX alka: <{ALKA}> PREFIX prov: <{PROV}> SELECT * {{ {triple} }} LIMIT 1"
    return bool(toy_store().select(text))


def mechanisms(first: str, second: str) -> set[str]:
    """Return the slugs of the mechanisms from one substance to another."""
    rows = toy_store().select(
        f"SELECT ?m {{ ?m a <{AGO}Mechanism> ; <{AGO}precipitant> <{iri(first)}> ; <{AGO}objectDrug> <{iri(second)}> }}"
    )
    return {local(row["m"]) for row in rows}


@pytest.mark.parametrize(
    ("subject", "predicate", "thing", "why"),
    [
        ("zelkamine", "inhibits", "cypx1", "it is stated"),
        ("zelkamine", "inhibits", "cypx", "what is said of a member holds for its family"),
        ("florbium", "contains", "zelkamine", "what is said of a form holds for its product"),
        ("florbium", "inhibits", "cypx", "what a constituent does, the product may do"),
        ("florbium", "isSubstrateOf", "cypx", "what clears a constituent clears part of the product"),
        ("zelkamine", "hasPharmacodynamicClass", "calm-agonist", "a partial agonist belongs to the class"),
        ("oxyzelkamine", "hasPharmacodynamicClass", "calm-agonist", "an agonist belongs to the class"),
        ("florbium", "hasPharmacodynamicClass", "calm-agonist", "through its constituent"),
    ],
)
def test_an_edge_follows_and_keeps_its_proof(subject: str, predicate: str, thing: str, why: str) -> None:
    """An edge stands in the graph as a plain statement and as a node that rests on a statement or another edge."""
    assert holds(f"alka:{subject} ago:{predicate} alka:{thing}"), why
    assert holds(f"<{edge(subject, predicate, thing)}> a ago:Edge ; prov:wasDerivedFrom ?proof"), why


def test_a_refuted_role_makes_no_edge_and_no_mechanism() -> None:
    """What a source denies stays as a dispute of an edge that nobody supports."""
    disputed = edge("weakazole", "inhibits", "cypx")

    assert not holds("alka:weakazole ago:inhibits alka:cypx")
    assert holds(f"<{disputed}> a ago:Edge ; ago:disputedBy alka:toy-0204")
    assert not holds(f"<{disputed}> prov:wasDerivedFrom ?any")
    assert mechanisms("weakazole", "zelkamine") == mechanisms("weakazole", "florbium") == set()


def test_a_family_for_browsing_joins_nothing(tmp_path: Path) -> None:
    """What is said of a member of a family is not said of the family, unless sources measure the one as the other."""
    sources = world(tmp_path / "facts")
    add(sources, "entities/targets.tsv", id="cypy", label="CYPY", kind="Enzyme")
    add(sources, "entities/targets.tsv", id="cypy2", label="CYPY2", kind="Enzyme", family="cypy")
    named = {"subject_label": "blockazole", "object_label": "CYPY2"}
    add(sources, LEAF, id="new-0001", subject="blockazole", predicate="inhibits", object="cypy2", **named, **CITED)
    named = {"subject_label": "zelkamine", "object_label": "CYPY"}
    add(sources, LEAF, id="new-0002", subject="zelkamine", predicate="isSubstrateOf", object="cypy", **named, **CITED)
    store = assemble(sources)

    assert store.select(f"SELECT ?x {{ ?x <{AGO}inhibits> <{iri('cypy')}> }}") == []
    assert store.select(f"SELECT ?m {{ ?m <{AGO}via> <{iri('cypy')}> }}") == []


def test_inhibition_and_inactivation_are_two_mechanisms() -> None:
    """Two ways to slow one enzyme are kept apart, by family and never by member."""
    assert mechanisms("florbium", "testazolam") == {
        "mechanism--enzyme-inhibition--florbium--cypx--testazolam",
        "mechanism--enzyme-inactivation--florbium--cypx--testazolam",
    }


def test_an_inducer_lowers() -> None:
    """Induction of the clearing enzyme lowers the exposure of the product that it clears."""
    name = "mechanism--enzyme-induction--inducin--cypx--florbium"

    assert name in mechanisms("inducin", "florbium")
    assert holds(f"alka:{name} ago:mechanismEffect ago:lowers_exposure")


def test_a_metabolite_that_acts_falls_and_rises_with_its_enzyme() -> None:
    """Less or more of an enzyme is less or more of the active metabolite it forms."""
    for first, rule, effect in (
        ("blockazole", "less-active-metabolite", "lowers_active_metabolite"),
        ("inducin", "more-active-metabolite", "raises_active_metabolite"),
    ):
        name = f"mechanism--{rule}--{first}--cypx--oxyzelkamine--florbium"
        assert name in mechanisms(first, "florbium")
        assert holds(f"alka:{name} ago:mechanismEffect ago:{effect} ; ago:metabolite alka:oxyzelkamine")


def test_a_transporter_is_a_way_too_and_a_model_can_dispute_it() -> None:
    """An effect below its cut-off disputes the mechanism and removes nothing."""
    name = "mechanism--transporter-inhibition--florbium--pumpy--pumpidone"

    assert mechanisms("florbium", "pumpidone") == {name}
    assert holds(f"alka:{name} ago:disputedBy alka:toy-0012")


def test_a_class_reaches_what_is_narrower() -> None:
    """A rule about a class fires for a member of a narrower class, in both directions."""
    for first, second in (("florbium", "calmazepam"), ("calmazepam", "florbium")):
        assert mechanisms(first, second) == {f"mechanism--toy-rule-1--{first}--{second}"}


def test_a_whole_does_not_meet_its_part() -> None:
    """A product and its own constituent are no pair."""
    assert not holds("alka:florbium ago:meets alka:zelkamine")
    assert not holds("alka:zelkamine ago:meets alka:florbium")
    assert mechanisms("florbium", "zelkamine") == set()


def test_forms_take_no_part_themselves() -> None:
    """A form is looked up under its product and has no interaction of its own."""
    assert not holds("alka:florbium-tea a ago:Participant")
    assert not holds("?i a ago:Interaction ; ago:precipitant|ago:objectDrug alka:florbium-tea")


def test_an_organ_is_reached() -> None:
    """What acts on a receptor acts where the receptor stands; what has a risk may harm what the risk affects."""
    rows = toy_store().select(f"SELECT DISTINCT ?p {{ <{iri('florbium')}> ?p <{iri('noggin')}> }}")

    assert rows != []


def test_every_rule_describes_itself() -> None:
    """Each rule stands in the provenance graph with its sentence and its file, and whatever names a rule finds it."""
    graph = f"{GRAPH}provenance"
    held = set(toy_store().dump().decode().splitlines())
    rules = read_rules(Sources().files("rules", "*.rq"))
    named = toy_store().select(f"SELECT DISTINCT ?rule {{ ?thing <{AGO}rule> ?rule }}")
    described = toy_store().select(f"SELECT ?rule {{ GRAPH <{graph}> {{ ?rule a <{AGO}InferenceRule> }} }}")

    assert all(f"{s} {p} {o} <{graph}> ." in held for rule in rules for s, p, o in rule.triples())
    assert all(list(rule.triples()) for rule in rules)
    assert {row["rule"] for row in named} <= {row["rule"] for row in described}


def test_pairs_of_medicines_are_derived_on_demand() -> None:
    """Two medicines have no node in the snapshot and get one, by the same rules, when somebody asks."""
    names = [iri("blockazole"), iri("testazolam")]
    part = Store()
    part.add(
        "derived",
        [
            (f"<{iri('cypx')}>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{AGO}Enzyme>"),
            (f"<{names[0]}>", f"<{AGO}inhibits>", f"<{iri('cypx')}>"),
            (f"<{names[1]}>", f"<{AGO}isSubstrateOf>", f"<{iri('cypx')}>"),
            (f"<{iri('rule-x')}>", f"<{AGO}acts>", f"<{AGO}inhibits>"),
            (f"<{iri('rule-x')}>", f"<{AGO}onKind>", f"<{AGO}Enzyme>"),
            (f"<{iri('rule-x')}>", f"<{AGO}objectRole>", f"<{AGO}isSubstrateOf>"),
            (f"<{iri('rule-x')}>", f"<{AGO}effect>", f"<{AGO}raises_exposure>"),
        ],
    )
    derive_pairs(part, read_rules(Sources().files("rules", "*.rq")), names)
    made = part.select(f"SELECT ?i ?answer {{ ?i a <{AGO}Interaction> ; <{AGO}answer> ?answer }}")

    assert mechanisms("blockazole", "testazolam") == set()
    assert made == [{"i": f"{ALKA}interaction--blockazole--testazolam", "answer": f"{AGO}predicted"}]


def test_the_head_of_a_file_ends_where_the_query_begins() -> None:
    """A comment inside the query is not part of the head."""
    assert header("# Rule: a\n# Says:  b: c \nSELECT\n# Scope: pair") == {"rule": "a", "says": "b: c"}
    assert header("") == {}


@pytest.mark.parametrize("missing", ["Rule", "Says", "Premises", "Scope"])
def test_a_rule_needs_its_whole_head(tmp_path: Path, missing: str) -> None:
    """A rule that does not say what it claims is refused with its file name."""
    path = tmp_path / "10-toy.rq"
    lines = [line for line in HEAD.splitlines() if missing not in line]
    path.write_text("\n".join([*lines, INTO]), encoding="utf-8")

    with pytest.raises(OntologyBroken, match=r"10-toy\.rq: the header is incomplete") as caught:
        read_rules([path])
    assert f"# {missing}:" in str(caught.value)


def test_a_rule_is_spared_where_nothing_speaks_of_what_it_needs(tmp_path: Path) -> None:
    """On demand a rule that needs a property runs only where some statement has it."""
    path = tmp_path / "10-toy.rq"
    said = HEAD.replace("graph", "pair\n# Needs:    contains")
    path.write_text(
        said + "CONSTRUCT { <https://example.org/a> <https://example.org/p> 1 } WHERE { }", encoding="utf-8"
    )
    rules, asked = read_rules([path]), "SELECT ?o { ?s <https://example.org/p> ?o }"
    spoken = Store()
    spoken.add("derived", [(f"<{iri('a')}>", f"<{AGO}contains>", f"<{iri('b')}>")])

    assert derive_pairs(Store(), rules, []).select(asked) == []
    assert derive_pairs(spoken, rules, []).select(asked) == [{"o": "1"}]


OTHER_FORMS = ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }", "CONSTRUCT {", "DELETE WHERE { ?s ?p ?o }"]


@pytest.mark.parametrize("text", OTHER_FORMS)
def test_a_rule_must_be_a_construct(tmp_path: Path, text: str) -> None:
    """A rule of another form is a fault of the ontology that names the file, not a crash."""
    path = tmp_path / "10-toy.rq"
    path.write_text(HEAD + text, encoding="utf-8")

    with pytest.raises(OntologyBroken, match=r"10-toy\.rq"):
        infer(Store(), read_rules([path]))


def test_rules_run_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """Order of the names, not of the list; each is told with what it added."""
    for name in ("20-b", "10-a"):
        (tmp_path / f"{name}.rq").write_text(HEAD.replace("toy", name[3:]) + INTO, encoding="utf-8")
    store, told = Store(), list[tuple[str, int]]()
    store.add("asserted", [("<https://example.org/a>", "<https://example.org/q>", "<https://example.org/b>")])
    rules = read_rules(sorted(tmp_path.glob("*.rq"), reverse=True))
    total = infer(store, rules, lambda name, added: told.append((name, added)))

    assert [name for name, _ in told] == ["a", "b"]
    assert total == sum(added for _, added in told)


def test_edges_are_many_and_each_has_parts() -> None:
    """No edge lacks subject, predicate or object."""
    found = toy_store().select(f"SELECT (COUNT(DISTINCT ?e) AS ?n) {{ ?e a <{AGO}Edge> }}")

    assert len({one[:3] for one in edges(toy_store())}) == int(found[0]["n"])
