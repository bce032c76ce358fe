"""What the graph knows for static models, read once: numbers by substance, defaults, units, families, products."""

from __future__ import annotations

import weakref
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graph.keeping import kept
from graph.language import Language, read_language
from graph.names import local
from graph.pharmacokinetics.prediction import Input
from graph.pharmacokinetics.published import Number, read_numbers
from graph.pharmacokinetics.units import Units, read_units
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store import Store

DEFAULT: Final = "default"
#: The unit in which each role of a default is used.
_ROLE_UNITS: Final = {
    "gut_volume": "L",
    "hepatic_flow": "L/min",
    "gut_wall_flow": "L/min",
    "absorption_rate": "1/min",
}
#: The measure whose cut-off names the enzymes that count in the gut wall.
_GUT_METRIC: Final = "igut_over_ki"
#: How the names of the endpoints for the loss of an enzyme begin.
_LOSS: Final = "degradation_rate"
CLEARED: Final = "fraction_metabolized"
_CONTENT_UNIT: Final = "mg/g"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A regulator's category of an object at an enzyme: the statement, and the ratios of exposure it stands for."""

    enzyme: str
    statement: str
    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class Observed:
    """A ratio of exposure that people showed: of which object, with the ends of its interval where they are told."""

    object: str
    value: float
    low: float
    high: float
    statement: str


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything published that a static model may use; made by `read_knowledge`, never changed.

    `anchors` is filled while predictions are made: by precipitant, what people showed below what was expected.
    """

    numbers: Mapping[str, Sequence[Number]]
    defaults: Mapping[str, Input]
    units: Units
    language: Language
    half_maximal: Input | None
    gut_enzymes: frozenset[str]
    losses: Mapping[str, Sequence[Number]]
    left: Mapping[tuple[str, str], float]
    forms: Mapping[str, Sequence[str]]
    wholes: Mapping[str, Sequence[str]]
    holders: Mapping[str, Sequence[str]]
    induced: Mapping[str, frozenset[str]]
    sensitivities: Mapping[str, Sequence[Sensitivity]]
    observed: Mapping[str, Sequence[Observed]]
    anchors: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def of(self, substance: str, endpoint: str) -> list[Number]:
        """Return the numbers of one substance and endpoint."""
        return [number for number in self.numbers.get(substance, ()) if number.endpoint == endpoint]

    def label(self, substance: str) -> str:
        """Return the label of a substance with numbers, else the empty text."""
        return next((number.label for number in self.numbers.get(substance, ())), "")

    def kin(self, product: str) -> list[str]:
        """Return a product, its forms, what it is a form of, and the other forms of that, nearest first."""
        near = [product, *self.forms.get(product, ())]
        for whole in self.wholes.get(product, ()):
            near += [whole, *self.forms.get(whole, ())]
        return list(dict.fromkeys(near))

    def contents(self, product: str) -> dict[str, list[Number]]:
        """Return the published contents of a product by constituent, of its kin where it has none of its own.

        Only contents per mass of product count. A product takes contents from its forms before those of its kin.
        """
        own, forms = [product], list(self.forms.get(product, ()))
        for group in (own, forms, self.kin(product)):
            found: dict[str, list[Number]] = defaultdict(list)
            for one in group:
                for number in self.numbers.get(one, ()):
                    if number.predicate == "contains" and self._is_content(number):
                        found[number.target].append(number)
            if found:
                return found
        return {}

    def main_constituent(self, product: str) -> str:
        """Return the constituent with the highest published content, or the empty text."""
        highest = {held: max(map(self._content, numbers)) for held, numbers in self.contents(product).items()}
        return max(sorted(highest), key=lambda held: highest[held], default="")

    def relatives(self, substance: str, constituent: str) -> list[str]:
        """Return a substance, its constituent, the products that hold it, and their kin, each once."""
        group = [substance, constituent, *self.holders.get(constituent, ())]
        return list(dict.fromkeys(kin for one in group for kin in self.kin(one)))

    def induces(self, substance: str, constituent: str, enzyme: str) -> bool:
        """Tell whether a substance, its constituent or a product that holds it is said to induce an enzyme."""
        return any(enzyme in self.induced.get(one, frozenset()) for one in self.relatives(substance, constituent))

    def _is_content(self, number: Number) -> bool:
        return not number.is_bound and self._content(number) > 0

    def _content(self, number: Number) -> float:
        ends = number.ends()
        return self.units.convert(ends[2], number.unit, _CONTENT_UNIT) or 0.0 if ends else 0.0


_KEPT: Final[weakref.WeakKeyDictionary[Store, Knowledge]] = weakref.WeakKeyDictionary()


def knowledge_of(store: Store) -> Knowledge:
    """Return what a store knows, read once for as long as the store lives."""
    found = _KEPT.get(store)
    if found is None:
        found = _KEPT[store] = kept(store, "knowledge", lambda: read_knowledge(store))
    return found


def read_knowledge(store: Store) -> Knowledge:
    """Read everything once; a tenth of a second for the whole base."""
    numbers: dict[str, list[Number]] = defaultdict(list)
    for number in read_numbers(store):
        numbers[number.substance].append(number)
    units = read_units(store)
    forms: dict[str, list[str]] = defaultdict(list)
    wholes: dict[str, list[str]] = defaultdict(list)
    for row in ask(store, "forms-of-products"):
        forms[row["whole"]].append(row["form"])
        wholes[row["form"]].append(row["whole"])
    induced: dict[str, set[str]] = defaultdict(set)
    for row in ask(store, "enzymes-induced-by"):
        induced[row["substance"]] |= {row["enzyme"], row.get("whole", row["enzyme"])}
    return Knowledge(
        numbers=numbers,
        defaults=_defaults(store, units),
        units=units,
        language=read_language(store),
        half_maximal=_half_maximal(store),
        gut_enzymes=_gut_enzymes(store),
        losses=_losses(numbers),
        left=_left(numbers),
        forms=forms,
        wholes=wholes,
        holders=_holders(numbers),
        induced={substance: frozenset(found) for substance, found in induced.items()},
        sensitivities=_sensitivities(store),
        observed=_observed(store),
    )


def _defaults(store: Store, units: Units) -> dict[str, Input]:
    found: dict[str, Input] = {}
    for row in ask(store, "model-defaults"):
        role = row["role"]
        into = _ROLE_UNITS.get(role, "1")
        value = units.convert(float(row["value"]), row["unit"], into)
        if role not in found and value is not None:
            name = local(row["endpoint"])
            found[role] = Input(name, "", "", value, value, value, into, DEFAULT, (row["default"],))
    return found


def _half_maximal(store: Store) -> Input | None:
    """Return the factor that makes an inhibition constant of a half-maximal inhibitory concentration."""
    for row in ask(store, "conventions"):
        if local(row["from"]) == "ic50" and local(row["as"]) == "ki":
            factor = float(row["factor"])
            return Input("ic50", "", "", factor, factor, factor, "1", DEFAULT, (row["convention"],))
    return None


def _gut_enzymes(store: Store) -> frozenset[str]:
    rows = ask(store, "cut-offs")
    return frozenset(row["target"] for row in rows if local(row["metric"]) == _GUT_METRIC and "target" in row)


def _holders(numbers: Mapping[str, Sequence[Number]]) -> dict[str, list[str]]:
    """Return the products in which each constituent was measured."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for number in (one for group in numbers.values() for one in group if one.predicate == "contains"):
        found[number.target][number.substance] = None
    return {constituent: list(products) for constituent, products in found.items()}


