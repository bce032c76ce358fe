"""The mechanistic static model: precipitants on the enzymes of gut and liver, and what that does to one object.

    AUC ratio = 1 / (Ag·Bg·Cg·(1 − Fg) + Fg) · 1 / (Σ Ah·Bh·Ch·fm + 1 − Σ fm)

A = 1/(1 + Σ I/Ki) is reversible inhibition, B = kdeg/(kdeg + Σ kinact·I/(I + KI)) inactivation and
C = 1 + Σ d·Emax·I/(I + EC50) induction: the letters of ICH M12 section 7.5.1.2 as the package ddir 0.16.0 tells it (the
guideline itself was not read). Trap of names: papers after the FDA draft of 2012 call inactivation A, induction B and
reversible inhibition C; the product is the same. Trap of units: kinact and kdeg both go in per hour here, though kinact
is mostly printed per minute.

The model holds each concentration fixed. It is no measurement and never outranks one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.pharmacokinetics.basic import observed_inactivation
from graph.pharmacokinetics.quantity import NOT_NEGATIVE, POSITIVE, POSITIVE_SHARE, SHARE, Quantity, check

if TYPE_CHECKING:
    from collections.abc import Sequence

#: By so much shares that were rounded may add up to more than 1.
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Acting:
    """One precipitant at one enzyme of one organ.

    `concentration` and the constants `ki`, `ki_inactivation` (KI) and `ec50` in µmol/L, unbound; `kinact` in 1/h;
    `emax` a fold rise above no rise, `scale` the factor d. A constant that is None leaves its term out.
    Raises QuantityImpossible.
    """

    concentration: Quantity
    ki: Quantity | None = None
    ki_inactivation: Quantity | None = None
    kinact: Quantity = 0.0
    emax: Quantity = 0.0
    ec50: Quantity | None = None
    scale: Quantity = 1.0

    def __post_init__(self) -> None:
        check("concentration", self.concentration, NOT_NEGATIVE)
        for name in ("ki", "ki_inactivation", "ec50"):
            if (constant := getattr(self, name)) is not None:
                check(name, constant, POSITIVE)
        for name in ("kinact", "emax", "scale"):
            check(name, getattr(self, name), NOT_NEGATIVE)


@dataclass(frozen=True, slots=True)
class Pathway:
    """A share of the object's whole clearance (`fraction`, fm) and the activity left of the enzyme that carries it."""

    fraction: Quantity
    activity: Quantity

    def __post_init__(self) -> None:
        check("share of clearance", self.fraction, SHARE)
        check("activity left", self.activity, NOT_NEGATIVE)


def activity_left(acting: Sequence[Acting], loss: Quantity | None = None) -> Quantity:
    """Return A·B·C, the activity of an enzyme under all precipitants at once, as a share of the normal activity.

    `loss` is kdeg in 1/h; without it inactivation cannot be told and QuantityImpossible is raised when it is asked for.

    >>> activity_left([])
    1.0
    >>> activity_left([Acting(1.0, ki=1.0), Acting(3.0, ki=1.0)])
    0.2
    >>> round(float(activity_left([Acting(0.1929384, ki_inactivation=0.17, kinact=0.04)], loss=0.0193)), 4)
    0.4758
    """
    reversible: Quantity = 1.0
    lost: Quantity = 0.0
    induced: Quantity = 1.0
    for one in acting:
        if one.ki is not None:
            reversible = reversible + one.concentration / one.ki
        if one.ki_inactivation is not None:
            lost = lost + observed_inactivation(one.concentration, one.ki_inactivation, one.kinact)
        if one.ec50 is not None:
            induced = induced + one.scale * one.emax * one.concentration / (one.concentration + one.ec50)
    if any(one.ki_inactivation is not None for one in acting):
        known = math.nan if loss is None else loss
        check("rate of loss of the enzyme", known, POSITIVE)
        return induced / reversible * (known / (known + lost))
    return induced / reversible


def gut_ratio(activity: Quantity, escaping: Quantity) -> Quantity:
    """Return how much more of the object passes the gut wall; `escaping` is its Fg, above 0.

    >>> gut_ratio(1.0, 0.57), round(gut_ratio(0.0, 0.57), 2)
    (1.0, 1.75)
    """
    check("share escaping the gut wall", escaping, POSITIVE_SHARE)
    check("activity left", activity, NOT_NEGATIVE)
    lost = 1 - escaping
    return (lost + escaping) / (activity * lost + escaping)


def hepatic_ratio(pathways: Sequence[Pathway]) -> Quantity:
    """Return by how much the object's exposure rises when pathways of its clearance slow down; 1 without any.

    Raises QuantityImpossible when the shares add up to more than 1.

    >>> hepatic_ratio([Pathway(0.9, 1.0)]), round(hepatic_ratio([Pathway(0.9, 0.1), Pathway(0.05, 0.5)]), 4)
    (1.0, 6.0606)
    """
    known: Quantity = 0.0
    left: Quantity = 0.0
    for pathway in pathways:
        known = known + pathway.fraction
        left = left + pathway.fraction * pathway.activity
    rest = 1 - known
    check("share of clearance left over", rest + _ROUNDING, NOT_NEGATIVE)
    check("clearance left", left + rest, POSITIVE)
    return (known + rest) / (left + rest)


def ceiling(escaping: Quantity) -> Quantity:
    """Return 1/Fg, which an effect in the gut wall alone can never exceed.

    >>> round(ceiling(0.57), 2)
    1.75
    """
    check("share escaping the gut wall", escaping, POSITIVE_SHARE)
    return 1 / escaping


@dataclass(frozen=True, slots=True)
class StaticModel:
    """What the model needs of one object: its pathways through the liver, Fg, and the activity left in the gut wall.

    `escaping` (Fg) is 1 where the gut wall takes nothing, and where an apparent fraction holds the gut already.
    """

    pathways: tuple[Pathway, ...]
    escaping: Quantity = 1.0
    gut_activity: Quantity = 1.0

    @property
    def auc_ratio(self) -> Quantity:
        """The predicted ratio of the object's exposure with and without the precipitants; exactly 1 without any."""
        return gut_ratio(self.gut_activity, self.escaping) * hepatic_ratio(self.pathways)

    @property
    def gut_ceiling(self) -> Quantity:
        """The highest ratio that an effect in the gut wall alone can bring: 1/Fg."""
        return ceiling(self.escaping)
