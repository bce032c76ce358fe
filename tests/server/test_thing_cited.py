"""The page of a thing as linked data, as a citation and with its history: what is recorded, and nothing else."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from graph.names import iri

if TYPE_CHECKING:
    from tests.server.conftest import Server

BROWSER = {"Accept": "text/html"}


def linked(server: Server, slug: str) -> dict[str, Any]:
    """Return the linked data in the page of a thing."""
    page = server.ask("GET", f"/id/{slug}", headers=BROWSER).body.decode()
    found: dict[str, Any] = json.loads(
        re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0]
    )
    return found


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("florbium", "Substance"),
        ("oxyzelkamine", "MolecularEntity"),
        ("calmazepam", "Drug"),
        ("noggin", "AnatomicalStructure"),
        ("drowse", "MedicalCondition"),
        ("cypx", "BioChemEntity"),
        ("sedatoid", "DefinedTerm"),
        ("toy-0011", "Claim"),
    ],
)
def test_a_thing_has_a_type_that_fits(toy: Server, slug: str, kind: str) -> None:
    """Each page names its thing in the words of schema.org, under its IRI, with the licence and no empty value."""
    told = linked(toy, slug)

    assert (told["@context"], told["@type"], told["@id"]) == ("https://schema.org", kind, iri(slug))
    assert told["name"]
    assert told["subjectOf"]["license"].startswith("https://creativecommons.org/")
    assert "" not in told.values()


def test_a_molecule_and_a_claim_tell_more(toy: Server) -> None:
    """A molecule has its structure in letters; a claim names the work it appears in and what it is about."""
    molecule, claim = linked(toy, "oxyzelkamine"), linked(toy, "toy-0011")

    assert (molecule["molecularFormula"], molecule["smiles"]) == ("C5H11NO", "CN1CC[C@@H](O)C1")
    assert claim["appearance"]["@id"].startswith(iri("abel-2001-toy-leaf")[:30])
    assert claim["about"]
    assert claim["text"] == claim["name"]


def test_a_source_is_an_article_only_with_an_identifier(toy: Server) -> None:
    """What has no identifier of papers is a work of any kind."""
    kinds = {slug: linked(toy, slug)["@type"] for slug in ("abel-2001-toy-leaf", "table-2003-toy-roles")}

    assert set(kinds.values()) <= {"ScholarlyArticle", "CreativeWork"}


@pytest.mark.parametrize(("kind", "begins"), [("ris", b"TY  - "), ("bib", b"@")])
def test_a_statement_is_cited_with_its_source(toy: Server, kind: str, begins: bytes) -> None:
    """The file holds the source and the statement as this data version tells it; the page has the same in words."""
    reply = toy.ask("GET", f"/id/toy-0011/cite.{kind}")
    page = html.unescape(toy.ask("GET", "/id/toy-0011", headers=BROWSER).body.decode())

    assert reply.status == 200
    assert reply.body.startswith(begins)
    assert b"alkagraph-toy-0011" in reply.body
    assert b"data version" in reply.body
    assert f"http://127.0.0.1:{toy.port}/id/toy-0011".encode() in reply.body
    assert reply.headers["content-disposition"] == f'attachment; filename="toy-0011.{kind}"'
    assert "The source itself: " in page
    assert f'href="/id/toy-0011/cite.{kind}"' in page


@pytest.mark.parametrize("path", ["/id/nothing/cite.ris", "/id/florbium/cite.docx", "/id/a%2Fb/cite.ris"])
def test_what_cannot_be_cited_is_said(toy: Server, path: str) -> None:
    """A thing or a form that is not there is told as not found."""
    assert toy.ask("GET", path).status == 404


def test_history_tells_what_is_recorded(toy: Server) -> None:
    """How much it rests on, of which years, how often it was read; that no date is kept is said."""
    thing, rule = (
        " ".join(re.sub(r"<[^>]+>", " ", toy.ask("GET", f"/id/{slug}", headers=BROWSER).body.decode()).split())
        for slug in ("florbium", "sedatoid")
    )

    assert re.search(r"Rests on \d+ statements from \d+ sources?, published", thing)
    assert "read once" in thing
    assert "Not recorded in the graph" in rule
