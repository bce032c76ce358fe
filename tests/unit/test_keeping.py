"""What took long is kept beside the snapshot it came from, and nothing but that is ever read back."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from graph import gathering, keeping, snapshot
from graph.answers import shelf_of
from graph.checker import CheckRequest, check
from graph.files import replace_with
from graph.gathering import learn
from graph.keeping import kept
from graph.pharmacokinetics.prediction import Prediction
from graph.queries import ask, kept_questions, library
from graph.store import Store
from graph.warming import warm
from tests.strategies import toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Solution

VALUE = {"numbers": np.array([1.5, np.nan]), "said": (Prediction(2.0, 1.0, 4.0, "m", "b"), frozenset({"x"}))}


#: What can become of the bytes of a file: the last of these can still be read, and says another number.
DAMAGE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "text": lambda _: b"no pickle",
    "cut": lambda content: content[:-20],
    "changed": lambda content: content.replace(np.float64(1.5).tobytes(), np.float64(2.5).tobytes()),
}


class Made:
    """Makes the value and counts how often."""

    count = 0

    def __call__(self) -> dict[str, Any]:
        """Return the value."""
        self.count += 1
        return VALUE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the snapshot of a toy world, without the fit that a build keeps beside it."""
    snapshot.build(world(tmp_path / "facts"), tmp_path / "home")
    for fit in (tmp_path / "home").glob("*.fit-*"):
        fit.unlink()
    return snapshot.current(tmp_path / "home")


def beside(path: Path) -> list[Path]:
    """Return the files that were kept beside a snapshot."""
    return sorted(path.parent.glob(f"{path.name}.trial-*"))


def test_the_next_reader_only_reads(path: Path) -> None:
    """Another store of the same snapshot gets an equal value without making it."""
    made = Made()
    first, second = (kept(Store.open(path), "trial", made) for _ in range(2))

    assert made.count == 1
    assert np.array_equal(first["numbers"], second["numbers"], equal_nan=True)
    assert first["said"] == second["said"]


def test_other_names_and_other_programs_share_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value is found only under its name and by the modules that made it."""
    made = Made()
    kept(Store.open(path), "trial", made)
    kept(Store.open(path), "other", made)
    monkeypatch.setattr(keeping, "_digest", lambda _part: "changed")
    kept(Store.open(path), "trial", made)

    assert made.count == 3


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_made_anew(path: Path, damage: str) -> None:
    """What cannot be read, or is not what was written, costs time alone, and stands whole afterwards."""
    made = Made()
    kept(Store.open(path), "trial", made)
    beside(path)[0].write_bytes(DAMAGE[damage](beside(path)[0].read_bytes()))
    kept(Store.open(path), "trial", made)
    kept(Store.open(path), "trial", made)

    assert made.count == 2


def test_a_file_can_make_nothing_foreign(path: Path, tmp_path: Path) -> None:
    """A file that asks for anything but arrays, containers and values of the package is refused unread."""
    trap = tmp_path / "trap"

    class Foreign:
        """Makes a folder when it is read."""

        def __reduce__(self) -> tuple[Any, tuple[str]]:
            """Say how to make it again."""
            return os.mkdir, (str(trap),)

    made = Made()
    kept(Store.open(path), "trial", made)
    foreign = pickle.dumps(Foreign())
    beside(path)[0].write_bytes(hashlib.sha256(foreign).digest() + foreign)

    assert kept(Store.open(path), "trial", made) is VALUE
    assert not trap.exists()


def test_a_function_of_the_package_is_no_value(path: Path) -> None:
    """Only classes are looked up by name: a file cannot have anything done."""
    made = Made()
    kept(Store.open(path), "trial", made)
    call = pickle.dumps(replace_with)
    beside(path)[0].write_bytes(hashlib.sha256(call).digest() + call)

    assert kept(Store.open(path), "trial", made) is VALUE


def test_another_program_takes_the_place_of_what_it_cannot_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside a snapshot there is one value of a name: that of the program that asked last."""
    kept(Store.open(path), "trial", Made())
    before = beside(path)
    monkeypatch.setattr(keeping, "_digest", lambda _part: "changed")
    kept(Store.open(path), "trial", Made())

    assert len(beside(path)) == 1
    assert beside(path) != before


def test_who_starts_asks_nothing_of_the_whole_graph(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second process over a snapshot finds names, roles, pairs and tables, and puts only what names a thing."""
    warm(Store.open(path))
    asked: list[str] = []
    select = Store.select

    def noting(store: Store, query: str) -> list[Solution]:
        asked.append(query)
        return select(store, query)

    monkeypatch.setattr(Store, "select", noting)
    warm(Store.open(path))

    whole = {one.text for one in library().values()}
    assert [query.splitlines()[0] for query in asked if query in whole] == []


def test_what_was_learned_ahead_changes_no_answer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check says the same from a store that read ahead, from one that recalls it, and from one that looks up."""
    request = CheckRequest.of(["florbium", "testazolam", "calmazepam", "flor leaf"])
    looked_up = check(Store.open(path), request)
    for _ in range(2):
        store = Store.open(path)
        learn(store)
        assert check(store, request) == looked_up
    monkeypatch.setattr(gathering, "MAX_LEARNED", 0)
    store = Store.open(path)
    learn(store)

    assert shelf_of(store).statements == {}


def test_kept_rows_are_those_the_store_gives(path: Path) -> None:
    """A question whose rows are kept has the same answer in every process, and with inputs it is asked anew."""
    for _ in range(2):
        store = Store.open(path)
        for one in kept_questions():
            assert ask(store, one.name) == store.select(one.text), one.name
    rule = ask(store, "interaction-rules")[0]["rule"]

    assert {row["rule"] for row in ask(store, "interaction-rules", rule=[rule])} == {rule}


def test_only_what_is_named_by_its_content_keeps_anything(path: Path, tmp_path: Path) -> None:
    """A store made in memory, read from another file or changed since keeps nothing."""
    copied, changed = tmp_path / "mine.nq", Store.open(path)
    copied.write_bytes(path.read_bytes())
    changed.add("derived", [("<urn:a>", "<urn:b>", "<urn:c>")])
    for store in (toy_store(), Store.open(copied), changed):
        assert kept(store, "trial", Made()) is VALUE

    assert beside(path) == beside(copied) == []


def test_a_folder_that_cannot_be_written_is_no_trouble(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The value is worked out by every process."""

    def refuse(_path: Path, _content: bytes) -> None:
        raise PermissionError

    monkeypatch.setattr(keeping, "replace_with", refuse)

    assert kept(Store.open(path), "trial", Made()) is VALUE
    assert beside(path) == []


def test_a_new_snapshot_takes_what_was_kept_away(path: Path, tmp_path: Path) -> None:
    """Beside the snapshot in force there is nothing of an older one."""
    kept(Store.open(path), "trial", Made())
    facts = world(tmp_path / "more")
    table = facts.facts_dir / "entities" / "drugs.tsv"
    table.write_text(table.read_text(encoding="utf-8").replace("testazolamum", "testazolama"), encoding="utf-8")
    snapshot.build(facts, path.parent)

    assert beside(path) == []
    assert snapshot.current(path.parent) != path
