"""Check a list of substances: one typed, explained answer for each ordered pair.

What is held of the pairs is gathered (graph.gathering), judged by the policy (graph.judgement), laid out with its proof
(graph.explain, graph.recalling) and set into its context. The report is the plain JSON form of `POST /api/check`.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graph.compared import compared
from graph.context import understand
from graph.cumulative import alerts, findings, shared_effects, still_alerts
from graph.explain import urgency
from graph.filters import Filters
from graph.forecasting import foresee, taken_of
from graph.gathering import gather, interaction, judge, pairs_of
from graph.grounds import ground_of, parts_of_list
from graph.judgement import interrupts
from graph.language import MAX_TIMES_PER_DAY
from graph.listed import look_up
from graph.modifiers import advised, context_of
from graph.narrowing import narrowing
from graph.policy import policy_of
from graph.queries import ask
from graph.reasons import WHY, why, words_of
from graph.recalling import explained
from graph.request import MAX_NAME, MAX_SUBSTANCES, CheckRequest, Taken
from graph.resolve import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.listed import Entry
    from graph.proof import Json
    from graph.resolve import Match
    from graph.store import Store

__all__ = [
    "DISCLAIMER",
    "MAX_NAME",
    "MAX_SUBSTANCES",
    "MAX_TIMES_PER_DAY",
    "PRODUCT",
    "CheckRequest",
    "Taken",
    "check",
    "pairs_of",
]

#: The kind of substance that contains others.
PRODUCT: Final = "product"
DISCLAIMER: Final = (
    "Decision support for professionals, not advice to patients: it shows what is known and how well, "
    "and what is not shown may still be dangerous. Pairs of medicines are covered thinly: use a drug interaction "
    "reference for them."
)


def check(store: Store, request: CheckRequest, data_version: str = "") -> Json:
    """Return the report on every ordered pair of the recognised substances.

    Names that are not recognised stand under `unresolved` with suggestions and are never dropped. Pairs come in the
    order: alerts first, then by severity, by evidence level, and by name. `read` holds the pieces of the text. With
    filters the report is that of what passes them, and every pair tells what it was without.
    """
    narrowed = narrowing(store, request.filters) if request.filters else None
    whole = check(store, replace(request, filters=Filters())) if narrowed else {}
    listed = look_up(names_of(store), request)
    matches = listed.matches()
    products = [one for one, match in matches.items() if match.kind == PRODUCT]
    within = ask(store, "contained-among", whole=products, part=list(matches)) if products else []
    contained = {(row["whole"], row["part"]) for row in within}
    together = listed.together()
    pairs = [
        pair
        for pair in itertools.permutations(matches, 2)
        if pair not in together and not {pair, pair[::-1]} & contained
    ]
    proof = gather(store, list(matches), pairs, narrowed)
    parts = (*understand(store, request.patient), *parts_of_list(store, listed.entries))
    matched = {interaction(*pair): (matches[pair[0]], matches[pair[1]]) for pair in pairs}
    taken = taken_of(store, listed.entries, parts)
    foresee(store, proof, matched, taken, narrowed)
    judge(store, proof, pairs, request.alert_from)
    stops = functools.partial(interrupts, policy_of(store), request.alert_from)
    plainly = taken if narrowed is None and request.alert_from is None else None
    answered = [explained(store, proof, name, pair, plainly) for name, pair in matched.items()]
    left = (proof.place, narrowed.passes) if narrowed and proof.place else None
    ground = ground_of(store, matches, parts, contained, left)
    for pair, answer in zip(pairs, answered, strict=True):
        answer["context"] = context_of(proof, ground, *pair, answer)
        advice = answer["recommended_action"] = advised(answer["recommended_action"], answer["context"])
        if "moved_from" in advice:
            answer["alert"] |= stops(answer["severity"], advice["orca_class"], answer["evidence_level"])
    effects = shared_effects(store)
    if narrowed:
        effects = tuple(replace(one, statements=tuple(filter(narrowed.passes, one.statements))) for one in effects)
    found = findings(answered, effects, proof.rank, stops, ground)
    answered.sort(key=lambda pair: urgency(proof, pair))
    report: Json = {
        "substances": [entry.in_json() for entry in listed.entries],
        "unresolved": listed.unresolved,
        "read": listed.read,
        "notes": [*listed.notes, *_same(listed.entries), *_within(matches, contained), *_joined(matches, together)],
        "context": [part.in_json() for part in parts],
        "cumulative": found,
        "alerts": alerts(answered, found, lambda pair, gone: still_alerts(pair, gone, proof.rank, stops)),
        "pairs": answered,
        "statements": proof.told,
        "data_version": data_version,
        "disclaimer": DISCLAIMER,
    }
    if narrowed:
        report = compared(report, whole, narrowed, proof.codes)
    hides = bool(report.get("filters", {}).get("set_aside"))
    for pair in report["pairs"]:
        pair[WHY] = pair.pop(WHY, None) or why(pair, report["statements"], words_of(store), filtered=hides)
    return report


def _same(entries: Iterable[Entry]) -> list[str]:
    """Say which names mean the same thing, so that none seems forgotten."""
    inputs: dict[str, list[str]] = {}
    for entry in entries:
        inputs.setdefault(entry.match.participant_label, []).append(f"“{entry.told}”")
    return [
        f"{', '.join(names)} are checked as one thing: {label}." for label, names in inputs.items() if len(names) > 1
    ]


def _within(matches: Mapping[str, Match], contained: Iterable[tuple[str, str]]) -> list[str]:
    """Say which pairs are not checked because the one holds the other."""
    return [
        f"{matches[whole].participant_label} contains {matches[part].participant_label}: they are not checked "
        "against each other."
        for whole, part in sorted(contained)
        if whole in matches and part in matches
    ]


def _joined(matches: Mapping[str, Match], together: Mapping[tuple[str, str], Match]) -> list[str]:
    """Say which pairs are not checked because one product holds both."""
    return [
        f"{matches[one].label} and {matches[other].label} come together in {product.label}: they are not checked "
        "against each other."
        for (one, other), product in together.items()
        if matches[one].label < matches[other].label
    ]
