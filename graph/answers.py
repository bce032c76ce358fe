"""Read from the store what an answer is made of: statements, citations, rules, bands and the words of codes.

Each reader takes IRIs and returns plain frozen values. A store never changes, so what was read once is kept.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.keeping import kept
from graph.names import AGO, SKOS, local
from graph.queries import ask, bind, question
from graph.records import Citation, Code, Edge, Statement
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.store import Part, Solution

#: Participants of which the part of the graph is kept; a bound on memory.
MAX_PARTS: Final = 300
_PAIRS: Final = "pairs"
#: Properties a statement may have several times.
_MANY: Final = {AGO + "qualifier", AGO + "appraisal"}

_T = TypeVar("_T")


@dataclass(slots=True)
class Shelf:
    """What was read from one store so far."""

    statements: dict[str, Statement] = field(default_factory=dict)
    citations: dict[str, Citation] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    proofs: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    listed: dict[str, dict[str, list[Solution]]] = field(default_factory=dict)
    bands: dict[str, Solution] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    narrowed: dict[Any, Any] = field(default_factory=dict)


_SHELVES: weakref.WeakKeyDictionary[Store, Shelf] = weakref.WeakKeyDictionary()


def shelf_of(store: Store) -> Shelf:
    """Return what is kept for a store."""
    shelf = _SHELVES.get(store)
    return _SHELVES.setdefault(store, Shelf()) if shelf is None else shelf


def once(store: Store, name: str, make: Callable[[], _T]) -> _T:
    """Return what is made of a store's rows, under a name: made at the first call, since a store does not change."""
    shelf = shelf_of(store).kept
    if name not in shelf:
        shelf[name] = make()
    made: _T = shelf[name]
    return made


def codes(store: Store) -> Mapping[str, Code]:
    """Return every coded word by its local name, such as `raises_exposure`."""
    shelf = shelf_of(store)
    if not shelf.codes:
        for row in ask(store, "codes"):
            name = local(row["code"])
            shelf.codes[name] = Code(
                name,
                row["label"],
                int(row.get("rank", "-1")),
                row.get("sentence", ""),
                row.get("definition", ""),
                row.get("action", ""),
                row.get("people") == "true",
                local(row.get("level", "")),
                row.get("left") == "true",
                int(row.get("shift", "0")),
            )
    return shelf.codes


def part_of(store: Store, participants: Iterable[str]) -> Store:
    """Return a small store with what the rules of scope pair need to know of some participants, given as IRIs."""
    shelf = shelf_of(store)
    if len(shelf.parts) > MAX_PARTS:
        shelf.parts.clear()
    parts = [_part(store, shelf, "pair-vocabulary")]
    parts += [_part(store, shelf, "part-of-pairs", participant) for participant in participants]
    return Store.of(parts)


def _part(store: Store, shelf: Shelf, name: str, *participants: str) -> Part:
    key = next(iter(participants), name)
    if key not in shelf.parts:
        shelf.parts[key] = store.extract(bind(question(name), {"x": participants} if participants else {}))
    return shelf.parts[key]


def statements(store: Store, wanted: Iterable[str]) -> dict[str, Statement]:
    """Return the statements with these IRIs."""
    shelf, names = shelf_of(store), list(dict.fromkeys(wanted))
    missing = [name for name in names if name not in shelf.statements]
    if missing:
        properties: dict[str, dict[str, str]] = {}
        several: dict[str, dict[str, list[str]]] = {}
        for row in ask(store, "statements", statement=missing):
            name = local(row["property"])
            if row["property"] in _MANY:
                several.setdefault(row["statement"], {}).setdefault(name, []).append(row["value"])
                continue
            said = properties.setdefault(row["statement"], {})
            said[name] = row["value"]
            said[name + "Label"] = row.get("label", "")
        named = (said.get(key, "") for said in properties.values() for key in ("citation", "quotedIn"))
        cited = citations(store, filter(None, named))
        for name, said in properties.items():
            shelf.statements[name] = _statement(name, said, several.get(name, {}), cited)
    return {name: shelf.statements[name] for name in names if name in shelf.statements}


def citations(store: Store, wanted: Iterable[str]) -> dict[str, Citation]:
    """Return the citations with these IRIs."""
    shelf, names = shelf_of(store), sorted(set(wanted))
    missing = [name for name in names if name not in shelf.citations]
    if missing:
        for row in ask(store, "citations", citation=missing):
            shelf.citations[row["citation"]] = _citation(row)
    return {name: shelf.citations[name] for name in names}


