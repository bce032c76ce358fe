"""The graph answers what pharmacists and teachers ask, and every question of its library has an answer."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final

import pytest

from graph import snapshot
from graph.choices import value_of
from graph.names import expand
from graph.queries import bind, library
from graph.store import TABLE_TYPES, Store
from tests.competency.cases import answer, cases

if TYPE_CHECKING:
    from graph.queries import Question
    from tests.competency.cases import Case

CASES: Final = cases()
QUESTIONS: Final = list(library().values())


@pytest.fixture(scope="session")
def store() -> Store:
    """Return the graph as it is built from the facts."""
    return Store.open(snapshot.ensure())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_answer_is_the_accepted_one(case: Case, store: Store) -> None:
    """The whole answer equals the accepted one, number by number and source by source."""
    found = answer(case, store)
    if found != case.expected:
        lines = difflib.unified_diff(
            case.expected.splitlines(), found.splitlines(), "accepted", "found", lineterm="", n=1
        )
        told = "\n".join(lines)
        pytest.fail(
            f"the answer changed:\n{told}\n\nCompare each changed number with its source. If the new answer is right:"
            f"\n    python -m tests.competency.accept {case.name}",
            pytrace=False,
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_asks_in_human_words(case: Case) -> None:
    """A case has a number of its own, and a question that ends with a question mark in its first paragraph."""
    first = (case.folder / "question.md").read_text(encoding="utf-8").strip().split("\n\n")[0]

    assert re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", case.name)
    assert sum(other.name[:2] == case.name[:2] for other in CASES) == 1
    assert "?" in first


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.name)
def test_a_question_of_the_library_has_an_example(asked: Question) -> None:
    """A question with inputs names an example value for each of them, so that anybody can try it."""
    assert asked.example.keys() == asked.inputs.keys(), f"write a line “# Example: …” into {asked.name}.rq"


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.name)
def test_a_question_of_the_library_has_a_topic(asked: Question) -> None:
    """A question says what it is about in a word that another question uses too: pages and programs group by it."""
    topics = [other.topic for other in QUESTIONS]

    assert topics.count(asked.topic) > 1, f"write a line “# Topic: …” into {asked.name}.rq: {sorted({*topics} - {''})}"


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.name)
def test_a_question_of_the_library_is_answered(asked: Question, store: Store) -> None:
    """Its example gives at least one row, and no row twice."""
    text = _example(asked, store)
    if "CONSTRUCT" in text:
        assert store.answer(text, "application/n-triples")
        return
    rows = store.select(text)

    assert rows
    assert len({tuple(sorted(row.items())) for row in rows}) == len(rows)


@pytest.mark.parametrize("asked", [q for q in QUESTIONS if "CONSTRUCT" not in q.text], ids=lambda asked: asked.name)
def test_a_question_of_the_library_has_an_order(asked: Question, store: Store) -> None:
    """Its rows come in an order, and asking twice gives the same bytes."""
    assert "ORDER BY" in asked.text
    text, csv = _example(asked, store), "text/csv"
    assert csv in TABLE_TYPES
    assert store.answer(text, csv) == store.answer(text, csv)


def _example(asked: Question, store: Store) -> str:
    given = {
        name: value_of(store, asked, name, value) if asked.choice(name) else expand(value)
        for name, value in asked.example.items()
        if not asked.takes_text(name)
    }
    return bind(asked, {name: [given.get(name, value)] for name, value in asked.example.items()})
