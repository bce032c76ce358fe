"""Read a sheet of observed changes of exposure, as other people keep them: any separator, mark or number style.

A row that cannot be used is left out and counted with its reason; only a sheet without the columns needed is refused.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import SheetUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Bounds on a sheet; a hand-made one is far below.
MAX_BYTES: Final = 32 * 2**20
MAX_ROWS: Final = 50_000
MAX_CELL: Final = 500
#: Ratios outside are slips of the pen or of the unit.
LEAST_RATIO, GREATEST_RATIO = 0.001, 1000.0

#: Columns that must be there, with other names they go by.
NEEDED: Final = {
    "perpetrator": ("perpetrator", "precipitant", "inhibitor"),
    "victim": ("victim", "object", "substrate"),
    "auc_ratio": ("auc_ratio", "aucr", "auc ratio", "observed"),
}
_NUMBER: Final = r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?"
_RATIO: Final = re.compile(
    rf"(?P<sign>[<>≤≥~≈+±-]*)\s*(?P<low>{_NUMBER})\s*(?P<share>%?)"
    rf"(?:\s*(?:-|–|—|to)\s*(?P<high>{_NUMBER})\s*(?P<share2>%?))?\s*(?:-?fold|x|times)?(?:\s*[(\[].*)?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One observed change of exposure: line of the sheet, what was given, and the ratio of areas under the curve."""

    line: int
    id: str
    precipitant: str
    object: str
    ratio: float
    cells: Mapping[str, str]

    def told(self, *names: str) -> str:
        """Return the first of some columns that is filled; empty when none is."""
        return next((text for name in names if (text := self.cells.get(name, ""))), "")


@dataclass(frozen=True, slots=True)
class Trials:
    """What a sheet holds: the rows that can be used, and those that cannot with line and reason."""

    rows: tuple[Trial, ...]
    skipped: tuple[tuple[int, str], ...]


def read_trials(path: Path) -> Trials:
    """Return the observed changes in a sheet; raise SheetUnreadable when it is no table or lacks a column.

    Tabs, commas and semicolons part cells; a byte order mark, Windows line ends, quotes and other encodings are taken.
    """
    header, lines = _table(path)
    place = {key: _column(path, header, key, names) for key, names in NEEDED.items()}
    rows: list[Trial] = []
    skipped: list[tuple[int, str]] = []
    for number, line in lines:
        cells = {name: _clean(text) for name, text in zip(header, line, strict=False)}
        precipitant, thing, text = (cells.get(header[place[key]], "") for key in NEEDED)
        ratio = ratio_of(text)
        if not any(cells.values()):
            continue
        if not precipitant or not thing:
            skipped.append((number, "a name is missing"))
        elif ratio is None:
            skipped.append((number, f"the ratio “{text[:40]}” is no number between {LEAST_RATIO:g} and 1000"))
        else:
            rows.append(Trial(number, cells.get("id", "") or str(number), precipitant, thing, ratio, cells))
    return Trials(tuple(rows), tuple(skipped))


def ratio_of(text: str) -> float | None:
    """Return a ratio as a number without unit; None when the text holds none that can be.

    A range gives its geometric middle. A share with its sign is a change, one without is a share of the control.

    >>> ratio_of("2.5"), ratio_of("2,5-fold"), ratio_of("+150 %"), ratio_of("-50%"), ratio_of("139 %")
    (2.5, 2.5, 2.5, 0.5, 1.39)
    >>> ratio_of("2-8"), ratio_of("1.39 (1.23-1.57)"), ratio_of("0"), ratio_of("not measured")
    (4.0, 1.39, None, None)
    """
    found = _RATIO.match(text.strip().replace("−", "-"))
    if not found:
        return None
    low, high = _number(found["low"]), _number(found["high"] or found["low"])
    if found["share"] or found["share2"]:
        signed = "+" in found["sign"] or found["low"][0] in "+-" or "-" in found["sign"]
        sign = -1.0 if "-" in found["sign"] else 1.0
        low, high = ((100 + sign * low) / 100, (100 + sign * high) / 100) if signed else (low / 100, high / 100)
    elif found["sign"].endswith("-"):
        return None
    if not (LEAST_RATIO <= low <= GREATEST_RATIO and LEAST_RATIO <= high <= GREATEST_RATIO):
        return None
    return float(low) if low == high else float((low * high) ** 0.5)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the names of the columns in lower case, and each line with its number."""
    if path.stat().st_size > MAX_BYTES:
        raise SheetUnreadable(path, 0, "the file is too large.", f"A sheet may hold {MAX_BYTES // 2**20} MB.")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first = text.lstrip("\n").partition("\n")[0]
    separator = max("\t,;", key=first.count)
    lines_of = io.StringIO(text)
    if separator == "\t":
        reader = csv.reader(lines_of, delimiter=separator, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines_of, delimiter=separator)
    try:
        lines = [(number, cells) for number, cells in enumerate(reader, 1) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise SheetUnreadable(path, 0, f"this is not a table ({error}).", "Export it as tab-separated text.") from error
    if not lines:
        raise SheetUnreadable(path, 1, "there is no header.", "The first line names the columns.")
    if len(lines) > MAX_ROWS:
        raise SheetUnreadable(path, 0, f"there are {len(lines)} rows.", f"Split it; {MAX_ROWS} may come at once.")
    return [_clean(name).lower() for name in lines[0][1]], lines[1:]


def _column(path: Path, header: Sequence[str], key: str, names: Sequence[str]) -> int:
    for name in names:
        if name in header:
            return header.index(name)
    problem = f"the column “{key}” is missing; there are: {', '.join(filter(None, header))[:200]}."
    raise SheetUnreadable(path, 1, problem, f"Name it {' or '.join(names)} in the first line.")


def _clean(cell: str) -> str:
    """Drop quotes around a cell and make runs of blanks one blank; cells beyond any sense are cut."""
    return " ".join(cell[: 4 * MAX_CELL].strip().strip('"').split())[:MAX_CELL]
