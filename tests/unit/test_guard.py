"""The guard reads a query as the grammar does: words count as keywords only where they are keywords."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryFailed, QueryRefused
from graph.guard import Limits, QueryKind, QueryTooLarge, examine

HOSTILE = (
    "SERVICE",
    "LOAD",
    "INSERT",
    "DELETE",
    "FROM",
    "UNION",
    "{" * 120,
    "(" * 120,
    "!" * 300,
    "#",
    "<",
    ">",
    "'",
    '"',
)
NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,10}", fullmatch=True) | st.sampled_from(HOSTILE[:6])
#: Any text, with words and marks that would be refused if they were read as code.
TEXT = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), max_size=6).map(" ".join)


def _quoted(text: str, quote: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return quote + text + quote


@given(TEXT, st.sampled_from(["'", '"', "'''", '"""']))
def test_text_in_a_string_is_never_refused(text: str, quote: str) -> None:
    """Whatever stands in a string literal is data."""
    assert examine(f"SELECT ?s {{ ?s ?p {_quoted(text, quote)} }}").form == "select"


@given(st.text(max_size=80), TEXT)
def test_text_in_a_comment_is_never_refused(text: str, hostile: str) -> None:
    """Whatever stands behind # is no part of the query."""
    comment = (text + hostile).replace("\r", " ").replace("\n", " ").replace("\\", "/")

    assert examine(f"ASK # {comment}\n{{ ?s ?p ?o }} # {comment}").form == "ask"


@given(NAME, NAME)
def test_a_name_is_never_a_keyword(first: str, second: str) -> None:
    """Variables, prefixed names, blank nodes, language tags and IRIs may be called like keywords."""
    query = (
        f"PREFIX {first}: <urn:{second}#> SELECT ?{first} ${second} {{ ?{first} {first}:{second} _:{second} ;"
        f" <http://{second}.org/{first}> 'x'@en . :{second} :{first}.{second} <{first}> }}"
    )

    assert examine(query) == QueryKind("select")


@given(st.sampled_from(["SERVICE", "service", "Service"]), st.sampled_from(["", " ", "\n", "#x\n", "SILENT "]))
def test_a_service_is_always_refused(word: str, gap: str) -> None:
    """SERVICE is found however it is written, nested or spaced."""
    for body in (f"{word} {gap}<urn:x> {{}}", f"{{ {{}} UNION {{ ?a ?b 'c'.{word} {gap}?x {{}} }} }}"):
        with pytest.raises(QueryRefused, match="SERVICE"):
            examine(f"SELECT * {{ {body} }}")


@given(st.binary(max_size=200))
def test_no_bytes_break_it(noise: bytes) -> None:
    """Any bytes are either a query or refused in the error family."""
    for query in (noise, b"SELECT * { ?s ?p ?o } " + noise):
        with suppress(QueryFailed, QueryRefused):
            examine(query)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "select"),
        ("ask{}", "ask"),
        ("PREFIX a: <urn:a>\nBASE <urn:b>\nCONSTRUCT WHERE { ?s ?p ?o }", "construct"),
        ("# SELECT\nDESCRIBE <urn:x>", "describe"),
        ("PREFIX select: <urn:x> PREFIX insert: <urn:y> ASK { ?s select:load insert:drop }", "ask"),
        ("SELECT * { FILTER(?a<?b && ?c>?d || ?e!=?f) }", "select"),
        ("SELECT * { ?s ?p '''it's ''SERVICE'' {''' }", "select"),
        ("SELECT * { ?s a:b\\-c.d ?o ; a:%41 -1.5e3 }", "select"),
    ],
)
def test_the_form_is_told(query: str, form: str) -> None:
    """The form is the first word behind the prologue."""
    assert examine(query).form == form


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX a: <urn:a> WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        *(f"{word} <urn:g>" for word in ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")),
        "SELECT * {} ; INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "SELECT * FROM <file:///etc/passwd> {}",
        "PREFIX a: <http://example.org/> SELECT * FROM a:b {}",
        "SELECT * FROM NAMED <https://w3id.org/alkagraph/graph/derived> {}",
        "SELECT * { ?s ?p '\\u0022' } \\u0053ERVICE",
        'SELECT * { ?s ?p "\\u0022 " . SERVICE <urn:x> {} " }',
    ],
)
def test_what_is_never_done_is_refused(query: str) -> None:
    """Updates, remote calls and foreign graphs are refused."""
    with pytest.raises((QueryRefused, QueryFailed)):
        examine(query)


def test_from_tells_our_graphs() -> None:
    """FROM may name the five graphs, by IRI or prefixed name."""
    graph = "https://w3id.org/alkagraph/graph/"
    query = f"PREFIX g: <{graph}> SELECT * FROM g:derived FROM <{graph}asserted> {{}}"  # noqa: S608 (SPARQL)

    assert examine(query).default_graphs == (f"{graph}derived", f"{graph}asserted")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p '" + "x" * 20_000 + "' }",
        "SELECT (" + "(" * 101 + "1" + ")" * 101 + " AS ?x) {}",
        "SELECT * " + "{" * 101 + "}" * 101,
        "SELECT * { ?s ?p " + "[ ?p " * 101 + "1" + "]" * 101 + " }",
        "SELECT * { {}" + "UNION{}" * 201 + " }",
        "SELECT (" + "!" * 201 + "1 AS ?x) {}",
        "SELECT (1" + "||1" * 201 + " AS ?x) {}",
        "SELECT (1" + "&&1" * 201 + " AS ?x) {}",
        "SELECT (1" + "+1" * 201 + " AS ?x) {}",
        "SELECT * { ?s <p:p>" + "/<p:p>" * 201 + " ?o }",
        "SELECT * { VALUES ?x {" + " 1" * 2001 + "} }",
        "SELECT * {" + "?s ?p ?o." * 301 + "}",
    ],
    ids=lambda query: query[:30],
)
def test_what_would_exhaust_a_parser_is_refused(query: str) -> None:
    """Length, depth and chains have bounds."""
    with pytest.raises(QueryTooLarge, match=r"at most|more than"):
        examine(query)


def test_bounds_can_be_set() -> None:
    """A limit given is the limit used."""
    with pytest.raises(QueryTooLarge, match="at most 10 "):
        examine("SELECT * {}", limits=Limits(length=10))


@pytest.mark.parametrize(
    "unit",
    ["a.", "'''", "\"'", "<a", "a:.", "?a ", "((", "\\", "_:a.", "a-", "'\\", "\\u0041", "1.", "@a-", "<<", "'a\\"],
)
def test_no_text_takes_long(unit: str) -> None:
    """The longest text of any pattern is read in well under a second."""
    begun = time.perf_counter()
    with suppress(QueryFailed, QueryRefused):
        examine(("SELECT " + unit * 16_384)[:16_384])

    assert time.perf_counter() - begun < 1
