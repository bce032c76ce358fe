"""The manifest: which snapshot is in force, what it holds, and the folder it lies in.

A snapshot is a file of N-Quads and the same as a folder of Oxigraph. `manifest.json` names both and is replaced in one
step, so a reader sees the old snapshot or the new one, never a mixture. A copy of it lies in the folder, so that a
folder taken elsewhere still says what it should hold.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.errors import SnapshotMissing
from graph.files import replace_with
from graph.names import ontology_dir

MANIFEST: Final = "manifest.json"
#: Names of snapshots: by the first twelve digits of the digest of their content.
SNAPSHOT: Final = re.compile(r"alkagraph-[0-9a-f]{12}\.nq")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a file should be: its length in bytes and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is: its file, the digest of its bytes and of its sources, and its statements by graph.

    `facts` is the folder of facts it was built from when that is not the ontology's own. `folder` holds the same for
    Oxigraph, in `files`. Equal sources give equal N-Quads, and so an equal `sha256`; the files of a folder differ from
    one build to the next, since the engine writes times and names of its own into them.
    """

    file: str
    sha256: str
    sources: str
    quads: int
    graphs: dict[str, int]
    facts: str = ""
    size: int = 0
    folder: str = ""
    files: dict[str, Mark] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The data version shown to users: twelve digits of a digest of all the graph says but this one."""
        return Path(self.file).stem.rpartition("-")[2]

    def write(self, folder: Path) -> None:
        """Put the manifest into a folder in one step."""
        replace_with(folder / MANIFEST, (json.dumps(asdict(self), indent=1) + "\n").encode())

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read a manifest; raise SnapshotMissing when there is none or it is damaged.

        What a later program wrote into it besides is passed over.
        """
        try:
            raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            known = {name: value for name, value in raw.items() if name in cls.__slots__}
            marks = {name: Mark(int(mark["size"]), str(mark["sha256"])) for name, mark in raw.get("files", {}).items()}
            found = cls(**{**known, "files": marks})
            named = [name for name in (found.file, found.folder, *marks) if name]
            if any(not isinstance(name, str) or Path(name).name != name for name in named):
                message = f"a name of a file in it is none: {named}"
                raise ValueError(message)  # noqa: TRY301 - told as damage like the others
        except FileNotFoundError as error:
            raise SnapshotMissing(path) from error
        except (AttributeError, LookupError, ValueError, TypeError) as error:
            raise SnapshotMissing(path, f"the manifest is damaged ({error})") from error
        return found


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
    """Return the manifest in force; raise SnapshotMissing when there is none, or it is damaged or points nowhere."""
    path = (directory or home()) / MANIFEST
    before = None
    while (found := Manifest.read(path)) != before:
        if path.with_name(found.file).exists():
            return found
        before = found  # a build may have put another in force meanwhile, and then removed this file
    raise SnapshotMissing(path.with_name(found.file))


def current(directory: Path | None = None) -> Path:
    """Return the path of the snapshot in force; raise SnapshotMissing when there is none."""
    directory = directory or home()
    return directory / manifest_of(directory).file


def current_folder(directory: Path | None = None) -> Path | None:
    """Return the folder of Oxigraph that goes with the snapshot in force; None where it is not there.

    Raises SnapshotMissing when there is no snapshot either.
    """
    directory = directory or home()
    named = manifest_of(directory).folder
    return directory / named if named and (directory / named).is_dir() else None
