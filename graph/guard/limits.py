"""How large a query may be, so that no engine exhausts its stack on it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from graph.errors import QueryRefused
from graph.guard.grammar import CHAINED


@dataclass(frozen=True, slots=True, eq=False)  # known by identity, which is told apart faster: see of_length
class Limits:
    """How large a query may be. Measured: Oxigraph overflows its stack from about ten times these numbers."""

    length: int = 16 * 1024  # bytes of UTF-8
    depth: int = 100  # brackets open at once
    chain: int = 200  # occurrences of any one operator, or of UNION
    parts: int = 250  # triples, filters and other parts of groups, together
    cells: int = 2000  # terms and rows of all VALUES blocks, together
    columns: int = 250  # what SELECT and DESCRIBE name, and keys of GROUP BY, HAVING and ORDER BY, together
    aggregates: int = 100  # COUNT, SUM, …
    steps: int = 250  # steps of all property paths, plain predicates included
    arguments: int = 1000  # arguments of functions and members of IN lists, together


class QueryTooLarge(QueryRefused):
    """The query is longer, deeper or more repetitive than this endpoint reads."""


DEFAULT: Final = Limits()
#: What one who sits at the machine may ask of it: more than a stranger, and less than what ends the engine.
TYPED: Final = Limits(length=1 << 20, depth=200, chain=400, parts=1_000, cells=50_000, columns=1_000, steps=500)

#: What a token counts as, by the mark of the grammar: the field of Limits, and its words.
_COUNTED: Final = {
    "part": ("parts", "parts of groups (triples, filters, …)"),
    "cell": ("cells", "terms in VALUES blocks"),
    "column": ("columns", "columns, or keys to group or order by"),
    "aggregate": ("aggregates", "aggregates"),
    "step": ("steps", "steps of property paths"),
    "argument": ("arguments", "arguments of functions, or members of IN lists"),
}


@functools.lru_cache(maxsize=16)
def of_length(length: int) -> Limits:
    """Return the limits with another length; the same object each time, as verdicts are remembered by it."""
    return Limits(length=length)


@functools.lru_cache(maxsize=64)
def bounds(limits: Limits) -> dict[str, int]:
    """Return how often each mark of the grammar may occur in a query."""
    counted = {mark: getattr(limits, field) for mark, (field, _) in _COUNTED.items()}
    return counted | {f"chain {sign}": limits.chain for sign in CHAINED}


def words(mark: str) -> str:
    """Say what a mark counts.

    >>> words("chain UNION")
    'uses of UNION'
    """
    return _COUNTED[mark][1] if mark in _COUNTED else f"uses of {mark.removeprefix('chain ')}"
