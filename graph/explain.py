"""Lay out the proof of one ordered pair as the JSON people and programs read.

Every pair carries the ten items of the minimum information model for potential drug-drug interactions (W3C HCLS and
HL7, 2019): what is not known is written out, never left away. No number is computed here: each comes from a statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.exposure import EXPOSURE, NOT_KNOWN, exposure
from graph.factors import factors_of
from graph.mechanisms import NOT_AVAILABLE, advice_of, judged_by, mechanisms_of
from graph.names import local
from graph.proof import Json, Proof, tell, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graph.judgement import Judgement
    from graph.records import Statement
    from graph.resolve import Match
    from graph.store import Solution

UNSTUDIED: Final = "unstudied"
CONFLICTING: Final = "conflicting"
_OPPOSITE: Final = {"raises_exposure", "lowers_exposure"}


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
    return lay_out(proof, interaction, first, second, lambda: factors_of(proof, first.participant, second.participant))


def lay_out(
    proof: Proof, interaction: str, first: Match, second: Match, modified_by: Callable[[], Sequence[Json]]
) -> Json:
    """Return the answer for one ordered pair; `modified_by` tells its factors, after all else was told."""
    rows = proof.summary.get(interaction, [])
    summary = rows[0] if rows else {}
    answer = local(summary.get("answer", UNSTUDIED))
    direct = [proof.statements[name] for name in proof.evidence.get(interaction, [])]
    direct.sort(key=lambda statement: weight(proof, statement))
    mechanisms = mechanisms_of(proof, interaction, first, second)
    factors, judged = modified_by(), proof.judged[interaction]
    advice = proof.codes[answer].action if answer in proof.codes else ""
    return {
        "precipitant": named(first),
        "object": named(second),
        "answer": answer,
        "answer_label": proof.label(answer),
        "answer_text": proof.sentence(answer, first, second),
        "severity": judged.severity,
        "seriousness": judged.seriousness,
        "alert": judged.alert,
        "judged_by": judged_by(proof, judged),
        "evidence_level": local(summary.get("level", "none")),
        "level_reason": _reason(proof, summary),
        "contested": summary.get("contested") == "true",
        "recommended_action": _action(proof, judged, rows, mechanisms, proof.fill(advice, first, second)),
        "consequence": _consequence(proof, answer, mechanisms, direct, first, second),
        "mechanisms": mechanisms,
        "exposure": exposure(
            [tell(proof, one) for one in direct],
            mechanisms,
            proof.rank,
            proof.forecasts.get(interaction),
            predicts=proof.predicts,
        ),
        "evidence": {
            "supports": [tell(proof, one) for one in direct if one.stance == "supports"],
            "refutes": [tell(proof, one) for one in direct if one.stance == "refutes"],
        },
        "frequency": NOT_AVAILABLE,
        "frequency_of_exposure": NOT_AVAILABLE,
        "frequency_of_harm": _first(m["rule"].get("frequency_of_harm", "") for m in mechanisms) or NOT_AVAILABLE,
        "modifying_factors": factors,
        "unknown": [
            *(_said(text) for text in proof.turned.get(interaction, ())),
            *_unknown(first, second, direct, listed=bool(factors)),
        ],
    }


def _reason(proof: Proof, summary: Solution) -> str:
    """Say why the evidence stands at its level; the graph words it for pairs that were studied or reported."""
    level = local(summary.get("level", "none"))
    otherwise = proof.codes.get("reason_nothing_held" if level == "none" else "reason_mechanism_alone")
    return summary.get("reason") or f"{proof.label(level)}: {otherwise.sentence if otherwise else NOT_KNOWN}"


def named(match: Match) -> Json:
    """Return how a side of a pair is told: the slug and the label of what takes part."""
    return {"id": local(match.participant), "label": match.participant_label}


def _action(
    proof: Proof, judged: Judgement, rows: Sequence[Solution], mechanisms: Sequence[Json], otherwise: str
) -> Json:
    """Return the advice of the most cautious finding; a measured change of exposure outranks a predicted one."""
    found = [
        {
            "text": m["rule"]["action"],
            "orca_class": m["rule"]["orca_class"],
            "from": m["rule"]["id"],
            **_signed(m["rule"]),
        }
        for m in mechanisms
        if m["rule"]
    ]
    found += [
        {"text": called["action"], "orca_class": called["orca_class"], "from": called["id"], **_signed(called)}
        for called in advice_of(proof, judged, rows)
        if called["action"]
    ]
    found = [one for one in found if one["orca_class"]]
    if not found:
        return {"orca_class": None, "text": otherwise or NOT_KNOWN, "from": "", "others": [], **_signed({})}
    found.sort(key=lambda one: one["orca_class"])
    first = found[0]
    unsettled = [otherwise] if rows and local(rows[0].get("answer", "")) == CONFLICTING else []
    others = list(dict.fromkeys([*unsettled, *(one["text"] for one in found if one["text"] != first["text"])]))
    return {**first, "orca_class": judged.orca, "others": others}


def _signed(row: Json) -> Json:
    return {"reviewed_by": row.get("reviewed_by"), "proposed": row.get("reviewed_by") is None}


def _consequence(
    proof: Proof, answer: str, mechanisms: Sequence[Json], direct: Sequence[Statement], first: Match, second: Match
) -> str:
    """Say what happens: shared effects, then the change of exposure that people showed or else the expected one."""
    texts = [_disagreement(proof, direct)] if answer == CONFLICTING else []
    texts += [one["effect_text"] for one in mechanisms if one["rule"]]
    seen = [one for one in direct if one.endpoint == EXPOSURE and one.direction and tell(proof, one)["in_people"]]
    expected = [one for one in mechanisms if not one["rule"]]
    if seen:
        texts += [proof.sentence(one.direction, first, second, object=one.object_label) for one in seen]
    elif {one["effect"] for one in expected} >= _OPPOSITE and len(said := _ways(mechanisms)) == 1:
        texts += [proof.sentence(said.pop(), first, second)]
    elif {one["effect"] for one in expected} >= _OPPOSITE:
        texts += [proof.sentence("unknown_effect", first, second)]
        texts += [one["effect_text"] for one in expected if one["effect"] not in _OPPOSITE]
    else:
        texts += [one["effect_text"] for one in expected]
    return "; ".join(dict.fromkeys(text.rstrip(".") for text in texts if text)) or NOT_KNOWN


def _ways(mechanisms: Sequence[Json]) -> set[str]:
    """Return which way the interaction rules of a pair, whose sources saw the whole, say that exposure goes."""
    return {one["effect"] for one in mechanisms if one["rule"]} & _OPPOSITE


def _disagreement(proof: Proof, direct: Sequence[Statement]) -> str:
    """Say in which species the pair was seen to go which way, and that people are among them or not."""
    seen = [one for one in direct if one.direction and one.study_type != "in_silico"]
    people = {one.id for one in seen if tell(proof, one)["in_people"]}
    sides = [
        f"{'people' if one.id in people else proof.label(one.species or one.study_type)}: "
        f"{proof.label(one.direction)} ({one.object_label})"
        for one in seen
    ]
    if not people:
        sides.append(f"people: {NOT_KNOWN}")
    return ", ".join(dict.fromkeys(sides))


def _said(text: str) -> str:
    """Return a clause as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _unknown(first: Match, second: Match, direct: Sequence[Statement], *, listed: bool) -> list[str]:
    gaps = []
    measured = [
        one
        for one in direct
        if one.endpoint == EXPOSURE and one.species in {"", "human"} and one.study_type != "in_silico"
    ]
    whole, parts = second.participant_label, sorted({one.object_label for one in measured if _is_part(one, second)})
    if not measured:
        gaps.append(f"No study in people has measured {whole} with and without {first.participant_label}.")
    elif len(parts) == len({one.object_label for one in measured}):
        gaps.append(f"Measured was {', '.join(parts)}; what that means for the effect of {whole} is not known.")
    gaps.append("How often harm occurs among people who take both: not available.")
    beyond = "Beyond the factors listed, repeated" if listed else "Repeated"
    gaps.append(f"{beyond} dosing, product differences, age, organ function and genotype: not known for this pair.")
    return gaps


def _is_part(statement: Statement, second: Match) -> bool:
    """Tell whether a statement is about something else than the object as it was asked for: a constituent, a form."""
    return local(statement.object) not in {local(second.participant), local(second.id)}


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text and text != NOT_AVAILABLE), "")
