"""The files that the laws speak about: Python modules as syntax trees, fact tables as rows."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "ontology" / "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A fact table as it lies on disk: raw bytes, and cells without any interpretation."""

    path: Path
    raw: bytes
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """The path as a message shows it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def metadata(self) -> Path:
        """Where the CSVW metadata of this table must lie."""
        return self.path.with_name(self.path.name + "-metadata.json")

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row that has the right number of cells with its line number, counted from 1."""
        for line, row in enumerate(self.rows, start=2):
            if len(row) == len(self.header):
                yield line, dict(zip(self.header, row, strict=True))


def shown(path: Path) -> str:
    """Return a path as a message shows it."""
    return path.relative_to(ROOT).as_posix()


def modules(*folders: str) -> list[Path]:
    """Return the Python modules in these folders of the project, and `server.py` for `.`."""
    found: list[Path] = []
    for folder in folders:
        found += [ROOT / "server.py"] if folder == "." else sorted((ROOT / folder).rglob("*.py"))
    return [path for path in found if path.exists() and "vendor" not in path.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every string constant of a module with its line, pieces of f-strings too, docstrings left out."""
    tree = tree_of(path)
    documentation = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                documentation.add(id(first.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def identifiers(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every name a module gives or uses, with its line."""
    for node in ast.walk(tree_of(path)):
        line = getattr(node, "lineno", 0)
        for field in ("id", "attr", "arg", "name"):
            if isinstance(name := getattr(node, field, None), str):
                yield line, name


@cache
def tables() -> tuple[Table, ...]:
    """Return every fact table in path order."""
    found = []
    for path in sorted(FACTS.rglob("*.tsv")):
        raw = path.read_bytes()
        lines = raw.decode("utf-8", errors="replace").removesuffix("\n").split("\n")
        header, *rows = [tuple(line.split("\t")) for line in lines]
        found.append(Table(path, raw, header, tuple(rows)))
    return tuple(found)


def entity_tables() -> list[Table]:
    """Return the tables that name things."""
    return [table for table in tables() if table.path.parent.name == "entities"]


@cache
def labels() -> dict[str, str]:
    """Return the label of every entity by its slug."""
    return {record["id"]: record["label"] for table in entity_tables() for _, record in table.records()}


def words_of(text: str) -> tuple[str, ...]:
    """Split text into lower-case words of letters and digits; camelCase and snake_case come apart too.

    >>> words_of("leafTea_of 7-hydroxy")
    ('leaf', 'tea', 'of', '7', 'hydroxy')
    """
    return tuple(re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()))
