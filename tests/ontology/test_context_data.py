"""The tables of context and of shared effects, held against the rest of the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.context import BY_LIST, fields, told, understand
from graph.cumulative import shared_effects
from graph.grounds import context_classes
from graph.names import AGO, iri, local
from graph.pharmacokinetics.phenotype import activity_of

if TYPE_CHECKING:
    from graph.store import Store

#: Fields that the code itself fills from the list of substances.
FROM_THE_LIST = {"product", "dose", "times_per_day"}
#: Rules by which effects add up and that no shared effect gathers, by the reason why not.
ALONE = {
    "two contributors at most, or a harm of that pair alone": (
        "pdr-042 pdr-115 pdr-195 pdr-208 pdr-228 pdr-229 pdr-230 pdr-233 pdr-234 pdr-246 pdr-251 "
        "pdr-252 pdr-256 pdr-285"
    ),
    "measured and not felt at once": "pdr-043 pdr-309 pdr-315 pdr-320 pdr-322",
    "the anaesthetist watches the whole list": "pdr-044",
    "blood pressure may go either way, or the pair is meant to lower it": "pdr-046 pdr-304 pdr-326",
}
SPEAKS_OF_FACTORS = f"""PREFIX ago: <{AGO}> SELECT DISTINCT ?factor {{
  ?factor a ago:ModifyingFactor . ?s ago:subject ?factor ; a ago:Assertion ; ago:object ?thing }}"""
ADDITIVE = f"PREFIX ago: <{AGO}> SELECT ?rule {{ ?rule a ago:InteractionRule ; ago:effect ago:additive }}"


def test_every_factor_with_a_statement_can_be_told(graph: Store) -> None:
    """A statement on a factor that nobody can name in a check would never be shown."""
    known = {f for one in fields(graph).values() for value in one.values for f in (*value.factors, *value.near)}
    lost = [local(row["factor"]) for row in graph.select(SPEAKS_OF_FACTORS) if row["factor"] not in known]

    assert lost == [], "give each a value in facts/patient-words.tsv"


def test_no_spelling_means_two_values_of_a_field(graph: Store) -> None:
    """What is typed has one meaning within its field."""
    twice = [
        f"{one.name}: {word}"
        for one in fields(graph).values()
        for word in {word for value in one.values for word in value.written}
        if sum(word in value.written for value in one.values) > 1
    ]

    assert twice == []


def test_the_fields_the_code_fills_are_there(graph: Store) -> None:
    """Form, dose and frequency are read from the list; everything else can be told of the patient."""
    assert {one.name for one in fields(graph).values() if one.kind == BY_LIST} == FROM_THE_LIST


def test_a_pharmacists_words_are_understood(graph: Store) -> None:
    """The words of the issue lead to the factors of the facts."""
    raw = {"cyp2d6": "PM", "cyp2c19": "ultrarapid", "liver": "Child-Pugh B", "kidney": "dialysis", "pregnant": True}
    raw |= {"breastfeeding": "yes", "age": 78, "sex": "female", "conditions": ["COPD"], "use": "repeated"}
    found = {local(factor) for part in understand(graph, told(raw)) for factor in part.factors}

    assert found >= {
        "age-over-60",
        "age-over-65",
        "child-pugh-b",
        "copd",
        "cyp2c19-ultrarapid-metabolizer",
        "cyp2d6-poor-metabolizer",
        "female-sex",
        "lactation",
        "pregnancy",
        "renal-impairment",
        "repeat-dosing",
    }


def test_the_activity_of_a_poor_metabolizer_is_nothing(graph: Store) -> None:
    """No working copy, no activity; an ultrarapid person has no number, for no upper end is known."""
    poor = activity_of(graph, {iri("cyp2d6-poor-metabolizer"), iri("cyp2c19-poor-metabolizer")})
    between = activity_of(graph, {iri("cyp2d6-intermediate-metabolizer"), iri("cyp2c19-intermediate-metabolizer")})

    assert poor == {iri("cyp2d6"): 0, iri("cyp2c19"): 0}
    assert all(0 < value < 1 for value in between.values())
    assert activity_of(graph, {iri("cyp2d6-ultrarapid-metabolizer"), iri("cyp2c19-ultrarapid-metabolizer")}) == {}


def test_a_class_in_a_context_is_a_proposal_on_statements(graph: Store) -> None:
    """None is signed yet, none is the class for evidence of no interaction, and each rests on statements."""
    known = context_classes(graph)

    assert known
    assert [one.id for one in known if one.reviewed_by or not one.statements or one.orca_class > 4] == []


def test_every_additive_rule_leads_to_a_shared_effect(graph: Store) -> None:
    """A rule by which effects add up is gathered, or listed above with the reason why not."""
    gathered = {rule for effect in shared_effects(graph) for rule in effect.rules}
    additive = {local(row["rule"]) for row in graph.select(ADDITIVE)}

    alone = {rule for rules in ALONE.values() for rule in rules.split()}

    assert additive - gathered - alone == set(), "add each to its row of facts/shared-effects.tsv, or to ALONE"
    assert gathered <= additive, "only what adds up is told as one finding"
    assert alone <= additive, "take out of ALONE what is no additive rule any more"
