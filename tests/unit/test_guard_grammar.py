"""The guard's parser follows its grammar: it takes what the rules make, never breaks, and never reads twice."""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import QueryFailed, QueryRefused
from graph.guard import DEFAULT, QueryTooLarge, examine
from graph.guard.grammar import Grammar, text
from graph.guard.iris import resolve
from graph.guard.parser import read
from graph.guard.tokens import AGGREGATES, END, FUNCTIONS, cut, offset
from tests.laws.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GRAMMAR = Grammar(text())
QUESTIONS = sorted((ROOT / "ontology" / "queries").glob("*.rq"))
XSD = "http://www.w3.org/2001/XMLSchema#"
#: How a token of a kind may be written; another kind is written as itself.
SPELLED = {
    "IRI": [f"<{XSD}string>", f"<{XSD}integer>"],
    "PNAME": ["x:integer", "x:\\-%41.b", "x:SERVICE"],
    "NAMESPACE": ["x:", "load:"],
    "BLANK": ["_:b", "_:SERVICE"],
    "VAR": ["?x", "$insert", "?été"],
    "STRING": ["'x'", '"SERVICE"', "'''it's'''", '""'],
    "NUMBER": ["1", "1.5", ".5", "1e0", "1.e-5"],
    "LANGTAG": ["@en", "@ar--rtl"],
    "FUNCTION": sorted(FUNCTIONS),
    "AGGREGATE": sorted(AGGREGATES),
    END: [""],
}

#: What would call out, begun and ended in all ways, and what opens or closes other tokens.
CALL = "SERVICE<http://127.0.0.1:9/>{}"
HOSTILE = (
    *(
        CALL,
        f"}}{CALL}",
        f"}} {CALL} #",
        f". {CALL} .",
        f"'{CALL}",
        f'"""{CALL}',
        f"#\n{CALL}",
        f"\\u0022 {CALL}",
        f"1{CALL}",
    ),
    *(f"a:b{CALL}", f" {CALL} ", f"<a{CALL}", f"\\u003E{CALL}", "SERVICE:x{", "SERVICEa:b{}", "<urn:f>(1)", ":f(1)"),
    *("'", '"', "'''", "<", ">", "#", "\n", "\\", "\\u0027", "\\u000A", "{", "}", "(", ")", ".", "a:", "_:b", "?"),
)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Draw a query from the rules; where it grows long each rule takes its shortest way."""
    shortest = _shortest()
    tokens: list[str] = []
    waiting = [GRAMMAR.start]
    while waiting:
        symbol = waiting.pop()
        if symbol not in GRAMMAR.rules:
            spelled = draw(st.sampled_from(SPELLED.get(symbol, [symbol, symbol.lower()])))
            tokens.append(spelled)
        elif len(tokens) + len(waiting) > 60:
            waiting += reversed(shortest[symbol])
        else:
            waiting += reversed(draw(st.sampled_from(GRAMMAR.rules[symbol])))
    return draw(st.sampled_from([" ", "\n", " # }{ SERVICE\n"])).join(tokens)


def _shortest() -> dict[str, tuple[str, ...]]:
    """Return for each rule the alternative that needs the fewest steps."""
    sizes = {symbol: 1 for symbol in GRAMMAR.first if symbol not in GRAMMAR.rules}
    chosen: dict[str, tuple[str, ...]] = {}
    while len(chosen) < len(GRAMMAR.rules):
        for name, alternatives in GRAMMAR.rules.items():
            known = [one for one in alternatives if all(symbol in sizes for symbol in one)]
            if known and name not in chosen:
                chosen[name] = min(known, key=lambda one: sum(sizes[symbol] for symbol in one))
                sizes[name] = 1 + sum(sizes[symbol] for symbol in chosen[name])
    return chosen


def test_the_grammar_is_decided_by_one_token() -> None:
    """No token begins two alternatives of a rule, and each name of the rules is a rule or a kind of token."""
    unclear = [
        (name, kind, GRAMMAR.choices(name, kind))
        for name in GRAMMAR.rules
        for kind in GRAMMAR.first[name] - {""}
        if len(GRAMMAR.choices(name, kind)) > 1
    ]
    kinds = {symbol for symbol in GRAMMAR.first if symbol not in GRAMMAR.rules}

    assert unclear == []
    assert [kind for kind in kinds if kind not in SPELLED and cut(kind)[1] != [kind, END]] == []


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(queries())
def test_what_the_rules_make_is_taken(query: str) -> None:
    """Every query made from the rules is accepted, or refused by name: a foreign function, or too large."""
    try:
        examine(query, base="http://base/")
    except QueryTooLarge as refusal:
        assert "too large" in str(refusal)  # noqa: PT017 (both outcomes are right)
    except QueryRefused as refusal:
        assert "is called as a function" in str(refusal)  # noqa: PT017
    except QueryFailed as failure:
        assert "prefix that is not declared" in str(failure)  # noqa: PT017


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(queries(), st.data())
def test_a_spoilt_query_breaks_nothing(query: str, data: st.DataObject) -> None:
    """Cut, doubled or strewn with marks, a query is read or refused in the error family, place included."""
    begin = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(begin, len(query)))
    noise = data.draw(
        st.sampled_from(["", "<", "'''", "\\", "}", "(", "SERVICE <urn:x> {}", "\\u0022", "a.b.", "\x00"])
    )
    spoilt = (
        query[:begin] + noise + data.draw(st.sampled_from(["", query[begin:end], query[begin:end] * 2])) + query[end:]
    )

    with suppress(QueryFailed, QueryRefused):
        examine(spoilt, base="http://base/")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(queries(), st.data())
def test_what_passes_makes_the_engine_call_nothing(query: str, data: st.DataObject) -> None:
    """Whatever is slipped into a query: for what the guard takes, the engine calls no server and no function."""
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(query)))
        query = query[:place] + data.draw(st.sampled_from(HOSTILE)) + query[place:]
    with suppress(QueryFailed, QueryRefused):
        examine(query, base="http://base/")
        with suppress(SyntaxError, ValueError):  # the engine is stricter about much
            answer = ox.Store().query(query, base_iri="http://base/")  # OSError and RuntimeError mean that it tried
            if not isinstance(answer, ox.QueryBoolean):
                assert all(row is not None for row in itertools.islice(answer, 20))


@given(queries())
def test_tokens_are_found_where_they_stand(query: str) -> None:
    """The place told for a token is the token's."""
    tokens, _ = cut(query)

    for count in range(1, len(tokens) + 1):
        assert query[offset(query, tokens[:count]) :].startswith(tokens[count - 1])


