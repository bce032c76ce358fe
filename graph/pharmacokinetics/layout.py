"""Lay out the evidence as arrays: which numbers the contribution model has, and which of them each observation sees.

Every number is the sum of the centre of its category and of what sets one member apart. Place 0 is a number that is
always 0.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.observed import CLEARANCE, INDUCTION, SETTING, Prior

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graph.pharmacokinetics.observed import Evidence, Ratio, Share

    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

OTHER, UNKNOWN, PLAIN, REFUTED = "other", "unknown", "plain", "refuted"
#: Categories of a route that say nothing about the substance itself.
CARRIED: Final = "_transporter"
SILENT: Final = frozenset({OTHER, UNKNOWN, OTHER + CARRIED, UNKNOWN + CARRIED})


@dataclass
class Space:
    """The numbers of the model: place of each by name, with mean and variance before anything is observed."""

    evidence: Evidence
    place: dict[tuple[str, ...], int] = field(default_factory=lambda: {(): 0})
    mean: list[float] = field(default_factory=lambda: [0.0])
    variance: list[float] = field(default_factory=lambda: [0.0])

    def prior(self, side: str, category: str) -> Prior:
        """Return the prior of a category; one that no row tells of is taken as named without a measure."""
        known = self.evidence.priors
        base = category.removesuffix("_transporter")
        tail = category[len(base) :]
        for name in (category, base if tail and (side, PLAIN + tail) not in known else PLAIN + tail, PLAIN):
            if (side, name) in known:
                return known[side, name]
        return known[side, PLAIN]

    def centre(self, side: str, category: str) -> int:
        """Return the place of the centre of a category."""
        prior = self.prior(side, category)
        return self._place((side, category), prior.centre, prior.doubt)

    def apart(self, side: str, category: str, substance: str, route: str) -> int:
        """Return the place of what sets one member apart from its category."""
        return self._place((side, substance, route), 0.0, self.prior(side, category).spread)

    def shift(self, name: str) -> int:
        """Return the place of a setting that is a number of the model."""
        prior = self.evidence.priors[SETTING, name]
        return self._place((SETTING, name), prior.centre, prior.doubt)

    def _place(self, name: tuple[str, ...], mean: float, deviation: float) -> int:
        if name not in self.place:
            self.place[name] = len(self.mean)
            self.mean.append(mean)
            self.variance.append(deviation**2)
        return self.place[name]


@dataclass(frozen=True)
class Layout:
    """Observations as arrays; `entry` arrays have one item per observation and route, `act` arrays per action.

    `kind` is 0 for a ratio of a pair, 1 for a share, 2 for a ratio between genotypes. `entry_carried` is 1 for a
    transporter and 0 for an enzyme: shares add up to 1 at most within each. All places are those of a Space.
    """

    target: Numbers
    deviation: Numbers
    kind: Places
    entry_of: Places
    entry_centre: Places
    entry_apart: Places
    entry_carried: Places
    entry_past_gut: Numbers
    entry_told: NDArray[np.bool_]
    act_entry: Places
    act_centre: Places
    act_apart: Places
    act_rises: NDArray[np.bool_]
    act_once: Numbers
    extraction: Numbers
    past_gut: int
    once: int
    statements: tuple[str, ...]
    objects: tuple[str, ...]
    precipitants: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Which routes clear each object, and which each precipitant acts on, by category."""

    clears: Mapping[str, Mapping[str, str]]
    acts: Mapping[str, Mapping[tuple[str, str], str]]
    frequent: tuple[str, ...]
    transporters: frozenset[str]

    def routes(self, substance: str) -> dict[str, str]:
        """Return the category of every route of an object, those that nobody names among them."""
        told = dict(self.clears.get(substance, {}))
        silent = OTHER if any(not category.startswith(REFUTED) for category in told.values()) else UNKNOWN
        return {route: silent + (CARRIED if route in self.transporters else "") for route in self.frequent} | told


def catalogue(evidence: Evidence) -> Catalogue:
    """Return who clears and who acts on what; a combination acts as its ingredients do, and where they are silent."""
    clears: dict[str, dict[str, str]] = defaultdict(dict)
    acts: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for role in evidence.roles:
        if role.side == CLEARANCE:
            clears[role.substance][role.route] = role.category
        else:
            acts[role.substance][role.side, role.route] = role.category
    for share in evidence.shares:
        clears[share.object].setdefault(share.route, PLAIN)
    count: dict[str, int] = defaultdict(int)
    for told in clears.values():
        for route, category in told.items():
            count[route] += not category.startswith(REFUTED)
    least = evidence.setting("frequent") * len(clears)
    frequent = tuple(sorted(route for route, number in count.items() if number >= least))
    return Catalogue(clears, acts, frequent, evidence.transporters)


def acting(known: Catalogue, evidence: Evidence, precipitant: str) -> list[tuple[str, str, str, str]]:
    """Return side, route, category and substance of every action of a precipitant or of its ingredients."""
    parts = evidence.ingredients.get(precipitant, ())
    found = [
        (side, route, category, part)
        for part in parts or (precipitant,)
        for (side, route), category in known.acts.get(part, {}).items()
    ]
    taken = {(side, route) for side, route, *_ in found}
    if parts:
        own = known.acts.get(precipitant, {})
        found += [(*key, category, precipitant) for key, category in own.items() if key not in taken]
    return found


def lay_out(evidence: Evidence, known: Catalogue, space: Space) -> Layout:
    """Return every observation of the evidence as arrays, and fill the space with the numbers they see."""
    writer = _Writer(evidence, known, space)
    for ratio in evidence.ratios:
        writer.ratio(ratio)
    for share in evidence.shares:
        writer.share(share)
    return writer.layout()


