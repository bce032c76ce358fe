"""The inputs of one prediction side by side, and the static model computed with arrays of their draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graph.pharmacokinetics.concentrations import Body, Dosing, in_gut_wall, unbound_inlet
from graph.pharmacokinetics.mechanistic import Acting, Pathway, StaticModel, activity_left, gut_ratio
from graph.pharmacokinetics.ranges import Spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.pharmacokinetics.precipitants import Constants, Intake
    from graph.pharmacokinetics.prediction import Input
    from graph.pharmacokinetics.quantity import Quantity
    from graph.pharmacokinetics.ranges import Draws

#: Shares of one clearance are scaled down to this when together they pass it.
_MOST_CLEARED: Final = 1.0
_PER_THOUSAND: Final = 1000.0
_PURE: Final = "1"


@dataclass(frozen=True, slots=True)
class Route:
    """One enzyme that the precipitant acts on and that clears the object; losses in 1/h, None where unknown.

    `escaping` is the object's Fg where the enzyme counts in the gut wall, else None. For a share that holds the gut
    already `gut_part` stands in its place: how far the activity lies between that in the body (0) and in the gut wall
    (1). `scale` is the power to which the activity left is raised, None for 1.
    """

    acting: Constants
    fraction: Input
    loss: Input | None
    gut_loss: Input | None
    escaping: Input | None
    gut_part: Input | None = None
    scale: Input | None = None


class Assembly:
    """Collects inputs, each once, and computes the ratio from one array of draws for each."""

    def __init__(self, intake: Intake, defaults: Mapping[str, Input]) -> None:
        self.inputs: list[Input] = []
        self.spreads: list[Spread] = []
        self._routes: list[Route] = []
        self._places: dict[int, int] = {}
        self._intake = intake
        self._defaults = defaults
        for one in (intake.dose, intake.content, intake.studied, intake.peak, intake.accumulation):
            self._keep(one)
        for one in (intake.unbound, intake.absorption_rate):
            self._keep(one)
        for role in ("absorbed", "escaping_gut", "plasma_ratio", "hepatic_flow"):
            self._keep(defaults[role])

    def add(self, route: Route) -> None:
        """Add one enzyme with all its inputs."""
        self._routes.append(route)
        acting = route.acting
        for one in (acting.ki, acting.ki_inactivation, acting.kinact, route.fraction, route.scale):
            self._keep(one)
        if acting.inactivates:
            self._keep(route.loss)
        if route.escaping is not None or route.gut_part is not None:
            for one in (self._defaults["gut_wall_flow"], route.escaping, route.gut_part):
                self._keep(one)
            if acting.inactivates:
                self._keep(route.gut_loss)

    def auc_ratio(self, drawn: Sequence[Draws], power: float = 1.0) -> Draws:
        """Return the ratio of exposure for each draw, every activity left raised to a power."""
        in_body, in_gut = self._concentrations(drawn)
        total = np.asarray(sum(self._at(drawn, route.fraction) for route in self._routes))
        scale = np.minimum(1.0, _MOST_CLEARED / np.maximum(total, _MOST_CLEARED))
        pathways = tuple(
            Pathway(self._at(drawn, route.fraction) * scale, self._between(drawn, route, in_body, in_gut) ** power)
            for route in self._routes
        )
        ratio = np.asarray(StaticModel(pathways).auc_ratio)
        for route in self._routes:
            if route.escaping is not None:
                left = self._left(drawn, route, in_gut, route.gut_loss) ** power
                ratio = ratio * gut_ratio(left, self._at(drawn, route.escaping))
        return ratio

    def _concentrations(self, drawn: Sequence[Draws]) -> tuple[Quantity, Quantity]:
        """Return the unbound concentration at the inlet and the concentration in the gut wall, in µmol/L."""
        taken, defaults = self._intake, self._defaults
        dose = self._at(drawn, taken.dose)
        if taken.content is not None:
            dose = dose * self._at(drawn, taken.content) / _PER_THOUSAND
        peak = self._at(drawn, taken.peak) * dose / self._at(drawn, taken.studied)
        if taken.accumulation is not None:
            peak = peak * self._at(drawn, taken.accumulation)
        dosing = Dosing(
            dose=dose * _PER_THOUSAND / taken.molar_mass,
            peak=peak,
            unbound=self._at(drawn, taken.unbound),
            absorbed=self._at(drawn, defaults["absorbed"]),
            escaping_gut=self._at(drawn, defaults["escaping_gut"]),
            absorption_rate=self._at(drawn, taken.absorption_rate),
            plasma_ratio=self._at(drawn, defaults["plasma_ratio"]),
        )
        body = Body(
            gut_volume=defaults["gut_volume"].value,
            hepatic_flow=self._at(drawn, defaults["hepatic_flow"]),
            gut_wall_flow=defaults["gut_wall_flow"].value,
        )
        return unbound_inlet(dosing, body), in_gut_wall(dosing, body)

    def _between(self, drawn: Sequence[Draws], route: Route, in_body: Quantity, in_gut: Quantity) -> Quantity:
        """Return the activity left in the body, or between that and the gut wall for a share that holds both."""
        left = self._left(drawn, route, in_body, route.loss)
        if route.gut_part is None:
            return left
        part = self._at(drawn, route.gut_part)
        return left ** (1 - part) * self._left(drawn, route, in_gut, route.gut_loss) ** part

    def _left(self, drawn: Sequence[Draws], route: Route, concentration: Quantity, loss: Input | None) -> Quantity:
        acting = route.acting
        inactivating = acting.inactivates and acting.ki_inactivation is not None and acting.kinact is not None
        one = Acting(
            concentration,
            ki=None if acting.ki is None else self._at(drawn, acting.ki),
            ki_inactivation=self._at(drawn, acting.ki_inactivation)
            if inactivating and acting.ki_inactivation
            else None,
            kinact=self._at(drawn, acting.kinact) if inactivating and acting.kinact else 0.0,
        )
        left = activity_left([one], self._at(drawn, loss) if inactivating and loss else None)
        return left if route.scale is None else left ** self._at(drawn, route.scale)

    def _keep(self, one: Input | None) -> None:
        if one is None or id(one) in self._places:
            return
        self._places[id(one)] = len(self.inputs)
        self.inputs.append(one)
        is_share = one.unit == _PURE and one.high <= 1
        self.spreads.append(Spread(one.value, one.low, one.high, is_share))

    def _at(self, drawn: Sequence[Draws], one: Input) -> Draws:
        return drawn[self._places[id(one)]]
