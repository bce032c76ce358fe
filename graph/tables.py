"""Read one fact table: a TSV file and the CSVW metadata beside it that says what each column means.

The subset of CSVW understood here (W3C Metadata Vocabulary for Tabular Data, sections 5.3–5.6 and 6.4):
`tableSchema` in place or by reference, `aboutUrl`, `primaryKey`, and per column `name`, `required`, `datatype`
(string, decimal, integer, json, or a base with a `format` pattern), `separator`, `lang`, `propertyUrl`, `valueUrl`,
`suppressOutput`, `virtual`. Terms are kept as N-Triples text, so that a table becomes lines and nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.errors import OntologyBroken
from graph.names import AGO, XSD, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: Bounds on what is read, so that a damaged file ends in a message and not in a full memory.
MAX_TABLE_BYTES: Final = 64 * 2**20
MAX_CELL_CHARACTERS: Final = 8_000

SUFFIX: Final = "-metadata.json"
_NUMBER: Final = {"decimal": re.compile(r"[+-]?\d+(\.\d+)?\Z"), "integer": re.compile(r"[+-]?\d+\Z")}
_IRI_PART: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_TEMPLATE: Final = re.compile(r"\{(\w+)\}")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its metadata declares it; `pattern` must match a whole cell (or each part of a split one)."""

    name: str
    base: str = "string"
    pattern: re.Pattern[str] | None = None
    required: bool = False
    separator: str = ""
    lang: str = ""
    property_iri: str = ""
    value_template: str = ""
    description: str = ""
    virtual: bool = False

    @property
    def meaning(self) -> str:
        """What the column holds, as a hint to whoever filled it wrongly."""
        return f"The column holds: {self.description}" if self.description else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A described table: where it lies, its columns in file order, the subject of a row, and its named graph."""

    path: Path
    name: str
    columns: tuple[Column, ...]
    about: str
    graph: str

    @property
    def header(self) -> list[str]:
        """Names of the columns that stand in the file, in order."""
        return [column.name for column in self.columns if not column.virtual]

    def column_of(self, property_iri: str) -> str:
        """Return the name of the column that yields this property, or the empty string."""
        return next((column.name for column in self.columns if column.property_iri == property_iri), "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table that could be read: `cells` maps each column to its text, empty for not known."""

    table: Table
    line: int
    cells: Mapping[str, str]

    @property
    def subject(self) -> str:
        """The IRI this row is about."""
        return _fill(self.table.about, self.cells)


def describe(path: Path, root: Path) -> Table:
    """Return the table whose TSV file lies at `path`; `root` is cut from the path in messages.

    Raises OntologyBroken when the metadata file is missing or not the CSVW subset above.
    """
    metadata_path = path.with_name(path.name + SUFFIX)
    metadata = _read_json(metadata_path)
    schema = metadata.get("tableSchema", {})
    if isinstance(schema, str):
        schema = _read_json(metadata_path.parent / schema)
    try:
        columns = tuple(_column(raw) for raw in schema["columns"])
        about = schema["aboutUrl"]
    except (KeyError, TypeError, re.error) as error:
        problem = f"the column description cannot be used ({error!r})."
        raise OntologyBroken(metadata_path, problem, "Compare it with a neighbouring metadata file.") from error
    name = path.relative_to(root).as_posix()
    return Table(path, name, columns, about, metadata.get(AGO + "graph", "asserted"))


def read(table: Table) -> tuple[list[Row], list[Row], list[Fault]]:
    """Return the sound rows of a table, the rows with a faulty cell, and a fault for every cell or line that is wrong.

    A line that cannot be cut into cells is in neither list.
    """
    raw = table.path.read_bytes() if table.path.stat().st_size <= MAX_TABLE_BYTES else None
    if raw is None:
        remedy = f"Split it; a table may hold {MAX_TABLE_BYTES // 2**20} MB."
        return [], [], [Fault(table.name, 0, "", "", "The file is too large.", remedy)]
    lines = raw.removesuffix(b"\n").split(b"\n")
    faults = list(_header_faults(table, lines[0]))
    sound: list[Row] = []
    broken: list[Row] = []
    for number, line in enumerate([] if faults else lines[1:], start=2):
        cells, fault = _cells(table, number, line)
        if fault is not None:
            faults.append(fault)
            continue
        row = Row(table, number, cells)
        found = list(_cell_faults(row))
        faults += found
        (broken if found else sound).append(row)
    return sound, broken, faults


def triples(row: Row) -> Iterator[Triple]:
    """Yield the statements of a row as N-Triples terms, in column order; an empty cell says nothing."""
    subject = f"<{row.subject}>"
    for column in row.table.columns:
        if not column.property_iri:
            continue
        predicate = f"<{column.property_iri}>"
        if column.virtual:
            yield subject, predicate, f"<{_fill(column.value_template, row.cells)}>"
            continue
        for part in parts(column, row.cells[column.name]):
            yield from ((subject, predicate, term) for term in _terms(column, row.cells, part))


def parts(column: Column, cell: str) -> list[str]:
    """Return the values in a cell: none when empty, several when the column has a separator."""
    if not cell:
        return []
    return [part.strip() for part in cell.split(column.separator)] if column.separator else [cell]


def literal(text: str, *, datatype: str = "", lang: str = "") -> str:
    r"""Write a literal as canonical N-Triples (RDF 1.1 N-Triples, section 4).

    >>> literal('so "called"', lang="en")
    '"so \\"called\\""@en'
    """
    quoted = f'"{text.translate(_ESCAPES)}"'
    if lang:
        return f"{quoted}@{lang}"
    return f"{quoted}^^<{XSD}{datatype}>" if datatype else quoted


