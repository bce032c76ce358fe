"""Judge single pairs by the policy, and say which rows of its tables decided; write the judgement into a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.names import AGO, PROV, XSD, local
from graph.outlook import Taken, outlook
from graph.policy import NO_BAND, NO_CLASS, NOTHING, Findings, judge, policy_of
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.policy import Judged, Policy
    from graph.store import Solution, Store
    from graph.tables import Triple

UNKNOWN: Final = "unknown"
_CLEARED: Final = "no_interaction"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What an interaction rule brings to a pair: its IRI, codes of severity and seriousness, and operational class."""

    rule: str
    severity: str
    seriousness: str
    orca: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """Everything about one ordered pair that is judged.

    `object` is an IRI; `answer` and `level` are codes, empty when the graph holds nothing; `seen` and `expected` are
    the IRIs of bands that people showed and that a category leads to expect; `ratio` is the predicted exposure ratio.
    """

    object: str
    answer: str = ""
    level: str = ""
    rules: tuple[Ruled, ...] = ()
    seen: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one pair is judged, in codes; `orca` is None where no table calls for a class.

    `by` names the rows that decided severity or class, `advice` the band or step whose action answers the change of
    exposure, `exposure` the severity and class of that change alone, `why` the alert rule that fired.
    """

    severity: str
    seriousness: str
    orca: int | None
    alert: bool
    by: tuple[str, ...]
    advice: str
    exposure: tuple[str, int | None]
    why: str


def judge_pairs(policy: Policy, pairs: Sequence[Weighed], threshold: int | None = None) -> list[Judgement]:
    """Judge ordered pairs, in their order; see graph.policy.judge for `threshold`."""
    if not pairs:
        return []
    findings = _findings(policy, pairs)
    judged = judge(policy, findings, threshold)
    return [_told(policy, pair, findings, judged, place) for place, pair in enumerate(pairs)]


def _findings(policy: Policy, pairs: Sequence[Weighed]) -> Findings:
    rank = policy.rank
    return Findings(
        severity=np.array([max((rank(one.severity) for one in pair.rules), default=NOTHING) for pair in pairs]),
        seriousness=np.array([max((rank(one.seriousness) for one in pair.rules), default=NOTHING) for pair in pairs]),
        orca=np.array([min((one.orca for one in pair.rules), default=NO_CLASS) for pair in pairs]),
        band=np.array([_band(policy, pair) for pair in pairs], dtype=np.int8),
        seen=np.array([bool(pair.seen) for pair in pairs]),
        flags=policy.flags([pair.object for pair in pairs]),
        level=np.array([rank(pair.level) for pair in pairs]),
        cleared=np.array([pair.answer == _CLEARED for pair in pairs]),
    )


def _band(policy: Policy, pair: Weighed) -> int:
    """Return the place of the band that counts: the worst people showed, else the predicted one."""
    if pair.seen:
        return _worst(policy, pair.seen)
    if pair.ratio is not None:
        return int(policy.bands_of(np.array([pair.ratio]))[0])
    return _worst(policy, pair.expected)


def _worst(policy: Policy, bands: Iterable[str]) -> int:
    """Return the place of the gravest band; of two that are equally grave the first of the policy, in any order."""
    places = [policy.place(band) for band in bands]
    return max(places, key=lambda place: (policy.severity[place, 0], -policy.orca[place, 0], -place), default=NO_BAND)


def _told(policy: Policy, pair: Weighed, findings: Findings, judged: Judged, place: int) -> Judgement:
    """Put the judgement of one place of the arrays into codes."""
    severity, orca = int(judged.severity[place]), int(judged.orca[place])
    found, called = int(judged.exposure[place]), int(judged.exposure_orca[place])
    band = int(findings.band[place])
    advice = policy.steps[band][int(judged.step[place])] if found != NOTHING else ""
    by = [one.rule for one in pair.rules if policy.rank(one.severity) == severity or one.orca == orca]
    by += [advice] if advice and (found == severity or called == orca) else []
    why = int(judged.why[place])
    return Judgement(
        policy.severities.get(severity, UNKNOWN),
        policy.seriousnesses.get(int(judged.seriousness[place]), UNKNOWN),
        None if orca == NO_CLASS else orca,
        bool(judged.alert[place]),
        tuple(by),
        advice,
        (policy.severities.get(found, UNKNOWN), None if called == NO_CLASS else called),
        policy.alerts[why].id if why >= 0 else "",
    )


def judge_snapshot(store: Store) -> int:
    """Judge every pair that a build holds and add the judgements to the derived graph; return how many pairs."""
    pairs = weighed_pairs(store)
    judged = judge_pairs(policy_of(store), list(pairs.values()))
    store.add("derived", _triples(zip(pairs, judged, strict=True)))
    store.add("derived", _predicted(pairs))
    return len(pairs)


def weighed_pairs(store: Store) -> dict[str, Weighed]:
    """Return by interaction, as IRI, what a store holds to judge."""
    fired: dict[str, list[Ruled]] = {}
    for row in ask(store, "all-rules-fired"):
        fired.setdefault(row["interaction"], []).append(ruled(row, row["rule"]))
    bands: dict[str, dict[str, list[str]]] = {"seen": {}, "expected": {}}
    for row in ask(store, "all-bands"):
        for kind in bands.keys() & row.keys():
            bands[kind].setdefault(row["interaction"], []).append(row[kind])
    ratios = _ratios(store)
    return {
        name: Weighed(
            row["object"],
            local(row.get("answer", "")),
            local(row.get("level", "")),
            tuple(fired.get(name, ())),
            tuple(bands["seen"].get(name, ())),
            tuple(bands["expected"].get(name, ())),
            ratios.get(name),
        )
        for row in ask(store, "all-pairs")
        for name in [row["interaction"]]
    }


def _ratios(store: Store) -> dict[str, float]:
    """Return the predicted ratios that may be judged, by interaction, for people of whom nothing is told."""
    measured, found = {row["interaction"] for row in ask(store, "measured-pairs")}, {}
    for row in ask(store, "kinetic-pairs"):
        name = row["interaction"]
        made = outlook(store, row["precipitant"], row["object"], Taken(), measured=name in measured)
        if made and made.judged:
            found[name] = made.prediction.auc_ratio
    return found


def ruled(row: Solution, rule: str) -> Ruled:
    """Return what a row with severity, seriousness and class says of an interaction rule."""
    return Ruled(rule, local(row["severity"]), local(row["seriousness"]), int(row["orca"]))


def _triples(judged: Iterable[tuple[str, Judgement]]) -> Iterator[Triple]:
    for name, said in judged:
        subject = f"<{name}>"
        yield subject, f"<{AGO}severity>", f"<{AGO}{said.severity}>"
        yield subject, f"<{AGO}seriousness>", f"<{AGO}{said.seriousness}>"
        if said.orca is not None:
            yield subject, f"<{AGO}orcaClass>", f'"{said.orca}"^^<{XSD}integer>'
        if said.alert:
            yield subject, f"<{AGO}alert>", f'"true"^^<{XSD}boolean>'
        for row in dict.fromkeys([*said.by, *filter(None, [said.why])]):
            yield subject, f"<{AGO}judgedBy>", f"<{row}>"
            yield subject, f"<{PROV}wasDerivedFrom>", f"<{row}>"


def _predicted(pairs: Mapping[str, Weighed]) -> Iterator[Triple]:
    for name, pair in pairs.items():
        if pair.ratio is not None:
            yield f"<{name}>", f"<{AGO}predictedRatio>", f'"{pair.ratio:.3f}"^^<{XSD}decimal>'


def interrupts(policy: Policy, threshold: int | None, severity: str, orca: int | None, level: str) -> bool:
    """Tell whether a severity, an operational class and a level of evidence together interrupt the prescriber."""
    found, called = policy.rank(severity), NO_CLASS if orca is None else orca
    return any(
        policy.rank(level) >= rule.level
        and (called <= threshold if threshold is not None else found >= rule.severity and called <= rule.orca)
        for rule in policy.alerts
    )
