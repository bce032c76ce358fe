"""The commands that report: the evidence report and the audit, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from graph import cli, snapshot
from tests.strategies import world

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with the toy world in force, which commands take as it is."""
    home = tmp_path / "home"
    monkeypatch.setenv("ALKAGRAPH_HOME", str(home))
    snapshot.build(world(tmp_path / "facts"), home)
    monkeypatch.setattr(snapshot, "is_stale", lambda *_: False)
    return home


def said(*words: str) -> tuple[int, str, str]:
    """Type a command; return exit status, output and complaints."""
    done = CliRunner().invoke(cli.app, list(words))
    return done.exit_code, done.stdout, done.stderr


def test_the_report_is_told(home: Path) -> None:
    """People get a table, programs the whole as JSON or lines of CSV."""
    table = said("stats")[1]
    whole = json.loads(said("stats", "-f", "json")[1])
    rows = list(csv.DictReader(io.StringIO(said("stats", "-f", "csv")[1])))

    assert "By stance" in table
    assert whole["alkaloids"] == 2
    assert {"section": "Holds", "what": "alkaloids", "count": "2", "against": ""} in rows


def test_an_audit_is_a_checklist(home: Path) -> None:
    """The same seed prints the same list; other formats hold the same statements."""
    words = ("audit", "--sample", "3", "--seed", "7")
    status, out, _ = said(*words)
    items = json.loads(said(*words, "-f", "json")[1])["items"]
    rows = list(csv.DictReader(io.StringIO(said(*words, "--format", "csv")[1])))

    assert (status, out.count("[ ] agrees")) == (0, 3)
    assert said(*words)[1] == out
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    assert all(item["id"] in out for item in items)
    assert "3 rows" in said(*words, "-f", "table")[1]


def test_an_audit_of_everything_says_so(home: Path) -> None:
    """A sample larger than what there is, is told on the error stream."""
    status, out, err = said("audit", "--sample", "5000", "--table", "leaf")

    assert (status, out.count("[ ] agrees")) == (0, 12)
    assert "There are only 12 such statements" in err
