"""What is recorded of how a thing came to be told: how often it was read, from how many sources of which years.

Nothing else is kept in the graph: no row has a date, and what stood there before is not in it; pages say so.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graph.queries import ask
from graph.telling import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.records import Code, Statement
    from graph.store import Store


def history_of(store: Store, codes: Mapping[str, Code], statements: Iterable[Statement]) -> dict[str, Any]:
    """Return how many `statements` and `sources` there are, `first` and `last` year of a source, and the `reviews`.

    A year is empty where no source has one. A review is a mark in words with the number of statements that carry it.
    """
    held = {one.id: one for one in statements}.values()
    sources = sorted({one.citation.id for one in held})
    years = sorted(row["year"] for row in ask(store, "citations", citation=sources) if "year" in row) if sources else []
    marks = Counter(one.review for one in held if one.review)
    return {
        "statements": len(held),
        "sources": len(sources),
        "first": years[0] if years else "",
        "last": years[-1] if years else "",
        "reviews": [{"label": label(codes, mark), "count": count} for mark, count in sorted(marks.items())],
    }
