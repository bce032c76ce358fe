"""Where studies disagree, as JSON: each conflict with what it is about, its sides, and what differs between them.

Nothing is decided here: conflicts, sides and circumstances are made by rules, and every number comes from a statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph import answers
from graph.choices import chosen
from graph.names import local
from graph.queries import ask, question
from graph.telling import Json, label, statement_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.store import Solution, Store

#: The name of the side of values between the ends, and that of values that are only shown.
BETWEEN: Final = "between"
LEFT_OUT: Final = "left_out"
#: Sides that are told before the other; so is the side of the relation a conflict is named by.
_FIRST: Final = frozenset({"side_low", "supports", "raises"})


def conflicts_of(store: Store, subject: str = "", kind: str = "", limit: int | None = None) -> Json:
    """Return `total` and `conflicts`: those of a subject, given as IRI, and of a kind, given by name; all when empty.

    `limit` bounds how many are told. Raises ChoiceUnknown, with the names there are, for a kind that is not known.
    """
    values = {"subject": [subject]} if subject else {}
    if kind:
        values["kind"] = [chosen(store, question("conflicts").choice("kind"), kind, "kind").id]
    rows = ask(store, "conflicts", **values)
    return {"total": len(rows), "conflicts": _told(store, rows[:limit])}


def _told(store: Store, rows: Sequence[Solution]) -> list[Json]:
    if not rows:
        return []
    names = [row["conflict"] for row in rows]
    circumstances = _grouped(ask(store, "conflict-circumstances", conflict=names))
    sides = _grouped(ask(store, "conflict-sides", conflict=names))
    return [
        _conflict(store, row, circumstances.get(name, []), sides[name]) for name, row in zip(names, rows, strict=True)
    ]


def _grouped(rows: Iterable[Solution]) -> dict[str, list[Solution]]:
    grouped: dict[str, list[Solution]] = {}
    for row in rows:
        grouped.setdefault(row["conflict"], []).append(row)
    return grouped


def _conflict(store: Store, row: Solution, circumstances: Iterable[Solution], members: Sequence[Solution]) -> Json:
    codes = answers.codes(store)
    said = answers.statements(store, (member["statement"] for member in members))
    compared: dict[str, list[str]] = {"differsIn": [], "sameIn": []}
    for one in circumstances:
        compared[local(one["compares"])].append(one["label"])
    sides: dict[str, list[Json]] = {}
    for member in members:
        stands = local(member.get("stands", BETWEEN))
        sides.setdefault(stands, []).append(statement_json(codes, said[member["statement"]]))
    coded = {key: local(row.get(key, "")) for key in ("kind", "relation", "endpoint", "within")}
    return {
        "id": local(row["conflict"]),
        "subject": {"id": local(row["on"]), "label": row["onLabel"]},
        "object": {"id": local(row["object"]), "label": row["objectLabel"]} if "object" in row else None,
        **coded,
        **{f"{key}_label": label(codes, code) for key, code in coded.items()},
        "fold_difference": float(row["fold"]) if "fold" in row else None,
        "summary": row["summary"],
        "differs_in": compared["differsIn"],
        "same_in": compared["sameIn"],
        "sides": [
            {"stands": stands, "label": label(codes, stands), "statements": statements}
            for stands, statements in sorted(sides.items(), key=lambda side: _place(side[0], coded["relation"]))
        ],
    }


def _place(stands: str, relation: str) -> tuple[bool, bool, bool, str]:
    """Sort key of a side: its own side first, the other, values between, and what is only shown."""
    return stands == LEFT_OUT, stands == BETWEEN, stands not in _FIRST and stands != relation, stands
