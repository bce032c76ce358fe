"""The triple store: named graphs, and one union of them as the default graph. Texts and plain rows go in and out.

What holds the statements stands behind it: see graph.engine. A store in memory is filled once, then only read;
one on disk or at an endpoint is only read. Where a Dataset is given, a query reads its graphs and no others.

>>> store = Store()
>>> store.add("asserted", [("<https://example.org/a>", "<https://example.org/p>", '"text"')])
>>> store.select("SELECT ?o { ?s ?p ?o }")
[{'o': 'text'}]
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from graph import manifest
from graph.addresses import DISK, Address
from graph.embedded import Embedded, OnDisk
from graph.engine import DATASET_TYPES, GRAPH_TYPES, TABLE_TYPES, Part, Solution, misfit
from graph.errors import QueryRefused, SnapshotMissing, StoreUnusable
from graph.names import GRAPH
from graph.remote import Remote
from graph.replies import ROWS, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from graph.engine import Engine
    from graph.names import Dataset
    from graph.tables import Triple

__all__ = ["DATASET_TYPES", "GRAPH_TYPES", "TABLE_TYPES", "Part", "Solution", "Store", "table_of"]


class Store:
    """A set of quads that answers SPARQL 1.1 queries."""

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine if engine is not None else Embedded()
        self._graphs: tuple[str, ...] | None = None
        #: The snapshot it was read or made from, as long as nothing was added or removed.
        self.source: Path | None = None

    @classmethod
    def open(cls, path: Path) -> Store:
        """Load a snapshot (N-Quads, or JSON-LD by its ending) into memory, or open a folder of Oxigraph, only to read.

        A folder is opened when it is first asked, and again in a process forked since: see `reopen`. Raises
        SnapshotMissing for a file that is damaged or not there, and StoreUnusable, when it is asked, for a folder.
        """
        if path.is_dir():
            store = cls(OnDisk(path))
            beside = path.with_suffix(".nq")
            store.source = beside if beside.exists() else None
            return store
        engine = Embedded()
        engine.load(path)
        store = cls(engine)
        store.source = path
        return store

    @classmethod
    def connect(cls, address: str) -> Store:
        """Open the store at an address of graph.addresses: what is in force, a folder, an endpoint, or a snapshot.

        Raises StoreUnusable, naming the address and a remedy, and SnapshotMissing.
        """
        place = Address.parse(address)
        if place.url is not None:
            return cls._at(place.url)
        if place.path is None:
            return cls._in_force(place.text)
        if place.text.startswith("oxigraph:") and not place.path.is_dir():
            problem, remedy = "no folder lies there", "Name a folder that Oxigraph wrote, or run `alkagraph build`."
            raise StoreUnusable(address, problem, remedy)
        return cls.open(place.path)

    @classmethod
    def _in_force(cls, address: str) -> Store:
        """Open what is in force; a build that puts another in force meanwhile, and removes this, is followed."""
        while True:
            told = manifest.manifest_of()
            name = told.folder if address == DISK else told.file
            if not name:
                problem = "the snapshot has no folder on disk"
                raise StoreUnusable(address, problem, "Run `alkagraph build` to make it.")
            try:
                return cls.open(manifest.home() / name)
            except (SnapshotMissing, StoreUnusable):
                if manifest.manifest_of() == told:
                    raise

    @classmethod
    def _at(cls, url: str) -> Store:
        """Return the store at an endpoint; the snapshot in force is its source when both are of one version."""
        store = cls(Remote(url))
        with suppress(SnapshotMissing):
            if store.version == manifest.manifest_of().version:
                store.source = manifest.current()
        return store

    @classmethod
    def of(cls, parts: Iterable[Part], without: Collection[str] = ()) -> Store:
        """Return a new store that holds these parts in its derived graph, without what they say of some subjects.

        The subjects in `without` are IRIs.
        """
        store = cls()
        store._memory().add_parts(parts, without)
        return store

    def __len__(self) -> int:
        return len(self._engine)

    @property
    def in_memory(self) -> bool:
        """Whether it is all here: nothing has to be opened to answer."""
        return isinstance(self._engine, Embedded) and not isinstance(self._engine, OnDisk)

    @property
    def on_disk(self) -> bool:
        """Whether it is a folder, which each process has to open for itself."""
        return isinstance(self._engine, OnDisk)

    @property
    def is_open(self) -> bool:
        """Whether this process has opened the folder; the engine then runs threads in it."""
        return isinstance(self._engine, OnDisk) and self._engine.is_open

    @property
    def version(self) -> str | None:
        """The data version that the engine tells of itself, or that of the snapshot it was made from; None without."""
        told = self._engine.version()
        if told is None and self.source is not None and manifest.SNAPSHOT.fullmatch(self.source.name):
            return self.source.stem.rpartition("-")[2]
        return told

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs it holds, sorted."""
        if self._graphs is None:
            self._graphs = self._engine.graphs()
        return self._graphs

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add statements written as N-Triples terms to one of the five named graphs."""
        self._memory().add(graph, triples)

    def add_turtle(self, graph: str, path: Path) -> None:
        """Add a Turtle file to one of the five named graphs; raise OntologyBroken when it is not Turtle."""
        self._memory().add_turtle(graph, path)

    def construct_into(self, graph: str, query: str) -> int:
        """Run a CONSTRUCT and add its statements to a named graph; return how many it found."""
        return self._memory().add_constructed(graph, query)

    def drop(self, predicate: str) -> None:
        """Remove every statement with this predicate, given as an IRI."""
        self._memory().remove(predicate=predicate)

    def forget(self, subjects: Iterable[str]) -> None:
        """Remove every statement about these subjects, given as IRIs."""
        engine = self._memory()
        for subject in list(subjects):
            engine.remove(subject=subject)

    def speaks_of(self, predicate: str) -> bool:
        """Tell whether any statement has this property, given as an IRI; far cheaper than a query."""
        return self._engine.speaks_of(predicate)

    def extract(self, query: str, dataset: Dataset | None = None) -> Part:
        """Return what a CONSTRUCT finds, as a part that `Store.of` makes stores from."""
        return self._engine.extract(query, self._held(dataset))

    def select(self, query: str, dataset: Dataset | None = None) -> list[Solution]:
        """Return the solutions of a SELECT query as plain texts, in the query's order."""
        return self._engine.select(query, self._held(dataset))

    def write(
        self, query: str, media_type: str, out: IO[bytes], dataset: Dataset | None = None, base: str | None = None
    ) -> None:
        """Write the answer of any form of query into a binary sink, chunk by chunk as the engine finds it.

        `media_type` must fit the form: see TABLE_TYPES (SELECT, ASK) and GRAPH_TYPES (CONSTRUCT, DESCRIBE), where
        forms that can name graphs put the answer into the default graph. `base` resolves the relative IRIs of a query
        that has no BASE. What the sink raises ends the query. Raises QueryFailed, also midway, and QueryRefused when
        the dataset names a graph that is not held.
        """
        if media_type not in TABLE_TYPES and media_type not in GRAPH_TYPES:
            raise misfit(media_type, (*TABLE_TYPES, *GRAPH_TYPES))
        self._engine.write(query, media_type, out, self._held(dataset), base)

    def answer(self, query: str, media_type: str, dataset: Dataset | None = None) -> bytes:
        """Return what `write` writes, whole."""
        out = io.BytesIO()
        self.write(query, media_type, out, dataset)
        return out.getvalue()

    def dump(self) -> bytes:
        """Return all quads as N-Quads, one a line, sorted: equal stores give equal bytes."""
        lines = sorted(self.dataset("application/n-quads").splitlines(keepends=True))
        return b"".join(lines)

    def dataset(self, media_type: str) -> bytes:
        """Return all quads with their named graphs in a form of DATASET_TYPES; raise QueryFailed for another."""
        if not isinstance(self._engine, Embedded):
            message = "a store at an endpoint is not written out whole: ask for parts of it"
            raise QueryRefused(message)
        return self._engine.dump(media_type)

    def graph_sizes(self) -> dict[str, int]:
        """Return how many statements each named graph holds, by its short name."""
        rows = self.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
        return {row["g"].removeprefix(GRAPH): int(row["n"]) for row in rows}

    def ready(self) -> None:
        """Open what has to be opened, so that this process can answer without opening anything more.

        Raises StoreUnusable. A large store on disk still opens some of its files when they are first read.
        """
        self._engine.ready()

    def reopen(self) -> None:
        """Let go of files and connections; the next question, in this process or in a fork of it, takes them up again.

        A process that forks others calls it after its own last question, so that no two ask through one handle.
        """
        self._engine.close()

    def _memory(self) -> Embedded:
        """Return the engine to change it: from now on the store is no longer its source."""
        if not isinstance(self._engine, Embedded) or not self.in_memory:
            message = "this store is only read"
            raise QueryRefused(message)
        self.source = self._graphs = None
        return self._engine

    def _held(self, dataset: Dataset | None) -> Dataset | None:
        """Return the dataset; refuse one that names a graph which is not held."""
        if dataset is not None:
            foreign = sorted({*dataset.default, *dataset.named} - {*self.graphs()})
            if foreign:
                message = f"<{foreign[0]}> is not a graph of this store; it has {', '.join(self.graphs()) or 'none'}"
                raise QueryRefused(message)
        return dataset


def table_of(store: Store, query: str, dataset: Dataset | None = None) -> Table:
    """Return the answer of a SELECT or an ASK with the kinds of its values; raise QueryFailed for another query."""
    return Table.read(store.answer(query, ROWS, dataset))
