"""Where studies disagree: the list for programs, and the part of a thing's page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph import snapshot as snapshots
from tests.server.conftest import start
from tests.strategies import CITED, LEAF, add
from tests.toy_world import furnish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}
KEYS = {"id", "subject", "object", "kind", "kind_label", "relation", "relation_label", "endpoint", "endpoint_label"}
KEYS |= {"within", "within_label", "fold_difference", "summary", "differs_in", "same_in", "sides"}
VALUE = {**CITED, "id": "new-0001", "subject": "zelkamine", "subject_label": "zelkamine", "predicate": "inhibits"}
VALUE |= {"object": "pumpy", "object_label": "PUMPY", "endpoint": "ic50", "relation": "=", "value": "90"}
VALUE |= {"unit": "umol/L", "as_printed": "90 <uM>", "citation": "bell-2002-toy-trial"}


@pytest.fixture(scope="module")
def toy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server over the toy world with one disagreement."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "facts").mkdir()
    sources = furnish(folder / "facts")
    add(sources, LEAF, **VALUE)
    snapshots.build(sources, folder / "built")
    process, running = start(root, snapshots.current(folder / "built"))
    yield running
    process.terminate()
    process.wait()


def test_conflicts_are_listed(toy: Server) -> None:
    """`total` and conflicts, each with its sides and the statements that stand there."""
    answer = toy.ask("GET", "/api/conflicts").json()
    (one,) = answer["conflicts"]

    assert answer["total"] == 1
    assert set(one) == KEYS
    assert [(side["stands"], [item["id"] for item in side["statements"]]) for side in one["sides"]] == [
        ("side_low", ["toy-0011"]),
        ("side_high", ["new-0001"]),
    ]
    assert one["summary"].startswith("3 to 90 umol/L, 30-fold, 2 values from 2 papers")


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("subject=zelkamine", 1),
        ("subject=Florbine", 1),
        ("subject=testazolam", 0),
        ("kind=values_apart", 1),
        ("kind=opposite_directions", 0),
        ("subject=zelkamine&kind=values_apart&limit=1", 1),
    ],
)
def test_conflicts_are_narrowed(toy: Server, query: str, total: int) -> None:
    """By subject, whatever name it is given, by kind, and in number."""
    assert toy.ask("GET", f"/api/conflicts?{query}").json()["total"] == total


@pytest.mark.parametrize("query", ["kind=qqqq", "limit=0", "limit=201", "limit=x", "subject=" + "x" * 201])
def test_a_bad_wish_is_refused(toy: Server, query: str) -> None:
    """A kind that does not exist or a number out of bounds is the fault of the request, and is named."""
    reply = toy.ask("GET", f"/api/conflicts?{query}")

    assert reply.status == 400
    assert reply.json()["detail"]


def test_a_name_that_means_nothing_is_told(toy: Server) -> None:
    """A subject that is not known is reported with that name."""
    reply = toy.ask("GET", "/api/conflicts?subject=qqqqqq")

    assert reply.status in {400, 404}
    assert "qqqqqq" in reply.json()["detail"]


def test_the_page_of_a_thing_shows_both_sides(toy: Server) -> None:
    """Summary, sides and sources stand on the page, as text; a thing without a conflict has no such part."""
    page = toy.ask("GET", "/id/zelkamine", headers=BROWSER).body.decode()
    other = toy.ask("GET", "/id/testazolam", headers=BROWSER).body.decode()

    for words in ("Where studies disagree", "30-fold", "lowest (1)", "highest (1)", "90 &lt;uM&gt;", "Bell 2002"):
        assert words in page
    assert "Where studies disagree" not in other
