"""The address of a view: it says all of it, reads back as it was written, and refuses what it does not understand."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ChoiceUnknown, RequestInvalid
from graph.filters import Filters
from graph.views import LAYOUTS, LISTS, MAX_VALUES, MOST, PARTS, View

slugs = st.lists(st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,4})?", fullmatch=True), max_size=4, unique=True).map(tuple)


@given(
    st.fixed_dictionaries(dict.fromkeys(LISTS, slugs)),
    st.fixed_dictionaries(
        {
            "layout": st.sampled_from(LAYOUTS),
            "derived": st.booleans(),
            "limit": st.integers(10, MOST),
            "part": st.sampled_from(["", *PARTS]),
        }
    ),
    st.builds(Filters.of, only=slugs, no=slugs, min_level=st.sampled_from(["", "possible"])),
)
def test_an_address_reads_back_as_it_was_written(
    lists: dict[str, Any], single: dict[str, Any], filters: Filters
) -> None:
    """A saved view is its address and nothing else."""
    view = View(**lists, **single, filters=filters, chosen="drowse")

    assert View.parse(parse_qs(view.address("/explore").partition("?")[2])) == view


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"colour": ["red"]}, RequestInvalid),
        ({"layout": ["spiral"]}, ChoiceUnknown),
        ({"as": ["poem"]}, ChoiceUnknown),
        ({"derived": ["perhaps"]}, ChoiceUnknown),
        ({"limit": ["9"]}, RequestInvalid),
        ({"limit": ["99999999999999999999"]}, RequestInvalid),
        ({"limit": ["²"]}, RequestInvalid),
        ({"layout": ["force", "layered"]}, RequestInvalid),
        ({"start": ["x" * 300]}, RequestInvalid),
        ({"start": [f"thing-{number}" for number in range(MAX_VALUES + 1)]}, RequestInvalid),
        ({"chosen": ["x" * 900]}, RequestInvalid),
        ({"min_level": ["one", "other"]}, RequestInvalid),
    ],
    ids=str,
)
def test_what_is_not_understood_is_refused(given: dict[str, list[str]], error: type[Exception]) -> None:
    """Nothing in an address is ever left out silently; the message names the parameter."""
    with pytest.raises(error, match=next(iter(given))):
        View.parse(given)


def test_commas_part_values_and_doubles_count_once() -> None:
    """Names can be given with commas, as people write lists."""
    assert View.parse({"start": ["florbium, zelkamine", "florbium"]}).start == ("florbium", "zelkamine")


def test_the_view_before_is_without_the_last_step() -> None:
    """First what was brought back goes, then what was opened, the last first; hiding is no step."""
    view = View(start=("florbium",), open=("zelkamine", "cypx"), show=("drowse",), hide=("risk",))
    steps = []
    while view.before:
        view = view.before
        steps.append((view.open, view.show))

    assert steps == [(("zelkamine", "cypx"), ()), (("zelkamine",), ()), ((), ())]
