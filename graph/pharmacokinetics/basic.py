"""Basic static models: one concentration against one constant, as a first screen that ignores the object.

Concentrations and constants in µmol/L, unbound where the name says so. Equations and cut-offs of ICH M12 as the package
ddir 0.16.0 tells them (sections 2.1.2.1 for enzymes, 2.1.4.1 for inactivation; the guideline itself was not read) and
of FDA 2020. A ratio is compared with a cut-off of `facts/model-cut-offs.tsv`, never with a number in the code.

Trap of units: kinact is mostly printed per minute and kdeg per hour; both go in here per hour.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Final

from graph.errors import ChoiceUnknown
from graph.pharmacokinetics.quantity import NOT_NEGATIVE, POSITIVE, Quantity, check

if TYPE_CHECKING:
    from collections.abc import Callable

#: How a ratio is held against a cut-off.
_SIGNS: Final[dict[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def concentration_ratio(concentration: Quantity, constant: Quantity) -> Quantity:
    """Return a concentration over an inhibition constant or an IC50: the form of transporters, and R1 less one.

    Igut, Imax,u or Imax,inlet,u over IC50 for transporters, Imax,u/Ki,u and Igut/Ki,u for enzymes.

    >>> round(concentration_ratio(400, 18.2))
    22
    """
    check("concentration", concentration, NOT_NEGATIVE)
    check("inhibition constant", constant, POSITIVE)
    return concentration / constant


def reversible_ratio(concentration: Quantity, constant: Quantity) -> Quantity:
    """Return R1 = 1 + I/Ki: in the gut with Igut, at the liver with Imax,inlet,u, in the body with Imax,u.

    >>> round(reversible_ratio(400, 5.7)), round(reversible_ratio(0.19, 5.25), 2)
    (71, 1.04)
    """
    return 1 + concentration_ratio(concentration, constant)


def observed_inactivation(concentration: Quantity, constant: Quantity, fastest: Quantity) -> Quantity:
    """Return kobs = kinact · I / (KI + I), in the unit of `fastest` (kinact); `constant` is KI."""
    check("concentration", concentration, NOT_NEGATIVE)
    check("constant of inactivation", constant, POSITIVE)
    check("rate of inactivation", fastest, NOT_NEGATIVE)
    return fastest * concentration / (constant + concentration)


def inactivation_ratio(unbound_peak: Quantity, constant: Quantity, fastest: Quantity, loss: Quantity) -> Quantity:
    """Return (kobs + kdeg) / kdeg; `fastest` (kinact) and `loss` (kdeg) both in 1/h.

    The caller multiplies the unbound peak first: by 5 after ICH M12 section 2.1.4.1, by 50 after FDA 2020.

    >>> round(inactivation_ratio(5 * 0.1648193, 0.17, 0.04, 0.0193), 4)
    2.7181
    """
    check("rate of loss", loss, POSITIVE)
    return (observed_inactivation(unbound_peak, constant, fastest) + loss) / loss


def induction_ratio(unbound_peak: Quantity, most: Quantity, half: Quantity, scale: Quantity = 1.0) -> Quantity:
    """Return 1 / (1 + d · Emax · I / (EC50 + I)); the caller multiplies the unbound peak by ten first.

    `most` is Emax as a fold rise above no rise, `half` the unbound EC50, `scale` the factor d of the assay.

    >>> induction_ratio(0, 7.35, 1.64)
    1.0
    """
    check("concentration", unbound_peak, NOT_NEGATIVE)
    check("greatest induction", most, NOT_NEGATIVE)
    check("constant of induction", half, POSITIVE)
    check("scale of induction", scale, NOT_NEGATIVE)
    return 1 / (1 + scale * most * unbound_peak / (half + unbound_peak))


def is_flagged(value: float, sign: str, cut_off: float) -> bool:
    """Tell whether a ratio lies on the side of its cut-off at which a guideline asks for more; raise ChoiceUnknown.

    >>> is_flagged(1.04, ">=", 1.02), is_flagged(0.9, "<=", 0.8)
    (True, False)
    """
    if sign not in _SIGNS:
        what = "sign of a cut-off"
        raise ChoiceUnknown(what, sign, tuple(_SIGNS))
    return _SIGNS[sign](value, cut_off)
