"""The ways between two things: what a way is, which comes first, and that nothing is hidden for being refuted."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import ways
from graph.ways import APART, LONGEST, MOST, Bundle, Way, find, ground

#: A small world of every kind: a leaf, what it holds, two targets, a class, a risk, an organ and two medicines.
KINDS = {
    "leaf": "product",
    "alka": "alkaloid",
    "beta": "alkaloid",
    "cypx": "enzyme",
    "cypy": "enzyme",
    "calm": "pharmacodynamicclass",
    "drowse": "risk",
    "noggin": "organ",
    "testo": "drug",
    "other": "drug",
}
ENDS = ("leaf", "testo")


def bundle(source: str, relation: str, target: str, level: int = 3, *, supports: int = 1, refutes: int = 0) -> Bundle:
    """Return a bundle with so many statements for and against."""
    name = f"{source}-{relation}-{target}"
    ids = [tuple(f"{name}-{side}{n}" for n in range(count)) for side, count in (("f", supports), ("a", refutes))]
    return Bundle(source, relation, target, ids[0], ids[1], level)


def found(*bundles: Bundle, ends: tuple[str, str] = ENDS, limit: int = 10) -> ways.Ways:
    """Return the ways between the ends in a graph of these bundles."""
    return find(ground(KINDS, bundles), *ends, limit)


def said(way: Way) -> str:
    """Return a way as its things."""
    return " ".join(way.things)


CONTAINED = bundle("leaf", "contains", "alka")
NEEDED = bundle("testo", "isSubstrateOf", "cypx")


def test_a_way_meets_in_the_middle() -> None:
    """The leaf contains what inhibits the enzyme that the medicine needs: three arrows, one turn."""
    got = found(CONTAINED, bundle("alka", "inhibits", "cypx", 2), NEEDED)

    assert [said(way) for way in got.standing] == ["leaf alka cypx testo"]
    assert [(way.weakest, way.supports, way.refuted) for way in got.standing] == [(2, 1, False)]


def test_a_way_turns_at_most_once() -> None:
    """Two things that two others share explain nothing of one another."""
    got = found(
        bundle("leaf", "hasRisk", "drowse"),
        bundle("calm", "hasRisk", "drowse"),
        bundle("calm", "inhibits", "cypx"),
        NEEDED,
    )

    assert got.standing == got.refuted == ()


@pytest.mark.parametrize("between", ["other", "noggin"])
def test_a_way_passes_through_no_third_medicine_and_no_organ(between: str) -> None:
    """What another medicine does, or an organ holds, joins nothing."""
    got = found(bundle("leaf", "changesExposureOf", between), bundle("testo", "changesExposureOf", between))

    assert got.standing == ()


def test_an_organ_may_be_an_end() -> None:
    """Only the inside of a way is narrow."""
    got = found(
        bundle("leaf", "hasRisk", "drowse"), bundle("drowse", "affectsOrgan", "noggin"), ends=("leaf", "noggin")
    )

    assert [said(way) for way in got.standing] == ["leaf drowse noggin"]


def test_an_alkaloid_is_passed_only_as_part_of_an_end() -> None:
    """An alkaloid that the leaf does not hold is a third substance; between two targets it is what links them."""
    strange = [bundle("leaf", "changesExposureOf", "beta"), bundle("beta", "inhibits", "cypx"), NEEDED]

    assert found(*strange).standing == ()
    assert [said(way) for way in found(*strange, bundle("leaf", "contains", "beta")).standing] == [
        "leaf beta cypx testo"
    ]
    linked = found(*strange, bundle("beta", "inhibits", "cypy"), ends=("cypx", "cypy"))
    assert [said(way) for way in linked.standing] == ["cypx beta cypy"]


def test_the_order_is_the_one_that_is_stated() -> None:
    """Shorter, then the better weakest evidence, then undisputed, then more statements, then by name."""
    meets = [bundle("testo", "hasRisk", "drowse", 5), bundle("testo", "isSubstrateOf", "cypx", 5, supports=9)]
    meets += [
        bundle("testo", "isSubstrateOf", "cypy", 5, supports=9),
        bundle("testo", "hasPharmacodynamicClass", "calm", 5),
    ]
    got = found(
        *meets,
        bundle("leaf", "interactionReportedWith", "testo", 1),
        bundle("leaf", "hasPharmacodynamicClass", "calm", 4),
        bundle("leaf", "inhibits", "cypy", 3, supports=2),
        bundle("leaf", "inhibits", "cypx", 3),
        bundle("leaf", "hasRisk", "drowse", 3, supports=5, refutes=1),
        CONTAINED,
        bundle("alka", "inhibits", "cypx", 5),
    )

    assert [said(way) for way in got.standing] == [
        "leaf testo",
        "leaf calm testo",
        "leaf cypy testo",
        "leaf cypx testo",
        "leaf drowse testo",
        "leaf alka cypx testo",
    ]


def test_a_refuted_way_is_told_last_and_never_hidden() -> None:
    """A chain with an arrow that only studies against speak of stands in its own list, however short."""
    got = found(
        bundle("leaf", "interactionReportedWith", "testo", supports=0, refutes=2),
        bundle("leaf", "inhibits", "cypx"),
        NEEDED,
    )

    assert [said(way) for way in got.standing] == ["leaf cypx testo"]
    assert [said(way) for way in got.refuted] == ["leaf testo"]


def test_one_pair_with_several_relations_is_one_arrow() -> None:
    """The best of them is the arrow, the others are named beside it."""
    got = found(bundle("leaf", "inhibits", "cypx", 1), bundle("leaf", "induces", "cypx", 4), NEEDED)
    step = got.standing[0].steps[0]

    assert (step.bundle.relation, [one.relation for one in step.also]) == ("induces", ["inhibits"])


def test_a_limit_counts_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two ways one is told and one counted; when the bound on candidates cuts, that is said."""
    bundles = [bundle("leaf", "inhibits", name) for name in ("cypx", "cypy")]
    bundles += [NEEDED, bundle("testo", "isSubstrateOf", "cypy")]
    got = found(*bundles, limit=1)

    assert (len(got.standing), got.more, got.looked, got.whole) == (1, 1, 2, True)
    monkeypatch.setattr(ways, "CANDIDATES", 1)
    assert not found(*bundles, limit=1).whole


