"""One fault at a time: each kind of slip gives one message with file, line, column, value and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph import tables
from graph.errors import DataInvalid, OntologyBroken
from graph.load import Sources
from graph.snapshot import MANIFEST, build
from tests.ontology.slips import SLIPS, Slip
from tests.ontology.slips_of_claims import SLIPS_OF_CLAIMS
from tests.ontology.slips_of_sense import SLIPS_OF_SENSE
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

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("slip", [*SLIPS, *SLIPS_OF_SENSE, *SLIPS_OF_CLAIMS], ids=lambda slip: slip.name)
def test_a_slip_is_told_with_place_value_and_remedy(tmp_path: Path, slip: Slip) -> None:
    """The build stops; the message names file, line, column, what was found and what to do, and stays short."""
    sources = world(tmp_path / "facts")
    line = line_of(sources, slip.file, slip.row) if slip.row and not slip.row_is_new else 0
    slip.make(sources)
    if slip.row_is_new:
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


def test_a_broken_thing_is_not_told_as_unknown_everywhere(tmp_path: Path) -> None:
    """A row that could not be read is one fault; statements that name it are not accused as well."""
    sources = world(tmp_path / "facts")
    change(sources, DRUGS, "testazolam", rxcui="no number")

    assert [(one.file, one.column) for one in faults_of(sources)] == [(DRUGS, "rxcui")]


@pytest.mark.parametrize(
    ("old", "new"), [(b"", b"\xef\xbb\xbf"), (b"\n", b"\r\n"), (b"\n", b"\r")], ids=["mark", "crlf", "cr"]
)
def test_a_table_that_cannot_be_read_accuses_no_other(tmp_path: Path, old: bytes, new: bytes) -> None:
    """A spreadsheet that saved a table in its own way is one fault of that table, not one of each row that uses it."""
    sources = world(tmp_path / "facts")
    path = sources.facts_dir / DRUGS
    path.write_bytes(path.read_bytes().replace(old, new) if old else new + path.read_bytes())

    assert {one.file for one in faults_of(sources)} == {DRUGS}


def held(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("slip", SLIPS[:6], ids=lambda slip: slip.name)
def test_a_failing_build_leaves_what_was_in_force(tmp_path: Path, slip: Slip) -> None:
    """The previous snapshot and its manifest stay byte for byte, and no half file lies beside them."""
    sources = world(tmp_path / "facts")
    build(sources, tmp_path / "out")
    before = held(tmp_path / "out")
    slip.make(sources)

    with pytest.raises(DataInvalid):
        build(sources, tmp_path / "out")
    assert held(tmp_path / "out") == before
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
