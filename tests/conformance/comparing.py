"""Compare an answer with the one expected: rows as multisets, up to the names of blank nodes; and the order of rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from tests.conformance.values import Term, number, same, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
Row = dict[str, Term]


@dataclass
class Answer:
    """An answer of any form. Rows of CSV hold texts only, as plain literals."""

    boolean: bool | None = None
    rows: list[Row] | None = None
    variables: tuple[str, ...] = ()
    triples: list[ox.Triple] = field(default_factory=list)
    plain: bool = False


def read(body: bytes, media_type: str, base: str | None = None) -> Answer:
    """Read an answer from its bytes."""
    if media_type == "text/csv":
        return _read_csv(body)
    results = ox.QueryResultsFormat.from_media_type(media_type)
    if results is None:
        form = ox.RdfFormat.from_media_type(media_type)
        return Answer(triples=[quad.triple for quad in ox.parse(body, format=form, base_iri=base)])
    found = ox.parse_query_results(body, format=results)
    if isinstance(found, ox.QueryBoolean):
        return Answer(boolean=bool(found))
    names = tuple(variable.value for variable in found.variables)
    rows = [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in found]
    return Answer(rows=rows, variables=names)


_EXPECTED: Final = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
    ".nt": "application/n-triples",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
}


def media_type_of(path: Path) -> str:
    """Return the media type in which to ask for what a file expects; a graph is also a way to write rows."""
    wanted = _EXPECTED[path.suffix]
    return wanted if "sparql" in wanted or "values" in wanted or wanted == "text/csv" else ""


def expected(path: Path, iri: str) -> Answer:
    """Read the answer that a file expects."""
    answer = read(path.read_bytes(), _EXPECTED[path.suffix], iri)
    sets = [t.subject for t in answer.triples if t.object == ox.NamedNode(RS + "ResultSet")]
    return _from_graph(answer.triples, sets[0]) if sets else answer


def _from_graph(triples: list[ox.Triple], head: Term) -> Answer:
    """Read rows that are written as a graph (the result-set vocabulary of the first test suite)."""

    def all_of(subject: Term, name: str) -> list[Term]:
        return [t.object for t in triples if t.subject == subject and t.predicate.value == RS + name]

    booleans = all_of(head, "boolean")
    if booleans:
        return Answer(boolean=_text(booleans[0]) == "true")
    rows = []
    for solution in all_of(head, "solution"):
        bindings = {_text(all_of(one, "variable")[0]): all_of(one, "value")[0] for one in all_of(solution, "binding")}
        index = all_of(solution, "index")
        rows.append((int(_text(index[0])) if index else 0, bindings))
    rows.sort(key=lambda row: row[0])
    names = tuple(_text(one) for one in all_of(head, "resultVariable"))
    return Answer(rows=[row for _, row in rows], variables=names)


def _read_csv(body: bytes) -> Answer:
    lines = list(csv.reader(io.StringIO(body.decode(), newline="")))
    names, rows = tuple(lines[0]), [line or [""] for line in lines[1:]]
    found: list[Row] = [{n: _blank_or_text(v) for n, v in zip(names, row, strict=True) if v} for row in rows]
    return Answer(rows=found, variables=names, plain=True)


def _blank_or_text(text: str) -> Term:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.Literal(text)


def _text(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def differences(wanted: Answer, found: Answer, *, lax: bool, by_value: bool) -> str:
    """Say how an answer differs from the one wanted; nothing when it does not."""
    change = (number if wanted.plain else value) if by_value else same
    if wanted.boolean is not None or found.boolean is not None:
        return "" if wanted.boolean == found.boolean else f"{wanted.boolean} wanted, {found.boolean} found"
    if wanted.rows is None or found.rows is None:
        if (wanted.rows is None) != (found.rows is None):
            return "rows against a graph"
        return "" if _alike(_graph(wanted.triples, change), _graph(found.triples, change)) else "another graph"
    if set(wanted.variables) != set(found.variables):
        return f"columns {sorted(wanted.variables)} wanted, {sorted(found.variables)} found"
    return _rows_differ(wanted, found, change, lax=lax)


def _rows_differ(wanted: Answer, found: Answer, change: Callable[[Term], Term], *, lax: bool) -> str:
    wanted_rows, found_rows = ([_changed(row, change) for row in answer.rows or ()] for answer in (wanted, found))
    if lax:
        counts, most = Counter(map(_key, found_rows)), Counter(map(_key, wanted_rows))
        return "" if counts.keys() == most.keys() and all(counts[k] <= most[k] for k in counts) else "other rows"
    if len(wanted_rows) != len(found_rows):
        return f"{len(wanted_rows)} rows wanted, {len(found_rows)} found"
    if any(_has_blank(term) for row in wanted_rows + found_rows for term in row.values()):
        return "" if _alike(_as_graph(wanted_rows), _as_graph(found_rows)) else "other rows"
    missing = Counter(map(_key, wanted_rows)) - Counter(map(_key, found_rows))
    return f"other rows: {dict(next(iter(missing)))} is missing" if missing else ""


def out_of_order(query: str, wanted: Answer, found: Answer) -> str:
    """Say where rows come in another order than wanted, by those keys of ORDER BY that are columns.

    Rows that are equal in the keys may come in any order, and so may blank nodes among themselves (SPARQL 1.1
    Query, section 15.1).
    """
    tail = query[query.rfind("}") :]
    clause = re.search(r"ORDER\s+BY(.*?)(?:LIMIT|OFFSET|VALUES|$)", tail, re.IGNORECASE | re.DOTALL)
    keys = (
        re.fullmatch(r"(?:\s*(?:(?:ASC|DESC)\s*\(\s*)?[?$]\w+\s*\)?)+\s*", clause[1], re.IGNORECASE) if clause else None
    )
    if not keys or wanted.rows is None or found.rows is None:
        return ""
    names = [name for name in re.findall(r"[?$](\w+)", keys[0]) if name in wanted.variables]
    change = number if wanted.plain else value

    def key(row: Row) -> tuple[str, ...]:
        return tuple("" if n not in row else "_:" if _has_blank(row[n]) else str(change(row[n])) for n in names)

    orders = [[key(row) for row in answer.rows or ()] for answer in (wanted, found)]
    return "" if orders[0] == orders[1] else f"order of {names}: {orders[0]} wanted, {orders[1]} found"


def _changed(row: Row, change: Callable[[Term], Term]) -> Row:
    return {name: change(term) for name, term in row.items()}


def _key(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(term)) for name, term in row.items()))


def _has_blank(term: Term | None) -> bool:
    if isinstance(term, ox.Triple):
        return _has_blank(term.subject) or _has_blank(term.object)
    return isinstance(term, ox.BlankNode)


def _graph(triples: Iterable[ox.Triple], change: Callable[[Term], Term]) -> ox.Dataset:
    return ox.Dataset(ox.Quad(t.subject, t.predicate, change(t.object)) for t in triples)


def _as_graph(rows: Iterable[Row]) -> ox.Dataset:
    """Write rows as a graph, each row a blank node, so that rows are alike when the graphs are."""
    return ox.Dataset(
        ox.Quad(node, ox.NamedNode("urn:x-column:" + name), term)
        for row in rows
        for node in [ox.BlankNode()]
        for name, term in row.items()
    )


def _alike(first: ox.Dataset, second: ox.Dataset) -> bool:
    """Tell whether two graphs are the same up to the names of blank nodes."""
    for one in (first, second):
        one.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return first == second
