"""Proposed rows: taken from a sheet, put beside the facts with who, when and from where, and never served.

A batch is a folder `ontology/unreviewed/NAME` in the form of the facts: a table of statements, a table of the citations
they bring, and metadata that says where they come from. Names that people write (“CYP2D6”, “case report”) become the
ids and codes of the graph where that is certain; what is not certain stays as written, for the review to show.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import re
import shutil
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph.errors import RequestInvalid, SheetUnreadable
from graph.load import Sources, load
from graph.sheets import Cells, read_sheet, rows_of, written
from graph.tables import SUFFIX, Column, Table, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from graph.load import Loaded

CITATIONS: Final = "citations.tsv"
#: Identifiers that tell two citations of one work, best first.
_IDENTIFIERS: Final = ("doi", "pmid", "pmcid", "url")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_TITLE_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """One folder of proposed rows: its name, the statements, the citations they bring, and where they come from.

    `unknown` holds the names that stand for nothing in the graph, with the nearest that do; only a fresh batch has it.
    """

    name: str
    rows: tuple[Cells, ...]
    citations: tuple[Cells, ...]
    origin: Mapping[str, str]
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def unreviewed(sources: Sources) -> Path:
    """Return the folder of proposals, beside the facts."""
    return sources.ontology / "unreviewed"


def propose(sheet: Path, sources: Sources, by: str, *, again: bool = False) -> Batch:
    """Take a sheet of statements as a new batch, named for its file, and return it.

    `by` names who proposes it. Raises SheetUnreadable when the sheet cannot be read or has a column nobody knows, and
    RequestInvalid when a batch of this name is there and `again` is false; in both cases nothing is written.
    """
    name = _slug(sheet.stem) or "rows"
    folder = unreviewed(sources) / name
    if folder.exists() and not again:
        message = f"{folder}: a batch of this name waits for review; review it, or take the sheet with --again"
        raise RequestInvalid(message)
    header, rows = read_sheet(sheet)
    form, cited = _form(sources), describe(sources.facts_dir / CITATIONS, sources.facts_dir)
    _know_columns(sheet, header, [*form.header, *cited.header])
    loaded = load(sources)
    citations = _citations(rows, loaded, cited.header)
    names, labels = _names(loaded)
    taken = [_row(form, row, names, f"{name}-{number:04}") for number, row in enumerate(rows, start=1)]
    for cells in taken:
        for end in ("subject", "object"):
            cells[f"{end}_label"] = cells[f"{end}_label"] or labels.get(cells[end], cells[end])
    origin = {
        "dc:creator": by,
        "dc:date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "dc:source": sheet.name,
        "dc:identifier": "sha256:" + hashlib.sha256(sheet.read_bytes()).hexdigest(),
    }
    typed = {row[column] for row in taken for column in ("subject", "object", "via")} - labels.keys() - {""}
    unknown = {text: tuple(difflib.get_close_matches(text.casefold(), names, n=3)) for text in sorted(typed)}
    batch = Batch(name, tuple(taken), tuple(citations), origin, unknown)
    _write(batch, form, cited, folder)
    return batch


def batches(sources: Sources) -> list[str]:
    """Return the names of the batches that wait for review."""
    return sorted(path.name for path in unreviewed(sources).glob("*") if (path / "assertions").is_dir())


def batch_of(sources: Sources, name: str) -> Batch:
    """Return a batch that waits for review; raise RequestInvalid when there is none of this name."""
    folder = unreviewed(sources) / name
    path = folder / "assertions" / f"{name}.tsv"
    if name not in batches(sources) or not path.exists():
        message = f"“{name}” is no batch; there are: {', '.join(batches(sources)) or 'none'}"
        raise RequestInvalid(message)
    cited = folder / f"citations-{name}.tsv"
    metadata = json.loads(path.with_name(path.name + SUFFIX).read_text(encoding="utf-8"))
    origin = {key: value for key, value in metadata.items() if key in {"dc:creator", "dc:date", "dc:source"}}
    return Batch(name, tuple(rows_of(path)[1]), tuple(rows_of(cited)[1]) if cited.exists() else (), origin)


def files_of(sources: Sources, name: str) -> list[tuple[Path, str]]:
    """Return the files of a batch with the places they would take among the facts."""
    folder = unreviewed(sources) / name
    return [(path, path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*")) if path.is_file()]


def _form(sources: Sources) -> Table:
    """Return the form that all tables of statements share."""
    return describe(next(path for path in sources.tables() if path.parent.name == "assertions"), sources.facts_dir)


def _know_columns(sheet: Path, header: Sequence[str], known: Sequence[str]) -> None:
    for name in header:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
            hint = f"Did you mean “{near[0]}”?" if near else f"Known are: {', '.join(dict.fromkeys(known))}."
            raise SheetUnreadable(sheet, 1, f"nobody knows the column “{name}”.", hint)


def _names(loaded: Loaded) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return the ids that each name of an entity, folded, may mean, and the label of each id."""
    names: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for row in loaded.rows:
        if row.table.path.parent.name == "entities":
            cells = row.cells
            labels[cells["id"]] = cells["label"]
            others = [cells.get(column, "").split("|") for column in ("synonyms", "brands")]
            for name in [cells["id"], cells["label"], *others[0], *others[1]]:
                names[name.casefold()].add(cells["id"])
    names.pop("", None)
    return names, labels


