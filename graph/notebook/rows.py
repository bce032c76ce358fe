"""The rows of a question or a query, with numbers as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.names import XSD, local
from graph.notebook.frames import cell, frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from graph.replies import Table

#: A cell of a notebook shows this many rows.
SHOWN: Final = 100
_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    f"{XSD}integer": int,
    f"{XSD}decimal": float,
    f"{XSD}double": float,
    f"{XSD}float": float,
    f"{XSD}boolean": "true".__eq__,
}


class Rows(list[dict[str, Any]]):
    """A list of rows, each a dict by column; what a row does not say is missing from it.

    IRIs are texts in full; integers, decimals and booleans are Python's own.

    >>> found = Rows([{"label": "CYPX", "ki": 1.5}, {"label": "CYPY"}], ["label", "ki"], "inhibitors")
    >>> found
    <inhibitors: 2 rows of label, ki>
    >>> found[0]["ki"]
    1.5
    """

    def __init__(self, rows: Iterable[dict[str, Any]] = (), columns: Iterable[str] = (), title: str = "rows") -> None:
        super().__init__(rows)
        self.columns = tuple(columns)
        self.title = title

    @classmethod
    def of(cls, table: Table, title: str) -> Rows:
        """Return the rows of a table."""
        rows = [{name: _read(term) for name, term in row.items()} for row in table.rows]
        return cls(rows, table.names, title)

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self)} row{'' if len(self) == 1 else 's'} of {', '.join(self.columns)}>"

    def to_pandas(self, *, full: bool = False) -> pd.DataFrame:
        """Return the rows as a data frame with all columns; raise LibraryMissing without pandas.

        Things and codes of the graph are called by their ids, which every question takes; with `full` by their IRIs.
        """
        rows = self if full else [{name: _short(value) for name, value in row.items()} for row in self]
        return frame(rows, self.columns)

    def _repr_html_(self) -> str:
        shown = [[_short(row.get(name, "")) for name in self.columns] for row in self[:SHOWN]]
        return cell("rows.html", title=self.title, columns=self.columns, rows=shown, left=max(0, len(self) - SHOWN))


def _read(term: Mapping[str, str]) -> object:
    """Return the value of a term; a number that Python cannot read stays a text."""
    try:
        return _READERS.get(term.get("datatype", ""), str)(term["value"])
    except ValueError:
        return term["value"]


def _short(value: object) -> object:
    """Return the id of a thing or code of the graph, and any other value as it is."""
    return local(value) if isinstance(value, str) else value
