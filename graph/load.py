"""Bring the whole ontology into memory: schema files named, fact tables read, every row tied to its line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.errors import OntologyBroken
from graph.names import Fault, natural_key, ontology_dir
from graph.tables import SUFFIX, Row, Table, Triple, describe, read, triples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a build reads from: the ontology folder, and the facts (by default the ontology's own)."""

    ontology: Path = field(default_factory=ontology_dir)
    facts: Path | None = None

    @property
    def facts_dir(self) -> Path:
        """The folder of fact tables."""
        return self.facts or self.ontology / "facts"

    def files(self, folder: str, pattern: str) -> list[Path]:
        """Return the ontology's files of one kind in name order, such as `files("rules", "*.rq")`."""
        return sorted((self.ontology / folder).glob(pattern))

    def tables(self) -> list[Path]:
        """Return every fact table in path order."""
        return sorted(self.facts_dir.rglob("*.tsv"))

    def digest(self) -> str:
        """Return a SHA-256 over the names and bytes of all files a snapshot depends on."""
        total = hashlib.sha256()
        parts = [*self.tables(), *sorted(self.facts_dir.rglob("*.json"))]
        parts += [*self.files("schema", "*.ttl"), *self.files("shapes", "*.ttl")]
        parts += [*self.files("rules", "*.rq"), *self.files("checks", "*.rq"), *self.files("queries", "*.rq")]
        for path in parts:
            total.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
        return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: sound rows in canonical order, the row each thing came from, and the faults met on the way.

    `broken` holds the IRIs of rows with a faulty cell: they are there, and what points to them is no fault.
    """

    sources: Sources
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    row_of: dict[str, Row]
    broken: frozenset[str] = frozenset()

    def triples(self, graph: str) -> Iterator[Triple]:
        """Yield the statements of the rows whose table belongs to this named graph."""
        for row in self.rows:
            if row.table.graph == graph:
                yield from triples(row)


def load(sources: Sources) -> Loaded:
    """Read every fact table. Faults are collected, not raised: `validate` reports them all together.

    Raises OntologyBroken when a metadata file cannot be used or there is no table at all.
    """
    paths = sources.tables()
    if not paths:
        raise OntologyBroken(sources.facts_dir, "there is no fact table here.", "Name a folder that holds *.tsv files.")
    rows: list[Row] = []
    broken: set[str] = set()
    faults: list[Fault] = []
    for path in paths:
        sound, faulty, wrong = read(describe(path, sources.facts_dir))
        rows += sound
        broken |= {row.subject for row in faulty}
        faults += wrong
    rows.sort(key=lambda row: (row.table.name, natural_key(row.subject)))
    row_of: dict[str, Row] = {}
    for row in rows:
        first = row_of.setdefault(row.subject, row)
        if first is not row:
            faults.append(_duplicate(row, first))
    faults += _strays(sources)
    return Loaded(sources, tuple(rows), tuple(faults), row_of, frozenset(broken))


def _duplicate(row: Row, first: Row) -> Fault:
    key = next(iter(row.table.header))
    place = f"{first.table.name}, line {first.line}"
    remedy = f"It stands already in {place}; give this row an id of its own, or remove it."
    return Fault(row.table.name, row.line, key, row.cells[key], "This id is used twice.", remedy)


def _strays(sources: Sources) -> Iterator[Fault]:
    """Yield a fault for metadata whose table is gone: a renamed file must not drop facts in silence."""
    for path in sorted(sources.facts_dir.rglob("*" + SUFFIX)):
        if not path.with_name(path.name.removesuffix(SUFFIX)).exists():
            name = path.relative_to(sources.facts_dir).as_posix()
            yield Fault(
                name,
                0,
                "",
                "",
                "This metadata describes a table that is not there.",
                "Restore it or remove both.",
            )


def tables_of(loaded: Loaded) -> list[Table]:
    """Return the tables that gave rows, in path order."""
    return list(dict.fromkeys(row.table for row in loaded.rows))
