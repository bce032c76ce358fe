"""Negotiation follows RFC 9110: the closest range gives the weight, the server's order breaks ties."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import NotAcceptable
from web.negotiation import choose, wants_page

OFFERS = ["text/turtle", "application/n-triples", "text/csv"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/turtle"),
        ("text/*;q=0.5, application/n-triples", "application/n-triples"),
        ("text/turtle;q=0.2, text/csv;q=0.3", "text/csv"),
        ("text/turtle;q=0, */*", "application/n-triples"),
        ("text/*, text/turtle;q=0.1", "text/csv"),
        ("text/csv; charset=utf-8 ;q=0.9, text/turtle;q=0.8", "text/csv"),
        ("nonsense, text/csv", "text/csv"),
        ("text/turtle;q=high, text/csv", "text/csv"),
        ("text/html, */*;q=0.8", "text/turtle"),
    ],
)
def test_the_client_gets_what_it_wants_most(accept: str | None, expected: str) -> None:
    """Weights, wildcards, case and parameters are understood; what cannot be read is passed over."""
    assert choose(accept, OFFERS) == expected


@pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "text/html;q=1", "nonsense", "text/turtle;q=0"])
def test_nothing_fits(accept: str) -> None:
    """When the client takes none of the offers the error lists them."""
    with pytest.raises(NotAcceptable, match="text/turtle, application/n-triples, text/csv"):
        choose(accept, OFFERS)


@given(st.text(max_size=200))
def test_no_header_breaks_it(accept: str) -> None:
    """Any text is read as a header: an offer comes out, or NotAcceptable."""
    with suppress(NotAcceptable):
        assert choose(accept, OFFERS) in OFFERS


@given(st.permutations(["text/csv;q=0.9", "text/turtle;q=0.5", "*/*;q=0.1"]))
def test_the_order_of_ranges_never_matters(parts: list[str]) -> None:
    """Only weights and closeness decide."""
    assert choose(", ".join(parts), OFFERS) == "text/csv"


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", True),
        ("*/*", False),
        (None, False),
        ("application/json", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0", False),
    ],
)
def test_a_browser_is_known_by_its_wish(accept: str | None, *, page: bool) -> None:
    """Only a client that names HTML and likes it as much as JSON gets pages."""
    assert wants_page(accept) is page
