"""What several substances add up to: one finding from three contributors on, counted as one interruption."""

from __future__ import annotations

from typing import Any

from graph.cumulative import SharedEffect, alerts, findings, shared_effects, still_alerts
from graph.grounds import Ground
from graph.names import iri
from tests.strategies import toy_store

Json = dict[str, Any]
RANKS = {name: rank for rank, name in enumerate(("unknown", "none", "minor", "moderate", "major", "contraindicated"))}
RANKS |= {name: rank for rank, name in enumerate(("hypothesis", "mechanistic", "possible", "probable"))}
INTERRUPTS = {"major", "contraindicated"}
SLEEP = SharedEffect("sleep", "sleep", "Very deep sleep.", 3, frozenset({"r1", "r2"}), "Wake up.", "moderate", 3)


def rank(code: str) -> int:
    """Order the words of the examples."""
    return RANKS.get(code, -1)


def interrupts(severity: str, orca: int | None, level: str) -> bool:
    """Interrupt for what is severe, whatever the class and the level."""
    assert orca is None or 1 <= orca <= 5
    return severity in INTERRUPTS and bool(level)


def count(pairs: list[Json], found: list[Json]) -> int:
    """Return the number of interruptions."""
    return alerts(pairs, found, lambda pair, without: still_alerts(pair, without, rank, interrupts))


def mechanism(rule: str = "", severity: str = "major", orca: int = 2) -> Json:
    """Return a mechanism by a rule, or by a change of exposure when no rule is named."""
    said = {"id": rule, "action": f"Do as {rule} says.", "orca_class": orca} if rule else {}
    return {"rule": said, "severity": severity}


def pair(first: str, second: str, *mechanisms: Json, level: str = "possible", severity: str = "") -> Json:
    """Return the part of a finished pair that matters here."""
    worst = severity or max((one["severity"] for one in mechanisms), key=rank, default="unknown")
    return {
        "precipitant": {"id": first, "label": first.title()},
        "object": {"id": second, "label": second.title()},
        "mechanisms": list(mechanisms),
        "severity": worst,
        "evidence_level": level,
        "alert": worst in INTERRUPTS,
    }


def both(first: str, second: str, *mechanisms: Json, **more: str) -> list[Json]:
    """Return the two directions of a pair."""
    return [pair(first, second, *mechanisms, **more), pair(second, first, *mechanisms, **more)]


def test_three_contributors_are_one_finding() -> None:
    """Ends, rules and pairs are gathered; the worst severity and the most cautious class stand, and what to do."""
    pairs = both("ann", "bob", mechanism("r1")) + both(
        "bob", "cyd", mechanism("r2", "moderate", 1), level="mechanistic"
    )
    (found,) = findings(pairs, [SLEEP], rank, interrupts)

    assert (found["contributors"], found["rules"]) == (["ann", "bob", "cyd"], ["r1", "r2"])
    assert found["pairs"] == [["ann", "bob"], ["bob", "ann"], ["bob", "cyd"], ["cyd", "bob"]]
    assert (found["severity"], found["orca_class"], found["alert"]) == ("major", 1, True)
    assert (found["evidence_level"], found["proposed"]) == ("mechanistic", True)
    assert found["recommended_action"]["text"] == "Wake up."
    assert found["recommended_action"]["others"] == ["Do as r2 says.", "Do as r1 says."]
    assert found["text"].startswith("Ann, Bob and Cyd add up to one effect: sleep.")
    assert count(pairs, [found]) == 1


def test_what_a_third_brings_about_belongs_to_the_finding() -> None:
    """A class that a pair has because another contributor is on the list is that of the whole list too."""
    brought = {"field": "with", "value": "cyd", "orca_class": 1, "action": "Never with Cyd."}
    other = {**brought, "value": "zoe", "action": "Never with Zoe."}
    pairs = both("ann", "bob", mechanism("r1")) + both("bob", "cyd", mechanism("r2", "moderate", 3))
    (found,) = findings([{**pair, "context": [brought, other]} for pair in pairs], [SLEEP], rank, interrupts)

    assert found["orca_class"] == found["recommended_action"]["orca_class"] == 1
    assert found["recommended_action"]["others"] == ["Never with Cyd.", "Do as r1 says.", "Do as r2 says."]


