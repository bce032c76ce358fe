"""A verdict is remembered by what is left of a query: it is the one that reading it anew would give."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import QueryFailed, QueryRefused
from graph.guard import examine
from graph.guard import verdict as judging
from graph.guard.limits import DEFAULT, Limits
from graph.guard.outline import LONGEST, outline
from graph.guard.tokens import cut
from graph.names import Dataset
from tests.unit.test_guard_grammar import queries

#: What may hide the beginning or the end of an IRI, a string or a comment.
PIECES = (
    *("<", ">", "<<", "<<(", ")>>", "<=", "'", "''", "'''", '"', '""', '"""', "#", "\n", " ", "\x00", "é"),
    *("<urn:x>", "<'x>", "'<x>'", "'x'", '"x"', "x", "?x", "1", "@en", "p:x", "_:b", "SERVICE"),
    *("{", "}", "(", ")", "&&", "^^", "a", ";"),
)


def _verdict(query: str) -> object:
    try:
        return examine(query, base="http://base/")
    except (QueryFailed, QueryRefused) as error:
        return type(error), str(error)


def _anew(query: str) -> object:
    judging._verdicts.clear()
    return _verdict(query)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASK { ?s ?p <urn:a> } # a", "ASK { ?s ?p <> } #"),
        ("ASK { ?s ?p 'a<b' }", "ASK { ?s ?p '#' }"),
        ("ASK { ?s ?p '''a'b''' }", "ASK { ?s ?p '''''' }"),
        ('ASK { ?s ?p """a"b""" }', 'ASK { ?s ?p """<x>""" }'),
        ("PREFIX p: <urn:a> ASK { ?s ?p p:x FILTER(1 < 2) }", "PREFIX p: <b> ASK { ?s ?p p:x FILTER(1 < 2) }"),
    ],
)
def test_queries_that_speak_of_other_things_have_one_outline(one: str, other: str) -> None:
    """IRIs, strings and comments are left out, whatever is in them."""
    assert outline(one) == outline(other)
    assert examine(one) is examine(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASK { ?s ?p <a> }", "ASK { ?s ?p 'a' }"),
        ("ASK { ?s ?p 'a' }", 'ASK { ?s ?p "a" }'),
        ("ASK { ?s ?p 'a' }", "ASK { ?s ?p 'a', 'b' }"),
        ("ASK { ?s ?p 'a' # b\n}", "ASK { ?s ?p 'a # b\n}"),
        ("ASK { FILTER(?a <'x y') }", "ASK { FILTER(?a <'x>y') }"),
        ("ASK { ?s ?p 'a\x00' }", "ASK { ?s ?p '\x00a }"),
    ],
)
def test_other_queries_have_another(one: str, other: str) -> None:
    """What kind of token stands where is kept."""
    assert outline(one) != outline(other)


@pytest.mark.parametrize("query", ["ASK { ?s ?p 'a\\'b' }", "ASK { ?s ?p p:a\\# }", "ASK {}" + " " * LONGEST])
def test_some_have_none(query: str) -> None:
    """A backslash can hide where a string ends; a long query is read each time."""
    assert outline(query) is None


def test_graphs_and_calls_are_read_each_time() -> None:
    """Where an IRI decides, it is looked at."""
    for name in "ab":
        assert examine(f"ASK FROM <urn:{name}> {{}}").dataset == Dataset((f"urn:{name}",))
    cast = "ASK {{ FILTER <http://www.w3.org/2001/XMLSchema#{name}>(1) }}"
    examine(cast.format(name="integer"))
    with pytest.raises(QueryRefused, match="called as a function"):
        examine(cast.format(name="other"))


def test_few_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers cannot fill the memory."""
    monkeypatch.setattr(judging, "MOST", 3)
    judging._verdicts.clear()
    for number in range(10):
        examine(f"ASK {{ ?s ?p {number} }}")

    assert len(judging._verdicts) <= 3


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(queries(), st.data())
def test_the_verdict_is_that_of_reading(query: str, data: st.DataObject) -> None:
    """What a query before left behind never changes what is said of another that was made from it."""
    wanted = _anew(query)
    place = data.draw(st.integers(0, len(query)))
    spoilt = query[:place] + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=4))) + query[place:]
    after = _verdict(spoilt)

    assert _verdict(query) == wanted
    assert after == _anew(spoilt)


@given(st.lists(st.sampled_from(PIECES)), st.lists(st.sampled_from(PIECES)))
def test_equal_outlines_mean_equal_kinds(one: list[str], other: list[str]) -> None:
    """Of two texts with one outline either both are cut into tokens of the same kinds, or neither is a query."""
    kinds = [cut("".join(text))[1] for text in (one, other)]
    if outline("".join(one)) == outline("".join(other)) and "UNKNOWN" not in kinds[0]:
        assert kinds[0] == kinds[1]


def test_the_limits_belong_to_it() -> None:
    """A query that one may ask is not thereby allowed to another."""
    assert examine("ASK { ?s ?p 7 }", limits=DEFAULT) == examine("ASK { ?s ?p 7 }")
    with pytest.raises(QueryRefused, match="too large"):
        examine("ASK { ?s ?p 7 }", limits=Limits(depth=0))
