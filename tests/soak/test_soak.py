"""A short soak; the long one is `python -m tests.soak.soaking --minutes 30`."""

from __future__ import annotations

from typing import Final

import pytest

from tests.soak.soaking import MEGABYTE, WORKERS, Soak, soak

pytestmark = pytest.mark.slow

SECONDS: Final = 22.0
#: Beyond the workers: the process that holds the graph, one that takes its place, and a worker being replaced.
SPARE: Final = 3


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Soak:
    """Return what a soak of some seconds saw."""
    return soak(tmp_path_factory.mktemp("soak"), SECONDS, enough=is_enough)


def is_enough(seen: Soak) -> bool:
    """Tell whether so much was seen that it says something."""
    killed = seen.killed["worker"] >= 15 and seen.killed["zygote"] >= 1
    return killed and seen.asked > 500 and len(seen.kinds) >= 10


def test_it_was_a_soak(seen: Soak) -> None:
    """Questions of every kind were answered, and processes of both kinds killed, or the rest says nothing."""
    assert is_enough(seen), seen.told()


def test_no_answer_was_wrong(seen: Soak) -> None:
    """Each answer is what it was in quiet, to the byte but for the order of lines."""
    assert seen.wrong == []


def test_most_questions_were_answered(seen: Soak) -> None:
    """Few of them met the end of a worker in a way that cost the answer, and those were told."""
    assert sum(seen.unanswered.values()) <= seen.asked * 0.02, seen.told()


def test_no_process_is_left(seen: Soak) -> None:
    """After the load there are as many workers as there should be, no zombie, and at the end nothing."""
    assert seen.status == 0
    assert seen.processes <= WORKERS + SPARE
    assert (seen.zombies, seen.leaked) == (0, set())


def test_memory_stayed_flat(seen: Soak) -> None:
    """Killing and replacing takes no memory that does not come back."""
    assert seen.growth < 100 * MEGABYTE, seen.told()
