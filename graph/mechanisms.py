"""Lay out the mechanisms of one ordered pair: the path of each, what disputes it, and the rule it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.exposure import NOT_KNOWN
from graph.names import local
from graph.paths import CONTAINS, chain, main_walk
from graph.proof import Json, Proof, tell, weight
from graph.telling import label, source_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.judgement import Judgement
    from graph.records import Citation, Edge, Statement
    from graph.resolve import Match
    from graph.store import Solution

NOT_AVAILABLE: Final = "not available"


def mechanisms_of(proof: Proof, interaction: str, first: Match, second: Match) -> list[Json]:
    """Return the mechanisms of an interaction, worst severity first."""
    made: dict[str, Json] = {}
    for row in proof.mechanisms.get(interaction, []):
        mechanism = made.get(row["mechanism"])
        if mechanism is None:
            mechanism = made[row["mechanism"]] = _mechanism(proof, row, first, second)
        if "band" in row:
            band = band_of(proof, proof.bands[row["band"]])
            mechanism["bands"].append(band)
            mechanism["severity"] = max(mechanism["severity"], band["severity"], key=proof.rank)
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
    walk, aside = main_walk(edges, {name: len(statements) for name, statements in by_edge.items()})
    steps = [_step(proof, edge, by_edge[edge.id]) for edge in chain(walk, first.participant)]
    if "metabolite" in row:
        steps = [_formation(step, row) for step in steps]
    acted_on = next((e.object_label for e in walk if (e.subject, e.predicate) == (second.participant, CONTAINS)), None)
    acted_on = acted_on or second.participant_label
    if rule:
        steps.append(_rule_step(proof, rule))
    return {
        "id": local(row["mechanism"]),
        "kind": local(row["kind"]),
        "via": {"id": local(row["via"]), "label": row["viaLabel"]},
        "effect": effect,
        "effect_text": rule["consequence"]
        if rule
        else proof.sentence(effect, first, second, object=acted_on, metabolite=row.get("metaboliteLabel", "")),
        "severity": local(row.get("severity", "unknown")),
        "bands": [],
        "strengths": sorted({_strength(one) for told in by_edge.values() for one in told if one.strength}),
        "derived_by": local(row["rule"]),
        "premises": _premises(proof, premises, first),
        "rule": rule_of(proof, rule) if rule else {},
        "path": steps,
        "also_through": [_step(proof, edge, by_edge[edge.id]) for edge in chain(aside, first.participant)],
        "disputed_by": [
            local(one.id) for one in sorted(against, key=lambda one: weight(proof, one)) if tell(proof, one)
        ],
    }


def _premises(proof: Proof, premises: Sequence[Solution], first: Match) -> list[str]:
    """Return the edges a mechanism rests on, those of the precipitant first."""
    edges = [local(one["edge"]) for one in premises if proof.proofs.get(one.get("edge", ""))]
    own = f"edge--{local(first.participant)}--"
    return sorted(edges, key=lambda name: (not name.startswith(own), name))


def _formation(step: Json, row: Solution) -> Json:
    """Name the enzyme in the step that forms the metabolite the mechanism is about."""
    if step["predicate"] != "hasMetabolite" or step["object_id"] != local(row["metabolite"]):
        return step
    return {**step, "predicate_label": f"is turned by {row['viaLabel']} into"}


def _strength(statement: Statement) -> str:
    """Say which category a substance was given, and by whom."""
    told = f"{statement.subject_label} {statement.strength.replace('_', ' ')} at {statement.object_label}"
    return f"{told} ({statement.citation.label}, {statement.locator})"


def _step(proof: Proof, edge: Edge, statements: Sequence[Statement]) -> Json:
    """Return an edge as a step; the JSON is shared between reports, like that of the statements it rests on."""
    if edge.id not in proof.sheet:
        proof.sheet[edge.id] = _new_step(proof, edge, statements)
    step = proof.sheet[edge.id]
    proof.told.update({name: proof.sheet[name] for name in step["assertions"]})
    return step


def _new_step(proof: Proof, edge: Edge, statements: Sequence[Statement]) -> Json:
    ordered = sorted(dict.fromkeys(statements), key=lambda one: weight(proof, one))
    best = ordered[0]
    return {
        "subject": edge.subject_label,
        "subject_id": local(edge.subject),
        "subject_kind": edge.subject_kind,
        "predicate": edge.predicate,
        "predicate_label": proof.label(edge.predicate),
        "object": edge.object_label,
        "object_id": local(edge.object),
        "object_kind": edge.object_kind,
        "assertion": local(best.id),
        "assertions": [tell(proof, one)["id"] for one in ordered],
        "citation": best.citation.label,
        "url": best.citation.url,
        "tier_label": label(proof.codes, best.citation.tier),
        "quoted_in": source_json(proof.codes, best.quoted_in),
        "source": best.source,
        "locator": best.locator,
        "study_type": best.study_type,
        "as_printed": best.as_printed,
    }


def _rule_step(proof: Proof, rule: Solution) -> Json:
    citation = proof.citations.get(rule.get("citation", ""))
    rested = [proof.statements[row["statement"]] for row in proof.rested.get(rule["rule"], [])]
    return {
        "subject": rule["label"],
        "subject_id": local(rule["rule"]),
        "predicate": "leadsTo",
        "predicate_label": "may lead to",
        "object": rule["consequence"],
        "object_id": local(rule["rule"]),
        "assertion": local(rule["rule"]),
        "assertions": [tell(proof, one)["id"] for one in sorted(rested, key=lambda one: weight(proof, one))],
        **_cited(proof, citation),
        "locator": rule.get("locator", ""),
        "study_type": local(rule.get("studyType", "")),
        "as_printed": "",
    }


def rule_of(proof: Proof, rule: Solution) -> Json:
    """Return an interaction rule as JSON, shared between reports."""
    if rule["rule"] not in proof.sheet:
        proof.sheet[rule["rule"]] = _new_rule(proof, rule)
    return proof.sheet[rule["rule"]]


def _new_rule(proof: Proof, rule: Solution) -> Json:
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
        "citation": source_json(proof.codes, citation),
        "locator": rule.get("locator", ""),
        "reviewed_by": rule.get("reviewer"),
        "reviewed_on": rule.get("reviewed"),
    }


def band_of(proof: Proof, band: Solution) -> Json:
    """Return an exposure band as JSON, with its source."""
    citation = proof.citations.get(band["citation"])
    return {
        "id": local(band["band"]),
        "label": band["label"],
        "low": float(band["low"]) if "low" in band else None,
        "high": float(band["high"]) if "high" in band else None,
        "severity": local(band["severity"]),
        "orca_class": int(band["orca"]) if "orca" in band else None,
        "action": band.get("action", ""),
        **_cited(proof, citation),
        "locator": band["locator"],
    }


def advice_of(proof: Proof, judged: Judgement, rows: Sequence[Solution]) -> list[Json]:
    """Return the band or step that answers the change of exposure, then the milder bands people showed as well."""
    step = proof.steps.get(judged.advice)
    first = [step_of(proof, step)] if step else []
    seen = [row["band"] for row in rows if "band" in row and row["band"] != (step or {}).get("band")]
    bands = [band_of(proof, proof.bands[name]) for name in dict.fromkeys([judged.advice, *seen]) if name in proof.bands]
    return first + sorted(bands, key=lambda band: -proof.rank(band["severity"]))


def step_of(proof: Proof, step: Solution) -> Json:
    """Return a severity step as JSON, with its source."""
    return {
        "id": local(step["step"]),
        "label": step["label"],
        "severity": local(step["severity"]),
        "orca_class": int(step["orca"]),
        "action": step["action"],
        **_cited(proof, proof.citations.get(step.get("citation", ""))),
        "locator": step["locator"],
        "reviewed_by": step.get("reviewer"),
        "reviewed_on": step.get("reviewed"),
    }


def judged_by(proof: Proof, judged: Judgement) -> list[Json]:
    """Return the rows of the declared tables that decided severity, operational class and alert."""
    rows = [{"id": local(name), "label": _row_label(proof, name)} for name in judged.by]
    return rows + ([{"id": local(judged.why), "label": _row_label(proof, judged.why)}] if judged.why else [])


def _row_label(proof: Proof, name: str) -> str:
    row = proof.rules.get(name) or proof.bands.get(name) or proof.steps.get(name) or proof.alerts.get(name) or {}
    return row.get("label", local(name))


def _cited(proof: Proof, citation: Citation | None) -> Json:
    """Return who stands behind a rule or band."""
    if citation is None:
        return {"citation": "", "url": "", "tier_label": "", "source": ""}
    tier = label(proof.codes, citation.tier)
    return {"citation": citation.label, "url": citation.url, "tier_label": tier, "source": citation.label}
