"""Choose the media type of an answer from what a client accepts (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graph.errors import NotAcceptable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HTML: Final = "text/html"
JSON: Final = "application/json"
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
    "application/json": "application/ld+json",
    "text/plain": "application/n-triples",
}
#: What a query of each form can be answered as.
ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "select": TABLES,
    "ask": TABLES,
    "construct": GRAPHS,
    "describe": GRAPHS,
}


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


def ranges(accept: str) -> list[MediaRange]:
    """Read an Accept header; a part that cannot be read is left out.

    >>> ranges("text/turtle, */*;q=0.1")
    [MediaRange(name='text/turtle', weight=1.0), MediaRange(name='*/*', weight=0.1)]
    """
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            value = float(weight)
        except ValueError:
            continue
        if name.count("/") == 1 and 0 <= value <= 1:
            found.append(MediaRange(name, value))
    return found


def choose(accept: str | None, offers: Sequence[str]) -> str:
    """Return the offer a client wants most, the first of equals; raise NotAcceptable when it wants none.

    >>> choose("text/csv;q=0.5, text/html", ["text/csv", "text/html"])
    'text/html'
    """
    wanted = ranges(accept) if accept and accept.strip() else [MediaRange("*/*", 1.0)]

    def weight(offer: str) -> float:
        closest = max(((r.covers(offer), r.weight) for r in wanted if r.covers(offer)), default=(0, 0.0))
        return closest[1]

    best = max(offers, key=weight)
    if weight(best) <= 0:
        message = f"this can be answered as {', '.join(offers)}; the Accept header allows none of them"
        raise NotAcceptable(message)
    return best


def wants_page(accept: str | None) -> bool:
    """Tell whether a client is a browser that asks for a page: it names HTML and likes it as much as JSON."""
    named = [r for r in ranges(accept or "") if r.name == HTML and r.weight > 0]
    return bool(named) and choose(accept, [HTML, JSON]) == HTML
