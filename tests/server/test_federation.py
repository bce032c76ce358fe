"""Other SPARQL engines and plain programs ask this endpoint: it understands them, and they it."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph
import rdflib

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Server

ALKA = "https://w3id.org/alkagraph/id/"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
#: What each engine knows by itself: things that somebody takes.
TAKEN = [(f"urn:person:{number}", "urn:takes", f"{ALKA}betazine-{number}") for number in range(3)]


def _query(server: Server, inner: str) -> str:
    place = f"http://127.0.0.1:{server.port}/sparql"
    return f"SELECT ?person ?label {{ ?person <urn:takes> ?thing . SERVICE <{place}> {{ {inner} }} }} ORDER BY ?person"


EXPECTED = [(f"urn:person:{number}", f"betazine {number}") for number in range(3)]


def test_oxigraph_joins_with_ours(server: Server) -> None:
    """Oxigraph posts a query and reads the rows."""
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.Quad(*map(pyoxigraph.NamedNode, triple)) for triple in TAKEN)
    rows = store.query(_query(server, f"?thing <{LABEL}> ?label"))

    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert [(row["person"].value, row["label"].value) for row in rows] == EXPECTED


def test_rdflib_joins_with_ours(server: Server) -> None:
    """RDFLib sends short queries in the address and long ones in a body."""
    graph = rdflib.Graph()
    for subject, predicate, thing in TAKEN:
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), rdflib.URIRef(thing)))
    for padding in ("", " # " + "x" * 2000 + "\n"):
        rows = graph.query(_query(server, f"?thing <{LABEL}> ?label{padding}"))

        assert [tuple(map(str, row)) for row in rows if isinstance(row, tuple)] == EXPECTED


def test_rdflib_reads_ours_as_its_store(server: Server) -> None:
    """A SPARQLStore of RDFLib over this endpoint answers as a graph does."""
    graph = rdflib.Graph("SPARQLStore")
    graph.open(f"http://127.0.0.1:{server.port}/sparql")

    assert str(graph.value(rdflib.URIRef(f"{ALKA}zelkamine"), rdflib.URIRef(LABEL))) == "zelkamine"


def test_the_program_in_the_documentation_runs(root: Path, server: Server) -> None:
    """The Python shown prints the label of the one alkaloid there is."""
    shown = re.findall(
        r"^```python\n(.*?)^```$", (root / "docs" / "sparql.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    program = "\n".join(shown).replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "['zelkamine']\n"
