"""Tell as one finding what several substances of a list add up to, instead of one alert a pair.

Which interaction rules lead to one consequence, and from how many contributors it is told, is data (question
`shared-effects`). `findings` is a pure function of the pairs of a report: what two substances do stays a pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.answers import listed
from graph.names import local

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from graph.store import Solution, Store

Json = dict[str, Any]

_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class SharedEffect:
    """A consequence several rules (ids) lead to; severity and class are empty where only the pairs say one."""

    id: str
    label: str
    consequence: str
    least: int
    rules: frozenset[str]
    action: str
    severity: str = ""
    orca_class: int | None = None
    statements: tuple[str, ...] = ()
    citation: str = ""
    locator: str = ""
    reviewed_by: str | None = None
    reviewed_on: str | None = None


def shared_effects(store: Store) -> tuple[SharedEffect, ...]:
    """Return every shared effect that the graph holds, by id."""
    return tuple(map(_effect, (row for rows in listed(store, "shared-effects", "effect").values() for row in rows)))


def findings(
    pairs: Sequence[Json], effects: Iterable[SharedEffect], rank: Callable[[str], int], interrupts: Collection[str]
) -> list[Json]:
    """Return the cumulative findings of a report, worst first.

    `pairs` are the finished pairs of the report, `rank` orders severities and levels of evidence, `interrupts` are the
    severities that interrupt a prescriber. The substances that contribute are those of every pair with a mechanism by
    a rule of the effect. The severity is the worst, and the class the most cautious, of the declared one and those
    rules; the level of evidence is the lowest among the pairs, for the whole list was studied by nobody.
    """
    found = [told for effect in effects if (told := _finding(pairs, effect, rank, interrupts))]
    return sorted(found, key=lambda one: (not one["alert"], -rank(one["severity"]), one["id"]))


def alerts(
    pairs: Sequence[Json], found: Sequence[Json], rank: Callable[[str], int], interrupts: Collection[str]
) -> int:
    """Return how often a prescriber would be interrupted: a cumulative finding once, and each further pair once.

    Both directions of a pair are one. A pair is further when it has a reason of its own to interrupt: a severity that
    the rules of alerting findings it stands in do not account for.
    """
    alerting = [one for one in found if one["alert"]]
    further = {
        frozenset({pair["precipitant"]["id"], pair["object"]["id"]})
        for pair in pairs
        if pair["alert"] and not _accounted(pair, alerting, rank, interrupts)
    }
    return len(alerting) + len(further)


def _finding(
    pairs: Sequence[Json], effect: SharedEffect, rank: Callable[[str], int], interrupts: Collection[str]
) -> Json | None:
    held = [(pair, [m for m in pair["mechanisms"] if m["rule"] and m["rule"]["id"] in effect.rules]) for pair in pairs]
    held = [(pair, mechanisms) for pair, mechanisms in held if mechanisms]
    labels = {end["id"]: end["label"] for pair, _ in held for end in (pair["precipitant"], pair["object"])}
    if len(labels) < effect.least:
        return None
    contributors = sorted(labels, key=lambda one: (labels[one].casefold(), one))
    mechanisms = [mechanism for _, told in held for mechanism in told]
    severity = max([effect.severity or _NONE, *(m["severity"] for m in mechanisms)], key=rank)
    level = min((pair["evidence_level"] for pair, _ in held), key=rank)
    names = _listed([labels[one] for one in contributors])
    return {
        "id": effect.id,
        "label": effect.label,
        "consequence": effect.consequence,
        "contributors": contributors,
        "contributor_labels": [labels[one] for one in contributors],
        "rules": sorted({m["rule"]["id"] for m in mechanisms}),
        "pairs": sorted([pair["precipitant"]["id"], pair["object"]["id"]] for pair, _ in held),
        "severity": severity,
        "orca_class": (action := _action(effect, mechanisms))["orca_class"],
        "alert": severity in interrupts and any(pair["alert"] for pair, _ in held),
        "evidence_level": level,
        "text": f"{names} add up to one effect: {effect.label}. No study of all of them together is held.",
        "recommended_action": action,
        "statements": list(effect.statements),
        "citation": effect.citation,
        "locator": effect.locator,
        "reviewed_by": effect.reviewed_by,
        "reviewed_on": effect.reviewed_on,
        "proposed": effect.reviewed_by is None,
    }


def _action(effect: SharedEffect, mechanisms: Sequence[Json]) -> Json:
    """Return the advice for the whole list first, then that of each rule, the most cautious before."""
    ruled: dict[str, int] = {}
    for rule in (mechanism["rule"] for mechanism in mechanisms):
        ruled[rule["action"]] = min(rule["orca_class"], ruled.get(rule["action"], rule["orca_class"]))
    ordered = sorted(ruled, key=lambda text: (ruled[text], text))
    classes = [effect.orca_class, *ruled.values()]
    known = [one for one in classes if one]
    others = [text for text in ordered if text != effect.action]
    return {"orca_class": min(known, default=None), "text": effect.action, "from": effect.id, "others": others}


def _accounted(pair: Json, alerting: Sequence[Json], rank: Callable[[str], int], interrupts: Collection[str]) -> bool:
    """Tell whether everything in a pair that interrupts comes from rules of alerting findings it stands in."""
    ends = [pair["precipitant"]["id"], pair["object"]["id"]]
    mine = [one for one in alerting if ends in one["pairs"]]
    rules = {rule for one in mine for rule in one["rules"]}
    worst = [m["severity"] for m in pair["mechanisms"] if m["rule"] and m["rule"]["id"] in rules]
    own = [m for m in pair["mechanisms"] if m["severity"] in interrupts]
    if not own or any(not m["rule"] or m["rule"]["id"] not in rules for m in own):
        return False
    return rank(pair["severity"]) <= max(map(rank, worst), default=-1)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _effect(row: Solution) -> SharedEffect:
    return SharedEffect(
        local(row["effect"]),
        row["label"],
        row["consequence"],
        int(row["least"]),
        frozenset(map(local, filter(None, row.get("rules", "").split("|")))),
        row["action"],
        local(row.get("severity", "")),
        int(row["orca"]) if "orca" in row else None,
        tuple(sorted(map(local, filter(None, row.get("statements", "").split("|"))))),
        local(row.get("citation", "")),
        row["locator"],
        row.get("reviewer"),
        row.get("reviewed"),
    )
