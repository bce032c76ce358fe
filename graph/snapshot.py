"""Build the snapshot: load, validate, infer, write to the side, rename. The same sources give the same bytes.

A snapshot is one file of sorted N-Quads, named by its content, and `manifest.json`, which names the file in force.
The manifest is replaced in one step, so a reader sees the old snapshot or the new one, never a mixture.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from graph.assembly import SCAFFOLDING, assemble, digest_of, fill, strike_scaffolding
from graph.errors import SnapshotMissing
from graph.files import replace_with
from graph.load import Sources
from graph.manifest import MANIFEST, Manifest, current, home, manifest_of
from graph.pharmacokinetics.estimates import keep_estimates

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "MANIFEST",
    "SCAFFOLDING",
    "Manifest",
    "assemble",
    "build",
    "current",
    "digest_of",
    "ensure",
    "fill",
    "home",
    "in_force",
    "is_stale",
    "manifest_of",
]


def build(
    sources: Sources | None = None,
    directory: Path | None = None,
    told: Callable[[str, int], None] = lambda _step, _count: None,
) -> Manifest:
    """Build a snapshot and put it in force; on any error the previous one stays.

    Raises DataInvalid (all faults together) and OntologyBroken.
    """
    sources, directory = sources or Sources(), directory or home()
    digest = digest_of(sources)
    store = assemble(sources, told)
    strike_scaffolding(store)
    text = store.dump()
    content = hashlib.sha256(text).hexdigest()
    facts = str(sources.facts.resolve()) if sources.facts else ""
    manifest = Manifest(f"alkagraph-{content[:12]}.nq", content, digest, len(store), store.graph_sizes(), facts)
    directory.mkdir(parents=True, exist_ok=True)
    replace_with(directory / manifest.file, text)
    replace_with(directory / MANIFEST, (json.dumps(asdict(manifest), indent=1) + "\n").encode())
    # with a snapshot goes what was kept beside it
    for old in (*directory.glob("alkagraph-*.nq"), *directory.glob("alkagraph-*.nq.*-*")):
        if old.name != manifest.file:
            old.unlink(missing_ok=True)
    told("statements written", manifest.quads)
    store.source = directory / manifest.file
    told("observations fitted", keep_estimates(store))
    return manifest


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
    return current(directory)


def in_force(directory: Path | None = None) -> Sources:
    """Return the sources the snapshot in force was built from, or the default ones."""
    try:
        facts = manifest_of(directory).facts
    except SnapshotMissing:
        return Sources()
    return Sources(facts=Path(facts) if facts else None)
