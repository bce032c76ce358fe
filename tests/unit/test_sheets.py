"""Reading what a person exported from a spreadsheet: friendly where it is certain, clear where it is not."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import sheets
from graph.errors import SheetUnreadable
from graph.sheets import read_sheet, rows_of, written

if TYPE_CHECKING:
    from pathlib import Path

CELLS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), max_size=8)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tsv", b"id\tnote\na\tone, two\n"),
        ("a.tsv", b"\xef\xbb\xbfid\tnote\r\na\t one, two \r\n\r\n"),
        ("a.csv", b'id,note\na,"one, two"\n'),
        ("a.CSV", b'\xef\xbb\xbfid;note\r\na;"one,\r\ntwo"\r\n'),
    ],
)
def test_the_exports_of_spreadsheets_are_read_alike(tmp_path: Path, name: str, content: bytes) -> None:
    """Tabs, commas, semicolons, a byte order mark, Windows line ends and blanks around a cell make no difference."""
    (tmp_path / name).write_bytes(content)

    assert read_sheet(tmp_path / name) == (["id", "note"], [{"id": "a", "note": "one, two"}])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.tsv", b"", "there is no header"),
        ("a.tsv", b"id\tid\n", "a column stands twice (id)"),
        ("a.tsv", b"id\tnote\na\tb\tc\n", "line 2: the line has 3 cells where the header has 2"),
        ("a.tsv", b"id\tnote\na\tcaf\xe9\n", "not UTF-8"),
        ("a.csv", b'id,note\na,"open\n', "not valid CSV"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """The message names the file and the line, and says that nothing was taken."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SheetUnreadable) as caught:
        read_sheet(tmp_path / name)

    assert says in str(caught.value)
    assert name in str(caught.value)
    assert "Nothing was taken" in str(caught.value)


def test_a_sheet_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many bytes or rows end in a message before any of it is used."""
    path = tmp_path / "a.tsv"
    path.write_text("id\na\nb\n", encoding="utf-8")
    monkeypatch.setattr(sheets, "MAX_SHEET_ROWS", 1)
    with pytest.raises(SheetUnreadable, match="there are 2 rows"):
        read_sheet(path)
    monkeypatch.setattr(sheets, "MAX_SHEET_BYTES", 3)
    with pytest.raises(SheetUnreadable, match="too large"):
        read_sheet(path)


@given(rows=st.lists(st.tuples(CELLS.filter(bool), CELLS), max_size=6))
def test_a_table_written_and_read_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    """Every character of every cell survives, in canonical order."""
    path = tmp_path_factory.mktemp("sheet") / "a.tsv"
    cells = [{"id": key, "note": note} for key, note in rows]
    path.write_bytes(written(["id", "note"], cells))
    header, back = rows_of(path)

    assert header == ["id", "note"]
    assert sorted(back, key=str) == sorted(cells, key=str)
    assert path.read_bytes() == written(header, back)


@given(rows=st.lists(st.tuples(CELLS.filter(bool), CELLS), min_size=1, max_size=6))
def test_csv_and_tabs_hold_the_same(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    """A sheet exported in either form gives the same rows."""
    folder = tmp_path_factory.mktemp("sheet")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("id", "note"), *rows])
    (folder / "a.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    lines = ["id\tnote", *("\t".join(row) for row in rows)]
    (folder / "a.tsv").write_text("\n".join(lines), encoding="utf-8", newline="")

    assert read_sheet(folder / "a.csv") == read_sheet(folder / "a.tsv")
