"""The SPARQL endpoint keeps the protocol: what is read from a request, what is refused, how answers are described."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

from graph import errors, guard
from tests.asgi import JSON, ROWS, Reply, Told, Workers, application, ask
from web import bodies
from web.endpoint import METHODS
from web.negotiation import GRAPHS, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

QUERY = "SELECT ?s { ?s ?p 'ü+ %41' }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
UTF_16 = {"Content-Type": "application/sparql-query; charset=UTF-16"}
CODED = {**DIRECT, "Content-Encoding": "gzip"}
ONE, TWO, THREE = "urn:g:1", "urn:g:2", "urn:g:3"


def one(workers: Workers | None = None, query: str | None = None, settings: Any = None, **request: Any) -> Reply:  # noqa: ANN401
    """Send one request to a new application."""
    return asyncio.run(ask(application(workers or Workers(), **(settings or {})), query, **request))


def refused(reply: Reply, status: int, error: str) -> None:
    """Hold a refusal against the one shape of errors."""
    told = json.loads(reply.body)
    assert (reply.status, told["status"], told["error"]) == (status, status, error)
    assert set(told) == {"error", "detail", "status", "request_id"}
    assert told["request_id"] == reply.headers["x-request-id"]
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "request_",
    [
        {"query": QUERY},
        {"given": f"query={quote(QUERY)}".encode()},
        {"method": "POST", "body": urlencode({"query": QUERY}).encode(), "headers": FORM},
        {"method": "POST", "body": f"query={quote(QUERY)}".encode(), "headers": FORM},
        {"method": "POST", "body": QUERY.encode(), "headers": DIRECT},
        {
            "method": "POST",
            "body": QUERY.encode(),
            "headers": {"Content-Type": "Application/SPARQL-query;charset=UTF-8"},
        },
        {"method": "POST", "body": [b"SELECT ?s ", b"{ ?s ?p '\xc3", b"\xbc+ %41' }"], "headers": DIRECT},
    ],
    ids=["get", "get-percent", "form", "form-percent", "direct", "direct-charset", "direct-parts"],
)
def test_every_way_to_ask_is_one_question(request_: dict[str, Any]) -> None:
    """GET, a form and a body give the worker the same text, decoded exactly once."""
    workers = Workers()
    reply = one(workers, **request_)

    assert (reply.status, reply.body) == (200, ROWS)
    assert [asked["query"] for asked in workers.asked] == [QUERY]
    assert (workers.asked[0]["default_graphs"], workers.asked[0]["named_graphs"]) == (None, None)
    assert workers.asked[0]["base"] == "http://graph.example/sparql"


GRAPHS_GIVEN = [("default-graph-uri", ONE), ("default-graph-uri", TWO), ("named-graph-uri", THREE)]


@pytest.mark.parametrize(
    "request_",
    [
        {"query": QUERY, "given": GRAPHS_GIVEN},
        {"method": "POST", "given": GRAPHS_GIVEN, "body": QUERY.encode(), "headers": DIRECT},
        {"method": "POST", "body": urlencode([("query", QUERY), *GRAPHS_GIVEN]).encode(), "headers": FORM},
        {
            "method": "POST",
            "given": GRAPHS_GIVEN[:1],
            "body": urlencode([("query", QUERY), *GRAPHS_GIVEN[1:]]).encode(),
            "headers": FORM,
        },
    ],
    ids=["get", "direct", "form", "address-and-form"],
)
def test_the_dataset_comes_with_the_request(request_: dict[str, Any]) -> None:
    """Graphs named in the address and in a form reach the worker, in their order."""
    workers = Workers()
    one(workers, **request_)

    assert [(asked["default_graphs"], asked["named_graphs"]) for asked in workers.asked] == [((ONE, TWO), (THREE,))]


@pytest.mark.parametrize(
    ("accept", "given", "table", "graph"),
    [
        (None, [], JSON, "text/turtle"),
        ("*/*", [], JSON, "text/turtle"),
        ("text/turtle", [], None, "text/turtle"),
        ("text/csv, application/trig;q=0.5", [], "text/csv", "application/trig"),
        ("application/n-quads;q=0.5, application/n-triples;q=0.4", [], None, "application/n-quads"),
        ("application/xml", [], "application/sparql-results+xml", "application/rdf+xml"),
        ("application/json", [], JSON, "application/ld+json"),
        ("image/png", [("format", "tsv")], "text/tab-separated-values", None),
        ("image/png", [("format", "json")], JSON, "application/ld+json"),
        ("image/png", [("format", "RDF")], None, "application/rdf+xml"),
        ("image/png", [("format", "text/csv")], "text/csv", None),
        ("text/csv", [("format", "")], "text/csv", None),
    ],
)
def test_the_worker_is_told_the_best_types(
    accept: str | None, given: list[tuple[str, str]], table: str | None, graph: str | None
) -> None:
    """The best table and the best graph are chosen before the form of the query is known; `format` outranks Accept."""
    workers = Workers()
    one(workers, QUERY, given=given, headers={"Accept": accept} if accept else {})

    assert (workers.asked[0]["table"], workers.asked[0]["graph"]) == (table, graph)


@pytest.mark.parametrize(
    ("status", "error", "request_"),
    [
        (400, "RequestInvalid", {"given": b"query=ASK%7B%7D&query=ASK%7B%7D"}),
        (400, "RequestInvalid", {"given": b"query=%FF"}),
        (400, "RequestInvalid", {"given": b"&".join([b"a=b"] * 101)}),
        (400, "RequestInvalid", {"given": b"default-graph-uri=urn:x"}),
        (400, "RequestInvalid", {"method": "POST", "body": b"quer=ASK", "headers": FORM}),
        (400, "RequestInvalid", {"method": "POST", "body": b"query=%FF", "headers": FORM}),
        (400, "RequestInvalid", {"method": "POST", "body": b"query=a", "headers": FORM, "query": QUERY}),
        (400, "RequestInvalid", {"method": "POST", "body": b"ASK{}", "headers": DIRECT, "query": QUERY}),
        (400, "QueryFailed", {"method": "POST", "body": b"ASK{'\xff'}", "headers": DIRECT}),
        (400, "QueryTooLarge", {"method": "POST", "body": b"x" * 17_000, "headers": DIRECT}),
        (403, "QueryRefused", {"given": b"update=CLEAR%20ALL"}),
        (403, "QueryRefused", {"given": b"query=ASK%7B%7D&using-graph-uri=urn:x"}),
        (403, "QueryRefused", {"method": "POST", "body": b"update=CLEAR+ALL&update=CLEAR+ALL", "headers": FORM}),
        (403, "QueryRefused", {"method": "POST", "headers": {"Content-Type": "application/sparql-update; a=b"}}),
        (405, "MethodNotAllowed", {"method": "PUT", "query": QUERY}),
        (405, "MethodNotAllowed", {"method": "DELETE"}),
        (406, "NotAcceptable", {"query": QUERY, "headers": {"Accept": "image/png"}}),
        (406, "NotAcceptable", {"query": QUERY, "given": [("format", "xls")]}),
        (406, "NotAcceptable", {"headers": {"Accept": "text/csv"}}),
        (413, "BodyTooLarge", {"method": "POST", "body": b"x" * 300_000, "headers": DIRECT}),
        (413, "BodyTooLarge", {"method": "POST", "headers": {**DIRECT, "Content-Length": "9" * 12}}),
        (414, "AddressTooLong", {"query": "x" * 60_000}),
        (415, "UnsupportedType", {"method": "POST", "body": b"ASK{}", "headers": {"Content-Type": "text/plain"}}),
        (415, "UnsupportedType", {"method": "POST", "body": b"ASK{}"}),
        (415, "UnsupportedType", {"method": "POST", "headers": UTF_16}),
        (415, "CodedBody", {"method": "POST", "body": gzip.compress(b"ASK{}"), "headers": CODED}),
    ],
)  # fmt: skip
def test_what_is_no_request_of_the_protocol_is_refused(status: int, error: str, request_: dict[str, Any]) -> None:
    """Each fault has its status and its name, and no worker hears of it."""
    workers = Workers()
    reply = one(workers, **request_)

    refused(reply, status, error)
    assert workers.asked == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.QueryFailed("not SPARQL"), 400),
        (guard.QueryTooLarge("too deep"), 400),
        (errors.QueryRefused("SERVICE"), 403),
        (errors.NotAcceptable("no table"), 406),
        (errors.AnswerTooLarge("too many rows"), 413),
        (errors.ServiceBusy("full"), 503),
        (errors.WorkerDied("gone"), 503),
        (errors.QueryTimedOut("10 s"), 504),
    ],
)
def test_what_a_worker_says_becomes_a_status(error: Exception, status: int) -> None:
    """Errors of the worker come out in the same shape, with when to come back if that helps."""
    reply = one(Workers(Told(error=error)), QUERY)

    refused(reply, status, type(error).__name__)
    assert ("retry-after" in reply.headers) is (status == 503)


def test_a_refusal_says_what_to_do() -> None:
    """405 lists the methods, 406 the media types, 415 the coding; what is not read is not kept open for."""
    assert one(method="PATCH").headers["allow"] == METHODS
    detail = json.loads(one(query=QUERY, headers={"Accept": "image/png"}).body)["detail"]
    assert [name for name in {*TABLES.values(), *GRAPHS.values()} if name not in detail] == []
    coded = one(method="POST", headers={**DIRECT, "Content-Encoding": "br"})
    assert coded.headers["accept-encoding"] == "identity"
    assert one(method="POST", body=b"x" * 300_000, headers=DIRECT).headers["connection"] == "close"


def test_a_slow_body_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not arrive in time gets 408."""
    monkeypatch.setattr(bodies, "PATIENCE_S", 0.01)

    async def story() -> Reply:
        endless = asyncio.Event()
        return await ask(application(Workers()), method="POST", body=[], headers=DIRECT, leaves=endless)

    refused(asyncio.run(story()), 408, "BodyTooSlow")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/plain", "text/plain"),
        ("text/plain, text/csv;q=0.5", "text/plain"),
        ("application/json, text/plain", "application/json"),
        ("image/png", "application/json"),
        ("text/html", "text/html"),
    ],
)
def test_an_error_is_readable(accept: str, media_type: str) -> None:
    """Errors come as JSON, as text to who reads text and no JSON, and as a page to a browser."""
    reply = one(query="", method="PUT", headers={"Accept": accept})

    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (405, media_type)
    assert reply.headers["x-request-id"] in reply.body.decode() or media_type == "text/html"


