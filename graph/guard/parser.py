"""Follow a query through the grammar: count what is bounded, note what the verdict needs, say what is wrong.

The stack is a list and each step takes one state off it, so neither depth nor length can overflow anything; the
number of steps is at most proportional to the number of tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graph.errors import QueryFailed, QueryRefused
from graph.guard.grammar import SKIP, State, start
from graph.guard.limits import Limits, QueryTooLarge, bounds, words
from graph.guard.tokens import END, UNKNOWN, UPDATES, cut, offset
from graph.names import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

#: So many possibilities are listed when something else was expected.
MAX_EXPECTED: Final = 8
MAX_SHOWN: Final = 30
#: So many shapes of queries are remembered, none of more tokens than this.
MAX_SHAPES: Final = 512
MAX_REMEMBERED: Final = 300

_BEGIN: Final = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE (after any BASE and PREFIX)"
_SPOKEN: Final = {
    "IRI": "an IRI",
    "PNAME": "a prefixed name",
    "NAMESPACE": "a prefix",
    "BLANK": "a blank node",
    "VAR": "a variable",
    "STRING": "a string",
    "NUMBER": "a number",
    "LANGTAG": "a language tag",
    "FUNCTION": "a function",
    "AGGREGATE": "an aggregate",
    END: "the end of the query",
}


class Reading(NamedTuple):
    """A query that the grammar takes: its tokens, the marks to judge with the places of their tokens, and the steps."""

    tokens: list[str]
    notes: Sequence[tuple[str, int]]
    steps: int


#: The way through the grammar depends on the kinds of the tokens and the limits alone, and most queries differ from one
#: before in names only. Those that are refused are not remembered.
_shapes: dict[tuple[tuple[str, ...], Limits], tuple[Sequence[tuple[str, int]], int]] = {}


class _Stopped(Exception):
    """The token at a place cannot stand there."""

    def __init__(self, place: int) -> None:
        self.place = place


def read(text: str, limits: Limits) -> Reading:
    """Read a query by the grammar.

    Raises QueryFailed for what is no SPARQL query, QueryRefused for an update and SERVICE, and QueryTooLarge
    beyond the limits; each names the line and the column, counted from 1.
    """
    tokens, kinds = cut(text)
    shape = (tuple(kinds), limits)
    if (known := _shapes.get(shape)) is not None:
        return Reading(tokens, *known)
    try:
        reading = _follow(text, tokens, kinds, limits)
    except _Stopped as stop:
        place = stop.place
    else:
        if len(kinds) <= MAX_REMEMBERED:
            if len(_shapes) >= MAX_SHAPES:
                _shapes.clear()
            _shapes[shape] = reading[1:]
        return reading
    raise _complaint(text, tokens, kinds, place)


def _follow(text: str, tokens: list[str], kinds: list[str], limits: Limits) -> Reading:
    left = bounds(limits).copy()
    notes: list[tuple[str, int]] = []
    stack = [start()]
    take = stack.pop
    depth = skipped = 0
    for place, kind in enumerate(kinds):
        move = take().get(kind)
        while move is SKIP:
            move = take().get(kind)
            skipped += 1
        if move is None:
            raise _Stopped(place)
        states, marks = move
        stack += states
        for mark in marks:
            if mark in left:
                left[mark] -= 1
                if left[mark] < 0:
                    raise _too_large(text, tokens[: place + 1], bounds(limits)[mark], words(mark))
            elif mark == "open":
                depth += 1
                if depth > limits.depth:
                    raise _too_large(text, tokens[: place + 1], limits.depth, "brackets inside one another")
            elif mark == "close":
                depth -= 1
            else:
                notes.append((mark, place))
    return Reading(tokens, notes, len(kinds) + skipped)


def where(text: str, tokens: Sequence[str]) -> str:
    """Say where the last of these tokens stands in a text that begins with them.

    >>> where("ASK { oops }", ["ASK", "{", "oops"])
    'line 1, column 7'
    """
    before = text[: offset(text, [*tokens])]
    return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


def _too_large(text: str, tokens: list[str], most: int, what: str) -> QueryTooLarge:
    return QueryTooLarge(f"{where(text, tokens)}: the query is too large: more than {most} {what}")


def _expected(kinds: list[str]) -> set[str]:
    """Return the kinds of tokens that may follow these, which the grammar takes."""
    stack: list[State] = [start()]
    for kind in kinds:
        while (move := stack.pop()[kind]) is SKIP:
            pass
        stack += move.states
    found: set[str] = set()
    while stack:
        state = stack.pop()
        found |= {kind for kind, move in state.items() if move is not SKIP}
        if SKIP not in state.values():
            break
    return found


def _complaint(text: str, tokens: list[str], kinds: list[str], place: int) -> QueryFailed | QueryRefused:
    """Return what is wrong with a query at a token that cannot stand there."""
    at, word = where(text, tokens[: place + 1]), tokens[place].upper()
    if word == "SERVICE":
        return QueryRefused(f"{at}: SERVICE would call another server; this endpoint calls none")
    if word in UPDATES:
        return QueryRefused(f"{at}: {word} belongs to an update; this endpoint only reads")
    return QueryFailed(f"{at}: {_mistake(tokens[place], kinds[place], _expected(kinds[:place]))}")


def _mistake(token: str, kind: str, expected: set[str]) -> str:
    shown = shorten(token, MAX_SHOWN)
    if kind == UNKNOWN and token[0] in "'\"":
        return f"the {token[0]} here belongs to no string that is closed and well escaped"
    if kind == UNKNOWN:
        return f"“{shown}” is {'no word of' if token.isalpha() else 'nothing that can stand in'} a SPARQL 1.1 query"
    if kind == "IRI" and "<" in expected:
        return f"{shown} is an IRI; to compare, put a space behind the <"
    if "SELECT" in expected and "BASE" in expected:
        return _BEGIN
    names = sorted(_SPOKEN.get(kind, f"“{kind}”") for kind in expected)
    hint = f"; expected {' or '.join(names)}" if len(names) <= MAX_EXPECTED else ""
    return ("the query ends here" if kind == END else f"“{shown}” cannot stand here") + hint
