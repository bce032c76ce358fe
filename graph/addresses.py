"""Addresses of stores, as people write them.

`memory` and `disk` are the snapshot in force, loaded or read from its folder; `oxigraph:FOLDER` is any folder that
Oxigraph wrote, `sparql+https://host/path` an endpoint; anything else is the path of a snapshot or of a folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from graph.errors import StoreUnusable

#: The snapshot in force, held in memory.
MEMORY: Final = "memory"
#: The same, read from its folder of Oxigraph.
DISK: Final = "disk"
IN_FORCE: Final = frozenset({MEMORY, DISK})
_DISK: Final = "oxigraph:"
_REMOTE: Final = "sparql+"
_FORMS: Final = (
    "Write memory, disk, oxigraph:FOLDER, sparql+http://host/path, sparql+https://host/path, or the path of a snapshot."
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is: `path` for a file or a folder, `url` for an endpoint, neither for what is in force."""

    text: str
    path: Path | None = None
    url: str | None = None

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address; raise StoreUnusable for text that is none.

        >>> Address.parse("oxigraph:build/toy.oxigraph").path.name
        'toy.oxigraph'
        >>> Address.parse("sparql+https://example.org/sparql").url
        'https://example.org/sparql'
        """
        text = text.strip()
        if text in IN_FORCE:
            return cls(text)
        if text.startswith(_DISK):
            return cls(text, path=_path(text, text.removeprefix(_DISK)))
        if text.startswith(_REMOTE):
            return cls(text, url=_url(text, text.removeprefix(_REMOTE)))
        if "://" in text:
            hint = f"Did you mean {_REMOTE}{text}?" if text.startswith(("http://", "https://")) else _FORMS
            raise StoreUnusable(text, "this is no address of a store", hint)
        return cls(text, path=_path(text, text))


def _path(text: str, rest: str) -> Path:
    if not rest or "\0" in rest:
        raise StoreUnusable(text, "it names no file or folder", _FORMS)
    return Path(rest).expanduser()


def _url(text: str, rest: str) -> str:
    try:
        parts = urlsplit(rest)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known or any(character.isspace() for character in rest) or parts.fragment:
        raise StoreUnusable(text, "it names no endpoint", "Write sparql+http://host:port/path, or sparql+https://….")
    return rest
