"""Take the answers of today as the right ones, after somebody compared each number with its source.

Run as `python -m tests.competency.accept 01-kratom-midazolam …`, or with `--all` for every case.
"""

from __future__ import annotations

import sys

from graph import snapshot
from graph.store import Store
from tests.competency.cases import answer, cases


def main(wanted: list[str]) -> int:
    """Accept the answers to the named cases; return the exit status."""
    chosen = [case for case in cases() if case.name in wanted or wanted == ["--all"]]
    unknown = set(wanted) - {case.name for case in chosen} - {"--all"}
    if unknown or not chosen:
        there = ", ".join(case.name for case in cases())
        sys.stderr.write(f"no such case: {', '.join(sorted(unknown)) or '(none named)'}; there are: {there}\n")
        return 2
    store = Store.open(snapshot.ensure())
    for case in chosen:
        new = answer(case, store)
        sys.stdout.write(f"{case.name}: {'unchanged' if new == case.expected else 'accepted'}\n")
        case.accept(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
