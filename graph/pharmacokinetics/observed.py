"""Read from the graph what the contribution model learns from: roles, observed ratios, shares and genotypes.

The endpoints read are `auc_ratio` (of a pair, and of poor against other metabolizers), `fraction_metabolized`,
`fraction_metabolized_liver`, `fraction_of_metabolism` and `contribution_ratio`; the roles are `isSubstrateOf`,
`inhibits`, `inactivates` and `induces` with their categories. A new row of these kinds needs no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graph.names import AGO, ALKA, local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.store import Solution, Store

#: Sides of the model; the words stand in the table of priors.
CLEARANCE, INHIBITION, INDUCTION, SETTING = "clearance", "inhibition", "induction", "setting"
_SIDES: Final = {"isSubstrateOf": CLEARANCE, "inhibits": INHIBITION, "inactivates": INHIBITION, "induces": INDUCTION}
_PLAIN, _IN_VITRO, _REFUTED, _TRANSPORTER = "plain", "in_vitro", "refuted", "_transporter"
_LABORATORY: Final = frozenset({"in_vitro", "in_silico", "in_vivo_animal"})
#: Routes of the object that pass neither the gut wall nor, at first, the liver; words of the tables.
PAST_GUT: Final = frozenset({"intravenous", "subcutaneous", "intramuscular", "transdermal", "inhaled"})
_ONCE: Final = re.compile(
    r"\bsingle\b|\bsd\b|\bbefore induction\b|\bonce\b(?!\s+(?:a|daily|per|every|weekly|day)\b)", re.IGNORECASE
)
_HAND: Final = re.compile(r"\A\(?(?:[rsdl]|rac|±)\)?-")
#: What decides between statements on one role, most telling first.
_ORDER: Final = (
    "sensitive", "strong", "moderate_sensitive", "moderate", "weak", "major", "listed", "minor", _PLAIN, _IN_VITRO,
    _REFUTED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """That a route clears a substance, or that the substance acts on it: side, category, and the statements."""

    substance: str
    route: str
    side: str
    category: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """An observed ratio of areas under the curve.

    `past_gut` tells that the object was not swallowed, `once` that the precipitant was given once, too short to induce;
    `lacking` are routes that do not work in the people studied.
    """

    statement: str
    precipitant: str
    object: str
    value: float
    past_gut: bool
    once: bool
    lacking: frozenset[str]
    citation: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the clearance through a route, or (`of_genotype`) the ratio of people without it to others."""

    statement: str
    object: str
    route: str
    value: float
    citation: str
    derived: bool = False
    partner: str = ""
    of_genotype: bool = False


@dataclass(frozen=True, slots=True)
class Prior:
    """Centre of a category, standard deviation of the centre, and spread of the members around it."""

    centre: float
    doubt: float
    spread: float


@dataclass(frozen=True)
class Evidence:
    """All that the model learns from."""

    roles: tuple[Role, ...]
    ratios: tuple[Ratio, ...]
    shares: tuple[Share, ...]
    priors: Mapping[tuple[str, str], Prior]
    ingredients: Mapping[str, tuple[str, ...]]
    routes: Mapping[str, str]
    transporters: frozenset[str]
    forms: Mapping[str, str] = field(default_factory=dict)
    first_passage: Mapping[str, float] = field(default_factory=dict)

    def setting(self, name: str) -> float:
        """Return a setting of the table of priors."""
        return self.priors[SETTING, name].centre

    def extraction(self, substance: str) -> float:
        """Return which share of a substance the liver takes out at one passage, from 0 to 1; a default when unknown."""
        passing = self.first_passage.get(substance)
        return self.setting("extraction") if passing is None else min(max(1 - passing, 0.0), 0.95)

    def whole(self, substance: str) -> str:
        """Return the product or medicine that a form belongs to, or the substance itself."""
        return self.forms.get(substance, substance)

    @property
    def polymorphic(self) -> frozenset[str]:
        """The routes that some of the people observed lack."""
        shares = {share.route for share in self.shares if share.of_genotype}
        return frozenset(shares.union(*(ratio.lacking for ratio in self.ratios)))

    def without(self, pairs: Iterable[tuple[str, str]]) -> tuple[tuple[Ratio, ...], tuple[Share, ...], int]:
        """Return ratios and shares that know nothing of some ordered pairs, and how many statements were hidden.

        Hidden are all ratios of a pair, forms included, those of combinations that hold the precipitant when the pair
        names the combination, and every share of the object that was worked out from the pair, from a paper that
        measured it, or from an interaction that is not told.
        """
        pairs = {(self.whole(one), self.whole(other)) for one, other in pairs}
        gone = [ratio for ratio in self.ratios if (self.whole(ratio.precipitant), self.whole(ratio.object)) in pairs]
        papers = {(ratio.object, ratio.citation) for ratio in gone}
        hidden = {ratio.statement for ratio in gone}
        for share in self.shares:
            partners = {one for one, other in pairs if other == self.whole(share.object)}
            if (share.derived and partners and (not share.partner or self.whole(share.partner) in partners)) or (
                share.object,
                share.citation,
            ) in papers:
                hidden.add(share.statement)
        ratios = tuple(ratio for ratio in self.ratios if ratio.statement not in hidden)
        return ratios, tuple(share for share in self.shares if share.statement not in hidden), len(hidden)


