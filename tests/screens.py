"""What the tests of the screen share: mechanisms as the rules derive them, and answers as a check gives them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.checker import pairs_of
from graph.names import AGO, ALKA
from graph.policy import NO_CLASS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.screening.answering import Screened
    from graph.screening.joining import Mechanisms
    from graph.screening.roles import Cast
    from graph.store import Store

Told = tuple[str, ...]
Json = dict[str, Any]

_KEYS = ("x", "y", "rule", "via", "effect", "metabolite")
_MECHANISMS = f"""PREFIX ago: <{AGO}>
SELECT DISTINCT ?x ?y ?rule ?via ?effect ?metabolite {{
  ?m a ago:Mechanism ; ago:precipitant ?x ; ago:objectDrug ?y ; ago:rule ?rule ; ago:via ?via ;
    ago:mechanismEffect ?effect .
  OPTIONAL {{ ?m ago:metabolite ?metabolite }}
}}"""


def derived(store: Store, among: Sequence[str]) -> set[Told]:
    """Return the mechanisms that the rules derive among some participants."""
    overlap = ALKA + "rule-pharmacodynamic-overlap"
    told = {tuple(row.get(key, "") for key in _KEYS) for row in pairs_of(store, among).select(_MECHANISMS)}
    return {tuple("" if cell == overlap else cell for cell in row) for row in told}


def joined(cast: Cast, found: Mechanisms, among: Sequence[str]) -> set[Told]:
    """Return the mechanisms of the screen among some participants."""
    wanted = set(among)
    told = set()
    for pair, kind in zip(found.pair.tolist(), found.kind.tolist(), strict=True):
        ends = [cast.participants[place] for place in divmod(pair, cast.count)]
        if wanted.issuperset(ends):
            one = found.kinds[kind]
            told.add((*ends, one.rule, one.via, one.effect, one.metabolite))
    return told


def screened(found: Screened, precipitant: str, thing: str) -> Json:
    """Return what the screen says of one ordered pair, given as ids, in the words of a check."""
    ends = [found.cast.participants.index(ALKA + name) for name in (precipitant, thing)]
    number = ends[0] * found.cast.count + ends[1]
    place = int(np.searchsorted(found.pair, number))
    if place == len(found) or found.pair[place] != number:
        return {
            "answer": "unstudied",
            "severity": "unknown",
            "seriousness": "unknown",
            "orca": None,
            "alert": False,
            "level": "none",
            "via": set(),
            "ratio": None,
        }
    forecasts = found.forecasts
    judged, policy, orca = found.judged, found.policy, int(found.judged.orca[place])
    kinds = found.mechanisms.kind[found.first[place] : found.first[place + 1]].tolist()
    return {
        "answer": found.answers[found.answer[place]],
        "severity": policy.severities.get(int(judged.severity[place]), "unknown"),
        "seriousness": policy.seriousnesses.get(int(judged.seriousness[place]), "unknown"),
        "orca": None if orca == NO_CLASS else orca,
        "alert": bool(judged.alert[place]),
        "level": found.levels[found.level[place]],
        "via": {found.mechanisms.kinds[kind].via.removeprefix(ALKA) for kind in kinds},
        "ratio": _rounded(*(float(array[place]) for array in (forecasts.ratio, forecasts.low, forecasts.high))),
    }


def checked(pair: Json) -> Json:
    """Return what a check says of one ordered pair, in the words of `screened`: before company or patient moved it."""
    action, computed = pair["recommended_action"], pair["exposure"]["computed"]
    return {
        "answer": pair["answer"],
        "severity": pair["severity"],
        "seriousness": pair["seriousness"],
        "orca": action.get("moved_from", action["orca_class"]),
        "alert": pair["alert"],
        "level": pair["evidence_level"],
        "via": {(mechanism["rule"] or mechanism["via"])["id"] for mechanism in pair["mechanisms"]},
        "ratio": _rounded(*(computed[key] for key in ("auc_ratio", "low", "high"))) if computed else None,
    }


def _rounded(*numbers: float) -> tuple[float, ...] | None:
    """Return numbers to the three digits that are told; None when there are none."""
    return None if any(map(math.isnan, numbers)) else tuple(float(f"{number:.3g}") for number in numbers)
