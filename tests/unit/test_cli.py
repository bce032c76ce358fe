"""The command: words on a line in, an answer and an exit status out (0 done, 1 data or answer, 2 usage)."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graph import snapshot
from graph.queries import library
from tests.strategies import ROLES, change, world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.conftest import Run


def test_a_check_prints_answer_reason_and_disclaimer(home: Path, run: Run) -> None:
    """People read type, severity, both numbers, why they differ, what to do and the data version."""
    status, out, err = run("check", "florbium tea", "testazolam")

    assert (status, err) == (0, "")
    for words in (
        "florbium → testazolam: interaction",
        "1.39 (90% CI 1.23-1.57), n = 12",
        "5.69",
        "outranks the model",
        "Watch.",
        "zelkamine inhibits CYPX [Abel 2001]",
        "not the same as safe",
        "Decision support for professionals",
        snapshot.manifest_of(home).version,
    ):
        assert words in out


def test_an_alert_is_marked(home: Path, run: Run) -> None:
    """A pair that deserves an interruption has a mark that needs no colour."""
    _, out, _ = run("check", "florbium", "calmazepam", "lonelol")

    assert "▲ florbium → calmazepam" in out
    assert "▲ florbium → lonelol" not in out


def test_an_unknown_name_is_a_problem_and_the_rest_is_told(home: Path, run: Run) -> None:
    """Status 1, the name and its suggestion on the error stream, the answer on the other."""
    status, out, err = run("check", "florbium", "testazolam", "lonelul", "qqqq")

    assert status == 1
    assert "florbium → testazolam" in out
    assert "“lonelul” was not recognised and is NOT checked. Did you mean lonelol?" in err
    assert "“qqqq” was not recognised and is NOT checked." in err


def test_names_can_come_from_input(home: Path, run: Run) -> None:
    """`-` reads one name a line and skips empty lines."""
    named = run("check", "florbium", "testazolam", "-f", "json")
    assert run("check", "-", "-f", "json", typed="florbium\n\n testazolam \n") == named
    status, _, err = run("check", "-", typed="")
    assert status == 1
    assert "at least one substance" in err


def test_programs_get_json_and_csv(home: Path, run: Run) -> None:
    """JSON is the whole report, CSV one line a pair with a header; nothing else is on the output."""
    found = json.loads(run("check", "florbium", "testazolam", "--format", "json")[1])
    rows = list(csv.DictReader(io.StringIO(run("check", "florbium", "testazolam", "--format", "csv")[1])))

    assert len(found["pairs"]) == len(rows) == 2
    assert rows[0]["answer"] == "interaction"
    assert rows[0]["predicted"] == "5.69"


def test_programs_get_turtle(home: Path, run: Run) -> None:
    """Turtle holds the interaction as the snapshot does."""
    out = run("check", "florbium", "testazolam", "--format", "ttl")[1]

    assert "interaction--florbium--testazolam" in out


def test_turtle_holds_pairs_of_medicines_too(home: Path, run: Run) -> None:
    """What is told as a table is told as Turtle."""
    assert "interaction--blockazole--testazolam" in run("check", "blockazole", "testazolam", "--format", "ttl")[1]


def test_csv_without_a_pair_is_still_a_table(home: Path, run: Run) -> None:
    """One substance gives no pair, and no crash."""
    assert run("check", "florbium", "--format", "csv")[0] == 0


def test_questions_are_listed(empty: Path, run: Run) -> None:
    """Without a name every question of the library is shown with its wording; no snapshot is needed."""
    status, out, _ = run("ask")

    assert status == 0
    assert all(f"{name} " in out and asked.wording in out for name, asked in library().items())
    assert not empty.exists()


def test_a_question_takes_a_name_an_id_or_an_iri(home: Path, run: Run) -> None:
    """The same thing by three names gives the same rows."""
    told = {
        run("ask", "kind-of", f"thing={value}", "-f", "csv")[1]
        for value in ("flor leaf", "florbium", "https://w3id.org/alkagraph/id/florbium")
    }

    assert len(told) == 1
    assert "Product" in told.pop()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ask", "nonsense"), "there is no question"),
        (("ask", "kind-of", "thing=qqqq"), "was not recognised"),
        (("ask", "claims", "topic=qqqq"), "“topic” cannot be “qqqq”; choose from: "),
        (("ask", "claims", "colour=red"), "was not recognised"),
        (("ask", "kind-of", "other=florbium"), "no input “other”"),
        (("export", "/no/such/folder/all.nq"), "/no/such/folder"),
        (("sparql", "SELECT"), "line 1, column 7: the query ends here"),
        (("sparql", "ASK { ?s ?p ?o }", "-f", "ttl"), "cannot be answered"),
        (("export", "all.rdf"), "ending"),
        (("graph", "qqqq"), "was not recognised"),
        (("audit", "--table", "nope"), "there is no table"),
        (("audit", "--tier", "nope"), "no statement has the tier"),
    ],
)
def test_a_wrong_answer_is_status_one(home: Path, run: Run, words: tuple[str, ...], says: str) -> None:
    """Problems with data or answer are one sentence on the error stream, without a traceback."""
    status, out, err = run(*words)

    assert status == 1
    assert says in err
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("check",),
        ("check", "florbium", "--format", "xml"),
        ("check", "--nonsense", "florbium"),
        ("export",),
        ("serve", "--port", "99999999"),
        ("audit", "--sample", "0"),
        ("stats", "--format", "ttl"),
    ],
)
def test_wrong_usage_is_status_two(empty: Path, run: Run, words: tuple[str, ...]) -> None:
    """An unknown command or option, and a missing argument, are usage; nothing is built for them."""
    status, _, err = run(*words)

    assert status == 2
    assert "Usage" in err
    assert not empty.exists()


def test_a_query_runs_on_the_whole_graph(home: Path, run: Run) -> None:
    """Rows as JSON, CSV and table; ASK as true or false; a graph as Turtle; the query from input."""
    query = 'SELECT ?s { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> "florbium"@en }'

    assert json.loads(run("sparql", query, "-f", "json")[1]) == [{"s": "https://w3id.org/alkagraph/id/florbium"}]
    assert run("sparql", "-", "-f", "csv", typed=query)[1] == "s\nhttps://w3id.org/alkagraph/id/florbium\n"
    assert "1 rows" in run("sparql", query)[1]
    assert run("sparql", "ASK { ?s ?p ?o }")[1] == "true\n"
    assert "skos" in run("sparql", f"CONSTRUCT WHERE {query.partition('?s ')[2]}", "-f", "ttl")[1]


def test_a_picture_is_one_file(home: Path, run: Run, tmp_path: Path) -> None:
    """The page is written where asked and holds the names."""
    status, out, _ = run("graph", "florbium", "-o", str(tmp_path / "x.html"))

    assert status == 0
    assert "wrote" in out
    assert "zelkamine" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_an_export_is_the_graph(home: Path, run: Run, tmp_path: Path) -> None:
    """N-Quads are the bytes of the snapshot in force."""
    assert run("export", str(tmp_path / "all.nq"))[0] == 0
    assert (tmp_path / "all.nq").read_bytes() == snapshot.current(home).read_bytes()


def test_facts_of_ones_own_are_built_and_judged(tmp_path: Path, empty: Path, run: Run) -> None:
    """`build --facts` builds once and says when nothing has changed; `validate` builds nothing."""
    facts = str(world(tmp_path / "facts").facts_dir)
    assert run("validate", "--facts", facts)[:1] == (0,)
    assert not empty.exists()
    first, again = run("build", "--facts", facts), run("build", "--facts", facts)

    assert (first[0], again[0]) == (0, 0)
    assert "derived" in first[1]
    assert again[1].startswith("up to date")
    assert "up to date" not in run("build", "--facts", facts, "--force")[1]


def test_faults_are_listed_with_status_one(tmp_path: Path, empty: Path, run: Run) -> None:
    """`validate` lists every fault on the output; `build` stops and keeps the previous snapshot."""
    sources = world(tmp_path / "facts")
    snapshot.build(sources, empty)
    before = sorted(path.name for path in empty.iterdir())
    change(sources, ROLES, "toy-0205", object="cypz")
    facts = str(sources.facts_dir)

    status, out, err = run("validate", "--facts", facts)
    assert (status, "1 faults" in err) == (1, True)
    assert "roles.tsv, line 6, column “object”" in out
    status, _, err = run("build", "--facts", facts)
    assert (status, "nothing was built" in err) == (1, True)
    assert sorted(path.name for path in empty.iterdir()) == before


def test_an_empty_folder_of_facts_is_a_problem(tmp_path: Path, empty: Path, run: Run) -> None:
    """A wrong folder is status 1 with a remedy."""
    status, _, err = run("validate", "--facts", str(tmp_path))

    assert status == 1
    assert "Name a folder" in err


@pytest.mark.parametrize(("words", "status"), [(["--version"], 0), (["--help"], 0), (["nonsense"], 2)])
def test_the_module_is_the_command(tmp_path: Path, root: Path, words: list[str], status: int) -> None:
    """`python -m graph` is `alkagraph`, in a process of its own; without a terminal there is no colour."""
    environment = {**os.environ, "ALKAGRAPH_HOME": str(tmp_path), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-m", "graph", *words], capture_output=True, env=environment, check=False, timeout=300
    )

    assert done.returncode == status
    assert b"\x1b[" not in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


def test_a_check_takes_free_words(home: Path, run: Run) -> None:
    """Each argument may list several things; what was read, what was not, and what must be chosen are said."""
    status, out, err = run("check", "testazolam 4 mg tds, Calmolol 2 tablets", "Duplex 5 mg; lonelol 7 for pain")

    assert status == 1
    assert "testazolam: 4 mg, 3 times a day." in out
    assert "“Calmolol” 2 tablets: calmazepam is an ingredient." in out
    assert "In “lonelol 7 for pain” this was not understood: “7”, “pain”." in out
    assert "“Duplex” is a name of several things and is NOT checked. Which did you mean: calmazepam, lonelol?" in err


def test_a_check_reads_a_list_from_input(home: Path, run: Run) -> None:
    """A dash reads free words from input; a combination is a name for the other commands too."""
    status, out, _ = run("check", "-", "--format", "json", typed="1. testazolam 4 mg\n2. florbium 2 g bd\n")

    assert status == 0
    assert json.loads(out)["read"] == ["testazolam 4 mg", "florbium 2 g bd"]
    assert run("ask", "who-clears", "drug=Testaweak")[0] == 0
