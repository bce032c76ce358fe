"""What every answer has in common: a data frame where pandas is there, and HTML for the cell of a notebook."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from graph.errors import LibraryMissing
from graph.templates import WEB, environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


PANDAS: Final = "pandas"
#: What is installed with it, as `alkagraph[notebook]`.
EXTRA: Final = "notebook"


def frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return rows as a data frame with these columns, or with their own; raise LibraryMissing without pandas."""
    try:
        pandas = import_module(PANDAS)
    except ImportError as error:
        raise LibraryMissing(PANDAS, EXTRA) from error
    table: pd.DataFrame = pandas.DataFrame(list(rows), columns=None if columns is None else list(columns))
    return table


def cell(template: str, **values: object) -> str:
    """Return what a notebook shows of an answer: a template of `notebook/` with its styles, every value escaped."""
    styles = Markup((WEB / "static" / "notebook.css").read_text(encoding="utf-8"))  # noqa: S704 - our own style sheet
    return environment().get_template(f"notebook/{template}").render(styles=styles, **values)
