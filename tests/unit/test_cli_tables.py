"""The commands that write and take tables: export, import, review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import snapshot
from graph.cli import curating
from graph.load import Sources
from tests.strategies import ontology_in, world

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.unit.conftest import Run


def test_facts_are_exported_as_tables(home: Path, run: Run, tmp_path: Path) -> None:
    """The folder builds the same graph; a second export does not overwrite it."""
    target = tmp_path / "tables"
    assert run("export", str(target), "--tsv")[0] == 0
    again = snapshot.build(Sources(facts=target), tmp_path / "again")

    assert again.sha256 == snapshot.manifest_of(home).sha256
    status, _, err = run("export", str(target), "--tsv")
    assert (status, "new or empty" in err) == (1, True)


def test_an_option_names_the_form_of_an_export(
    home: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a file name the file is named for the project."""
    monkeypatch.chdir(tmp_path)
    for form, name in (("--jsonld", "alkagraph.jsonld"), ("--nquads", "alkagraph.nq")):
        assert run("export", form)[0] == 0
        assert (tmp_path / name).stat().st_size > 0
    assert run("export", "--tsv", "--jsonld")[0] == 2
    assert run("export")[0] == 2


def test_a_sheet_is_taken_reviewed_and_accepted(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three steps of a proposal; a name nobody knows and a batch with a fault are told with exit status 1."""
    sources = Sources(ontology=ontology_in(tmp_path / "ontology"), facts=world(tmp_path / "facts").facts_dir)
    monkeypatch.setattr(curating, "Sources", lambda: sources)
    sheet = tmp_path / "leaves.csv"
    lines = [
        "subject,predicate,object,study_type,stance,locator,citation",
        "zelkamine,inhibits,PUMPX,in vitro,supports,T1,",
    ]
    sheet.write_text("\n".join(lines) + "abel-2001-toy-leaf\n", encoding="utf-8")
    status, out, err = run("import", str(sheet), "--by", "A. Reader")
    assert (status, "1 rows" in out, "“PUMPX” is nothing the graph knows" in err) == (0, True, True)
    status, out, _ = run("review", "leaves")
    assert (status, "faults: 1" in out, "cannot be accepted" in out) == (1, True, True)

    sheet.write_text(sheet.read_text(encoding="utf-8").replace("PUMPX", "PUMPY"), encoding="utf-8")
    assert run("import", str(sheet), "--by", "A. Reader", "--again")[0] == 0
    assert run("review")[1] == "leaves\n"
    status, out, _ = run("review", "leaves", "--accept-into", "leaf", "--format", "table")
    assert (status, "1 rows are now facts of leaf" in out) == (0, True)
    assert run("review")[1] == "Nothing waits for review.\n"
    assert run("review", "leaves")[0] == 1
