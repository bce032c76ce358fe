"""Laws of the build: same facts, same bytes; rules add and never take away; every conclusion reaches a source."""

from __future__ import annotations

import random
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.export import Format, export, export_tables
from graph.infer import infer, read_rules
from graph.load import Sources
from graph.names import AGO, ALKA, GRAPH, PROV, SKOS, iri, local
from graph.snapshot import SCAFFOLDING, assemble, build, current
from graph.store import Store
from tests.strategies import CITED, LEAF, PARTICIPANTS, add, edges, toy_facts, toy_store, world
from tests.toy_world import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Text that a cell can hold: no control character, no blank at an end.
NOTES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20).filter(
    lambda t: t == t.strip()
)
#: Few examples: each builds a world.
FEW = settings(max_examples=12, deadline=None)
TABLES = sorted(path.relative_to(toy_facts()).as_posix() for path in toy_facts().rglob("*.tsv"))
SUBSTANCES = sorted({*PARTICIPANTS, "florbium-tea"})
TARGETS = ("cypx", "cypx1", "pumpy")
ROLES_OF_A_SUBSTANCE = ("inhibits", "inactivates", "induces", "isSubstrateOf")
LABELS = {row["id"]: row["label"] for path in (toy_facts() / "entities").glob("*.tsv") for row in rows_of(path)}