def part_of(layout: Layout, kept: Places) -> Layout:
    """Return a layout of some observations alone, given by their places in order."""
    number = np.full(len(layout.kind), -1, dtype=np.intp)
    number[kept] = np.arange(len(kept))
    entries = np.flatnonzero(number[layout.entry_of] >= 0)
    place = np.full(len(layout.entry_of), -1, dtype=np.intp)
    place[entries] = np.arange(len(entries))
    acts = np.flatnonzero(place[layout.act_entry] >= 0) if len(layout.act_entry) else layout.act_entry
    return replace(
        layout,
        target=layout.target[kept],
        deviation=layout.deviation[kept],
        kind=layout.kind[kept],
        extraction=layout.extraction[kept],
        entry_of=number[layout.entry_of[entries]],
        entry_centre=layout.entry_centre[entries],
        entry_apart=layout.entry_apart[entries],
        entry_carried=layout.entry_carried[entries],
        entry_past_gut=layout.entry_past_gut[entries],
        entry_told=layout.entry_told[entries],
        act_entry=place[layout.act_entry[acts]],
        act_centre=layout.act_centre[acts],
        act_apart=layout.act_apart[acts],
        act_rises=layout.act_rises[acts],
        act_once=layout.act_once[acts],
        statements=tuple(layout.statements[one] for one in kept),
        objects=tuple(layout.objects[one] for one in kept),
        precipitants=tuple(layout.precipitants[one] for one in kept),
    )


class _Writer:
    """Collects observations as lists."""

    def __init__(self, evidence: Evidence, known: Catalogue, space: Space) -> None:
        self.evidence, self.known, self.space = evidence, known, space
        self.observations: list[tuple[float, float, int, float, str, str, str]] = []
        self.entries: list[tuple[int, int, int, int, float, bool]] = []
        self.actions: list[tuple[int, int, int, bool, float]] = []
        self.past_gut, self.once = space.shift("without_gut"), space.shift("single_dose")

    def ratio(self, ratio: Ratio) -> None:
        actions = acting(self.known, self.evidence, ratio.precipitant)
        met = {route for _, route, *_ in actions}
        entries = self._entries(ratio.object, met, past_gut=ratio.past_gut, without=ratio.lacking)
        for side, route, category, substance in actions:
            if route in entries and not (ratio.once and side == INDUCTION):
                centre = self.space.centre(side, category)
                apart = self.space.apart(side, category, substance, route)
                self.actions.append((entries[route], centre, apart, side == INDUCTION, float(ratio.once)))
        deviation = self.evidence.setting("residual")
        names = ratio.statement, ratio.object, ratio.precipitant
        extraction = self.evidence.extraction(ratio.object) if ratio.past_gut else 0.0
        self.observations.append((float(np.log(ratio.value)), deviation, 0, extraction, *names))

    def share(self, share: Share) -> None:
        entries = self._entries(share.object, {share.route})
        place = entries[share.route]
        self.entries[place] = (*self.entries[place][:5], True)
        names = share.statement, share.object, ""
        if share.of_genotype:
            self.observations.append((float(np.log(share.value)), self.evidence.setting("genotype"), 2, 0.0, *names))
            return
        value = min(max(share.value, 0.02), 0.98)
        deviation = self.evidence.setting("derived_share" if share.derived else "measured_share")
        self.observations.append((float(np.log(value / (1 - value))), deviation, 1, 0.0, *names))

    def _entries(
        self, thing: str, met: set[str], *, past_gut: bool = False, without: frozenset[str] = frozenset()
    ) -> dict[str, int]:
        places = {}
        for route, category in self.known.routes(thing).items():
            if route in without:
                continue
            own = route in met or category not in SILENT
            apart = self.space.apart(CLEARANCE, category, thing, route) if own else 0
            places[route] = len(self.entries)
            centre = self.space.centre(CLEARANCE, category)
            carried = int(route in self.evidence.transporters)
            self.entries.append((len(self.observations), centre, apart, carried, float(past_gut), False))
        return places

    def layout(self) -> Layout:
        seen = [list(column) for column in zip(*self.observations, strict=True)] or [[]] * 7
        entry = [list(column) for column in zip(*self.entries, strict=True)] or [[]] * 6
        act = [list(column) for column in zip(*self.actions, strict=True)] or [[]] * 5
        return Layout(
            target=np.array(seen[0], dtype=np.float64),
            deviation=np.array(seen[1], dtype=np.float64),
            kind=np.array(seen[2], dtype=np.intp),
            extraction=np.array(seen[3], dtype=np.float64),
            statements=tuple(map(str, seen[4])),
            objects=tuple(map(str, seen[5])),
            precipitants=tuple(map(str, seen[6])),
            entry_of=np.array(entry[0], dtype=np.intp),
            entry_centre=np.array(entry[1], dtype=np.intp),
            entry_apart=np.array(entry[2], dtype=np.intp),
            entry_carried=np.array(entry[3], dtype=np.intp),
            entry_past_gut=np.array(entry[4], dtype=np.float64),
            entry_told=np.array(entry[5], dtype=bool),
            act_entry=np.array(act[0], dtype=np.intp),
            act_centre=np.array(act[1], dtype=np.intp),
            act_apart=np.array(act[2], dtype=np.intp),
            act_rises=np.array(act[3], dtype=bool),
            act_once=np.array(act[4], dtype=np.float64),
            past_gut=self.past_gut,
            once=self.once,
        )
