"""Verify a store against its manifest: files, lengths, digests, and how much each graph holds.

The files come first: a folder whose files are not those that were written is told and not opened. A fault says where
it is, what was found, and what mends it. Nothing is changed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from graph import locks
from graph.addresses import Address
from graph.embedded import LOG, READERS
from graph.errors import AlkaGraphError, SnapshotMissing
from graph.files import digest_of_file
from graph.manifest import MANIFEST, SNAPSHOT, Manifest, home
from graph.names import GRAPH, Fault
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BUILD: Final = "Run `alkagraph build --force` to make it again."
#: What a reader may have left in a folder: no part of what it holds.
_PASSED_OVER: Final = frozenset({READERS, LOG, "LOCK"})


def verify(address: str | None = None, directory: Path | None = None, *, deep: bool = False) -> list[Fault]:
    """Return every fault of the store at an address, or of the snapshot in force in a folder of snapshots.

    A snapshot, and a folder of Oxigraph, are held against the manifest that lies in or beside them; an endpoint against
    the snapshot in force here, by its counts alone. `deep` reads every statement of a folder. Raises StoreUnusable
    for an endpoint that cannot be asked.
    """
    place = Address.parse(address or "memory")
    if place.url is not None:
        return [*_counted(place.text, Store.connect(place.text), Manifest.read((directory or home()) / MANIFEST))]
    if place.path is None:
        return _of_home(directory or home(), deep=deep)
    manifest = _told_of(place.path)
    if manifest is None:
        return [_fault(place.path, "no manifest says what it should hold.", "Verify it where it was built.")]
    if place.path.is_dir():
        return [*_of_folder(place.path, manifest, deep=deep)]
    return [*_of_snapshot(place.path, manifest)]


def _of_home(directory: Path, *, deep: bool) -> list[Fault]:
    while True:
        try:
            manifest = Manifest.read(directory / MANIFEST)
        except SnapshotMissing as error:
            return [_fault(error.path, f"{error.problem}.", "Run `alkagraph build` to make one.")]
        lock = locks.shared(directory / (manifest.folder or ".") / READERS)  # nothing is removed while it is looked at
        try:
            if lock is not None and Manifest.read(directory / MANIFEST) != manifest:
                continue
            found = [*_of_manifest(directory / MANIFEST, manifest), *_of_snapshot(directory / manifest.file, manifest)]
            if manifest.folder:
                found.extend(_of_folder(directory / manifest.folder, manifest, deep=deep))
            else:
                found.append(_fault(directory / MANIFEST, "it names no store on disk.", BUILD))
        finally:
            if lock is not None:
                lock.release()
        return found


def _told_of(path: Path) -> Manifest | None:
    """Return the manifest that speaks of a snapshot or of a folder: in the folder, or beside it."""
    for place in (path / MANIFEST, path.parent / MANIFEST):
        try:
            manifest = Manifest.read(place)
        except (SnapshotMissing, NotADirectoryError):
            continue
        if place.parent == path or path.name in {manifest.file, manifest.folder}:
            return manifest
    return None


def _of_manifest(path: Path, manifest: Manifest) -> Iterator[Fault]:
    if sum(manifest.graphs.values()) != manifest.quads:
        yield _fault(path, f"its graphs do not add up to its {manifest.quads:,} statements.", BUILD)
    if not SNAPSHOT.fullmatch(manifest.file):
        yield _fault(path, f"it names {manifest.file}, which is no snapshot of ours.", BUILD)


def _of_snapshot(path: Path, manifest: Manifest) -> Iterator[Fault]:
    if not path.is_file():
        yield _fault(path, "the snapshot is missing.", BUILD)
        return
    size = path.stat().st_size
    if manifest.size and size != manifest.size:
        yield _fault(path, f"it has {size:,} bytes, and {manifest.size:,} were written.", BUILD)
    elif digest_of_file(path) != manifest.sha256:
        yield _fault(path, f"its content changed after it was written (SHA-256 is not {manifest.sha256}).", BUILD)
    else:
        with path.open("rb") as stream:
            counts = Counter(line.rsplit(b" ", 2)[-2] for line in stream)
        sizes = {name.decode()[1:-1].removeprefix(GRAPH): count for name, count in counts.items()}
        yield from _compared(path, sizes, manifest)


def _of_folder(folder: Path, manifest: Manifest, *, deep: bool) -> Iterator[Fault]:
    if not folder.is_dir():
        yield _fault(folder, "the store on disk is missing.", "Run `alkagraph build` to make it from the snapshot.")
        return
    files = [*_of_files(folder, manifest)]
    yield from files
    if files:
        return
    try:
        store = Store.open(folder)
        found = [*_counted(str(folder), store, manifest)]
        if deep and not found and hashlib.sha256(store.dump()).hexdigest() != manifest.sha256:
            found.append(_fault(folder, "it does not hold the same statements as the snapshot.", BUILD))
        store.reopen()
    except AlkaGraphError as error:
        found = [_fault(folder, f"it cannot be read: {error}", BUILD)]
    yield from found


def _of_files(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    # the copy of the manifest within cannot hold its own digest, and is checked by that of the folder of snapshots
    known = manifest.files.keys() | {MANIFEST}
    for name, mark in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield _fault(path, "a file of the store is missing.", BUILD)
        elif path.stat().st_size != mark.size:
            yield _fault(path, f"it has {path.stat().st_size:,} bytes, and {mark.size:,} were written.", BUILD)
        elif digest_of_file(path) != mark.sha256:
            yield _fault(path, f"its content changed after it was written (SHA-256 is not {mark.sha256}).", BUILD)
    for path in sorted(folder.iterdir()):
        if path.name not in known and path.name not in _PASSED_OVER:
            yield _fault(path, "it is no part of the store: something wrote into its folder.", BUILD)


def _counted(place: str, store: Store, manifest: Manifest) -> Iterator[Fault]:
    yield from _compared(place, store.graph_sizes(), manifest)


def _compared(place: Path | str, sizes: Mapping[str, int], manifest: Manifest) -> Iterator[Fault]:
    """Yield a fault for each graph of the manifest that does not hold as much as it says."""
    remedy = "Load the snapshot into it anew." if "://" in str(place) else BUILD
    for name, expected in sorted(manifest.graphs.items()):
        if (found := sizes.get(name, 0)) != expected:
            yield _fault(place, f"the graph {name} holds {found:,} statements, and should hold {expected:,}.", remedy)
    if "://" not in str(place):
        for name in sorted(sizes.keys() - manifest.graphs.keys()):
            yield _fault(place, f"it holds a graph that the manifest does not know, {name}.", remedy)


def _fault(place: Path | str, problem: str, remedy: str) -> Fault:
    return Fault(str(place), 0, "", "", problem, remedy)
