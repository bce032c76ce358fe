"""A thing on one card: who it is, its most telling statements, and how much is said of it.

The card is a cut of what `graph.things` tells in full: the same words, few enough for a panel beside a picture.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.telling import statement_json
from graph.things import groups_of, thing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.records import Code, Statement
    from graph.store import Store

Json = dict[str, Any]

#: So many statements stand on a card.
TELLING: Final = 6


def card_of(store: Store, thing: str) -> Json:
    """Return what a card shows of a thing, given as IRI; raise NameUnresolved when there is no such thing.

    As `thing_of`, but for `groups`: in their place stand `telling`, at most TELLING statements, and `counts`.
    """
    codes = answers.codes(store)
    held = groups_of(store, codes, thing)
    told = thing_of(store, thing, held=held)
    groups = [group["statements"] for group in held]
    said = {one.id: one for group in groups for one in group}
    shown = most_telling(codes, groups, TELLING)
    sources = {one.citation.id for one in said.values()}
    counts = {
        "statements": len(said),
        "in_people": sum(_in_people(codes, one) for one in said.values()),
        "refuted": sum(one.stance == "refutes" for one in said.values()),
        "sources": len(sources),
        "conflicts": told["conflicts"]["total"],
    }
    kept = {key: value for key, value in told.items() if key not in {"groups", "conflicts", "total", "with"}}
    return {**kept, "telling": [statement_json(codes, one) for one in shown], "counts": counts}


def most_telling(
    codes: Mapping[str, Code], groups: Iterable[Iterable[Statement]], limit: int = TELLING
) -> list[Statement]:
    """Return the statements that tell most, at most `limit`: first the best of every group, then the second of every.

    A number with its unit tells more than none, then what was seen in people, then the better evidence level, then
    the larger study; the ids decide what is left, so that the order is always the same.
    """
    ordered = sorted((sorted(group, key=lambda one: telling_first(codes, one)) for group in groups), key=_first(codes))
    found: dict[str, Statement] = {}
    for row in zip_longest(*ordered):
        found.update((one.id, one) for one in row if one is not None and one.id not in found)
    return list(found.values())[:limit]


def _first(codes: Mapping[str, Code]) -> Any:  # noqa: ANN401 - a sort key
    return lambda group: telling_first(codes, group[0])


def telling_first(codes: Mapping[str, Code], one: Statement) -> tuple[bool, bool, int, int, str]:
    """Sort key of a statement: see most_telling."""
    level = codes[one.level].rank if one.level in codes else -1
    return not (one.as_printed or one.value is not None), not _in_people(codes, one), -level, -(one.n or 0), one.id


def _in_people(codes: Mapping[str, Code], one: Statement) -> bool:
    code = codes.get(one.study_type)
    return bool(code and code.in_people)
