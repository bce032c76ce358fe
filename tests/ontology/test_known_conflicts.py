"""The disagreements that the literature is known for come out of the rules, on the real data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.conflicts import conflicts_of
from graph.names import iri

if TYPE_CHECKING:
    from graph.store import Store
    from graph.telling import Json

pytestmark = pytest.mark.slow


def told(graph: Store, subject: str, kind: str, relation: str, thing: str = "", endpoint: str = "") -> Json:
    """Return the one conflict of this description."""
    found = [
        one
        for one in conflicts_of(graph, iri(subject), kind)["conflicts"]
        if one["relation"] == relation
        and (one["object"] or {"id": ""})["id"] == thing
        and (not endpoint or one["endpoint"] == endpoint)
    ]
    assert len(found) == 1, f"{subject} {relation} {thing} {endpoint}: {[one['id'] for one in found]}"
    conflict: Json = found[0]
    return conflict


def printed(conflict: Json) -> set[float]:
    """Return every value that a conflict compares, as its statements give it."""
    return {one["value"] for side in conflict["sides"] for one in side["statements"]}


#: Subject, relation, thing and endpoint; values that must take part; how many times apart the ends lie at least.
KNOWN = [
    (("mitragynine", "inhibits", "cyp2d6", "ki"), {1.17, 12.86, 0.67}, 38),
    (("mitragynine", "inhibits", "cyp3a", "ic50"), {41.32, 20, 11.4, 3}, 13),
    (("mitragynine", "hasPharmacokineticParameter", "", "clearance"), {233, 7550}, 32),
    (("kratom", "hasRisk", "kratom-use-disorder", "prevalence"), {2, 25.5, 29.5, 99}, 49),
]


@pytest.mark.parametrize(("about", "values", "least"), KNOWN)
def test_values_known_to_lie_apart_are_a_conflict(
    graph: Store, about: tuple[str, str, str, str], values: set[float], least: float
) -> None:
    """Each known value takes part, and the ends lie at least as far apart as was known."""
    subject, *rest = about
    conflict = told(graph, subject, "values_apart", *rest)

    assert values <= printed(conflict)
    assert conflict["fold_difference"] > least


def test_half_an_ic50_is_the_low_end_at_cyp2d6(graph: Store) -> None:
    """The lowest inhibition constant is half an IC50, and the summary says by which convention."""
    conflict = told(graph, "mitragynine", "values_apart", "inhibits", "cyp2d6", "ki")

    assert conflict["summary"].startswith("0.335 to 12.86 umol/L")
    assert "IC50" in conflict["summary"]


def test_the_affinities_at_the_mu_receptor_are_a_conflict_where_they_lie_apart(graph: Store) -> None:
    """Affinities of mitragynine at the mu receptor more than three-fold apart, by two sources, are one conflict."""
    rows = graph.select(
        "PREFIX ago: <https://w3id.org/alkagraph/schema#> SELECT ?value ?source { ?a ago:subject "
        f"<{iri('mitragynine')}> ; ago:object <{iri('mu-opioid-receptor')}> ; ago:predicate ago:bindsTo ; "
        'ago:endpoint ago:ki ; ago:unit "nmol/L" ; ago:value ?value ; ago:citation ?source '
        "FILTER NOT EXISTS { ?a ago:appraisal/ago:notComputed true } }"
    )
    values = [(float(row["value"]), row["source"]) for row in rows]
    apart = any(high > 3 * low and first != second for low, first in values for high, second in values)
    found = [
        one
        for one in conflicts_of(graph, iri("mitragynine"), "values_apart")["conflicts"]
        if one["relation"] == "bindsTo" and one["object"]["id"] == "mu-opioid-receptor"
    ]

    assert values
    assert bool(found) == apart
    for one in found:
        assert {value for value, _ in values} <= printed(one)


def test_block_of_the_channel_is_set_against_the_electrocardiogram(graph: Store) -> None:
    """Block of hERG in cells stands against the study that found no more long QT intervals in users."""
    conflict = told(graph, "kratom", "mechanism_and_outcome", "hasRisk", "qt-prolongation")
    held = {side["stands"]: {one["id"] for one in side["statements"]} for side in conflict["sides"]}

    assert {"rec0226", "rec0227"} <= held["supports"]
    assert "rsk0158" in held["refutes"]
    assert conflict in conflicts_of(graph, iri("mitragynine"))["conflicts"]


def test_induction_is_set_against_inhibition(graph: Store) -> None:
    """Activation of PXR and induction of CYP3A in cells stand against inhibition in microsomes and in people."""
    conflict = told(graph, "kratom", "opposite_relations", "induces", "cyp3a")
    held = {side["stands"]: side["statements"] for side in conflict["sides"]}

    assert {"induces", "inhibits", "inactivates"} <= {*held}
    assert "activates" in {one["predicate"] for one in held["induces"]}
    assert any(one["in_people"] for one in held["inhibits"])


def test_every_conflict_has_two_sides_a_summary_and_cited_statements(graph: Store) -> None:
    """No conflict is one-sided, and each statement of it leads to its source."""
    for one in conflicts_of(graph)["conflicts"]:
        real = [side for side in one["sides"] if side["stands"] not in ("between", "left_out")]
        assert len(real) > 1, one["id"]
        assert one["summary"], one["id"]
        assert all(item["citation"]["id"] for side in one["sides"] for item in side["statements"]), one["id"]