def edges(store: Store, wanted: Iterable[str]) -> dict[str, Edge]:
    """Return the edges with these IRIs."""
    shelf, names = shelf_of(store), list(dict.fromkeys(wanted))
    missing = [name for name in names if name not in shelf.edges]
    if missing:
        for row in ask(store, "edges", edge=missing):
            shelf.edges[row["edge"]] = Edge(
                row["edge"],
                row["subject"],
                row["subjectLabel"],
                local(row["predicate"]),
                row["object"],
                row["objectLabel"],
                local(row["subjectKind"]).lower(),
                local(row["objectKind"]).lower(),
            )
    return {name: shelf.edges[name] for name in names if name in shelf.edges}


def proofs(store: Store, wanted: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return for each of these edges what it rests on in the end: pairs of an edge and a statement that supports it."""
    shelf, names = shelf_of(store), list(dict.fromkeys(wanted))
    missing = [name for name in names if name not in shelf.proofs]
    if missing:
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in missing}
        for row in ask(store, "edge-proof", edge=missing):
            found[row["edge"]].append((row["leaf"], row["statement"]))
        shelf.proofs.update({name: tuple(leaves) for name, leaves in found.items()})
    return {name: shelf.proofs[name] for name in names}


def rules(store: Store, wanted: Iterable[str]) -> dict[str, Solution]:
    """Return the interaction rules with these IRIs, as rows of the question `interaction-rules`."""
    found = listed(store, "interaction-rules", "rule")
    return {name: found[name][-1] for name in sorted(set(wanted)) if name in found}


def listed(store: Store, name: str, key: str) -> Mapping[str, list[Solution]]:
    """Return every row of a question, asked without inputs and once for a store, grouped by one of its columns."""
    kept = shelf_of(store).listed
    if name not in kept:
        kept[name] = {}
        for row in ask(store, name):
            kept[name].setdefault(row[key], []).append(row)
    return kept[name]


def pairs_held(store: Store) -> frozenset[str]:
    """Return the IRIs of the interactions that the graph holds ready."""

    def read() -> frozenset[str]:
        return frozenset(row["interaction"] for row in ask(store, "all-pairs"))

    return once(store, _PAIRS, lambda: kept(store, _PAIRS, read))


def bands(store: Store) -> Mapping[str, Solution]:
    """Return every exposure band by IRI, as rows of the question `exposure-bands`."""
    shelf = shelf_of(store)
    if not shelf.bands:
        shelf.bands.update({row["band"]: row for row in ask(store, "exposure-bands")})
    return shelf.bands


def _citation(row: Solution) -> Citation:
    doi, pmid, pmcid, url = (row.get(key, "") for key in ("doi", "pmid", "pmcid", "url"))
    address = (
        (doi and f"https://doi.org/{doi}")
        or (pmid and f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
        or (pmcid and f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/")
        or url
    )
    named = row.get("author") or row.get("title") or (pmid and f"PMID {pmid}") or local(row["citation"])
    label = f"{named} {row.get('year', '')}".strip()
    name = row["citation"]
    return Citation(name, label, row.get("title", ""), doi, pmid, pmcid, address, local(row.get("tier", "")))


def _statement(
    name: str, said: Mapping[str, str], several: Mapping[str, list[str]], cited: Mapping[str, Citation]
) -> Statement:
    def number(key: str) -> float | None:
        return float(said[key]) if key in said else None

    return Statement(
        id=name,
        subject=said["subject"],
        subject_label=said.get("subjectLabel", ""),
        predicate=local(said["predicate"]),
        object=said.get("object", ""),
        object_label=said.get("objectLabel", ""),
        via=said.get("viaEntity", ""),
        via_label=said.get("viaEntityLabel", ""),
        endpoint=local(said.get("endpoint", "")),
        relation=said.get("relation", ""),
        value=number("value"),
        low=number("low"),
        high=number("high"),
        interval=local(said.get("interval", "")),
        unit=said.get("unit", ""),
        as_printed=said.get("asPrinted", ""),
        direction=local(said.get("direction", "")),
        strength=local(said.get("strength", "")),
        n=int(said["n"]) if "n" in said else None,
        species=local(said.get("species", "")),
        system=said.get("system", ""),
        qualifiers=tuple(sorted(several.get("qualifier", ()))),
        study_type=local(said["studyType"]),
        stance=local(said["stance"]),
        appraisal=tuple(sorted(map(local, several.get("appraisal", ())))),
        citation=cited[said["citation"]],
        quoted_in=cited.get(said.get("quotedIn", "")),
        locator=said.get("locator", ""),
        seen_at=said.get("seenAt", ""),
        review=local(said.get("reviewMark", "")),
        level=local(said.get("evidenceLevel", "")),
        level_reason=said.get("levelReason", ""),
        note=said.get(SKOS + "editorialNote", ""),
    )
