"""Slips in the tables that lists are read with: combination products and words about doses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.strategies import change, faults_of, world

if TYPE_CHECKING:
    from pathlib import Path

COMBINATIONS, WORDS = "entities/combinations.tsv", "dose-words.tsv"


@pytest.mark.parametrize(
    ("table", "row", "cells", "says"),
    [
        (COMBINATIONS, "calmazepam-lonelol", {"ingredients": "lonelol"}, "at least two medicines"),
        (COMBINATIONS, "calmazepam-lonelol", {"ingredients": "lonelol|cypx"}, "at least two medicines"),
        (WORDS, "word-twice-a-day", {"words": "bd|tds"}, "share a spelling"),
    ],
)
def test_a_slip_is_told(tmp_path: Path, table: str, row: str, cells: dict[str, str], says: str) -> None:
    """One ingredient, an ingredient that is no medicine, a spelling with two meanings: each is a fault."""
    sources = world(tmp_path / "facts")
    change(sources, table, row, **cells)

    assert any(fault.file == table and says in fault.problem for fault in faults_of(sources))
