"""Read the rows of a test set: a sheet that somebody else made, with any separator, order of columns and line ends.

Unlike a sheet of proposals, a test set is only measured with: a surplus cell or a short line is no reason to stop.
"""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Final

from graph.errors import SheetUnreadable
from graph.sheets import MAX_SHEET_BYTES, Cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: Rows of one test set, so that a wrong file ends in a message.
MAX_ROWS: Final = 100_000
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_rows(path: Path, needed: Sequence[str]) -> list[tuple[int, Cells]]:
    """Return the rows of a test set that hold anything, each with its line number, counted from 1.

    The separator (tab, comma or semicolon) is read off the header, whatever the ending of the file. Names of columns
    are taken in lower case with `_` for blanks and hyphens. A byte order mark, Windows line ends and quotes around a
    cell are accepted. Raises SheetUnreadable, naming each column of `needed` that is missing.
    """
    if path.stat().st_size > MAX_SHEET_BYTES:
        raise SheetUnreadable(path, 0, "the file is too large.", f"A sheet may hold {MAX_SHEET_BYTES // 2**20} MB.")
    lines = [(number, cells) for number, cells in _lines(path, _text(path)) if any(cells)]
    if not lines:
        raise SheetUnreadable(path, 1, "there is no header.", "The first line names the columns.")
    header = [_column(name) for name in lines[0][1]]
    missing = [f"“{name}”" for name in needed if name not in header]
    if missing:
        problem = f"the column{'s' if len(missing) > 1 else ''} {', '.join(missing)} {_is(missing)} missing."
        raise SheetUnreadable(path, lines[0][0], problem, f"Name the columns {', '.join(needed)} in the first line.")
    if len(lines) - 1 > MAX_ROWS:
        raise SheetUnreadable(path, 0, f"there are {len(lines) - 1} rows.", f"At most {MAX_ROWS} are read at once.")
    # of a column that stands twice the first counts
    places = {name: header.index(name) for name in header if name}
    return [
        (number, {name: cells[place] if place < len(cells) else "" for name, place in places.items()})
        for number, cells in lines[1:]
    ]


def _is(missing: Sequence[str]) -> str:
    return "are" if len(missing) > 1 else "is"


def _column(name: str) -> str:
    """Return the name of a column in its one spelling.

    >>> _column(" Drug-A ")
    'drug_a'
    """
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # every byte is a character there: a name may come out unknown, none is lost


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each line, runs of blanks made one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    first = next((line for line in text.split("\n") if line.strip()), "")
    if "\t" in first:
        for number, line in enumerate(text.split("\n"), start=1):
            yield number, [_clean(cell) for cell in line.split("\t")]
        return
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        for cells in reader:
            yield reader.line_num, [_clean(cell) for cell in cells]
    except csv.Error as error:
        remedy = "Export the sheet again as comma-separated values."
        raise SheetUnreadable(path, reader.line_num, f"this is not valid CSV ({error}).", remedy) from error


def _clean(cell: str) -> str:
    cell = " ".join(cell.split())
    return cell[1:-1].replace('""', '"').strip() if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
