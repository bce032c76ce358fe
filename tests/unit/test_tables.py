"""Reading one table: what the metadata can say, what becomes a statement, and what is a fault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from graph import tables
from graph.errors import OntologyBroken
from graph.tables import SUFFIX, describe, literal, parts, read, triples

if TYPE_CHECKING:
    from pathlib import Path

    from graph.names import Fault
    from graph.tables import Row, Table

COLUMNS: list[dict[str, Any]] = [
    {"name": "id", "required": True, "suppressOutput": True, "datatype": {"base": "string", "format": "[a-z]+"}},
    {"name": "label", "lang": "en", "propertyUrl": "https://example.org/label", "dc:description": "The name."},
    {
        "name": "kin",
        "separator": "|",
        "propertyUrl": "https://example.org/kin",
        "valueUrl": "https://example.org/{kin}",
    },
    {"name": "mass", "datatype": "decimal", "propertyUrl": "https://example.org/mass"},
    {"name": "count", "datatype": "integer", "propertyUrl": "https://example.org/count"},
    {"name": "more", "datatype": "json", "propertyUrl": "https://example.org/more"},
    {
        "name": "type",
        "virtual": True,
        "propertyUrl": "https://example.org/type",
        "valueUrl": "https://example.org/Thing",
    },
]
HEADER = "id\tlabel\tkin\tmass\tcount\tmore\n"


def table(folder: Path, text: str | bytes, metadata: object = None) -> Table:
    """Write a table of things and describe it."""
    path = folder / "things.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    described = metadata or {"tableSchema": {"aboutUrl": "https://example.org/{id}", "columns": COLUMNS}}
    path.with_name(path.name + SUFFIX).write_text(json.dumps(described), encoding="utf-8")
    return describe(path, folder)


def both(described: Table) -> tuple[list[Row], list[Fault]]:
    """Return the rows that could be read and the faults of the others."""
    rows, *_, faults = read(described)
    return rows, faults


def test_each_cell_becomes_the_term_its_column_declares(tmp_path: Path) -> None:
    """Language, number, list, link, JSON and virtual columns give their own terms; an empty cell says nothing."""
    rows, faults = both(table(tmp_path, HEADER + 'a\tan “A”\tb|c\t1.50\t3\t{"dose":"2 g","n":4}\nb\t\t\t\t\t\n'))
    said = [(predicate.removeprefix("<https://example.org/"), term) for _, predicate, term in triples(rows[0])]

    assert faults == []
    assert said == [
        ("label>", '"an “A”"@en'),
        ("kin>", "<https://example.org/b>"),
        ("kin>", "<https://example.org/c>"),
        ("mass>", '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("count>", '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("more>", '"dose: 2 g"'),
        ("more>", '"n: 4"'),
        ("type>", "<https://example.org/Thing>"),
    ]
    assert [term for _, _, term in triples(rows[1])] == ["<https://example.org/Thing>"]
    assert {subject for subject, _, _ in triples(rows[0])} == {"<https://example.org/a>"}


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("A\t\t\t\t\t", "id", "values or forms"),
        ("\t\t\t\t\t", "id", "must not be empty"),
        ("a\t x\t\t\t\t", "label", "blanks around"),
        ("a\tx\x07y\t\t\t\t", "label", "control character"),
        ("a\tx\r\t\t\t\t", "label", "blanks around"),
        ("a\t\tb c\t\t\t", "kin", "cannot be the id"),
        ("a\t\tb||c\t\t\t", "kin", "cannot be the id"),
        ("a\t\t<b>\t\t\t", "kin", "cannot be the id"),
        ("a\t\t\t1e3\t\t", "mass", "not a plain number"),
        ("a\t\t\t1,5\t\t", "mass", "not a plain number"),
        ("a\t\t\tNaN\t\t", "mass", "not a plain number"),
        ("a\t\t\t\t1.0\t", "count", "not a whole number"),
        ("a\t\t\t\t\t{x}", "more", "not valid JSON"),
        ('a\t\t\t\t\t{"x":{"y":1}}', "more", "not a flat object"),
        ("a\t\t\t\t\t[1]", "more", "not a flat object"),
    ],
)
def test_a_wrong_cell_is_a_fault_and_its_row_is_left_out(tmp_path: Path, line: str, column: str, words: str) -> None:
    """A cell that breaks its column gives one fault with line and column; the other rows are read."""
    rows, faults = both(table(tmp_path, f"{HEADER}{line}\nz\t\t\t\t\t\n"))

    assert [row.cells["id"] for row in rows] == ["z"]
    assert [(fault.line, fault.column) for fault in faults] == [(2, column)]
    assert words in faults[0].problem
    assert faults[0].remedy or column == "id"


@pytest.mark.parametrize(
    "cell", ["[" * 3_000, '{"x":NaN}', '{"x":Infinity}', '{"x":true}'], ids=["deep", "nan", "inf", "true"]
)
def test_odd_json_is_a_fault(tmp_path: Path, cell: str) -> None:
    """Only texts and finite numbers may be values, and no cell can exhaust the reader."""
    rows, faults = both(table(tmp_path, f"{HEADER}a\t\t\t\t\t{cell}\n"))

    assert rows == []
    assert [fault.column for fault in faults] == ["more"]


@pytest.mark.parametrize("number", ["0", "-1.5", "+2", "007", "0.0001"])
def test_a_plain_number_is_kept_as_written(tmp_path: Path, number: str) -> None:
    """No number is rewritten on its way into the graph."""
    rows, faults = both(table(tmp_path, f"{HEADER}a\t\t\t{number}\t\t\n"))

    assert faults == []
    assert f'"{number}"^^<http://www.w3.org/2001/XMLSchema#decimal>' in [term for _, _, term in triples(rows[0])]


def test_a_line_without_its_tabs_is_a_fault(tmp_path: Path) -> None:
    """A line with too few or too many cells is named with both counts."""
    _, faults = both(table(tmp_path, f"{HEADER}a\tb\nc{chr(9) * 6}\n"))

    assert [fault.line for fault in faults] == [2, 3]
    assert "2 cells where the header has 6" in faults[0].problem
    assert "7 cells where the header has 6" in faults[1].problem


def test_a_wrong_header_stops_the_table(tmp_path: Path) -> None:
    """Without its header no cell of a table has a meaning, so no row is read."""
    rows, faults = both(table(tmp_path, HEADER.replace("mass", "weight") + "a\t\t\t\t\t\n"))

    assert rows == []
    assert "Missing: mass" in faults[0].remedy
    assert "not known: weight" in faults[0].remedy


def test_bytes_that_are_no_text_are_a_fault_of_their_line(tmp_path: Path) -> None:
    """A line that is not UTF-8 is named; the lines around it are read."""
    rows, faults = both(table(tmp_path, HEADER.encode() + b"a\t\t\t\t\t\nb\tna\xefve\t\t\t\t\nc\t\t\t\t\t\n"))

    assert [row.cells["id"] for row in rows] == ["a", "c"]
    assert [(fault.line, "UTF-8" in fault.remedy) for fault in faults] == [(3, True)]


def test_a_table_without_rows_is_no_fault(tmp_path: Path) -> None:
    """A header alone is an empty table."""
    assert both(table(tmp_path, HEADER)) == ([], [])


def test_an_empty_file_lacks_its_header(tmp_path: Path) -> None:
    """A file of no bytes is a fault, not a crash."""
    _, faults = both(table(tmp_path, ""))

    assert [fault.line for fault in faults] == [1]


def test_a_table_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the bound ends in a message and never in memory."""
    monkeypatch.setattr(tables, "MAX_TABLE_BYTES", 10)
    rows, faults = both(table(tmp_path, HEADER))

    assert rows == []
    assert "too large" in faults[0].problem


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"tableSchema": {"columns": COLUMNS}}, "aboutUrl"),
        ({"tableSchema": {"aboutUrl": "x", "columns": [{"titles": "no name"}]}}, "name"),
        ({"tableSchema": {"aboutUrl": "x", "columns": [{"name": "a", "datatype": {"format": "("}}]}}, "cannot be used"),
        ({"tableSchema": "gone.json"}, "missing"),
        ([1], "not a JSON object"),
    ],
)
def test_metadata_that_cannot_be_used_is_named(tmp_path: Path, metadata: object, words: str) -> None:
    """A faulty metadata file is a fault of the ontology that names the file."""
    with pytest.raises(OntologyBroken) as caught:
        table(tmp_path, HEADER, metadata)

    assert words in str(caught.value)
    assert ".json" in str(caught.value.path)


