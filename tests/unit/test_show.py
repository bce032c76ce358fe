"""What the terminal says of names that are not checked."""

from __future__ import annotations

import pytest

from graph.checker import CheckRequest, check
from graph.summary import lost
from tests.strategies import toy_store


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "testazolam lonelol",
            "could not be taken apart and is NOT checked. Give each name a line: testazolam, lonelol.",
        ),
        ("5 mg", "“5 mg” names nothing that is taken and is NOT checked."),
        ("asdfgh", "“asdfgh” was not recognised and is NOT checked."),
        ("testazolan", "“testazolan” was not recognised and is NOT checked. Did you mean testazolam?"),
        ("Duplex", "is a name of several things and is NOT checked. Which did you mean: calmazepam, lonelol?"),
    ],
)
def test_each_reason_has_its_words(text: str, says: str) -> None:
    """What is not checked is told with its reason and with what may be meant."""
    (item,) = check(toy_store(), CheckRequest.of_text(text))["unresolved"]

    assert lost(item).endswith(says)
