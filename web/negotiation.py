"""Choose the media type and the coding of an answer from what a client accepts (RFC 9110, section 12.5)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.errors import NotAcceptable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HTML: Final = "text/html"
JSON: Final = "application/json"
TEXT: Final = "text/plain"
#: Media types of SPARQL answers, the preferred one first. The keys are what a client may ask for.
TABLES: Final = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
}
GRAPHS: Final = {
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/ld+json": "application/ld+json",
    "application/rdf+xml": "application/rdf+xml",
    "application/n-quads": "application/n-quads",
    "application/trig": "application/trig",
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
}
#: Short names for the parameter `format`; it takes the full media types as well, and outranks the Accept header.
SHORT_NAMES: Final = {
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
#: What a query of each form can be answered as.
ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "select": TABLES,
    "ask": TABLES,
    "construct": GRAPHS,
    "describe": GRAPHS,
}


#: Headers are read once and kept; longer ones are read each time, so that strangers cannot fill the memory.
_KEPT_HEADERS: Final = 512
_KEPT_LENGTH: Final = 1024


class MediaRange(NamedTuple):
    """One part of an Accept header: `type/subtype`, either of which may be `*`, and its weight (0 to 1)."""

    name: str
    weight: float

    def covers(self, offer: str) -> int:
        """Return how exactly this range names a media type: 0 not, 1 `*/*`, 2 `type/*`, 3 fully."""
        if self.name == "*/*":
            return 1
        kind, _, sub = self.name.partition("/")
        if sub == "*":
            return 2 if offer.partition("/")[0] == kind else 0
        return 3 if self.name == offer else 0


class AnswerTypes(NamedTuple):
    """The best media type for a table (SELECT, ASK) and for a graph (CONSTRUCT, DESCRIBE); None where none will do."""

    table: str | None
    graph: str | None


def ranges(accept: str) -> list[MediaRange]:
    """Read an Accept header; a part that cannot be read is left out.

    >>> ranges("text/turtle, */*;q=0.1")
    [MediaRange(name='text/turtle', weight=1.0), MediaRange(name='*/*', weight=0.1)]
    """
    return [MediaRange(name, weight) for name, weight in _weighted(accept) if name.count("/") == 1]


def choose(accept: str | None, offers: Iterable[str]) -> str:
    """Return the offer a client wants most, the first of equals; raise NotAcceptable when it wants none.

    >>> choose("text/csv;q=0.5, text/html", ["text/csv", "text/html"])
    'text/html'
    """
    names = tuple(offers)
    best = _best(accept, names)
    if best is None:
        message = f"this can be answered as {', '.join(names)}; the Accept header allows none of them"
        raise NotAcceptable(message)
    return best


def answer_types(accept: str | None) -> AnswerTypes:
    """Return what a query may be answered as, whose form only its worker will know; raise NotAcceptable for nothing.

    >>> answer_types("text/turtle, text/csv;q=0.5")
    AnswerTypes(table='text/csv', graph='text/turtle')
    """
    types = _kept_types(accept) if accept is None or len(accept) <= _KEPT_LENGTH else _types(accept)
    if types == (None, None):
        raise NotAcceptable(offered())
    return types


def offered() -> str:
    """Say which media types a query can be answered as."""
    tables, graphs = (", ".join(dict.fromkeys(offers.values())) for offers in (TABLES, GRAPHS))
    return f"SELECT and ASK are answered as {tables}; CONSTRUCT and DESCRIBE as {graphs}; none of these is accepted"


def accepts(accept: str | None, offer: str) -> bool:
    """Tell whether a client takes a media type at all.

    >>> accepts("text/*;q=0.1", "text/plain"), accepts("text/csv", "text/plain")
    (True, False)
    """
    return _best(accept, (offer,)) is not None


def wants_page(accept: str | None) -> bool:
    """Tell whether a client is a browser that asks for a page: it names HTML and likes it as much as JSON."""
    return accept is not None and HTML in accept.lower() and _best(accept, (HTML, JSON)) == HTML


def wants_gzip(accept_encoding: str) -> bool:
    """Tell whether a client can read gzip: by its name, or else by `*`, with a weight above zero.

    >>> wants_gzip("gzip;q=0, *"), wants_gzip("br, *;q=0.1")
    (False, True)
    """
    if accept_encoding in _USUAL_CODINGS:
        return True
    weights = dict(_weighted(accept_encoding))
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


#: What programs and browsers send most.
_USUAL_CODINGS: Final = frozenset({"gzip", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd"})


def _types(accept: str | None) -> AnswerTypes:
    table, graph = (_best(accept, tuple(offers)) for offers in (TABLES, GRAPHS))
    return AnswerTypes(table and TABLES[table], graph and GRAPHS[graph])


_kept_types = lru_cache(_KEPT_HEADERS)(_types)


def _best(accept: str | None, offers: Sequence[str]) -> str | None:
    wanted = ranges(accept) if accept and accept.strip() else [MediaRange("*/*", 1.0)]

    def weight(offer: str) -> float:
        return max(((r.covers(offer), r.weight) for r in wanted if r.covers(offer)), default=(0, 0.0))[1]

    best = max(offers, key=weight)
    return best if weight(best) > 0 else None


def _weighted(header: str) -> list[tuple[str, float]]:
    """Return the parts of a header with their weights (RFC 9110, section 12.4.2), without those of a bad weight."""
    found = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            value = float(weight)
        except ValueError:
            continue
        if 0 <= value <= 1:
            found.append((name, value))
    return found
