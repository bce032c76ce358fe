"""What the tests of the core share: the toy world built once, copies to change, ways to look into a report."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from graph.checker import CheckRequest, check
from graph.errors import NameUnresolved
from graph.load import Sources, load
from graph.names import AGO, ALKA, ontology_dir
from graph.resolve import names_of
from graph.snapshot import assemble, fill
from graph.validate import validate
from tests.toy_world import furnish, rows_of, write

if TYPE_CHECKING:
    from graph.names import Fault
    from graph.store import Store

Json = dict[str, Any]

#: Every substance of the toy world that takes part in interactions.
PARTICIPANTS: Final = (
    "blockazole",
    "calmazepam",
    "companol",
    "florbium",
    "inducin",
    "lonelol",
    "oxyzelkamine",
    "pumpidone",
    "refutine",
    "reportine",
    "testazolam",
    "weakazole",
    "zelkamine",
)
#: Where the toy world keeps its tables.
LEAF: Final = "assertions/leaf.tsv"
PAIRS: Final = "assertions/pairs.tsv"
ROLES: Final = "assertions/roles.tsv"
DRUGS: Final = "entities/drugs.tsv"
#: What a statement needs apart from what it says.
CITED: Final = {
    "study_type": "in_vitro",
    "stance": "supports",
    "citation": "abel-2001-toy-leaf",
    "locator": "Table 9",
    "seen_at": "page",
    "review": "read_once",
}

#: What makes two mechanisms or interactions the same; how they are judged is compared with the report.
SAID_OF_A_PAIR: Final = (
    "answer",
    "contested",
    "disputedBy",
    "evidenceLevel",
    "hasEvidence",
    "hasMechanism",
    "levelReason",
    "mechanismEffect",
    "mechanismKind",
    "metabolite",
    "observedBand",
    "predictedBand",
    "rule",
    "via",
)

#: Some participants in some order.
lists_of_participants = st.lists(st.sampled_from(PARTICIPANTS), min_size=2, max_size=6, unique=True)


@functools.cache
def toy_facts() -> Path:
    """Return the folder of the toy facts in full form; copy it before you change anything."""
    folder = Path(tempfile.mkdtemp(prefix="alkagraph-toy-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    furnish(folder)
    return folder


@functools.cache
def toy_store() -> Store:
    """Return the toy world, built once a session and only read."""
    return assemble(Sources(facts=toy_facts()))


def world(folder: Path) -> Sources:
    """Return sources over a copy of the toy facts at `folder`, which must not exist yet."""
    shutil.copytree(toy_facts(), folder)
    return Sources(facts=folder)


def ontology_in(folder: Path) -> Path:
    """Return a copy of the ontology without its facts at `folder`, to change."""
    shutil.copytree(ontology_dir(), folder, ignore=shutil.ignore_patterns("facts"))
    return folder


def add(sources: Sources, table: str, **cells: str) -> None:
    """Add a row to a table; columns not given stay empty."""
    path = sources.facts_dir / table
    write(path, [*rows_of(path), cells], sources.facts_dir)


def change(sources: Sources, table: str, key: str, **cells: str) -> None:
    """Change cells of the row with this id."""
    path = sources.facts_dir / table
    rows = rows_of(path)
    assert key in {row["id"] for row in rows}, f"{table} has no row {key}"
    write(path, [{**row, **(cells if row["id"] == key else {})} for row in rows], sources.facts_dir)


def line_of(sources: Sources, table: str, key: str) -> int:
    """Return the line, counted from 1, of the row with this id."""
    return 2 + [row["id"] for row in rows_of(sources.facts_dir / table)].index(key)


def faults_of(sources: Sources) -> tuple[Fault, ...]:
    """Return every fault of the facts."""
    loaded = load(sources)
    return validate(loaded, fill(loaded))


def report(*names: str, store: Store | None = None, patient: object = None) -> Json:
    """Check names against one another in the toy world, or in a store of one's own."""
    return check(store or toy_store(), CheckRequest.of(names, patient))


def pair(found: Json, first: str, second: str) -> Json:
    """Return the answer of a report for one ordered pair."""
    answers = [one for one in found["pairs"] if (one["precipitant"]["id"], one["object"]["id"]) == (first, second)]
    assert len(answers) == 1, f"{first} → {second} stands {len(answers)} times in the report"
    answer: Json = answers[0]
    return answer


def answer_of(first: str, second: str, store: Store | None = None) -> Json:
    """Return the answer for one ordered pair of the toy world."""
    return pair(report(first, second, store=store), first, second)


def edge(subject: str, predicate: str, thing: str) -> str:
    """Return the IRI of an edge."""
    return f"{ALKA}edge--{subject}--{predicate}--{thing}"


def edges(store: Store) -> set[tuple[str, ...]]:
    """Return what the joined statements of a store say: each edge by itself, and once with each of its proofs."""
    rows = store.select(
        """PREFIX ago: <https://w3id.org/alkagraph/schema#> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT DISTINCT ?s ?p ?o ?proof { ?e a ago:Edge ; ago:subject ?s ; ago:predicate ?p ; ago:object ?o .
        OPTIONAL { ?e prov:wasDerivedFrom ?proof } }"""
    )
    said = {(row["s"], row["p"], row["o"]) for row in rows}
    return said | {(row["s"], row["p"], row["o"], row["proof"]) for row in rows if "proof" in row}


def pairs_in(store: Store, among: set[str]) -> set[tuple[str, ...]]:
    """Return what a store holds of the pairs among some participants, given as IRIs: mechanisms and answers."""
    head = f"PREFIX ago: <{AGO}> SELECT ?p ?o ?node ?key ?value {{ ?node ago:precipitant ?p ; ago:objectDrug ?o ; "
    rows = store.select(f"{head} ?key ?value FILTER(?key IN ({', '.join(f'ago:{key}' for key in SAID_OF_A_PAIR)})) }}")
    found = {(row["p"], row["o"], row["node"], row["key"], row["value"]) for row in rows}
    return {row for row in found if {row[0], row[1]} <= among}


def is_known(store: Store, name: str) -> bool:
    """Tell whether a name means one thing."""
    try:
        names_of(store).resolve(name)
    except NameUnresolved:
        return False
    return True