def _row(form: Table, row: Cells, names: Mapping[str, set[str]], new_id: str) -> Cells:
    cells = {name: row.get(name, "") for name in form.header}
    cells["id"] = cells["id"] or new_id
    cells["review"] = cells["review"] or "read_once"
    cells["relation"] = cells["relation"] or ("=" if cells["value"] else "")
    for column in form.columns:
        if column.name in {"subject", "object", "via"}:
            found = names.get(cells[column.name].casefold(), set())
            cells[column.name] = next(iter(found)) if len(found) == 1 else cells[column.name]
        elif column.value_template and not column.virtual:
            cells[column.name] = _code(column, cells[column.name])
    return cells


def _code(column: Column, text: str) -> str:
    """Return the code a cell means: “case report” is case_report, “is substrate of” is isSubstrateOf."""
    if column.pattern is None or not text or column.pattern.match(text):
        return text
    first, *rest = text.split()
    spelt = ("_".join(text.lower().split()), first.lower() + "".join(word.capitalize() for word in rest))
    return next((code for code in spelt if column.pattern.match(code)), text)


def _citations(rows: Iterable[Cells], loaded: Loaded, header: Sequence[str]) -> list[Cells]:
    """Fill the citation of each row from the identifiers beside it, in place; return the records that are new."""
    known: dict[tuple[str, str], str] = {}
    for fact in loaded.rows:
        if fact.table.name == CITATIONS:
            known |= {(key, fact.cells[key].casefold()): fact.cells["id"] for key in _IDENTIFIERS if fact.cells[key]}
    new: dict[str, Cells] = {}
    for row in rows:
        keys = [(key, row[key].casefold()) for key in _IDENTIFIERS if row.get(key)]
        if row.get("citation") or not keys:
            continue
        found = next((known[key] for key in keys if key in known), "")
        if not found:
            found = _citation_id(row)
            new[found] = {name: row.get(name, "") for name in header} | {"id": found, "note": ""}
            known |= dict.fromkeys(keys, found)
        row["citation"] = found
    return list(new.values())


def _citation_id(row: Cells) -> str:
    if row.get("first_author") and row.get("title"):
        words = [word for word in _slug(row["title"]).split("-") if len(word) > _TITLE_WORDS][:_TITLE_WORDS]
        return "-".join([_slug(row["first_author"]), row.get("year") or "nd", *words])
    key = next(key for key in _IDENTIFIERS if row.get(key))
    return f"{key}-{_slug(row[key])}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")


def _write(batch: Batch, form: Table, cited: Table, folder: Path) -> None:
    """Write a batch to the side and rename: a folder of proposals is there whole or not at all."""
    aside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "assertions").mkdir(parents=True)
    _write_table(aside / "assertions" / f"{batch.name}.tsv", form, batch.rows, batch.origin)
    if batch.citations:
        _write_table(aside / f"citations-{batch.name}.tsv", cited, batch.citations, batch.origin)
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)


def _write_table(path: Path, like: Table, rows: Iterable[Cells], origin: Mapping[str, str]) -> None:
    metadata: dict[str, Any] = json.loads(like.path.with_name(like.path.name + SUFFIX).read_text(encoding="utf-8"))
    said = "Not reviewed, and never served."
    told = {"url": path.name, "dc:title": "Proposed rows", "dc:description": said, **origin}
    path.write_bytes(written(like.header, rows))
    path.with_name(path.name + SUFFIX).write_text(
        json.dumps(metadata | told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
