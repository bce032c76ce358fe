"""Oxigraph within this process, in memory or on disk: the one module that knows pyoxigraph.

What the engine returns for a SELECT must never leave the thread that asked: handed to another it ends the process.
So nothing here returns it; rows become plain texts, and answers are serialized, before a method returns.
"""

from __future__ import annotations

import io
import itertools
import os
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

import pyoxigraph as ox

from graph import locks
from graph.engine import DATASET_TYPES, GRAPH_TYPES, TABLE_TYPES, Solution, misfit
from graph.errors import OntologyBroken, QueryFailed, SnapshotMissing, StoreUnusable
from graph.manifest import MANIFEST, Manifest
from graph.names import graph_iri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from graph.engine import Part
    from graph.names import Dataset
    from graph.tables import Triple

_TABLES: Final = dict(
    zip(
        TABLE_TYPES,
        (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML, ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.TSV),
        strict=True,
    )
)
_GRAPHS: Final = dict(
    zip(
        GRAPH_TYPES,
        (
            ox.RdfFormat.TURTLE,
            ox.RdfFormat.N_TRIPLES,
            ox.RdfFormat.JSON_LD,
            ox.RdfFormat.RDF_XML,
            ox.RdfFormat.N_QUADS,
            ox.RdfFormat.TRIG,
        ),
        strict=True,
    )
)
_DATASETS: Final = {name: _GRAPHS[name] for name in DATASET_TYPES}
#: The file of a folder that its readers lock, and the engine's diary.
READERS: Final = "readers.lock"
LOG: Final = "LOG"
#: What the engine raises for a query, before and while it is evaluated.
_COMPLAINTS: Final = (SyntaxError, ValueError, OSError, RuntimeError)

#: Up to this many statements are added one by one.
SMALL: Final = 2_000

_F = TypeVar("_F")


