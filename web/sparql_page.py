"""The page on which people ask in SPARQL: editor, answers, the question library. A plain form where scripts are off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.queries import question
from graph.templates import WEB
from web.description import library_bound, limits_in_words, prefixes
from web.negotiation import ANSWERS
from web.pages import page

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse

#: What the page calls each media type, and the ending of a file that holds it.
NAMES: Final = {
    "application/sparql-results+json": ("JSON", "srj"),
    "application/sparql-results+xml": ("XML", "srx"),
    "text/csv": ("CSV", "csv"),
    "text/tab-separated-values": ("TSV", "tsv"),
    "text/turtle": ("Turtle", "ttl"),
    "application/n-triples": ("N-Triples", "nt"),
    "application/ld+json": ("JSON-LD", "jsonld"),
    "application/rdf+xml": ("RDF/XML", "rdf"),
    "application/n-quads": ("N-Quads", "nq"),
    "application/trig": ("TriG", "trig"),
}
#: In which order the topics of the questions stand; others come after them.
TOPICS: Final = (
    "interactions",
    "mechanisms",
    "exposure",
    "risks",
    "the patient",
    "evidence",
    "disputes",
    "popular claims",
    "substances and names",
    "rules and words",
    "the dataset",
)
EDITOR: Final = WEB / "vendor" / "yasqe.min.js"
PICTURES: Final = WEB / "vendor" / "vis-network.min.js"


async def sparql_page(request: Request, example: str | None = None) -> HTMLResponse:
    """Show the page; with the name of a question its query, example values bound, is in the form.

    Raises QuestionUnknown for a name the library does not have.
    """
    questions = await library_bound(request)
    query = ""
    if example:
        name = question(example).name
        query = next(one["query"] for one in questions if one["name"] == name)
    topics: dict[str, list[dict[str, str]]] = {topic: [] for topic in TOPICS}
    for one in questions:
        topics.setdefault(one["topic"] or "other questions", []).append(one)
    return await page(
        request,
        "sparql.html",
        here="/sparql",
        query=query,
        topics=[(topic, held) for topic, held in topics.items() if held],
        formats=_formats(),
        limits=limits_in_words(request.app.state.settings),
        prefixes=await prefixes(request),
        editor=EDITOR.exists(),
        pictures=PICTURES.exists(),
    )


def _formats() -> dict[str, list[dict[str, Any]]]:
    """Return what a table and a graph can be downloaded as."""
    offered = {"table": ANSWERS["select"].values(), "graph": ANSWERS["construct"].values()}
    return {
        kind: [{"type": name, "label": NAMES[name][0], "ending": NAMES[name][1]} for name in NAMES if name in types]
        for kind, types in offered.items()
    }
