"""The check page's view of a report: cards in order of what needs action.

Nothing here judges: every word and number comes from the report; this module only orders and groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.compared import unfiltered
from graph.names import words
from web.axis import DOTS, axis, statement
from web.taken import lost_of, taken_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from web.forms import Form

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
GROUPS: Final = (
    ("action", "needs action", "need action"),
    ("know", "to know", "to know"),
    ("clear", "studied, none found", "studied, none found"),
    ("unstudied", "unstudied", "unstudied"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """Both directions of one pair; `lines` are the directions that have something to say, the weightier first."""

    id: str
    group: str
    lead: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]
    silent: tuple[Mapping[str, Any], ...]


def check_context(report: Mapping[str, Any] | None, form: Form, **more: object) -> dict[str, Any]:
    """Return what `check.html` needs; `report` is the body of `POST /api/check`, or none before the first check."""
    cards = cards_of(report) if report else []
    return {
        "report": report,
        "form": form,
        "cards": cards,
        "counts": counts(cards),
        "shared": shared(cards),
        "taken": taken_of(report) if report else [],
        "unresolved": lost_of(report, form) if report else [],
        **more,
    }


def cards_of(report: Mapping[str, Any]) -> list[Card]:
    """Return one card per unordered pair: first what needs action, then by severity and evidence."""
    told = report.get("statements", {})
    pairs: dict[frozenset[str], list[dict[str, Any]]] = {}
    for pair in report.get("pairs", ()):
        key = frozenset((pair["precipitant"]["id"], pair["object"]["id"]))
        pairs.setdefault(key, []).append(_line(pair, told))
    cards = [_card(sorted(lines, key=_weight)) for lines in pairs.values()]
    order = [name for name, _, _ in GROUPS]
    return sorted(cards, key=lambda card: (order.index(card.group), _weight(card.lead), card.id))


def counts(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Return how many cards stand in each group that has any, in the page's order."""
    held = [card.group for card in cards]
    return [
        {"group": name, "count": held.count(name), "words": one if held.count(name) == 1 else many}
        for name, one, many in GROUPS
        if held.count(name)
    ]


def shared(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Return the rules that more than one card rests on, with everything that contributes to their consequence."""
    found: dict[str, dict[str, Any]] = {}
    for card in cards:
        for line in card.lines:
            for mechanism in line["mechanisms"]:
                if mechanism["rule"]:
                    rule = found.setdefault(mechanism["rule"]["consequence"], {"cards": {}, "things": {}})
                    rule["cards"][card.id] = True
                    rule["things"] |= {line[side]["id"]: line[side]["label"] for side in ("precipitant", "object")}
    return [
        {"label": label, "things": list(rule["things"].values()), "cards": list(rule["cards"])}
        for label, rule in found.items()
        if len(rule["cards"]) > 1
    ]


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


def _line(pair: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    evidence, exposure = pair.get("evidence") or {}, pair.get("exposure") or {}
    action = pair.get("recommended_action") or {}
    level = pair.get("evidence_level") or "none"
    mechanisms = [_mechanism(mechanism, told) for mechanism in pair.get("mechanisms", ())]
    rules = [mechanism["rule"] for mechanism in mechanisms if mechanism["rule"]]
    return {
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
        "other_actions": list(action.get("others") or ()),
        "proposed": bool(action.get("proposed", not action.get("reviewed_by"))),
        "reviewed_by": action.get("reviewed_by"),
        "monitoring": list(dict.fromkeys(rule["monitoring"] for rule in rules if rule.get("monitoring"))),
        "mechanisms": mechanisms,
        "axis": axis(exposure),
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


def _card(lines: list[dict[str, Any]]) -> Card:
    lead = lines[0]
    said = [line for line in lines if line["answer"] != "unstudied" or line["mechanisms"]]
    speaking = _without_repeats(said or lines[:1])
    silent = [line for line in lines if line not in said and line is not lead]
    identity = "--".join(sorted((lead["precipitant"]["id"], lead["object"]["id"])))
    return Card(identity, _group(lead), lead, tuple(speaking), tuple(silent))


def _without_repeats(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop from later directions the mechanisms that an earlier one has shown, and then directions left empty."""
    shown: set[tuple[str, str]] = set()
    result: list[dict[str, Any]] = []
    for line in lines:
        keys = [(mechanism["kind"], (mechanism["via"] or {}).get("id", "")) for mechanism in line["mechanisms"]]
        fresh = [
            mechanism
            for mechanism, key in zip(line["mechanisms"], keys, strict=True)
            if key[0] != "pharmacodynamic" or key not in shown
        ]
        if not result or fresh or line["axis"] or line["supports"] or line["refutes"]:
            result.append({**line, "mechanisms": fresh, "repeats": len(line["mechanisms"]) - len(fresh)})
        shown |= {key for key in keys if key[0] == "pharmacodynamic"}
    return result


def _group(line: Mapping[str, Any]) -> str:
    if line["alert"]:
        return "action"
    return {"no_interaction": "clear", "unstudied": "unstudied"}.get(line["answer"], "know")


def _weight(line: Mapping[str, Any]) -> tuple[bool, bool, int, int, str]:
    severity = SEVERITIES.index(line["severity"]) if line["severity"] in SEVERITIES else len(SEVERITIES)
    return not line["alert"], line["answer"] == "unstudied", severity, -line["dots"], line["id"]


def _factor(item: object) -> dict[str, Any]:
    if not isinstance(item, dict):
        return {**statement({}), "text": str(item)}
    return {**statement(item), "text": item.get("text") or item.get("label") or ""}
