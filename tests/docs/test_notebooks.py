"""The example notebooks: kept without outputs, run from top to bottom, and each cell gives what its text promises."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import nbformat
import pytest
from nbclient import NotebookClient

from graph import snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
#: A kernel that has answered nothing for so long is ended.
TIMEOUT_S = 900

#: What the outputs of each cell of code must say, in their order; an empty text for a cell that only sets names.
SAYS: Final[dict[str, Sequence[Sequence[str]]]] = {
    "ask-and-tabulate": (
        ("values-of-pair", "observed-ratios"),
        ("inhibits", "ki", "human liver microsomes"),
        ("fold", "ki", "umol/L"),
        ("statements", "clinical_pk_study", "in_vitro"),
        ("False",),
    ),
    "check-a-list": (
        ("AlkaGraph, data version",),
        ("kratom → quetiapine", "sertraline", "Why", "quetiapine → kratom", "What to do"),
        ("precipitant", "orca_class", "kratom", "unstudied"),
        ("“quetiapin” was not recognised and is NOT checked",),
        ("1.39 (90% CI 1.23-1.57)", "without_filters", "major"),
        ("kratom → midazolam", "CYP3A", "<details"),
    ),
    "from-leaf-to-receptor": (
        ("<iframe", "srcdoc", "Interactive picture: kratom, mu opioid receptor", "arrows"),
        ("mitragynine", "7-hydroxymitragynine"),
        ("partialAgonistOf", "refutes", "supports", "in vitro"),
        ("things", "arrows", "kratom", "midazolam"),
        ("True", "svg"),
    ),
}


def read(path: Path) -> Any:  # noqa: ANN401 - a notebook of nbformat is a dict with attributes
    """Return a notebook."""
    return nbformat.read(path, as_version=4)


def said(cell: Any) -> str:  # noqa: ANN401 - as above
    """Return everything a cell gave, in every form."""
    parts = [text for one in cell.outputs for text in one.get("data", {}).values()]
    return "\n".join([*map(str, parts), *(one.get("text", "") for one in cell.outputs)])


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_well_formed_and_has_no_outputs(path: Path) -> None:
    """It keeps to the format, says what it is, holds nothing of the machine it was written on, and is linked."""
    book = read(path)
    nbformat.validate(book)

    assert path.stem in SAYS, "say in SAYS what its cells give"
    assert book.cells[0].source.startswith("# ")
    assert [cell.id for cell in book.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)] == []
    assert set(book.metadata) == {"kernelspec", "language_info"}
    assert path.name in (FOLDER.parent / "python.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_it_promises(
    path: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cell runs as a notebook program runs it and gives what its text speaks of; nothing complains."""
    snapshot.ensure()
    for setting in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):  # nothing of this user's own
        monkeypatch.setenv(setting, str(tmp_path / setting.lower()))
    client = NotebookClient(
        read(path), timeout=TIMEOUT_S, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the notebook program warns of is not ours
        book = client.execute(env={**os.environ, "PYTHONPATH": str(root), "PYTHONWARNINGS": "error"})
    cells = [cell for cell in book.cells if cell.cell_type == "code"]

    assert len(cells) == len(SAYS[path.stem])
    for cell, parts in zip(cells, SAYS[path.stem], strict=True):
        assert [one.get("name") for one in cell.outputs if one.get("name") == "stderr"] == [], said(cell)
        assert [part for part in parts if part not in said(cell)] == [], cell.source
