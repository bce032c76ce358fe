"""The screen of the real data is the check, pair for pair: this equality is the law of the module."""

from __future__ import annotations

import functools
import random
from typing import TYPE_CHECKING

import pytest

from graph.checker import CheckRequest, check
from graph.names import local
from graph.queries import ask
from graph.screening.answering import PREDICTED, Screened, screen
from tests.screens import checked, derived, joined, screened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store import Store

pytestmark = pytest.mark.slow

#: The same pairs are drawn every time; as many lists of so many substances.
SEED, LISTS, LENGTH = 20261122, 6, 16
#: So many pairs with statements of their own are checked by themselves.
STUDIED = 60


@functools.cache
def everything(store: Store) -> Screened:
    """Return the screen of a store."""
    return screen(store)


@pytest.fixture
def found(graph: Store) -> Screened:
    """Return the screen of the real data, made once."""
    return everything(graph)


def active(found: Screened, *, metabolite: bool = False) -> list[str]:
    """Return the ids of what has a mechanism in either part; or of what has an active metabolite that changes."""
    kinds = {place for place, kind in enumerate(found.mechanisms.kinds) if kind.metabolite or not metabolite}
    pairs = zip(found.mechanisms.pair.tolist(), found.mechanisms.kind.tolist(), strict=True)
    ends = (divmod(pair, found.cast.count) for pair, kind in pairs if kind in kinds)
    places = {place for who, whom in ends for place in ((whom,) if metabolite else (who, whom))}
    return [local(found.cast.participants[place]) for place in sorted(places)]


def agrees(graph: Store, found: Screened, names: Iterable[str]) -> int:
    """Compare every pair of a list with its check and return how many pairs there were.

    Where the company of the list moved an answer the pair is checked by itself, as the screen does.
    """
    pairs = check(graph, CheckRequest.of(names))["pairs"]
    for pair in pairs:
        ends = pair["precipitant"]["id"], pair["object"]["id"]
        if "moved_from" in pair["recommended_action"]:
            alone = check(graph, CheckRequest.of(ends))["pairs"]
            told = next(one for one in alone if one["precipitant"]["id"] == ends[0])
        else:
            told = pair
        assert screened(found, *ends) == checked(told), ends
    return len(pairs)


@pytest.mark.parametrize("number", range(LISTS))
def test_pairs_drawn_at_random_are_as_checked(graph: Store, found: Screened, number: int) -> None:
    """Lists of substances that do something, with products and alkaloids among them, pair by pair."""
    drawn = random.Random(SEED + number)  # noqa: S311 - a fixed draw, no secret
    special = [
        local(one) for one, kind in zip(found.cast.participants, found.cast.kinds, strict=True) if kind != "drug"
    ]
    names = {*drawn.sample(active(found), LENGTH), *drawn.sample(special, 3)}
    count = agrees(graph, found, sorted(names))

    assert count > LENGTH * (LENGTH - 1)


def test_pairs_with_an_active_metabolite_are_as_checked(graph: Store, found: Screened) -> None:
    """What is turned into something active, against what changes how much of it is made."""
    drawn = random.Random(SEED)  # noqa: S311 - a fixed draw, no secret
    made = active(found, metabolite=True)
    names = {*drawn.sample(made, min(10, len(made))), *drawn.sample(active(found), 8)}

    assert agrees(graph, found, sorted(names)) > 0


def test_pairs_that_were_studied_are_as_checked(graph: Store, found: Screened) -> None:
    """Pairs with statements of their own: an interaction, none found, a conflict; both directions of each."""
    drawn = random.Random(SEED)  # noqa: S311 - a fixed draw, no secret
    held = [row for row in ask(graph, "all-pairs") if local(row.get("answer", "")) != PREDICTED]
    others = [row for row in held if local(row.get("answer", "")) != "interaction"]
    rows = drawn.sample(held, STUDIED) + drawn.sample(others, min(STUDIED, len(others)))
    for row in rows:
        agrees(graph, found, [local(row["precipitant"]), local(row["object"])])


@pytest.mark.parametrize("number", range(LISTS))
def test_mechanisms_are_those_of_the_rules(graph: Store, found: Screened, number: int) -> None:
    """The rules of scope pair, run over a list drawn at random, derive exactly what the screen joined."""
    drawn = random.Random(SEED * 2 + number)  # noqa: S311 - a fixed draw, no secret
    ids = {*drawn.sample(active(found), 40), *drawn.sample(active(found, metabolite=True), 5)}
    among = [name for name in found.cast.participants if local(name) in ids]
    rules = derived(graph, among)

    assert joined(found.cast, found.mechanisms, among) == rules
    assert len(rules) > len(among)


def test_every_pair_is_counted_once(found: Screened) -> None:
    """Places are in order, no pair stands twice, none is of a thing with itself, and each has an answer."""
    pairs = found.pair.tolist()

    assert pairs == sorted(set(pairs))
    assert all(who != whom for who, whom in (divmod(pair, found.cast.count) for pair in pairs))
    assert "" not in found.answers
    assert found.pairs == found.cast.count * (found.cast.count - 1) - len(found.cast.apart)
