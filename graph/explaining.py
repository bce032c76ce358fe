"""Answer “why?” for two substances: check them, and explain each ordered pair by the tree of its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.checker import CheckRequest, check
from graph.errors import RequestInvalid
from graph.names import local
from graph.prooftree import tree_of
from graph.resolve import names_of

if TYPE_CHECKING:
    from graph.filters import Filters
    from graph.store import Store

Json = dict[str, Any]

#: Branches of a tree that stand open: short, and what a reader wants to see first.
OPEN: Final = ("evidence", "level", "severity", "why", "observed")
#: What of a report stands beside the trees as it is.
_KEPT: Final = ("substances", "notes", "filters", "data_version", "disclaimer")


def explained(
    store: Store,
    precipitant: str,
    thing: str,
    data_version: str = "",
    *,
    reverse: bool = True,
    filters: Filters | None = None,
) -> tuple[Json, Json]:
    """Return why two named substances got their answers, and the report this explains.

    The explanation has `trees` (see graph.prooftree), those from the precipitant to the object first and with `reverse`
    the others too. Raises NameUnresolved with suggestions, and RequestInvalid where there is no pair to explain.
    """
    sides = [_participants(store, name) for name in (precipitant, thing)]
    report = check(store, CheckRequest.of([precipitant, thing], filters=filters), data_version)
    first, second = sides
    ways = [(first, second), (second, first)] if reverse else [(first, second)]
    pairs = [
        pair
        for here, there in ways
        for pair in report["pairs"]
        if pair["precipitant"]["id"] in here and pair["object"]["id"] in there
    ]
    if not pairs:
        notes = " ".join(report["notes"]) or "These two are one and the same."
        message = f"“{precipitant}” and “{thing}” make no pair to explain. {notes}"
        raise RequestInvalid(message)
    kept = {**report, "pairs": pairs}
    told: Json = {name: report[name] for name in _KEPT if name in report}
    return {
        "precipitant": precipitant,
        "object": thing,
        "trees": [tree_of(store, report, p) for p in pairs],
        **told,
    }, kept


def _participants(store: Store, name: str) -> set[str]:
    """Return the slugs under which a name takes part in a check; raise NameUnresolved."""
    match = names_of(store).resolve(name)
    return {local(one.participant) for one in match.ingredients or (match,)}