def test_a_schema_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    """`tableSchema` by reference is read relative to the metadata file."""
    schema = {"aboutUrl": "https://example.org/{id}", "columns": COLUMNS}
    (tmp_path / "shared.json").write_text(json.dumps(schema), encoding="utf-8")

    assert table(tmp_path, HEADER, {"tableSchema": "shared.json"}).header == HEADER.strip().split("\t")


def test_a_table_may_belong_to_another_graph(tmp_path: Path) -> None:
    """The metadata names the graph of a table; without it a table is asserted."""
    schema = {"aboutUrl": "https://example.org/{id}", "columns": COLUMNS}
    named = {"tableSchema": schema, "https://w3id.org/alkagraph/schema#graph": "provenance"}

    assert table(tmp_path, HEADER, named).graph == "provenance"
    assert table(tmp_path, HEADER).graph == "asserted"


def test_a_column_is_found_by_its_property(tmp_path: Path) -> None:
    """A result about a property leads back to its column, or to none."""
    described = table(tmp_path, HEADER)

    assert described.column_of("https://example.org/mass") == "mass"
    assert described.column_of("https://example.org/else") == ""


def test_parts_of_a_cell(tmp_path: Path) -> None:
    """Only a column with a separator is split; an empty cell has no part."""
    columns = {column.name: column for column in table(tmp_path, HEADER).columns}

    assert parts(columns["kin"], "a|b") == ["a", "b"]
    assert parts(columns["label"], "a|b") == ["a|b"]
    assert parts(columns["kin"], "") == []


def test_a_literal_cannot_leave_its_quotes() -> None:
    """Quotes, backslashes and line ends are escaped, so that a cell never becomes syntax."""
    assert literal('a"b\\c\nd\re') == '"a\\"b\\\\c\\nd\\re"'
    assert literal("1", datatype="integer") == '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