def _column(raw: Mapping[str, Any]) -> Column:
    datatype = raw.get("datatype", "string")
    datatype = datatype if isinstance(datatype, dict) else {"base": datatype}
    pattern = datatype.get("format")
    suppressed = raw.get("suppressOutput", False)
    return Column(
        name=raw["name"],
        base=datatype.get("base", "string"),
        pattern=re.compile(rf"(?:{pattern})\Z") if pattern else None,
        required=raw.get("required", False),
        separator=raw.get("separator", ""),
        lang=raw.get("lang", ""),
        property_iri="" if suppressed else raw.get("propertyUrl", ""),
        value_template=raw.get("valueUrl", ""),
        description=raw.get("dc:description", ""),
        virtual=raw.get("virtual", False),
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        remedy = "Each table needs a CSVW metadata file beside it; copy a neighbour's and describe the columns."
        raise OntologyBroken(path, "this metadata file is missing.", remedy) from error
    except ValueError as error:
        raise OntologyBroken(path, f"this is not valid JSON ({error}).", "Mend the place named.") from error
    if not isinstance(value, dict):
        raise OntologyBroken(path, "this is not a JSON object.", "Compare it with a neighbour.")
    return value


def _header_faults(table: Table, line: bytes) -> Iterator[Fault]:
    found = line.decode("utf-8", errors="replace").split("\t")
    if found != table.header:
        missing = [name for name in table.header if name not in found]
        extra = [name for name in found if name not in table.header]
        problem = "The header is not the one the metadata describes."
        remedy = f"Missing: {', '.join(missing) or 'none'}; not known: {', '.join(extra) or 'none'}; keep the order."
        if line.startswith(b"\xef\xbb\xbf") or line.endswith(b"\r"):
            remedy = "Save it as UTF-8 without a byte order mark and with Unix line ends, not Windows line ends."
        yield Fault(table.name, 1, "", "", problem, remedy)


def _cells(table: Table, number: int, line: bytes) -> tuple[dict[str, str], Fault | None]:
    try:
        texts = line.decode("utf-8").split("\t")
    except UnicodeDecodeError as error:
        remedy = "Save the file as UTF-8 (in a spreadsheet: export as “Unicode text” or “CSV UTF-8”)."
        found = line[max(0, error.start - 10) : error.start + 10].decode("utf-8", errors="replace")
        return {}, Fault(table.name, number, "", found, "The line holds bytes that are not UTF-8 text.", remedy)
    if len(texts) != len(table.header):
        problem = f"The line has {len(texts)} cells where the header has {len(table.header)}."
        remedy = "Check for a missing or surplus tab; an empty cell still needs its tab."
        return {}, Fault(table.name, number, "", line.decode("utf-8"), problem, remedy)
    return dict(zip(table.header, texts, strict=True)), None


def _cell_faults(row: Row) -> Iterator[Fault]:
    for column in row.table.columns:
        if not column.virtual:
            problem, remedy = _judge(column, row.cells[column.name])
            if problem:
                yield Fault(row.table.name, row.line, column.name, row.cells[column.name], problem, remedy)


def _judge(column: Column, cell: str) -> tuple[str, str]:
    """Return what is wrong with a cell and the remedy, or two empty strings."""
    if len(cell) > MAX_CELL_CHARACTERS:
        remedy = f"A cell may hold {MAX_CELL_CHARACTERS} characters; was a tab or line end lost?"
        return "The cell is far too long.", remedy
    if cell != cell.strip() or any(ord(character) < ord(" ") for character in cell):
        return "The cell has blanks around it or a control character in it.", "Remove them."
    if not cell:
        return ("This cell must not be empty.", column.meaning) if column.required else ("", "")
    if column.base == "json":
        return _judge_json(cell)
    return next((found for part in parts(column, cell) if (found := _judge_part(column, part))), ("", ""))


def _judge_part(column: Column, part: str) -> tuple[str, str] | None:
    if column.base in _NUMBER and not _NUMBER[column.base].match(part):
        kind = "whole number" if column.base == "integer" else "plain number"
        return f"This is not a {kind}.", "Write digits with a point (1.39), no unit, comma or exponent."
    if column.pattern and not column.pattern.match(part):
        return "This is not one of the values or forms the column allows.", column.meaning
    if column.value_template and not _IRI_PART.match(part):
        return "This cannot be the id of anything.", "An id has letters, digits and hyphens only."
    return None


def _refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(constant)


def _judge_json(cell: str) -> tuple[str, str]:
    try:
        value = json.loads(cell, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return "This is not valid JSON.", 'Write {"name":"value"} pairs with straight quotes.'
    flat = isinstance(value, dict) and all(type(item) in (str, int, float) for item in value.values())
    return ("", "") if flat else ("This JSON is not a flat object.", 'Write {"name":"value"} pairs, nothing nested.')


def _terms(column: Column, cells: Mapping[str, str], part: str) -> Iterator[str]:
    if column.base == "json":
        yield from (literal(f"{key}: {value}") for key, value in json.loads(part).items())
    elif column.value_template:
        yield f"<{_fill(column.value_template, {**cells, column.name: part})}>"
    elif column.base in _NUMBER:
        yield literal(part, datatype=column.base)
    else:
        yield literal(part, lang=column.lang)


def _fill(template: str, cells: Mapping[str, str]) -> str:
    return _TEMPLATE.sub(lambda match: cells[match.group(1)], template)
