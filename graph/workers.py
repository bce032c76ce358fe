"""Run jobs in processes that can be killed: the front process never evaluates a query itself.

The engine offers no way to stop a query, and some small queries end its process. So each job runs in a
worker forked by the zygote (graph.zygote); a worker that passes its deadline is killed and replaced, and a
worker that dies costs one answer, never the service. A pool belongs to one asyncio event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from graph import errors, guard, zygote

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

_T = TypeVar("_T")

MEGABYTE: Final = 1024 * 1024
#: Libraries that would start threads when imported are told not to: the zygote forks.
_SINGLE_THREADED: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How much the workers may use. Times are seconds, sizes bytes."""

    size: int = field(default_factory=lambda: max(2, os.cpu_count() or 1))  # workers
    queue: int = 64  # slow jobs that may wait for a worker, and others
    wait_s: float = 10.0  # how long one waits
    start_s: float = 120.0  # how long loading the snapshot may take
    memory: int = 1536 * MEGABYTE  # a worker's, beyond the store it shares
    largest: int = 16 * MEGABYTE  # an answer's


@dataclass(slots=True, eq=False)
class _Worker:
    pid: int
    zygote: subprocess.Popen[bytes] | None
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class WorkerPool:
    """A fixed number of workers over one snapshot; leaving `async with` leaves no process behind."""

    def __init__(self, snapshot: Path, limits: PoolLimits | None = None) -> None:
        self.snapshot, self.limits = snapshot, limits or PoolLimits()
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._waiting = Counter[bool]()  # slow jobs and others
        self._slow = asyncio.Semaphore(max(1, self.limits.size - 1))
        self._control: socket.socket | None = None
        self._zygote: subprocess.Popen[bytes] | None = None
        self._workers: set[_Worker] = set()
        self._hiring: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers that live now."""
        return tuple(sorted(worker.pid for worker in self._workers))

    async def start(self) -> None:
        """Start the zygote and all workers; raise WorkerDied when the snapshot cannot be loaded."""
        try:
            await asyncio.gather(*(self._hire() for _ in range(self.limits.size)))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End every process of the pool and wait until it is gone."""
        self._closed = True
        hiring = tuple(self._hiring)
        for task in hiring:
            task.cancel()
        await asyncio.gather(*hiring, return_exceptions=True)
        writers = [worker.writer for worker in self._workers]
        for worker in tuple(self._workers):
            self._forget(worker)
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._zygote is not None:
            process, self._zygote = self._zygote, None
            await asyncio.to_thread(_end, process)

    async def run(self, job: str, payload: Mapping[str, Any], timeout_s: float, *, slow: bool = False) -> bytes:
        """Run a named job of graph.jobs in a worker and return its answer.

        Slow jobs never hold all workers, so that a quick one always finds its turn. Raises what the job raises of
        the error family; QueryTimedOut at the deadline, which counts from when a worker gets the job;
        ServiceBusy when too many jobs wait; WorkerDied when the worker ended under it; RuntimeError for a bug.
        """
        request = json.dumps({"job": job, "payload": payload}).encode()
        if slow:
            await self._turn(self._slow.acquire, slow=True)
        try:
            reply = None
            while reply is None:
                worker = await self._turn(self._idle.get, slow=slow)
                reply = await self._ask(worker, request, timeout_s)
        finally:
            if slow:
                self._slow.release()
        return _open(reply)

    async def _turn(self, awaited: Callable[[], Coroutine[Any, Any, _T]], *, slow: bool) -> _T:
        """Wait for something others wait for too; raise ServiceBusy when they are many or it takes long."""
        if self._closed or self._waiting[slow] >= self.limits.queue:
            message = f"{self._waiting[slow]} requests are waiting already; try again shortly"
            raise errors.ServiceBusy(message)
        self._waiting[slow] += 1
        try:
            async with asyncio.timeout(self.limits.wait_s):
                return await awaited()
        except TimeoutError:
            message = f"no worker became free within {self.limits.wait_s:g} s; try again shortly"
            raise errors.ServiceBusy(message) from None
        finally:
            self._waiting[slow] -= 1

    async def _ask(self, worker: _Worker, request: bytes, timeout_s: float) -> bytes | None:
        """Return a worker's reply, or None when it had died before it took the request."""
        taken = False
        try:
            async with asyncio.timeout(timeout_s):
                worker.writer.write(zygote.LENGTH.pack(len(request)) + request)
                await worker.writer.drain()
                taken = await worker.reader.readexactly(1) == zygote.TAKEN
                reply = await self._receive(worker.reader)
        except TimeoutError:
            self._replace(worker)
            message = f"stopped after {timeout_s:g} s: ask for less, or narrow the query"
            raise errors.QueryTimedOut(message) from None
        except (OSError, EOFError) as error:
            self._replace(worker)
            if not taken:
                return None
            message = "the process that worked on this ended early; a query that needs less memory may succeed"
            raise errors.WorkerDied(message) from error
        except BaseException:  # cancelled: nobody waits for the answer any more
            self._replace(worker)
            raise
        self._idle.put_nowait(worker)
        return reply

    async def _receive(self, reader: asyncio.StreamReader) -> bytes:
        (length,) = zygote.LENGTH.unpack(await reader.readexactly(zygote.LENGTH.size))
        if length > self.limits.largest + MEGABYTE:
            message = f"a worker announced {length} bytes"
            raise EOFError(message)
        return await reader.readexactly(length)

    def _replace(self, worker: _Worker) -> None:
        """Kill a worker and start another in the background."""
        self._forget(worker)
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._rehire())
            self._hiring.add(task)
            task.add_done_callback(self._hiring.discard)

    def _forget(self, worker: _Worker) -> None:
        """Have a worker killed: by its zygote, which alone can be sure whom it kills, while there is one."""
        self._workers.discard(worker)
        worker.writer.close()
        with contextlib.suppress(OSError):
            if self._control is not None and worker.zygote is self._zygote:
                self._control.send(zygote.CONTROL.pack(zygote.KILL, worker.pid))
            else:
                os.kill(worker.pid, signal.SIGKILL)

    async def _rehire(self) -> None:
        pause_s = 0.1
        while not self._closed:
            try:
                await self._hire()
            except errors.WorkerDied:
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, 30)
            else:
                return

    async def _hire(self) -> None:
        """Have one worker forked and put it among the idle ones; raise WorkerDied when it does not start."""
        try:
            reader, writer = await self._connect()
            pid = await self._greeting(reader, writer)
        except (OSError, EOFError) as error:  # a TimeoutError is an OSError
            message = f"no worker could be started over {self.snapshot}; the log of this service says why"
            raise errors.WorkerDied(message) from error
        worker = _Worker(pid, self._zygote, reader, writer)
        self._workers.add(worker)
        self._idle.put_nowait(worker)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Send the zygote one end of a new socket and return the other."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                control = self._zygote_control()
                socket.send_fds(control, [zygote.CONTROL.pack(zygote.FORK, 0)], [theirs.fileno()])
            return await asyncio.open_unix_connection(sock=ours)
        except BaseException:
            ours.close()
            raise

    async def _greeting(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        """Return the process id that a new worker says first."""
        try:
            async with asyncio.timeout(self.limits.start_s):
                return int(await self._receive(reader))
        except BaseException:
            writer.close()
            raise

    def _zygote_control(self) -> socket.socket:
        """Return the control socket of a living zygote, starting one if there is none."""
        if self._control is not None and self._zygote is not None and self._zygote.poll() is None:
            return self._control
        if self._control is not None:
            self._control.close()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._zygote = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [
                    *(sys.executable, "-m", "graph.zygote", str(self.snapshot), str(theirs.fileno())),
                    *(str(self.limits.memory), str(self.limits.largest)),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **_SINGLE_THREADED, "PYTHONPATH": _import_path()},
                start_new_session=True,  # a Ctrl-C is for the front, which then ends the zygote in order
            )
        return self._control


def _import_path() -> str:
    """Return a PYTHONPATH on which the zygote finds this very package."""
    here = str(Path(__file__).resolve().parent.parent)
    return os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))


def _open(reply: bytes) -> bytes:
    """Return the answer in a reply, or raise the error it carries."""
    kind, body = reply[:1], reply[1:]
    if kind == zygote.ANSWER:
        return body
    if kind == zygote.ERROR:
        fields = json.loads(body)
        known = {**vars(errors), "QueryTooLarge": guard.QueryTooLarge}
        raise known[fields["error"]](*fields["args"])
    message = f"a job failed with a bug:\n{body.decode(errors='replace')}"
    raise RuntimeError(message)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a zygote whose control socket is closed; kill it if it does not end."""
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
