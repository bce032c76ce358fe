"""Join roles to mechanisms: what the rules of scope pair derive for one pair, for every pair at once.

A pair is one number, `precipitant * count + object`, where both are places in `Cast.participants`; so arrays of pairs
sort by precipitant and then by object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graph.pairing import sides_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from graph.screening.roles import Cast, Kind, Role

    Numbers = NDArray[Any]

#: The band of a mechanism whose categories lead to expect none.
NO_BAND: Final = -1


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """Every mechanism of every pair, one a place of the arrays, sorted by pair and then by kind.

    `pair` is the number of the pair, `kind` a place in `kinds`, `band` the band of exposure that the categories of the
    two lead to expect, or NO_BAND.
    """

    kinds: tuple[Kind, ...]
    pair: Numbers
    kind: Numbers
    band: Numbers

    def __len__(self) -> int:
        return len(self.pair)

    def without(self, pairs: Iterable[int]) -> Mechanisms:
        """Return the mechanisms of all but some pairs."""
        kept = ~np.isin(self.pair, np.fromiter(pairs, np.int64))
        return Mechanisms(self.kinds, self.pair[kept], self.kind[kept], self.band[kept])


def join(cast: Cast, worst: Callable[[Sequence[str]], int] = lambda _bands: NO_BAND) -> Mechanisms:
    """Return every mechanism that follows from the roles, among substances that meet.

    `worst` chooses of several bands, given as IRIs, the number of the one that counts.
    """
    blocks: list[tuple[Kind, Numbers, Numbers]] = []
    for kind, those in cast.acting.items():
        cleared = cast.cleared.get(kind.via, [])
        pair = _crossed([role.who for role in those], [role.who for role in cleared], cast.count)
        blocks.append((kind, pair, _bands(cast, kind, those, cleared, worst)))
    for kind, rows in cast.formed.items():
        blocks.append((kind, *_once(np.array(rows, np.int64).reshape(-1, 2) @ [cast.count, 1])))
    for kind, (one, other) in cast.sides.items():
        ways = [_crossed(one, other, cast.count), _crossed(other, one, cast.count)]
        blocks.append((kind, *_once(np.concatenate(ways[: len(sides_of(cast.rules[kind.via]))]))))
    pair = np.concatenate([np.empty(0, np.int64), *(pair for _, pair, _ in blocks)])
    numbers = np.repeat(np.arange(len(blocks), dtype=np.int16), [len(pair) for _, pair, _ in blocks])
    band = np.concatenate([np.empty(0, np.int8), *(band for *_, band in blocks)])
    kept = np.flatnonzero(_meets(pair, cast))
    kept = kept[np.argsort(pair[kept], kind="stable")]
    return Mechanisms(tuple(kind for kind, *_ in blocks), pair[kept], numbers[kept], band[kept])


def _crossed(here: Sequence[int], there: Sequence[int], count: int) -> Numbers:
    """Return the pairs of each one with each other one."""
    return (np.array(here, np.int64)[:, None] * count + np.array(there, np.int64)).ravel()


def _bands(
    cast: Cast, kind: Kind, acting: Sequence[Role], cleared: Sequence[Role], worst: Callable[[Sequence[str]], int]
) -> Numbers:
    """Return the expected band of each one that acts with each one that is cleared, in the order of `_crossed`."""
    strengths = list(dict.fromkeys(role.categories for role in acting))
    sensitivities = list(dict.fromkeys(role.categories for role in cleared))
    found = np.full((len(strengths), len(sensitivities)), NO_BAND, np.int8)
    for row, strong in enumerate(strengths):
        for column, sensitive in enumerate(sensitivities):
            keys = ((one, other, kind.effect) for one in strong for other in sensitive)
            bands = [band for key in keys for band in cast.bands.get(key, ())]
            found[row, column] = worst(bands) if bands else NO_BAND
    rows = [strengths.index(role.categories) for role in acting]
    columns = [sensitivities.index(role.categories) for role in cleared]
    return found[np.ix_(rows, columns)].ravel()


def _once(pair: Numbers) -> tuple[Numbers, Numbers]:
    """Return each pair once, and that none of them has a band."""
    found = np.unique(pair)
    return found, np.full(len(found), NO_BAND, np.int8)


def _meets(pair: Numbers, cast: Cast) -> Numbers:
    apart = np.array([who * cast.count + whom for who, whom in cast.apart], np.int64)
    return np.asarray((pair // cast.count != pair % cast.count) & ~np.isin(pair, apart))
