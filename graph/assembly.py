"""Make the graph out of its sources: load, validate, infer, judge. The same sources give the same statements."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import DataInvalid
from graph.infer import infer, read_rules
from graph.load import load
from graph.names import AGO
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.load import Loaded, Sources

#: What rules say to one another and nobody else reads; most of a snapshot would be that.
SCAFFOLDING: Final = f"SELECT ?property WHERE {{ ?property <{AGO}isScaffold> true }}"
#: Modules whose text decides what a snapshot holds; a change in them makes an old snapshot stale.
_MAKERS: Final = (
    *("names", "files", "tables", "load", "embedded", "infer", "queries", "answers", "outlook", "policy", "judgement"),
    "assembly",
)


def assemble(sources: Sources, told: Callable[[str, int], None] = lambda _step, _count: None) -> Store:
    """Return a store with all five graphs, validated and inferred; raise DataInvalid with every fault found."""
    # pySHACL, rdflib and numpy are loaded here: whoever only asks whether a snapshot is up to date needs none of them
    from graph.judgement import judge_snapshot  # noqa: PLC0415
    from graph.validate import validate  # noqa: PLC0415

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


def strike_scaffolding(store: Store) -> None:
    """Remove what only rules read; a snapshot is written without it."""
    for row in store.select(SCAFFOLDING):
        store.drop(row["property"])


def fill(loaded: Loaded) -> Store:
    """Return a store with the vocabulary and what the rows say, before any rule has run."""
    store = Store()
    for path in loaded.sources.files("schema", "*.ttl"):
        store.add_turtle("vocabulary", path)
    for graph in ("asserted", "provenance", "claims"):
        store.add(graph, loaded.triples(graph))
    return store


def digest_of(sources: Sources) -> str:
    """Return one SHA-256 over the sources and the code that turns them into a snapshot."""
    total = hashlib.sha256(sources.digest().encode())
    here = Path(__file__).parent
    for path in (*(here / f"{name}.py" for name in _MAKERS), *sorted((here / "pharmacokinetics").glob("*.py"))):
        total.update(path.read_bytes())
    return total.hexdigest()
