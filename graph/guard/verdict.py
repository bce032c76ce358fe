"""Judge a query: its form, the graphs it reads, and whether it calls anything that is not SPARQL's own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from graph.errors import QueryFailed, QueryRefused
from graph.guard.iris import escaped, is_absolute, resolve, unescape
from graph.guard.limits import DEFAULT, Limits, QueryTooLarge
from graph.guard.outline import MOST, Outline, outline
from graph.guard.parser import Reading, read, where
from graph.names import XSD, Dataset, shorten

#: The casts that may be called by IRI: those of SPARQL 1.1, section 17.5, and those of XPath that engines add.
CASTS: Final = frozenset(
    XSD + name
    for name in (
        *("boolean", "double", "float", "decimal", "integer", "string", "dateTime"),
        *("date", "time", "duration", "dayTimeDuration", "yearMonthDuration"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
    )
)


#: The marks of queries whose verdict no IRI changes: without FROM, and without calls.
_PLAIN: Final = frozenset({"form", "base", "prefix"})


@dataclass(frozen=True, slots=True)
class QueryKind:
    """What a harmless query is: `select`, `ask`, `construct` or `describe`, and the dataset that FROM describes.

    `dataset` is None when the query names no graph by FROM.
    """

    form: str
    dataset: Dataset | None = None


#: What was found of queries by their outlines, where no IRI changes it.
_verdicts: dict[tuple[Outline | None, Limits], QueryKind] = {}


def examine(query: str | bytes, *, limits: Limits = DEFAULT, base: str | None = None) -> QueryKind:
    """Tell the form and the dataset of a query, or refuse it; relative IRIs are read beside `base`.

    Raises QueryRefused for what is never done here and QueryTooLarge beyond the limits, with a message that
    names it, and QueryFailed for a text that is no SPARQL query in UTF-8.

    >>> examine("SELECT ?service WHERE { ?service a <urn:LOAD> } # INSERT").form
    'select'
    """
    text = _decode(query, limits)
    if "\\" in text:
        return (_judge_both if "\\u" in text or "\\U" in text else _judge)(text, limits, base)
    key = (outline(text), limits)
    known = _verdicts.get(key)
    if known is None:
        reading = read(text, limits)
        known = _judged(text, reading, base)
        if key[0] is not None and all(mark in _PLAIN for mark, _ in reading.notes):
            if len(_verdicts) >= MOST:
                _verdicts.clear()
            _verdicts[key] = known
    return known


def warm() -> None:
    """Compile the patterns and the grammar's table now: else the first queries wait a tenth of a second for it."""
    for query in ("ASK {}", "ASK {} # é"):
        examine(query)


def _decode(query: str | bytes, limits: Limits) -> str:
    try:
        text = query if isinstance(query, str) else query.decode()
        size = len(text) if text.isascii() else len(text.encode())
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        message = f"the query is not valid UTF-8 (at {error.start})"
        raise QueryFailed(message) from error
    if size > limits.length:
        message = f"the query has {size} bytes; at most {limits.length} are read"
        raise QueryTooLarge(message)
    return text


def _judge_both(text: str, limits: Limits, base: str | None) -> QueryKind:
    """Judge a query with codepoint escapes in the two ways that engines read it: both must be harmless and agree.

    The norm resolves escapes before anything is parsed (section 19.2); some engines do so inside IRIs and
    strings only, after parsing. An escape elsewhere can be read in the norm's way alone. Then escapes may write
    letters, digits and `_` and nothing else, so that none changes where a string or an IRI ends.
    """
    resolved = unescape(text)
    try:
        found = _judge(text, limits, base)
    except QueryFailed:
        if not all(one.isalnum() or one == "_" for one in escaped(text)):
            message = "codepoint escapes (\\u…) outside strings and IRIs may write letters, digits and _ only"
            raise QueryFailed(message) from None
        return _judge(resolved, limits, base)
    with suppress(QueryFailed):  # an engine that reads it so fails on it too
        if _judge(resolved, limits, base) != found:
            message = "codepoint escapes (\\u…) give the query two meanings; write the characters themselves"
            raise QueryRefused(message)
    return found


def _judge(text: str, limits: Limits, base: str | None) -> QueryKind:
    return _judged(text, read(text, limits), base)


def _judged(text: str, reading: Reading, base: str | None) -> QueryKind:
    tokens = reading.tokens
    prefixes: dict[str, str] = {}
    graphs: dict[str, dict[str, None]] = {"from": {}, "named": {}}
    form = ""
    for mark, place in reading.notes:
        token = tokens[place]
        if mark == "form":
            form = token.lower()
        elif mark == "base":
            base = resolve(unescape(token[1:-1]), base)
        elif mark == "prefix":
            prefixes[token] = resolve(unescape(tokens[place + 1][1:-1]), base)
        elif mark == "call":
            _require_cast(text, tokens[:place], _meant(tokens[place - 1], prefixes, base))
        else:
            name = _meant(token, prefixes, base)
            if name is None or not is_absolute(name):
                problem = "has a prefix that is not declared" if name is None else "is relative, and there is no BASE"
                message = f"{where(text, tokens[: place + 1])}: the graph {shorten(token)} {problem}"
                raise QueryFailed(message)
            graphs[mark][name] = None
    dataset = Dataset(tuple(graphs["from"]), tuple(graphs["named"]))
    return QueryKind(form, None if dataset == Dataset() else dataset)


def _require_cast(text: str, tokens: list[str], name: str | None) -> None:
    if name not in CASTS:
        message = (
            f"{where(text, tokens)}: {shorten(tokens[-1])} is called as a function; this endpoint knows those of"
            f" SPARQL 1.1 and the casts of XML Schema (<{XSD}integer>, …), and calls no other"
        )
        raise QueryRefused(message)


def _meant(token: str, prefixes: dict[str, str], base: str | None) -> str | None:
    """Return the IRI that a token names; None when its prefix is not declared."""
    if token.startswith("<"):
        return resolve(unescape(token[1:-1]), base)
    prefix, mark, rest = token.partition(":")
    space = prefixes.get(prefix + mark)
    return None if space is None else space + rest.replace("\\", "")
