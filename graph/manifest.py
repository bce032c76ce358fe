"""The manifest: which snapshot is in force, what it holds, and the folder it lies in.

`manifest.json` is replaced in one step, so a reader sees the old snapshot or the new one, never a mixture.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.errors import SnapshotMissing
from graph.names import ontology_dir

MANIFEST: Final = "manifest.json"
#: Names of snapshots: by the first twelve digits of the digest of their content.
SNAPSHOT: Final = re.compile(r"alkagraph-[0-9a-f]{12}\.nq")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is: its file, the digest of its bytes and of its sources, and its statements by graph.

    `facts` is the folder of facts it was built from when that is not the ontology's own.
    """

    file: str
    sha256: str
    sources: str
    quads: int
    graphs: dict[str, int]
    facts: str = ""

    @property
    def version(self) -> str:
        """The data version shown to users: the first twelve digits of the content digest."""
        return self.sha256[:12]


def home() -> Path:
    """Return the folder of snapshots: $ALKAGRAPH_HOME, else `build/` of a checkout, else the user's cache."""
    named = os.environ.get("ALKAGRAPH_HOME")
    if named:
        return Path(named)
    checkout = ontology_dir().parent
    if (checkout / "pyproject.toml").exists():
        return checkout / "build"
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "alkagraph"


def manifest_of(directory: Path | None = None) -> Manifest:
    """Return the manifest in force; raise SnapshotMissing when there is none or it is damaged."""
    path = (directory or home()) / MANIFEST
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(**raw)
    except FileNotFoundError as error:
        raise SnapshotMissing(path) from error
    except (ValueError, TypeError) as error:
        raise SnapshotMissing(path, f"the manifest is damaged ({error})") from error
    if not path.with_name(manifest.file).exists():
        raise SnapshotMissing(path.with_name(manifest.file))
    return manifest


def current(directory: Path | None = None) -> Path:
    """Return the path of the snapshot in force; raise SnapshotMissing when there is none."""
    directory = directory or home()
    return directory / manifest_of(directory).file
