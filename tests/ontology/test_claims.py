"""The claims of popular texts: all are there, each is found by its topic, and each verdict has its reasons."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from graph.claims import Wanted, claims
from graph.contradictions import contradictions, topics
from graph.load import Sources, load
from graph.names import GRAPH, iri, local
from graph.queries import ask
from graph.snapshot import fill
from tests.toy_world import rows_of

if TYPE_CHECKING:
    from graph.store import Store

TABLES = Sources().facts_dir / "claims"
CLAIMS = rows_of(TABLES / "claims.tsv")
TOPICS = {row["id"]: row for row in rows_of(TABLES / "topics.tsv")}
#: How many single claims each text was taken apart into.
COUNTS = {"seed0": 54, "seed1": 43, "seed2": 54, "seed3": 50, "seed4": 44}


@pytest.fixture(scope="module")
def stated() -> Store:
    """Return what the tables say, before any rule has run."""
    return fill(load(Sources()))


def broader(topic: str) -> set[str]:
    """Return a topic and every broader one."""
    wider = [name for name in TOPICS[topic]["broader"].split("|") if name]
    return {topic}.union(*(broader(name) for name in wider))


def test_every_text_has_its_claims() -> None:
    """No claim of a text is lost, and the ids of a text run without a gap."""
    assert Counter(row["document"] for row in CLAIMS) == COUNTS
    assert [row["id"] for row in CLAIMS] == [
        f"{text}-{number:03}" for text, count in COUNTS.items() for number in range(1, count + 1)
    ]
    assert {row["id"] for row in rows_of(TABLES / "documents.tsv")} == set(COUNTS)


def test_every_claim_is_found_by_its_topics(stated: Store) -> None:
    """A claim is found by each of its topics and by every broader one, and by no other."""
    expected: dict[str, set[str]] = {}
    for row in CLAIMS:
        for topic in (row["topic"], *filter(None, row["further_topics"].split("|"))):
            for name in broader(topic):
                expected.setdefault(name, set()).add(row["id"])
    found = {name: {local(row["claim"]) for row in ask(stated, "claims", topic=[iri(name)])} for name in TOPICS}

    assert found == expected


def test_every_topic_has_a_claim_and_a_way_up(stated: Store) -> None:
    """No topic is empty, and each stands below a topic that stands alone."""
    told = {one["name"]: one for one in topics(stated)}

    assert set(told) == {row["name"] for row in TOPICS.values()}
    assert [name for name, one in told.items() if not one["count"]] == []


def test_every_claim_shows_its_verdict_with_citations(stated: Store) -> None:
    """A verdict that takes a side comes with statements of that side, and each statement with its source and place."""
    needed = {"supported": "for", "partly_supported": "for", "contradicted": "against"}
    told = claims(stated, Wanted())["claims"]
    wrong = [
        claim["id"]
        for claim in told
        if claim["verdict"] in needed and needed[claim["verdict"]] not in {one["stance"] for one in claim["evidence"]}
    ]
    wrong += [
        f"{c['id']} {e['id']}" for c in told for e in c["evidence"] if not (e["citation"]["url"] and e["locator"])
    ]

    assert len(told) == sum(COUNTS.values())
    assert wrong == []


def test_verdicts_are_those_that_were_given() -> None:
    """The verdicts of the curators, counted: a change here is a change of opinion and belongs into the changelog."""
    assert Counter(row["verdict"] for row in CLAIMS) == {
        "supported": 77,
        "partly_supported": 73,
        "no_primary_evidence": 52,
        "contradicted": 14,
        "advice_not_fact": 29,
    }


def test_a_claim_is_one_short_sentence_of_our_own() -> None:
    """A claim ends like a sentence, is one, and is not told twice within a text."""
    wrong = [row["id"] for row in CLAIMS if not row["claim"].endswith(".") or ". " in row["claim"]]
    seen = Counter((row["document"], row["section"], row["claim"]) for row in CLAIMS)

    assert wrong == []
    assert [claim for claim, count in seen.items() if count > 1] == []


def test_contradictions_are_told_with_what_the_evidence_says(stated: Store) -> None:
    """All are there; each side names claims, and where both sides hold claims no claim is on both."""
    told = contradictions(stated)

    assert len(told) == 23
    assert all(one["one_side"] and one["finding"].endswith(".") for one in told)
    assert [one["id"] for one in told if len(set(one["claims"])) != len(one["claims"])] == []


@pytest.mark.slow
def test_nothing_but_the_claims_graph_speaks_of_claims(graph: Store) -> None:
    """No statement about or to a claim, text, topic or contradiction stands outside the graph of claims."""
    names = {row["id"] for table in sorted(TABLES.glob("*.tsv")) for row in rows_of(table)}
    values = " ".join(f"<{iri(name)}>" for name in sorted(names))
    outside = f"FILTER(?g != <{GRAPH}claims>)"
    rows = [
        row
        for pattern in ("?x ?p ?o", "?s ?p ?x")
        for row in graph.select(
            f"SELECT ?x ?g {{ VALUES ?x {{ {values} }} GRAPH ?g {{ {pattern} }} {outside} }} LIMIT 5"
        )
    ]

    assert rows == []