@st.composite
def worlds(draw: st.DrawFn) -> list[Bundle]:
    """Draw bundles between the things of the small world, at most one for a relation and its ends."""
    names = st.sampled_from(sorted(KINDS))
    relations = st.sampled_from(["contains", "hasMetabolite", "inhibits", "hasRisk"])
    keys = draw(st.lists(st.tuples(names, relations, names), unique=True, max_size=22))
    made = []
    for source, relation, target in keys:
        supports, refutes = draw(st.integers(0, 2)), draw(st.integers(0, 1))
        level = draw(st.integers(1, 5))
        made.append(bundle(source, relation, target, level, supports=supports or 1 - refutes, refutes=refutes))
    return made


ANY_ENDS = st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=2, unique=True).map(tuple)


def turns(way: Way) -> int:
    """Count how often a way changes its direction."""
    along = [step.bundle.source == step.here for step in way.steps]
    return sum(one != other for one, other in itertools.pairwise(along))


@given(worlds(), ANY_ENDS)
def test_every_way_is_one_that_a_reader_can_follow(bundles: list[Bundle], ends: tuple[str, str]) -> None:
    """A way leads from end to end by at most LONGEST arrows there are, to no thing twice, through nothing barred."""
    got = found(*bundles, ends=ends, limit=MOST)

    for way in (*got.standing, *got.refuted):
        inside = way.things[1:-1]
        assert (way.things[0], way.things[-1]) == ends
        assert len(set(way.things)) == len(way.things) <= LONGEST + 1
        assert all({step.here, step.there} == {step.bundle.source, step.bundle.target} for step in way.steps)
        assert {step.bundle for step in way.steps} <= set(bundles)
        assert turns(way) <= 1
        assert not APART & {KINDS[name] for name in inside}


@given(worlds(), ANY_ENDS)
def test_no_way_ranks_before_the_best(bundles: list[Bundle], ends: tuple[str, str]) -> None:
    """The first standing way is the shortest of all, and of the shortest the one whose weakest arrow is strongest."""
    standing = found(*bundles, ends=ends, limit=MOST).standing

    assert [way.rank for way in standing] == sorted(way.rank for way in standing)
    for way in standing[1:]:
        best = standing[0]
        assert len(best.steps) <= len(way.steps)
        assert len(best.steps) < len(way.steps) or best.weakest >= way.weakest


@given(worlds(), ANY_ENDS, st.integers(1, 4))
def test_a_limit_only_cuts(bundles: list[Bundle], ends: tuple[str, str], limit: int) -> None:
    """With a limit the same ways come first: looking no further than needed changes nothing."""
    few, all_ = (found(*bundles, ends=ends, limit=number) for number in (limit, MOST))

    assert few.standing == all_.standing[:limit]


@given(worlds(), ANY_ENDS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_never_matters(bundles: list[Bundle], ends: tuple[str, str], random: object) -> None:
    """Rows in any order give the same answer."""
    mixed = list(bundles)
    random.shuffle(mixed)  # type: ignore[attr-defined]

    assert found(*mixed, ends=ends) == found(*bundles, ends=ends)


@given(worlds(), ANY_ENDS)
def test_turned_round_it_is_the_same(bundles: list[Bundle], ends: tuple[str, str]) -> None:
    """From the other end the same chains are found."""
    there, back = (found(*bundles, ends=way, limit=MOST) for way in (ends, (ends[1], ends[0])))

    for one, other in ((there.standing, back.standing), (there.refuted, back.refuted)):
        assert {way.things for way in one} == {way.things[::-1] for way in other}


@given(worlds(), ANY_ENDS)
def test_a_refutation_hides_no_way(bundles: list[Bundle], ends: tuple[str, str]) -> None:
    """When every statement is turned against its arrow, the same chains are told, all of them as refuted."""
    against = [replace(one, supports=(), refutes=(*one.supports, *one.refutes)) for one in bundles]
    before, after = (found(*each, ends=ends, limit=MOST) for each in (bundles, against))

    assert after.standing == ()
    assert {way.things for way in after.refuted} == {way.things for way in (*before.standing, *before.refuted)}
