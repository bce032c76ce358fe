"""Write the whole graph to one file in a form other tools read."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from graph.errors import RequestInvalid
from graph.files import replace_with

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Store

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class Format(StrEnum):
    """A form of export, named by the ending of the file."""

    nquads = ".nq"
    ntriples = ".nt"
    turtle = ".ttl"
    jsonld = ".jsonld"

    @classmethod
    def of(cls, path: Path) -> Format:
        """Return the form that a file name asks for; raise RequestInvalid when none does."""
        try:
            return cls(path.suffix)
        except ValueError:
            message = f"{path.name}: the ending must be one of {', '.join(cls)}"
            raise RequestInvalid(message) from None


_MEDIA = {
    Format.ntriples: "application/n-triples",
    Format.turtle: "text/turtle",
    Format.jsonld: "application/ld+json",
}


def export(store: Store, path: Path, form: Format) -> int:
    """Write all statements to `path` and return the number of bytes. N-Quads alone keeps the named graphs."""
    content = store.dump() if form is Format.nquads else store.answer(_EVERYTHING, _MEDIA[form])
    replace_with(path, content)
    return len(content)