def test_members_of_a_class_contribute_without_a_rule() -> None:
    """What is declared of so many members of a class is told although no rule speaks of their pairs."""
    effect = SharedEffect(
        "nap", "nap", "Nap.", 3, frozenset(), "Rise.", "moderate", 3, classes=frozenset({iri("dull")})
    )
    pairs = both("ann", "bob") + both("bob", "cyd") + both("ann", "cyd") + both("cyd", "dan")
    counts = {iri(name): frozenset({iri(name), iri("dull")}) for name in ("ann", "bob", "cyd")}
    (found,) = findings(pairs, [effect], rank, interrupts, Ground(counts={**counts, iri("dan"): frozenset()}))

    assert (found["contributors"], found["rules"], len(found["pairs"])) == (["ann", "bob", "cyd"], [], 6)
    assert (found["severity"], found["orca_class"], found["alert"]) == ("moderate", 3, False)
    assert found["evidence_level"] == "hypothesis"
    assert findings(pairs, [effect], rank, interrupts) == []


def test_a_part_counts_together_with_its_whole() -> None:
    """A product and what it contains are one contributor; two parts beside each other are two."""
    pairs = both("ann", "cyd", mechanism("r1")) + both("bob", "cyd", mechanism("r1"))
    one, two = {(iri("ann"), iri("bob"))}, {(iri("zoe"), iri("ann")), (iri("zoe"), iri("bob"))}
    more = pairs + both("zoe", "cyd", mechanism("r1"))

    assert findings(pairs, [SLEEP], rank, interrupts, Ground(within=frozenset(one))) == []
    assert len(findings(pairs, [SLEEP], rank, interrupts, Ground(within=frozenset(two)))) == 1
    assert len(findings(more, [SLEEP], rank, interrupts, Ground(within=frozenset(two)))) == 1


def test_two_contributors_stay_a_pair() -> None:
    """Two substances are no cumulative finding, by however many rules."""
    pairs = both("ann", "bob", mechanism("r1"), mechanism("r2"))

    assert findings(pairs, [SLEEP], rank, interrupts) == []
    assert count(pairs, []) == 1


def test_a_pair_with_a_reason_of_its_own_still_interrupts() -> None:
    """A further rule, a change of exposure or a severity from elsewhere is not hidden by the finding."""
    rest = both("bob", "cyd", mechanism("r2"))
    for own in (
        both("ann", "bob", mechanism("r1"), mechanism("other")),
        both("ann", "bob", mechanism("r1"), mechanism()),
        both("ann", "bob", mechanism("r1"), severity="contraindicated"),
    ):
        found = findings(own + rest, [SLEEP], rank, interrupts)
        assert count(own + rest, found) == 2


def test_a_finding_that_does_not_interrupt_accounts_for_nothing() -> None:
    """Moderate effects add up without an alert; the alert of another rule stays."""
    pairs = both("ann", "bob", mechanism("r1", "moderate"), mechanism("other"))
    pairs += both("bob", "cyd", mechanism("r2", "minor"))
    (found,) = findings(pairs, [SLEEP], rank, interrupts)

    assert (found["severity"], found["alert"]) == ("moderate", False)
    assert count(pairs, [found]) == 1


def test_what_is_not_declared_comes_from_the_pairs() -> None:
    """An effect without class and severity of its own has those of the rules."""
    bare = SharedEffect("bare", "sleep", "Sleep.", 3, frozenset({"r1"}), "Wake up.")
    pairs = both("ann", "bob", mechanism("r1", "minor", 3)) + both("bob", "cyd", mechanism("r1", "minor", 3))
    (found,) = findings(pairs, [bare], rank, interrupts)

    assert (found["severity"], found["orca_class"], found["citation"]) == ("minor", 3, "")


def test_shared_effects_are_read_from_the_graph() -> None:
    """Rules, least number and what is declared come from the table."""
    (effect,) = shared_effects(toy_store())

    assert (effect.id, effect.rules, effect.least) == ("toy-shared-drowse", frozenset({"toy-rule-1"}), 3)
    assert (effect.severity, effect.orca_class, effect.statements) == ("moderate", 3, ("toy-0206",))
