"""Tell the answer of any question as a table for readers: labels instead of names, numbers with units, links.

A column `xLabel` is the label of the column `x` and does not stand by itself; `label` is that of the column before it
which holds things. A row with the columns `source`, `relation` and `target` can be drawn.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from graph.answers import citations
from graph.guard import Limits, examine
from graph.names import AGO, ALKA, RDF, SKOS, XSD, local, words
from graph.network import view
from graph.nomenclature import nomenclature_of
from graph.queries import ask
from graph.store import Store
from graph.templates import safe_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

Json = dict[str, Any]
Cell = dict[str, str]

#: So many rows of an answer are shown; so many are read to count them.
SHOWN: Final = 200
MOST: Final = 9_999  # one more is asked for, and Virtuoso sorts no more than ten thousand
#: Most bytes of a question of the library with its values.
LONGEST: Final = 1 << 16
ENDS: Final = ("source", "relation", "target")
#: Columns that only a picture needs.
_OF_PICTURE: Final = frozenset({"sourceKind", "targetKind", "link"})
_TRIPLE: Final = ("subject", "property", "value")
_JSON: Final = "application/sparql-results+json"
_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int"))
_ROUGH: Final = frozenset({XSD + "double", XSD + "float"})
#: Columns of a number that the column `unit` belongs to.
_MEASURED: Final = frozenset({"value", "low", "high", "sd", "dose", "mass"})
_WORDED: Final = {"n": "people (n)", "orca": "ORCA class", "on": "of", "via": "through"}
_SLUG: Final = re.compile(re.escape(ALKA) + r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_COMMENT: Final = re.compile(r"^\s*#.*$", re.MULTILINE)
_LIMITED: Final = re.compile(r"\b(LIMIT|OFFSET)\b", re.IGNORECASE)
#: What stands before the last braces of a query that ends with a table of values.
_VALUES: Final = re.compile(r"\bVALUES\s+[^{}]*\Z", re.IGNORECASE)


def rows_of(store: Store, query: str) -> tuple[list[str], list[dict[str, Cell]]]:
    """Return the columns and rows of an answer, at most MOST + 1; of a graph its triples, of a yes or no one row.

    A cell has `type` and `value`, and where they are told `datatype` and `xml:lang` (SPARQL 1.1 Query Results JSON).
    Raises QueryFailed and QueryRefused.
    """
    form = form_of(query)
    if form in {"construct", "describe"}:
        store = Store.of([store.extract(query)])
        query = "SELECT ?subject ?property ?value { ?subject ?property ?value } ORDER BY ?subject ?property ?value"
    told = json.loads(store.answer(query if form == "ask" else bounded(query, MOST + 1), _JSON))
    if form == "ask":
        truth = {"type": "literal", "datatype": XSD + "boolean", "value": str(told["boolean"]).lower()}
        return ["answer"], [{"answer": truth}]
    return told["head"]["vars"], told["results"]["bindings"][: MOST + 1]


def form_of(query: str) -> str:
    """Return the form of a query: `select`, `ask`, `construct` or `describe`; raise QueryRefused and QueryFailed."""
    return examine(query, limits=Limits(length=LONGEST)).form


def bounded(query: str, most: int) -> str:
    r"""Return a SELECT query with a limit, unless it has one itself or ends in a way that a limit cannot follow.

    >>> bounded("SELECT ?s { ?s ?p ?o }", 5)
    'SELECT ?s { ?s ?p ?o }\nLIMIT 5'
    >>> bounded("SELECT ?s { ?s ?p ?o } LIMIT 3", 5)
    'SELECT ?s { ?s ?p ?o } LIMIT 3'
    """
    bare = _COMMENT.sub("", query)
    end = start = bare.rfind("}")
    depth = 1
    while depth and start > 0:
        start -= 1
        depth += {"}": 1, "{": -1}.get(bare[start], 0)
    if _LIMITED.search(bare, end) or _VALUES.search(bare[:start]):
        return query
    return f"{query.rstrip()}\nLIMIT {most}"


def table_of(store: Store, columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> Json:
    """Return `columns`, the first SHOWN `rows` as cells, how many there are (`total`), and whether there are `more`.

    A cell has `parts` and tells whether it is a `number`; a part has `text`, `href` (empty for none), and whether it is
    a bare `name`.
    """
    shown = rows[:SHOWN]
    labels = _labels(store, {one for row in shown for cell in row.values() for one in _iris(cell)})
    beside = _beside(columns, shown)
    united = "unit" in columns and not _MEASURED.isdisjoint(columns)
    kept = [name for name in columns if name not in beside.values() and not (united and name == "unit")]
    if is_drawable(columns):
        kept = [name for name in kept if name not in _OF_PICTURE]
    kept = [name for name in kept if any(name in row for row in shown)] or kept
    told = [[_cell(row, name, beside.get(name, ""), labels, united=united) for name in kept] for row in shown]
    return {
        "columns": [_column(name, [row[place] for row in told]) for place, name in enumerate(kept)],
        "rows": told,
        "total": min(len(rows), MOST),
        "more": len(rows) > MOST,
    }


def _column(name: str, cells: Sequence[Json]) -> Json:
    """Return the head of a column; it holds numbers when each cell that is not empty is one."""
    numbers = [cell["number"] for cell in cells if cell["parts"]]
    label = _WORDED.get(name, words(name.removesuffix("Label") or name))
    return {"name": name, "label": label, "number": bool(numbers) and all(numbers)}


def is_drawable(columns: Iterable[str]) -> bool:
    """Tell whether rows with these columns are arrows: from a source, by a relation, to a target."""
    return {*ENDS} <= {*columns} or tuple(columns) == _TRIPLE


def drawn(
    store: Store, columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], start: Sequence[str]
) -> nx.MultiDiGraph:
    """Return the picture of rows that are arrows; things in `start` (IRIs) are never cut away."""
    places = dict(zip(_TRIPLE, ENDS, strict=True)) if tuple(columns) == _TRIPLE else {}
    every = nomenclature_of(store)
    arrows = []
    for row in rows:
        arrow = {places.get(name, name): cell["value"] for name, cell in row.items()}
        ends = [arrow.get("source", ""), arrow.get("target", "")]
        named_ends = all(end in every.labels and end.startswith(ALKA) for end in ends)
        if not named_ends or arrow["relation"].startswith((SKOS, RDF)):
            continue
        for side in ("source", "target"):
            arrow.setdefault(f"{side}Label", every.labels[arrow[side]])
            arrow.setdefault(f"{side}Kind", _kind(every.kinds[arrow[side]]))
        arrows.append({"assertion": "", **arrow})
    return view(arrows, start=start)


def _kind(kinds: Iterable[str]) -> str:
    """Return the most telling of a thing's classes: one of the graph's own, and not that it takes part in pairs."""
    return next(iter(sorted(one for one in kinds if not one.endswith("#Participant"))), "")


def _beside(columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> dict[str, str]:
    """Return for columns of things the column that holds their label."""
    things = {name for name in columns if any(name in row and row[name]["type"] == "uri" for row in rows)}
    found = {name: f"{name}Label" for name in columns if f"{name}Label" in columns and name in things}
    if "label" in columns:
        before = [name for name in columns[: columns.index("label")] if name in things and name not in found]
        if before:
            found[before[-1]] = "label"
    return found


def _cell(row: Mapping[str, Cell], name: str, beside: str, labels: Mapping[str, str], *, united: bool) -> Json:
    cell = row.get(name)
    if cell is None:
        return {"parts": [], "number": False}
    value = cell["value"]
    if cell["type"] == "uri":
        return {"parts": [_part(value, row[beside]["value"] if beside in row else "", labels)], "number": False}
    kind = cell.get("datatype", "")
    if several := _several(value):
        return {"parts": [_part(one, "", labels) for one in several], "number": False}
    if kind == XSD + "boolean":
        value = "yes" if value == "true" else "no"
    elif kind in _ROUGH:
        value = f"{float(value):.6g}"
    number = kind in _NUMBERS
    unit = row["unit"]["value"] if united and name in _MEASURED and "unit" in row else "1"
    shown = value if unit == "1" else f"{value} {unit}"
    return {"parts": [{"text": shown, "href": "" if number else safe_link(value), "name": False}], "number": number}


def _part(value: str, told: str, labels: Mapping[str, str]) -> Json:
    """Return a thing as a link with its label; what has none is shown by its bare name."""
    told = told or labels.get(value, "")
    link = f"/id/{local(value)}" if _SLUG.match(value) else "" if value != local(value) else safe_link(value)
    return {"text": told or local(value), "href": link, "name": not told}


def _several(text: str) -> list[str]:
    """Return the IRIs that a text lists with spaces between them; nothing when it is any other text."""
    listed = text.split() if text.startswith((ALKA, AGO)) else []
    return listed if all(one.startswith((ALKA, AGO)) for one in listed) else []


def _iris(cell: Cell) -> list[str]:
    return [cell["value"]] if cell["type"] == "uri" else _several(cell["value"])


def _labels(store: Store, wanted: set[str]) -> dict[str, str]:
    """Return what things, words and citations are called, by IRI; what has no name is left out."""
    every = nomenclature_of(store).labels
    found = {name: every[name] for name in wanted if name in every}
    rest = sorted(name for name in wanted if name not in found and _SLUG.match(name))
    held = [row["citation"] for row in ask(store, "citations", citation=rest)] if rest else []
    return found | {name: one.label for name, one in citations(store, held).items()}
