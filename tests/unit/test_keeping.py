"""What took long is kept beside the snapshot it came from, and nothing but that is ever read back."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from graph import snapshot
from graph.pharmacokinetics import keeping
from graph.pharmacokinetics.keeping import kept
from graph.pharmacokinetics.prediction import Prediction
from graph.store import Store
from tests.strategies import toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

VALUE = {"numbers": np.array([1.5, np.nan]), "said": (Prediction(2.0, 1.0, 4.0, "m", "b"), frozenset({"x"}))}


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
    monkeypatch.setattr(keeping, "_digest", lambda: "changed")
    kept(Store.open(path), "trial", made)

    assert made.count == 3


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps(VALUE)[:-20]], ids=["empty", "text", "cut"])
def test_a_damaged_file_is_made_anew(path: Path, content: bytes) -> None:
    """What cannot be read costs time alone, and stands whole afterwards."""
    made = Made()
    kept(Store.open(path), "trial", made)
    beside(path)[0].write_bytes(content)
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
    beside(path)[0].write_bytes(pickle.dumps(Foreign()))

    assert kept(Store.open(path), "trial", made) is VALUE
    assert not trap.exists()


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
