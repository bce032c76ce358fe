"""The schema reads as if one person wrote it: names, definitions, order, and no word with two meanings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef

from graph.infer import header
from graph.names import AGO, local, ontology_dir

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: Final = sorted((ontology_dir() / "schema").glob("*.ttl"))
TURTLE: Final = [*SCHEMA, *sorted((ontology_dir() / "shapes").glob("*.ttl"))]
CHECKS: Final = sorted((ontology_dir() / "checks").glob("*.rq"))
AG: Final = Namespace(AGO)
#: Where a predicate stands in a block; what is not named here comes between the definition and the alignments.
ORDER: Final = (
    "a",
    "rdfs:subClassOf",
    "rdfs:label",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:definition",
    "",
    "rdfs:subPropertyOf",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
    "skos:editorialNote",
)


@pytest.fixture(scope="module")
def schema() -> Graph:
    """Return all schema files as one graph."""
    graph = Graph()
    for path in SCHEMA:
        graph.parse(path, format="turtle")
    return graph


def _terms(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    found = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    return sorted(term for term in found if isinstance(term, URIRef) and term.startswith(AGO))


def _definition_faults(graph: Graph, term: URIRef, label: URIRef) -> list[str]:
    labels, definitions = list(graph.objects(term, label)), list(graph.objects(term, SKOS.definition))
    if len(labels) != 1 or len(definitions) != 1:
        return [f"{local(term)} needs one label and one definition"]
    text = str(definitions[0])
    single = text.endswith(".") and ". " not in text and text[0].isupper()
    return [] if single else [f"the definition of {local(term)} is not one sentence: {text}"]


def test_every_word_is_labelled_and_defined_in_one_sentence(schema: Graph) -> None:
    """Classes and properties carry rdfs:label, codes skos:prefLabel; each is defined in one sentence."""
    faults = []
    for term in _terms(schema, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        faults += _definition_faults(schema, term, RDFS.label)
    for term in _terms(schema, SKOS.Concept, SKOS.ConceptScheme):
        faults += _definition_faults(schema, term, SKOS.prefLabel)

    assert faults == []


def test_a_name_tells_its_kind(schema: Graph) -> None:
    """Classes are CamelCase, properties lowerCamel, codes snake_case; so no word has two kinds."""
    laws = [
        (r"[A-Z][A-Za-z0-9]*", (OWL.Class, SKOS.ConceptScheme)),
        (r"[a-z][A-Za-z0-9]*", (OWL.ObjectProperty, OWL.DatatypeProperty)),
        (r"[a-z0-9]+(_[a-z0-9]+)*", (SKOS.Concept,)),
    ]
    wrong = [local(t) for pattern, kinds in laws for t in _terms(schema, *kinds) if not re.fullmatch(pattern, local(t))]
    properties = set(_terms(schema, OWL.ObjectProperty, OWL.DatatypeProperty))

    assert wrong == []
    assert properties.isdisjoint(_terms(schema, SKOS.Concept)), "a word is a property or a code, not both"


def test_every_code_stands_in_a_list(schema: Graph) -> None:
    """A code is in at least one list, and no two codes of a list share a rank, except equal grades of a regulator."""
    lists = set(_terms(schema, SKOS.ConceptScheme))
    homeless = [
        local(code) for code in _terms(schema, SKOS.Concept) if not lists & set(schema.objects(code, SKOS.inScheme))
    ]
    shared = []
    for scheme in lists - {AG.StrengthScheme}:
        ranks = [rank for code in schema.subjects(SKOS.inScheme, scheme) for rank in schema.objects(code, AG["rank"])]
        shared += [local(scheme)] if len(ranks) != len(set(ranks)) else []

    assert homeless == []
    assert shared == [], "a rule that takes the highest rank would find two codes"


def test_a_study_type_says_what_it_can_support(schema: Graph) -> None:
    """Each study type carries the level of one study and its bounds, its directness, and the words that count it."""
    types = [t for t in _terms(schema, SKOS.Concept) if (t, SKOS.inScheme, AG.StudyTypeScheme) in schema]
    needed = (AG.evidenceLevel, AG.lowestLevel, AG.highestLevel, AG.directnessRank, AG.inPeople)
    words = (AG.sentence, AG.countedOne, AG.countedMany)
    wrong = [f"{local(t)} lacks {local(p)}" for t in types for p in (*needed, *words) if (t, p, None) not in schema]

    assert types
    assert wrong == []


def test_an_appraisal_says_what_it_does(schema: Graph) -> None:
    """Each appraisal carries the steps by which it moves a level, and the words that give it as a reason."""
    marks = [t for t in _terms(schema, SKOS.Concept) if (t, SKOS.inScheme, AG.AppraisalScheme) in schema]
    wrong = [
        f"{local(t)} lacks {local(p)}"
        for t in marks
        for p in (AG.levelShift, AG.sentence)
        if (t, p, None) not in schema
    ]

    assert marks
    assert wrong == []


def test_a_unit_says_how_it_is_turned_into_others(schema: Graph) -> None:
    """Each unit has one notation, one dimension and one factor, no notation stands twice, and one unit has factor 1."""
    units = [t for t in _terms(schema, SKOS.Concept) if (t, SKOS.inScheme, AG.UnitScheme) in schema]
    said = [[str(value) for value in schema.objects(t, SKOS.notation)] for t in units]
    first = {schema.value(t, AG.dimension) for t in units if float(str(schema.value(t, AG.unitFactor))) == 1}

    assert [local(t) for t, notations in zip(units, said, strict=True) if len(notations) != 1] == []
    assert len({notation for (notation,) in said}) == len(units)
    assert {schema.value(t, AG.dimension) for t in units} == first


def test_a_sentence_has_only_known_placeholders(schema: Graph) -> None:
    """A template names substances, a reason its ground as well, and nothing else; the reader supplies the full stop."""
    told = {"number", "count", "bound", "band", "source", "study", "thing", "level", "next", "reason"}
    reasons = {
        code for side in ("NotStrongerScheme", "NotWeakerScheme") for code in schema.subjects(SKOS.inScheme, AG[side])
    }
    wrong = [
        f"{local(str(code))}: {text}"
        for code, text in schema.subject_objects(AG.sentence)
        if set(re.findall(r"{(.*?)}", str(text)))
        - {"precipitant", "object", "metabolite", *(told if code in reasons else ())}
        or str(text).endswith(".")
    ]

    assert wrong == []


def test_every_word_used_is_declared(schema: Graph) -> None:
    """No triple of the schema names an ago: term that has no type, and there is no blank node to rename."""
    used = {term for triple in schema for term in triple if isinstance(term, URIRef) and term.startswith(AGO)}
    undeclared = sorted(local(term) for term in used if (term, RDF.type, None) not in schema)

    assert undeclared == []
    assert not any(isinstance(term, BNode) for triple in schema for term in triple)


def test_an_alignment_says_where_it_was_seen(schema: Graph) -> None:
    """A match to another vocabulary is recorded in a note with the label that was read."""
    matches = [SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch]
    wrong = []
    for match in matches:
        for term, other in schema.subject_objects(match):
            notes = " ".join(str(note) for note in schema.objects(term, SKOS.editorialNote))
            name = re.split(r"[/#]", str(other))[-1]
            wrong += [] if f"{name} “" in notes else [f"{local(str(term))} to {name}"]

    assert wrong == []


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_turtle_has_no_comments(path: Path) -> None:
    """Tools drop comments, so a remark is a skos:editorialNote."""
    text = path.read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]

    assert comments == [], "turn the remark into a skos:editorialNote"


@pytest.mark.parametrize("path", SCHEMA, ids=lambda path: path.name)
def test_blocks_keep_one_order(path: Path) -> None:
    """A block says type, label, definition, its own properties, alignments, notes: always in this order."""
    wrong = []
    for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = block.splitlines()
        keys = [line.split()[0] for line in lines[1:] if line.strip() not in {".", ""}]
        places = [ORDER.index(key) if key in ORDER else ORDER.index("") for key in keys]
        wrong += [] if places == sorted(places) and lines[-1].strip() == "." else [lines[0]]

    assert wrong == [], "put the lines of these blocks in order"


def test_shapes_speak_to_the_person_who_fills_the_table() -> None:
    """Every constraint has one message in English that ends like a sentence."""
    shacl = Namespace("http://www.w3.org/ns/shacl#")
    wrong = []
    for path in TURTLE:
        graph = Graph().parse(path, format="turtle")
        for shape in graph.objects(None, shacl.property):
            if (shape, shacl.order, None) in graph:
                messages = [
                    m for m in graph.objects(shape, shacl.message) if isinstance(m, Literal) and m.language == "en"
                ]
                good = len(messages) == 1 and messages[0].endswith(".")
                wrong += [] if good else [f"{path.name}: {graph.value(shape, shacl.path)}"]

    assert wrong == []


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.name)
def test_a_check_says_its_law_and_the_remedy(path: Path) -> None:
    """A check is named for its file, states its law and remedy, and returns where, what and which value."""
    text = path.read_text(encoding="utf-8")
    head = header(text)

    assert head["check"] == path.name.removesuffix("-violation.rq")
    assert head["says"].endswith(".")
    assert head["remedy"].endswith(".")
    assert re.search(r"SELECT .*\?focus.*\?property.*\?value", text)


def test_closed_columns_and_code_lists_agree(schema: Graph) -> None:
    """A column of the assertion tables allows exactly the codes of its list, or the relations of the schema."""
    columns = json.loads((ontology_dir() / "facts" / "assertion.schema.json").read_text(encoding="utf-8"))["columns"]
    allowed = {
        c["name"]: set(c["datatype"]["format"].split("|"))
        for c in columns
        if isinstance(c.get("datatype"), dict) and "format" in c["datatype"]
    }
    lists = {
        "study_type": "StudyTypeScheme",
        "stance": "StanceScheme",
        "review": "ReviewMarkScheme",
        "interval": "IntervalScheme",
        "direction": "DirectionScheme",
        "strength": "StrengthScheme",
    }

    assert allowed["predicate"] == {local(str(term)) for term in schema.subjects(RDF.type, AG.Relation)}
    for column, name in lists.items():
        assert allowed[column] == {local(str(code)) for code in schema.subjects(SKOS.inScheme, AG[name])}, column


def test_the_columns_of_an_assertion_are_properties_of_the_schema(schema: Graph) -> None:
    """What a column of the assertion tables yields is declared, and so is every list it points to."""
    columns = json.loads((ontology_dir() / "facts" / "assertion.schema.json").read_text(encoding="utf-8"))["columns"]
    yielded = [URIRef(c["propertyUrl"]) for c in columns if c.get("propertyUrl", "").startswith(AGO)]
    unknown = [local(term) for term in yielded if (term, SKOS.definition, None) not in schema]

    assert yielded
    assert unknown == []
