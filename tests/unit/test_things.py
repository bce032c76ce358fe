"""One thing told: names, properties, structure, and every statement about it with the place it takes in it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from graph.errors import NameUnresolved
from graph.names import iri
from graph.things import Json, structure_of, thing_of
from tests.strategies import toy_store


def told(slug: str, **narrowed: Any) -> Json:  # noqa: ANN401 - whatever narrows a thing
    """Return a thing of the toy world."""
    return thing_of(toy_store(), iri(slug), **narrowed)


def groups(thing: Json) -> dict[tuple[str, str], list[str]]:
    """Return the statements of a thing by place and relation."""
    return {(g["role"], g["relation"]): [one["id"] for one in g["statements"]] for g in thing["groups"]}


def test_a_thing_has_names_and_a_kind() -> None:
    """Label, synonyms and kind are the facts' words."""
    found = told("zelkamine")

    assert (found["label"], found["synonyms"], found["kind"], found["kinds"]) == (
        "zelkamine",
        ["florbine"],
        "alkaloid",
        ["Alkaloid"],
    )


def test_only_facts_are_facts() -> None:
    """What rules concluded is no property of the thing; what its table says is."""
    found = {fact["property"]: fact["values"] for fact in told("oxyzelkamine")["facts"]}

    assert set(found) == {"formula", "molarMass", "inchikey"}
    assert [one["text"] for one in found["formula"]] == ["C5H11NO"]


def test_statements_stand_by_place_and_relation() -> None:
    """Subject, object and way are kept apart, and each statement about the thing is among them."""
    assert groups(told("cypx1")) == {("object", "inhibits"): ["toy-0002"], ("via", "hasMetabolite"): ["toy-0005"]}


def test_a_citation_shows_what_was_taken_from_it() -> None:
    """A paper lists its statements, a review those that were read in it."""
    paper, review = told("abel-2001-toy-leaf"), told("carl-2004-toy-review")

    assert paper["label"] == "Toy leaf pharmacology"
    assert {role for role, _ in groups(paper)} == {"citation"}
    assert groups(review) == {("quoted_in", "inhibits"): ["toy-0011"]}
    assert paper["citation"] == "https://doi.org/10.1000/toy.1"


def test_a_statement_is_a_thing() -> None:
    """A statement has an address of its own and says everything there."""
    found = told("toy-0011")

    assert found["statement"]["source"] == "Abel 2001, as quoted in Carl 2004"
    assert (found["label"], found["groups"], found["facts"]) == (
        "zelkamine inhibits PUMPY, half-maximal inhibitory concentration",
        [],
        [],
    )


def test_two_things_together() -> None:
    """`other` keeps what has both, at either end or on the way."""
    assert groups(told("zelkamine", other="cypx1")) == {
        ("subject", "hasMetabolite"): ["toy-0005"],
        ("subject", "inhibits"): ["toy-0002"],
    }
    assert told("zelkamine", other="lonelol")["groups"] == []


def test_one_group_alone() -> None:
    """`relation` and `role` keep one group; `total` counts all."""
    found = told("zelkamine", relation="inactivates", role="subject")

    assert groups(found) == {("subject", "inactivates"): ["toy-0003"]}
    assert found["total"] > 1


def test_kin_is_shown() -> None:
    """A product names its forms."""
    assert {"label": "forms", "things": [{"id": "florbium-tea", "label": "florbium tea"}]} in told("florbium")["kin"]


def test_what_is_not_there_is_told() -> None:
    """A slug that nothing is said of is not recognised."""
    with pytest.raises(NameUnresolved, match="nobody"):
        told("nobody")


def test_a_structure_names_its_substance() -> None:
    """Title and description name the substance, its formula and its InChIKey."""
    found = structure_of(toy_store(), iri("oxyzelkamine"))
    text = " ".join(ET.fromstring(found["svg"]).itertext())  # noqa: S314 - our own drawing

    assert found["missing"] == ""
    for word in ("oxyzelkamine", "C5H11NO", "FLVFPAIGVBQGET-RXMQYKEDSA-N"):
        assert word in text


def test_a_missing_structure_is_said_in_words() -> None:
    """Without a SMILES there is no drawing and a sentence; what is no substance has no structure to miss."""
    found = structure_of(toy_store(), iri("zelkamine"))

    assert (found["svg"], found["missing"][:23]) == ("", "Structure not available")
    assert told("cypx1")["structure"] is None
