"""Tell as one finding what several substances of a list add up to, instead of one alert a pair.

Which interaction rules lead to one consequence, which classes contribute to it without a rule for the pair, and from
how many contributors it is told, is data (question `shared-effects`). `findings` is a pure function of the pairs of a
report: what two substances do stays a pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.answers import listed, once
from graph.grounds import THIRD, Ground
from graph.names import local

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from graph.store import Solution, Store

    #: Whether a severity, an operational class and a level of evidence interrupt a prescriber together.
    Interrupts = Callable[[str, int | None, str], bool]

Json = dict[str, Any]

_NONE: Final = "none"
#: The level of a finding that no rule of a pair carries: a guideline states it, or the project declares it.
_STATED: Final = "hypothesis"


@dataclass(frozen=True, slots=True)
class SharedEffect:
    """A consequence several rules (ids) lead to; severity and class are empty where only the pairs say one.

    Members of `classes` (IRIs) contribute by what they are.
    """

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
    classes: frozenset[str] = frozenset()


def shared_effects(store: Store) -> tuple[SharedEffect, ...]:
    """Return every shared effect that the graph holds, by id."""
    found = listed(store, "shared-effects", "effect").values()
    return once(store, "shared-effects", lambda: tuple(_effect(row) for rows in found for row in rows))


def findings(
    pairs: Sequence[Json],
    effects: Iterable[SharedEffect],
    rank: Callable[[str], int],
    interrupts: Interrupts,
    ground: Ground | None = None,
) -> list[Json]:
    """Return the cumulative findings of a report, worst first.

    `pairs` are the finished pairs of the report, `rank` orders severities and levels of evidence, `interrupts` says
    whether a severity, class and level of evidence together interrupt a prescriber, `ground` what each participant
    counts as and which contain which. The substances that contribute are those of every pair with a mechanism by a rule
    of the effect, and of every pair of members of its classes; a part counts together with its whole. The severity is
    the worst, and the class the most cautious, of the declared one and those rules; the level of evidence is the lowest
    among the pairs with a rule, and that of a hypothesis without.
    """
    ruled = [(pair, m) for pair in pairs for m in pair["mechanisms"] if m["rule"]]
    ground = ground or Ground()
    found = []
    for effect in effects:
        held = [(pair, m) for pair, m in ruled if m["rule"]["id"] in effect.rules]
        members = {local(name) for name, counted in ground.counts.items() if not effect.classes.isdisjoint(counted)}
        belonging = [pair for pair in pairs if members.issuperset(_ends(pair))] if len(members) > 1 else []
        adding = belonging + [pair for pair, _ in held]
        if adding and (told := _finding(adding, held, effect, rank, interrupts, ground)):
            found.append(told)
    return sorted(found, key=lambda one: (not one["alert"], -rank(one["severity"]), one["id"]))


def alerts(pairs: Sequence[Json], found: Sequence[Json], still: Callable[[Json, Collection[str]], bool]) -> int:
    """Return how often a prescriber would be interrupted: a cumulative finding once, and each further pair once.

    Both directions of a pair are one. A pair is further when it would interrupt without the rules of the alerting
    findings it stands in, given by their ids: `still` says so.
    """
    alerting = [one for one in found if one["alert"]]
    further = {
        frozenset(_ends(pair))
        for pair in pairs
        if pair["alert"]
        and still(pair, {rule for one in alerting if _ends(pair) in one["pairs"] for rule in one["rules"]})
    }
    return len(alerting) + len(further)


def still_alerts(pair: Json, without: Collection[str], rank: Callable[[str], int], interrupts: Interrupts) -> bool:
    """Tell whether a pair would interrupt without some rules, as far as its JSON tells: when in doubt, it would.

    It does when another mechanism interrupts by itself, when none of these rules does, or when the pair is more severe
    than they are.
    """
    gone = [m for m in pair["mechanisms"] if m["rule"] and m["rule"]["id"] in without]
    left = [m for m in pair["mechanisms"] if not m["rule"] or m["rule"]["id"] not in without]
    worst = max((rank(m["severity"]) for m in gone if _stops(m, pair, interrupts)), default=-1)
    return any(_stops(m, pair, interrupts) for m in left) or rank(pair["severity"]) > worst


def _finding(
    adding: Sequence[Json],
    held: Sequence[tuple[Json, Json]],
    effect: SharedEffect,
    rank: Callable[[str], int],
    interrupts: Interrupts,
    ground: Ground,
) -> Json | None:
    """Return what the pairs that add to an effect add up to; `held` are those with a mechanism by a rule of it."""
    labels = {end["id"]: end["label"] for pair in adding for end in (pair["precipitant"], pair["object"])}
    within = {(local(whole), local(part)) for whole, part in ground.within}
    if _apart(frozenset(labels), within) < effect.least:
        return None
    contributors = sorted(labels, key=lambda one: (labels[one].casefold(), one))
    mechanisms = [mechanism for _, mechanism in held]
    level = min((pair["evidence_level"] for pair, _ in held), key=rank, default=_STATED)
    action = _action(effect, held, contributors)
    named = [labels[one] for one in contributors]
    return {
        "id": effect.id,
        "label": effect.label,
        "consequence": effect.consequence,
        "contributors": contributors,
        "contributor_labels": named,
        "rules": sorted({m["rule"]["id"] for m in mechanisms}),
        "pairs": [list(ends) for ends in sorted({tuple(_ends(pair)) for pair in adding})],
        "severity": max([effect.severity or _NONE, *(m["severity"] for m in mechanisms)], key=rank),
        "orca_class": action["orca_class"],
        "alert": interrupts(effect.severity, effect.orca_class, level)
        or any(pair["alert"] and _stops(mechanism, pair, interrupts) for pair, mechanism in held),
        "evidence_level": level,
        "text": f"{', '.join(named[:-1])} and {named[-1]} add up to one effect: {effect.label}. "
        "No study of all of them together is held.",
        "recommended_action": action,
        "statements": list(effect.statements),
        "citation": effect.citation,
        "locator": effect.locator,
        "reviewed_by": effect.reviewed_by,
        "reviewed_on": effect.reviewed_on,
        "proposed": effect.reviewed_by is None,
    }


def _apart(names: frozenset[str], within: Collection[tuple[str, str]]) -> int:
    """Return how many of some substances count apart: the most of them among which none contains another."""
    joined = [ends for ends in within if names.issuperset(ends)]
    if not joined:
        return len(names)
    busiest = max(sorted({end for ends in joined for end in ends}), key=lambda one: sum(one in ends for ends in joined))
    beside = {end for ends in joined if busiest in ends for end in ends}
    return max(_apart(names - {busiest}, joined), 1 + _apart(names - beside, joined))


def _ends(pair: Json) -> list[str]:
    return [pair["precipitant"]["id"], pair["object"]["id"]]


def _stops(mechanism: Json, pair: Json, interrupts: Interrupts) -> bool:
    """Tell whether one mechanism interrupts by itself."""
    return interrupts(mechanism["severity"], (mechanism["rule"] or {}).get("orca_class"), pair["evidence_level"])


def _action(effect: SharedEffect, held: Sequence[tuple[Json, Json]], contributors: Collection[str]) -> Json:
    """Return the advice for the whole list first, then that of each rule and pair, the most cautious before.

    What a pair is advised because another contributor stands on the list belongs to the finding as well.
    """
    ruled: dict[str, int] = {}
    said = [(mechanism["rule"]["action"], mechanism["rule"]["orca_class"]) for _, mechanism in held]
    for pair, _ in held:
        brought = [one for one in pair.get("context", ()) if one["field"] == THIRD and one["value"] in contributors]
        said += [(one["action"], one["orca_class"]) for one in brought]
    for text, orca in said:
        ruled[text] = min(orca, ruled.get(text, orca))
    ordered = sorted(ruled, key=lambda text: (ruled[text], text))
    known = [orca for orca in (effect.orca_class, *ruled.values()) if orca]
    others = [text for text in ordered if text != effect.action]
    return {"orca_class": min(known, default=None), "text": effect.action, "from": effect.id, "others": others}


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
        frozenset(filter(None, row.get("classes", "").split("|"))),
    )
