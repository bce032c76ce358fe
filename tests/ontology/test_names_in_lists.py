"""Laws about every name of the real data: it is read from a pasted list as well as from a field of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.language import tokens
from graph.phrases import read_text
from graph.pieces import MAX_WINDOW
from graph.resolve import names_of

if TYPE_CHECKING:
    from graph.store import Store

pytestmark = pytest.mark.slow


def test_every_name_is_read_from_a_list(graph: Store) -> None:
    """No name is torn apart, taken for a dose or hidden by a word about doses, whatever stands behind it."""
    names = names_of(graph)
    lost = []
    for name, found in names.by_name.items():
        things = names.exact(name)
        if found[0].matched_by == "identifier" or len(things) != 1 or len(tokens(name)) > MAX_WINDOW:
            continue
        read = read_text(f"{name} 5 mg twice daily, 7", names)
        wanted = (things[0].id, "5 mg", 2.0, ("7",))
        if [(one.match and one.match.id, one.dose, one.times_per_day, one.unread) for one in read] != [wanted]:
            lost.append(name)

    assert lost == [], "take the word out of facts/dose-words.tsv, or mend the name"


def test_every_identifier_is_a_name(graph: Store) -> None:
    """Each identifier of a register means one thing behind the name of its register."""
    names = names_of(graph)
    shared = [
        f"{prefix}:{value}"
        for value, prefixes in names.prefixes.items()
        for prefix in prefixes
        if len(names.exact(value if value.startswith(f"{prefix}:") else f"{prefix}:{value}")) != 1
    ]

    assert shared == []
    assert len(names.prefixes) > 1


def test_a_salt_of_every_medicine_is_the_medicine(graph: Store) -> None:
    """A label with the words of a salt or form behind it resolves to the same thing, unless that has its own name."""
    names = names_of(graph)
    drugs = {one.label: one.id for found in names.by_name.values() for one in found if one.kind == "drug"}
    for label, thing in drugs.items():
        told = f"{label} hydrochloride XR tablets"
        assert names.resolve(told).id == thing or names.exact(f"{label} hydrochloride"), told
