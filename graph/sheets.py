"""Read a sheet that a person filled in (tab- or comma-separated), and write rows in the one form tables have."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from graph.errors import SheetUnreadable
from graph.names import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

#: Bounds on a sheet: a hand-made one is far below, and a wrong file ends in a message.
MAX_SHEET_BYTES: Final = 16 * 2**20
MAX_SHEET_ROWS: Final = 20_000

Cells = dict[str, str]


def read_sheet(path: Path) -> tuple[list[str], list[Cells]]:
    """Return the column names of a sheet and its rows; blanks around a cell are dropped, empty rows skipped.

    A file that ends in .csv is comma- or semicolon-separated with quotes, any other is tab-separated without. A byte
    order mark and Windows line ends are accepted. Raises SheetUnreadable.
    """
    if path.stat().st_size > MAX_SHEET_BYTES:
        raise SheetUnreadable(path, 0, "the file is too large.", f"A sheet may hold {MAX_SHEET_BYTES // 2**20} MB.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = "Save the sheet as “CSV UTF-8” or as “Unicode text”."
        raise SheetUnreadable(path, 0, f"this is not UTF-8 text ({error.reason}).", remedy) from error
    lines = list(_lines(path, text))
    if not lines or not any(lines[0][1]):
        raise SheetUnreadable(path, 1, "there is no header.", "The first line names the columns.")
    header = lines[0][1]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise SheetUnreadable(path, 1, f"a column stands twice ({', '.join(twice)}).", "Keep one of them.")
    rows = []
    for number, cells in lines[1:]:
        if len(cells) > len(header) and any(cells[len(header) :]):
            problem = f"the line has {len(cells)} cells where the header has {len(header)}."
            raise SheetUnreadable(path, number, problem, "Look for a surplus separator, or name the column.")
        if any(cells):
            rows.append(dict.fromkeys(header, "") | dict(zip(header, cells, strict=False)))
    if len(rows) > MAX_SHEET_ROWS:
        raise SheetUnreadable(path, 0, f"there are {len(rows)} rows.", f"Split it; {MAX_SHEET_ROWS} may come at once.")
    return header, rows


def rows_of(path: Path) -> tuple[list[str], list[Cells]]:
    """Return the header and the rows of a table in canonical form, every character as it stands."""
    header, *lines = (line.split("\t") for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))
    return header, [dict(zip(header, line, strict=True)) for line in lines]


def written(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    r"""Return rows as a table in canonical form: tab-separated, sorted by the first column, numbers read as numbers.

    >>> written(["id", "label"], [{"id": "a-10"}, {"id": "a-9", "label": "nine"}])
    b'id\tlabel\na-9\tnine\na-10\t\n'
    """
    ordered = sorted(rows, key=lambda row: natural_key(row[header[0]]))
    lines = ["\t".join(header), *("\t".join(row.get(name, "") for name in header) for row in ordered)]
    return ("\n".join(lines) + "\n").encode()


def _lines(path: Path, text: str) -> Iterable[tuple[int, list[str]]]:
    """Yield the line number and the cells of each line."""
    if path.suffix.lower() != ".csv":
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
            yield number, [_clean(cell) for cell in line.split("\t")]
        return
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [_clean(cell) for cell in cells]
    except csv.Error as error:
        remedy = "Export the sheet again as comma-separated values."
        raise SheetUnreadable(path, reader.line_num, f"this is not valid CSV ({error}).", remedy) from error


def _clean(cell: str) -> str:
    """Make runs of blanks, line ends among them, one blank."""
    return " ".join(cell.split())
