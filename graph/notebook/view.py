"""A picture to look at in a notebook, to keep as a file, and to compute with."""

from __future__ import annotations

import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph import layout, network, render
from graph.errors import RequestInvalid
from graph.files import replace_with
from graph.nomenclature import meant
from graph.notebook.frames import cell, frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx
    import pandas as pd

    from graph.layout import Positions
    from graph.store import Store

#: Height of the frame in a notebook, and what it may be, in CSS pixels.
HEIGHT: Final = 720
LOWEST, HIGHEST = 200, 4_000
COLUMNS: Final = (
    *("subject", "relation", "object", "as_printed", "study_type", "species", "n", "stance", "citation", "tier"),
    *("quoted_in", "locator", "link", "id", "source", "target"),
)


class View:
    """The interactive picture of some things.

    A notebook shows it in a frame of its own that carries all it needs: it asks no host for anything, and nothing of
    the notebook can be reached from inside. `height` is that of the frame in pixels.
    """

    def __init__(self, graph: nx.MultiDiGraph, title: str, height: int = HEIGHT) -> None:
        if not LOWEST <= height <= HIGHEST:
            message = f"height: give {LOWEST} to {HIGHEST} pixels, not {height}"
            raise RequestInvalid(message)
        self._graph = graph
        self.title = title
        self.height = height

    @classmethod
    def around(cls, store: Store, names: tuple[str, ...], height: int = HEIGHT) -> View:
        """Draw the surroundings of some things, or the ways between them; raise NameUnresolved and RequestInvalid."""
        if not names:
            message = "name at least one thing to draw"
            raise RequestInvalid(message)
        start = list(dict.fromkeys(thing for name in names for thing in meant(store, name)))
        return cls(network.view_of(store, start), ", ".join(names), height)

    @classmethod
    def of_report(cls, report: Mapping[str, Any], title: str, height: int = HEIGHT) -> View:
        """Draw exactly the mechanism paths of a check report."""
        return cls(network.view_of_report(report), title, height)

    def __repr__(self) -> str:
        return f"<picture of {self.title}: {len(self._graph)} things, {self._graph.number_of_edges()} arrows>"

    @cached_property
    def positions(self) -> Positions:
        """The centre of each thing, in pixels; the same at every call."""
        return layout.layered(self._graph)

    def page(self) -> str:
        """Return the picture as a whole HTML page that asks no other host for anything."""
        return render.page(self._graph, self.positions, self.title)

    def save(self, path: str | Path) -> Path:
        """Write the page into a file, replacing what is there, and return its path."""
        path = Path(path)
        replace_with(path, self.page().encode())
        return path

    def svg(self) -> str:
        """Return the still picture as SVG text, for a paper or a slide."""
        return str(render.svg(self._graph, self.positions, self.title))

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return a copy of the graph that is drawn.

        A node, called by its slug, has `label`, `kind` and `layer`; an edge, keyed by its relation, has `label` and
        `statements` (graph.picture.Statement). What was left out is counted in nodes of the kind `more`.
        """
        return copy.deepcopy(self._graph)

    def to_pandas(self) -> pd.DataFrame:
        """Return one row a statement, in the order of the arrows; raise LibraryMissing without pandas."""
        rows = render.table_rows(self._graph, self.positions)
        return frame(({name: row[name] for name in COLUMNS} for row in rows if row["id"]), COLUMNS)

    def _repr_html_(self) -> str:
        page = render.page(self._graph, self.positions, self.title, assets="framed")
        counts = {"things": len(self._graph), "arrows": self._graph.number_of_edges()}
        return cell("frame.html", title=self.title, height=self.height, page=page, **counts)
