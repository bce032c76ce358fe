"""Answer every pair: mechanisms joined, what the graph holds of studied pairs, and the judgement of the policy.

A pair of which nothing is known but what its two substances do is a prediction of the level that a mechanism has; pairs
with statements of their own stand in the graph with answer, level and measured bands. Both are judged together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graph.names import local
from graph.policy import NO_BAND, NO_CLASS, NOTHING, Findings, judge, policy_of
from graph.queries import ask
from graph.screening.forecasts import forecast
from graph.screening.joining import join
from graph.screening.roles import cast_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from graph.policy import Judged, Policy
    from graph.screening.forecasts import Forecasts
    from graph.screening.joining import Mechanisms
    from graph.screening.roles import Cast
    from graph.store import Store

    Numbers = NDArray[Any]

#: What a pair is of which only mechanisms are known, and the level these have.
PREDICTED: Final = "predicted"
MECHANISTIC: Final = "mechanistic"
#: What stands where no table tells severity or seriousness.
UNKNOWN: Final = "unknown"
_CLEARED: Final = "no_interaction"


@dataclass(frozen=True, slots=True)
class Held:
    """What the graph holds of one pair: codes of answer and level, and the gravest band people showed, or NO_BAND.

    Without an answer, as where two were merely seen together, the pair is unstudied.
    """

    answer: str
    level: str
    band: int


@dataclass(frozen=True, slots=True)
class Screened:
    """Every pair of which something is known, one a place of the arrays, in the order of the numbers of pairs.

    `pair` is `precipitant * count + object`; `answer` and `level` are places in `answers` and `levels`. The
    mechanisms of a place are those of `mechanisms` from `first[place]` to `first[place + 1]`. `pairs` counts every
    ordered pair that meets.
    """

    cast: Cast
    policy: Policy
    mechanisms: Mechanisms
    pair: Numbers
    first: Numbers
    answers: tuple[str, ...]
    answer: Numbers
    levels: tuple[str, ...]
    level: Numbers
    forecasts: Forecasts
    judged: Judged
    pairs: int

    def __len__(self) -> int:
        return len(self.pair)

    @property
    def unstudied(self) -> int:
        """How many ordered pairs nothing is known of."""
        return self.pairs - len(self.pair)


def screen(store: Store, told: Callable[[str, int], None] = lambda _step, _count: None) -> Screened:
    """Return the answer for every ordered pair of substances; `told` hears of each step."""
    policy, cast = policy_of(store), cast_of(store)
    told("substances read", cast.count)
    order = _order_of_bands(policy)
    held = held_pairs(store, cast, policy, order)
    found = join(cast, lambda bands: _worst(map(policy.place, bands), order))
    found = found.without(number for number, one in held.items() if not one.answer)
    told("mechanisms joined", len(found))
    held = {number: one for number, one in held.items() if one.answer}
    pair = np.union1d(found.pair, np.fromiter(held, np.int64, len(held)))
    first = np.searchsorted(found.pair, [*pair, np.iinfo(np.int64).max])
    answers = tuple(dict.fromkeys([PREDICTED, *(one.answer for one in held.values())]))
    levels = tuple(dict.fromkeys([MECHANISTIC, *(one.level for one in held.values())]))
    answer, level = np.zeros((2, len(pair)), np.int8)
    band, seen = _worst_of(found, pair, order), np.zeros(len(pair), bool)
    for number, one in held.items():
        place = np.searchsorted(pair, number)
        answer[place], level[place] = answers.index(one.answer), levels.index(one.level)
        if one.band != NO_BAND:
            band[place], seen[place] = one.band, True
    expected = forecast(store, cast, found, pair)
    told("ratios predicted", int(np.isfinite(expected.ratio).sum()))
    counted = expected.judged & ~seen
    band[counted] = policy.bands_of(expected.ratio[counted])
    findings = Findings(
        *_of_rules(policy, cast, found, pair),
        band,
        seen,
        policy.flags(cast.participants)[pair % cast.count],
        np.array([policy.rank(name) for name in levels], np.int8)[level],
        np.array([name == _CLEARED for name in answers])[answer],
    )
    judged = judge(policy, findings)
    told("pairs judged", len(pair))
    pairs = cast.count * (cast.count - 1) - len(cast.apart)
    return Screened(
        cast, policy, found, pair, first, answers, answer, levels, level, expected, judged, pairs
    )  # fmt: skip


def held_pairs(store: Store, cast: Cast, policy: Policy, order: Numbers) -> dict[int, Held]:
    """Return what the graph holds of the pairs it holds ready, by the number of the pair."""
    bands: dict[str, list[int]] = {}
    for row in ask(store, "all-bands"):
        if "seen" in row:
            bands.setdefault(row["interaction"], []).append(policy.place(row["seen"]))
    place = {name: number for number, name in enumerate(cast.participants)}
    found = {}
    for row in ask(store, "all-pairs"):
        number = place[row["precipitant"]] * cast.count + place[row["object"]]
        worst = _worst(bands.get(row["interaction"], ()), order)
        found[number] = Held(local(row.get("answer", "")), local(row.get("level", "")), worst)
    return found


def _order_of_bands(policy: Policy) -> Numbers:
    """Return for each band how grave it is for any object: by severity, then by class, then by place."""
    keys = [(policy.severity[place, 0], -policy.orca[place, 0], -place) for place in range(len(policy.bands))]
    order = np.empty(len(keys), np.int8)
    order[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return order


def _worst(bands: Iterable[int], order: Numbers) -> int:
    return max(bands, key=lambda place: int(order[place]), default=NO_BAND)


def _worst_of(found: Mechanisms, pair: Numbers, order: Numbers) -> Numbers:
    """Return the gravest band that the mechanisms of each pair lead to expect, or NO_BAND."""
    grave = np.where(found.band == NO_BAND, NOTHING, order[found.band] if len(order) else NOTHING)
    worst = _over(np.maximum, grave, found.pair, pair, NOTHING)
    back = np.append(np.argsort(order), NO_BAND)  # the last place stands for NOTHING
    return np.asarray(back[worst], np.int8)


def _of_rules(policy: Policy, cast: Cast, found: Mechanisms, pair: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the worst ranks of severity and seriousness and the most cautious class of each pair's rules."""
    said = [cast.rules.get(kind.via) if kind.shared else None for kind in found.kinds]
    severity = np.array([policy.rank(local(row["severity"])) if row else NOTHING for row in said], np.int8)
    serious = np.array([policy.rank(local(row["seriousness"])) if row else NOTHING for row in said], np.int8)
    orca = np.array([int(row["orca"]) if row else NO_CLASS for row in said], np.int8)
    return (
        _over(np.maximum, severity[found.kind], found.pair, pair, NOTHING),
        _over(np.maximum, serious[found.kind], found.pair, pair, NOTHING),
        _over(np.minimum, orca[found.kind], found.pair, pair, NO_CLASS),
    )


def _over(what: np.ufunc, values: Numbers, of: Numbers, pair: Numbers, otherwise: int) -> Numbers:
    """Return for each pair the outcome over the values `of` it, which are sorted as pairs are."""
    found = np.full(len(pair), otherwise, np.int8)
    if len(of):
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        found[np.searchsorted(pair, of[starts])] = what.reduceat(values, starts)
    return found
