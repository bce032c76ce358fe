"""The grammar as a table: what may follow, for a parser that needs neither recursion nor a second look.

`grammar.ebnf` holds the rules. A state is a dictionary from the kind of a token to a Move; a parser keeps a
stack of states, takes the uppermost and looks the kind of the next token up in it:

* nothing found: the token cannot stand here;
* SKIP: this state may be absent, and is; ask the next one on the stack;
* another Move: the token is taken; its states go on the stack, the last one uppermost.

Where a rule may go on or end at the same token it goes on. That happens once: `?s :p +1` is read as the path
`:p+` to 1, and is accepted either way.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Move(NamedTuple):
    """What taking a token leads to: states for the stack, and what the token counts as."""

    states: tuple[State, ...]
    marks: tuple[str, ...]


State = dict[str, Move]
Sequence = tuple[str, ...]

SKIP: Final = Move((), ())
OPENING: Final = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
CLOSING: Final = frozenset({")", "}", "]", ">>", ")>>", "|}"})
#: Marks and words of which a long chain nests deeply inside an engine.
CHAINED: Final = frozenset(
    ("||", "&&", "!", "+", "-", "*", "/", "|", "^", "=", "!=", "<", ">", "<=", ">=", "IN", "UNION")
)

_PIECE: Final = re.compile(r"'[^']+'|@\w+|\w+|[()|?*+]")


class Grammar:
    """Rules in which a symbol is a rule's name or else a kind of token; groups and repetitions are rules as well."""

    def __init__(self, text: str) -> None:
        self.rules: dict[str, list[Sequence]] = {}
        self.marks: dict[str, str] = {}
        self.start, *rest = re.split(r"^(\w+) =", re.sub(r"#.*", "", text), flags=re.MULTILINE)[1:]
        for name, body in zip([self.start, *rest[1::2]], rest[0::2], strict=True):
            self.rules[name] = self._alternatives(iter(_PIECE.findall(body)))
        self.first = self._first()

    def _alternatives(self, pieces: Iterator[str]) -> list[Sequence]:
        """Read alternatives up to a closing bracket or the end; a mark belongs to the one element behind it."""
        found: list[list[str]] = [[]]
        mark = ""
        for piece in pieces:
            if piece == ")":
                break
            if piece == "|":
                found.append([])
            elif piece in {"?", "*", "+"}:
                found[-1].append(self._repeated(found[-1].pop(), piece))
            elif piece.startswith("@"):
                mark = piece[1:]
            else:
                symbol = self._rule(self._alternatives(pieces)) if piece == "(" else piece.strip("'")
                found[-1].append(self._rule([(symbol,)], mark) if mark else symbol)
                mark = ""
        return [tuple(sequence) for sequence in found]

    def _rule(self, alternatives: list[Sequence], mark: str = "") -> str:
        """Add a rule without a name of its own."""
        name = f"rule {len(self.rules)} {mark}"
        self.rules[name] = alternatives
        if mark:
            self.marks[name] = mark
        return name

    def _repeated(self, symbol: str, sign: str) -> str:
        if sign == "?":
            return self._rule([(symbol,), ()])
        more = self._rule([])
        self.rules[more] += [(symbol, more), ()]
        return more if sign == "*" else self._rule([(symbol, more)])

    def _first(self) -> dict[str, set[str]]:
        """Return the kinds each symbol may begin with; the empty text among them when it may be absent."""
        first = {symbol: {symbol} for rule in self.rules.values() for sequence in rule for symbol in sequence}
        first.update({name: set() for name in self.rules})
        grown = True
        while grown:
            grown = False
            for name, alternatives in self.rules.items():
                before = len(first[name])
                for sequence in alternatives:
                    first[name] |= self._beginnings(sequence, first)
                grown |= len(first[name]) > before
        return first

    @staticmethod
    def _beginnings(sequence: Sequence, first: dict[str, set[str]]) -> set[str]:
        found: set[str] = set()
        for symbol in sequence:
            found |= first[symbol] - {""}
            if "" not in first[symbol]:
                return found
        return found | {""}

    def choices(self, name: str, kind: str) -> list[Sequence]:
        """Return the alternatives of a rule that may begin with a kind of token: LL(1) means never two."""
        return [sequence for sequence in self.rules[name] if kind in self._beginnings(sequence, self.first)]

    def taken(self, symbol: str, kind: str) -> tuple[Sequence, Sequence]:
        """Return what is left of a symbol when a token it may begin with is taken, and that token's marks."""
        if symbol not in self.rules:
            mark = "open" if kind in OPENING else "close" if kind in CLOSING else f"chain {kind}"
            return (), ((mark,) if kind in OPENING | CLOSING | CHAINED else ())
        own = (self.marks[symbol],) if symbol in self.marks else ()
        sequence = self.choices(symbol, kind)[0]
        place = next(place for place, part in enumerate(sequence) if kind in self.first[part])
        left, marks = self.taken(sequence[place], kind)
        return left + sequence[place + 1 :], own + marks

    def states(self) -> dict[str, State]:
        """Return the state of every symbol."""
        kinds = {symbol for symbol in self.first if symbol not in self.rules}
        states: dict[str, State] = {symbol: {} for symbol in self.first}
        for symbol, state in states.items():
            for kind in kinds if "" in self.first[symbol] else ():
                state[kind] = SKIP
            for kind in self.first[symbol] - {""}:
                left, marks = self.taken(symbol, kind)
                state[kind] = Move(tuple(states[part] for part in reversed(left)), marks)
        return states


def text() -> str:
    """Return the rules as they are written."""
    return Path(__file__).with_name("grammar.ebnf").read_text(encoding="utf-8")


@functools.cache
def start() -> State:
    """Return the state before the first token of a query; working it out takes some milliseconds, once."""
    grammar = Grammar(text())
    return grammar.states()[grammar.start]
