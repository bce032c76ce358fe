"""One term for all that write the same value, for the second and milder comparison."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Callable

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

XSD: Final = "http://www.w3.org/2001/XMLSchema#"

_DECIMAL: Final = (
    *("decimal", "integer", "long", "int", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)


def _float(text: str) -> str:
    return repr(float(text))


def _exact(text: str) -> str:
    return str(Decimal(text).normalize() + 0)


_WRITTEN: Final[dict[str, Callable[[str], str]]] = {
    "double": _float,
    "float": _float,
    **dict.fromkeys(_DECIMAL, _exact),
    "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
    "dateTime": lambda text: dt.datetime.fromisoformat(text).isoformat(),
    "date": lambda text: re.sub(r"[+-]00:00$", "Z", text),
    "time": lambda text: re.sub(r"[+-]00:00$", "Z", text),
}


def value(term: Term) -> Term:
    """Return one term for all that write the same value of a datatype: numbers, booleans, and points in time."""
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, value(term.object))
    if isinstance(term, ox.Literal):
        written = _WRITTEN.get(term.datatype.value.removeprefix(XSD))
        with contextlib.suppress(InvalidOperation, ValueError):
            return ox.Literal(written(term.value.strip()), datatype=term.datatype) if written else term
    return term


def number(term: Term) -> Term:
    """Return one text for all that write the same number: CSV tells no datatypes."""
    with contextlib.suppress(ValueError):
        return ox.Literal(_float(term.value)) if isinstance(term, ox.Literal) else term
    return term


def same(term: Term) -> Term:
    """Return the term: the strict comparison."""
    return term
