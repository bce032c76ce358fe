"""A kept answer is the answer, and nothing that a list says of dose or patient is kept in it."""

from __future__ import annotations

from graph.checker import CheckRequest, check
from graph.store import Store
from tests.strategies import toy_store

NAMES = ["florbium", "testazolam", "calmazepam", "blockazole"]


def fresh() -> Store:
    """Return a store that has answered nothing."""
    return Store.of([toy_store().extract("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")])


def test_the_second_answer_is_the_first() -> None:
    """Asked again, and in other company, a pair is told word for word the same, with the same statements."""
    store = fresh()
    first = check(store, CheckRequest.of(NAMES))

    assert check(store, CheckRequest.of(NAMES)) == first
    pairs = {(one["precipitant"]["id"], one["object"]["id"]): one for one in first["pairs"]}
    for one in check(store, CheckRequest.of(NAMES[:2]))["pairs"]:
        met = pairs[one["precipitant"]["id"], one["object"]["id"]]
        assert {key: one[key] for key in ("answer", "mechanisms", "exposure", "evidence")} == {
            key: met[key] for key in ("answer", "mechanisms", "exposure", "evidence")
        }


def test_what_is_told_of_a_list_does_not_stay() -> None:
    """After a check with a threshold, the plain check is what it was."""
    store = fresh()
    before = check(store, CheckRequest.of(NAMES))
    check(store, CheckRequest.parse({"substances": NAMES, "alert_from": 1}))

    assert check(store, CheckRequest.of(NAMES)) == before
