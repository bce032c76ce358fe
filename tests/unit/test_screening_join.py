"""The screen joins exactly the mechanisms that the rules of scope pair derive."""

from __future__ import annotations

from graph.names import ALKA
from graph.screening.joining import join
from graph.screening.roles import cast_of
from tests.screens import derived, joined
from tests.strategies import PARTICIPANTS, toy_store

EVERYONE = [ALKA + name for name in PARTICIPANTS]


def test_every_mechanism_is_joined() -> None:
    """Over all pairs of the toy world the screen has the mechanisms of the rules, with rule, target and effect."""
    cast = cast_of(toy_store())
    rules = derived(toy_store(), EVERYONE)

    assert joined(cast, join(cast), EVERYONE) == rules
    assert len(rules) > 20


def test_every_kind_of_mechanism_is_among_them() -> None:
    """The toy world has changes of exposure, of an active metabolite, and shared effects, so that none goes unseen."""
    found = join(cast_of(toy_store()))
    kinds = {found.kinds[place] for place in found.kind.tolist()}

    assert {bool(kind.metabolite) for kind in kinds} == {True, False}
    assert {kind.shared for kind in kinds} == {True, False}


def test_what_holds_the_other_meets_it_never() -> None:
    """No substance has a mechanism with itself, and no product with what it contains."""
    cast = cast_of(toy_store())
    pairs = {divmod(pair, cast.count) for pair in join(cast).pair.tolist()}
    florbium, zelkamine = (cast.participants.index(ALKA + name) for name in ("florbium", "zelkamine"))

    assert all(who != whom for who, whom in pairs)
    assert not pairs & {(florbium, zelkamine), (zelkamine, florbium)}
