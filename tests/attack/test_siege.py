"""While every attack runs, honest clients are served; afterwards nothing is left of it."""

from __future__ import annotations

import json
import statistics
from typing import Final

import pytest

from graph.workers import PoolLimits
from tests.attack.cases import Case, cases
from tests.attack.conftest import BLOCK, MEGABYTE, SECRET, Siege
from tests.attack.honest import CLIENTS
from tests.attack.wire import CLOSED

pytestmark = pytest.mark.slow

#: How much slower the slowest hundredth of honest answers may become under attack.
TIMES: Final = 5.0
#: A quiet p99 below this is noise of the machine; milliseconds.
FLOOR_MS: Final = 10.0
#: What the front may take on top of what queries are granted: bodies, answers on their way, connections.
FRONT_MB: Final = 400
#: Words of files of every system of this kind.
FILES: Final = (SECRET.encode(), b"root:x:0:", b"root:*:0:", b"/bin/bash", b"create_app", b"ami-id")
ALL: Final = cases()


def test_there_are_enough_attacks() -> None:
    """At least sixty, each with a name of its own."""
    names = [case.name for case in ALL]

    assert len(names) >= 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_an_attack_ends_as_it_should(siege: Siege, case: Case) -> None:
    """What came of each attack is among what may: never 500, never a cut answer that looks whole, never a file."""
    outcome = siege.outcomes[case.name]
    shown = outcome.raw[:300]

    assert outcome.status in case.allowed, f"{outcome.status}: {shown!r}"
    assert not [word for word in FILES if word in outcome.raw]
    assert b"set-cookie" not in outcome.raw.lower().partition(b"\r\n\r\n")[0]
    if 400 <= outcome.status < 600 and outcome.body:
        told = json.loads(outcome.body)
        assert (set(told), told["status"]) == ({"error", "detail", "status", "request_id"}, outcome.status)


def test_honest_clients_were_there(siege: Siege) -> None:
    """They asked all the time, in quiet and under attack, or the next tests say nothing."""
    assert all(len(siege.asked(*window)) >= 2 * BLOCK for window in siege.quiet)
    assert len(siege.asked(*siege.attacked)) >= 5 * BLOCK
    assert CLIENTS == 8


def test_no_honest_request_failed(siege: Siege) -> None:
    """Each got its answer, and the right one."""
    assert [(round(begun - siege.attacked[0], 2), fault) for begun, _, fault in siege.honest if fault] == []


def test_honest_answers_stayed_fast(siege: Siege) -> None:
    """The p99 under attack is at most five times the quiet p99 of the same run.

    Both are medians over blocks of 300 answers, so that a hiccup of the machine does not decide; the quiet one is the
    larger of before and after, and at least 10 ms.
    """
    quiet = max(FLOOR_MS, *(_p99(siege.asked(*window)) for window in siege.quiet))
    attacked = _p99(siege.asked(*siege.attacked))
    told = f"p99 {attacked:.1f} ms under attack, {quiet:.1f} ms (floor {FLOOR_MS:g}) in quiet"

    assert attacked <= TIMES * quiet, told


def test_memory_stayed_bounded(siege: Siege) -> None:
    """All processes together took no more than the quiet server and what the pool grants queries."""
    quiet = min(taken for when, taken in siege.memory if when < siege.attacked[0])
    most = max(taken for _, taken in siege.memory)
    last = statistics.median(taken for when, taken in siege.memory if when >= siege.quiet[-1][0])

    assert most <= quiet + PoolLimits().together + FRONT_MB * MEGABYTE
    assert last <= quiet + FRONT_MB * MEGABYTE, "memory did not come back"


def test_nobody_was_called(siege: Siege) -> None:
    """The listener that a dozen attacks named heard nothing."""
    assert siege.calls == []


def test_the_server_lives_and_ends_in_order(siege: Siege) -> None:
    """It was ready after the siege, ended with status 0 when told to, and left no process behind."""
    assert (siege.alive, siege.ready, siege.status) == (True, 200, 0)
    assert siege.leaked == set()


def test_most_attacks_got_an_answer(siege: Siege) -> None:
    """The server says no in words: of the attacks that speak HTTP few were only cut off."""
    silent = [name for name, outcome in siege.outcomes.items() if outcome.status == CLOSED]

    assert len(silent) < len(siege.outcomes) / 5


def _p99(took: list[float]) -> float:
    blocks = [took[start : start + BLOCK] for start in range(0, len(took) - BLOCK + 1, BLOCK)]
    return statistics.median(sorted(block)[int(BLOCK * 0.99) - 1] for block in blocks)
