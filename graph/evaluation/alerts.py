"""Measure when the check interrupts: which pairs that must be flagged are, and how often it cries wolf.

A row of a test set names two medicines and what is expected of them. A row counts as flagged when any pair of the
substances that its two names stand for has an alert, in either direction. Names that are not known are counted apart
and never count for or against.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.checker import check
from graph.evaluation.sheet import read_rows
from graph.evaluation.sides import CLASS, EMPTY, KNOWN, UNKNOWN, Side, Sides
from graph.names import local
from graph.request import CheckRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from graph.sheets import Cells
    from graph.store import Store

Json = dict[str, Any]

COLUMNS: Final = ("drug_a", "drug_b", "expected")
#: What may be expected of a pair, in the words of the column.
MUST_FLAG: Final = "must_flag"
LOW_PRIORITY: Final = "must_not_interrupt"
NEGATIVE: Final = "negative_control"
_QUIET: Final = (LOW_PRIORITY, NEGATIVE)
#: After so many rows the reader is told how far it is.
_STEP: Final = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a test set, looked up and judged: what was expected, what the names are, and what the check says.

    `found` holds the answers for every ordered pair of the row's substances, the most urgent first.
    """

    line: int
    expected: str
    sides: tuple[Side, Side]
    found: tuple[Json, ...] = ()

    @property
    def known(self) -> bool:
        """Tell whether both names stand for substances."""
        return all(side.what == KNOWN for side in self.sides)

    @property
    def flagged(self) -> bool:
        """Tell whether any pair has an alert."""
        return any(pair["alert"] for pair in self.found)

    def in_json(self) -> Json:
        """Return the row with the answer of its most urgent pair and the reason for it."""
        first = self.found[0] if self.found else None
        return {
            "line": self.line,
            "drug_a": self.sides[0].name,
            "drug_b": self.sides[1].name,
            "expected": self.expected,
            "pair": f"{first['precipitant']} → {first['object']}" if first else "",
            "answer": first["answer"] if first else "not checked",
            "severity": first["severity"] if first else "unknown",
            "evidence_level": first["evidence_level"] if first else "none",
            "reason": first["reason"] if first else "both names stand for the same, or the one contains the other",
        }


def evaluate_alerts(store: Store, path: Path, told: Callable[[str, int], None] = lambda _step, _count: None) -> Json:
    """Check every row of a test set and return the figures, shares as fractions; None where there is nothing to divide.

    `told` hears how many rows are done. Raises SheetUnreadable for a file that is no table or lacks a column.
    """
    sheet = read_rows(path, COLUMNS)
    sides, engine = Sides(store), _Engine(store)
    rows = []
    for count, (line, cells) in enumerate(sheet, start=1):
        rows.append(_judged(line, cells, sides, engine))
        if count % _STEP == 0 or count == len(sheet):
            told("rows checked", count)
    return {"file": path.name, **figures(rows)}


def figures(rows: Sequence[Row]) -> Json:
    """Return the figures of rows that were judged."""
    known = [row for row in rows if row.known]
    flag, low, negative = ([row for row in known if row.expected == which] for which in (MUST_FLAG, *_QUIET))
    lost = {side.name: side for row in rows for side in row.sides if side.what == UNKNOWN}
    times = Counter(name for row in rows for name in {side.name for side in row.sides})
    quiet = _share(low + negative)
    return {
        "n_rows": len(rows),
        "n_known": len(known),
        "n_unknown": sum(any(side.what == UNKNOWN for side in row.sides) for row in rows),
        "n_class": sum(any(side.what == CLASS for side in row.sides) for row in rows),
        "n_empty": sum(any(side.what == EMPTY for side in row.sides) for row in rows),
        "sensitivity": _share(flag),
        "specificity": None if quiet is None else 1 - quiet,
        "interruptive_per_100_low_priority": _per_100(low),
        "interruptive_per_100_negative": _per_100(negative),
        "by_expected": {which: _counts(rows, which) for which in _expectations(rows)},
        "unknown_names": sorted(lost, key=str.casefold),
        "unknown": [
            {"name": name, "rows": times[name], "suggestions": list(lost[name].suggestions)}
            for name in sorted(lost, key=str.casefold)
        ],
        "class_names": sorted({side.name for row in rows for side in row.sides if side.what == CLASS}),
        "missed": [row.in_json() for row in flag if not row.flagged],
        "false_alarms": [row.in_json() for row in known if row.expected in _QUIET and row.flagged],
    }


