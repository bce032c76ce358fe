"""Turn the graph back into fact tables: the inverse of reading them, by the same column descriptions.

What a column says with a property is read from the graph; an id comes from the IRI, a label beside an id from the thing
it names. Tables of one form (all assertion tables have one) come back as one table, since the graph does not know which
file a row stood in. Built anew, the tables give the same graph.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graph.errors import OntologyBroken
from graph.names import RDF, SKOS, graph_iri, natural_key
from graph.tables import SUFFIX, Column, Table, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from graph.load import Sources
    from graph.store import Store

#: What is said of each thing of one named graph: thing, property, values.
Said = dict[str, dict[str, list[str]]]

#: The name of a table that several of one form are put together in.
TOGETHER: Final = "all.tsv"

_SLOT: Final = re.compile(r"\\\{(\w+)\\\}")
_TYPE: Final = RDF + "type"
_LABEL: Final = SKOS + "prefLabel"


def tabulate(store: Store, sources: Sources) -> dict[str, bytes]:
    """Return every fact of a store as files by relative path: tables, the metadata of each, and what that refers to.

    `sources` gives the form of the tables, not their content. Raises OntologyBroken when a cell that holds one value
    would have to hold several.
    """
    files = {_name(path, sources): path.read_bytes() for path in sources.facts_dir.rglob("*.schema.json")}
    said = {name: _said(store, name) for name in ("asserted", "provenance", "claims")}
    labels = {
        thing: values[_LABEL][0] for graph in said.values() for thing, values in graph.items() if _LABEL in values
    }
    alike: dict[tuple[object, ...], list[Table]] = {}
    for path in sources.tables():
        table = describe(path, sources.facts_dir)
        alike.setdefault((table.graph, table.about, table.columns), []).append(table)
    for table, *others in alike.values():
        name = _name(table.path.with_name(TOGETHER) if others else table.path, sources)
        files[name] = _written(table, said[table.graph], labels)
        files[name + SUFFIX] = _metadata(table, TOGETHER) if others else _metadata(table)
    return files


def _name(path: Path, sources: Sources) -> str:
    return path.relative_to(sources.facts_dir).as_posix()


def _metadata(table: Table, together: str = "") -> bytes:
    """Return the metadata of a table, under another name for the table that several were put together in."""
    content = table.path.with_name(table.path.name + SUFFIX).read_bytes()
    if not together:
        return content
    told = {
        "url": together,
        "dc:title": "All statements",
        "dc:description": "One row is one statement with its source.",
    }
    return (json.dumps(json.loads(content) | told, ensure_ascii=False, indent=2) + "\n").encode()


def _said(store: Store, name: str) -> Said:
    found: Said = defaultdict(lambda: defaultdict(list))
    for row in store.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph_iri(name)}> {{ ?s ?p ?o }} }}"):
        found[row["s"]][row["p"]].append(row["o"])
    return found


def _written(table: Table, said: Said, labels: Mapping[str, str]) -> bytes:
    about = _pattern(table.about)
    rows = []
    for thing, values in said.items():
        found = about.fullmatch(thing)
        if found and _is_row(table, values.get(_TYPE, [])):
            rows.append(_cells(table, found.groupdict(), values, labels))
    rows.sort(key=lambda row: natural_key(row[0]))
    return "".join("\t".join(row) + "\n" for row in [table.header, *rows]).encode()


def _is_row(table: Table, types: Iterable[str]) -> bool:
    """Tell whether a thing of these types stands in this table: a column, virtual or not, yields its type."""
    columns = [column for column in table.columns if column.property_iri == _TYPE]
    return any(_held(column, kind) is not None for column in columns for kind in types)


def _cells(
    table: Table, known: Mapping[str, str], values: Mapping[str, list[str]], labels: Mapping[str, str]
) -> list[str]:
    cells = dict(known)
    for column in table.columns:
        if column.property_iri and not column.virtual:
            cells[column.name] = _cell(table, column, values.get(column.property_iri, []))
    for column in table.columns:  # the labels beside the ids, for the reader of a difference
        thing = column.value_template.replace(f"{{{column.name}}}", cells.get(column.name, ""))
        cells.setdefault(f"{column.name}_label", labels.get(thing, ""))
    return [cells.get(name, "") for name in table.header]


def _cell(table: Table, column: Column, values: list[str]) -> str:
    if column.base == "json":
        pairs = dict(value.split(": ", 1) for value in sorted(values))
        return json.dumps(pairs, ensure_ascii=False, separators=(",", ":")) if pairs else ""
    held = sorted((text for value in values if (text := _held(column, value)) is not None), key=natural_key)
    if len(held) > 1 and not column.separator:
        problem = f"the column “{column.name}” holds one value, and the graph has {', '.join(held)}."
        raise OntologyBroken(table.name, problem, "Give the column a separator.")
    return column.separator.join(held)


def _held(column: Column, value: str) -> str | None:
    """Return what the column's cell holds for a value of the graph, or None when the value is not of its form."""
    if not column.value_template:
        return value
    found = _pattern(column.value_template).fullmatch(value)
    text = found.groupdict().get(column.name, "") if found else None
    fits = text is not None and (column.virtual or column.pattern is None or column.pattern.match(text))
    return text if fits else None


def _pattern(template: str) -> re.Pattern[str]:
    """Return the pattern of the IRIs that a template with {slots} makes."""
    return re.compile(_SLOT.sub(r"(?P<\1>[A-Za-z0-9][A-Za-z0-9._-]*)", re.escape(template)))