@contextmanager
def toy_copy() -> Iterator[Sources]:
    """Give a copy of the toy facts that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alkagraph-law-"))
    try:
        yield world(folder / "facts")
    finally:
        shutil.rmtree(folder)


@st.composite
def statements(draw: st.DrawFn, stance: str) -> dict[str, str]:
    """Return a statement that some substance has, or has not, a role at some target."""
    subject = draw(st.sampled_from(SUBSTANCES))
    target = draw(st.sampled_from(TARGETS))
    predicate = draw(st.sampled_from(ROLES_OF_A_SUBSTANCE))
    labels = {"subject_label": LABELS[subject], "object_label": LABELS[target]}
    said = {**CITED, "stance": stance, "study_type": draw(st.sampled_from(["in_vitro", "regulatory", "review"]))}
    return {"id": "new-0001", "subject": subject, "predicate": predicate, "object": target, **labels, **said}


def _apart(number: int) -> dict[str, str]:
    """Return what tells a row from others that say the same."""
    return {"id": f"new-{number:04}", "locator": f"Table {number}"}


def grown(*rows: dict[str, str]) -> Store:
    """Return the toy world with more statements."""
    with toy_copy() as sources:
        for row in rows:
            add(sources, LEAF, **row)
        return assemble(sources)


def found(store: Store, pattern: str) -> set[str]:
    """Return the slugs that a pattern finds as ?x."""
    text = f"PREFIX ago: <{AGO}> PREFIX prov: <{PROV}> PREFIX skos: <{SKOS}> SELECT DISTINCT ?x {{ {pattern} }}"
    return {local(row["x"]) for row in store.select(text)}


def lines(store: Store, graph: str) -> set[bytes]:
    """Return the statements of one named graph as lines."""
    return {line for line in store.dump().splitlines() if line.endswith(f"<{GRAPH}{graph}> .".encode())}


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """The same facts in two folders give two snapshots that are equal byte for byte."""
    files = []
    for name in ("one", "two"):
        build(world(tmp_path / name / "facts"), tmp_path / name / "out")
        files.append(current(tmp_path / name / "out"))

    assert files[0].name == files[1].name
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_snapshot_leaves_out_the_scaffolding_alone(tmp_path: Path) -> None:
    """What rules say only to one another is gone, every other statement is there, and one more tells the version."""
    build(world(tmp_path / "facts"), tmp_path / "out")
    lines = set(current(tmp_path / "out").read_bytes().splitlines())
    scaffolding = {row["property"].encode() for row in toy_store().select(SCAFFOLDING)}
    missing = set(toy_store().dump().splitlines()) - lines

    assert missing
    (version,) = lines - set(toy_store().dump().splitlines())
    assert version.startswith(f"<{GRAPH}> ".encode())
    assert b"versionInfo" in version
    assert {line.split()[1].strip(b"<>") for line in missing} == scaffolding


def test_claims_never_feed_a_conclusion() -> None:
    """Without the folder of claims all other graphs are the same, byte for byte: nothing is derived from a claim."""
    with toy_copy() as sources:
        shutil.rmtree(sources.facts_dir / "claims")
        without = assemble(sources)

    assert lines(toy_store(), "claims")
    assert without.dump() == b"".join(
        line for line in toy_store().dump().splitlines(keepends=True) if f"<{GRAPH}claims>".encode() not in line
    )


@FEW
@given(table=st.sampled_from(TABLES), seed=st.integers(0, 2**16))
def test_the_order_of_rows_never_matters(table: str, seed: int) -> None:
    """The rows of any table in any order give the same bytes."""
    with toy_copy() as sources:
        path = sources.facts_dir / table
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        random.Random(seed).shuffle(rows)  # noqa: S311 - an order, not a secret
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")

        assert assemble(sources).dump() == toy_store().dump()


def test_inference_is_idempotent() -> None:
    """Running all rules again adds nothing."""
    with toy_copy() as sources:
        store = assemble(sources)
        before = store.dump()
        infer(store, read_rules(sources.files("rules", "*.rq")))

        assert store.dump() == before


def test_one_run_of_the_rules_is_enough() -> None:
    """No rule waits for what a later rule makes: after one run each rule alone finds nothing new."""
    store = Store()
    with toy_copy() as sources:
        store = assemble(sources)
        before = len(store)
        for rule in reversed(read_rules(sources.files("rules", "*.rq"))):
            store.construct_into("derived", rule.text)
            assert len(store) == before, rule.path.name


@FEW
@given(row=statements("supports"))
def test_support_never_removes_an_edge(row: dict[str, str]) -> None:
    """One more supporting statement leaves every edge and its proof, and every mechanism, in place."""
    store = grown(row)

    assert edges(toy_store()) <= edges(store)
    assert found(toy_store(), "?x a ago:Mechanism") <= found(store, "?x a ago:Mechanism")
    assert lines(toy_store(), "asserted") <= lines(store, "asserted")


@FEW
@given(row=statements("refutes"))
def test_refutation_removes_no_edge(row: dict[str, str]) -> None:
    """One more refutation leaves every statement of the derived graph about edges and mechanisms in place."""
    store = grown(row)

    assert edges(toy_store()) <= edges(store)
    assert found(toy_store(), "?x a ago:Mechanism") == found(store, "?x a ago:Mechanism")


@FEW
@given(
    role=st.sampled_from(
        [
            ("zelkamine", "inhibits", "cypx1"),
            ("zelkamine", "inactivates", "cypx"),
            ("testazolam", "isSubstrateOf", "cypx"),
            ("florbium", "contains", "zelkamine"),
        ]
    )
)
def test_refutation_marks_the_mechanisms_that_rest_on_it(role: tuple[str, str, str]) -> None:
    """Each mechanism whose proof runs through a refuted edge is disputed by the statement that refutes it."""
    subject, predicate, thing = role
    named = {"subject_label": LABELS[subject], "object_label": LABELS[thing]}
    refuted = {"id": "new-0001", "subject": subject, "predicate": predicate, "object": thing, **named, **CITED}
    store = grown({**refuted, "stance": "refutes"})
    disputed = found(store, f"?x a ago:Mechanism ; ago:disputedBy <{iri('new-0001')}>")
    whole = "cypx" if thing == "cypx1" else thing
    resting = found(
        store,
        f"?x a ago:Mechanism ; prov:wasDerivedFrom+ <{ALKA}edge--{subject}--{predicate}--{whole}>",
    )

    assert resting
    assert disputed == resting


@FEW
@given(rows=st.lists(st.one_of(statements("supports"), statements("refutes")), min_size=1, max_size=4))
def test_every_conclusion_reaches_a_source(rows: list[dict[str, str]]) -> None:
    """Every mechanism and interaction of any world leads to a citation through what it rests on."""
    store = grown(*({**row, **_apart(number)} for number, row in enumerate(rows)))

    assert found(store, "?x a ago:Mechanism") != set()
    assert found(store, "?x a ago:Mechanism FILTER NOT EXISTS { ?x (prov:wasDerivedFrom)+/ago:citation ?c }") == set()
    uncited = "?x (ago:hasMechanism|ago:hasEvidence|prov:wasDerivedFrom)+/ago:citation ?c"
    assert found(store, f"?x a ago:Interaction FILTER NOT EXISTS {{ {uncited} }}") == set()


@FEW
@given(rows=st.lists(st.one_of(statements("supports"), statements("refutes")), max_size=3), note=NOTES)
def test_written_and_read_again_is_the_same(rows: list[dict[str, str]], note: str) -> None:
    """N-Quads, JSON-LD and tables read again are the identity, whatever the world holds."""
    store = grown(*({**row, **_apart(number), "note": note} for number, row in enumerate(rows)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for form in (Format.nquads, Format.jsonld):
            export(store, folder / f"all{form}", form)
            assert Store.open(folder / f"all{form}").dump() == store.dump()
        export_tables(store, Sources(facts=toy_facts()), folder / "facts")

        assert assemble(Sources(facts=folder / "facts")).dump() == store.dump()
