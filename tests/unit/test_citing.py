"""What a check cites, for reference managers, and the check as text and as a table."""

from __future__ import annotations

import csv
import io
import re

import pytest

from graph.checker import CheckRequest, check
from graph.citing import MAX_WORKS, Work, bibtex, cited, ris, works_of
from graph.errors import RequestInvalid
from graph.jobs import checks
from graph.takeaway import as_csv, as_text
from tests.strategies import toy_store

TEXT = "florbium 2 g, testazolam, Testixx"
HOSTILE = Work(
    "toy-2001-\\evil}",
    author="O'Neil & {Sons}",
    year="2001",
    title="50% of $x_1$ ~ #1 \\input{x}\nER  - \nTY  - BOOK ^2 \u202eé",
    doi="10.1000/a_{b}\\c",
    url="https://example.org/a b?c=1&d=%20",
)


def report() -> dict[str, object]:
    """Check a list with a name that nobody knows."""
    return check(toy_store(), CheckRequest.of_text(TEXT))


def test_every_citation_of_a_report_is_listed_once() -> None:
    """Statements, rules and bands are followed; each work is described as the graph does."""
    works = works_of(toy_store(), report())

    assert [one.id for one in works] == sorted({one.id for one in works})
    assert {"abel-2001-toy-leaf", "bell-2002-toy-trial"} <= {one.id for one in works}
    bell = next(one for one in works if one.id == "bell-2002-toy-trial")
    assert (bell.author, bell.year, bell.title, bell.doi) == ("Bell", "2002", "Toy trial in people", "10.1000/toy.2")
    assert works_of(toy_store(), {}) == []


def test_a_report_never_cites_without_end() -> None:
    """More works than the bound are not written."""
    told = {str(number): {"citation": {"id": f"w-{number}"}} for number in range(MAX_WORKS + 5)}

    assert len(cited({"statements": told})) == MAX_WORKS


def test_ris_has_one_tag_a_line() -> None:
    """Nothing in a title can end a record or begin another; every record goes from TY to ER, with CRLF."""
    text = ris([HOSTILE, Work("bare")])
    lines = text.split("\r\n")

    assert lines.pop() == ""
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert [line[:2] for line in lines].count("TY") == [line[:2] for line in lines].count("ER") == 2
    assert lines[0] == "TY  - JOUR"
    assert "TY  - ELEC" in lines


def test_bibtex_escapes_what_latex_would_read() -> None:
    """Braces stay balanced whatever a title holds, and specials are escaped outside of addresses."""
    text = bibtex([HOSTILE, Work("bare")])
    plain = text.replace(r"\{", "").replace(r"\}", "")
    title = next(line for line in text.splitlines() if line.startswith("  title"))

    assert plain.count("{") == plain.count("}")
    assert text.startswith("@article{toy-2001--evil-,\n")
    assert "@misc{bare}\n" in text
    assert r"50\% of \$x\_1\$ \textasciitilde{} \#1 \textbackslash{}input\{x\}" in title
    assert r"author = {{O'Neil \& \{Sons\}}}" in text
    assert "doi = {10.1000/a_%7Bb%7D%5Cc}" in text
    assert "url = {https://example.org/a%20b?c=1&d=%20}" in text


def test_the_text_says_what_is_not_checked() -> None:
    """What was taken, what was not recognised, and every pair stand in it."""
    text = as_text(report())

    assert text.startswith("Checked: florbium 2 g; testazolam.\n“Testixx” was not recognised and is NOT checked.")
    assert "▲ florbium → testazolam" in text or "  florbium → testazolam" in text


def test_the_table_has_a_row_a_pair() -> None:
    """Each row names its pair, answer and sources."""
    told = report()
    rows = list(csv.DictReader(io.StringIO(as_csv(told))))

    assert len(rows) == len(told["pairs"])  # type: ignore[arg-type]
    row = next(one for one in rows if (one["precipitant"], one["object"]) == ("florbium", "testazolam"))
    assert "1.39" in row["observed"]
    assert "bell-2002-toy-trial" in row["sources"].split()


@pytest.mark.parametrize("kind", sorted(checks.CARRIED))
def test_a_job_carries_each_form(kind: str) -> None:
    """Each form is text in UTF-8; another is refused by name."""
    asked = {"request": {"text": TEXT}, "data_version": "x"}

    assert checks.carried_check(toy_store(), {**asked, "kind": kind}).decode()
    with pytest.raises(RequestInvalid, match="choose one of"):
        checks.carried_check(toy_store(), {**asked, "kind": "exe"})
