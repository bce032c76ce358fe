"""The check page's view of a report: cards in order of what needs action.

Nothing here judges: every word and number comes from the report; this module only orders and groups.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from web.combined import combined, part_of
from web.lines import SEVERITIES, line_of
from web.listed import pieces_of
from web.patient import chips, chosen
from web.sources import numbered
from web.taken import lost_of, taken_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from web.combined import Finding
    from web.forms import Form

#: The filters that one press turns on or off.
QUICK: Final = Path(__file__).with_name("check") / "filters.json"
GROUPS: Final = (
    ("action", "needs action", "need action"),
    ("know", "to know", "to know"),
    ("clear", "studied, none found", "studied, none found"),
    ("unstudied", "unstudied", "unstudied"),
)
#: So many pairs that nobody has studied are one list; fewer are a card each.
MANY: Final = 4
PARTS: Final = ("is part of what adds up", "are part of what adds up")


@dataclass(frozen=True, slots=True)
class Card:
    """Both directions of one pair; `lines` are the directions that have something to say, the weightier first.

    `silent` directions were never studied; `repeated` ones say what the first says.
    """

    id: str
    group: str
    lead: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]
    silent: tuple[Mapping[str, Any], ...]
    part_of: tuple[Mapping[str, str], ...] = ()
    repeated: tuple[Mapping[str, Any], ...] = ()

    @property
    def ends(self) -> frozenset[str]:
        """The slugs of the two."""
        return frozenset((self.lead["precipitant"]["id"], self.lead["object"]["id"]))


def check_context(report: Mapping[str, Any] | None, form: Form, **more: object) -> dict[str, Any]:
    """Return what `check.html` needs; `report` is the body of `POST /api/check`, or none before the first check."""
    findings, cards = combined(report, cards_of(report)) if report else ([], [])
    shown, untold = untold_of(cards)
    return {
        "report": report,
        "form": form,
        "findings": findings,
        "cards": shown,
        "untold": untold,
        "counts": counts(cards, report["alerts"], sum(len(one.parts) for one in findings)) if report else [],
        "told": chosen(form),
        "chips": chips(report, form) if report else [],
        "taken": taken_of(report) if report else [],
        "pieces": pieces_of(report, form) if report else [],
        "choices": [_choice(form, **one) for one in quick_filters()],
        "live": _live(findings, cards),
        **_sources(findings, cards),
        "unresolved": lost_of(report, form) if report else [],
        **more,
    }


@functools.cache
def quick_filters() -> list[dict[str, str]]:
    """Return the filters that one press turns on or off: data, not code."""
    found: list[dict[str, str]] = json.loads(QUICK.read_text(encoding="utf-8"))
    return found


def _choice(form: Form, field: str, word: str, label: str) -> dict[str, Any]:
    return {"label": label, "on": word in getattr(form.filters, field), "href": form.choosing(field, word).address}


def _sources(findings: Iterable[Finding], cards: Iterable[Card]) -> dict[str, Any]:
    folded = [card for finding in findings for card in finding.parts]
    sources, numbers = numbered(line for card in (*folded, *cards) for line in card.lines)
    return {"sources": sources, "numbers": numbers}


def _live(findings: Iterable[Finding], cards: Iterable[Card]) -> dict[str, list[dict[str, str]]]:
    """Return by the label of what is dosed what a model expects of the others at this dose: what a slider moves.

    `seen` is what people showed, where they were studied: a prediction must not stand without it.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for card in (*(part for finding in findings for part in finding.parts), *cards):
        for line in (*card.lines, *card.repeated):
            if told := line["foretold"]:
                seen = next((one.text for one in line["axis"].readings if one.observed), "") if line["axis"] else ""
                one = {"label": line["object"]["label"], "seen": seen, **{k: told[k] for k in ("number", "warning")}}
                found.setdefault(line["precipitant"]["label"], []).append(one)
    return found


def cards_of(report: Mapping[str, Any]) -> list[Card]:
    """Return one card per unordered pair: first what needs action, then by severity and evidence."""
    told = report.get("statements", {})
    pairs: dict[frozenset[str], list[dict[str, Any]]] = {}
    for pair in report.get("pairs", ()):
        key = frozenset((pair["precipitant"]["id"], pair["object"]["id"]))
        pairs.setdefault(key, []).append(line_of(pair, told))
    shares = part_of(report)
    cards = [_card(sorted(lines, key=_weight), shares.get(key, ())) for key, lines in pairs.items()]
    order = [name for name, _, _ in GROUPS]
    return sorted(cards, key=lambda card: (order.index(card.group), _weight(card.lead), card.id))


def untold_of(cards: Sequence[Card]) -> tuple[list[Card], list[Card]]:
    """Return the cards that say something, and those of pairs nobody has studied where they are many.

    A pair stays a card where filters hide something of it, or where something told of the patient says something.
    """
    untold = [card for card in cards if card.group == "unstudied" and not any(map(_speaks, card.lines))]
    if len(untold) < MANY:
        return list(cards), []
    held = {card.id for card in untold}
    return [card for card in cards if card.id not in held], untold


def _speaks(line: Mapping[str, Any]) -> bool:
    return bool(line["hidden"] or line["mechanisms"] or line["moved"] or line["context"]["rows"])


def counts(cards: Iterable[Card], alerts: int, parts: int) -> list[dict[str, Any]]:
    """Return how much stands in each group that has anything, in the page's order.

    What needs action is counted by the report, where things that add up count once; `parts` are the pairs of those.
    """
    held = [card.group for card in cards]
    found = [(name, held.count(name), one, many) for name, one, many in GROUPS[1:]]
    found = [(*GROUPS[0][:1], alerts, *GROUPS[0][1:]), *found, ("shares", parts, *PARTS)]
    return [
        {"group": name, "count": count, "words": one if count == 1 else many}
        for name, count, one, many in found
        if count
    ]


def _card(lines: list[dict[str, Any]], shares: Sequence[Mapping[str, str]]) -> Card:
    lead = lines[0]
    said = [line for line in lines if line["answer"] != "unstudied" or line["mechanisms"]]
    speaking = _without_repeats(said or lines[:1])
    silent = [line for line in lines if line not in said and line is not lead]
    told = {line["id"] for line in speaking}
    repeated = [line for line in said if line["id"] not in told]
    identity = "--".join(sorted((lead["precipitant"]["id"], lead["object"]["id"])))
    return Card(identity, _group(lead), lead, tuple(speaking), tuple(silent), tuple(shares), tuple(repeated))


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
