"""Severity, operational class and alert follow from declared tables, on arrays."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graph.judgement import Ruled, Weighed, judge_pairs
from graph.names import iri, local
from graph.policy import NO_BAND, policy_of
from tests.strategies import toy_store

if TYPE_CHECKING:
    from graph.judgement import Judgement
    from graph.policy import Policy


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Return the policy of the toy world."""
    return policy_of(toy_store())


def judged(policy: Policy, threshold: int | None = None, **weighed: object) -> Judgement:
    """Judge one pair whose object is in no special class unless told."""
    return judge_pairs(policy, [Weighed(**{"object": iri("plainol"), "level": "mechanistic", **weighed})], threshold)[0]  # type: ignore[arg-type]


def test_a_bound_belongs_to_the_band_farther_from_no_change(policy: Policy) -> None:
    """A ratio of exactly 2 is a two-fold rise, 0.2 a large fall, 1.25 a little rise; no number has no band."""
    found = policy.bands_of(np.array([2.0, 0.2, 1.25, 1.0, 5.0, np.nan]))

    assert [local(policy.bands[place]) if place != NO_BAND else "" for place in found] == [
        "band-two",
        "band-fall",
        "band-little",
        "band-none",
        "band-five",
        "",
    ]


def test_what_people_showed_outranks_what_is_predicted(policy: Policy) -> None:
    """A measured small rise counts although five-fold was predicted."""
    assert judged(policy, seen=(iri("band-little"),), ratio=6.0).severity == "minor"
    assert judged(policy, ratio=6.0).severity == "major"


def test_the_order_of_bands_never_matters(policy: Policy) -> None:
    """Of bands that are equally grave, as a large fall and a large rise are, the same one is taken in any order."""
    for one, other in itertools.combinations(policy.bands, 2):
        assert judged(policy, expected=(one, other)) == judged(policy, expected=(other, one))
        assert judged(policy, seen=(one, other)) == judged(policy, seen=(other, one))


def test_a_class_makes_a_change_weigh_more(policy: Policy) -> None:
    """A step applies to members of its class alone, and is what the advice comes from."""
    member = next(thing for thing, classes in policy.members.items() if classes)
    heavier = judged(policy, object=member, ratio=3.0)

    assert (judged(policy, ratio=3.0).severity, heavier.severity) == ("moderate", "major")
    assert (local(heavier.advice), heavier.orca, heavier.alert) == ("step-two-narrow", 2, True)


def test_a_prediction_of_no_effect_calls_nothing_safe(policy: Policy) -> None:
    """No table entry is used for it: nobody has shown that nothing need be done. Measured in people, it is."""
    predicted = judged(policy, ratio=1.0)
    measured = judged(policy, seen=(iri("band-none"),), level="probable")

    assert (predicted.severity, predicted.orca) == ("unknown", None)
    assert (measured.severity, measured.orca) == ("none", 4)


def test_an_alert_needs_severity_caution_and_evidence(policy: Policy) -> None:
    """Each limit alone holds an alert back; a report in people lets class 3 through; none found is never told."""
    rule = Ruled(iri("rule-x"), "major", "serious", 2)
    milder = Ruled(iri("rule-y"), "major", "serious", 3)

    assert judged(policy, rules=(rule,)).alert
    assert not judged(policy, rules=(rule,), level="hypothesis").alert
    assert not judged(policy, rules=(milder,)).alert
    assert judged(policy, rules=(milder,), level="possible").alert
    assert not judged(policy, rules=(rule,), answer="no_interaction").alert


def test_the_threshold_can_be_moved(policy: Policy) -> None:
    """With class 3 as threshold a moderate finding interrupts, with class 1 a class 2 finding does not."""
    mild, grave = Ruled(iri("rule-y"), "moderate", "serious", 3), Ruled(iri("rule-x"), "major", "serious", 2)

    assert judged(policy, 3, rules=(mild,)).alert
    assert not judged(policy, 1, rules=(grave,)).alert


def test_the_worst_severity_and_the_most_cautious_class_are_taken_apart(policy: Policy) -> None:
    """They may come from different rules, and both are named."""
    one, other = Ruled(iri("rule-a"), "major", "not_serious", 3), Ruled(iri("rule-b"), "minor", "serious", 1)
    found = judged(policy, rules=(one, other))

    assert (found.severity, found.seriousness, found.orca) == ("major", "serious", 1)
    assert {local(name) for name in found.by} == {"rule-a", "rule-b"}


def test_nothing_known_is_unknown_and_not_none(policy: Policy) -> None:
    """A pair without any finding has unknown severity, unknown seriousness and no class; no alert either."""
    found = judged(policy, level="")

    assert (found.severity, found.seriousness, found.orca, found.alert) == ("unknown", "unknown", None, False)
