"""How much of a precipitant reaches the gut, its wall, the inlet of the liver and the plasma: four concentrations.

Concentrations are in µmol/L, amounts in µmol, flows in L/min, rates of absorption in 1/min, shares from 0 to 1.
Equations of ICH M12 as the package ddir 0.16.0 tells them (`key_concentrations`; the guideline itself was not read):
sections 2.1.2.1 (basic models) and 7.5.1.2 (mechanistic static model). FDA 2020 writes them alike. The numbers of the
examples are those of the package's own worked example: 450 mg of 492.6 g/mol with a peak of 3530 ng/mL.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from graph.pharmacokinetics.quantity import POSITIVE, POSITIVE_SHARE, Quantity, check


@dataclass(frozen=True, slots=True)
class Dosing:
    """One precipitant as it is taken.

    `dose` in µmol; `peak` is the total peak concentration in plasma at steady state (Cmax,ss) in µmol/L; `unbound` the
    unbound fraction in plasma (fu); `absorbed` the share that enters the gut wall (Fa); `escaping_gut` the share of
    that which passes the wall (Fg); `absorption_rate` ka in 1/min; `plasma_ratio` RB. Raises QuantityImpossible.
    """

    dose: Quantity
    peak: Quantity
    unbound: Quantity
    absorbed: Quantity
    escaping_gut: Quantity
    absorption_rate: Quantity
    plasma_ratio: Quantity

    def __post_init__(self) -> None:
        for field in fields(self):
            share = field.name in {"unbound", "absorbed", "escaping_gut"}
            check(field.name, getattr(self, field.name), POSITIVE_SHARE if share else POSITIVE)


@dataclass(frozen=True, slots=True)
class Body:
    """The flows past which a dose comes: `gut_volume` in L, `hepatic_flow` (Qh) and `gut_wall_flow` (Qent) in L/min."""

    gut_volume: Quantity
    hepatic_flow: Quantity
    gut_wall_flow: Quantity

    def __post_init__(self) -> None:
        for field in fields(self):
            check(field.name, getattr(self, field.name), POSITIVE)


def in_gut(dosing: Dosing, body: Body) -> Quantity:
    """Return Igut, the whole dose dissolved in the fluid of the gut, in µmol/L; not capped at the solubility.

    ICH M12 section 2.1.2.1. The package's help says 250 mg where its code takes 250 mL.

    >>> taken = Dosing(450e3 / 492.6, 3530 / 492.6, 0.023, 0.81, 1.0, 0.00267, 1.0)
    >>> body = Body(gut_volume=0.25, hepatic_flow=1.616, gut_wall_flow=0.3)
    >>> round(in_gut(taken, body), 4)
    3654.0804
    """
    return dosing.dose / body.gut_volume


def unbound_peak(dosing: Dosing) -> Quantity:
    """Return Imax,u, the unbound peak in plasma, in µmol/L. ICH M12 section 2.1.2.1.

    >>> taken = Dosing(450e3 / 492.6, 3530 / 492.6, 0.023, 0.81, 1.0, 0.00267, 1.0)
    >>> round(unbound_peak(taken), 7)
    0.1648193
    """
    return dosing.unbound * dosing.peak


def unbound_inlet(dosing: Dosing, body: Body) -> Quantity:
    """Return Imax,inlet,u (Ih), the unbound peak at the inlet of the liver, in µmol/L.

    fu · (Cmax,ss + dose · Fa · Fg · ka / (Qh · RB)); ICH M12 section 7.5.1.2. Some authors leave out Fg.

    >>> taken = Dosing(450e3 / 492.6, 3530 / 492.6, 0.023, 0.81, 1.0, 0.00267, 1.0)
    >>> body = Body(gut_volume=0.25, hepatic_flow=1.616, gut_wall_flow=0.3)
    >>> round(unbound_inlet(taken, body), 7)
    0.1929384
    """
    coming = dosing.dose * dosing.absorbed * dosing.escaping_gut * dosing.absorption_rate
    return dosing.unbound * (dosing.peak + coming / (body.hepatic_flow * dosing.plasma_ratio))


def in_gut_wall(dosing: Dosing, body: Body) -> Quantity:
    """Return Ienteric (Ig), the concentration in the absorbing cells of the gut, in µmol/L.

    dose · Fa · ka / Qent, without binding and without RB; ICH M12 section 7.5.1.2.

    >>> taken = Dosing(450e3 / 492.6, 3530 / 492.6, 0.023, 0.81, 1.0, 0.00267, 1.0)
    >>> body = Body(gut_volume=0.25, hepatic_flow=1.616, gut_wall_flow=0.3)
    >>> round(in_gut_wall(taken, body), 7)
    6.5855664
    """
    return dosing.dose * dosing.absorbed * dosing.absorption_rate / body.gut_wall_flow
