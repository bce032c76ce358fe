"""The answer for a pair of which nothing is held is filled in, and is word for word the one that is laid out."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from graph import recalling
from graph.checker import CheckRequest, check
from graph.explain import explain
from graph.resolve import Match
from graph.store import Store
from graph.unheld import Form
from tests.strategies import toy_store

if TYPE_CHECKING:
    import pytest

NAMES = ["florbium", "testazolam", "calmazepam", "blockazole", "lonelol", "zelkamine"]


def fresh() -> Store:
    """Return a store that has answered nothing."""
    return Store.of([toy_store().extract("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")])


def report(monkeypatch: pytest.MonkeyPatch, *, filled: bool) -> dict[str, Any]:
    """Return the report on the names, with the answers in question filled in or laid out one by one."""
    with monkeypatch.context() as patch:
        if not filled:
            patch.setattr(
                recalling, "unheld", lambda _store, proof, name, first, second: explain(proof, name, first, second)
            )
        return check(fresh(), CheckRequest.of(NAMES))


def test_a_filled_answer_is_the_one_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers, reasons and told statements are equal, and so is the order in which everything is told."""
    filled, laid_out = (report(monkeypatch, filled=filled) for filled in (True, False))

    assert [pair["answer"] for pair in filled["pairs"]].count("unstudied") > 2
    assert repr(filled) == repr(laid_out)


def test_no_slot_is_left_open() -> None:
    """No answer shows the name of a slot, and each names its own two sides."""
    pairs = check(fresh(), CheckRequest.of(NAMES))["pairs"]

    assert "{precipitant}" not in repr(pairs)
    assert "{object}" not in repr(pairs)
    for pair in pairs:
        if pair["answer"] == "unstudied":
            assert pair["precipitant"]["label"] in pair["answer_text"]
            assert pair["object"]["label"] in pair["answer_text"]


def test_two_pairs_share_no_words() -> None:
    """Filling one answer leaves the form, and what was filled before, as they were."""
    form = Form({"kept": [1], "said": []}, '{"said":["{object} with {precipitant}"]}')
    ends = [Match(name, name, "drug", "label", name, name) for name in ('a"', "b\\")]
    told = [form.filled(*pair) for pair in itertools.permutations(ends)]

    assert [one["said"] for one in told] == [['b\\ with a"'], ['a" with b\\']]
    assert form.shared == {"kept": [1], "said": []}