def read_evidence(store: Store) -> Evidence:
    """Return what a store holds for the contribution model."""
    rows = _asked(store, "clearance-roles")
    routes = {row["route"]: row["routeLabel"] for row in rows}
    transporters = frozenset(row["route"] for row in rows if row["kind"] == AGO + "Transporter")
    ratios = tuple(ratio for row in _asked(store, "observed-ratios") if (ratio := _ratio(row, routes)))
    ingredients: dict[str, tuple[str, ...]] = {}
    for row in _asked(store, "combinations"):
        ingredients[row["combination"]] = (*ingredients.get(row["combination"], ()), row["ingredient"])
    priors = {
        (row["side"], row["category"]): Prior(
            float(row["centre"]), float(row.get("doubt", 0)), float(row.get("spread", 0))
        )
        for row in _asked(store, "model-priors")
    }
    passing: dict[str, list[float]] = {}
    for row in _asked(store, "first-passage"):
        passing.setdefault(row["substance"], []).append(float(row["value"]))
    middle = {name: sum(values) / len(values) for name, values in passing.items()}
    forms = {row["thing"]: row["whole"] for row in _asked(store, "forms")}
    return Evidence(
        _roles(rows), ratios, _shares(store, ratios), priors, ingredients, routes, transporters, forms, middle
    )


def _asked(store: Store, name: str) -> list[Solution]:
    """Return the rows of a question in one order, whatever the engine: sums of floats hang on the order."""
    return sorted(ask(store, name), key=lambda row: sorted(row.items()))


def _roles(rows: Iterable[Solution]) -> tuple[Role, ...]:
    found: dict[tuple[str, str, str], list[tuple[int, str, str]]] = {}
    for row in rows:
        category = _category(row)
        key = row["substance"], row["route"], _SIDES[local(row["role"])]
        rank = _ORDER.index(category) if category in _ORDER else _ORDER.index(_PLAIN)
        found.setdefault(key, []).append((rank, category, row["statement"]))
    kinds = {row["route"]: row["kind"] for row in rows}
    roles = []
    for (substance, route, side), told in found.items():
        category = min(told)[1]
        if side == CLEARANCE and kinds[route] == AGO + "Transporter":
            category += _TRANSPORTER
        roles.append(Role(substance, route, side, category, tuple(sorted({name for *_, name in told}))))
    return tuple(roles)


def _category(row: Solution) -> str:
    if local(row["stance"]) == "refutes":
        return _REFUTED
    if strength := local(row.get("strength", "")):
        return strength
    part = row.get("part", "").removeprefix("role: ").partition(" ")[0]
    if part in _ORDER:
        return part
    return _IN_VITRO if local(row["studyType"]) in _LABORATORY else _PLAIN


def _ratio(row: Solution, routes: Mapping[str, str]) -> Ratio | None:
    value = float(row["value"]) if "value" in row else _middle(row)
    if value is None or value <= 0 or not _is_parent(row.get("analyte", ""), row["objectLabel"]):
        return None
    people = row.get("population", "").casefold()
    lacking = {route for route, label in routes.items() if "poor" in people and label.casefold() in people}
    past_gut = row.get("route", "").partition(": ")[2] in PAST_GUT
    once = is_once(f"{row.get('dose', '')} {row.get('regimen', '')}")
    return Ratio(
        row["statement"], row["precipitant"], row["object"], value, past_gut, once, frozenset(lacking), row["citation"]
    )


def is_once(text: str) -> bool:
    """Tell whether a text on dose or regimen says that the precipitant was given once, too short for induction.

    >>> is_once("200 mg once, 3 h before"), is_once("single dose"), is_once("600 mg once daily for 5 days")
    (True, True, False)
    """
    return bool(_ONCE.search(text))


def _is_parent(analyte: str, label: str) -> bool:
    """Tell whether what was measured is the object itself, one of its mirror images included."""
    measured = _HAND.sub("", analyte.partition(": ")[2].casefold()).replace(",", " ").split()
    return not measured or measured[0] == label.casefold().split()[0] or "racem" in analyte


def _middle(row: Solution) -> float | None:
    """Return the geometric middle of a printed range."""
    return float((float(row["low"]) * float(row["high"])) ** 0.5) if "low" in row and float(row["low"]) > 0 else None


def _shares(store: Store, ratios: Iterable[Ratio]) -> tuple[Share, ...]:
    """Return the shares that say something the observed ratios do not say already."""
    pairs = {(ratio.precipitant, ratio.object) for ratio in ratios}
    papers = {(ratio.object, ratio.citation) for ratio in ratios}
    found = []
    genotyped = set()
    for row in _asked(store, "genotype-ratios"):
        if "metabolite" not in row.get("analyte", "") and float(row["value"]) > 1:
            share = Share(
                row["statement"], row["object"], row["route"], float(row["value"]), row["citation"], of_genotype=True
            )
            found.append(share)
            genotyped.add((share.object, share.route))
    for row in _asked(store, "cleared-shares"):
        value = float(row["value"]) if "value" in row else _middle(row)
        derived = local(row.get("derived", ""))
        named = row.get("precipitant", "").partition(": ")[2]
        partner = ALKA + re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") if named else ""
        thing = row["substance"]
        if value is None or not 0 < value <= 1:
            continue
        if derived == "derived_from_genotype_ratio" and (thing, row["route"]) in genotyped:
            continue
        from_pair = derived == "derived_from_ddi_ratio"
        if from_pair and ((partner, thing) in pairs or (not partner and (thing, row["citation"]) in papers)):
            continue
        found.append(Share(row["statement"], thing, row["route"], value, row["citation"], from_pair, partner))
    return tuple(found)
