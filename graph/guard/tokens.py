"""Cut a query into the tokens of SPARQL 1.1 Query, section 19.8 (the rules in capitals), and of SPARQL 1.2.

A token's kind is a keyword in capitals, a mark as it is written, or one of IRI, PNAME, NAMESPACE, BLANK, VAR,
STRING, NUMBER, LANGTAG, FUNCTION, AGGREGATE and END. What can be no token is UNKNOWN and stands in no rule.

No pattern can be read in two ways: each repetition is possessive, so the time is linear in the length.
"""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

END: Final = "END"
UNKNOWN: Final = "UNKNOWN"

#: Words of updates, each with its own place in the grammar of updates and none in that of queries.
UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING"}
)
KEYWORDS: Final = frozenset(
    """
    BASE PREFIX VERSION SELECT CONSTRUCT DESCRIBE ASK DISTINCT REDUCED AS FROM NAMED WHERE GROUP BY HAVING ORDER ASC
    DESC LIMIT OFFSET VALUES OPTIONAL GRAPH UNION MINUS FILTER BIND UNDEF IN NOT EXISTS SEPARATOR TRUE FALSE
    """.split()  # noqa: SIM905 (a page of quoted words reads worse)
)
#: Rules [121] to [124]; from LANGDIR on those of SPARQL 1.2.
FUNCTIONS: Final = frozenset(
    """
    STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
    ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ
    NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL
    ISNUMERIC REGEX SUBSTR REPLACE LANGDIR STRLANGDIR HASLANG HASLANGDIR TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE
    """.split()  # noqa: SIM905 (a page of quoted words reads worse)
)
AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
#: Longest first.
MARKS: Final = (
    *("<<(", ")>>", "||", "&&", "^^", "!=", "<=", ">=", "<<", ">>", "{|", "|}"),
    *"(){}[].;,*/|^!?+-=<>~",
)

# The insides of a character class for PN_CHARS_BASE [164]: what of it is ASCII, and the rest.
_LETTERS: Final = "A-Za-z"
_FOREIGN: Final = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
#: What may stand within a name besides, in the same way (PN_CHARS [167], without the hyphen).
_WITHIN: Final = "\u00b7\u0300-\u036f\u203f-\u2040"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_POINT: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR: Final = rf"\\[tbnrf\\\"']|{_POINT}"
_IRIREF: Final = rf"""<(?:[^\x00-\x20<>"{{}}|^`\\]++|{_POINT})*+>"""
_SPACE: Final = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_GAP: Final = re.compile(_SPACE)


class _Patterns(NamedTuple):
    """The next token with the space before it, and a text that is one token."""

    next: re.Pattern[str]
    whole: re.Pattern[str]


@functools.cache
def _patterns(*, ascii_only: bool) -> _Patterns:
    """Return the patterns for texts in ASCII, or for all: those are large and take a tenth of a second to compile.

    What begins no token takes all that follows with it, so that nothing is read twice; only the last can be such.
    The dot inside a name belongs to it, the one behind it does not; a run without a colon is cut up by `_pieces`.
    `<<` begins a reified triple (1.2) unless a comparison with an IRI can be meant, as it must be in 1.1.
    """
    base = _LETTERS if ascii_only else _LETTERS + _FOREIGN
    varname = base + "_0-9" if ascii_only else base + "_0-9" + _WITHIN
    chars = varname + r"\-"
    local = rf"(?:[{base}_0-9:]|{_PLX})(?:[{chars}:]++|{_PLX}|\.++(?=[{chars}:%\\]))*+"
    token = rf"""
        [?$][{base}_0-9][{varname}]*+
      | {_IRIREF}
      | [{base}][{chars}]*+(?:\.++[{chars}]++)*+(?::(?:{local})?+)?+
      | :(?:{local})?+
      | _:[{base}_0-9](?:[{chars}]++|\.++(?=[{chars}]))*+
      | '''(?:[^'\\]++|{_ECHAR}|'{{1,2}}+(?!'))*+'''
      | \"\"\"(?:[^"\\]++|{_ECHAR}|"{{1,2}}+(?!"))*+\"\"\"
      | '(?!'')(?:[^'\\\r\n]++|{_ECHAR})*+'
      | "(?!"")(?:[^"\\\r\n]++|{_ECHAR})*+"
      | (?:[0-9]++(?:\.[0-9]*+(?=[eE][+\-]?[0-9])|\.[0-9]++)?+|\.[0-9]++)(?:[eE][+\-]?[0-9]++)?+
      | @[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+
      | <(?={_IRIREF})
      | {"|".join(map(re.escape, MARKS))}
    """
    return _Patterns(
        re.compile(rf"{_SPACE}(?P<token>{token}|.++|\Z)", re.VERBOSE | re.DOTALL),
        re.compile(rf"(?:{token})\Z", re.VERBOSE),
    )