def test_an_answer_says_what_it_is() -> None:
    """Length, tag, what it varies by, how long it holds, the limits, and that anyone may read it."""
    headers = one(query=QUERY).headers

    assert headers["content-type"] == JSON
    assert headers["content-length"] == str(len(ROWS))
    assert headers["etag"].startswith('W/"')
    assert headers["vary"] == "Accept, Accept-Encoding"
    assert headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert headers["x-limits"] == "seconds=10, bytes=16777216, query-bytes=16384"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'"
    assert (
        one(Workers(Told(b"s\r\n", media_type="text/csv")), QUERY).headers["content-type"] == "text/csv; charset=utf-8"
    )


def test_head_is_get_without_a_body() -> None:
    """HEAD has the fields of GET, also of an answer that comes in parts."""
    get, head = one(query=QUERY), one(query=QUERY, method="HEAD")
    streamed = one(Workers(Told(b"a", b"b")), QUERY, method="HEAD")

    assert (head.status, head.body, head.whole) == (200, b"", True)
    assert {**head.headers, "x-request-id": ""} == {**get.headers, "x-request-id": ""}
    assert (streamed.status, streamed.body, streamed.whole) == (200, b"", True)


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}])
def test_options_lets_any_page_ask(headers: Mapping[str, str]) -> None:
    """A preflight is answered without a worker."""
    workers = Workers()
    reply = one(workers, method="OPTIONS", headers=headers)

    assert (reply.status, reply.headers["allow"], workers.asked) == (204, METHODS, [])
    assert reply.headers["access-control-allow-methods"] == METHODS
    assert "content-type" in reply.headers["access-control-allow-headers"].lower()
