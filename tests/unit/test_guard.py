"""The guard reads a query as the grammar does: words count as keywords only where they are keywords."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryFailed, QueryRefused
from graph.guard import Limits, QueryKind, QueryTooLarge, examine
from tests.laws.sources import ROOT

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
        "SELECT * { ?s ?p '\\u0022' } \\u0053ERVICE",
        'SELECT * { ?s ?p "\\u0022 " . SERVICE <urn:x> {} " }',
    ],
)
def test_what_is_never_done_is_refused(query: str) -> None:
    """Updates and remote calls are refused."""
    with pytest.raises((QueryRefused, QueryFailed)):
        examine(query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("DEFINE input:inference 'x' SELECT * {}", "“DEFINE” is no word"),
        ("SELECT * { ?s ?p ?o OPTION (TRANSITIVE) }", "“OPTION” is no word"),
        ("SELECT * INTO ?x {}", "“INTO” is no word"),
        ("SELECT * { ?s ?p `1 + 1` }", "“`1 [+] 1` }” is nothing"),
        ('SELECT ?"x" {}', "cannot stand here"),
        ("SELECT * { {} LATERAL {} }", "“LATERAL” is no word"),
        ("SELECT * {\n ?s ?p }", "line 2, column 8: “}” cannot stand here"),
        ("SELECT * {", "line 1, column 11: the query ends here"),
        ("SELECT * {} {}", "line 1, column 13"),
        ("SELECT * { ?s ?p 'x }", "line 1, column 18: the ' here belongs to no string"),
        ("SELECT * { ?s ?p '''x'' }", "line 1, column 18: the ' here belongs to no string"),
        ("SELECT * { ?s ?p 'x\\q' }", "well escaped"),
        ("SELECT * { ?s ?p true.oops }", "line 1, column 23"),
        ("PREFIX a <urn:x> ASK {}", "expected a prefix"),
        ("ASK { FILTER(1 + ) }", "line 1, column 18"),
        ("", "begins with"),
        ("BASE <urn:x>", "begins with"),
    ],
)
def test_what_is_no_query_is_told_with_its_place(query: str, found: str) -> None:
    """A complaint says where and what."""
    with pytest.raises(QueryFailed, match=found):
        examine(query)


@pytest.mark.parametrize("query", ["ASK { FILTER(?a<?b&&?c>?d) }", "ASK { FILTER(?a<=5&&?b>=3) }"])
def test_the_longest_token_counts(query: str) -> None:
    """What can be an IRI is one, and the complaint says how to write the comparison that was meant."""
    with pytest.raises(QueryFailed, match="is an IRI; to compare, put a space behind the <"):
        examine(query)
    assert examine("ASK { FILTER(?a<<urn:b> && ?a< ?b&&?c>?d) }").form == "ask"


@pytest.mark.parametrize(
    "query",
    [
        "VERSION '1.2' ASK { << ?s ?p ?o ~ _:r >> ?q <<( ?s ?p 1 )>> }",
        "ASK { ?s ?p ?o ~ ?r {| ?q 'x'@ar--rtl |} . << ?s ?p << ?s ?p [] >> >> . }",
        "ASK { VALUES ?t { <<( <urn:a> <urn:b> -1 )>> } FILTER(isTRIPLE(<<( ?s ?p ?o )>>) || hasLANGDIR(?x)) }",
    ],
)
def test_triple_terms_are_read(query: str) -> None:
    """What SPARQL 1.2 adds is taken."""
    assert examine(query).form == "ask"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("\\u0053ELECT * {}", None),
        ("ASK { ?s ?p 'a\\u0022b' }", None),
        ("ASK { ?s ?p '\\u0027' }", None),
        ("ASK { ?s <urn:\\u0061> ?\\u0061 }", None),
        ("ASK { ?s ?p ?o } # \\u000A", None),
        ("ASK { ?s ?p ?o } # \\u000ASERVICE", QueryRefused),
        ("ASK { # \\u000ASERVICE <urn:x> {}\n }", QueryRefused),
        ("ASK # \\u000AFROM <urn:x>\n {}", QueryRefused),
        ("ASK { ?s ?p \\u0022x\\u0022 }", QueryFailed),
        ("ASK { ?s ?\\u0061 '\\u0027 } SERVICE <urn:x> {} #' }", QueryFailed),
        ("ASK { \\u0053ERVICE <urn:x> {} }", QueryRefused),
        ("ASK FROM <urn:x\\U00110000> {}", None),
    ],
)
def test_an_escape_has_one_meaning(query: str, error: type[Exception] | None) -> None:
    """A codepoint escape is read before the grammar and inside IRIs and strings: both must be harmless and agree."""
    if error is None:
        assert examine(query).form in {"ask", "select"}
    else:
        with pytest.raises(error):
            examine(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p '" + "x" * 20_000 + "' }",
        "SELECT (" + "(" * 101 + "1" + ")" * 101 + " AS ?x) {}",
        "SELECT * " + "{" * 101 + "}" * 101,
        "SELECT * { ?s ?p " + "[ ?p " * 101 + "1" + "]" * 101 + " }",
        "SELECT * { ?s ?p " + "(" * 101 + ")" * 101 + " }",
        "SELECT * { ?s " + "(" * 101 + "<p:p>" + ")*" * 101 + " ?o }",
        "SELECT * { ?s ?p " + "<<(?s ?p " * 101 + "1" + ")>>" * 101 + " }",
        "SELECT * { ?s ?p 1" + "{| ?p 1" * 101 + "|}" * 101 + " }",
        "SELECT * { " + "{ SELECT * {" * 60 + "}}" * 60 + " }",
        "SELECT * { {}" + "UNION{}" * 201 + " }",
        "SELECT (" + "!" * 201 + "1 AS ?x) {}",
        "SELECT (" + "-" * 201 + "1 AS ?x) {}",
        "SELECT (1" + "||1" * 201 + " AS ?x) {}",
        "SELECT (1" + "&&1" * 201 + " AS ?x) {}",
        "SELECT (1" + "+1" * 201 + " AS ?x) {}",
        "SELECT * { ?s <p:p>" + "/<p:p>" * 201 + " ?o }",
        "SELECT * { ?s <p:p>" + "|<p:p>" * 201 + " ?o }",
        "SELECT * { ?s !(<p:p>" + "|<p:p>" * 201 + ") ?o }",
        "SELECT * { VALUES ?x {" + " 1" * 2001 + "} }",
        "SELECT * { VALUES (?x) {" + "(1)" * 1001 + "} }",
        "SELECT * { VALUES () {" + "()" * 2001 + "} }",
        "SELECT * {} VALUES ?x {" + " 1" * 2001 + "}",
        "SELECT * {" + "?s ?p ?o." * 301 + "}",
        "SELECT * { ?s ?p 1" + ",1" * 301 + "}",
        "SELECT * { ?s ?p (" + " 1" * 301 + ")}",
        "SELECT * {" + "{}" * 301 + "}",
        "CONSTRUCT {" + "?s ?p ?o." * 301 + "} {}",
        "SELECT" + " ?x" * 301 + " {}",
        "DESCRIBE" + " <urn:x>" * 301,
        "SELECT * {} ORDER BY" + " ?x" * 301,
        "SELECT ?x {} GROUP BY" + " ?x" * 301,
        "SELECT ?x {} GROUP BY ?x HAVING" + " (1)" * 301,
        "SELECT " + "(SUM(?x) AS ?y)" * 101 + " {}",
        "SELECT * { FILTER(1 IN (1" + ",1" * 1001 + ")) }",
        "SELECT (CONCAT(''" + ",''" * 1001 + ") AS ?x) {}",
    ],
    ids=lambda query: query[:40],
)
def test_what_would_exhaust_a_parser_is_refused(query: str) -> None:
    """Length, depth and chains have bounds."""
    with pytest.raises(QueryTooLarge, match=r"at most|line 1, column \d+: the query is too large: more than"):
        examine(query)


def test_the_page_tells_the_limits() -> None:
    """The table of limits in the documentation is the one in force."""
    text = (ROOT / "docs" / "sparql.md").read_text(encoding="utf-8")
    told = {name: int(number) for name, number in re.findall(r"^\| `(\w+)` \| (\d+) ", text, re.MULTILINE)}

    assert told == {field.name: getattr(Limits(), field.name) for field in fields(Limits)}


def test_bounds_can_be_set() -> None:
    """A limit given is the limit used."""
    with pytest.raises(QueryTooLarge, match="at most 10 "):
        examine("SELECT * {}", limits=Limits(length=10))
    with pytest.raises(QueryTooLarge, match=r"line 1, column 24: .* more than 1 arguments"):
        examine("ASK { FILTER(CONCAT(1, 2)) }", limits=Limits(arguments=1))
