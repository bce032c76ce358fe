"""One direction of a pair as the check page shows it. Nothing is judged: every word and number is the report's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.compared import unfiltered
from graph.names import words
from graph.summary import moved
from web.axis import DOTS, axis, statement
from web.foretold import foretold
from web.patient import changes
from web.saying import SAID, consequences, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEVERITIES: Final = ("contraindicated", "major", "moderate", "minor", "unknown", "none")
ANSWERS: Final = {
    "interaction": "Interaction: seen in studies or reports",
    "no_interaction": "No interaction found: it was studied",
    "conflicting": "Conflicting: the evidence disagrees",
    "predicted": "Predicted: from the mechanism only, not measured for this pair",
    "unstudied": "Unstudied: as far as this graph knows, nobody has studied this pair",
}
EFFECTS: Final = {
    "raises_exposure": "raises exposure of",
    "lowers_exposure": "lowers exposure of",
    "additive": "adds to the effect of",
    "opposing": "works against",
    "unknown_effect": "changes (direction not known)",
}
#: Wording of the ORCA classes 1 to 5 in the minimum information model.
ORCA: Final = {
    1: "Avoid the combination",
    2: "Usually avoid",
    3: "Minimise the risk",
    4: "No special precautions",
    5: "Ignore: studied, no interaction",
}


def line_of(pair: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page shows of one ordered pair; `told` are the statements of the report by id."""
    evidence, exposure = pair.get("evidence") or {}, pair.get("exposure") or {}
    action = pair.get("recommended_action") or {}
    level = pair.get("evidence_level") or "none"
    mechanisms = [_mechanism(mechanism, told) for mechanism in pair.get("mechanisms", ())]
    rules = [mechanism["rule"] for mechanism in mechanisms if mechanism["rule"]]
    line = {
        "id": f"{pair['precipitant']['id']}--{pair['object']['id']}",
        "precipitant": pair["precipitant"],
        "object": pair["object"],
        "answer": pair["answer"],
        "answer_words": ANSWERS.get(pair["answer"], words(pair["answer"])),
        "sentence": pair.get("answer_text") or "",
        "consequence": pair.get("consequence") or "not known",
        "severity": pair.get("severity") or "unknown",
        "seriousness": pair.get("seriousness") or "unknown",
        "alert": bool(pair.get("alert")),
        "evidence_level": level,
        "level_reason": pair.get("level_reason") or "",
        "contested": bool(pair.get("contested")),
        "dots": DOTS.get(level, 0),
        "orca_class": action.get("orca_class"),
        "orca_words": ORCA.get(action.get("orca_class") or 0, ""),
        "action": action.get("text") or "not known",
        "advised_by": action.get("from") or "",
        "moved": moved(action),
        "other_actions": list(action.get("others") or ()),
        "proposed": bool(action.get("proposed", not action.get("reviewed_by"))),
        "reviewed_by": action.get("reviewed_by"),
        "monitoring": list(dict.fromkeys(rule["monitoring"] for rule in rules if rule.get("monitoring"))),
        "mechanisms": mechanisms,
        "judged_by": _judged(pair, mechanisms),
        "axis": axis(exposure),
        "foretold": foretold(exposure),
        "context": changes(pair.get("context", ())),
        "in_animals": [statement(item) | {"ratio": item["auc_ratio"]} for item in exposure.get("in_animals", ())],
        "supports": [statement(item) for item in evidence.get("supports", ())],
        "refutes": [statement(item) for item in evidence.get("refutes", ())],
        "frequency_of_exposure": pair.get("frequency_of_exposure") or "not available",
        "frequency_of_harm": pair.get("frequency_of_harm") or pair.get("frequency") or "not available",
        "modifying_factors": [_factor(item) for item in pair.get("modifying_factors", ())],
        "unknown": list(pair.get("unknown", ())),
        "hidden": unfiltered(pair),
        "why": [(words(f"why_{way}"), texts) for way, texts in pair.get("why", {}).items() if texts],
    }
    return {**line, "said": said(line), "also": consequences(line["consequence"])[SAID:]}


def _mechanism(mechanism: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    steps = []
    for step in mechanism.get("path", ()):
        held = [statement(told[name]) for name in step.get("assertions", ()) if name in told]
        steps.append({**statement(step), "statements": held})
    rule = mechanism.get("rule") or None
    return {
        "id": mechanism["id"],
        "kind": mechanism["kind"],
        "via": mechanism["via"],
        "by": words(mechanism.get("derived_by", "").removeprefix("rule-").replace("-", "_")),
        "sentence": mechanism.get("effect_text") or EFFECTS.get(mechanism["effect"], words(mechanism["effect"])),
        "severity": mechanism.get("severity") or "unknown",
        "rule": rule and {**rule, "source": statement(rule)},
        "bands": [{**band, "source": statement(band)} for band in mechanism.get("bands", ())],
        "steps": steps,
        "groups": _grouped(steps),
        "against": [statement(told[name]) for name in mechanism.get("disputed_by", ()) if name in told],
    }


def _grouped(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return neighbouring steps that differ in one end only as one group: one thing, and many at its other end."""
    groups: list[dict[str, Any]] = []
    for step in steps:
        last = groups[-1] if groups and groups[-1]["relation"] == step["relation"] else {}
        shared = next((side for side in ("subject", "object") if last and last[side] == step[side]), "")
        if shared and last["shared"] in ("", shared):
            last["shared"] = shared
            last["steps"].append(step)
        else:
            kept = {name: step[name] for name in ("subject", "relation", "object")}
            groups.append({**kept, "shared": "", "steps": [step]})
    for group in groups:
        group["steps"].sort(key=lambda step: (-len(step["statements"]), step["subject"], step["object"]))
    return groups


def _judged(pair: Mapping[str, Any], mechanisms: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the declared rows that decided severity, class and alert, each with who signed it, if anybody did."""
    signed = {}
    for mechanism in mechanisms:
        for row in (mechanism["rule"], *mechanism["bands"]):
            if row:
                signed[row["id"]] = row.get("reviewed_by")
    return [{**row, "reviewed_by": signed.get(row["id"])} for row in pair.get("judged_by") or ()]


def _factor(item: object) -> dict[str, Any]:
    if not isinstance(item, dict):
        return {**statement({}), "text": str(item)}
    return {**statement(item), "text": item.get("text") or item.get("label") or ""}
