"""Tell what in a person, or in the way something is taken, changes the answer for a pair of substances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.names import local
from graph.proof import tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.proof import Json, Proof
    from graph.records import Statement
    from graph.store import Solution

_NONE_FOUND: Final = "no change found"


def factors_of(proof: Proof, *participants: str) -> list[Json]:
    """Return the factors known to change the exposure to these participants, given as IRIs, or their risk.

    One entry a statement, with its source, and the statement itself among those the report tells: a factor that was
    looked for without finding a change is told as well. An empty list means that nothing is known, not that nothing
    matters.
    """
    for one in participants:
        if one not in proof.factored:
            rows = proof.factors.get(one, [])
            proof.factored[one] = [_told(proof, row) for row in rows if _held(proof, row)]
    found = [told for one in participants for told in proof.factored[one]]
    if found:
        proof.told.update({told["statement"]: proof.sheet[told["statement"]] for told in found})
    return found


def _held(proof: Proof, row: Solution) -> bool:
    return row["statement"] in proof.statements


def _told(proof: Proof, row: Solution) -> Json:
    statement = proof.statements[row["statement"]]
    return {
        "factor": local(row["factor"]),
        "label": row["label"],
        "substance": local(row["substance"]),
        "thing": local(row["thing"]),
        "endpoint": statement.endpoint,
        "direction": statement.direction,
        "stance": statement.stance,
        "as_printed": statement.as_printed,
        "citation": statement.citation.label,
        "url": statement.citation.url,
        "locator": statement.locator,
        "statement": tell(proof, statement)["id"],
        "text": _text(proof, row, statement),
    }


def _text(proof: Proof, row: Solution, statement: Statement) -> str:
    """Say in one clause what the factor changes, by how much and under which circumstances."""
    measured = f"{proof.label(statement.endpoint)} {statement.as_printed}" if statement.as_printed else ""
    found = _NONE_FOUND if statement.stance == "refutes" else proof.label(statement.direction)
    said = _joined([found, measured, *statement.qualifiers])
    return f"{row['label']} {proof.label(statement.predicate)} {row['thingLabel']}{': ' if said else ''}{said}"


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(text for text in texts if text)
