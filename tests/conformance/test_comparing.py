"""The comparison itself: it must find every kind of difference, and none where there is none."""

from __future__ import annotations

import pytest

from tests.conformance.comparing import differences, out_of_order, read

HEAD = "?a\t?b\n"


def _rows(*lines: str) -> str:
    return HEAD + "".join(line + "\n" for line in lines)


@pytest.mark.parametrize(
    ("wanted", "found", "strict", "by_value"),
    [
        (_rows("1\t2", "3\t4"), _rows("3\t4", "1\t2"), True, True),
        (_rows("1\t2"), _rows("1\t3"), False, False),
        (_rows("1\t2"), _rows("1\t2", "1\t2"), False, False),
        (_rows("1\t2", "1\t2"), _rows("1\t2", "3\t4"), False, False),
        (_rows("1\t"), _rows("\t1"), False, False),
        (_rows("_:x\t_:x", "_:y\t_:z"), _rows("_:a\t_:b", "_:c\t_:c"), True, True),
        (_rows("_:x\t_:x"), _rows("_:a\t_:b"), False, False),
        (_rows("_:x\t1", "_:y\t1"), _rows("_:a\t1", "_:a\t1"), False, False),
        (_rows("2.50\t1e0"), _rows("2.5\t1.0E0"), False, True),
        (_rows("2.5\t1"), _rows('2.5\t"1"^^<http://www.w3.org/2001/XMLSchema#int>'), False, False),
        (_rows('"2.50"\t1'), _rows('"2.5"\t1'), False, False),
        (_rows('"x"@en\t1'), _rows('"x"\t1'), False, False),
        (HEAD, "?a\n", False, False),
    ],
)
def test_rows_are_compared_as_multisets(wanted: str, found: str, *, strict: bool, by_value: bool) -> None:
    """Order and names of blank nodes do not matter; everything else does, and spelling only to the strict one."""
    answers = [read(text.encode(), "text/tab-separated-values") for text in (wanted, found)]

    assert (not differences(*answers, lax=False, by_value=False)) == strict
    assert (not differences(*answers, lax=False, by_value=True)) == by_value


def test_graphs_are_compared_up_to_blank_nodes() -> None:
    """The names of blank nodes do not matter, how they hang together does."""
    texts = ("_:a <urn:p> _:b .\n_:b <urn:p> _:a .", "_:x <urn:p> _:y .\n_:y <urn:p> _:x .", "_:x <urn:p> _:x .")
    first, same, other = (read(text.encode(), "application/n-triples") for text in texts)

    assert differences(first, same, lax=False, by_value=False) == ""
    assert differences(first, other, lax=False, by_value=False) != ""


@pytest.mark.parametrize(
    ("clause", "lines", "right"),
    [
        ("ORDER BY ?a", ("1\t5", "1\t6", "2\t7"), True),
        ("ORDER BY ?a", ("2\t7", "1\t6", "1\t5"), False),
        ("order by DESC(?b) LIMIT 3", ("1\t6", "2\t7", "1\t5"), False),
        ("", ("2\t7", "1\t6", "1\t5"), True),
    ],
)
def test_rows_come_in_the_order_asked_for(clause: str, lines: tuple[str, ...], *, right: bool) -> None:
    """Where ORDER BY names columns, their values must come in the order expected; equal rows may change places."""
    wanted = read(_rows("1\t6", "1\t5", "2\t7").encode(), "text/tab-separated-values")
    found = read(_rows(*lines).encode(), "text/tab-separated-values")

    assert (out_of_order(f"SELECT * {{ ?a ?p ?b }} {clause}", wanted, found) == "") == right
