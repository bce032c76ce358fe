"""Write the question library down as executables of SHACL, each with its example values bound so that it runs as it is.

The form is the one in which the SIB Swiss Institute of Bioinformatics publishes example queries: one executable a
question, `rdfs:comment` its human wording, `schema:target` the endpoint, `schema:keywords` what it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.choices import value_of
from graph.description.service import say_prefixes
from graph.description.terms import DCAT, FOAF, SCHEMA, SH, Description, Place, node, text
from graph.errors import ChoiceUnknown
from graph.names import DCTERMS, RDF, RDFS, expand
from graph.queries import bind, library
from graph.tables import literal

if TYPE_CHECKING:
    from graph.partitions import Partitions
    from graph.queries import Question
    from graph.store import Store

#: SHACL Advanced Features, section 5 and the DASH/SIB use of it: class and property of an executable by form of query.
EXECUTABLES: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": ("SPARQLDescribeExecutable", "describe"),
}
_FORM: Final = re.compile(r"^(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the library with its example values bound, and the form of its query in capitals."""

    asked: Question
    query: str
    form: str


def examples_of(store: Store) -> list[Example]:
    """Return every question of the library as a query that runs as it stands, in name order."""
    return [_example(store, asked) for asked in library().values()]


def describe_examples(place: Place, counted: Partitions, store: Store) -> Description:
    """Return the examples as executables whose target is the endpoint at a place."""
    said, catalogue = Description(), f"{place.examples}#queries"
    found = examples_of(store)
    say_prefixes(said, place, counted)
    said.say(
        catalogue,
        (f"{RDF}type", node(f"{DCAT}Catalog")),
        (f"{DCTERMS}title", text("Questions to AlkaGraph")),
        (f"{FOAF}primaryTopic", node(place.dataset)),
        *((f"{SH}declare", node(place.prefix(row["prefix"]))) for row in counted["prefixes"]),
        *((f"{DCTERMS}hasPart", node(f"{place.examples}#{one.asked.name}")) for one in found),
    )
    for one in found:
        kind, holds = EXECUTABLES[one.form]
        said.say(
            f"{place.examples}#{one.asked.name}",
            (f"{RDF}type", node(f"{SH}SPARQLExecutable")),
            (f"{RDF}type", node(f"{SH}{kind}")),
            (f"{RDFS}label", text(one.asked.name)),
            (f"{RDFS}comment", text(one.asked.wording)),
            (f"{DCTERMS}description", text(one.asked.output)),
            (f"{SH}prefixes", node(catalogue)),
            (f"{SH}{holds}", literal(one.query)),
            *((f"{SCHEMA}keywords", text(word)) for word in (one.asked.topic, *one.asked.inputs) if word),
            (f"{SCHEMA}target", node(place.endpoint)),
        )
    return said


def _example(store: Store, asked: Question) -> Example:
    values = {name: [_value(store, asked, name, value)] for name, value in asked.example.items()}
    found = _FORM.search(asked.text)
    return Example(asked, bind(asked, values), found[1] if found else "SELECT")


def _value(store: Store, asked: Question, name: str, value: str) -> str:
    """Return what an input is bound to: a text as it is, the member of a list, or a thing."""
    if asked.takes_text(name):
        return value
    if asked.choice(name):
        try:
            return value_of(store, asked, name, value)
        except ChoiceUnknown:  # another graph, which lacks it: the query finds nothing there
            pass
    return expand(value)
