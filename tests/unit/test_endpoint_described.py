"""What is said of the SPARQL endpoint, to programs, to browsers and in the documentation, is what it does."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse

from tests.asgi import Reply, Workers, application, ask
from web import endpoint, sparql
from web.endpoint import METHODS
from web.errors import STATUS
from web.negotiation import GRAPHS, TABLES
from web.protocol import BODIES

if TYPE_CHECKING:
    import pytest
    from fastapi import Request


def one(workers: Workers, **request: Any) -> Reply:  # noqa: ANN401
    """Send one request to a new application."""
    return asyncio.run(ask(application(workers), **request))


def test_without_a_query_the_service_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program gets RDF in the form it likes best, a browser the page; parameters without a query are a mistake."""

    async def page(_request: object, example: str | None) -> HTMLResponse:
        return HTMLResponse(f"<form>{example}</form>")

    async def description(request: Request, media_type: str) -> bytes:
        return f"<{request.base_url}> <b> '{media_type}' .".encode()

    monkeypatch.setattr(sparql, "sparql_page", page)
    monkeypatch.setattr(endpoint, "service_description", description)
    described = one(Workers(), headers={"Accept": "text/turtle;q=0.5, application/n-triples"})
    shown = one(Workers(), given=[("example", "zel")], headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert described.headers["content-type"] == "application/n-triples"
    assert described.body == b"<http://graph.example/> <b> 'application/n-triples' ."
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["vary"] == "Accept, Accept-Encoding"
    assert shown.body == b"<form>zel</form>"


def test_the_interface_is_described_as_it_is() -> None:
    """The OpenAPI document lists the parameters, bodies and media types that the endpoint knows."""
    document = application(Workers()).openapi()["paths"]["/sparql"]
    names = {"query", "default-graph-uri", "named-graph-uri", "format"}

    assert {one_["name"] for one_ in document["get"]["parameters"]} == names
    assert {one_["name"] for one_ in document["post"]["parameters"]} == names - {"query"}
    assert set(document["post"]["requestBody"]["content"]) == set(BODIES)
    assert set(document["get"]["responses"]["200"]["content"]) == {*TABLES.values(), *GRAPHS.values()}
    assert {method.upper() for method in document} <= set(METHODS.split(", "))


def test_every_refusal_is_documented() -> None:
    """The table of errors in the documentation has each error of the endpoint beside its status, and no other."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "sparql.md").read_text(encoding="utf-8")
    told = {
        (int(row[1]), name)
        for row in re.finditer(r"^\| (\d{3}) \| (.+?) \|", text, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row[2])
    }
    elsewhere = {"NotFound", "NameUnresolved", "QuestionUnknown", "SnapshotMissing", "LessonBroken"}
    known = {(status, kind.__name__) for kind, status in STATUS.items()} | {(415, "CodedBody")}

    assert told == {(status, name) for status, name in known if name not in elsewhere}
