"""Findings that several things of a list bring about together, each as one card that holds the pairs it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from web.axis import DOTS
from web.lines import ORCA, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from web.cards import Card

_NO_CLASS: Final = 9
#: How the ids of declared limits of alerts begin.
_LIMIT: Final = "alert-"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with its view in `told`; `parts` are the cards of pairs that say no more than their share of it."""

    told: Mapping[str, Any]
    parts: tuple[Card, ...]


def combined(report: Mapping[str, Any], cards: Sequence[Card]) -> tuple[list[Finding], list[Card]]:
    """Return the findings of a report with the cards that fold under them, and the cards that stand by themselves.

    A pair that interrupts for a reason of its own stands by itself; `report["alerts"]` counts those.
    """
    found = list(report.get("cumulative") or ())
    home = {card.id: _home(card, found) for card in cards}
    alone = _alone(report, found, cards, home)
    parts = {card.id: home[card.id] for card in cards if home[card.id] and card.id not in alone}
    findings = [
        Finding(_told(one, report), tuple(card for card in cards if parts.get(card.id, {}).get("id") == one["id"]))
        for one in found
    ]
    return findings, [card for card in cards if card.id not in parts]


def part_of(report: Mapping[str, Any]) -> dict[frozenset[str], list[dict[str, str]]]:
    """Return by pair the findings it is part of, each with id and label."""
    held: dict[frozenset[str], list[dict[str, str]]] = {}
    for one in report.get("cumulative") or ():
        for pair in {frozenset(ends) for ends in one["pairs"]}:
            held.setdefault(pair, []).append({"id": one["id"], "label": one["label"]})
    return held


def _home(card: Card, found: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the finding under which a card folds: the first that interrupts, else the first; empty without one."""
    holding = [one for one in found if card.ends in map(frozenset, one["pairs"])]
    return next((one for one in holding if one["alert"]), holding[0] if holding else {})


def _alone(
    report: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    cards: Sequence[Card],
    home: Mapping[str, Mapping[str, Any]],
) -> set[str]:
    """Return the ids of cards that interrupt beyond the findings they are part of.

    The report counts them; which they are is told by what else they hold: first those that only the context makes
    interrupt, then the most severe reasons outside the rules of the finding.
    """
    stopping = [card for card in cards if card.lead["alert"]]
    inside = [card for card in stopping if home[card.id].get("alert")]
    alerting = sum(bool(one["alert"]) for one in found)
    outside = [card for card in stopping if not home[card.id].get("alert")]
    beyond = max(0, report.get("alerts", 0) - alerting - len(outside))
    inside.sort(key=lambda card: (not _by_context(card), *_reasons(card, home[card.id]["rules"])))
    return {card.id for card in (*outside, *inside[:beyond])}


def _by_context(card: Card) -> bool:
    """Tell whether a pair interrupts although no declared limit of alerts is among the rows that judged it."""
    stopping = [line for line in (*card.lines, *card.repeated) if line["alert"]]
    return not any(row["id"].startswith(_LIMIT) for line in stopping for row in line["judged_by"])


def _reasons(card: Card, rules: Iterable[str]) -> tuple[int, int, str]:
    """Return the place of a card by the worst that it holds outside of some rules, the worst first."""
    others = [m for line in card.lines for m in line["mechanisms"] if not m["rule"] or m["rule"]["id"] not in rules]
    known = [SEVERITIES.index(m["severity"]) for m in others if m["severity"] in SEVERITIES]
    worst = min(known, default=len(SEVERITIES))
    called = min((m["rule"]["orca_class"] for m in others if m["rule"]), default=_NO_CLASS)
    return worst, called, card.id


def _told(one: Mapping[str, Any], report: Mapping[str, Any]) -> dict[str, Any]:
    action = one["recommended_action"]
    called = _labels(report)
    return {
        **{name: one[name] for name in ("id", "label", "text", "consequence", "severity", "alert", "evidence_level")},
        "things": [
            {"id": name, "label": label}
            for name, label in zip(one["contributors"], one["contributor_labels"], strict=True)
        ],
        "dots": DOTS.get(one["evidence_level"], 0),
        "action": action["text"],
        "others": list(action["others"]),
        "orca_class": action["orca_class"],
        "orca_words": ORCA.get(action["orca_class"] or 0, ""),
        "rules": [{"id": name, "label": called.get(name, name)} for name in one["rules"]],
        "statements": list(one["statements"]),
        "citation": {"id": one["citation"], "label": called.get(one["citation"], one["citation"])},
        "locator": one["locator"],
        "proposed": bool(one["proposed"]),
        "reviewed_by": one["reviewed_by"],
        "reviewed_on": one["reviewed_on"],
    }


def _labels(report: Mapping[str, Any]) -> dict[str, str]:
    """Return by id what the rules of the pairs of a report, and the sources of its statements, are called."""
    rules = (mechanism.get("rule") for pair in report.get("pairs", ()) for mechanism in pair.get("mechanisms", ()))
    sources = (told.get("citation") for told in report.get("statements", {}).values())
    return {one["id"]: one["label"] for one in (*rules, *sources) if isinstance(one, dict) and one.get("label")}
