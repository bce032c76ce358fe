"""What popular texts claim, as JSON: each claim with its place, its verdict, the statements on both sides, and clashes.

Nothing here judges: verdicts and sides are data. No claim is read by a rule or by the checker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from graph import answers
from graph.choices import chosen
from graph.names import local, natural_key
from graph.proof import Json, Proof, tell, weight
from graph.queries import ask, bind, question
from graph.telling import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.choices import Choice
    from graph.records import Statement
    from graph.store import Solution, Store

#: Inputs of the question `claims` that narrow a list; each is chosen from a list of the graph.
NARROWING: Final = ("topic", "document", "verdict")
#: Inputs that single out one claim, or the claims of one contradiction.
SINGLING: Final = ("claim", "contradiction")
_KEPT: Final = (
    *("as_printed", "study_type", "study_type_label", "in_people", "n", "species", "species_label", "system"),
    *("qualifiers", "appraisal", "appraisal_labels", "citation", "quoted_in", "locator", "review", "review_label"),
    *("level", "level_label", "level_reason", "note"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims are asked for, in names as people give them (empty for all), and which part of them."""

    topic: str = ""
    document: str = ""
    verdict: str = ""
    claim: str = ""
    contradiction: str = ""
    offset: int = 0
    limit: int | None = None

    def without_verdict(self) -> Wanted:
        """Return the same wish for every verdict."""
        return replace(self, verdict="")


def choice_of(store: Store, wanted: Wanted) -> dict[str, Choice]:
    """Return what the names of a wish mean, by the input each was given for.

    Raises ChoiceUnknown, with the names there are, for a name that is not in the graph.
    """
    inputs = {name: question("claims").choice(name) for name in NARROWING}
    inputs |= {name: question("claim-contradictions").choice(name) for name in SINGLING}
    given = {name: getattr(wanted, name) for name in inputs}
    return {name: chosen(store, inputs[name], text, name) for name, text in given.items() if text}


def found(store: Store, wanted: Wanted) -> list[Solution]:
    """Return the rows of the question `claims` that fit, in the order of the texts, all of them; see `choice_of`."""
    meant = choice_of(store, wanted)
    rows = store.select(bind(question("claims"), {name: [meant[name].id] for name in NARROWING if name in meant}))
    if "claim" in meant:
        rows = [row for row in rows if row["claim"] == meant["claim"].id]
    if "contradiction" in meant:
        sides = {row["claim"] for row in ask(store, "claim-contradictions", contradiction=[meant["contradiction"].id])}
        rows = [row for row in rows if row["claim"] in sides]
    return sorted(rows, key=lambda row: natural_key(row["claim"]))


def claims(store: Store, wanted: Wanted) -> Json:
    """Return `total` and the wanted part of `claims`; see `choice_of` for the errors."""
    rows = found(store, wanted)
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    names = [row["claim"] for row in rows[wanted.offset : end]]
    return {"total": len(rows), "claims": tell_claims(store, names)}


def tell_claims(store: Store, names: Sequence[str]) -> list[Json]:
    """Return claims, given as IRIs, as JSON with their statements and the claims that contradict them."""
    if not names:
        return []
    proof = proof_of(store)
    details = grouped(ask(store, "claim-details", claim=names), "claim")
    evidence = grouped(ask(store, "claim-evidence", claim=names), "claim")
    clashes = grouped(ask(store, "claim-contradictions", claim=names), "claim")
    proof.statements = answers.statements(store, (row["assertion"] for rows in evidence.values() for row in rows))
    return [_claim(proof, details[name], evidence.get(name, []), clashes.get(name, [])) for name in names]


def proof_of(store: Store) -> Proof:
    """Return the words of codes and what was told of statements before, to tell more with."""
    return Proof(codes=answers.codes(store), sheet=answers.shelf_of(store).told)


def grouped(rows: Iterable[Solution], key: str) -> dict[str, list[Solution]]:
    """Return rows by the value of one variable, their order kept."""
    result: dict[str, list[Solution]] = {}
    for row in rows:
        result.setdefault(row[key], []).append(row)
    return result


def tell_evidence(proof: Proof, statement: Statement, side: str) -> Json:
    """Return a statement as evidence: what it says in words, on which side, and all that weighs it.

    `stance` is the side it takes of the claim; `finding` is whether its source supports or refutes what it says.
    """
    told = tell(proof, statement)
    kept: Json = {key: told[key] for key in _KEPT if key in told}
    return {
        "id": told["id"],
        "stance": side,
        "statement": sentence(proof.codes, statement),
        "finding": statement.stance,
        **kept,
    }


def brief(proof: Proof, row: Mapping[str, str], which: str = "claim") -> Json:
    """Return what a link to a claim shows: its id, text and verdict; `which` may be `other` in a row of two claims."""
    name = "other" if which == "other" else ""
    text, verdict = (row[f"{name}{key}"] if name else row[key.lower()] for key in ("Text", "Verdict"))
    code = local(verdict)
    return {"id": local(row[which]), "claim": text, "verdict": code, "verdict_label": proof.label(code)}


def _claim(proof: Proof, details: list[Solution], evidence: list[Solution], clashes: list[Solution]) -> Json:
    first = details[0]
    strength, verdict = local(first["strength"]), local(first["verdict"])
    sides = {row["assertion"]: row["side"] for row in evidence}
    statements = sorted((proof.statements[name] for name in sides), key=lambda one: weight(proof, one))
    told = [tell_evidence(proof, one, sides[one.id]) for one in statements]
    others = {row["other"]: brief(proof, row, "other") for row in clashes if "other" in row}
    return {
        "id": local(first["claim"]),
        "document": local(first["document"]),
        "document_label": first["documentLabel"],
        "section": first["section"],
        "topic": first["topicName"],
        "topics": [{"name": row["topicName"], "label": row["topicLabel"]} for row in details],
        "claim": first["text"],
        "strength": strength,
        "strength_label": proof.label(strength),
        "polarity": local(first["polarity"]),
        "verdict": verdict,
        "verdict_label": proof.label(verdict),
        "note": first.get("note", ""),
        "about": [
            {"id": local(first[key]), "label": first[f"{key}Label"]} for key in ("subject", "object") if key in first
        ],
        "evidence": sorted(told, key=lambda one: one["stance"] != "for"),
        "contradicts": [local(name) for name in sorted(others, key=natural_key)],
        "contradicted_by": [others[name] for name in sorted(others, key=natural_key)],
        "contradictions": list(dict.fromkeys(local(row["contradiction"]) for row in clashes)),
    }
