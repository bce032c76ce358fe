"""The audit: a draw that anyone can repeat, and a checklist that leads to the source."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from graph.audit import Draw, Json, audit, checklist, places_of
from graph.errors import RequestInvalid
from graph.load import load
from tests.strategies import toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

    from graph.load import Loaded


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """Return the toy world as it was read."""
    return load(world(tmp_path / "facts"))


def drawn(loaded: Loaded, sample: int = 5, version: str = "v1", table: str = "", **more: str | int) -> Json:
    """Return a draw from the toy world."""
    draw = Draw(sample=sample, **more)  # type: ignore[arg-type] # names of its fields
    return audit(toy_store(), draw, version, places_of(loaded, table))


def ids(found: Json) -> list[str]:
    """Return the statements of a draw in order."""
    return [item["id"] for item in found["items"]]


def test_a_draw_can_be_repeated(loaded: Loaded) -> None:
    """Version and seed decide; another seed or another version draws others."""
    assert ids(drawn(loaded)) == ids(drawn(loaded))
    assert ids(drawn(loaded, seed=8)) != ids(drawn(loaded))
    assert ids(drawn(loaded, version="v2")) != ids(drawn(loaded))


def test_the_draw_is_the_same_on_every_machine(loaded: Loaded) -> None:
    """The lots are SHA-256 digests: this sample is the one that any machine draws."""
    assert ids(drawn(loaded, sample=3, table="leaf")) == ["toy-0011", "toy-0006", "toy-0004"]


def test_a_larger_sample_begins_with_the_smaller(loaded: Loaded) -> None:
    """Who wants more goes on where the first sample ended."""
    for small, large in itertools.pairwise((1, 3, 8)):
        assert ids(drawn(loaded, sample=large))[:small] == ids(drawn(loaded, sample=small))


def test_a_sample_larger_than_all_is_all(loaded: Loaded) -> None:
    """Nothing is drawn twice, and the list says that it is everything."""
    found = drawn(loaded, sample=10_000)

    assert found["sample"] == found["population"] == len(set(ids(found)))
    assert f"all {found['population']} statements" in checklist(found)


def test_a_filter_narrows_the_draw(loaded: Loaded) -> None:
    """Table, relation and tier each keep what they name."""
    everything = drawn(loaded, sample=10_000)
    inhibits = drawn(loaded, sample=10_000, predicate="inhibits")
    primary = drawn(loaded, sample=10_000, tier="primary")
    leaf = drawn(loaded, sample=10_000, table="leaf")

    assert set(ids(inhibits)) < set(ids(everything))
    assert all(" inhibits " in item["statement"] for item in inhibits["items"])
    assert {item["tier"] for item in primary["items"]} == {"original paper"}
    assert {item["place"].partition(":")[0] for item in leaf["items"]} == {"assertions/leaf.tsv"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"table": "nope"}, "there are: .*leaf"),
        ({"predicate": "nope"}, "no statement has the predicate “nope”; there are: "),
        ({"tier": "nope"}, "no statement has the tier “nope”; there are: "),
        ({"tier": "regulator", "predicate": "expressedIn"}, "leave one out"),
    ],
)
def test_a_filter_that_keeps_nothing_is_told(loaded: Loaded, asked: dict[str, str], says: str) -> None:
    """A word that is not known, and words that exclude each other, are errors with a remedy."""
    with pytest.raises(RequestInvalid, match=says):
        drawn(loaded, **asked)  # type: ignore[arg-type] # names of its fields


def test_an_item_leads_to_its_source(loaded: Loaded) -> None:
    """Sentence, printed value, source with title and address, the copy it was read in, place, line and mark."""
    item = next(one for one in drawn(loaded, sample=10_000)["items"] if one["id"] == "toy-0011")

    assert item["statement"] == "zelkamine inhibits PUMPY, half-maximal inhibitory concentration"
    assert (item["as_printed"], item["locator"], item["review"]) == ("3 uM", "Table 1", "read once")
    assert (item["source"], item["tier"]) == ("Abel 2001: Toy leaf pharmacology", "original paper")
    assert item["address"] == "https://doi.org/10.1000/toy.1"
    assert item["quoted_in"] == "Carl 2004: Toy review of leaves (secondary source)"
    assert item["place"].startswith("assertions/leaf.tsv:")


def test_a_checklist_has_a_box_for_each(loaded: Loaded) -> None:
    """Every statement can be ticked as agreeing or differing, and what is not known leaves no empty line."""
    text = checklist(drawn(loaded, sample=7))

    assert text.count("[ ] agrees  [ ] differs") == 7
    assert "data version v1" in text
    assert all(not line.endswith(": ") for line in text.splitlines())
