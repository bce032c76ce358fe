"""The evidence report: how much AlkaGraph holds, from which sources, how often it was read, and what is unknown.

Everything is counted from the graph itself; what the graph does not record is called not recorded. The report of a
store never changes, so it is computed once and kept.
"""

from __future__ import annotations

import weakref
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.coverage import MATRICES, matrix_of
from graph.names import local
from graph.queries import ask
from graph.telling import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.records import Code
    from graph.store import Solution, Store

Json = dict[str, Any]

NOT_RECORDED: Final = "not recorded"
#: What is counted by class of the schema, by the name the report gives it.
KINDS: Final = {
    "products": "Product",
    "alkaloids": "Alkaloid",
    "drugs": "Drug",
    "targets": "Target",
    "organs": "Organ",
    "risks": "Risk",
    "effects": "Effect",
    "classes": "PharmacodynamicClass",
    "assertions": "Assertion",
    "citations": "Citation",
    "claims": "Claim",
    "rules": "InteractionRule",
    "mechanisms": "Mechanism",
    "interactions": "Interaction",
    "conflicts": "Conflict",
}
#: How statements are spread: the name of each table, the variable it counts by, and its heading.
SPREADS: Final = {
    "relation": "By relation",
    "study_type": "By kind of study",
    "stance": "By stance",
    "tier": "By source",
    "decade": "By decade of publication",
    "review": "By how often it was read",
    "quoted": "By where it was read",
    "level": "By evidence level",
}
_VARIABLES: Final = {"study_type": "studyType"}
_WORDS: Final = {"copy": "read in a review, database or copy", "source": "read at the source named"}
#: So many things of a gap are named as examples.
EXAMPLES: Final = 5

_REPORTS: weakref.WeakKeyDictionary[Store, Json] = weakref.WeakKeyDictionary()


def report_of(store: Store) -> Json:
    """Return the evidence report of a store as plain JSON.

    At the top stand counts (`triples`, `alkaloids`, … `conflicts`, `interactions`); `statements` holds how the
    statements are spread, `coverage` how full the matrices are, `unknown` what is missing, `reviewed` who signed what.
    """
    if store not in _REPORTS:
        _REPORTS[store] = _report(store)
    return _REPORTS[store]


def rows_of(report: Json) -> list[dict[str, str]]:
    """Return a report as rows of `section`, `what`, `count` and `against`, for a table or a spreadsheet."""
    rows = [_line("Holds", name, count) for name, count in report["counts"].items()]
    for spread in report["statements"]:
        rows += [_line(spread["title"], one["label"], one["count"], one["against"]) for one in spread["rows"]]
    for matrix in report["coverage"].values():
        rows += [_line(matrix["title"], name.replace("_", " "), matrix[name]) for name in matrix if name != "title"]
    rows += [_line("Not known", gap["label"], f"{gap['count']} of {gap['of']}") for gap in report["unknown"]]
    return rows + [_line("Last review", name.replace("_", " "), told) for name, told in report["reviewed"].items()]


def _line(section: str, what: str, count: object, against: object = "") -> dict[str, str]:
    return {"section": section, "what": what, "count": str(count), "against": str(against or "")}


def _report(store: Store) -> Json:
    held = {local(row["kind"]): int(row["count"]) for row in ask(store, "counts")}
    counts = {"triples": len(store), **{name: held.get(kind, 0) for name, kind in KINDS.items()}}
    combinations = ask(store, "statement-counts")
    coverage = {name: matrix_of(store, name).summary() for name in MATRICES}
    return {
        **counts,
        "counts": counts,
        "statements": [_spread(answers.codes(store), combinations, name) for name in SPREADS],
        "coverage": coverage,
        "unknown": [*_gaps(store, counts), *_unread(combinations), *_blanks(coverage)],
        "reviewed": _reviewed(store),
    }


def _spread(codes: Mapping[str, Code], combinations: Sequence[Solution], name: str) -> Json:
    """Return how many statements there are by one property, those against among them."""
    total: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for row in combinations:
        value = _value(name, row)
        total[value] += int(row["count"])
        against[value] += int(row["count"]) if local(row["stance"]) == "refutes" else 0
    if set(total) == {""}:  # nothing of the kind is in the graph yet
        total.clear()
    order = sorted(total, key=lambda value: (value == "", value) if name == "decade" else (-total[value], value))
    rows = [
        {"id": value, "label": _worded(codes, name, value), "count": total[value], "against": against[value]}
        for value in order
    ]
    return {"name": name, "title": SPREADS[name], "rows": rows}


def _value(name: str, row: Solution) -> str:
    if name == "decade":
        return f"{row['year'][:3]}0s" if row.get("year") else ""
    if name == "quoted":
        return "copy" if row["quoted"] == "true" else "source"
    return local(row.get(_VARIABLES.get(name, name), ""))


def _worded(codes: Mapping[str, Code], name: str, value: str) -> str:
    if not value:
        return NOT_RECORDED
    return value if name == "decade" else _WORDS.get(value) or label(codes, value)


def _gaps(store: Store, counts: Mapping[str, int]) -> list[Json]:
    """Return the gaps that the question `gaps` finds, each with its size, what it is a part of, and examples."""
    found: dict[str, list[Solution]] = {}
    for row in ask(store, "gaps"):
        found.setdefault(row["gap"], []).append(row)
    return [
        {
            "label": gap,
            "count": len(rows),
            "of": counts.get(rows[0]["of"], len(rows)),
            "examples": [{"id": local(row["thing"]), "label": row["label"]} for row in rows[:EXAMPLES]],
        }
        for gap, rows in found.items()
    ]


def _unread(combinations: Sequence[Solution]) -> list[Json]:
    """Return how many statements only one reader has read, and how many were read away from their source."""
    total = sum(int(row["count"]) for row in combinations)
    once = sum(int(row["count"]) for row in combinations if local(row["review"]) == "read_once")
    copied = sum(int(row["count"]) for row in combinations if row["quoted"] == "true")
    return [
        {"label": "Statements that only one reader has compared with the source", "count": once, "of": total},
        {"label": "Statements read in a review, database or copy, not at the source", "count": copied, "of": total},
    ]


def _blanks(coverage: Mapping[str, Json]) -> list[Json]:
    return [
        {"label": f"{matrix['title']}: cells without any statement", "count": matrix["blank"], "of": matrix["cells"]}
        for matrix in coverage.values()
    ]


def _reviewed(store: Store) -> Json:
    """Return when what was last reviewed; a statement carries how often it was read and no date."""
    rules = ask(store, "interaction-rules")
    signed = [row for row in rules if row.get("reviewer")]
    last = max((row["reviewed"] for row in signed if row.get("reviewed")), default="")
    return {
        "statements": f"{NOT_RECORDED}: a statement says how often it was read, not when",
        "interaction_rules": f"{len(signed)} of {len(rules)} signed" + (f", the last on {last}" if last else ""),
    }
