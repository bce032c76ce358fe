"""The screen joins exactly the mechanisms that the rules of scope pair derive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.names import AGO, ALKA
from graph.pairing import mechanisms, roles_of
from graph.screening.joining import join
from graph.screening.roles import cast_of
from graph.snapshot import assemble
from tests.screens import derived, joined
from tests.strategies import PARTICIPANTS, add, toy_store, world
from tests.toy_world import TOY, sparse

if TYPE_CHECKING:
    from pathlib import Path

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


def test_a_rule_that_changes_an_amount_has_one_way(tmp_path: Path) -> None:
    """Such a rule makes a mechanism from side A to side B alone: in the rules, for one pair, and in the screen."""
    sources = world(tmp_path / "facts")
    like = sparse(TOY / "interaction-rules.tsv")[0]
    changed = {"id": "toy-rule-2", "side_a": "lonelol", "side_b": "pumpidone|companol", "effect": "lowers_exposure"}
    add(sources, "interaction-rules.tsv", **(like | changed | {"label": "lonelol + others"}))
    store = assemble(sources)
    ends = [ALKA + name for name in ("lonelol", "pumpidone", "companol")]
    cast = cast_of(store)
    wanted = {(ends[0], other, "", ALKA + "toy-rule-2", AGO + "lowers_exposure", "") for other in ends[1:]}

    assert derived(store, ends) == joined(cast, join(cast), ends) == wanted
    assert [one.row["via"] for one in mechanisms(roles_of(store), ends[0], ends[1])] == [ALKA + "toy-rule-2"]
    assert list(mechanisms(roles_of(store), ends[1], ends[0])) == []
