"""What a batch of proposed rows would do to the graph: its differences, faults, repetitions and conflicts.

The batch is laid over a copy of the facts, and both worlds are built as far as the rules about the whole graph go.
Nothing is changed until a batch is accepted.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.errors import DataInvalid, RequestInvalid
from graph.files import replace_with
from graph.infer import infer, read_rules
from graph.load import Sources, load
from graph.names import local, words
from graph.proposals import CITATIONS, Batch, batch_of, files_of, unreviewed
from graph.queries import ask
from graph.sheets import Cells, rows_of, written
from graph.snapshot import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graph.load import Loaded
    from graph.names import Fault
    from graph.store import Store

#: Two statements that agree in these cells say the same; the citation decides whether one repeats the other.
SAME: Final = ("subject", "predicate", "object", "via", "endpoint", "value", "low", "high", "unit", "species", "stance")


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of a row that is there already, and what the batch would make of it."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A proposed row that says what another row says: `same_source` when the citation is the same too."""

    row: str
    other: str
    same_source: bool


@dataclass(frozen=True, slots=True)
class Review:
    """What a batch brings and what it would cause; `conflicts` are sentences of the graph with the batch in it."""

    batch: Batch
    new: tuple[str, ...]
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    twins: tuple[Twin, ...]
    conflicts: tuple[str, ...]

    @property
    def acceptable(self) -> bool:
        """Whether the batch may become facts: it has no fault and repeats nothing."""
        return not self.faults and not any(twin.same_source for twin in self.twins)

    def as_dict(self) -> dict[str, Any]:
        """Return the review as plain values."""
        faults = [asdict(fault) | {"text": str(fault).strip()} for fault in self.faults]
        return asdict(self) | {"faults": faults, "acceptable": self.acceptable}


def review(sources: Sources, name: str, told: Callable[[str, int], None] = lambda _step, _count: None) -> Review:
    """Judge a batch; raise RequestInvalid when there is none of this name."""
    from graph.validate import validate  # noqa: PLC0415 - loads pySHACL and rdflib

    batch = batch_of(sources, name)
    before = load(sources)
    told("rows there already", len(before.rows))
    with overlaid(sources, batch) as together:
        after = load(together)
        told("rows with the batch", len(after.rows))
        store = fill(after)
        mine = {f"assertions/{name}.tsv", f"citations-{name}.tsv"}
        faults = tuple(fault for fault in validate(after, store) if fault.file in mine)
        told("faults", len(faults))
        conflicts = () if faults else tuple(sorted(_disputes(sources, store) - _disputes(sources, fill(before))))
        told("conflicts it would cause", len(conflicts))
    known = {row.cells["id"]: row.cells for row in before.rows}
    return Review(
        batch,
        tuple(row["id"] for row in batch.rows if row["id"] not in known),
        tuple(_changes(batch, known)),
        faults,
        tuple(_twins(batch, before)),
        conflicts,
    )


def accept(sources: Sources, name: str, table: str, judged: Review) -> int:
    """Move a batch into a table of statements and its citations into theirs; return how many rows moved.

    Raises DataInvalid with the faults when there are any, and RequestInvalid when the batch repeats a statement or
    there is no such table. The tables are replaced whole, and the batch goes last.
    """
    if judged.faults:
        raise DataInvalid(judged.faults)
    target = sources.facts_dir / "assertions" / f"{table}.tsv"
    tables = sorted(path.stem for path in (sources.facts_dir / "assertions").glob("*.tsv"))
    if table not in tables:
        message = f"“{table}” is no table of statements; choose one of {', '.join(tables)}"
        raise RequestInvalid(message)
    if not judged.acceptable:
        twins = ", ".join(f"{twin.row} = {twin.other}" for twin in judged.twins if twin.same_source)
        message = f"the batch repeats statements of the same source ({twins}); delete those rows from its table"
        raise RequestInvalid(message)
    rows = {row["id"]: row for row in judged.batch.rows}
    for path in (sources.facts_dir / "assertions").glob("*.tsv"):
        header, there = rows_of(path)
        keep = [rows.pop(row["id"], row) if path != target else row for row in there]
        if keep != there:
            replace_with(path, written(header, keep))
    _merge(target, rows.values())
    _merge(sources.facts_dir / CITATIONS, judged.batch.citations)
    shutil.rmtree(unreviewed(sources) / name)
    return len(judged.batch.rows)


@contextmanager
def overlaid(sources: Sources, batch: Batch) -> Iterator[Sources]:
    """Give sources in which a batch stands among the facts, a row with a known id in the place of that one."""
    folder = Path(tempfile.mkdtemp(prefix="alkagraph-review-"))
    try:
        facts = folder / "facts"
        shutil.copytree(sources.facts_dir, facts)
        replaced = {row["id"] for row in batch.rows}
        for path in (facts / "assertions").glob("*.tsv"):
            header, rows = rows_of(path)
            keep = [row for row in rows if row["id"] not in replaced]
            if len(keep) < len(rows):
                path.write_bytes(written(header, keep))
        for path, place in files_of(sources, batch.name):
            shutil.copyfile(path, facts / place)
        yield Sources(ontology=sources.ontology, facts=facts)
    finally:
        shutil.rmtree(folder)


def _merge(path: Path, rows: Iterable[Cells]) -> None:
    header, there = rows_of(path)
    new = {row["id"]: row for row in rows}
    kept = [row for row in there if row["id"] not in new]
    replace_with(path, written(header, [*kept, *new.values()]))


def _changes(batch: Batch, known: dict[str, Any]) -> Iterator[Change]:
    for row in batch.rows:
        before = known.get(row["id"])
        if before is not None:
            yield from (Change(row["id"], key, before[key], row[key]) for key in row if before.get(key, "") != row[key])


def _twins(batch: Batch, before: Loaded) -> Iterator[Twin]:
    """Yield the proposed rows that say what a fact, or an earlier row of the batch, says already."""
    statements = [dict(row.cells) for row in before.rows if "stance" in row.cells]
    seen: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    proposed = {row["id"] for row in batch.rows}
    for row in [*(row for row in statements if row["id"] not in proposed), *batch.rows]:
        key = tuple(row.get(name, "") for name in SAME)
        if row["id"] in proposed:
            yield from (Twin(row["id"], other, source == row["citation"]) for other, source in seen.get(key, []))
        seen.setdefault(key, []).append((row["id"], row["citation"]))


def _disputes(sources: Sources, store: Store) -> set[str]:
    """Return, in words, what the graph finds in conflict or denied once the rules about the whole graph have run."""
    infer(store, [rule for rule in read_rules(sources.files("rules", "*.rq")) if not rule.about_pairs])
    denied = {
        f"{row['subjectLabel']} {_relation(row)} {row['objectLabel']}: {local(row['statement'])} denies it"
        for row in ask(store, "disputed-edges")
    }
    return denied | {
        f"{row['onLabel']} {_relation(row)} {row.get('objectLabel', '')}: {row['summary']}"
        for row in ask(store, "conflicts")
    }


def _relation(row: Mapping[str, str]) -> str:
    return words(local(row["relation"]))
