"""The question library: what a file must say, and how values get into a query without ever becoming syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.errors import OntologyBroken, QuestionUnknown
from graph.names import iri
from graph.queries import ask, bind, library, question, read_question
from tests.strategies import toy_store

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """# Question: Who contains ?part, called ?label?
# Input:    part, the IRI of a constituent
# Input:    label, the text of a name
# Output:   one row per whole
# Example:  part=zelkamine; label=a=b
PREFIX ago: <https://w3id.org/alkagraph/schema#>
SELECT ?whole WHERE {
  VALUES ?part { UNDEF }
  VALUES ?label { UNDEF }
  ?whole ago:contains ?part
}
"""


def write(folder: Path, text: str) -> Path:
    """Write a question file."""
    path = folder / "wholes.rq"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_a_question(tmp_path: Path) -> None:
    """Name, wording, inputs, meaning of a row and example come from the file alone."""
    found = read_question(write(tmp_path, TEXT))

    assert found.name == "wholes"
    assert found.wording == "Who contains ?part, called ?label?"
    assert found.inputs == {"part": "the IRI of a constituent", "label": "the text of a name"}
    assert found.output == "one row per whole"
    assert found.example == {"part": "zelkamine", "label": "a=b"}
    assert found.takes_text("label")
    assert not found.takes_text("part")


def test_a_new_file_is_a_new_question(tmp_path: Path) -> None:
    """A file dropped into the folder of questions is listed and runs; no code knows it."""
    write(tmp_path, TEXT)
    found = library(tmp_path)
    rows = toy_store().select(bind(found["wholes"], {"part": [iri("zelkamine")]}))

    assert list(found) == ["wholes"]
    assert {"whole": iri("florbium")} in rows


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("# Question:", "question"),
        ("# Output:", "output"),
        ("VALUES ?part { UNDEF }", "slot VALUES ?part"),
    ],
)
def test_an_incomplete_question_names_its_file(tmp_path: Path, gone: str, words: str) -> None:
    """A question without wording, output or slot is a fault of the ontology."""
    with pytest.raises(OntologyBroken, match=r"wholes\.rq") as caught:
        read_question(write(tmp_path, TEXT.replace(gone, "# Gone:" if gone.startswith("#") else "")))
    assert words in str(caught.value)


def test_a_question_that_is_no_text_names_its_file(tmp_path: Path) -> None:
    """A file that is not UTF-8 is a fault of the ontology."""
    path = tmp_path / "wholes.rq"
    path.write_bytes(TEXT.encode() + b"\xff")

    with pytest.raises(OntologyBroken, match=r"wholes\.rq"):
        read_question(path)


@pytest.mark.parametrize("value", ['x" } DELETE', "> } ?s ?p <", "no iri", "", "a:b c", "a:b\nc", "a:{}", "a:\\u003e"])
def test_a_thing_must_be_an_iri(tmp_path: Path, value: str) -> None:
    """What is no IRI never reaches the query."""
    with pytest.raises(QuestionUnknown, match="must be the IRI"):
        bind(read_question(write(tmp_path, TEXT)), {"part": [value]})


@pytest.mark.parametrize("value", ['x" } DELETE', "back\\slash", "line\nend", "{ UNDEF }", "\\", "’"])
def test_a_text_stays_a_text(tmp_path: Path, value: str) -> None:
    """Whatever a text holds, the query stays the same question."""
    asked = read_question(write(tmp_path, TEXT.replace("SELECT ?whole", "SELECT ?whole ?label")))
    rows = toy_store().select(bind(asked, {"label": [value], "part": [iri("zelkamine")]}))

    assert {row["label"] for row in rows} == {value}


def test_only_inputs_can_be_given(tmp_path: Path) -> None:
    """An unknown input is refused with the list of those there are."""
    with pytest.raises(QuestionUnknown, match="it takes: part, label"):
        bind(read_question(write(tmp_path, TEXT)), {"whole": [iri("florbium")]})


def test_an_unknown_question_names_the_others() -> None:
    """The message is readable: no quotes of a KeyError around it."""
    with pytest.raises(QuestionUnknown) as caught:
        question("nonsense")
    assert str(caught.value).startswith("there is no question “nonsense”; the library has: ")
    assert "names" in str(caught.value)


def test_several_values_are_asked_at_once() -> None:
    """Rows of all values come back in one answer."""
    rows = ask(toy_store(), "kind-of", thing=[iri("florbium"), iri("cypx")])

    assert {row["thing"] for row in rows} == {iri("florbium"), iri("cypx")}


@pytest.mark.parametrize("name", library())
def test_every_question_runs_in_any_world(name: str) -> None:
    """A question of the library is valid as it stands, with its inputs open, whatever the graph holds."""
    asked = question(name)
    store = toy_store()

    assert asked.wording.endswith("?")
    if "CONSTRUCT" in asked.text or "DESCRIBE" in asked.text:
        store.answer(asked.text, "text/turtle")
    else:
        store.select(asked.text)