_RUN: Final = re.compile(r"[A-Za-z_]\w*|[0-9]+|.", re.DOTALL)

#: The kind of a token by its first character, for those that `_WHOLE` does not hold.
_FIRST: Final = {
    **dict.fromkeys("?$", "VAR"),
    **dict.fromkeys("'\"", "STRING"),
    **dict.fromkeys(".0123456789", "NUMBER"),
    "<": "IRI",
    "@": "LANGTAG",
}
_WORDS: Final = {
    **dict.fromkeys(FUNCTIONS, "FUNCTION"),
    **dict.fromkeys(AGGREGATES, "AGGREGATE"),
    **{word: word for word in KEYWORDS},
}
#: The kind of a token by its whole text.
_WHOLE: Final = {
    **_WORDS,
    **{word.lower(): kind for word, kind in _WORDS.items()},
    **{mark: mark for mark in MARKS},
    "a": "a",
    "": END,
}


def cut(text: str) -> tuple[list[str], list[str]]:
    """Return the tokens of a text and their kinds; both end with END, the empty token.

    >>> cut("ASK { ?s a <urn:x> } # all")
    (['ASK', '{', '?s', 'a', '<urn:x>', '}', ''], ['ASK', '{', 'VAR', 'a', 'IRI', '}', 'END'])
    """
    patterns = _patterns(ascii_only=text.isascii())
    tokens = patterns.next.findall(text)
    if len(tokens) > 1 and not tokens[-2]:  # space before the end
        del tokens[-1]
    whole, first = _WHOLE.get, _FIRST.get
    kinds = [whole(token) or first(token[0]) or _named(token) for token in tokens]
    if len(tokens) > 1 and not patterns.whole.match(tokens[-2]):
        kinds[-2] = UNKNOWN
    if "RUN" in kinds:
        pieces = [piece for token, kind in zip(tokens, kinds, strict=True) for piece in _pieces(token, kind)]
        tokens, kinds = [token for token, _ in pieces], [kind for _, kind in pieces]
    return tokens, kinds


def offset(text: str, tokens: list[str]) -> int:
    """Return where the last of these tokens begins in a text that begins with them.

    >>> offset("ASK  {}", ["ASK", "{"])
    5
    """
    begin = end = 0
    for token in tokens:
        gap = _GAP.match(text, end)
        begin = gap.end() if gap else end
        end = begin + len(token)
    return begin


def _named(token: str) -> str:
    """Tell the kind of a name or a word."""
    head, mark, tail = token.partition(":")
    if mark:
        return "BLANK" if head == "_" else "PNAME" if tail else "NAMESPACE"
    return _WORDS.get(token.upper()) or ("RUN" if len(token) > 1 and ("." in token or "-" in token) else UNKNOWN)


def _pieces(token: str, kind: str) -> list[tuple[str, str]]:
    """Cut words and numbers that dots or hyphens join: without a colon they are no prefixed name."""
    if kind != "RUN":
        return [(token, kind)]
    return [(piece, _WHOLE.get(piece) or _FIRST.get(piece[0]) or _named(piece)) for piece in _RUN.findall(token)]
