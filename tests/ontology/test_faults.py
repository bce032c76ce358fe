"""One fault at a time: each kind of slip gives one message with file, line, column, value and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from graph import tables
from graph.errors import DataInvalid, OntologyBroken
from graph.load import Sources
from graph.snapshot import MANIFEST, build
from tests.strategies import (
    CITED,
    DRUGS,
    LEAF,
    PAIRS,
    ROLES,
    add,
    change,
    faults_of,
    line_of,
    ontology_in,
    toy_facts,
    world,
)
from tests.toy_world import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def cells(table: str, key: str, **new: str) -> Callable[[Sources], None]:
    """Return a change of cells of one row."""
    return lambda sources: change(sources, table, key, **new)


def text(table: str, old: str | bytes, new: str | bytes) -> Callable[[Sources], None]:
    """Return a change of the bytes of a file, once."""

    def edit(sources: Sources) -> None:
        path = sources.facts_dir / table
        before, after = (part if isinstance(part, bytes) else part.encode() for part in (old, new))
        assert before in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(before, after, 1))

    return edit


def twin(sources: Sources) -> None:
    """Use the id of a statement again in another table."""
    row = rows_of(sources.facts_dir / LEAF)[1]
    add(sources, ROLES, **row)


def emptied(sources: Sources) -> None:
    """Leave no byte in the table of organs."""
    (sources.facts_dir / "entities/organs.tsv").write_bytes(b"")


@dataclass(frozen=True)
class Slip:
    """One fault: how to make it, and what the message must say."""

    name: str
    make: Callable[[Sources], None]
    file: str
    row: str
    column: str
    value: str
    problem: str
    remedy: str


SLIPS = [
    Slip(
        "a tab is missing",
        text(LEAF, "zelkamine\tzelkamine\tinhibits", "zelkamine zelkamine\tinhibits"),
        LEAF, "toy-0002", "", "toy-0002", "cells where the header has", "missing or surplus tab",
    ),
    Slip(
        "a tab is surplus",
        text(LEAF, "zelkamine\tzelkamine\tinhibits", "zelkamine\t\tzelkamine\tinhibits"),
        LEAF, "toy-0002", "", "toy-0002", "cells where the header has", "missing or surplus tab",
    ),
    Slip(
        "the header is another",
        text("entities/organs.tsv", "label", "name"),
        "entities/organs.tsv", "", "", "", "header is not the one", "Missing: label; not known: name",
    ),
    Slip(
        "the file is empty",
        emptied,
        "entities/organs.tsv", "", "", "", "header is not the one", "Missing: id, label",
    ),
    Slip(
        "the citation is missing",
        cells(LEAF, "toy-0002", citation=""),
        LEAF, "toy-0002", "citation", "", "must not be empty", "The column holds",
    ),
    Slip(
        "the citation is not listed",
        cells(LEAF, "toy-0002", citation="abel-2001-toy-laef"),
        LEAF, "toy-0002", "citation", "abel-2001-toy-laef", "not the id of anything", "Did you mean abel-2001-toy-leaf",
    ),
    Slip(
        "the locator is missing",
        cells(LEAF, "toy-0002", locator=""),
        LEAF, "toy-0002", "locator", "", "must not be empty", "The column holds",
    ),
    Slip(
        "the predicate is unknown",
        cells(LEAF, "toy-0002", predicate="inhibitz"),
        LEAF, "toy-0002", "predicate", "inhibitz", "not one of the values", "inhibits",
    ),
    Slip(
        "the study type is unknown",
        cells(LEAF, "toy-0002", study_type="in_vitros"),
        LEAF, "toy-0002", "study_type", "in_vitros", "", "",
    ),
    Slip(
        "the stance is unknown",
        cells(LEAF, "toy-0002", stance="maybe"),
        LEAF, "toy-0002", "stance", "maybe", "not one of the values", "",
    ),
    Slip(
        "the subject dangles",
        cells(LEAF, "toy-0002", subject="zelkamin"),
        LEAF, "toy-0002", "subject", "zelkamin", "not the id of anything", "Did you mean zelkamine",
    ),
    Slip(
        "nothing is like the object",
        cells(LEAF, "toy-0002", object="qqqqqqqq"),
        LEAF, "toy-0002", "object", "qqqqqqqq", "not the id of anything", "add a row for it",
    ),
    Slip(
        "the id has a capital letter",
        cells(LEAF, "toy-0002", subject="Zelkamine"),
        LEAF, "toy-0002", "subject", "Zelkamine", "values or forms", "Slug",
    ),
    Slip(
        "the unit does not fit what is measured",
        cells(PAIRS, "toy-0101", unit="h"),
        PAIRS, "toy-0101", "unit", "h", "a unit that fits", "convert the number",
    ),
    Slip(
        "the id is used in two tables",
        twin,
        ROLES, "toy-0002", "id", "toy-0002", "used twice", f"already in {LEAF}, line 3",
    ),
    Slip(
        "the number has a comma",
        cells(LEAF, "toy-0002", value="4,1"),
        LEAF, "toy-0002", "value", "4,1", "not a plain number", "no unit, comma or exponent",
    ),
    Slip(
        "the number has a unit",
        cells(LEAF, "toy-0002", value="4.1 uM"),
        LEAF, "toy-0002", "value", "4.1 uM", "not a plain number", "Write digits with a point",
    ),
    Slip(
        "the number has an exponent",
        cells(LEAF, "toy-0002", value="4e-6"),
        LEAF, "toy-0002", "value", "4e-6", "not a plain number", "exponent",
    ),
    Slip(
        "the count is not whole",
        cells(PAIRS, "toy-0101", n="12.5"),
        PAIRS, "toy-0101", "n", "12.5", "not a whole number", "Write digits",
    ),
    Slip(
        "the qualifiers are no JSON",
        cells(PAIRS, "toy-0101", qualifiers="dose: 2 g"),
        PAIRS, "toy-0101", "qualifiers", "dose: 2 g", "not valid JSON", "straight quotes",
    ),
    Slip(
        "the qualifiers are nested",
        cells(PAIRS, "toy-0101", qualifiers='{"dose":["2 g"]}'),
        PAIRS, "toy-0101", "qualifiers", "dose", "not a flat object", "nothing nested",
    ),
    Slip(
        "the lower number is above the upper one",
        cells(PAIRS, "toy-0101", low="1.58"),
        PAIRS, "toy-0101", "low", "1.58", "exchange low and high", "",
    ),
    Slip(
        "a refutation lies outside the band of no change",
        cells(PAIRS, "toy-0103", value="1.6", low="1.4", high="1.8"),
        PAIRS, "toy-0103", "stance", "refutes", "lies wholly outside supports", "correct the column stance",
    ),
    Slip(
        "no change is said to support a change",
        cells(PAIRS, "toy-0103", stance="supports", low="", high="", interval=""),
        PAIRS, "toy-0103", "stance", "supports", "found no change refutes", "set the stance to refutes",
    ),
    Slip(
        "the printed form is missing",
        cells(PAIRS, "toy-0101", as_printed=""),
        PAIRS, "toy-0101", "as_printed", "", "printed form", "fill the column named",
    ),
    Slip(
        "the cell has a blank at its end",
        cells(DRUGS, "lonelol", label="lonelol "),
        DRUGS, "lonelol", "label", "lonelol ", "blanks around it", "Remove them",
    ),
    Slip(
        "the label is missing",
        cells(DRUGS, "lonelol", label=""),
        DRUGS, "lonelol", "label", "", "must not be empty", "",
    ),
    Slip(
        "two things share a name",
        cells(DRUGS, "lonelol", label="Refutine"),
        DRUGS, "refutine", "label", "refutine", "share a label", "merge the two rows",
    ),
    Slip(
        "the line is not UTF-8",
        text(DRUGS, "lonelol\tlonelol", b"lonelol\tlon\xe9lol"),
        DRUGS, "lonelol", "", "lon", "not UTF-8 text", "Save the file as UTF-8",
    ),
    Slip(
        "the cell has ten megabytes",
        cells(DRUGS, "lonelol", note="x" * 10_000_000),
        DRUGS, "lonelol", "note", "xxxx", "far too long", "tab or line end lost",
    ),
    Slip(
        "the table of this metadata is gone",
        lambda sources: (sources.facts_dir / ROLES).unlink(),
        ROLES + "-metadata.json", "", "", "", "table that is not there", "Restore it",
    ),
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_a_slip_is_told_with_place_value_and_remedy(tmp_path: Path, slip: Slip) -> None:
    """The build stops; the message names file, line, column, what was found and what to do, and stays short."""
    sources = world(tmp_path / "facts")
    line = line_of(sources, slip.file, slip.row) if slip.row and "used" not in slip.problem else 0
    slip.make(sources)
    if "used" in slip.problem:
        line = line_of(sources, slip.file, slip.row)
    with pytest.raises(DataInvalid) as caught:
        build(sources, tmp_path / "out")
    found = [one for one in caught.value.faults if (one.file, one.column) == (slip.file, slip.column)]

    assert found, str(caught.value)
    fault = found[0]
    assert fault.line == line or (not slip.row and fault.line in {0, 1})
    assert slip.value in fault.value
    assert slip.problem in fault.problem
    assert slip.remedy in fault.remedy
    assert fault.problem
    assert [str(one) for one in caught.value.faults if not one.remedy and ":" not in one.problem] == []
    told = str(caught.value)
    assert slip.file in told
    assert not line or f"line {line}" in told
    assert len(str(fault)) < 1_500
    assert not (tmp_path / "out").exists()


def test_a_table_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the bound a table is not read; the message says how large one may be."""
    sources = world(tmp_path / "facts")
    size = (sources.facts_dir / PAIRS).stat().st_size
    monkeypatch.setattr(tables, "MAX_TABLE_BYTES", size - 1)
    found = [(one.file, one.line) for one in faults_of(sources) if "too large" in one.problem]

    assert (PAIRS, 0) in found


