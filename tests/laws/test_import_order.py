"""Imports go one way: a module of `graph/` knows only those to its left, and each library has one owner."""

from __future__ import annotations

import ast
import itertools
import re
from typing import TYPE_CHECKING

import pytest

from tests.laws.sources import ROOT, modules, shown, strings, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Every module of `graph/`, each importing only from its left. A new module gets its place here.
ORDER = (
    "errors",
    "names",
    "files",
    "columns",
    "templates",
    "locks",
    "keeping",
    "tables",
    "sheets",
    "load",
    "structure",
    "skeletal",
    "manifest",
    "engine",
    "embedded",
    "addresses",
    "replies",
    "endpoint",
    "remote",
    "store",
    "infer",
    "validate",
    "queries",
    "spelling",
    "language",
    "records",
    "answers",
    "pharmacokinetics",
    "outlook",
    "policy",
    "judgement",
    "assembly",
    "folders",
    "partitions",
    "atlas",
    "snapshot",
    "verification",
    "resolve",
    "pieces",
    "reading",
    "phrases",
    "proposals",
    "review",
    "choices",
    "pairing",
    "derivations",
    "banding",
    "paths",
    "exposure",
    "layout",
    "tabulate",
    "export",
    "guard",
    "picture",
    "network",
    "arrows",
    "drawing",
    "render",
    "filters",
    "narrowing",
    "telling",
    "bubbles",
    "history",
    "views",
    "terrain",
    "nomenclature",
    "exploring",
    "forcing",
    "surveying",
    "facets",
    "moving",
    "excursion",
    "conflicts",
    "things",
    "portrait",
    "ways",
    "directions",
    "affinities",
    "comparison",
    "coverage",
    "report",
    "audit",
    "proof",
    "claims",
    "contradictions",
    "mechanisms",
    "factors",
    "gathering",
    "context",
    "compared",
    "reasons",
    "explain",
    "unheld",
    "recalling",
    "request",
    "listed",
    "grounds",
    "persons",
    "modifiers",
    "cumulative",
    "forecasting",
    "checker",
    "screening",
    "evaluation",
    "prooftree",
    "outline",
    "explaining",
    "summary",
    "citing",
    "takeaway",
    "show",
    "wire",
    "outlet",
    "seal",
    "stranger",
    "description",
    "inquiry",
    "findings",
    "answering",
    "notebook",
    "lessons",
    "jobs",
    "warming",
    "worker",
    "orders",
    "zygote",
    "gauges",
    "admission",
    "delivery",
    "staff",
    "crews",
    "errands",
    "lanes",
    "dispatch",
    "workers",
    "following",
    "cli",
)

#: The modules of `graph/` that know each of these libraries; the rest of the package stays free of them.
OWNERS = {
    "pyoxigraph": ("embedded", "replies"),
    "pyshacl": ("validate",),
    "pyvis": ("render",),
    "rdkit": ("structure",),
    "rich": ("show",),
    "typer": ("cli",),
}

#: Nothing in `graph/` may know that there is a web.
ABOVE = {"fastapi", "server", "starlette", "uvicorn", "web"}

#: The one way up: `alkagraph serve` starts the server.
WAY_UP = ("cli", "server")

SPARQL = re.compile(r"\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE|WHERE)\b[^{]*\{", re.DOTALL)
HTML = re.compile(
    r"</?(?:!doctype|html|head|body|div|span|p|a|b|i|em|strong|small|br|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|"
    r"tr|td|th|section|article|nav|main|details|summary|form|input|select|option|button|label|img|link|meta|script|"
    r"style|template)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
MAX_LINES = 300
MAX_SPARQL = 110  # characters: one line


def _imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what a module imports when it runs, with its line; what only type checkers import is left out."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        if node.module == "graph":
            yield from ((node.lineno, f"graph.{alias.name}") for alias in node.names)
        else:
            yield node.lineno, node.module or ""
    for child in ast.iter_child_nodes(node):
        yield from _imports(child)


def _layer(path: Path) -> str:
    return path.relative_to(ROOT / "graph").parts[0].removesuffix(".py")


GRAPH = [path for path in modules("graph") if _layer(path) not in {"__init__", "__main__"}]


def test_every_module_has_its_place_in_the_order() -> None:
    """The order lists exactly the modules there are."""
    found = {_layer(path) for path in GRAPH}

    assert found - set(ORDER) == set(), "give each its place in ORDER of this test"
    assert set(ORDER) - found == set(), "these modules are gone: take them out of ORDER"


@pytest.mark.parametrize("path", GRAPH, ids=shown)
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    """No module of `graph/` imports from a later one, and none imports from the web."""
    here = _layer(path)
    left = set(itertools.takewhile(lambda name: name != here, ORDER)) | {here}
    wrong = []
    for line, name in _imports(tree_of(path)):
        package, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if package == "graph" and rest and target not in {*left, "__version__"}:
            wrong.append(f"{shown(path)}:{line} imports {name}, which stands to its right")
        if package in ABOVE and (here, name) != WAY_UP:
            wrong.append(f"{shown(path)}:{line} imports {name}; only web/ and server.py may know the web")

    assert wrong == [], "move the code to the layer that it belongs to"


@pytest.mark.parametrize("path", GRAPH, ids=shown)
def test_a_library_has_one_owner(path: Path) -> None:
    """Only the owners of a library import it, so that it can be exchanged in one place."""
    wrong = [
        f"{shown(path)}:{line} imports {name}; ask graph.{OWNERS[name.partition('.')[0]][0]} instead"
        for line, name in _imports(tree_of(path))
        if _layer(path) not in OWNERS.get(name.partition(".")[0], (_layer(path),))
    ]

    assert wrong == []


@pytest.mark.parametrize("path", modules("graph"), ids=shown)
def test_queries_and_pages_stay_out_of_the_code(path: Path) -> None:
    """A question of several lines is a file of `ontology/queries/`, a page is one of `web/templates/`."""
    wrong = []
    for line, text in strings(path):
        if SPARQL.search(text) and ("\n" in text.strip() or len(text) > MAX_SPARQL):
            wrong.append(f"{shown(path)}:{line} holds SPARQL: make it a file of ontology/queries or ontology/rules")
        if HTML.search(text):
            wrong.append(f"{shown(path)}:{line} holds HTML: make it a template of web/templates")

    assert wrong == []


@pytest.mark.parametrize("path", modules("graph", "web", ".", "tests", "benchmarks"), ids=shown)
def test_a_module_stays_small(path: Path) -> None:
    """A module has at most 300 lines; aim at 150."""
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MAX_LINES, f"{shown(path)} has {lines} lines: split it by noun"


def test_the_ontology_holds_no_program() -> None:
    """What is known is data: no Python file lies under `ontology/`."""
    programs = [shown(path) for path in (ROOT / "ontology").rglob("*.py*")]

    assert programs == [], "move each to graph/"
