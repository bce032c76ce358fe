"""The report of an evaluation as lines for people: one summary, one table of measures, and lists of rows."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

_COUNTS: Final = ("n_rows", "n_answered", "share_answered", "n_hidden", "n_skipped")
#: Measures with the short heads they have in a table.
_HEADS: Final = {
    "n_answered": "n",
    "within_1_25_fold": "1.25-fold",
    "within_1_5_fold": "1.5-fold",
    "within_2_fold": "2-fold",
    "gmfe": "gmfe",
    "bias": "bias",
    "interval_coverage": "coverage",
}


def summary(report: Json) -> str:
    """Return the counts of a report as one line."""
    return ", ".join(f"{key} {report[key]}" for key in _COUNTS)


def measures(report: Json) -> list[dict[str, str]]:
    """Return the measures of all rows and of each part, with one short head a measure."""
    parts = {"all": report, "hidden in the graph": report["hidden"], "not in the graph": report["not_in_graph"]}
    parts |= {f"basis {name}": part for name, part in report["by_basis"].items()}
    parts |= report["by_mechanism"]
    return [
        {"of": name, **{head: "" if part[key] is None else str(part[key]) for key, head in _HEADS.items()}}
        for name, part in parts.items()
    ]


def lists(report: Json) -> dict[str, list[str]]:
    """Return the rows that went worst, that were not answered and that were skipped, each as one line."""
    worst = [
        f"line {row['line']}: {row['precipitant']} > {row['object']}: observed {row['observed']:g}, predicted "
        f"{row['predicted']:g} ({row['low']:g}-{row['high']:g}), {row['fold']:g}-fold apart; {row['reason']}"
        for row in report["worst"]
    ]
    silent = [
        f"line {row['line']}: {row['precipitant']} > {row['object']}: {row['reason']}" for row in report["not_answered"]
    ]
    skipped = [f"line {row['line']}: {row['reason']}" for row in report["skipped"]]
    return {"worst": worst, "not answered": silent, "skipped": skipped}
