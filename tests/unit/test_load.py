"""Reading all tables: canonical order, the row of each thing, and faults that only show across tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from graph.errors import OntologyBroken
from graph.load import Sources, load, tables_of
from graph.names import ALKA, natural_key
from tests.strategies import DRUGS, LEAF, add, line_of, toy_facts, world

if TYPE_CHECKING:
    from pathlib import Path


def test_rows_come_in_canonical_order() -> None:
    """Rows are sorted by table and, within it, by id with numbers read as numbers."""
    loaded = load(Sources(facts=toy_facts()))
    order = [(row.table.name, natural_key(row.subject)) for row in loaded.rows]

    assert loaded.faults == ()
    assert order == sorted(order)
    assert [table.name for table in tables_of(loaded)] == sorted({row.table.name for row in loaded.rows})


def test_each_thing_leads_back_to_its_line() -> None:
    """A thing of the graph is found at the file and line it came from."""
    sources = Sources(facts=toy_facts())
    row = load(sources).row_of[f"{ALKA}testazolam"]

    assert row.table.name == DRUGS
    assert row.line == line_of(sources, DRUGS, "testazolam")


def test_a_table_goes_to_the_graph_it_names() -> None:
    """A table says in its metadata which graph it belongs to."""
    loaded = load(Sources(facts=toy_facts()))

    assert {row.table.graph for row in loaded.rows} == {"asserted", "claims", "provenance"}
    assert all("citations" in s or "toy" in s or "table-" in s for s, _, _ in loaded.triples("provenance"))
    assert all(re.search(r"/(flyer|clash-|topic-)", s) for s, _, _ in loaded.triples("claims"))


def test_an_id_is_used_once_over_all_tables(tmp_path: Path) -> None:
    """The second use of an id is a fault that says where the first stands."""
    sources = world(tmp_path / "facts")
    add(sources, "entities/organs.tsv", id="testazolam", label="odd organ")
    faults = load(sources).faults

    assert [(fault.file, fault.column, fault.value) for fault in faults] == [
        ("entities/organs.tsv", "id", "testazolam")
    ]
    assert f"{DRUGS}, line {line_of(sources, DRUGS, 'testazolam')}" in faults[0].remedy


def test_metadata_without_its_table_is_a_fault(tmp_path: Path) -> None:
    """A table that was renamed or lost never drops its facts in silence."""
    sources = world(tmp_path / "facts")
    (sources.facts_dir / LEAF).unlink()

    assert [fault.file for fault in load(sources).faults] == [LEAF + "-metadata.json"]


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    """A wrong folder is named instead of giving an empty graph."""
    with pytest.raises(OntologyBroken, match="no fact table"):
        load(Sources(facts=tmp_path))


@pytest.mark.parametrize("name", ["assertions/leaf.tsv", "assertions/leaf.tsv-metadata.json", "assertion.schema.json"])
def test_the_digest_hears_every_file(tmp_path: Path, name: str) -> None:
    """A change in a table, its metadata or the shared schema changes the digest; nothing else does."""
    sources = world(tmp_path / "facts")
    before = sources.digest()
    assert sources.digest() == before
    with (sources.facts_dir / name).open("a", encoding="utf-8") as stream:
        stream.write("\n")

    assert sources.digest() != before
