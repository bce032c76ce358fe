"""The page's view of the report: shades, marks and bars say in form what stands beside them in words."""

from __future__ import annotations

import pytest

from graph.coverage import matrix_of, part_of
from graph.report import report_of
from tests.strategies import toy_store
from web.evidence import BAR, SHADES, _cell, _range, context

COLUMN = {"id": "x", "label": "X"}


@pytest.mark.parametrize(
    ("counted", "shade", "text", "told"),
    [
        ((1, 0), 1, "1", "1 statement"),
        ((3, 0), 2, "3", "3 statements"),
        ((2, 2), 3, "±4", "4 statements, 2 of them against"),
        ((0, 1), 1, "✕1", "1 statement, against"),
        ((90, 0), len(SHADES), "90", "90 statements"),
    ],
)
def test_a_cell_says_in_words_what_it_shows(counted: tuple[int, int], shade: int, text: str, told: str) -> None:
    """Shade by number, a mark where sources refute, and the same as a sentence."""
    found = _cell(COLUMN, *counted)

    assert (found["shade"], found["text"], found["told"]) == (shade, text, told)


def test_the_key_covers_every_number() -> None:
    """The ranges of the key follow one another without a gap."""
    assert [_range(place) for place in range(len(SHADES))] == ["1", "2 to 3", "4 to 7", "8 to 15", "16 or more"]


def test_a_bar_is_never_longer_than_its_place() -> None:
    """The longest bar fills its place, the part against lies inside, and nothing counted is invisible."""
    matrices = [part_of(matrix_of(toy_store(), "alkaloid-target"))]
    found = context(report_of(toy_store()), matrices)
    bars = [row for chart in found["charts"] for row in chart["rows"]]

    assert max(row["whole"] for row in bars) == BAR
    assert all(row["whole"] > 0 and row["against_width"] <= row["whole"] for row in bars)
    assert all(row["against_width"] > 0 for row in bars if row["against"])
