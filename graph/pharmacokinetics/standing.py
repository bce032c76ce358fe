"""On what a number of the contribution model stands: a measured share, another interaction, a category, or a name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graph.pharmacokinetics.layout import SILENT, Catalogue, Layout, acting
from graph.pharmacokinetics.observed import CLEARANCE

if TYPE_CHECKING:
    from graph.pharmacokinetics.fitting import Fit
    from graph.pharmacokinetics.observed import Evidence

#: Where a number comes from, firmest first; codes of the list of bases.
BASES: Final = (
    "measured_fraction",
    "genotype_ratio",
    "interaction_ratio",
    "category",
    "named_route",
    "unknown_prior",
)
_MEASURED, _GENOTYPE, _RATIO, _CATEGORY, _NAMED, _UNKNOWN = range(len(BASES))
_GRADED: Final = frozenset({"sensitive", "moderate_sensitive", "strong", "moderate", "weak"})


class Seen:
    """What was observed of each substance and route among the observations kept."""

    def __init__(self, evidence: Evidence, known: Catalogue, layout: Layout, fitted: Fit) -> None:
        self.known = known
        self.kept = kept = {layout.statements[place] for place in fitted.kept}
        self.shares: dict[tuple[str, str], int] = {}
        for share in evidence.shares:
            if share.statement in kept:
                basis = _GENOTYPE if share.of_genotype else _RATIO if share.derived else _MEASURED
                key = share.object, share.route
                self.shares[key] = min(basis, self.shares.get(key, basis))
        self.of_object: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.of_precipitant: dict[tuple[str, str], set[str]] = defaultdict(set)
        for ratio in evidence.ratios:
            if ratio.statement in kept:
                named = known.clears.get(ratio.object, {})
                for _, route, *_ in acting(known, evidence, ratio.precipitant):
                    self.of_object[ratio.object, route].add(ratio.precipitant)
                    if route in named:
                        self.of_precipitant[ratio.precipitant, route].add(ratio.object)

    def sources(self, evidence: Evidence) -> dict[tuple[str, str, str], tuple[str, ...]]:
        """Return the statements behind the number of each side, substance and route."""
        found: dict[tuple[str, str, str], tuple[str, ...]] = {}
        for share in evidence.shares:
            if share.statement in self.kept:
                key = CLEARANCE, share.object, share.route
                found[key] = (*found.get(key, ()), share.statement)
        for role in evidence.roles:
            key = role.side, role.substance, role.route
            found[key] = (*found.get(key, ()), *role.statements)
        for ratio in evidence.ratios:
            if ratio.statement in self.kept:
                named = self.known.clears.get(ratio.object, {})
                for side, route, _, substance in acting(self.known, evidence, ratio.precipitant):
                    if route in named:
                        for key in ((CLEARANCE, ratio.object, route), (side, substance, route)):
                            found[key] = (*found.get(key, ()), ratio.statement)
        return found

    def object(self, name: str, route: str, category: str, without: str = "") -> int:
        """Return the basis of the share of a route of an object, with no regard to one precipitant."""
        shared = self.shares.get((name, route), _UNKNOWN)
        if self.of_object.get((name, route), set()) - {without}:
            shared = min(shared, _RATIO)
        return min(shared, _basis_of(category))

    def precipitant(self, name: str, route: str, category: str, without: str = "") -> int:
        """Return the basis of the action of a precipitant on a route, with no regard to one object."""
        if self.of_precipitant.get((name, route), set()) - {without}:
            return _RATIO
        return _basis_of(category)


def _basis_of(category: str) -> int:
    if category in SILENT:
        return _UNKNOWN
    return _CATEGORY if category in _GRADED else _NAMED
