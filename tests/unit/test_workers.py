"""Workers: they answer, are stopped, are replaced, and go when the pool goes."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from graph import errors
from graph.workers import MEGABYTE
from tests.pools import ALL, ASK, ENDLESS, with_pool
from tests.processes import lives, processor_s
from tests.waiting import holds_soon

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graph.workers import WorkerPool


async def _streamed(pool: WorkerPool, payload: Mapping[str, Any], timeout_s: float, client: str = "") -> bytes:
    """Return the chunks of a stranger's query together."""
    async with pool.stream("sparql", payload, timeout_s, client=client) as answer:
        return b"".join([chunk async for chunk in answer])


async def _at_work(pool: WorkerPool, other_than: int = 0) -> int:
    """Return the process id of a busy worker when it has begun to work: then it has read its request."""
    busy: set[int] = set()

    def begun() -> bool:
        busy.clear()
        busy.update(one.pid for one in pool._dispatch.busy if one.pid != other_than)
        return any(processor_s(pid, alone=True) > 0.1 for pid in busy)

    await holds_soon(begun, "a worker works")
    return busy.pop()


def test_a_worker_answers(invented: Path) -> None:
    """A job's bytes come back whole."""
    assert with_pool(invented, lambda pool: pool.run("sparql", ALL, 60)).count(b"\n") == 501


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"query": "SELECT * {", "table": "text/csv"}, errors.QueryFailed),
        ({"query": "SELECT * { SERVICE <urn:x> {} }", "table": "text/csv"}, errors.QueryRefused),
        ({"query": "CONSTRUCT WHERE { ?s ?p ?o }", "table": "text/csv"}, errors.NotAcceptable),
    ],
)
def test_an_error_of_the_family_comes_back_as_itself(
    invented: Path, payload: dict[str, str], error: type[Exception]
) -> None:
    """What a job raises is raised again at the front, with its message."""
    with pytest.raises(error, match=r"."):
        with_pool(invented, lambda pool: pool.run("sparql", payload, 10))


def test_an_error_keeps_its_parts(invented: Path) -> None:
    """An error with parts comes back with them."""
    with pytest.raises(errors.NameUnresolved) as caught:
        with_pool(invented, lambda pool: pool.run("graph", {"start": ["nobody"]}, 10))

    assert (caught.value.name, caught.value.suggestions) == ("nobody", ())


def test_a_bug_is_no_error_of_the_family(invented: Path) -> None:
    """A job that is not there is a bug of ours, and the worker lives on."""

    async def act(pool: WorkerPool) -> bytes:
        before = pool.pids
        with pytest.raises(RuntimeError, match="KeyError"):
            await pool.run("no-such-job", {}, 10)
        assert pool.pids == before
        return await pool.run("sparql", ASK, 60)

    assert with_pool(invented, act) == b"true\n"


def test_the_deadline_is_kept(invented: Path) -> None:
    """A job without end is stopped in time, its worker is gone, and others answer."""

    async def act(pool: WorkerPool) -> float:
        begun = time.monotonic()
        with pytest.raises(errors.QueryTimedOut, match=r"0\.5 s"):
            await pool.run("sparql", ENDLESS, 0.5)
        lasted = time.monotonic() - begun
        assert await pool.run("sparql", ASK, 60) == b"true\n"
        return lasted

    assert 0.5 <= with_pool(invented, act) < 30


def test_a_dead_worker_is_not_noticed_by_anyone(invented: Path) -> None:
    """Workers killed while idle are replaced before a job is lost."""

    async def act(pool: WorkerPool) -> list[bytes]:
        for pid in pool.pids:
            os.kill(pid, signal.SIGKILL)
        return [await pool.run("sparql", ASK, 60) for _ in range(4)]

    assert with_pool(invented, act) == [b"true\n"] * 4


def test_a_worker_that_dies_at_work_is_told(invented: Path) -> None:
    """A job is run again when its worker was killed; when that happens twice WorkerDied tells."""

    async def act(pool: WorkerPool) -> bytes:
        job = asyncio.create_task(pool.run("sparql", ENDLESS, 300))
        before = 0
        for _ in range(2):
            busy = await _at_work(pool, before)
            assert not job.done()
            os.kill(before := busy, signal.SIGKILL)
        with pytest.raises(errors.WorkerDied):
            await job
        return await pool.run("sparql", ASK, 60)

    assert with_pool(invented, act) == b"true\n"


