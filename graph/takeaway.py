"""A report to take away: as lines of text, or as a table with one row a pair."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from graph.citing import cited
from graph.summary import lost, summaries, written

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The columns of the table, in order; `without_filters` has something to say only where filters are on.
COLUMNS: Final = (
    *("precipitant", "object", "answer", "severity", "evidence_level", "level_reason"),
    *("observed", "predicted", "consequence", "action", "without_filters", "sources", "data_version"),
)


def as_text(report: Mapping[str, Any]) -> str:
    """Return a report as lines of text: what was taken, what was not recognised, what adds up, and every pair."""
    taken = dict.fromkeys(one["as_written"] for one in report["substances"])
    head = [f"Checked: {'; '.join(taken)}." if taken else "Nothing was recognised."]
    return "\n".join([*head, *map(lost, report["unresolved"]), *(text for text, _ in written(report))]) + "\n"


def as_csv(report: Mapping[str, Any]) -> str:
    """Return the pairs of a report as CSV (RFC 4180), with the slugs of the works that each cites."""
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS, restval="")
    writer.writeheader()
    for pair, row in zip(report["pairs"], summaries(report), strict=True):
        writer.writerow({**row, "sources": " ".join(cited(pair)), "data_version": report["data_version"]})
    return table.getvalue()
