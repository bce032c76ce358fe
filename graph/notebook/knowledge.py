"""The graph, opened for a Python session."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from graph import network
from graph.addresses import DISK, MEMORY
from graph.checker import CheckRequest, check
from graph.explaining import explained
from graph.filters import Filters
from graph.guard import TYPED, examine
from graph.inquiry import filled
from graph.manifest import current_folder
from graph.notebook.report import Explanation, Report
from graph.notebook.rows import Rows
from graph.notebook.view import HEIGHT, View
from graph.queries import library, question
from graph.resolve import names_of
from graph.store import Store, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import networkx as nx

    from graph.resolve import Match

    #: One text or several.
    Texts = str | Iterable[str]


class KnowledgeGraph:
    """The whole graph, only to read.

    >>> store = Store()
    >>> store.add("asserted", [("<https://example.org/a>", "<https://example.org/ki>", '"4.1"')])
    >>> KnowledgeGraph(store).sparql("SELECT ?ki { ?a <https://example.org/ki> ?ki }")
    <SPARQL: 1 row of ki>
    """

    def __init__(self, store: Store, address: str = "") -> None:
        self.store = store
        self._address = address

    @classmethod
    def open(cls, store: str | Path | None = None) -> KnowledgeGraph:
        """Open what is built: at an address as `--store` takes it, else at $ALKAGRAPH_STORE, else what is in force.

        That is read from its folder on disk, which takes a moment, and loaded into memory where there is no folder.
        Nothing is built, and the facts may be newer: SnapshotMissing and StoreUnusable say what to do.
        """
        address = str(store) if store is not None else os.environ.get("ALKAGRAPH_STORE", "")
        if not address.strip():
            address = DISK if current_folder() else MEMORY
        opened = Store.connect(address)
        opened.ready()
        return cls(opened, address)

    @property
    def version(self) -> str:
        """The data version; of a store that tells none, the address it was opened at."""
        return self.store.version or self._address

    def __repr__(self) -> str:
        return f"<AlkaGraph, data version {self.version}>"

    def check(
        self,
        substances: str | Iterable[str | Mapping[str, Any]],
        *,
        patient: Mapping[str, Any] | Iterable[str] | None = None,
        only: Texts = (),
        no: Texts = (),
        min_level: str = "",
        alert_from: int | None = None,
    ) -> Report:
        """Check every ordered pair of a list.

        A substance is a text in free words, with dose and frequency where told, or a dict with `name`, `dose` and
        `times_per_day`; `patient` is a dict of fields or texts `field=value`. Names that are not recognised stand under
        `unresolved` and are shown first. Raises RequestInvalid naming the field.
        """
        items = [substances] if isinstance(substances, str) else list(substances)
        request = CheckRequest.parse({
            "substances": [dict(one) for one in items if not isinstance(one, str)],
            "text": "\n".join(one for one in items if isinstance(one, str)),
            "patient": patient if patient is None or hasattr(patient, "items") else _listed(patient),
            "alert_from": alert_from,
            "filters": {"only": _listed(only), "no": _listed(no), "min_level": min_level},
        })  # fmt: skip
        return Report(check(self.store, request, self.version))

    def explain(
        self,
        precipitant: str,
        thing: str,
        *,
        reverse: bool = True,
        only: Texts = (),
        no: Texts = (),
        min_level: str = "",
    ) -> Explanation:
        """Say why two things got their answers, down to the sources; `reverse` adds the other direction.

        Raises NameUnresolved with suggestions, and RequestInvalid where there is no pair to explain.
        """
        filters = Filters.of(_listed(only), _listed(no), min_level)
        told = explained(self.store, precipitant, thing, self.version, reverse=reverse, filters=filters)
        return Explanation(*told)

    def resolve(self, name: str) -> Match:
        """Return the one thing a name means: `id`, `label`, `kind`, `matched_by`; raise NameUnresolved otherwise."""
        return names_of(self.store).resolve(name)

    def questions(self) -> Rows:
        """Return the questions of the library: name, wording, inputs, meaning of a row, and topic."""
        columns = ("name", "question", "inputs", "output", "topic")
        rows = [
            dict(zip(columns, (one.name, one.wording, ", ".join(one.inputs), one.output, one.topic), strict=True))
            for one in library().values()
        ]
        return Rows(rows, columns, "questions")

    def ask(self, name: str, /, **inputs: Texts) -> Rows:
        """Ask a question of the library; an input is a name, a label, an id or an IRI, or several.

        Raises QuestionUnknown with the questions or inputs there are, ChoiceUnknown and NameUnresolved.
        """
        asked = question(name)
        given = {key: _listed(texts) for key, texts in inputs.items()}
        return Rows.of(table_of(self.store, filled(self.store, asked, given)), name)

    def sparql(self, query: str) -> Rows | bool | str:
        """Run a SPARQL 1.1 query: rows for SELECT, the truth for ASK, Turtle for CONSTRUCT and DESCRIBE.

        It is examined first: updates and SERVICE are refused (QueryRefused). There is no deadline, and the engine
        cannot be interrupted; a heavy query belongs to the server. Raises QueryFailed.
        """
        kind = examine(query, limits=TYPED)
        if kind.form in {"select", "ask"}:
            table = table_of(self.store, query, kind.dataset)
            return Rows.of(table, "SPARQL") if table.truth is None else table.truth
        return self.store.answer(query, "text/turtle", kind.dataset).decode()

    def view(self, *names: str, height: int = HEIGHT) -> View:
        """Draw the surroundings of one thing, or the ways between several; raise NameUnresolved and RequestInvalid."""
        return View.around(self.store, names, height)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return every thing and every statement between two: see `View.to_networkx` for what nodes and edges have."""
        return network.whole_of(self.store)


def _listed(given: Texts) -> list[str]:
    return [given] if isinstance(given, str) else list(given)
