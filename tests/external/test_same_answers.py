"""Every engine gives the same answers over the real graph: the library of questions and what competency cases ask.

The questions are written so that it is so (docs/external-servers.md lists what to keep clear of); how a server writes
a value is set right in one place, graph.replies.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from graph.choices import value_of
from graph.names import expand
from graph.queries import bind, library
from graph.store import Store
from tests.competency.cases import answer, cases

if TYPE_CHECKING:
    from graph.queries import Question
    from tests.competency.cases import Case

pytestmark = pytest.mark.slow

QUESTIONS = list(library().values())
#: Questions that a check asks about everything at once, with their inputs left open.
OPEN = ("clearance-roles", "interactions-of-drug", "members-of-class", "modifying-factors", "shaped-by-phenotype")
ROWS = "application/sparql-results+json"


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.name)
def test_a_question_has_the_same_answer(asked: Question, real: Store, real_memory: Store) -> None:
    """Its example gives the same terms in the same order, byte for byte; a CONSTRUCT the same statements."""
    compare(example(asked, real_memory), real, real_memory)


@pytest.mark.parametrize("name", OPEN)
def test_an_open_question_has_the_same_answer(name: str, real: Store, real_memory: Store) -> None:
    """So it does when it is asked about everything."""
    compare(bind(library()[name], {}), real, real_memory)


@pytest.mark.parametrize("case", [case for case in cases() if "command" not in case.asked], ids=lambda case: case.name)
def test_a_case_has_the_accepted_answer(case: Case, real: Store) -> None:
    """A check, with all that it gathers and derives, comes to the accepted answer."""
    assert answer(case, real) == case.expected


def compare(query: str, store: Store, memory: Store) -> None:
    """Assert that two stores answer a query alike."""
    if "CONSTRUCT" in query:
        assert Store.of([store.extract(query)]).dump() == Store.of([memory.extract(query)]).dump()
        return
    told, owed = store.answer(query, ROWS), memory.answer(query, ROWS)
    if told != owed:
        rows = [json.loads(answer)["results"]["bindings"] for answer in (told, owed)]
        assert sorted(map(str, rows[0])) == sorted(map(str, rows[1]))
        assert rows[0] == rows[1], "the order differs"
    assert told == owed


def example(asked: Question, store: Store) -> str:
    """Return a question with the values of its example."""
    given = {
        name: value_of(store, asked, name, value) if asked.choice(name) else expand(value)
        for name, value in asked.example.items()
        if not asked.takes_text(name)
    }
    return bind(asked, {name: [given.get(name, value)] for name, value in asked.example.items()})
