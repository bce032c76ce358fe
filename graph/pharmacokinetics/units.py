"""Turn a published number into the unit that a formula takes; the units and their factors are data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.names import local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.store import Store

#: A mass per volume over a molar mass is an amount per volume; both dimensions start at nano per litre.
_BY_MOLAR_MASS: Final = {
    ("mass_concentration", "amount_concentration"): -1,
    ("amount_concentration", "mass_concentration"): 1,
    ("mass_exposure", "amount_exposure"): -1,
}


@dataclass(frozen=True, slots=True)
class Units:
    """Dimension and factor of each unit by its notation; a number times the factor is in the first unit."""

    known: Mapping[str, tuple[str, float]]

    def convert(self, value: float, unit: str, into: str, molar_mass: float | None = None) -> float | None:
        """Return a number in another unit; None when a unit is unknown or the two measure different things.

        `molar_mass` in g/mol lets a mass per volume become an amount per volume.

        >>> units = Units({"mg/L": ("mass_concentration", 1e6), "umol/L": ("amount_concentration", 1e3)})
        >>> units.convert(1.0, "mg/L", "umol/L", 500.0), units.convert(1.0, "mg/L", "umol/L")
        (2.0, None)
        """
        if unit not in self.known or into not in self.known:
            return None
        (here, factor), (there, divisor) = self.known[unit], self.known[into]
        if here == there:
            return value * factor / divisor
        power = _BY_MOLAR_MASS.get((here, there))
        if power is None or not molar_mass:
            return None
        return value * factor / divisor * molar_mass**power


def read_units(store: Store) -> Units:
    """Return the units of a store's vocabulary."""
    return Units({row["unit"]: (local(row["dimension"]), float(row["factor"])) for row in ask(store, "units")})
