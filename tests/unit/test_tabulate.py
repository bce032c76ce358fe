"""The graph as tables again: what was read comes back, and builds the same graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from graph.errors import RequestInvalid
from graph.export import export_tables
from graph.load import Sources, load
from graph.snapshot import assemble
from graph.store import Store
from graph.tabulate import TOGETHER, tabulate
from tests.strategies import DRUGS, LEAF, PAIRS, change, toy_facts, toy_store, world
from tests.toy_world import rows_of

if TYPE_CHECKING:
    from pathlib import Path


def test_the_tables_build_the_same_graph(tmp_path: Path) -> None:
    """Every named graph is the same, byte for byte."""
    rows = export_tables(toy_store(), Sources(facts=toy_facts()), tmp_path / "facts")
    again = Sources(facts=tmp_path / "facts")

    assert assemble(again).dump() == toy_store().dump()
    assert rows == len(load(again).rows) == len(load(Sources(facts=toy_facts())).rows)


def test_statements_come_back_cell_by_cell(tmp_path: Path) -> None:
    """A row has its number, printed form, qualifiers and labels as written; several values may change places."""
    export_tables(toy_store(), Sources(facts=toy_facts()), tmp_path / "facts")
    written = {row["id"]: row for table in (LEAF, PAIRS) for row in rows_of(toy_facts() / table)}
    back = {row["id"]: row for row in rows_of(tmp_path / "facts/assertions" / TOGETHER)}

    assert {key: _set_free(back[key]) for key in written} == {key: _set_free(row) for key, row in written.items()}


def _set_free(row: dict[str, str]) -> dict[str, list[str]]:
    return {name: sorted(cell.split("|")) for name, cell in row.items()}


def test_the_metadata_names_its_table(tmp_path: Path) -> None:
    """Each table has its description beside it, and the description names it."""
    files = tabulate(toy_store(), Sources(facts=toy_facts()))
    tables = {name for name in files if name.endswith(".tsv")}

    assert tables
    for name in tables:
        assert json.loads(files[f"{name}-metadata.json"])["url"] == name.rpartition("/")[2]


def test_characters_of_every_kind_survive(tmp_path: Path) -> None:
    """Quotes, backslashes, accents and signs beyond the basic plane come back as they were."""
    odd = 'a "quoted" \\ back\\slash, µ, 7-hydroxy–, 🌿 and a: colon'
    sources = world(tmp_path / "facts")
    change(sources, DRUGS, "lonelol", note=odd)
    change(sources, PAIRS, "toy-0101", qualifiers=json.dumps({"dose": odd}, ensure_ascii=False, separators=(",", ":")))
    store = assemble(sources)
    export_tables(store, sources, tmp_path / "again")

    assert assemble(Sources(facts=tmp_path / "again")).dump() == store.dump()
    assert {row["id"]: row["note"] for row in rows_of(tmp_path / "again" / DRUGS)}["lonelol"] == odd


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    """Nothing is overwritten, and nothing is left beside it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(RequestInvalid, match="new or empty"):
        export_tables(toy_store(), Sources(facts=toy_facts()), tmp_path / "mine")

    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "notes.txt"]


def test_an_empty_graph_gives_empty_tables() -> None:
    """Tables without rows keep their headers."""
    files = tabulate(Store(), Sources(facts=toy_facts()))

    assert all(content.count(b"\n") == 1 for name, content in files.items() if name.endswith(".tsv"))
