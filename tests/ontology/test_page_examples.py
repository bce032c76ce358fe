"""The examples that the pages of paths and comparisons offer name things that the tables hold."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.laws.sources import ROOT, entity_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

LESSONS = ROOT / "web" / "lessons"


@cache
def _ids() -> frozenset[str]:
    return frozenset(record["id"] for table in entity_tables() for _, record in table.records())


def _named() -> Iterator[tuple[str, str]]:
    for example in json.loads((LESSONS / "paths.json").read_text(encoding="utf-8"))["paths"]:
        yield example["text"], example["from"]
        yield example["text"], example["to"]
    for example in json.loads((LESSONS / "compare.json").read_text(encoding="utf-8"))["compare"]:
        yield from ((example["text"], name) for name in example["substances"])


@pytest.mark.parametrize(("text", "name"), list(_named()))
def test_an_example_names_what_there_is(text: str, name: str) -> None:
    """An example leads to an answer, not to a name that nobody knows."""
    assert name in _ids(), f"the example “{text}” names “{name}”, which no table of entities holds"