def reason_of(pair: Json) -> str:
    """Return what an answer rests on: the rules and targets of its mechanisms with their severity, and the ratios."""
    reasons = []
    for one in pair["mechanisms"]:
        rule = one.get("rule") or {}
        severity = f", {one['severity']}" if one.get("severity") else ""
        reasons.append(
            f"rule {rule['id']}{severity}" if rule else f"{one['effect']} via {one['via']['label']}{severity}"
        )
    exposure = pair["exposure"]
    reasons += [f"measured ratio {one['as_printed'] or one['auc_ratio']}" for one in exposure["observed"]]
    if predicted := exposure["predicted"]:
        low, high = predicted["low"], predicted["high"]
        middle = "" if predicted["auc_ratio"] is None else f"{predicted['auc_ratio']:.3g}, "
        upper = f"to {high:.3g}" if high is not None else "or more"
        reasons.append(f"predicted ratio {middle}{low or 0:.3g} {upper}")
    said = pair["evidence"]["supports"]
    reasons += [f"{len(said)} statement{'s' if len(said) > 1 else ''} on the pair"] if said else []
    return "; ".join(dict.fromkeys(reasons)) or "nothing is known of the pair"


class _Engine:
    """Asks the check once for each pair of substances, whichever row names it, and keeps what a row needs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._codes = answers.codes(store)
        self._kept: dict[frozenset[str], list[Json]] = {}

    def of(self, pairs: Iterable[tuple[str, str]]) -> tuple[Json, ...]:
        """Return the answers for both directions of some pairs, given as IRIs, the most urgent first."""
        return tuple(sorted((one for pair in pairs for one in self._pair(*pair)), key=self._urgency))

    def _pair(self, one: str, other: str) -> list[Json]:
        key = frozenset((one, other))
        if key not in self._kept:
            request = CheckRequest.of((local(one), local(other)))
            self._kept[key] = [_short(pair) for pair in check(self._store, request)["pairs"]]
        return self._kept[key]

    def _urgency(self, pair: Json) -> tuple[bool, int, str, str]:
        return not pair["alert"], -self._codes[pair["severity"]].rank, pair["precipitant"], pair["object"]


def _short(pair: Json) -> Json:
    kept = {key: pair[key] for key in ("answer", "severity", "evidence_level", "alert")}
    ends = {key: pair[key]["label"] for key in ("precipitant", "object")}
    return {**ends, **kept, "reason": reason_of(pair)}


def _judged(line: int, cells: Cells, sides: Sides, engine: _Engine) -> Row:
    both = sides.of(cells["drug_a"]), sides.of(cells["drug_b"])
    expected = "_".join(cells["expected"].casefold().replace("-", " ").replace("_", " ").split())
    ends = itertools.product(both[0].stands_for, both[1].stands_for)
    # a combination that stands on both sides names the same pair twice
    pairs = {frozenset((one, other)): (one, other) for (one, _), (other, _) in ends if one != other}
    return Row(line, expected, both, engine.of(pairs.values()))


def _expectations(rows: Iterable[Row]) -> list[str]:
    """Return what was expected of any row: the three known words first."""
    known = (MUST_FLAG, *_QUIET)
    return [*known, *sorted({row.expected for row in rows} - set(known))]


def _counts(rows: Iterable[Row], expected: str) -> Json:
    these = [row for row in rows if row.expected == expected]
    known = [row for row in these if row.known]
    return {"rows": len(these), "known": len(known), "flagged": sum(row.flagged for row in known)}


def _share(rows: Sequence[Row]) -> float | None:
    return sum(row.flagged for row in rows) / len(rows) if rows else None


def _per_100(rows: Sequence[Row]) -> float | None:
    share = _share(rows)
    return None if share is None else 100 * share
