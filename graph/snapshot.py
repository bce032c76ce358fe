"""Build the snapshot: load, validate, infer, write to the side, rename. The same sources give the same bytes.

A snapshot is one file of sorted N-Quads, named by its content, and `manifest.json`, which names the file in force.
The manifest is replaced in one step, so a reader sees the old snapshot or the new one, never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.errors import DataInvalid, SnapshotMissing
from graph.files import replace_with
from graph.infer import infer, read_rules
from graph.judgement import judge_snapshot
from graph.load import Sources, load
from graph.names import AGO, ontology_dir
from graph.pharmacokinetics.estimates import keep_estimates
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.load import Loaded

MANIFEST: Final = "manifest.json"
#: What rules say to one another and nobody else reads; most of a snapshot would be that.
SCAFFOLDING: Final = f"SELECT ?property WHERE {{ ?property <{AGO}isScaffold> true }}"
#: Modules whose text decides what a snapshot holds; a change in them makes an old snapshot stale.
_MAKERS: Final = (
    *("names", "files", "tables", "load", "store", "infer", "queries", "answers", "outlook", "policy", "judgement"),
    "snapshot",
)


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


def assemble(sources: Sources, told: Callable[[str, int], None] = lambda _step, _count: None) -> Store:
    """Return a store with all five graphs, validated and inferred; raise DataInvalid with every fault found."""
    from graph.validate import validate  # noqa: PLC0415 - loads pySHACL and rdflib, which only a build needs

    loaded = load(sources)
    told("rows read", len(loaded.rows))
    store = fill(loaded)
    told("statements asserted", len(store))
    faults = validate(loaded, store)
    if faults:
        raise DataInvalid(faults)
    told("faults", 0)
    rules = read_rules(sources.files("rules", "*.rq"))
    infer(store, rules, lambda name, added: told(f"rule {name}", added))
    told("pairs judged", judge_snapshot(store))
    return store


def fill(loaded: Loaded) -> Store:
    """Return a store with the vocabulary and what the rows say, before any rule has run."""
    store = Store()
    for path in loaded.sources.files("schema", "*.ttl"):
        store.add_turtle("vocabulary", path)
    for graph in ("asserted", "provenance", "claims"):
        store.add(graph, loaded.triples(graph))
    return store


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
    for row in store.select(SCAFFOLDING):
        store.drop(row["property"])
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


def digest_of(sources: Sources) -> str:
    """Return one SHA-256 over the sources and the code that turns them into a snapshot."""
    total = hashlib.sha256(sources.digest().encode())
    here = Path(__file__).parent
    for path in (*(here / f"{name}.py" for name in _MAKERS), *sorted((here / "pharmacokinetics").glob("*.py"))):
        total.update(path.read_bytes())
    return total.hexdigest()
