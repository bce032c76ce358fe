"""Answers leave the workers in parts, are bounded, and are never taken for whole when they are not."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from graph import errors
from graph.workers import MEGABYTE
from tests.pools import ASK, ENDLESS, with_pool
from tests.waiting import holds_soon

if TYPE_CHECKING:
    from pathlib import Path

    from graph.workers import WorkerPool

CSV = "text/csv"
PAIRS = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }", "table": CSV}
TRICKLE = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "table": CSV}


async def _drain(pool: WorkerPool, timeout_s: float, taken: list[bytes], until: str = "") -> None:
    """Take an answer without end, part by part; with `until`, after the first wait until the pool has counted one."""
    async with pool.stream("sparql", TRICKLE, timeout_s) as answer:
        async for chunk in answer:
            taken.append(chunk)
            if until:
                await holds_soon(lambda: pool.told().get(until), until)


def test_a_small_answer_comes_at_once(invented: Path) -> None:
    """It is whole when it begins, with its head and the version of its data."""

    async def act(pool: WorkerPool) -> tuple[Any, ...]:
        async with pool.stream("sparql", ASK, 60) as answer:
            return answer.whole, answer.head, answer.version, [chunk async for chunk in answer]

    assert with_pool(invented, act) == (True, {"media_type": CSV, "form": "ask"}, "", [b"true\n"])


def test_half_a_character_is_refused(invented: Path) -> None:
    """A lone surrogate, which JSON can spell and UTF-8 cannot, is the sender's fault."""

    async def act(pool: WorkerPool) -> None:
        with pytest.raises(errors.RequestInvalid, match="UTF-8"):
            await pool.run("sparql", {"query": "ASK { ?s ?p '\ud800' }", "table": CSV}, 10)

    with_pool(invented, act)


def test_a_large_answer_comes_in_parts(invented: Path) -> None:
    """The parts together are the answer."""

    async def act(pool: WorkerPool) -> list[bytes]:
        async with pool.stream("sparql", PAIRS, 120) as answer:
            return [chunk async for chunk in answer]

    parts = with_pool(invented, act)

    assert len(parts) > 50
    assert b"".join(parts).count(b"\r\n") == 500 * 500 + 1


def test_a_long_answer_begins_before_it_ends(invented: Path) -> None:
    """What has been computed is given while the rest is; leaving stops the rest."""

    async def act(pool: WorkerPool) -> tuple[bytes, bool]:
        before = {*pool.pids}
        async with pool.stream("sparql", TRICKLE, 120) as answer:
            first = await anext(answer)
            whole = answer.whole
        await holds_soon(lambda: pool.told()["busy"] == 0 and {*pool.pids} != before, "its worker is replaced")
        return first[:20], whole

    assert with_pool(invented, act, largest=1 << 30) == (b"a,b,c,d,e,f,g,h,i\r\nu", False)


def test_an_answer_too_large_raises_in_the_middle(invented: Path) -> None:
    """The limit is named; nothing ends as though it were whole."""

    async def act(pool: WorkerPool) -> int:
        taken: list[bytes] = []
        with pytest.raises(errors.AnswerTooLarge, match="more than 33554432 bytes"):
            await _drain(pool, 120, taken)
        assert await pool.run("sparql", ASK, 60) == b"true\n"
        return sum(map(len, taken))

    assert 0 < with_pool(invented, act, largest=32 * MEGABYTE) <= 32 * MEGABYTE


def test_a_slow_reader_holds_no_worker(invented: Path) -> None:
    """The answer is taken from the worker although nobody reads it yet."""

    async def act(pool: WorkerPool) -> int:
        async with pool.stream("sparql", PAIRS, 120) as answer:
            await holds_soon(lambda: pool.told()["busy"] == 0, "the worker is free")
            held = pool.told()["buffered_bytes"]
            size = len(await answer.read())
        assert pool.told()["buffered_bytes"] == 0
        return int(size - held)

    assert with_pool(invented, act) == 0


def test_beyond_the_store_room_workers_wait(invented: Path) -> None:
    """A reader who takes nothing has its worker wait, and gets all of it in the end; others are answered meanwhile."""

    async def act(pool: WorkerPool) -> bool:
        async with pool.stream("sparql", TRICKLE, 120) as answer:
            await holds_soon(lambda: pool.told()["buffered_bytes"] >= MEGABYTE, "the store-room is full")
            await asyncio.sleep(0.2)
            held = pool.told()["buffered_bytes"]
            await asyncio.sleep(0.5)
            assert pool.told()["buffered_bytes"] == held
            assert await pool.run("sparql", ASK, 60) == b"true\n"
            size = 0
            async for chunk in answer:
                size += len(chunk)
                if size > held + 8 * MEGABYTE:
                    return True
        return False

    assert with_pool(invented, act, buffer=MEGABYTE, largest=1 << 30)


def test_the_deadline_stands_in_the_middle_of_an_answer(invented: Path) -> None:
    """A reader too slow for the deadline is told, not given an end."""

    async def act(pool: WorkerPool) -> None:
        with pytest.raises(errors.QueryTimedOut):
            await _drain(pool, 1.5, [], until="timed_out")

    with_pool(invented, act, buffer=MEGABYTE, largest=1 << 30)


def test_death_in_the_middle_of_an_answer_is_told(invented: Path) -> None:
    """What has been given away cannot begin anew."""

    async def act(pool: WorkerPool) -> None:
        taken: list[bytes] = []
        job = asyncio.create_task(_drain(pool, 120, taken, until="died"))
        await holds_soon(lambda: taken, "a part has come")
        for pid in pool.pids:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(errors.WorkerDied):
            await job

    with_pool(invented, act, buffer=MEGABYTE, largest=1 << 30)


def test_what_breaks_its_worker_is_not_tried_again(invented: Path) -> None:
    """A worker that ends by a fault of its own has one request on its conscience; that one is an error at once."""

    async def act(pool: WorkerPool) -> float:
        job = asyncio.create_task(pool.run("sparql", ENDLESS, 300))
        await holds_soon(lambda: pool.told()["busy"] == 1, "a worker works")
        (busy,) = (worker.pid for worker in pool._dispatch.busy)
        os.kill(busy, signal.SIGSEGV)
        with pytest.raises(errors.WorkerDied):
            await job
        return pool.told()["died"]

    assert with_pool(invented, act) == 1


def test_all_workers_together_are_bounded_in_memory(invented: Path) -> None:
    """The biggest is stopped; the service goes on."""
    hungry = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a", "table": CSV}

    async def act(pool: WorkerPool) -> bytes:
        with pytest.raises(errors.WorkerDied, match="too much memory"):
            await pool.run("sparql", hungry, 300)
        return await pool.run("sparql", ASK, 60)

    assert with_pool(invented, act, together=100 * MEGABYTE) == b"true\n"


def test_a_file_of_the_machine_and_a_listener_stay_unknown(invented: Path) -> None:
    """What a worker is told to open by name it does not: the guard says no, whatever the media type asked for."""

    async def act(pool: WorkerPool) -> None:
        for query in (
            "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
            "LOAD <file:///etc/passwd>",
        ):
            with pytest.raises((errors.QueryRefused, errors.QueryFailed)):
                await pool.run("sparql", {"query": query, "table": CSV}, 10)

    with_pool(invented, act)