def _losses(numbers: Mapping[str, Sequence[Number]]) -> dict[str, list[Number]]:
    """Return the rates at which enzymes are lost, by enzyme or by the family in which it is measured."""
    found: dict[str, list[Number]] = defaultdict(list)
    for number in (one for group in numbers.values() for one in group if one.endpoint.startswith(_LOSS)):
        found[number.target or number.substance].append(number)
    return found


def _left(numbers: Mapping[str, Sequence[Number]]) -> dict[tuple[str, str], float]:
    """Return how much activity of an enzyme a strong partner leaves at most, by enzyme and label of the partner.

    The object that rose most with the partner bounds it: no more is left than the share that this object kept.
    """
    found: dict[tuple[str, str], float] = {}
    for number in (one for group in numbers.values() for one in group if one.partner and one.endpoint == CLEARED):
        if number.value is not None:
            place = (number.target, number.partner)
            found[place] = min(found.get(place, 1.0), 1 - number.value)
    return found


def _sensitivities(store: Store) -> dict[str, list[Sensitivity]]:
    found: dict[str, list[Sensitivity]] = defaultdict(list)
    for row in ask(store, "sensitive-objects"):
        enzyme = row.get("whole", row["enzyme"])
        high = float(row["high"]) if "high" in row else None
        found[row["substance"]].append(Sensitivity(enzyme, row["statement"], float(row["low"]), high))
    return found


def _observed(store: Store) -> dict[str, list[Observed]]:
    found: dict[str, list[Observed]] = defaultdict(list)
    for row in ask(store, "ratios-by-precipitant"):
        value = float(row["value"])
        low, high = float(row.get("low", value)), float(row.get("high", value))
        found[row["precipitant"]].append(Observed(row["object"], value, low, high, row["statement"]))
    return found
