"""What this server says of itself to programs: its service, its dataset, and questions to start from.

Three documents, each a plain list of RDF statements made from the store and from where the server stands:

* `service`: SPARQL 1.1 Service Description, W3C Recommendation 2013;
* `void`: the Vocabulary of Interlinked Datasets (VoID), W3C Note 2011, with DCAT beside it;
* `examples`: the question library as SHACL SPARQL executables.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from graph.description.completion import completion_of
from graph.description.examples import describe_examples, examples_of
from graph.description.service import describe_service
from graph.description.terms import PREFIXES, Description, Place
from graph.description.void import describe_dataset
from graph.embedded import written
from graph.errors import RequestInvalid
from graph.partitions import Partitions, counted, partitions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.store import Store

__all__ = ("JOBS", "PARTS", "Place", "document", "examples_of")

#: What can be described, by name.
PARTS: Final[Mapping[str, Callable[[Place, Partitions, Store], Description]]] = {
    "service": lambda place, counted, _store: describe_service(place, counted),
    "void": lambda place, counted, _store: describe_dataset(place, counted),
    "examples": describe_examples,
}


def document(store: Store, part: str, media_type: str, place: Place, counts: Partitions | None = None) -> bytes:
    """Return one of PARTS as an RDF document; raise RequestInvalid for another part, QueryFailed for another form.

    `counts` are those of the store, where somebody has them already.
    """
    if part not in PARTS:
        message = f"“{part}” is not described; choose one of {', '.join(PARTS)}"
        raise RequestInvalid(message)
    counts = partitions_of(store) if counts is None else counts
    declared = {row["prefix"]: row["namespace"] for row in counts["prefixes"]}
    prefixes = {**declared, **PREFIXES, "part": f"{place.void}#part."}
    return written(PARTS[part](place, counts, store), media_type, prefixes)


def count(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the rows of `question`, one of graph.partitions.QUESTIONS."""
    return _json(counted(store, str(payload["question"])))


def description(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return a `part` of what the server at `base` says of itself, as `media_type`: see `document`."""
    told = {name: payload[name] for name in ("version", "limits", "formats", "dump") if name in payload}
    place = Place(str(payload["base"]), **told)
    return document(store, str(payload["part"]), str(payload["media_type"]), place, payload.get("counts"))


def completion(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return prefixes, classes and properties for editors of queries: see graph.description.completion."""
    return _json(completion_of(payload.get("counts") or partitions_of(store)))


def examples(store: Store, _payload: Mapping[str, Any]) -> bytes:
    """Return the questions of the library with their example values bound, in name order."""
    names = ("name", "wording", "topic", "output")
    return _json(
        [{**{name: getattr(one.asked, name) for name in names}, "query": one.query} for one in examples_of(store)]
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


#: Jobs of the workers (graph.jobs).
JOBS: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], bytes]]] = {
    "count": count,
    "description": description,
    "completion": completion,
    "examples": examples,
}
