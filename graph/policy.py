"""Judge pairs by declared tables: severity, seriousness, operational class and whether to interrupt the prescriber.

A change of exposure is judged by its band (`exposure-bands.tsv`) and by the classes of the object for which it weighs
more (`severity-steps.tsv`); a shared effect by its interaction rule; an alert by limits that a pair must reach together
(`alert-rules.tsv`). Everything works on arrays, one place a pair, so that a check of ten medicines and a screening of
millions of pairs are judged by the same lines. No limit and no word stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graph import answers
from graph.keeping import kept
from graph.names import AGO, local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from graph.records import Code
    from graph.store import Solution, Store

    Numbers = NDArray[Any]

#: What stands where nothing was found: a rank of severity or seriousness, a band.
NOTHING: Final = -1
NO_BAND: Final = -1
NO_CLASS: Final = 9
_LOWERS: Final = "lowers"
_KEPT: Final = "policy"


@dataclass(frozen=True, slots=True)
class Alert:
    """Limits that a pair must reach together: rank of severity, operational class, rank of the evidence level."""

    id: str
    severity: int
    orca: int
    level: int


@dataclass(frozen=True)
class Policy:
    """The tables as arrays.

    `severities` and `seriousnesses` are codes by rank; `bands` and `classes` are IRIs. `severity` and `orca` have one
    row a band and one column for any object and one for each class; NOTHING and NO_CLASS stand where no step is
    declared. `instead` marks classes whose step takes the place of the general one. `steps` names what each place comes
    from.
    """

    codes: Mapping[str, Code]
    severities: Mapping[int, str]
    seriousnesses: Mapping[int, str]
    bands: tuple[str, ...]
    lows: Numbers
    highs: Numbers
    lowering: Numbers
    classes: tuple[str, ...]
    severity: Numbers
    orca: Numbers
    instead: Numbers
    steps: tuple[tuple[str, ...], ...]
    alerts: tuple[Alert, ...]
    members: Mapping[str, frozenset[str]]

    def rank(self, code: str) -> int:
        """Return the order of a coded word among its kind, NOTHING when it has none."""
        return self.codes[code].rank if code in self.codes else NOTHING

    def place(self, band: str) -> int:
        """Return the place of a band, given as IRI, or NO_BAND."""
        return self.bands.index(band) if band in self.bands else NO_BAND

    def flags(self, objects: Sequence[str]) -> Numbers:
        """Return for each object, given as IRI, to which of `classes` it belongs: shape (objects, classes)."""
        found = np.zeros((len(objects), len(self.classes)), dtype=bool)
        for place, thing in enumerate(objects):
            for name in self.members.get(thing, ()):
                found[place, self.classes.index(name)] = True
        return found

    def bands_of(self, ratios: Numbers) -> Numbers:
        """Return the place of the band of each exposure ratio; NO_BAND where the ratio is not a number.

        A bound belongs to the band that is farther from no change.
        """
        found = np.full(np.shape(ratios), NO_BAND, dtype=np.int8)
        for place in range(len(self.bands)):
            low, high = self.lows[place], self.highs[place]
            above = ratios > low if self.lowering[place] or low < 1 < high else ratios >= low
            below = ratios <= high if self.lowering[place] else ratios < high
            found[above & below] = place
        return found


@dataclass(frozen=True)
class Findings:
    """What the pairs bring to judgement, one place a pair.

    The worst rank of severity and of seriousness and the most cautious class of their interaction rules (NOTHING,
    NOTHING and NO_CLASS without one); the band of the change of exposure and whether people showed it; `flags` as of
    Policy.flags; the rank of the evidence level; and whether the answer is that no interaction was found.
    """

    severity: Numbers
    seriousness: Numbers
    orca: Numbers
    band: Numbers
    seen: Numbers
    flags: Numbers
    level: Numbers
    cleared: Numbers


@dataclass(frozen=True)
class Judged:
    """The judgement of each pair: ranks of severity and seriousness, operational class, and the alert.

    NOTHING and NO_CLASS stand for not known. `exposure` and `exposure_orca` are what the change of exposure alone
    brings, `step` the column of Policy.severity it was read from, `why` the place of the alert rule that fired, or -1.
    """

    severity: Numbers
    seriousness: Numbers
    orca: Numbers
    alert: Numbers
    exposure: Numbers
    exposure_orca: Numbers
    step: Numbers
    why: Numbers


def judge(policy: Policy, findings: Findings, threshold: int | None = None) -> Judged:
    """Judge every pair.

    A predicted change within the bounds of no effect brings nothing: that nobody should act needs evidence. With a
    `threshold` from 1 to 5 pairs of that operational class or a more cautious one interrupt, instead of the default.
    """
    exposure, orca, step = _of_exposure(policy, findings)
    severity = np.maximum(findings.severity, exposure)
    cautious = np.minimum(findings.orca, orca)
    why = np.full(severity.shape, -1, dtype=np.int8)
    for place in range(len(policy.alerts) - 1, -1, -1):
        rule = policy.alerts[place]
        reached = (findings.level >= rule.level) & ~findings.cleared
        if threshold is None:
            reached &= (severity >= rule.severity) & (cautious <= rule.orca)
        else:
            reached &= cautious <= threshold
        why[reached] = place
    return Judged(severity, findings.seriousness, cautious, why >= 0, exposure, orca, step, why)


def _of_exposure(policy: Policy, findings: Findings) -> tuple[Numbers, Numbers, Numbers]:
    """Return severity, class and column of what the change of exposure brings: the worst that applies."""
    count = len(findings.band)
    if not policy.bands:
        return np.full(count, NOTHING), np.full(count, NO_CLASS), np.zeros(count, dtype=np.int8)
    harmless = policy.lows < 1
    harmless &= policy.highs > 1
    held = (findings.band != NO_BAND) & (findings.seen | ~harmless[findings.band])
    rows = np.where(held, findings.band, 0)
    columns = np.concatenate([np.ones((len(rows), 1), dtype=bool), findings.flags], axis=1)
    columns[:, 0] = ~(columns & policy.instead[rows]).any(axis=1)
    severities = np.where(columns & held[:, None], policy.severity[rows], NOTHING)
    orcas = np.where(columns & held[:, None], policy.orca[rows], NO_CLASS)
    step = np.argmax(severities * (NO_CLASS + 1) - orcas, axis=1).astype(np.int8)
    return severities.max(axis=1), orcas.min(axis=1), step


def policy_of(store: Store) -> Policy:
    """Return the policy that the tables of a store declare; read once per store."""
    return answers.once(store, _KEPT, lambda: kept(store, _KEPT, lambda: _read(store)))


def _read(store: Store) -> Policy:
    codes, bands = answers.codes(store), list(answers.bands(store).values())
    rank = {name: code.rank for name, code in codes.items()}
    steps = ask(store, "severity-steps")
    classes = tuple(dict.fromkeys(row["class"] for row in steps))
    severity = np.full((len(bands), len(classes) + 1), NOTHING, dtype=np.int8)
    orca = np.full(severity.shape, NO_CLASS, dtype=np.int8)
    instead = np.zeros(severity.shape, dtype=bool)
    names = [[""] * severity.shape[1] for _ in bands]
    places = {row["band"]: place for place, row in enumerate(bands)}
    rows = [(row, 0, row["band"]) for row in bands]
    rows += [(row, classes.index(row["class"]) + 1, row["step"]) for row in steps]
    for row, column, name in rows:
        place = places[row["band"]]
        severity[place, column] = rank[local(row["severity"])]
        orca[place, column] = int(row.get("orca", NO_CLASS))
        instead[place, column] = "instead" in row
        names[place][column] = name
    return Policy(
        codes,
        _by_rank(store, codes, "SeverityScheme"),
        _by_rank(store, codes, "SeriousnessScheme"),
        tuple(places),
        np.array([float(row.get("low", 0)) for row in bands]),
        np.array([float(row.get("high", np.inf)) for row in bands]),
        np.array([_lowers(row) for row in bands]),
        classes,
        severity,
        orca,
        instead,
        tuple(map(tuple, names)),
        tuple(
            Alert(row["alert"], rank[local(row["severity"])], int(row["orca"]), rank[local(row["level"])])
            for row in ask(store, "alert-rules")
        ),
        members_of(store),
    )


def members_of(store: Store) -> dict[str, frozenset[str]]:
    """Return the classes for which a change of exposure weighs more, by the substances (IRIs) that belong to them."""
    members: dict[str, set[str]] = {}
    for row in ask(store, "weightier-objects"):
        members.setdefault(row["x"], set()).add(row["class"])
    return {thing: frozenset(found) for thing, found in members.items()}


def _by_rank(store: Store, codes: Mapping[str, Code], scheme: str) -> dict[int, str]:
    """Return the codes of a list by their rank."""
    names = [local(row["member"]) for row in ask(store, "members-of-list", list=[AGO + scheme])]
    return {codes[name].rank: name for name in names}


def _lowers(band: Solution) -> bool:
    return local(band.get("direction", "")) == _LOWERS
