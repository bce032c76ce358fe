"""The named list of what is known to fail, and the table of docs/conformance.md."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.conformance.manifests import SUITES
from tests.conformance.running import BY_VALUE, FAILED, PASSED, REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.conformance.manifests import Case
    from tests.conformance.running import Outcome

LIST: Final = Path(__file__).with_name("known_gaps.tsv")


class Gap(NamedTuple):
    """One test that fails: where, why, whose it is, and what it means for a user of this graph."""

    test: str
    suite: str
    cause: str
    upstream: str
    can_be_met: str
    how_to_avoid: str


def known() -> list[Gap]:
    """Return the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(head) != Gap._fields:
        message = f"{LIST.name} must begin with the columns {', '.join(Gap._fields)}"
        raise ValueError(message)
    return [Gap(*row) for row in rows]


def table(every: Iterable[Case], ours: Mapping[str, Outcome], alone: Mapping[str, Outcome]) -> str:
    """Return the counts of each suite as a table in Markdown."""
    rows = [
        "| Suite | Tests | Passed | by value | refused by policy | Gaps | The engine alone passes |",
        "|---|---|---|---|---|---|---|",
    ]
    groups = [(suite, syntax) for suite in SUITES for syntax in (False, True)]
    cases = list(every)
    for suite, syntax in groups:
        chosen = [case.iri for case in cases if case.suite == suite and (case.valid is not None) == syntax]
        if chosen:
            found = Counter(ours[iri].word for iri in chosen)
            engine = Counter(alone[iri].word for iri in chosen)
            passed = found[PASSED] + found[BY_VALUE] + found[REFUSED]
            kind = ", syntax" if syntax else "" if "results" in suite else ", evaluation"
            rows.append(
                f"| {suite}{kind} | {len(chosen)} | {passed} | {found[BY_VALUE]} | {found[REFUSED]} | {found[FAILED]}"
                f" | {engine[PASSED] + engine[BY_VALUE]} |"
            )
    return "\n".join(rows)
