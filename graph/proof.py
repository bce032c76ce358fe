"""What the graph holds about the pairs of one check, gathered once and read by everything that explains them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.judgement import Weighed, ruled
from graph.names import local
from graph.telling import label, statement_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.judgement import Judgement
    from graph.records import Citation, Code, Edge, Statement
    from graph.resolve import Match
    from graph.store import Solution, Store

Json = dict[str, Any]


@dataclass(slots=True)
class Proof:
    """What the graph holds about the pairs of one check; `told` gathers the statements the report refers to.

    `place` is the small store that everything was derived in when evidence was set aside; `predicts` is false where
    the reader set predictions aside.
    """

    summary: dict[str, list[Solution]] = field(default_factory=dict)
    mechanisms: dict[str, list[Solution]] = field(default_factory=dict)
    premises: dict[str, list[Solution]] = field(default_factory=dict)
    evidence: dict[str, list[str]] = field(default_factory=dict)
    factors: dict[str, list[Solution]] = field(default_factory=dict)
    factored: dict[str, list[Json]] = field(default_factory=dict)
    rested: dict[str, list[Solution]] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    proofs: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    rules: dict[str, Solution] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)
    bands: Mapping[str, Solution] = field(default_factory=dict)
    alerts: Mapping[str, Solution] = field(default_factory=dict)
    steps: Mapping[str, Solution] = field(default_factory=dict)
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    forecasts: Mapping[str, Json] = field(default_factory=dict)
    turned: dict[str, list[str]] = field(default_factory=dict)
    ratios: Mapping[str, float] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    told: dict[str, Json] = field(default_factory=dict)
    sheet: dict[str, Json] = field(default_factory=dict)
    place: Store | None = None
    predicts: bool = True

    def holds(self, interaction: str) -> bool:
        """Tell whether anything is held of an ordered pair, given the IRI of its interaction."""
        return interaction in self.summary

    def rank(self, code: str) -> int:
        """Return the order of a coded word among its kind, -1 when it has none."""
        return self.codes[code].rank if code in self.codes else -1

    def label(self, code: str) -> str:
        """Return the words people read for a code."""
        return label(self.codes, code)

    def sentence(self, code: str, first: Match, second: Match, **more: str) -> str:
        """Fill the sentence of a code with the labels of a pair."""
        return self.fill(self.codes[code].sentence if code in self.codes else "", first, second, **more)

    def fill(self, text: str, first: Match, second: Match, **more: str) -> str:
        """Put the labels of a pair into a text with the slots {precipitant} and {object}."""
        named = {"precipitant": first.participant_label, "object": second.participant_label, **more}
        for name, spoken in named.items():
            text = text.replace("{" + name + "}", spoken)
        return text


def tell(proof: Proof, statement: Statement) -> Json:
    """Return a statement as JSON and note it among those the report refers to.

    The JSON is shared between reports (`sheet`), so nobody may change it.
    """
    name = local(statement.id)
    if name not in proof.sheet:
        proof.sheet[name] = statement_json(proof.codes, statement)
    return proof.told.setdefault(name, proof.sheet[name])


def weight(proof: Proof, statement: Statement) -> tuple[Any, ...]:
    """Sort key of a statement: people first, then the level its study type supports, numbers before words."""
    code = proof.codes.get(statement.study_type)
    level = proof.rank(code.level) if code else -1
    return (not (code and code.in_people), -level, statement.value is None, statement.id)


def weighed_of(proof: Proof, interaction: str, thing: str) -> Weighed:
    """Return what a pair brings to judgement; `thing` is the IRI of the object."""
    rows, found = proof.summary.get(interaction, []), proof.mechanisms.get(interaction, [])
    first = rows[0] if rows else {}
    return Weighed(
        thing,
        local(first.get("answer", "")),
        local(first.get("level", "")),
        tuple(ruled(row, row["via"]) for row in found if "orca" in row),
        tuple(row["band"] for row in rows if "band" in row),
        tuple(dict.fromkeys(row["band"] for row in found if "band" in row)),
        proof.ratios.get(interaction),
    )
