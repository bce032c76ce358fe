"""Read a SPARQL query as tokens before any engine sees it, and refuse what a public endpoint never does.

Refused: updates, SERVICE, graphs other than our own, and texts so long, deep or repetitive that a parser may
exhaust its stack. A word counts only where the grammar reads it as a keyword: inside an IRI, a string, a
comment, a variable or a prefixed name it is just text. Codepoint escapes are resolved first (SPARQL 1.1,
section 19.2); since some engines resolve them later, a query that holds any is read both ways and must pass
both.

This is the first fence, not the only one: a query runs in a process that can open no connection (graph.jobs)
and that is killed at its deadline (graph.workers). Whether it is well formed is for the engine to say.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.errors import QueryFailed, QueryRefused
from graph.names import GRAPHS, graph_iri

FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_PROLOGUE: Final = frozenset({"BASE", "PREFIX", "VERSION"})
UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING"}
)

_LOCAL: Final = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN: Final = re.compile(
    rf"""
    (?P<skip>\s+|\#[^\r\n]*)
  | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
      |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
  | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\[uU][0-9A-Fa-f]{{4,8}})*>)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
  | (?P<prefixed>(?:[^\W\d_](?:[\w.-]{{0,200}}[\w-])?)?:
      (?:{_LOCAL}(?:(?:{_LOCAL}|[.\-·])*(?:{_LOCAL}|[\-·]))?)?
      |_:\w(?:[\w.\-·]*[\w\-·])?)
  | (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>\|\||&&|\^\^|!=|<<\(?|\)?>>|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OPENING: Final = frozenset({"(", "{", "[", "<<", "<<("})
_CLOSING: Final = frozenset({")", "}", "]", ">>", ")>>"})
_STRAY: Final = frozenset({"'", '"', "\\"})
_CHAINED: Final = frozenset({"||", "&&", "!", "+", "-", "*", "/", "|", "^", "UNION"})
#: Words that open a part of a group; a group with very many parts takes the planner minutes.
_PARTS: Final = frozenset({".", ";", "OPTIONAL", "MINUS", "GRAPH", "FILTER", "BIND", "LATERAL"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a query may be. Measured: Oxigraph overflows its stack from about ten times these depths."""

    length: int = 16 * 1024  # bytes of UTF-8
    depth: int = 100  # brackets open at once
    chain: int = 200  # occurrences of any one operator, or of UNION
    parts: int = 250  # triples, filters and other parts of groups, together
    rows: int = 2000  # terms in one VALUES block
    graphs: frozenset[str] = frozenset(graph_iri(name) for name in GRAPHS)  # what FROM may name


@dataclass(frozen=True, slots=True)
class QueryKind:
    """What a harmless query is: `select`, `ask`, `construct` or `describe`, and the graphs FROM names."""

    form: str
    default_graphs: tuple[str, ...] = ()


class QueryTooLarge(QueryRefused):
    """The query is longer, deeper or more repetitive than this endpoint reads."""


class Token(NamedTuple):
    """One token: its kind (a group name of the token pattern) and its text, keywords in capitals."""

    kind: str
    text: str


DEFAULT: Final = Limits()


def examine(query: str | bytes, *, limits: Limits = DEFAULT) -> QueryKind:
    """Tell the form of a query, or refuse it.

    Raises QueryRefused for what is never done here and QueryTooLarge beyond the limits, with a message that
    names it, and QueryFailed for a text that is no query in UTF-8.

    >>> examine("SELECT ?service WHERE { ?service a <urn:LOAD> } # INSERT").form
    'select'
    """
    text = _decode(query, limits)
    kind = _read(_tokens(text), limits)
    resolved = _resolve(text)
    if resolved != text:
        with suppress(QueryFailed):  # an engine that reads it so fails on it too
            _read(_tokens(resolved), limits)
    return kind


def _decode(query: str | bytes, limits: Limits) -> str:
    try:
        raw = query.encode() if isinstance(query, str) else query
        text = raw.decode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        message = f"the query is not valid UTF-8 (at {error.start})"
        raise QueryFailed(message) from error
    if len(raw) > limits.length:
        message = f"the query has {len(raw)} bytes; at most {limits.length} are read"
        raise QueryTooLarge(message)
    return text


def _resolve(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        point = int(match[1] or match[2], 16)
        return match[0] if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF else chr(point)  # noqa: PLR2004 (Unicode)

    return _ESCAPE.sub(character, text)


def _tokens(text: str) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "mark" and match[0] in _STRAY:
            message = f"the {match[0]} at character {match.start() + 1} belongs to no string: is one not closed?"
            raise QueryFailed(message)
        if kind != "skip":
            found.append(Token(kind, match[0].upper() if kind == "word" else match[0]))
    return found


def _read(tokens: list[Token], limits: Limits) -> QueryKind:
    _bound(tokens, limits)
    for token in tokens:
        if token.kind == "word" and token.text in UPDATES:
            message = f"{token.text} belongs to an update; this endpoint only reads"
            raise QueryRefused(message)
        if token == Token("word", "SERVICE"):
            message = "SERVICE would call another server; this endpoint calls none"
            raise QueryRefused(message)
    words = (token.text for token in tokens if token.kind == "word")
    form = next((word for word in words if word not in _PROLOGUE), "")
    if form not in FORMS:
        message = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE (after any BASE and PREFIX)"
        raise QueryFailed(message)
    return QueryKind(form.lower(), tuple(_graphs(tokens, limits)))


def _bound(tokens: list[Token], limits: Limits) -> None:
    """Refuse a token list that nests or repeats beyond the limits."""
    counts = Counter(token.text for token in tokens if token.kind in {"mark", "word"})
    for what, number, most in (
        ("brackets inside one another", _depth(tokens), limits.depth),
        ("parts of groups (triples, filters, …)", sum(counts[part] for part in _PARTS), limits.parts),
        ("terms in a VALUES block", _rows(tokens), limits.rows),
        *((f"uses of {operator}", counts[operator], limits.chain) for operator in _CHAINED),
    ):
        if number > most:
            message = f"the query is too large: more than {most} {what}"
            raise QueryTooLarge(message)


def _depth(tokens: list[Token]) -> int:
    depth = deepest = 0
    for token in tokens:
        if token.kind == "mark":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            depth = max(depth, 0)
            deepest = max(deepest, depth)
    return deepest


def _rows(tokens: list[Token]) -> int:
    rows = most = 0
    inside = False
    for token in tokens:
        if token == Token("word", "VALUES"):
            inside, rows = True, 0
        elif token == Token("mark", "}"):
            inside = False
        elif inside and token.kind != "mark":
            rows += 1
            most = max(most, rows)
    return most


def _graphs(tokens: list[Token], limits: Limits) -> list[str]:
    """Return the graphs that FROM names; refuse FROM NAMED and every graph that is not ours.

    Which triples FROM <g> yields is the caller's to arrange: an engine told to read the union of all graphs
    passes over it in silence.
    """
    prefixes: dict[str, str] = {}
    found = []
    end = Token("end", "")
    for token, after, later in zip(tokens, [*tokens[1:], end], [*tokens[2:], end, end], strict=False):
        if token == Token("word", "PREFIX"):
            prefixes[after.text] = later.text[1:-1]
        if token != Token("word", "FROM"):
            continue
        if after == Token("word", "NAMED"):
            message = "FROM NAMED is not offered here; write GRAPH <…> { … } to read one named graph"
            raise QueryRefused(message)
        name = after.text[1:-1] if after.kind == "iri" else ""
        if after.kind == "prefixed":
            prefix, _, rest = after.text.partition(":")
            name = prefixes.get(prefix + ":", "") + rest
        if name not in limits.graphs:
            ours = ", ".join(sorted(limits.graphs))
            message = f"FROM {after.text} is not a graph of this endpoint; it has {ours}"
            raise QueryRefused(message)
        found.append(name)
    return found
