"""Bringing requests and workers together, with invented workers and an invented clock."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any, cast

import pytest

from graph import dispatch as dispatching
from graph import wire
from graph.delivery import Answer, StoreRoom
from graph.dispatch import Dispatch
from graph.errands import Errand, PoolLimits
from graph.lanes import MIDDLE
from graph.staff import Worker


class _Link:
    """A socket that takes everything."""

    def __init__(self) -> None:
        self.transport, self.sent = self, [b""]

    def is_closing(self) -> bool:
        return False

    def write(self, frame: bytes) -> None:
        self.sent.append(frame)


class _Crew:
    """A generation that only notes what is wanted of it."""

    version = "v1"

    def lower(self, worker: Worker, nice: int) -> None:
        worker.nice = max(worker.nice, nice)


def _dispatch(workers: int = 1) -> tuple[Dispatch, list[Worker]]:
    crew = cast("Any", _Crew())
    found = Dispatch(PoolLimits(), lambda _crew: None)
    found.current = crew
    for _ in range(workers):
        worker = Worker(crew)
        worker.link = cast("Any", _Link())
        found.idle.append(worker)
    return found, [*found.idle]


def _errand(found: Dispatch, heard: list[Answer]) -> tuple[Errand, Answer]:
    errand = Errand("sparql", b"Q", "newcomer", 10.0, stranger=True, answer=cast("Any", None))
    errand.answer = answer = Answer(lambda _: found.enter(errand), lambda _: found.leave(errand), StoreRoom(1 << 20))
    answer.start(lambda: heard.append(answer))
    return errand, answer


def test_a_newcomer_is_served_at_full_priority_until_its_query_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins on the middle lane, whose low priority is for what lasts."""
    now = [100.0]
    monkeypatch.setattr(dispatching, "monotonic", lambda: now[0])

    async def act() -> list[int]:
        found, (worker,) = _dispatch()
        errand, _ = _errand(found, [])
        assert errand.lane == MIDDLE
        nice = [worker.nice]
        for step in (0.02, 0.02):
            now[0] += step
            found._watch()
            nice.append(worker.nice)
        return nice

    assert asyncio.run(act()) == [0, 0, 10]


def test_who_waits_by_a_callback_hears_once_and_the_worker_is_free_by_then() -> None:
    """A whole answer is told once, when its worker may already have the next request."""

    async def act() -> None:
        found, (worker,) = _dispatch()
        heard: list[Answer] = []
        _, first = _errand(found, heard)
        second, _ = _errand(found, heard)
        found.spoke(worker, wire.WHOLE, wire.headed(wire.WHOLE, b'{"form":"ask"}', b"true")[5:])

        assert heard == [first]
        assert (first.whole, first.head, first.taken()) == (True, {"form": "ask"}, b"true")
        assert worker.errand is second
        first.close()
        assert heard == [first]

    asyncio.run(act())


def test_a_callback_hears_of_an_error_which_then_is_raised() -> None:
    """Whoever goes on with `async with` meets it there."""

    async def act() -> None:
        found, (worker,) = _dispatch()
        heard: list[Answer] = []
        _, answer = _errand(found, heard)
        found.spoke(worker, wire.ERROR, b'{"error": "QueryFailed", "args": ["no"]}')
        assert (heard, answer.whole) == ([answer], False)
        with pytest.raises(Exception, match="no"):
            async with answer:
                pass

    asyncio.run(act())


def test_an_answer_that_has_ended_leaves_no_circle() -> None:
    """It goes when nobody holds it any more: a collector would come late, and look through everything kept."""

    async def act() -> weakref.ref[Answer]:
        found, (worker,) = _dispatch()
        errand, answer = _errand(found, [])
        found.spoke(worker, wire.WHOLE, wire.headed(wire.WHOLE, b"{}", b"rows")[5:])
        assert answer.taken() == b"rows"
        del errand
        gone = weakref.ref(answer)
        found.close(RuntimeError())
        return gone

    gc.disable()
    try:
        assert asyncio.run(act())() is None
    finally:
        gc.enable()
