"""The snapshot as a folder of Oxigraph: made to the side, checked, put in its place, and removed when nobody reads it.

Every reader of a folder holds a shared lock on its file `readers.lock` (graph.embedded), and the lock of a process
that was killed is gone with it. So a folder that can be locked alone is in nobody's use. Whoever makes or removes
folders holds the lock of the home (`build.lock`), so there is one such process at a time. Names end in

* `.oxigraph`: whole. It takes this name in one step, when it has been checked;
* `.oxigraph.new-PID`: being made; without a holder of the home's lock it is a leftover;
* `.oxigraph.old-PID`: being removed.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graph import locks
from graph.embedded import LOG, READERS, write_folder
from graph.errors import SnapshotMissing, StoreUnusable
from graph.files import digest_of_file, settle, settle_all
from graph.manifest import MANIFEST, Manifest, Mark
from graph.store import Store

if TYPE_CHECKING:
    from pathlib import Path

#: How a whole folder is asked whether it holds what its snapshot holds.
COUNTS: Final = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
#: So many statements of the snapshot, evenly spread, are looked up one by one.
PROBES: Final = 64
_PART: Final = re.compile(r"(?:manifest\.json|alkagraph-.*)\.(\d+)\.part")


def grow(snapshot: Path, manifest: Manifest, like: Store) -> tuple[Path, Manifest]:
    """Make a new folder beside a snapshot and check it against a store that holds the same.

    Returns the folder, under the name it has while it is new, and the manifest with its files. Raises StoreUnusable
    when it does not hold the same, and OSError when it cannot be written; then nothing stays.
    """
    folder = snapshot.with_name(f"{_named(snapshot)}.new-{os.getpid()}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        write_folder(snapshot, folder)
        (folder / LOG).unlink(missing_ok=True)  # the engine's diary, with the name of this machine in it
        (folder / READERS).touch()
        _compare(folder, snapshot, like)
        manifest = replace(manifest, folder=_named(snapshot), files=marks_of(folder))
        replace(manifest, facts="").write(folder)
        manifest.files[MANIFEST] = mark_of(folder / MANIFEST)
        settle_all(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, manifest


def marks_of(folder: Path) -> dict[str, Mark]:
    """Return what the files of a folder are, sorted by name."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != READERS)
    return {path.name: mark_of(path) for path in paths}


def mark_of(path: Path) -> Mark:
    """Return what a file is."""
    return Mark(path.stat().st_size, digest_of_file(path))


def is_whole(directory: Path, manifest: Manifest) -> bool:
    """Tell whether the folder that a manifest names is there with all its files in their lengths."""
    folder = directory / manifest.folder
    return bool(manifest.folder) and all(
        (folder / name).is_file() and (folder / name).stat().st_size == mark.size
        for name, mark in manifest.files.items()
    )


def is_sound(directory: Path, manifest: Manifest) -> bool:
    """Tell whether the folder that a manifest names is whole, and each of its files is what was written."""
    return is_whole(directory, manifest) and all(
        digest_of_file(directory / manifest.folder / name) == mark.sha256 for name, mark in manifest.files.items()
    )


def found(snapshot: Path, manifest: Manifest) -> Manifest | None:
    """Return the manifest with the folder beside a snapshot that is sound and holds the same; None without one.

    It may be in force, be an older one that somebody still reads, or have been put in its place by a build that was
    killed before the last step. It stays, for between two of one name there would be a moment without.
    """
    folder = snapshot.with_name(_named(snapshot))
    with suppress(SnapshotMissing, NotADirectoryError):
        inner = Manifest.read(folder / MANIFEST)
        if (inner.sha256, inner.folder) == (manifest.sha256, folder.name) and is_sound(folder.parent, inner):
            return replace(manifest, folder=folder.name, files={**inner.files, MANIFEST: mark_of(folder / MANIFEST)})
    return None


def publish(new: Path, manifest: Manifest) -> None:
    """Give a new folder its name; one that has it already gives way, and those who read it go on with it."""
    folder = new.with_name(manifest.folder)
    if folder.exists():
        folder.rename(_aside(folder))
    new.rename(folder)
    settle(folder.parent)


def clear(directory: Path, manifest: Manifest) -> None:
    """Remove what is not in force and in nobody's use, and what processes that were killed have left."""
    for folder in sorted(directory.glob("alkagraph-*.oxigraph*")):
        if folder.name != manifest.folder:
            _remove(folder)
    for path in directory.glob("alkagraph-*.nq*"):
        name = path.name.partition(".nq")[0]
        if name != manifest.file.removesuffix(".nq") and not (directory / f"{name}.oxigraph").exists():
            path.unlink(missing_ok=True)
    for path in directory.glob("*.part"):
        named = _PART.fullmatch(path.name)
        if named and not _lives(int(named[1])):
            path.unlink(missing_ok=True)


def _named(snapshot: Path) -> str:
    return f"{snapshot.stem}.oxigraph"


def _remove(folder: Path) -> None:
    if folder.suffix.startswith(".new-"):
        shutil.rmtree(folder, ignore_errors=True)
        return
    with suppress(OSError):
        lock = locks.alone(folder / READERS)
        if lock is None:
            return
        with lock:
            if folder.suffix == ".oxigraph":
                folder = folder.rename(_aside(folder))  # half of it must never be met under the name of a whole one
            shutil.rmtree(folder, ignore_errors=True)


def _aside(folder: Path) -> Path:
    """Return a name that nothing has, for a folder that is to be removed."""
    number = 0
    while (aside := folder.with_name(f"{folder.name}.old-{os.getpid()}{f'-{number}' if number else ''}")).exists():
        number += 1
    return aside


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _compare(folder: Path, snapshot: Path, like: Store) -> None:
    """Raise StoreUnusable when a folder does not hold what a store holds, as far as counts and samples show."""
    store = Store.open(folder)
    try:
        wrong = next(
            (
                what
                for what, here, there in (
                    ("statements", len(store), len(like)),
                    ("statements in a graph", store.graph_sizes(), like.graph_sizes()),
                    ("statements with a property", store.select(COUNTS), like.select(COUNTS)),
                )
                if here != there
            ),
            "",
        ) or ("" if all(_holds(store, line) for line in _sample(snapshot, len(like))) else "a statement")
    finally:
        store.reopen()
    if wrong:
        problem = f"it was written, but does not give back {wrong} as they were"
        raise StoreUnusable(str(folder), problem, "Check the disk, then run `alkagraph build` again.")


def _sample(snapshot: Path, lines: int) -> list[str]:
    step = max(1, lines // PROBES)
    with snapshot.open(encoding="utf-8") as stream:
        return [line for number, line in enumerate(stream) if number % step == 0]


def _holds(store: Store, line: str) -> bool:
    """Tell whether a store holds a line of N-Quads; its terms are terms of SPARQL too."""
    triple, _, graph = line.rstrip(" .\n").rpartition(" ")
    return bool(store.select(f"SELECT * {{ GRAPH {graph} {{ {triple} }} }}") == [{}])
