"""Every question of the library answers for readers: with its example, through the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from graph.answering import answered
from graph.queries import library
from graph.templates import environment
from web.questions import shown

if TYPE_CHECKING:
    from graph.store import Store

NAMES = sorted(library())


def asked(graph: Store, name: str, given: dict[str, str] | None = None, *, picture: bool = False) -> dict[str, Any]:
    """Return the answer to a question as the page gets it."""
    told: dict[str, Any] = json.loads(answered(graph, {"name": name, "given": given, "picture": picture}))
    return told


@pytest.mark.parametrize("name", NAMES)
def test_a_question_answers_with_its_example(graph: Store, name: str) -> None:
    """The example of each question is understood, finds something, and is shown as a page."""
    known = library()[name]
    assert set(known.inputs) == set(known.example), f"ontology/queries/{name}.rq: give each input an example"
    answer = asked(graph, name)

    assert answer["lost"] == []
    assert answer["total"], f"ontology/queries/{name}.rq: the example finds nothing"
    page = environment().get_template("question.html").render(data_version="", **shown(known, {}, answer))
    assert "<table" in page
    assert f"/api/questions/{name}?" in page


@pytest.mark.parametrize("name", [name for name in NAMES if not library()[name].is_internal])
def test_what_people_ask_has_a_topic(name: str) -> None:
    """A question for people stands under a topic; one for pages says that it is."""
    assert library()[name].topic, f"ontology/queries/{name}.rq: write a line # Topic:, or # For: pages"


def test_names_are_read_as_people_write_them(graph: Store) -> None:
    """A label, a brand and an id lead to the same answer, and the form shows the label."""
    by_id, by_label = (asked(graph, "inhibitors-of-enzyme", {"enzyme": text}) for text in ("cyp2d6", "CYP2D6"))

    assert by_id["query"] == by_label["query"]
    assert by_id["inputs"][0]["value"] == by_label["inputs"][0]["value"] == "CYP2D6"


def test_rows_that_are_arrows_are_drawn(graph: Store) -> None:
    """A question with source, relation and target, and one that gives a graph, have a picture of the same."""
    for name in ("neighbourhood", "relations-drawn"):
        answer = asked(graph, name, picture=True)

        assert answer["drawable"]
        assert answer["picture"]["rows"]
        assert "<svg" in answer["picture"]["picture"]
