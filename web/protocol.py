"""Read a request as the SPARQL 1.1 Protocol has it (section 2.1): what is asked, over which graphs, in which form.

Nothing here reads SPARQL: whether a query is one, and harmless, is for the worker to say that gets it (graph.guard).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.errors import QueryFailed, QueryRefused, RequestInvalid
from graph.guard import QueryTooLarge
from web import bodies
from web.errors import UnsupportedType
from web.negotiation import SHORT_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
#: What the media types of bodies are told to clients as.
BODIES: Final = (QUERY, bodies.FORM)
#: Parameters of an update (section 2.2); this service only reads.
_UPDATING: Final = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
#: Query strings up to this length are read once and kept, the most recent of them.
_KEPT_LENGTH: Final = 4096
_KEPT: Final = 1024


class Question(NamedTuple):
    """What a client asks: the text of a query, the graphs that replace those it names itself, and the parameter format.

    A dataset in the request wins over FROM and FROM NAMED (section 2.1.4). Where neither parameter is given both are
    None. `form` is a media type.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    form: str | None = None


def in_address(query_string: bytes) -> Question | None:
    """Return what a GET asks (section 2.1.1), or None when it has no query.

    Raises RequestInvalid when it cannot be read or asks twice, and QueryRefused for an update.
    """
    return _kept(query_string) if len(query_string) <= _KEPT_LENGTH else read_address(query_string)


def in_form(query_string: bytes, body: bytes) -> Question:
    """Return what a form asks (section 2.1.2); the graphs may stand in the form, in the address, or in both."""
    return _required(_question(_joined(bodies.fields(query_string), bodies.fields(body))))


def in_body(query_string: bytes, body: bytes) -> Question:
    """Return the query that is the whole body (section 2.1.3); the rest stands in the address.

    Raises QueryFailed for a body that is not UTF-8.
    """
    try:
        query = body.decode()
    except UnicodeDecodeError as error:
        message = f"the query is not valid UTF-8 (at byte {error.start})"
        raise QueryFailed(message) from error
    return _required(_question(_joined(bodies.fields(query_string), {"query": [query]})))


def body_type(content_type: str) -> str:
    """Return QUERY or bodies.FORM, whichever the header Content-Type says; the charset can only be UTF-8.

    Raises UnsupportedType for another, and QueryRefused for an update.
    """
    kind, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    if kind == UPDATE:
        _refuse_update()
    charset = next((p.partition("=")[2].strip("\"' ") for p in parameters if p.startswith("charset=")), "utf-8")
    if kind not in BODIES or charset not in {"utf-8", "utf8"}:
        found = content_type.strip() or "a body of unnamed type"
        message = f"send the body as {' or '.join(BODIES)}, in UTF-8, not as {found}"
        raise UnsupportedType(message)
    return kind


def measure(question: Question, most: int) -> None:
    """Raise QueryTooLarge for a query of more bytes than are read."""
    if len(question.query) > most // 4 and (size := len(question.query.encode(errors="surrogatepass"))) > most:
        message = f"the query has {size} bytes; at most {most} are read"
        raise QueryTooLarge(message)


def read_address(query_string: bytes) -> Question | None:
    """Return what `in_address` does, and keep nothing."""
    return _question(bodies.fields(query_string))


_kept = lru_cache(_KEPT)(read_address)


def _question(given: Mapping[str, Sequence[str]]) -> Question | None:
    if not _UPDATING.isdisjoint(given):
        _refuse_update()
    query = bodies.one(given, "query")
    form = bodies.one(given, "format") or None
    default, named = given.get("default-graph-uri"), given.get("named-graph-uri")
    if query is None:
        return None
    form = form and SHORT_NAMES.get(form.lower(), form)
    if not default and not named:
        return Question(query, form=form)
    return Question(query, tuple(default or ()), tuple(named or ()), form)


def _joined(address: Mapping[str, list[str]], body: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: [*address.get(name, ()), *body.get(name, ())] for name in {**address, **body}}


def _required(question: Question | None) -> Question:
    if question is None:
        message = "“query” is missing: give a SPARQL query"
        raise RequestInvalid(message)
    return question


def _refuse_update() -> None:
    message = "this endpoint only reads; it takes no update"
    raise QueryRefused(message)