def test_a_table_without_metadata_is_told(tmp_path: Path) -> None:
    """A table that nothing describes stops the build with the name of the file that is missing."""
    sources = world(tmp_path / "facts")
    (sources.facts_dir / (ROLES + "-metadata.json")).unlink()

    with pytest.raises(OntologyBroken, match=r"roles\.tsv-metadata\.json: this metadata file is missing\. .*neighbour"):
        build(sources, tmp_path / "out")


def test_faults_of_several_tables_are_told_together(tmp_path: Path) -> None:
    """One run tells all: sorted by file, line and column, with their number at the head."""
    sources = world(tmp_path / "facts")
    change(sources, ROLES, "toy-0203", study_type="in_vitros")
    change(sources, ROLES, "toy-0201", citation="")
    change(sources, LEAF, "toy-0009", value="25,0", citation="")
    change(sources, DRUGS, "lonelol", label="")
    faults = faults_of(sources)
    places = [(one.file, one.line, one.column) for one in faults]

    assert places == sorted(places)
    assert [place[::2] for place in places] == [
        (LEAF, "citation"),
        (LEAF, "value"),
        (ROLES, "citation"),
        (ROLES, "study_type"),
        (DRUGS, "label"),
    ]
    with pytest.raises(DataInvalid, match=rf"^{len(faults)} faults in the data"):
        build(sources, tmp_path / "out")


