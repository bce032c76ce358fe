"""What is read from the store for an answer: plain values, each with its source."""

from __future__ import annotations

import dataclasses

import pytest

from graph import answers
from graph.names import ALKA, iri
from tests.strategies import edge, toy_store


def test_codes_carry_order_words_and_directness() -> None:
    """A code knows its label, its rank among its kind, and whether a study type is about people."""
    codes = answers.codes(toy_store())

    assert codes["major"].rank > codes["moderate"].rank > codes["minor"].rank
    assert codes["clinical_pk_study"].in_people
    assert not codes["in_vitro"].in_people
    assert "{precipitant}" in codes["interaction"].sentence
    assert codes["inhibits"].label == "inhibits"
    assert "same as safe" in codes["unstudied"].sentence


def test_a_statement_is_read_whole() -> None:
    """Every column of a row comes back as a value of its own kind."""
    name = iri("toy-0101")
    found = answers.statements(toy_store(), [name])[name]

    assert (found.subject, found.predicate, found.object) == (
        iri("florbium-tea"),
        "changesExposureOf",
        iri("testazolam"),
    )
    assert (found.subject_label, found.object_label) == ("florbium tea", "testazolam")
    assert (found.value, found.low, found.high, found.interval, found.unit) == (1.39, 1.23, 1.57, "ci90", "1")
    assert (found.as_printed, found.relation, found.direction, found.n) == (
        "1.39 (90% CI 1.23-1.57)",
        "=",
        "raises",
        12,
    )
    assert (found.species, found.study_type, found.stance) == ("human", "clinical_pk_study", "supports")
    assert (found.qualifiers, found.locator, found.review) == (("dose: 2 g tea",), "Table 3", "read_twice")
    assert found.citation.label == "Bell 2002"


def test_what_is_not_known_is_empty() -> None:
    """Empty cells are empty texts and None, never zero."""
    name = iri("toy-0006")
    found = answers.statements(toy_store(), [name])[name]

    assert (found.value, found.low, found.high, found.n) == (None, None, None, None)
    assert (found.endpoint, found.unit, found.species, found.note) == ("", "", "", "")
    assert found.qualifiers == ()


def test_the_note_of_a_statement_is_read() -> None:
    """The reason a source or curator gives stays with the statement."""
    name = iri("toy-0102")

    assert "people showed the gut alone" in answers.statements(toy_store(), [name])[name].note


def test_order_and_doubles_of_a_request_do_not_matter() -> None:
    """Each statement comes once, in the order asked, and what does not exist is absent."""
    names = [iri("toy-0103"), iri("toy-0101"), iri("toy-0103"), iri("nothing")]

    assert list(answers.statements(toy_store(), names)) == names[:2]
    assert answers.statements(toy_store(), []) == {}


def test_a_citation_leads_to_its_address() -> None:
    """A DOI comes before other addresses; label is author and year."""
    name = iri("bell-2002-toy-trial")
    found = answers.citations(toy_store(), [name])[name]

    assert (found.label, found.url, found.tier) == ("Bell 2002", "https://doi.org/10.1000/toy.2", "primary")


@pytest.mark.parametrize(
    ("row", "address"),
    [
        ({"doi": "10.1/x", "pmid": "1", "url": "u"}, "https://doi.org/10.1/x"),
        ({"pmid": "1", "pmcid": "PMC2"}, "https://pubmed.ncbi.nlm.nih.gov/1/"),
        ({"pmcid": "PMC2", "url": "u"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC2/"),
        ({"url": "https://example.org"}, "https://example.org"),
        ({}, ""),
    ],
)
def test_the_best_identifier_becomes_the_address(row: dict[str, str], address: str) -> None:
    """DOI, PMID, PMCID, address: the first that was seen."""
    assert answers._citation({"citation": f"{ALKA}x", **row}).url == address


def test_an_edge_has_labels() -> None:
    """An edge reads as subject, predicate and object for people."""
    name = edge("florbium", "contains", "zelkamine")
    found = answers.edges(toy_store(), [name])[name]

    assert (found.subject_label, found.predicate, found.object_label) == ("florbium", "contains", "zelkamine")


def test_a_proof_goes_down_to_statements() -> None:
    """A derived edge rests on stated edges and these on statements; a disputed edge rests on nothing."""
    derived, disputed = edge("florbium", "inhibits", "cypx"), edge("weakazole", "inhibits", "cypx")
    found = answers.proofs(toy_store(), [derived, disputed])

    assert set(found[derived]) == {
        (edge("florbium", "contains", "zelkamine"), iri("toy-0001")),
        (edge("zelkamine", "inhibits", "cypx"), iri("toy-0002")),
    }
    assert found[disputed] == ()


def test_rules_and_bands_bring_their_sources() -> None:
    """What an answer advises can be looked up."""
    rule = answers.rules(toy_store(), [iri("toy-rule-1"), iri("cypx")])
    bands = answers.bands(toy_store())

    assert list(rule) == [iri("toy-rule-1")]
    assert rule[iri("toy-rule-1")]["consequence"] == "deep drowse"
    assert all(band["citation"] and band["locator"] for band in bands.values())
    assert "high" not in bands[iri("band-five")]


def test_values_are_frozen() -> None:
    """What is kept for the next reader cannot be changed by this one."""
    name = iri("toy-0101")
    found = answers.statements(toy_store(), [name])[name]

    with pytest.raises(dataclasses.FrozenInstanceError):
        found.value = 5.0  # type: ignore[misc]


def test_a_value_read_in_a_review_names_both() -> None:
    """The source comes first, the text it was read in second, each with its tier; appraisals are codes in order."""
    name = iri("toy-0011")
    found = answers.statements(toy_store(), [name])[name]

    assert found.source == "Abel 2001, as quoted in Carl 2004"
    assert found.quoted_in is not None
    assert (found.citation.tier, found.quoted_in.tier) == ("primary", "secondary")
    assert found.appraisal == ("abstract_only", "far_above_exposure")


def test_a_value_read_at_its_source_names_one() -> None:
    """Without a copy there is no second source, and no empty mark."""
    name = iri("toy-0002")
    found = answers.statements(toy_store(), [name])[name]

    assert (found.source, found.quoted_in, found.appraisal) == ("Abel 2001", None, ())
    assert found.level_reason


def test_a_paper_known_by_its_number_is_called_by_it() -> None:
    """Without author and title the number of PubMed is the name, never a made-up one."""
    assert answers._citation({"citation": f"{ALKA}pmid-7", "pmid": "7"}).label == "PMID 7"
