"""Lay out the proof of one ordered pair as the JSON people and programs read.

Every pair carries the ten items of the minimum information model for potential drug-drug interactions (W3C HCLS and
HL7, 2019): what is not known is written out, never left away. No number is computed here: each comes from a statement.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph.exposure import EXPOSURE, NOT_KNOWN, exposure
from graph.names import local, words
from graph.paths import chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.answers import Citation, Code, Edge, Statement
    from graph.resolve import Match
    from graph.store import Solution

NOT_AVAILABLE: Final = "not available"
UNSTUDIED: Final = "unstudied"

Json = dict[str, Any]


@dataclass(slots=True)
class Proof:
    """What the graph holds about the pairs of one check; `told` gathers the statements the report refers to."""

    summary: dict[str, list[Solution]] = field(default_factory=dict)
    mechanisms: dict[str, list[Solution]] = field(default_factory=dict)
    premises: dict[str, list[Solution]] = field(default_factory=dict)
    evidence: dict[str, list[str]] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    proofs: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    rules: dict[str, Solution] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)
    bands: Mapping[str, Solution] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    told: dict[str, Json] = field(default_factory=dict)

    def rank(self, code: str) -> int:
        """Return the order of a coded word among its kind, -1 when it has none."""
        return self.codes[code].rank if code in self.codes else -1

    def label(self, code: str) -> str:
        """Return the words people read for a code."""
        return self.codes[code].label if code in self.codes else words(code)

    def sentence(self, code: str, first: Match, second: Match, **more: str) -> str:
        """Fill the sentence of a code with the labels of a pair."""
        return self.fill(self.codes[code].sentence if code in self.codes else "", first, second, **more)

    def fill(self, text: str, first: Match, second: Match, **more: str) -> str:
        """Put the labels of a pair into a text with the slots {precipitant} and {object}."""
        named = {"precipitant": first.participant_label, "object": second.participant_label, **more}
        for name, label in named.items():
            text = text.replace("{" + name + "}", label)
        return text


def urgency(proof: Proof, pair: Json) -> tuple[Any, ...]:
    """Sort key of a pair: alerts first, then severity, answer that says something, evidence level, labels."""
    return (
        not pair["alert"],
        -proof.rank(pair["severity"]),
        pair["answer"] == UNSTUDIED,
        -proof.rank(pair["evidence_level"]),
        pair["object"]["label"],
        pair["precipitant"]["label"],
    )


def explain(proof: Proof, interaction: str, first: Match, second: Match) -> Json:
    """Return the answer for one ordered pair, from precipitant to object."""
    rows = proof.summary.get(interaction, [])
    summary = rows[0] if rows else {}
    answer = local(summary.get("answer", UNSTUDIED))
    direct = [proof.statements[name] for name in proof.evidence.get(interaction, [])]
    direct.sort(key=lambda statement: _weight(proof, statement))
    mechanisms = _mechanisms(proof, interaction, first, second)
    observed_bands = [_band(proof, proof.bands[row["band"]]) for row in rows if "band" in row]
    advice = proof.codes[answer].action if answer in proof.codes else ""
    return {
        "precipitant": _named(first),
        "object": _named(second),
        "answer": answer,
        "answer_label": proof.label(answer),
        "answer_text": proof.sentence(answer, first, second),
        "severity": local(summary.get("severity", "unknown")),
        "seriousness": local(summary.get("seriousness", "unknown")),
        "alert": summary.get("alert") == "true",
        "evidence_level": local(summary.get("level", "none")),
        "recommended_action": _action(summary, mechanisms, observed_bands, proof.fill(advice, first, second)),
        "consequence": _consequence(mechanisms),
        "mechanisms": mechanisms,
        "exposure": exposure([tell(proof, one) for one in direct], mechanisms, proof.rank),
        "evidence": {
            "supports": [tell(proof, one) for one in direct if one.stance == "supports"],
            "refutes": [tell(proof, one) for one in direct if one.stance == "refutes"],
        },
        "frequency": NOT_AVAILABLE,
        "frequency_of_exposure": NOT_AVAILABLE,
        "frequency_of_harm": _first(m["rule"].get("frequency_of_harm", "") for m in mechanisms) or NOT_AVAILABLE,
        "modifying_factors": [],
        "unknown": _unknown(first, second, direct),
    }


def tell(proof: Proof, statement: Statement) -> Json:
    """Return a statement as JSON and note it among those the report refers to."""
    name = local(statement.id)
    if name not in proof.told:
        told = asdict(statement)
        told["id"], told["subject"], told["object"] = name, local(statement.subject), local(statement.object)
        told["predicate_label"] = proof.label(statement.predicate)
        told["study_type_label"] = proof.label(statement.study_type)
        told["in_people"] = statement.study_type in proof.codes and proof.codes[statement.study_type].in_people
        told["citation"]["id"] = local(statement.citation.id)
        proof.told[name] = told
    return proof.told[name]


def _named(match: Match) -> Json:
    return {"id": local(match.participant), "label": match.participant_label}


def _weight(proof: Proof, statement: Statement) -> tuple[Any, ...]:
    """Sort key of a statement: people first, then the level its study type supports, numbers before words."""
    code = proof.codes.get(statement.study_type)
    level = proof.rank(code.level) if code else -1
    return (not (code and code.in_people), -level, statement.value is None, statement.id)


def _mechanisms(proof: Proof, interaction: str, first: Match, second: Match) -> list[Json]:
    made: dict[str, Json] = {}
    for row in proof.mechanisms.get(interaction, []):
        mechanism = made.get(row["mechanism"])
        if mechanism is None:
            mechanism = made[row["mechanism"]] = _mechanism(proof, row, first, second)
        if "band" in row:
            mechanism["bands"].append(_band(proof, proof.bands[row["band"]]))
        severity = local(row.get("severity", "unknown"))
        mechanism["severity"] = max(mechanism["severity"], severity, key=proof.rank)
    return sorted(made.values(), key=lambda one: (-proof.rank(one["severity"]), one["kind"], one["id"]))


def _mechanism(proof: Proof, row: Solution, first: Match, second: Match) -> Json:
    premises = proof.premises.get(row["mechanism"], [])
    by_edge: dict[str, list[Statement]] = {}
    for premise in premises:
        for edge, said in proof.proofs.get(premise.get("edge", ""), ()):
            by_edge.setdefault(edge, []).append(proof.statements[said])
    against = [proof.statements[premise["statement"]] for premise in premises if "statement" in premise]
    edges = [proof.edges[name] for name in by_edge]
    rule = proof.rules.get(row["via"])
    effect = local(row["effect"])
    steps = [_step(proof, edge, by_edge[edge.id]) for edge in chain(edges, first.participant)]
    if rule:
        steps.append(_rule_step(proof, rule))
    return {
        "id": local(row["mechanism"]),
        "kind": local(row["kind"]),
        "via": {"id": local(row["via"]), "label": row["viaLabel"]},
        "effect": effect,
        "effect_text": rule["consequence"]
        if rule
        else proof.sentence(effect, first, second, metabolite=row.get("metaboliteLabel", ""), via=row["viaLabel"]),
        "severity": local(row.get("severity", "unknown")),
        "bands": [],
        "derived_by": local(row["rule"]),
        "rule": _rule(proof, rule) if rule else {},
        "path": steps,
        "disputed_by": [
            local(one.id) for one in sorted(against, key=lambda one: _weight(proof, one)) if tell(proof, one)
        ],
    }


def _step(proof: Proof, edge: Edge, statements: Sequence[Statement]) -> Json:
    ordered = sorted(dict.fromkeys(statements), key=lambda one: _weight(proof, one))
    best = ordered[0]
    return {
        "subject": edge.subject_label,
        "subject_id": local(edge.subject),
        "predicate": edge.predicate,
        "predicate_label": proof.label(edge.predicate),
        "object": edge.object_label,
        "object_id": local(edge.object),
        "assertion": local(best.id),
        "assertions": [tell(proof, one)["id"] for one in ordered],
        "citation": best.citation.label,
        "url": best.citation.url,
        "locator": best.locator,
        "study_type": best.study_type,
        "as_printed": best.as_printed,
    }


def _rule_step(proof: Proof, rule: Solution) -> Json:
    citation = proof.citations.get(rule.get("citation", ""))
    return {
        "subject": rule["label"],
        "subject_id": local(rule["rule"]),
        "predicate": "leadsTo",
        "predicate_label": "may lead to",
        "object": rule["consequence"],
        "object_id": local(rule["rule"]),
        "assertion": local(rule["rule"]),
        "assertions": [],
        "citation": citation.label if citation else "",
        "url": citation.url if citation else "",
        "locator": rule.get("locator", ""),
        "study_type": local(rule.get("studyType", "")),
        "as_printed": "",
    }


def _rule(proof: Proof, rule: Solution) -> Json:
    citation = proof.citations.get(rule.get("citation", ""))
    return {
        "id": local(rule["rule"]),
        "label": rule["label"],
        "mechanism": rule.get("mechanism", NOT_KNOWN),
        "consequence": rule["consequence"],
        "action": rule["action"],
        "orca_class": int(rule.get("orca", "0")),
        "monitoring": rule.get("monitoring", NOT_KNOWN),
        "onset": rule.get("onset", NOT_KNOWN),
        "partial_agonists": rule.get("partial", NOT_KNOWN),
        "certainty": rule.get("certainty", ""),
        "frequency_of_harm": rule.get("harm", NOT_AVAILABLE),
        "basis": rule.get("basis", NOT_KNOWN),
        "citation": asdict(citation) if citation else None,
        "locator": rule.get("locator", ""),
        "reviewed_by": rule.get("reviewer"),
        "reviewed_on": rule.get("reviewed"),
    }


def _band(proof: Proof, band: Solution) -> Json:
    citation = proof.citations.get(band["citation"])
    return {
        "id": local(band["band"]),
        "label": band["label"],
        "low": float(band["low"]) if "low" in band else None,
        "high": float(band["high"]) if "high" in band else None,
        "severity": local(band["severity"]),
        "orca_class": int(band["orca"]) if "orca" in band else None,
        "action": band.get("action", ""),
        "citation": citation.label if citation else "",
        "url": citation.url if citation else "",
        "locator": band["locator"],
    }


def _action(summary: Solution, mechanisms: Sequence[Json], observed: Sequence[Json], otherwise: str) -> Json:
    """Return the advice of the most cautious finding; a measured change of exposure outranks a predicted one."""
    found = [
        {
            "text": m["rule"]["action"],
            "orca_class": m["rule"]["orca_class"],
            "from": m["rule"]["id"],
            **_signed(m),
        }
        for m in mechanisms
        if m["rule"]
    ]
    found += [
        {"text": band["action"], "orca_class": band["orca_class"], "from": band["id"], **_signed({})}
        for band in observed or [band for m in mechanisms for band in m["bands"]]
        if band["orca_class"] and band["action"]
    ]
    if not found:
        return {"orca_class": None, "text": otherwise or NOT_KNOWN, "from": "", "others": [], **_signed({})}
    found.sort(key=lambda one: one["orca_class"])
    first = found[0]
    others = list(dict.fromkeys(one["text"] for one in found if one["text"] != first["text"]))
    return {**first, "orca_class": int(summary.get("orca", first["orca_class"])), "others": others}


def _signed(mechanism: Json) -> Json:
    rule = mechanism.get("rule") or {}
    return {"reviewed_by": rule.get("reviewed_by"), "proposed": rule.get("reviewed_by") is None}


def _consequence(mechanisms: Sequence[Json]) -> str:
    texts = dict.fromkeys(mechanism["effect_text"] for mechanism in mechanisms if mechanism["effect_text"])
    return "; ".join(texts) or NOT_KNOWN


def _unknown(first: Match, second: Match, direct: Sequence[Statement]) -> list[str]:
    gaps = []
    if not any(
        one.endpoint == EXPOSURE and one.species in {"", "human"} and one.study_type != "in_silico" for one in direct
    ):
        gaps.append(
            f"No study in people has measured {second.participant_label} with and without {first.participant_label}."
        )
    gaps.append("How often harm occurs among people who take both: not available.")
    gaps.append("Repeated dosing, product differences, age, organ function and genotype: not known for this pair.")
    return gaps


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text and text != NOT_AVAILABLE), "")
