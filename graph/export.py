"""Write the whole graph in a form other tools read: one file, or the fact tables it was built from."""

from __future__ import annotations

import shutil
from enum import StrEnum
from typing import TYPE_CHECKING

from graph.errors import RequestInvalid
from graph.files import replace_with
from graph.tabulate import tabulate

if TYPE_CHECKING:
    from pathlib import Path

    from graph.load import Sources
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


_MEDIA = {Format.ntriples: "application/n-triples", Format.turtle: "text/turtle"}


def export(store: Store, path: Path, form: Format) -> int:
    """Write all statements to `path` and return the number of bytes.

    N-Quads and JSON-LD keep the named graphs; N-Triples and Turtle hold their union.
    """
    if form is Format.nquads:
        content = store.dump()
    elif form is Format.jsonld:
        content = store.dataset("application/ld+json")
    else:
        content = store.answer(_EVERYTHING, _MEDIA[form])
    replace_with(path, content)
    return len(content)


def export_tables(store: Store, sources: Sources, folder: Path) -> int:
    """Write the facts as tables into a new folder and return how many rows they hold.

    `alkagraph build --facts FOLDER` makes the same graph of them. Raises RequestInvalid when the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder}: there is something already; name a folder that is new or empty"
        raise RequestInvalid(message)
    files = tabulate(store, sources)
    aside = folder.with_name(folder.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        for name, content in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return sum(content.count(b"\n") - 1 for name, content in files.items() if name.endswith(".tsv"))