UNITS = (
    *("?s ?p ?o.", "?a,", "{}", "(", "((((", "!", "[", "[?p ", "{?s ?p ?o", "a:b/", "^a:b|", "'x'", "1 ", "UNION{}"),
    *(
        "'''",
        "\"'",
        "<a",
        "a:.",
        "\\",
        "_:a.",
        "a-",
        "'\\",
        "\\u0041",
        "1.",
        "@a-",
        "<<",
        "'a\\",
        "'''\\",
        "ask.",
        "?a<b:c>",
    ),
)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("before", ["SELECT * {", "SELECT (", "SELECT * { ?s ?p ", "SELECT * { ?s ", ""])
def test_the_work_grows_with_the_length_only(before: str, unit: str) -> None:
    """The steps taken for a text are bounded by its tokens, and its tokens by its characters."""
    whole = (before + unit * 16_384)[:16_384]
    tokens, kinds = cut(whole)

    assert "".join(tokens) == "".join(whole.split())
    assert len(tokens) == len(kinds) <= len(whole) + 1
    with suppress(QueryFailed, QueryRefused):
        examine(whole)


@given(queries())
def test_the_steps_are_few_for_each_token(query: str) -> None:
    """Between two tokens only as many states are passed over as stand open: few for each bracket."""
    with suppress(QueryFailed, QueryRefused):
        reading = read(query, DEFAULT)
        assert reading.steps <= 12 * len(reading.tokens)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_our_questions_are_taken(path: Path) -> None:
    """Every question of the library passes."""
    assert examine(path.read_text(encoding="utf-8")).dataset is None


REFERENCES = (
    *("g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", "g?y#s", ";x", "g;x", "", ".", "./", "..", "../"),
    *(
        "../g",
        "../..",
        "../../",
        "../../g",
        "../../../g",
        "/./g",
        "/../g",
        "g.",
        ".g",
        "..g",
        "./../g",
        "./g/.",
        "g/./h",
    ),
    *("g/../h", "g;x=1/./y", "g?y/./x", "g?y/../x", "g#s/../x", "urn:a/../b", "http:g", "a%2F..", "é"),
)


@pytest.mark.parametrize("base", ["http://a/b/c/d;p?q", "http://a", "file:///b/c"])
@pytest.mark.parametrize("reference", REFERENCES)
def test_references_are_resolved_as_the_engine_does(reference: str, base: str) -> None:
    """A relative IRI beside a base means what the engine takes it for (RFC 3986, section 5.4)."""
    rows = ox.Store().query(f"SELECT (STR(<{reference}>) AS ?iri) {{}}", base_iri=base)
    assert isinstance(rows, ox.QuerySolutions)

    assert [row["iri"].value for row in rows] == [resolve(reference, base)]
