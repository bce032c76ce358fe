"""The real data, read and built once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.load import Loaded, Sources, load
from graph.snapshot import assemble

if TYPE_CHECKING:
    from graph.store import Store


@pytest.fixture(scope="session")
def real() -> Loaded:
    """Return the facts of the ontology as they were read."""
    return load(Sources())


@pytest.fixture(scope="session")
def graph() -> Store:
    """Return the whole graph, validated and inferred; this takes a while."""
    return assemble(Sources())