def test_memory_is_bounded(invented: Path) -> None:
    """A job that takes more than its share ends its worker, not the machine."""
    hungry = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a", "table": "text/csv"}

    async def act(pool: WorkerPool) -> bytes:
        with pytest.raises(errors.WorkerDied):
            await pool.run("sparql", hungry, 60)
        return await pool.run("sparql", ASK, 60)

    assert with_pool(invented, act, memory=100 * MEGABYTE) == b"true\n"


def test_an_answer_is_bounded(invented: Path) -> None:
    """An answer beyond the limit is refused whole."""
    with pytest.raises(errors.AnswerTooLarge, match="more than 1000 bytes"):
        with_pool(invented, lambda pool: pool.run("sparql", ALL, 60), largest=1000)


def test_the_queue_is_bounded(invented: Path) -> None:
    """Beyond the queue a job is refused at once; long queries leave a worker to the others."""

    async def act(pool: WorkerPool) -> bytes:
        slow = [asyncio.create_task(_streamed(pool, ENDLESS, 3, client=str(number))) for number in range(4)]
        await _at_work(pool)
        quick = await pool.run("sparql", ASK, 60)
        assert sum(task.done() for task in slow) == 2, "a quick request waited for a long one"
        found = await asyncio.gather(*slow, return_exceptions=True)
        kinds = [type(error) for error in found]
        assert kinds.count(errors.ServiceBusy) == 2
        assert kinds.count(errors.QueryTimedOut) == 2
        return quick

    assert with_pool(invented, act, queue=1) == b"true\n"


def test_a_cancelled_job_frees_its_worker(invented: Path) -> None:
    """When nobody waits any more the worker is stopped, not left to burn."""

    async def act(pool: WorkerPool) -> bytes:
        before = set(pool.pids)
        job = asyncio.create_task(pool.run("sparql", ENDLESS, 300))
        busy = await _at_work(pool)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)
        await holds_soon(lambda: not lives(busy) and len(pool.pids) == 2, "it is replaced")
        assert before & set(pool.pids) == before - {busy}
        return await pool.run("sparql", ASK, 60)

    assert with_pool(invented, act) == b"true\n"


def test_a_missing_snapshot_is_told(tmp_path: Path) -> None:
    """A pool over nothing does not start."""
    with pytest.raises(errors.WorkerDied, match=r"nothing\.nq"):
        with_pool(tmp_path / "nothing.nq", lambda pool: pool.run("sparql", ASK, 60))


def test_the_zygote_runs_one_thread(invented: Path) -> None:
    """Forking is only safe from a process with a single thread."""

    async def act(pool: WorkerPool) -> int:
        assert pool._crew.zygote is not None
        return len(os.listdir(f"/proc/{pool._crew.zygote}/task"))  # noqa: PTH208 (nothing to wait for)

    assert with_pool(invented, act) == 1


def test_workers_of_a_dead_zygote_do_not_linger(invented: Path) -> None:
    """However often the zygote is killed, no worker is left without one, and jobs are answered."""

    async def act(pool: WorkerPool) -> bytes:
        seen: set[int] = set()
        for pause_s in (0, 0.001, 0.002, 0.005, 0.01):
            seen |= {*pool.pids}
            for pid in pool.pids:
                os.kill(pid, signal.SIGKILL)
            with suppress(errors.WorkerDied):  # killed under the job
                await pool.run("sparql", ASK, 60)
            await asyncio.sleep(pause_s)
            await holds_soon(lambda: pool._crew.zygote is not None, "a zygote is there")
            seen |= {*pool.pids}
            os.kill(pool._crew.zygote or 0, signal.SIGKILL)
        await holds_soon(lambda: not any(map(lives, seen)), "no worker is left without its zygote")
        return await pool.run("sparql", ASK, 60)

    assert with_pool(invented, act) == b"true\n"
