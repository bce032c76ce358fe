"""Build the snapshot: assemble, write to the side, rename. The same sources give the same N-Quads, byte for byte.

A snapshot is one file of sorted N-Quads, named by its content, and a folder of Oxigraph that holds the same
(graph.folders). The manifest, which names the two in force, is replaced last and in one step. A process that is
killed at any moment leaves the old snapshot in force or the new one; the next build removes what it left. This holds
for processes: against a loss of power files are flushed in the same order, which no test of ours proves.
"""

from __future__ import annotations

import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph import locks
from graph.assembly import SCAFFOLDING, assemble, digest_of, fill, strike_scaffolding
from graph.atlas.sheet import keep_sheet
from graph.errors import SnapshotMissing
from graph.files import replace_with
from graph.folders import clear, found, grow, is_whole, publish
from graph.load import Sources
from graph.manifest import MANIFEST, Manifest, current, current_folder, home, manifest_of
from graph.names import GRAPH, OWL, graph_iri
from graph.partitions import keep_partitions
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The file that whoever makes or removes snapshots of a folder holds locked.
LOCK: Final = "build.lock"

__all__ = [
    "MANIFEST",
    "SCAFFOLDING",
    "Manifest",
    "assemble",
    "build",
    "building",
    "complete",
    "current",
    "current_folder",
    "digest_of",
    "ensure",
    "fill",
    "home",
    "in_force",
    "is_stale",
    "manifest_of",
    "put_in_force",
]


def build(
    sources: Sources | None = None,
    directory: Path | None = None,
    told: Callable[[str, int], None] = lambda _step, _count: None,
) -> Manifest:
    """Build a snapshot and put it in force; on any error the previous one stays.

    One process builds in a folder at a time. Others wait, and take what it made when it was made of the same sources.
    Raises DataInvalid (all faults together) and OntologyBroken.
    """
    sources, directory = sources or Sources(), directory or home()
    with building(directory, told) as waited:
        if waited and not is_stale(sources, directory):
            return manifest_of(directory)
        digest = digest_of(sources)
        store = assemble(sources, told)
        strike_scaffolding(store)
        facts = str(sources.facts.resolve()) if sources.facts else ""
        return put_in_force(store, directory, digest, facts, told)


def put_in_force(
    store: Store,
    directory: Path,
    digest: str,
    facts: str = "",
    told: Callable[[str, int], None] = lambda _step, _count: None,
) -> Manifest:
    """Write what a store holds as a snapshot, and put it in force in one last step: the manifest.

    Whoever calls holds the lock of the folder. `digest` and `facts` say what it was made of.
    """
    from graph.pharmacokinetics.estimates import keep_estimates  # noqa: PLC0415 - loads numpy; only a build needs it

    store.forget([GRAPH])  # of a store that was a snapshot already: only its version is told of the whole
    text = store.dump()
    version = hashlib.sha256(text).hexdigest()[:12]
    told_by = _versioned(store, version)
    text = b"".join(sorted([*text.splitlines(keepends=True), told_by]))
    content = hashlib.sha256(text).hexdigest()
    name = f"alkagraph-{version}.nq"
    manifest = Manifest(name, content, digest, len(store), store.graph_sizes(), facts, size=len(text))
    replace_with(directory / name, text)
    del text
    store.source = directory / name
    told("statements written", manifest.quads)
    with ThreadPoolExecutor(1) as aside:  # the engine works outside Python's lock, so both cores do
        growing = aside.submit(_grown, store, manifest)
        told("observations fitted", keep_estimates(store))
        told("partitions counted", keep_partitions(store))
        told("things placed on the map", keep_sheet(store))
        folder, manifest = growing.result()
    if folder is not None:
        publish(folder, manifest)
    manifest.write(directory)
    clear(directory, manifest)
    told("files of the store on disk", len(manifest.files))
    return manifest


def _grown(store: Store, manifest: Manifest) -> tuple[Path | None, Manifest]:
    """Return a new folder and the manifest with its files; no folder where there is one that holds just this."""
    if store.source is None:
        message = "this store was not written as a snapshot"
        raise ValueError(message)
    there = found(store.source, manifest)
    return (None, there) if there else grow(store.source, manifest, store)


def _versioned(store: Store, version: str) -> bytes:
    """Let the graph itself say which version it is, so that a server that holds it can tell; return that line."""
    store.add("provenance", [(f"<{GRAPH}>", f"<{OWL}versionInfo>", f'"{version}"')])
    return f'<{GRAPH}> <{OWL}versionInfo> "{version}" <{graph_iri("provenance")}> .\n'.encode()


def complete(directory: Path | None = None, told: Callable[[str, int], None] = lambda _step, _count: None) -> Manifest:
    """Make the folder of the snapshot in force again where it is missing or not whole, and remove leftovers.

    Raises SnapshotMissing without a snapshot, or when it is damaged.
    """
    directory = directory or home()
    with building(directory, told):
        manifest = manifest_of(directory)
        if not is_whole(directory, manifest):
            snapshot = directory / manifest.file
            folder, manifest = grow(snapshot, manifest, Store.open(snapshot))
            publish(folder, manifest)
            manifest.write(directory)
            told("files of the store on disk", len(manifest.files))
        clear(directory, manifest)
    return manifest


@contextmanager
def building(directory: Path, told: Callable[[str, int], None]) -> Iterator[bool]:
    """Hold the lock of a folder of snapshots; yield whether another process had to be waited for."""
    waited, lock = False, None
    while lock is None:
        directory.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # a first build that failed takes its folder away again
            lock = locks.alone(directory / LOCK, wait=waited)
        if lock is None and not waited:
            told("other builds to wait for", 1)
            waited = True
    with lock:
        try:
            yield waited
        except BaseException:
            if [*directory.iterdir()] == [directory / LOCK]:
                (directory / LOCK).unlink()
                directory.rmdir()
            raise


def is_stale(sources: Sources | None = None, directory: Path | None = None) -> bool:
    """Tell whether the snapshot is missing or older than the files it was made from."""
    try:
        manifest = manifest_of(directory)
    except SnapshotMissing:
        return True
    return manifest.sources != digest_of(sources or in_force(directory))


def ensure(
    sources: Sources | None = None,
    directory: Path | None = None,
    told: Callable[[str, int], None] = lambda _step, _count: None,
) -> Path:
    """Return the path of a snapshot that is up to date, building it when it is not.

    Without `sources` the snapshot in force is kept up to date with the facts it was built from.
    """
    sources = sources or in_force(directory)
    if is_stale(sources, directory):
        build(sources, directory, told)
    elif not is_whole(directory or home(), manifest_of(directory)):
        try:
            complete(directory, told)
        except OSError as error:  # where nothing may be written the snapshot can be loaded all the same
            if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
                raise
    return current(directory)


def in_force(directory: Path | None = None) -> Sources:
    """Return the sources the snapshot in force was built from, or the default ones."""
    try:
        facts = manifest_of(directory).facts
    except SnapshotMissing:
        return Sources()
    return Sources(facts=Path(facts) if facts else None)
