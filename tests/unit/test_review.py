"""From a sheet to facts: proposed rows wait beside the facts, are judged, and become facts only when they are sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.errors import DataInvalid, RequestInvalid, SheetUnreadable
from graph.load import Sources, load
from graph.proposals import Batch, batch_of, batches, propose
from graph.review import accept, review
from graph.snapshot import assemble
from tests.strategies import LEAF, ontology_in, toy_facts, toy_store, world
from tests.toy_world import rows_of

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "subject", "predicate", "object", "endpoint", "value", "unit", "as_printed", "study_type", "stance", "locator",
    "doi", "first_author", "year", "title", "source_tier",
)  # fmt: skip
GOOD = {
    "subject": "Zelkamine", "predicate": "inhibits", "object": "CYPX", "endpoint": "ic50", "value": "9",
    "unit": "umol/L", "as_printed": "9 uM", "study_type": "in vitro", "stance": "supports", "locator": "Table 2",
    "doi": "10.1000/new.1", "first_author": "Müller", "year": "2020", "title": "On an invented leaf and its enzyme",
    "source_tier": "primary",
}  # fmt: skip


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Return a copy of the ontology and of the toy facts, to change."""
    return Sources(ontology=ontology_in(tmp_path / "ontology"), facts=world(tmp_path / "facts").facts_dir)