class Embedded:
    """Oxigraph in memory: filled first, then only read."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def __len__(self) -> int:
        return len(self._store)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        return tuple(sorted(name.value for name in self._store.named_graphs()))

    def version(self) -> str | None:
        """Return None: what is in memory does not say where it came from."""
        return None

    def speaks_of(self, predicate: str) -> bool:
        """Tell whether any statement has this property, given as an IRI; far cheaper than a query."""
        return next(self._store.quads_for_pattern(None, ox.NamedNode(predicate), None, None), None) is not None

    def select(self, query: str, dataset: Dataset | None = None) -> list[Solution]:
        """Return the solutions of a SELECT as plain texts."""
        found = self._query(query, dataset)
        if not isinstance(found, ox.QuerySolutions):
            message = "this question must be a SELECT query"
            raise QueryFailed(message)
        names = [variable.value for variable in found.variables]
        return [{n: v.value for n, v in zip(names, row, strict=True) if v is not None} for row in found]

    def extract(self, query: str, dataset: Dataset | None = None) -> Part:
        """Return what a CONSTRUCT finds, as statements of the derived graph."""
        return tuple(self._constructed(query, "derived", dataset))

    def write(
        self, query: str, media_type: str, out: IO[bytes], dataset: Dataset | None = None, base: str | None = None
    ) -> None:
        """Write the answer of any form of query into a binary sink, as the engine finds it."""
        found = self._query(query, dataset, base)
        if isinstance(found, ox.QueryTriples):
            found.serialize(out, format=_format(_GRAPHS, media_type))
        elif isinstance(found, ox.QueryBoolean) and media_type in {"text/csv", "text/tab-separated-values"}:
            out.write(b"true\n" if found else b"false\n")
        else:
            found.serialize(out, format=_format(_TABLES, media_type))

    def ready(self) -> None:
        """Do nothing: all of it is there."""

    def close(self) -> None:
        """Do nothing: memory goes with its last reader."""

    def load(self, path: Path) -> None:
        """Take in N-Quads, or JSON-LD by its ending; raise SnapshotMissing when it is damaged or not there."""
        form = ox.RdfFormat.JSON_LD if path.suffix == ".jsonld" else ox.RdfFormat.N_QUADS
        try:
            self._store.bulk_load(path=str(path), format=form, lenient=True)
        except FileNotFoundError as error:
            raise SnapshotMissing(path) from error
        except (OSError, SyntaxError, ValueError) as error:
            raise SnapshotMissing(path, f"the snapshot is damaged ({error})") from error

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add statements written as N-Triples terms to one of the five named graphs."""
        name = f"<{graph_iri(graph)}>"
        text = "".join(f"{subject} {predicate} {thing} {name} .\n" for subject, predicate, thing in triples)
        self._store.bulk_load(io.BytesIO(text.encode()), format=ox.RdfFormat.N_QUADS)

    def add_turtle(self, graph: str, path: Path) -> None:
        """Add a Turtle file to one of the five named graphs; raise OntologyBroken when it is not Turtle."""
        try:
            self._store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph_iri(graph)))
        except SyntaxError as error:
            raise OntologyBroken(path, f"this is not valid Turtle ({error}).", "Mend the place named.") from error

    def add_constructed(self, graph: str, query: str) -> int:
        """Add what a CONSTRUCT finds to one of the five named graphs; return how many it found."""
        found = list(self._constructed(query, graph))
        if len(found) <= SMALL:  # the bulk loader is faster for many statements, and slower for few
            self._store.extend(found)
        else:
            self._store.bulk_extend(found)
        return len(found)

    def add_parts(self, parts: Iterable[Part], without: Collection[str]) -> None:
        """Add parts but for what they say of some subjects, given as IRIs."""
        quads: Iterator[ox.Quad] = itertools.chain.from_iterable(parts)
        if without:
            names = {f"<{name}>" for name in without}
            quads = (quad for quad in quads if str(quad.subject) not in names)
        self._store.extend(quads)

    def remove(self, *, subject: str | None = None, predicate: str | None = None) -> None:
        """Remove every statement with this subject and this predicate, given as IRIs."""
        about, saying = (None if name is None else ox.NamedNode(name) for name in (subject, predicate))
        for quad in list(self._store.quads_for_pattern(about, saying, None)):
            self._store.remove(quad)

    def dump(self, media_type: str) -> bytes:
        """Return all quads in a form of DATASET_TYPES; raise QueryFailed for another."""
        return self._store.dump(format=_format(_DATASETS, media_type)) or b""

    def _constructed(self, query: str, graph: str, dataset: Dataset | None = None) -> Iterator[ox.Quad]:
        found = self._query(query, dataset)
        if not isinstance(found, ox.QueryTriples):
            message = "this must be a CONSTRUCT query"
            raise QueryFailed(message)
        name = ox.NamedNode(graph_iri(graph))
        return (ox.Quad(t.subject, t.predicate, t.object, name) for t in found)

    def _query(
        self, query: str, dataset: Dataset | None = None, base: str | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        # Told to read the union, the engine passes over FROM in silence; so a dataset is always given by name.
        scope: dict[str, Any] = {"use_default_graph_as_union": True}
        if dataset is not None:
            scope = {
                "default_graph": [ox.NamedNode(name) for name in dataset.default],
                "named_graphs": [ox.NamedNode(name) for name in dataset.named],
            }
        try:
            return self._store.query(query, base_iri=base, **scope)
        except _COMPLAINTS as error:
            raise QueryFailed(str(error)) from error


class OnDisk(Embedded):
    """A folder that Oxigraph wrote, only read; several processes may read it at once.

    It is opened when it is first asked, and again in a process forked since: the engine's threads do not survive a
    fork, so each process asks through a handle of its own. Opening takes some hundredths of a second.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: Held as long as this object lives, also while the folder is closed; see graph.folders.
        self._reading = _read(folder)
        self._handle: ox.Store | None = None
        self._pid = 0
        self._inherited: list[ox.Store] = []

    @property
    def _store(self) -> ox.Store:  # type: ignore[override]  # a plain attribute where nothing has to be opened
        if self._handle is not None and self._pid == os.getpid():
            return self._handle
        if self._handle is not None:
            self._inherited.append(self._handle)  # closing it here would wait for threads that stayed in the parent
        self._handle = _opened(self.folder)
        self._pid = os.getpid()
        return self._handle

    def version(self) -> str | None:
        """Return the data version that the manifest in the folder tells; None without one."""
        try:
            return Manifest.read(self.folder / MANIFEST).version
        except SnapshotMissing:
            return None

    @property
    def is_open(self) -> bool:
        """Whether this process asks through a handle of its own by now."""
        return self._handle is not None and self._pid == os.getpid()

    def ready(self) -> None:
        """Open the folder in this process; raise StoreUnusable when that cannot be."""
        bool(self._store)

    def close(self) -> None:
        """Close the folder until the next question."""
        if self._handle is not None and self._pid == os.getpid():
            self._handle = None


def write_folder(snapshot: Path, folder: Path) -> None:
    """Write a snapshot into a new folder; raise OSError when it cannot be written."""
    made = ox.Store(str(folder))
    made.bulk_load(path=str(snapshot), format=ox.RdfFormat.N_QUADS, lenient=True)
    made.flush()
    made.optimize()


def part_of(triples: bytes) -> Part:
    """Return statements written as N-Triples as a part, as though a CONSTRUCT had found them here.

    Raises QueryFailed when they are not N-Triples.
    """
    name = ox.NamedNode(graph_iri("derived"))
    try:
        read = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return tuple(ox.Quad(t.subject, t.predicate, t.object, name) for t in read)
    except (SyntaxError, ValueError) as error:
        message = f"the answer is not N-Triples ({error})"
        raise QueryFailed(message) from error


def _read(folder: Path) -> locks.Lock | None:
    """Hold the folder as one of its readers; a folder made elsewhere may have no lock to hold."""
    held = locks.shared(folder / READERS)
    if held is None and ((folder / READERS).exists() or not folder.is_dir()):
        raise StoreUnusable(str(folder), "it is being removed", "Open the snapshot that is in force now.")
    return held


def written(triples: Iterable[Triple], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Return statements, given as N-Triples terms, in a form of GRAPH_TYPES; repeated ones once.

    Equal statements in equal order give equal bytes in Turtle and TriG. Raises QueryFailed for another form.
    """
    form = _format(_GRAPHS, media_type)
    lines = "".join(f"{subject} {predicate} {thing} .\n" for subject, predicate, thing in dict.fromkeys(triples))
    quads = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
    text = ox.serialize((quad.triple for quad in quads), format=form, prefixes=dict(prefixes)) or b""
    head = text.splitlines(keepends=True)[: len(prefixes)]  # the engine writes them in any order
    return text.replace(b"".join(head), b"".join(sorted(head)), 1) if text.startswith(b"@prefix") else text


def _opened(folder: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        problem = "no store lies there" if not folder.is_dir() else f"it cannot be opened ({error})"
        raise StoreUnusable(
            str(folder), problem, "Name a folder that Oxigraph wrote, or run `alkagraph build`."
        ) from error


def _format(table: dict[str, _F], media_type: str) -> _F:
    try:
        return table[media_type]
    except KeyError:
        raise misfit(media_type, table) from None
