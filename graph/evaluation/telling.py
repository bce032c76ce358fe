"""Word the figures of an evaluation for people, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

#: Rows of each list that are printed; the whole list stands in the JSON form.
SHOWN: Final = 40


def lines_of_alerts(found: Json) -> Iterator[str]:
    """Yield the lines that tell the figures of `evaluate_alerts`: shares, counts, unknown names, misses, alarms."""
    expected = found["by_expected"]
    yield f"{found['file']}: {found['n_rows']:,} rows, both names known in {found['n_known']:,}"
    apart = {"n_unknown": "an unknown name", "n_class": "the name of a class", "n_empty": "an empty name"}
    yield from (f"  not judged, for {words}: {found[key]:,}" for key, words in apart.items() if found[key])
    yield f"sensitivity                        {_fraction(found['sensitivity'])}"
    yield f"specificity                        {_fraction(found['specificity'])}"
    yield f"interruptive alerts per 100 pairs  {_number(found['interruptive_per_100_low_priority'])} of low priority"
    yield f"                                   {_number(found['interruptive_per_100_negative'])} negative controls"
    for name, counts in expected.items():
        told = name or "nothing expected"
        yield f"  {told:<20} {counts['rows']:>6,} rows {counts['known']:>6,} known {counts['flagged']:>6,} flagged"
    yield from _listed("unknown names", [_unknown(one) for one in found["unknown"]])
    yield from _listed("names of classes, not judged", found["class_names"])
    yield from _listed("missed", [_row(one) for one in found["missed"]])
    yield from _listed("false alarms", [_row(one) for one in found["false_alarms"]])


def _listed(title: str, texts: list[str]) -> Iterator[str]:
    if texts:
        yield f"{title}: {len(texts):,}"
        yield from (f"  {text}" for text in texts[:SHOWN])
    if len(texts) > SHOWN:
        yield f"  … and {len(texts) - SHOWN:,} more: --format json lists them all"


def _row(row: Json) -> str:
    names = f"line {row['line']}: {row['drug_a']} + {row['drug_b']}"
    return f"{names}: {row['answer']}, {row['severity']} ({row['evidence_level']}): {row['reason']}"


def _unknown(one: Json) -> str:
    near = f"; did you mean {', '.join(one['suggestions'])}?" if one["suggestions"] else ""
    rows = "1 row" if one["rows"] == 1 else f"{one['rows']:,} rows"
    return f"“{one['name']}” in {rows}{near}"


def _fraction(share: float | None) -> str:
    return "not known: no such row" if share is None else f"{share:.3f}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}"
