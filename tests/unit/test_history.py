"""History tells what is recorded: how much, from which years, how often read; and linked data has no empty value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graph import answers
from graph.history import history_of
from graph.names import iri
from graph.things import thing_of
from tests.strategies import toy_store
from web.linked import described
from web.portrait import portrait

if TYPE_CHECKING:
    from graph.store import Store


@pytest.fixture(scope="module")
def toy() -> Store:
    """Return the toy world."""
    return toy_store()


def test_a_thing_rests_on_its_statements(toy: Store) -> None:
    """Every statement counts once, however many ends of it are the thing; years are those of the sources."""
    told = thing_of(toy, iri("florbium"))["history"]

    assert 0 < told["statements"] <= thing_of(toy, iri("florbium"))["total"]
    assert 0 < told["sources"] <= told["statements"]
    assert told["first"] <= told["last"]
    assert sum(mark["count"] for mark in told["reviews"]) == told["statements"]


def test_a_statement_has_one_source(toy: Store) -> None:
    """The history of a statement is that of its own source."""
    told = thing_of(toy, iri("toy-0011"))["history"]

    assert (told["statements"], told["sources"]) == (1, 1)
    assert told["first"] == told["last"]


def test_where_nothing_is_said_nothing_is_counted(toy: Store) -> None:
    """Without statements there are no years and no marks."""
    empty = {"statements": 0, "sources": 0, "first": "", "last": "", "reviews": []}

    assert history_of(toy, answers.codes(toy), ()) == empty


@pytest.mark.parametrize("slug", ["florbium", "oxyzelkamine", "calmazepam", "cypx", "toy-0011", "abel-2001-toy-leaf"])
def test_linked_data_are_full(toy: Store, slug: str) -> None:
    """No name without a value, at any depth."""

    def values(one: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        return [one, *(found for part in inner for found in values(part))]

    told = described(portrait(thing_of(toy, iri(slug))), "v1")

    assert all(value not in ("", [], {}, None) for value in values(told))
    assert told["subjectOf"]["version"] == "v1"
