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

    from tests.unit.conftest import Run


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
    done = CliRunner().invoke(cli.whole(), list(words))
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


def test_an_answer_is_explained(home: Path) -> None:
    """People get a tree, programs JSON, a reader a page; the direction back can be left out."""
    status, tree, _ = said("explain", "florbium", "testazolam")
    told = json.loads(said("explain", "florbium", "testazolam", "-f", "json", "--no-reverse")[1])
    page = home.parent / "why.html"
    written = said("explain", "florbium", "testazolam", "-f", "html", "-o", str(page))

    assert (status, written[0]) == (0, 0)
    assert tree.startswith("florbium → testazolam")
    assert "\ntestazolam → florbium" in tree
    assert "[20-change-of-exposure.rq]" in tree
    assert "\x1b" not in tree
    assert [root["id"] for root in told["trees"]] == ["florbium--testazolam"]
    assert "CYPX" in page.read_text(encoding="utf-8")


def test_a_long_explanation_is_shortened(home: Path) -> None:
    """Text shows the first of many statements side by side; all of them when asked."""
    short, full = said("explain", "florbium", "testazolam")[1], said("explain", "florbium", "testazolam", "--full")[1]

    assert len(short.splitlines()) <= len(full.splitlines())
    assert "more" not in full.split("not known")[0]


def test_a_name_unknown_to_explain_is_an_error(run: Run, home: Path) -> None:
    """The command ends with 1 and names what may be meant."""
    status, out, complaint = run("explain", "florbium", "testazolan")

    assert (status, out) == (1, "")
    assert "Did you mean testazolam" in complaint


def test_answers_can_be_filtered(home: Path) -> None:
    """Each form of a check and of an explanation counts only what passes, and says what was set aside."""
    pair = ("florbium", "testazolam")
    people = ("--only", "human", "--no", "case reports", "--min-level", "possible")
    table = said("check", *pair, "blockazole", *people)[1]
    turtle = said("check", *pair, *people, "-f", "ttl")[1]
    report = json.loads(said("check", *pair, *people, "-f", "json")[1])
    tree = said("explain", *pair, *people)[1]

    assert "Filters (only human, no case reports, at least possible) set" in table
    assert "without   filters: predicted" in table
    assert "hasMechanism" not in turtle
    assert report["filters"]["only"] == ["human"]
    assert tree.startswith("Filters (only human")
    assert "20-change-of-exposure.rq" not in tree


def test_a_filter_nobody_knows_is_an_error(run: Run, home: Path) -> None:
    """The command ends with 1 and lists the words there are."""
    status, _, complaint = run("check", "florbium", "testazolam", "--only", "hunam")

    assert status == 1
    assert "case reports" in complaint