@pytest.mark.xfail(strict=True, reason="checks that compare kinds accuse the statements that name a broken row")
def test_a_broken_thing_is_not_told_as_unknown_everywhere(tmp_path: Path) -> None:
    """A row that could not be read is one fault; statements that name it are not accused as well."""
    sources = world(tmp_path / "facts")
    change(sources, DRUGS, "testazolam", rxcui="no number")

    assert [(one.file, one.column) for one in faults_of(sources)] == [(DRUGS, "rxcui")]


@pytest.mark.parametrize(
    ("old", "new"), [(b"", b"\xef\xbb\xbf"), (b"\n", b"\r\n"), (b"\n", b"\r")], ids=["mark", "crlf", "cr"]
)
@pytest.mark.xfail(
    strict=True, reason="things of a table that could not be read are told as unknown in every other table"
)
def test_a_table_that_cannot_be_read_accuses_no_other(tmp_path: Path, old: bytes, new: bytes) -> None:
    """A spreadsheet that saved a table in its own way is one fault of that table, not one of each row that uses it."""
    sources = world(tmp_path / "facts")
    path = sources.facts_dir / DRUGS
    path.write_bytes(path.read_bytes().replace(old, new) if old else new + path.read_bytes())

    assert {one.file for one in faults_of(sources)} == {DRUGS}


