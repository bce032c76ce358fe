"""Every fact table has one written form: what differs between two versions of it is facts."""

from __future__ import annotations

import itertools
import json
import threading
import warnings
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from csvw import CSVW

from graph.names import ALKA, natural_key
from tests.laws.sources import FACTS, Table, labels, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = tables()

#: An assertion row and a rule name what they rest on in these columns.
SLUG_COLUMNS = {"subject": "subject_label", "object": "object_label"}
IDENTIFIERS = ("doi", "pmid", "pmcid", "url")


def _ids(table: Table) -> str:
    return table.name


def _columns(table: Table) -> list[dict[str, Any]]:
    """Return the columns as the metadata describes them, in place or in a file it refers to."""
    schema: Any = json.loads(table.metadata.read_text(encoding="utf-8"))["tableSchema"]
    if isinstance(schema, str):
        schema = json.loads((table.metadata.parent / schema).read_text(encoding="utf-8"))
    columns: list[dict[str, Any]] = schema["columns"]
    return columns


class _Quiet(SimpleHTTPRequestHandler):
    """A file server that keeps its log to itself."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def published() -> Iterator[str]:
    """Return the address of the facts on this machine: CSVW resolves references between files by address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(FACTS))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("table", TABLES, ids=_ids)
def test_a_table_is_plain_text(table: Table) -> None:
    """A table is UTF-8 without a byte order mark; its lines end in LF, and so does the file, once."""
    wrong = []
    try:
        table.raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = table.raw[: error.start].count(b"\n") + 1
        wrong.append(f"line {line} is not UTF-8")
    if table.raw.startswith(b"\xef\xbb\xbf"):
        wrong.append("it starts with a byte order mark")
    if b"\r" in table.raw:
        wrong.append("it has carriage returns")
    if not table.raw.endswith(b"\n") or table.raw.endswith(b"\n\n"):
        wrong.append("it must end with one line end")

    assert wrong == [], f"{table.name}: save it as UTF-8 with Unix line ends"


@pytest.mark.parametrize("table", TABLES, ids=_ids)
def test_a_row_has_one_clean_cell_for_each_column(table: Table) -> None:
    """Each row has as many cells as the header, and no cell has blanks at its ends or twice in a row."""
    width = len(table.header)
    wrong = [
        f"{table.name}:{line} has {len(row)} cells, the header {width}"
        for line, row in enumerate(table.rows, start=2)
        if len(row) != width
    ]
    wrong += [
        f"{table.name}:{line} {column}: blanks in “{cell}”"
        for line, record in table.records()
        for column, cell in record.items()
        if cell != " ".join(cell.split())
    ]

    assert wrong == []


@pytest.mark.parametrize("table", TABLES, ids=_ids)
def test_the_first_column_is_a_sorted_key(table: Table) -> None:
    """Rows are sorted by id, numbers read as numbers, and no id occurs twice."""
    ids = [row[0] for row in table.rows]
    wrong = [
        f"{table.name}: “{later}” must stand before “{earlier}”"
        if earlier != later
        else f"{table.name}: “{later}” occurs twice"
        for earlier, later in itertools.pairwise(ids)
        if natural_key(earlier) >= natural_key(later)
    ]

    assert table.header[0] == "id"
    assert wrong == [], "move the row to its place"


@pytest.mark.parametrize("table", TABLES, ids=_ids)
def test_an_independent_reader_understands_the_metadata(table: Table, published: str) -> None:
    """The `csvw` library reads each table through its metadata: no warning, the same rows and columns."""
    assert table.metadata.exists(), f"{table.name} lacks {table.metadata.name}: copy a neighbour's"

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        reader = CSVW(published + table.metadata.relative_to(FACTS).as_posix(), validate=True)
        read = [dict(row) for part in reader.tables for row in part]
        valid = reader.is_valid
    found = [str(warning.message) for warning in [*caught, *reader.warnings]]

    assert found == []
    assert valid, f"{table.metadata.name} does not describe {table.name}"
    assert len(read) == len(table.rows)
    assert [name for name in read[0] if name in table.header] == list(table.header)


@pytest.mark.parametrize("table", TABLES, ids=_ids)
def test_the_metadata_is_a_data_dictionary(table: Table) -> None:
    """Title and description say what a table and its row are; each column in the file is described."""
    metadata = json.loads(table.metadata.read_text(encoding="utf-8"))
    wrong = [f"{key} is missing" for key in ("dc:title", "dc:description") if not metadata.get(key)]
    wrong += [
        f"column {column['name']} has no dc:description"
        for column in _columns(table)
        if not column.get("virtual") and not column.get("dc:description")
    ]

    assert metadata["url"] == table.path.name
    assert wrong == [], table.metadata.name


def test_an_id_is_used_once() -> None:
    """One id names one thing over all tables."""
    seen: dict[str, str] = {}
    wrong = []
    for table in TABLES:
        for line, record in table.records():
            place = f"{table.name}:{line}"
            if record["id"] in seen:
                wrong.append(f"{place}: “{record['id']}” stands already in {seen[record['id']]}")
            seen.setdefault(record["id"], place)

    assert wrong == []


@pytest.mark.parametrize("table", TABLES, ids=_ids)
def test_every_reference_leads_somewhere(table: Table) -> None:
    """A cell that stands for a thing (its column has a `valueUrl` among our ids) names a row that exists."""
    known = {row[0] for other in TABLES for row in other.rows}
    referring = {
        column["name"]: column.get("separator")
        for column in _columns(table)
        if column.get("valueUrl", "").startswith(ALKA) and not column.get("virtual")
    }
    wrong = [
        f"{table.name}:{line} {column}: there is no “{slug}”"
        for line, record in table.records()
        for column, separator in referring.items()
        for slug in (record[column].split(separator) if separator else [record[column]])
        if slug and slug not in known
    ]

    assert wrong == [], "mend the id, or add the row that it means"


@pytest.mark.parametrize("table", TABLES, ids=_ids)
def test_a_label_beside_a_slug_is_that_entitys_label(table: Table) -> None:
    """A row that names an entity shows its present label, so that a person can read the difference."""
    known = labels()
    wrong = []
    for line, record in table.records():
        for slug_column, label_column in SLUG_COLUMNS.items():
            if label_column not in record:
                continue
            slug, label = record[slug_column], record[label_column]
            if slug and slug not in known:
                wrong.append(f"{table.name}:{line} {slug_column}: no entity has the slug “{slug}”; add it or mend it")
            elif label != known.get(slug, ""):
                wrong.append(f"{table.name}:{line} {label_column}: write “{known.get(slug, '')}” for “{label}”")

    assert wrong == []


def test_every_citation_used_is_listed() -> None:
    """A citation named in any table stands in `citations.tsv`."""
    listed = {record["id"] for table in TABLES if table.path.stem == "citations" for _, record in table.records()}
    wrong = [
        f"{table.name}:{line} cites “{record['citation']}”"
        for table in TABLES
        for line, record in table.records()
        if record.get("citation") and record["citation"] not in listed
    ]

    assert wrong == [], "add the record to facts/citations.tsv"


def test_every_citation_can_be_looked_up() -> None:
    """A bibliographic record has a DOI, a PubMed or PMC number, or an address."""
    wrong = [
        f"{table.name}:{line} “{record['id']}”"
        for table in TABLES
        if table.path.stem == "citations"
        for line, record in table.records()
        if not any(record[column] for column in IDENTIFIERS)
    ]

    assert wrong == [], f"give each one of {', '.join(IDENTIFIERS)}"
