"""The question library over HTTP: listed, asked by plain names, downloaded; and a new file is a new page."""

from __future__ import annotations

import html
import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from graph.queries import library
from tests.server.conftest import start

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}
NEW = """# Question: Which plants hold ?alkaloid, in a word?
# Input:    alkaloid, an alkaloid
# Output:   one row per plant
# Example:  alkaloid=zelkamine
# Topic:    my own
PREFIX ago: <https://w3id.org/alkagraph/schema#>
SELECT DISTINCT ?source ?relation ?target WHERE {
  VALUES ?alkaloid { UNDEF }
  ?source ago:contains ?alkaloid .
  BIND(ago:contains AS ?relation) BIND(?alkaloid AS ?target)
}
ORDER BY ?source
"""


def text(page: bytes) -> str:
    """Return what a reader sees of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def test_every_question_is_listed(toy: Server) -> None:
    """Each stands under its topic as a sentence; those of pages stand apart, at the end."""
    page = toy.ask("GET", "/questions", headers=BROWSER).body.decode()

    assert set(re.findall(r'href="/questions/([a-z0-9-]+)"', page)) == set(library())
    assert page.index("Questions that the pages ask") > page.rindex("<section")
    assert page.index('"/questions/codes"') < page.index("Questions that the pages ask")
    assert page.index('"/questions/edge-proof"') > page.index("Questions that the pages ask")


def test_another_question_is_named_by_its_words_and_linked(toy: Server) -> None:
    """What a row means is read as text: a question in it is a link, a column is in quotes, and no mark-up is seen."""
    page = toy.ask("GET", "/questions/interactions-of-drug?drug=testazolam", headers=BROWSER).body.decode()

    assert '<a href="/questions/evidence-for-interaction">“What was published on precipitant with object' in page
    assert "&lt;a " not in page
    assert "“strength” is" in text(toy.ask("GET", "/questions/inhibitors-of-enzyme?enzyme=CYPX", headers=BROWSER).body)


def test_questions_are_found_by_words(toy: Server) -> None:
    """Every word must occur; nothing found says so."""
    found = toy.ask("GET", "/questions?q=static%20Model%20people", headers=BROWSER).body.decode()
    none = toy.ask("GET", "/questions?q=xyzzy", headers=BROWSER)

    assert set(re.findall(r'href="/questions/([a-z0-9-]+)"', found)) == {"flagged-by-model"}
    assert "No question has these words" in text(none.body)


@pytest.mark.parametrize("name", sorted(library()))
def test_no_question_fails_in_another_world(toy: Server, name: str) -> None:
    """A graph that does not hold an example says which name it does not know, and every question has a page."""
    reply = toy.ask("GET", f"/questions/{name}", headers=BROWSER)

    assert reply.status == 200
    assert ("Not recognised" in text(reply.body)) is (b'id="answer"' not in reply.body)


def test_a_question_is_asked_by_a_name(toy: Server) -> None:
    """The address holds what was asked; the answer has labels with links, and says how many rows there are."""
    reply = toy.ask("GET", "/questions/alkaloids-of-product?product=flor+leaf", headers=BROWSER)
    page = reply.body.decode()

    assert reply.status == 200
    assert 'href="/id/zelkamine"' in page
    assert re.search(r"\d+ rows?", text(reply.body))
    assert 'value="flor leaf"' in page
    assert "/sparql#query=" in page


def test_an_unknown_name_is_told_with_what_looks_like_it(toy: Server) -> None:
    """Nothing is guessed: the name is shown, what looks like it is a link to the same question, the form stays."""
    reply = toy.ask("GET", "/questions/interactions-of-drug?drug=calmazepan", headers=BROWSER)
    page = reply.body.decode()

    assert reply.status == 404
    assert "“calmazepan”" in text(reply.body)
    assert 'href="/questions/interactions-of-drug?drug=calmazepam"' in page
    assert 'value="calmazepan"' in page
    assert "<table" not in page


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/questions/interaction-of-drug", 404, "Did you mean interactions-of-drug"),
        ("/questions/interactions-of-drug?medicine=x", 400, "it takes: drug"),
        ("/questions/interactions-of-drug?drug=" + "a" * 201, 400, "at most 200"),
        ("/questions/interactions-of-drug?drug=a&drug=b", 400, "give it once"),
        ("/questions/interactions-of-drug?show=poster", 400, "picture"),
        ("/questions?q=" + "a" * 201, 400, "at most 200"),
        ("/api/questions/interactions-of-drug?drug=asdfgh", 404, "not recognised"),
        ("/api/questions/interactions-of-drug?format=xls", 400, "csv"),
        ("/api/questions/relations-drawn?substance=zelkamine&format=csv", 406, "CONSTRUCT"),
    ],
)
def test_what_cannot_be_asked_is_said(toy: Server, path: str, status: int, said: str) -> None:
    """Each error names the field and the remedy, as a page and for programs."""
    reply = toy.ask("GET", path, headers={} if path.startswith("/api") else BROWSER)

    assert reply.status == status
    assert said in text(reply.body)


def test_an_answer_can_be_downloaded_whole(toy: Server) -> None:
    """CSV and JSON have every row, a graph comes as Turtle; the file has the name of the question."""
    path = "/api/questions/alkaloids-of-product?product=florbium&format="
    csv, json = toy.ask("GET", path + "csv"), toy.ask("GET", path + "json")
    turtle = toy.ask("GET", "/api/questions/relations-drawn?substance=zelkamine&format=ttl")

    assert csv.media_type == "text/csv"
    assert csv.headers["content-disposition"] == 'attachment; filename="alkaloids-of-product.csv"'
    assert len(csv.body.splitlines()) - 1 == len(json.json()["results"]["bindings"]) > 0
    assert turtle.media_type == "text/turtle"


def test_hostile_names_are_only_text(toy: Server) -> None:
    """What was typed comes back escaped, in the form, the error and the links."""
    bad = '"><script>alert(1)</script>\u202e'
    for path in (f"/questions/interactions-of-drug?drug={quote(bad)}", f"/questions?q={quote(bad)}"):
        page = toy.ask("GET", path, headers=BROWSER).body.decode()

        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_new_file_is_a_new_page(root: Path, toy_snapshot: Path, tmp_path: Path) -> None:
    """One file dropped into a copy of the questions is listed under its topic, runs, downloads and can be drawn."""
    for name in ("graph", "web", "ontology"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("facts", "__pycache__"))
    shutil.copy(root / "server.py", tmp_path / "server.py")
    (tmp_path / "ontology" / "queries" / "plants-with.rq").write_text(NEW, encoding="utf-8")
    process, running = start(tmp_path, toy_snapshot, PYTHONPATH=str(tmp_path))
    try:
        listed = running.ask("GET", "/questions", headers=BROWSER)
        page = running.ask("GET", "/questions/plants-with", headers=BROWSER)
        drawn = running.ask("GET", "/questions/plants-with?alkaloid=zelkamine&show=picture", headers=BROWSER)
        rows = running.ask("GET", "/api/questions/plants-with?alkaloid=zelkamine&format=csv")
    finally:
        process.terminate()
        process.wait(timeout=30)

    assert 'href="/questions/plants-with"' in listed.body.decode()
    assert "My own" in text(listed.body)
    assert "Which plants hold zelkamine , in a word?" in text(page.body)
    assert 'href="/id/florbium"' in page.body.decode()
    assert "<svg" in drawn.body.decode()
    assert b"id/florbium" in rows.body
