"""What a payload names, checked: it comes from outside. And how an answer is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

from graph.errors import NameUnresolved, RequestInvalid
from graph.names import iri
from graph.nomenclature import meant

if TYPE_CHECKING:
    from graph.store import Store

#: Most characters of a name.
MAX_NAME: Final = 200


def in_json(value: object) -> bytes:
    """Return a value as JSON in UTF-8."""
    return orjson.dumps(value)


def name_in(given: object) -> str:
    """Return a name without the space around it; raise RequestInvalid for what is no text, or too long."""
    if not isinstance(given, str) or len(given) > MAX_NAME:
        message = f"a name must be a text of at most {MAX_NAME} characters"
        raise RequestInvalid(message)
    return given.strip()


def thing_with(given: object) -> str:
    """Return the IRI of the thing with a slug; raise NameUnresolved for what is none."""
    name = name_in(given)
    try:
        return iri(name)
    except ValueError as error:
        raise NameUnresolved(name) from error


def things_named(store: Store, given: object) -> tuple[str, ...]:
    """Return the IRIs of what a payload names, of a combination its ingredients; raise NameUnresolved."""
    return meant(store, name_in(given))
