"""The rules on pairs of medicines, and the list of pairs by which they are judged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from graph import sheets
from graph.names import AGO, ontology_dir
from graph.resolve import names_of

if TYPE_CHECKING:
    from graph.store import Store

PAIRS = Path(__file__).parent / "alert_pairs.tsv"
#: Fewest pairs of each kind; fewer would say little.
LEAST = {"must_flag": 150, "must_not_interrupt": 70, "negative_control": 90}
#: Operational classes that interrupt at the default threshold.
STRICT = ("1", "2")
WEAK_REASON = f"""PREFIX ago: <{AGO}> SELECT ?rule {{
  ?rule a ago:InteractionRule ; ago:orcaClass ?class . FILTER(?class <= 2)
  FILTER NOT EXISTS {{ ?rule ago:restsOn ?a . ?a ago:stance ago:supports ; ago:citation ?work }} }}"""


def rules() -> list[dict[str, str]]:
    """Return the rows of the table of rules."""
    return sheets.rows_of(ontology_dir() / "facts" / "interaction-rules.tsv")[1]


def listed() -> list[dict[str, str]]:
    """Return the pairs of medicines with what is expected of each."""
    return sheets.rows_of(PAIRS)[1]


def test_a_rule_that_interrupts_tells_of_major_harm() -> None:
    """Advice to avoid goes with harm that is major or worse, and is a proposal until somebody signed it."""
    strict = [row for row in rules() if row["orca_class"] in STRICT]

    assert strict
    assert [row["id"] for row in strict if row["severity"] not in {"major", "contraindicated"}] == []
    assert [row["id"] for row in strict if bool(row["reviewed_by"]) != bool(row["reviewed_on"])] == []


def test_a_rule_that_interrupts_rests_on_a_source(graph: Store) -> None:
    """Each rule of class 1 or 2 rests on a statement that supports it and names its source."""
    assert [row["rule"] for row in graph.select(WEAK_REASON)] == []


def test_a_rule_on_an_amount_has_two_different_sides() -> None:
    """Side A changes the amount of side B, so nothing stands on both."""
    both = [
        row["id"]
        for row in rules()
        if row["effect"] in {"raises_exposure", "lowers_exposure"}
        and set(row["side_a"].split("|")) & set(row["side_b"].split("|"))
    ]

    assert both == []


def test_the_list_of_pairs_is_whole() -> None:
    """Enough pairs of each kind, none twice in whatever order, each with the text it was taken from."""
    pairs = listed()
    ends = [frozenset((row["drug_a"], row["drug_b"])) for row in pairs]
    kinds = Counter(row["expected"] for row in pairs)

    assert set(kinds) == set(LEAST)
    assert {kind: count for kind, count in kinds.items() if count < LEAST[kind]} == {}
    assert [sorted(one) for one, count in Counter(ends).items() if count > 1 or len(one) == 1] == []
    assert [row for row in pairs if not row["source"]] == []


def test_the_names_of_the_pairs_are_known(graph: Store) -> None:
    """A pair of unknown medicines would be counted out and test nothing."""
    written = sorted({row[end] for row in listed() for end in ("drug_a", "drug_b")})
    known = names_of(graph)

    assert [name for name in written if not known.exact(name)] == []
