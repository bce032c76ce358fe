"""Tell one thing of the graph as plain JSON: its names and properties, its structure, and every statement about it.

A thing is whatever has an address: an alkaloid, product, medicine, target, organ, risk or class; a citation, with
what was taken from it; or one statement. What is not known is empty or said in words, never left to be guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.conflicts import conflicts_of
from graph.errors import NameUnresolved, StructureUnreadable
from graph.history import history_of
from graph.names import AGO, RDF, SKOS, local, words
from graph.queries import ask
from graph.skeletal import draw
from graph.telling import label, sentence, statement_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.records import Code, Statement
    from graph.store import Solution, Store

Json = dict[str, Any]

#: So many statements of a group are told at once; of the one group that is asked for, so many.
SHOWN: Final = 20
SHOWN_ALONE: Final = 1_000
#: Kinds that are a chemical substance and may have a structure.
SUBSTANCES: Final = frozenset({"Alkaloid", "Drug"})
#: Properties that are told first: what a rule leads to, how bad, and what is to be done.
FIRST: Final = ("consequence", "severity", "seriousness", "orcaClass", "recommendedAction", "monitoring", "onset")
#: Kinds that say nothing to a reader of the page.
_SILENT: Final = frozenset({"Participant"})
_NAMED_APART: Final = frozenset({
    RDF + "type", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "definition", SKOS + "editorialNote",
    AGO + "brandName", AGO + "smiles",
})  # fmt: skip


def thing_of(
    store: Store, thing: str, other: str = "", relation: str = "", role: str = "", held: Sequence[Json] | None = None
) -> Json:
    """Return what is known of a thing, given as IRI; raise NameUnresolved when there is no such thing.

    `other` (a slug) keeps the statements that have it at another end. `relation` and `role` keep one group, told up to
    SHOWN_ALONE statements; of the others SHOWN are told, and `count` says how many there are. `held` are the groups, as
    groups_of returns them, for whoever has them already.
    """
    rows = ask(store, "properties-of", thing=[thing])
    if not rows:
        raise NameUnresolved(local(thing))
    codes = answers.codes(store)
    values = _values(rows)
    kinds = [local(kind) for kind in values.get(RDF + "type", ()) if local(kind) not in _SILENT]
    groups = groups_of(store, codes, thing, other) if held is None else held
    alone = answers.statements(store, [thing]) if "Assertion" in kinds else {}
    cited = answers.citations(store, [thing]) if "Citation" in kinds else {}
    told = next(iter(values.get(SKOS + "prefLabel", ())), "")
    told = told or next((one.title or one.label for one in cited.values()), "") or local(thing)
    if alone:
        told = sentence(codes, alone[thing])
    return {
        "id": local(thing),
        "label": told,
        "kinds": kinds,
        "kind": next((row["valueLabel"] for row in rows if row["property"] == RDF + "type" and _telling(row)), ""),
        "synonyms": list(values.get(SKOS + "altLabel", ())),
        "brands": list(values.get(AGO + "brandName", ())),
        "definition": " ".join(values.get(SKOS + "definition", ())),
        "notes": list(values.get(SKOS + "editorialNote", ())),
        "facts": [] if alone else _facts(rows),
        "kin": _kin(ask(store, "kin-of", thing=[thing])),
        "structure": structure_of(store, thing) if not SUBSTANCES.isdisjoint(kinds) else None,
        "statement": statement_json(codes, alone[thing]) if alone else None,
        "citation": next((one.url for one in cited.values()), ""),
        "conflicts": conflicts_of(store, thing, limit=SHOWN),
        "with": other,
        "groups": [_told(codes, group, relation, role) for group in groups if _wanted(group, relation, role)],
        "total": sum(len(group["statements"]) for group in groups),
        "history": history_of(store, codes, alone.values() or (one for group in groups for one in group["statements"])),
    }


def structure_of(store: Store, thing: str) -> Json:
    """Return the structure of a substance: `svg` with `title` and `description`, or `missing`, a reason in words."""
    values = _values(ask(store, "properties-of", thing=[thing]))
    told = next(iter(values.get(SKOS + "prefLabel", ())), local(thing))
    smiles, formula, key = (next(iter(values.get(AGO + name, ())), "") for name in ("smiles", "formula", "inchikey"))
    title = f"Structure of {told}"
    identified = [f"formula {formula}" if formula else "", f"InChIKey {key}" if key else ""]
    description = f"Skeletal formula of {told}; " + ("; ".join(filter(None, identified)) or "no identifier known") + "."
    found = {"title": title, "description": description, "smiles": smiles, "svg": "", "missing": ""}
    if not smiles:
        return {**found, "missing": f"Structure not available: no SMILES of {told} is recorded here."}
    try:
        return {**found, "svg": draw(smiles, title, description)}
    except StructureUnreadable as error:
        return {**found, "missing": f"Structure not available. {error}"}


def _telling(row: Solution) -> bool:
    return local(row["value"]) not in _SILENT and "valueLabel" in row


def _values(rows: Iterable[Solution]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for row in rows:
        held = values.setdefault(row["property"], [])
        if row["value"] not in held:
            held.append(row["value"])
    return values


def _facts(rows: Iterable[Solution]) -> list[Json]:
    """Return the properties that have no place of their own, each with its values; `id` leads to a thing."""
    facts: dict[str, Json] = {}
    for row in rows:
        if row["property"] in _NAMED_APART:
            continue
        name = local(row["property"])
        fact = facts.setdefault(name, {"property": name, "label": _named(row), "values": []})
        value = local(row["value"])
        fact["values"].append({
            "text": row.get("valueLabel", value),
            "id": value if value != row["value"] and row["value"].startswith("https://w3id.org/alkagraph/id/") else "",
        })  # fmt: skip
    return sorted(facts.values(), key=_place)


def _place(fact: Json) -> tuple[int, str]:
    """Return the place of a property: what a rule leads to and what is to be done come before what it rests on."""
    place = FIRST.index(fact["property"]) if fact["property"] in FIRST else len(FIRST)
    return place, str(fact["label"]).casefold()


def _named(row: Solution) -> str:
    return row.get("propertyLabel") or words(local(row["property"]).rpartition("/")[2].rpartition("#")[2])


def _kin(rows: Iterable[Solution]) -> list[Json]:
    kin: dict[str, Json] = {}
    for row in rows:
        one = kin.setdefault(row["relation"], {"label": row["relationLabel"], "things": []})
        one["things"].append({"id": local(row["other"]), "label": row["otherLabel"]})
    return list(kin.values())


def groups_of(store: Store, codes: Mapping[str, Code], thing: str, other: str = "") -> list[Json]:
    """Return the statements about a thing by the place it takes in them and their relation, as `Statement`."""
    roles: dict[str, list[str]] = {}
    for row in ask(store, "statements-about", thing=[thing]):
        roles.setdefault(row["statement"], []).append(row["role"])
    groups: dict[tuple[str, str], Json] = {}
    for statement in answers.statements(store, roles).values():
        ends = {local(statement.subject), local(statement.object), local(statement.via)}
        for role in roles[statement.id] if not other or other in ends else ():
            key = (role, statement.predicate)
            named = {"role": role, "relation": statement.predicate, "label": label(codes, statement.predicate)}
            groups.setdefault(key, {**named, "statements": []})["statements"].append(statement)
    order = ("subject", "object", "via", "citation", "quoted_in")
    return sorted(groups.values(), key=lambda group: (order.index(group["role"]), group["label"]))


def _wanted(group: Json, relation: str, role: str) -> bool:
    return relation in ("", group["relation"]) and role in ("", group["role"])


def _told(codes: Mapping[str, Code], group: Json, relation: str, role: str) -> Json:
    statements: Sequence[Statement] = sorted(group["statements"], key=lambda one: _order(codes, one, group["role"]))
    shown = statements[: SHOWN_ALONE if relation and role else SHOWN]
    return {**group, "count": len(statements), "statements": [statement_json(codes, one) for one in shown]}


def _order(codes: Mapping[str, Code], statement: Statement, role: str) -> tuple[object, ...]:
    """Sort by the other end, then what was seen in people first."""
    other = statement.subject_label if role == "object" else statement.object_label
    code = codes.get(statement.study_type)
    return other.casefold(), not (code and code.in_people), label(codes, statement.endpoint), statement.id
