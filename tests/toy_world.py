"""The toy world: a small graph of invented names, so that a new fact never breaks a test of the code.

The tables under `tests/toy` hold only the columns a reader needs; `furnish` spreads them over the full columns of the
real metadata, which is copied beside them, so that the toy world can never drift from the real form.
"""

from __future__ import annotations

import functools
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from graph import sheets
from graph.load import Sources
from graph.names import ontology_dir
from graph.tables import SUFFIX, describe

if TYPE_CHECKING:
    from collections.abc import Sequence

TOY = Path(__file__).parent / "toy"
#: Whose metadata describes a toy table of another name.
_LIKE = {"assertions": "assertions/drug-roles.tsv"}


def furnish(folder: Path) -> Sources:
    """Write the toy facts in full form into `folder` and return sources that read them."""
    facts = ontology_dir() / "facts"
    shutil.copy(facts / "assertion.schema.json", folder / "assertion.schema.json")
    for path in sorted(TOY.rglob("*.tsv")):
        name = path.relative_to(TOY)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        model = facts / _LIKE.get(name.parent.name, name.as_posix())
        metadata = model.with_name(model.name + SUFFIX).read_text(encoding="utf-8")
        target.with_name(target.name + SUFFIX).write_text(metadata.replace(model.name, name.name), encoding="utf-8")
        target.write_text("", encoding="utf-8")
        write(target, [_labelled(row) for row in sparse(path)], folder)
    return Sources(facts=folder)


def sparse(path: Path) -> list[dict[str, str]]:
    """Read a table whose lines may end early."""
    header, *lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [dict(zip(header, line, strict=False)) for line in lines]


@functools.cache
def _labels() -> dict[str, str]:
    return {row["id"]: row["label"] for path in sorted((TOY / "entities").glob("*.tsv")) for row in sparse(path)}


def _labelled(row: dict[str, str]) -> dict[str, str]:
    """Add the labels that stand beside the ids of a statement."""
    named = {f"{key}_label": _labels().get(row[key], "") for key in ("subject", "object") if row.get(key)}
    return {**row, **named}


def write(path: Path, rows: Sequence[dict[str, str]], root: Path) -> None:
    """Write rows into a described table in the columns of its metadata; columns not given stay empty."""
    path.write_bytes(sheets.written(describe(path, root).header, rows))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a table back as rows of text."""
    return sheets.rows_of(path)[1]
