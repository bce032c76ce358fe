"""Read what a SPARQL server replies, and tell it on in the one form that the embedded engine gives.

Servers write one value in several ways: `1` or `true`, `2.50` or `2.5`. Everything here passes through Oxigraph's own
terms, so that an answer does not show which server it came from. A table is read from the SPARQL 1.1 JSON results
format (`typed-literal`, which an older note allowed, is read as well), statements from N-Triples.
"""

from __future__ import annotations

import functools
import io
import json
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from graph.engine import GRAPH_TYPES, TABLE_TYPES, misfit
from graph.errors import QueryFailed
from graph.names import XSD

if TYPE_CHECKING:
    from graph.engine import Solution

#: One term as the JSON results format writes it.
Term = dict[str, str]

#: The form that tables travel in.
ROWS: Final = "application/sparql-results+json"
_TEXT: Final = f"{XSD}string"
_PLAIN: Final = frozenset({"text/csv", "text/tab-separated-values"})
_LABEL: Final = re.compile(r"[^0-9A-Za-z]+")
_SLOT: Final = ox.NamedNode("urn:x")


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT: its variables and rows of terms; or that of an ASK: its truth."""

    names: tuple[str, ...] = ()
    rows: list[dict[str, Term]] = field(default_factory=list)
    truth: bool | None = None

    @classmethod
    def read(cls, body: bytes) -> Table:
        """Read JSON results; raise QueryFailed when they are none."""
        try:
            told = json.loads(body)
            if "boolean" in told:
                return cls(truth=bool(told["boolean"]))
            names = tuple(str(name) for name in told["head"]["vars"])
            found = told["results"]["bindings"]
            return cls(names, [{name: _term(term) for name, term in row.items()} for row in found])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            message = f"the reply is not in the SPARQL JSON results format ({type(error).__name__}: {error})"
            raise QueryFailed(message) from error

    def texts(self) -> list[Solution]:
        """Return the rows as plain texts, in their order."""
        return [{name: term["value"] for name, term in row.items()} for row in self.rows]

    def write(self, media_type: str, out: IO[bytes]) -> None:
        """Write the table in a form of TABLE_TYPES; raise QueryFailed for another."""
        form = ox.QueryResultsFormat.from_media_type(media_type)
        if form is None or media_type not in TABLE_TYPES:
            raise misfit(media_type, TABLE_TYPES)
        if self.truth is not None and media_type in _PLAIN:
            out.write(b"true\n" if self.truth else b"false\n")
            return
        told: dict[str, Any] = {"head": {}, "boolean": self.truth}
        if self.truth is None:
            told = {"head": {"vars": self.names}, "results": {"bindings": self.rows}}
        text = json.dumps(told, ensure_ascii=False).encode()
        ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON).serialize(out, format=form)


def write_graph(triples: bytes, media_type: str, out: IO[bytes]) -> None:
    """Write statements that came as N-Triples in a form of GRAPH_TYPES, none of them twice; raise QueryFailed."""
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None or media_type not in GRAPH_TYPES:
        raise misfit(media_type, GRAPH_TYPES)
    store = ox.Store()
    try:
        store.bulk_load(io.BytesIO(triples), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    except (SyntaxError, ValueError) as error:
        message = f"the reply is not N-Triples ({error})"
        raise QueryFailed(message) from error
    store.dump(out, format=form, from_graph=ox.DefaultGraph())


@functools.lru_cache(maxsize=1 << 16)
def canonical(value: str, datatype: str) -> tuple[str, str]:
    """Return the form in which Oxigraph keeps a typed literal: its text and its datatype.

    >>> canonical("1", XSD + "boolean")[0], canonical("2.50", XSD + "decimal")[0], canonical("1.5E3", XSD + "double")[0]
    ('true', '2.5', '1500')
    """
    store = ox.Store()
    store.add(ox.Quad(_SLOT, _SLOT, ox.Literal(value, datatype=ox.NamedNode(datatype))))
    kept = next(iter(store)).object
    assert isinstance(kept, ox.Literal)  # noqa: S101 - what was put in above
    return kept.value, kept.datatype.value


def _term(told: dict[str, str]) -> Term:
    kind, value = told["type"], told["value"]
    if kind == "uri":
        return {"type": "uri", "value": value}
    if kind == "bnode":
        return {"type": "bnode", "value": _LABEL.sub("", value) or "b"}
    if kind not in {"literal", "typed-literal"}:
        message = f"it holds a term of the unknown kind “{kind[:40]}”"
        raise ValueError(message)
    if language := told.get("xml:lang"):
        return {"type": "literal", "value": value, "xml:lang": language}
    datatype = told.get("datatype", _TEXT)
    if datatype == _TEXT:
        return {"type": "literal", "value": value}
    value, datatype = canonical(value, datatype)
    return {"type": "literal", "value": value, "datatype": datatype}