@pytest.mark.parametrize("slip", SLIPS[:6], ids=lambda slip: slip.name)
def test_a_failing_build_leaves_what_was_in_force(tmp_path: Path, slip: Slip) -> None:
    """The previous snapshot and its manifest stay byte for byte, and no half file lies beside them."""
    sources = world(tmp_path / "facts")
    build(sources, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    slip.make(sources)

    with pytest.raises(DataInvalid):
        build(sources, tmp_path / "out")
    after = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert after == before
    assert len(before) == 2
    assert MANIFEST in before
    assert list(tmp_path.rglob("*.part")) == []


HEAD = "# Rule:     toy\n# Says:     so.\n# Premises: some\n# Scope:    graph\n"
GOOD = "CONSTRUCT { ?s <https://example.org/p> ?o } WHERE { ?s <https://example.org/q> ?o }"


@pytest.mark.parametrize(
    ("folder", "name", "content", "says"),
    [
        ("rules", "99-toy.rq", f"{HEAD}SELECT * WHERE {{ ?s ?p ?o }}", "cannot be run"),
        ("rules", "99-toy.rq", f"{HEAD}CONSTRUCT {{", "cannot be run"),
        ("rules", "99-toy.rq", GOOD, "header is incomplete"),
        ("rules", "99-toy.rq", HEAD.replace("# Scope:    graph\n", "") + GOOD, "header is incomplete"),
        ("rules", "99-toy.rq", "", "header is incomplete"),
        ("rules", "99-toy.rq", HEAD.encode() + b"# \xff\n" + GOOD.encode(), "UTF-8"),
        ("checks", "toy-violation.rq", "# Check: toy\nSELECT ?focus {", "cannot be run"),
        ("schema", "toy.ttl", "@prefix ex: <https://example.org/> . ex:a", "not valid Turtle"),
        ("shapes", "toy.ttl", "@prefix ex: <https://example.org/> . ex:a ex:b ex:c , .", "not valid Turtle"),
    ],
)
def test_a_broken_file_of_the_ontology_is_named(
    tmp_path: Path, folder: str, name: str, content: str | bytes, says: str
) -> None:
    """A rule, check, schema or shape that cannot be used stops the build with its name and a remedy."""
    ontology = ontology_in(tmp_path / "ontology")
    (ontology / folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(OntologyBroken) as caught:
        build(Sources(ontology=ontology, facts=toy_facts()), tmp_path / "out")
    assert name in str(caught.value)
    assert says in caught.value.problem
    assert caught.value.remedy
    assert not (tmp_path / "out").exists()


def test_a_good_row_is_no_fault(tmp_path: Path) -> None:
    """The tests above fail for their slip alone: the same world with one more good row is valid."""
    sources = world(tmp_path / "facts")
    named = {"subject_label": "zelkamine", "object_label": "CYPX"}
    add(sources, LEAF, id="toy-0999", subject="zelkamine", predicate="inhibits", object="cypx", **named, **CITED)

    assert faults_of(sources) == ()
