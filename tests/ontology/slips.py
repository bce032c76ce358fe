"""The slips that people make in tables: how to make each, and what the message must say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.strategies import DRUGS, LEAF, PAIRS, ROLES, add, change
from tests.toy_world import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.load import Sources


def cells(table: str, key: str, **new: str) -> Callable[[Sources], None]:
    """Return a change of cells of one row."""
    return lambda sources: change(sources, table, key, **new)


def text(table: str, old: str | bytes, new: str | bytes) -> Callable[[Sources], None]:
    """Return a change of the bytes of a file, once."""

    def edit(sources: Sources) -> None:
        path = sources.facts_dir / table
        before, after = (part if isinstance(part, bytes) else part.encode() for part in (old, new))
        assert before in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(before, after, 1))

    return edit


def twin(sources: Sources) -> None:
    """Use the id of a statement again in another table."""
    row = rows_of(sources.facts_dir / LEAF)[1]
    add(sources, ROLES, **row)


def emptied(sources: Sources) -> None:
    """Leave no byte in the table of organs."""
    (sources.facts_dir / "entities/organs.tsv").write_bytes(b"")


@dataclass(frozen=True)
class Slip:
    """One fault: how to make it, and what the message must say."""

    name: str
    make: Callable[[Sources], None]
    file: str
    row: str
    column: str
    value: str
    problem: str
    remedy: str
    row_is_new: bool = False


SLIPS = [
    Slip(
        "a tab is missing",
        text(LEAF, "zelkamine\tzelkamine\tinhibits", "zelkamine zelkamine\tinhibits"),
        LEAF, "toy-0002", "", "toy-0002", "cells where the header has", "missing or surplus tab",
    ),
    Slip(
        "a tab is surplus",
        text(LEAF, "zelkamine\tzelkamine\tinhibits", "zelkamine\t\tzelkamine\tinhibits"),
        LEAF, "toy-0002", "", "toy-0002", "cells where the header has", "missing or surplus tab",
    ),
    Slip(
        "the header is another",
        text("entities/organs.tsv", "label", "name"),
        "entities/organs.tsv", "", "", "", "header is not the one", "Missing: label; not known: name",
    ),
    Slip(
        "the file is empty",
        emptied,
        "entities/organs.tsv", "", "", "", "header is not the one", "Missing: id, label",
    ),
    Slip(
        "the citation is missing",
        cells(LEAF, "toy-0002", citation=""),
        LEAF, "toy-0002", "citation", "", "must not be empty", "The column holds",
    ),
    Slip(
        "the citation is not listed",
        cells(LEAF, "toy-0002", citation="abel-2001-toy-laef"),
        LEAF, "toy-0002", "citation", "abel-2001-toy-laef", "not the id of anything", "Did you mean abel-2001-toy-leaf",
    ),
    Slip(
        "the locator is missing",
        cells(LEAF, "toy-0002", locator=""),
        LEAF, "toy-0002", "locator", "", "must not be empty", "The column holds",
    ),
    Slip(
        "the predicate is unknown",
        cells(LEAF, "toy-0002", predicate="inhibitz"),
        LEAF, "toy-0002", "predicate", "inhibitz", "not one of the values", "inhibits",
    ),
    Slip(
        "the study type is unknown",
        cells(LEAF, "toy-0002", study_type="in_vitros"),
        LEAF, "toy-0002", "study_type", "in_vitros", "", "",
    ),
    Slip(
        "the stance is unknown",
        cells(LEAF, "toy-0002", stance="maybe"),
        LEAF, "toy-0002", "stance", "maybe", "not one of the values", "",
    ),
    Slip(
        "the subject dangles",
        cells(LEAF, "toy-0002", subject="zelkamin"),
        LEAF, "toy-0002", "subject", "zelkamin", "not the id of anything", "Did you mean zelkamine",
    ),
    Slip(
        "nothing is like the object",
        cells(LEAF, "toy-0002", object="qqqqqqqq"),
        LEAF, "toy-0002", "object", "qqqqqqqq", "not the id of anything", "add a row for it",
    ),
    Slip(
        "the id has a capital letter",
        cells(LEAF, "toy-0002", subject="Zelkamine"),
        LEAF, "toy-0002", "subject", "Zelkamine", "values or forms", "Slug",
    ),
    Slip(
        "the unit does not fit what is measured",
        cells(PAIRS, "toy-0101", unit="h"),
        PAIRS, "toy-0101", "unit", "h", "a unit that fits", "convert the number",
    ),
    Slip(
        "the id is used in two tables",
        twin,
        ROLES, "toy-0002", "id", "toy-0002", "used twice", f"already in {LEAF}, line 3",
        row_is_new=True,
    ),
    Slip(
        "the number has a comma",
        cells(LEAF, "toy-0002", value="4,1"),
        LEAF, "toy-0002", "value", "4,1", "not a plain number", "no unit, comma or exponent",
    ),
    Slip(
        "the number has a unit",
        cells(LEAF, "toy-0002", value="4.1 uM"),
        LEAF, "toy-0002", "value", "4.1 uM", "not a plain number", "Write digits with a point",
    ),
    Slip(
        "the number has an exponent",
        cells(LEAF, "toy-0002", value="4e-6"),
        LEAF, "toy-0002", "value", "4e-6", "not a plain number", "exponent",
    ),
    Slip(
        "the count is not whole",
        cells(PAIRS, "toy-0101", n="12.5"),
        PAIRS, "toy-0101", "n", "12.5", "not a whole number", "Write digits",
    ),
    Slip(
        "the qualifiers are no JSON",
        cells(PAIRS, "toy-0101", qualifiers="dose: 2 g"),
        PAIRS, "toy-0101", "qualifiers", "dose: 2 g", "not valid JSON", "straight quotes",
    ),
    Slip(
        "the qualifiers are nested",
        cells(PAIRS, "toy-0101", qualifiers='{"dose":["2 g"]}'),
        PAIRS, "toy-0101", "qualifiers", "dose", "not a flat object", "nothing nested",
    ),
    Slip(
        "the lower number is above the upper one",
        cells(PAIRS, "toy-0101", low="1.58"),
        PAIRS, "toy-0101", "low", "1.58", "exchange low and high", "",
    ),
    Slip(
        "a refutation lies outside the band of no change",
        cells(PAIRS, "toy-0103", value="1.6", low="1.4", high="1.8"),
        PAIRS, "toy-0103", "stance", "refutes", "lies wholly outside supports", "correct the column stance",
    ),
    Slip(
        "no change is said to support a change",
        cells(PAIRS, "toy-0103", stance="supports", low="", high="", interval=""),
        PAIRS, "toy-0103", "stance", "supports", "found no change refutes", "set the stance to refutes",
    ),
    Slip(
        "the printed form is missing",
        cells(PAIRS, "toy-0101", as_printed=""),
        PAIRS, "toy-0101", "as_printed", "", "printed form", "fill the column named",
    ),
    Slip(
        "the cell has a blank at its end",
        cells(DRUGS, "lonelol", label="lonelol "),
        DRUGS, "lonelol", "label", "lonelol ", "blanks around it", "Remove them",
    ),
    Slip(
        "the label is missing",
        cells(DRUGS, "lonelol", label=""),
        DRUGS, "lonelol", "label", "", "must not be empty", "",
    ),
    Slip(
        "two things share a name",
        cells(DRUGS, "lonelol", label="Refutine"),
        DRUGS, "refutine", "label", "refutine", "share a label", "merge the two rows",
    ),
    Slip(
        "the line is not UTF-8",
        text(DRUGS, "lonelol\tlonelol", b"lonelol\tlon\xe9lol"),
        DRUGS, "lonelol", "", "lon", "not UTF-8 text", "Save the file as UTF-8",
    ),
    Slip(
        "the cell has ten megabytes",
        cells(DRUGS, "lonelol", note="x" * 10_000_000),
        DRUGS, "lonelol", "note", "xxxx", "far too long", "tab or line end lost",
    ),
    Slip(
        "the table of this metadata is gone",
        lambda sources: (sources.facts_dir / ROLES).unlink(),
        ROLES + "-metadata.json", "", "", "", "table that is not there", "Restore it",
    ),
]  # fmt: skip