def sheet(folder: Path, *rows: dict[str, str], name: str = "my rows.tsv") -> Path:
    """Write rows as a person would."""
    path = folder / name
    lines = ["\t".join(HEADER), *("\t".join(row.get(key, "") for key in HEADER) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def proposed(sources: Sources, folder: Path, *rows: dict[str, str]) -> Batch:
    """Take rows as a batch."""
    return propose(sheet(folder, *rows), sources, "A. Pharmacist")


def test_names_and_words_become_ids_and_codes(sources: Sources, tmp_path: Path) -> None:
    """What is certain is filled: ids, labels, codes, the relation, the id of a new citation; the rest stays."""
    batch = proposed(sources, tmp_path, GOOD, {**GOOD, "object": "CYPQ"})
    first, second = batch.rows

    assert batch.name == "my-rows"
    assert (first["subject"], first["subject_label"], first["object"]) == ("zelkamine", "zelkamine", "cypx")
    assert (first["study_type"], first["relation"], first["review"]) == ("in_vitro", "=", "read_once")
    assert first["citation"] == second["citation"] == "muller-2020-invented-leaf-enzyme"
    assert [one["doi"] for one in batch.citations] == ["10.1000/new.1"]
    assert second["object"] == "CYPQ"
    assert "cypx" in batch.unknown["CYPQ"]
    assert batch.origin["dc:creator"] == "A. Pharmacist"


def test_a_known_identifier_finds_its_citation(sources: Sources, tmp_path: Path) -> None:
    """A DOI that the graph has brings no second record."""
    known = next(row for row in rows_of(sources.facts_dir / "citations.tsv") if row["doi"])
    batch = proposed(sources, tmp_path, {**GOOD, "doi": known["doi"].upper()})

    assert batch.rows[0]["citation"] == known["id"]
    assert batch.citations == ()


def test_proposals_are_never_served(sources: Sources, tmp_path: Path) -> None:
    """A batch that waits changes no byte of the graph."""
    proposed(sources, tmp_path, GOOD)

    assert batches(sources) == ["my-rows"]
    assert assemble(sources).dump() == toy_store().dump()


def test_a_batch_waits_as_it_was_taken(sources: Sources, tmp_path: Path) -> None:
    """Read back it holds the same rows; a second one of the name is refused unless it is wanted."""
    batch = proposed(sources, tmp_path, GOOD)

    assert batch_of(sources, "my-rows").rows == batch.rows
    assert batch_of(sources, "my-rows").citations == batch.citations
    with pytest.raises(RequestInvalid, match="--again"):
        proposed(sources, tmp_path, GOOD)
    assert len(propose(sheet(tmp_path, GOOD, GOOD), sources, "B", again=True).rows) == 2


def test_a_column_nobody_knows_is_refused_and_nothing_written(sources: Sources, tmp_path: Path) -> None:
    """The message names the column and the nearest one."""
    path = tmp_path / "x.tsv"
    path.write_text("subjekt\tpredicate\nzelkamine\tinhibits\n", encoding="utf-8")
    with pytest.raises(SheetUnreadable, match=r"nobody knows the column “subjekt”\. Did you mean “subject”"):
        propose(path, sources, "A")

    assert batches(sources) == []


def test_a_sound_batch_becomes_facts(sources: Sources, tmp_path: Path) -> None:
    """Rows and citations stand in their tables, the batch is gone, and the facts are well formed."""
    proposed(sources, tmp_path, GOOD)
    judged = review(sources, "my-rows")

    assert judged.acceptable
    assert (judged.new, judged.changes, judged.twins) == (("my-rows-0001",), (), ())
    assert accept(sources, "my-rows", "leaf", judged) == 1
    assert batches(sources) == []
    ids = {row.cells["id"] for row in load(sources).rows}
    assert {"my-rows-0001", "muller-2020-invented-leaf-enzyme"} <= ids
    assemble(sources)


def test_faults_name_the_row_and_stop_the_batch(sources: Sources, tmp_path: Path) -> None:
    """A batch with a fault is not accepted; the facts stay as they were, byte for byte."""
    before = (sources.facts_dir / LEAF).read_bytes()
    proposed(sources, tmp_path, GOOD, {**GOOD, "unit": "h", "value": "8"})
    judged = review(sources, "my-rows")

    assert not judged.acceptable
    assert [(fault.file, fault.line, fault.column) for fault in judged.faults] == [
        ("assertions/my-rows.tsv", 3, "unit")
    ]
    with pytest.raises(DataInvalid):
        accept(sources, "my-rows", "leaf", judged)
    assert (sources.facts_dir / LEAF).read_bytes() == before


def test_what_is_said_already_is_shown(sources: Sources, tmp_path: Path) -> None:
    """The same statement of another source may stand; of the same source it is a repetition."""
    there = next(row for row in rows_of(sources.facts_dir / LEAF) if row["id"] == "toy-0002")
    same = {**GOOD, "object": "cypx1", "endpoint": "ki", "value": "4.1", "as_printed": "4.1 uM"}
    proposed(sources, tmp_path, same)
    (twin,) = review(sources, "my-rows").twins

    assert (twin.row, twin.other, twin.same_source) == ("my-rows-0001", "toy-0002", False)
    known = next(row for row in rows_of(sources.facts_dir / "citations.tsv") if row["id"] == there["citation"])
    propose(sheet(tmp_path, {**same, "doi": known["doi"] or "", "locator": "Table 9"}), sources, "B", again=True)
    repeated = review(sources, "my-rows")
    assert [twin.same_source for twin in repeated.twins] == [bool(known["doi"])]


def test_a_change_of_a_fact_is_a_difference_cell_by_cell(sources: Sources, tmp_path: Path) -> None:
    """A row with the id of a fact takes its place; the review shows each cell before and after."""
    path = tmp_path / "mend.tsv"
    row = next(row for row in rows_of(sources.facts_dir / LEAF) if row["id"] == "toy-0002")
    path.write_text("\t".join(row) + "\n" + "\t".join({**row, "n": "7"}.values()) + "\n", encoding="utf-8")
    propose(path, sources, "A")
    judged = review(sources, "mend")

    assert judged.new == ()
    assert [(one.row, one.column, one.before, one.after) for one in judged.changes] == [("toy-0002", "n", "", "7")]
    accept(sources, "mend", "leaf", judged)
    assert next(row for row in rows_of(sources.facts_dir / LEAF) if row["id"] == "toy-0002")["n"] == "7"
    assert len(rows_of(sources.facts_dir / LEAF)) == len(rows_of(toy_facts() / LEAF))


def test_what_comes_into_dispute_is_told(sources: Sources, tmp_path: Path) -> None:
    """A refutation of what others say is shown before it is accepted."""
    proposed(sources, tmp_path, {**GOOD, "object": "cypx1", "stance": "refutes", "endpoint": "", "value": "",
                                 "unit": "", "as_printed": ""})  # fmt: skip
    judged = review(sources, "my-rows")

    assert judged.acceptable
    assert "zelkamine inhibits CYPX: my-rows-0001 denies it" in judged.conflicts


def test_values_far_apart_are_told_as_a_conflict(sources: Sources, tmp_path: Path) -> None:
    """A value far from the one that is there becomes a conflict of the graph, and the review says so beforehand."""
    far = {**GOOD, "object": "pumpy", "value": "90", "as_printed": "90 uM"}
    proposed(sources, tmp_path, far)
    (told,) = review(sources, "my-rows").conflicts

    assert told.startswith("zelkamine inhibits PUMPY: 3 to 90 umol/L, 30-fold")


def test_an_unknown_batch_or_table_is_named(sources: Sources, tmp_path: Path) -> None:
    """The message lists what there is."""
    proposed(sources, tmp_path, GOOD)
    with pytest.raises(RequestInvalid, match="“nothing” is no batch; there are: my-rows"):
        review(sources, "nothing")
    with pytest.raises(RequestInvalid, match="no table of statements; choose one of leaf"):
        accept(sources, "my-rows", "petal", review(sources, "my-rows"))
