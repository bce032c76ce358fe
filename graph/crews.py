"""One generation of workers: a zygote over one source of data, and the processes it forked."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph import errors, orders, wire
from graph.staff import Worker

if TYPE_CHECKING:
    from graph.staff import Employer, Source

#: Libraries that would start threads when imported are told not to: the zygote forks.
_SINGLE_THREADED: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
#: So many freed pieces of memory of each size glibc keeps at hand, instead of 7: a query takes and frees some thousand
#: small ones, and in a heap of the size of the data it is slow to find room for each. Look-ups cost a worker a fifth
#: less processor time by it. Other libraries of C pass over it.
AT_HAND: Final = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=500"}
#: How long the zygote may take to say how a worker ended, seconds; without it somebody from outside ended both.
_NOTICE_S: Final = 0.5


class Crew:
    """A zygote and its workers. It belongs to one event loop."""

    def __init__(self, source: Source, employer: Employer, *, memory: int, largest: int, start_s: float) -> None:
        self.source, self.version = source, source.version
        self.workers: set[Worker] = set()
        self.retired = False
        self.bereft = asyncio.Event()  # set when the zygote has died
        self._orders = orders.Orders(source.address, source.version, memory, largest).written()
        self._employer, self._start_s = employer, start_s
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._hiring: set[asyncio.Task[None]] = set()
        self._notices = b""
        self._ends: dict[int, int] = {}
        self._lost: dict[int, tuple[Worker, asyncio.TimerHandle]] = {}

    @property
    def zygote(self) -> int | None:
        """The zygote's process id, if there is one."""
        return None if self._process is None else self._process.pid

    async def start(self, size: int) -> None:
        """Start the zygote and its workers; raise WorkerDied when the data cannot be loaded."""
        try:
            await asyncio.gather(*(self._hire() for _ in range(size)))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End every process of this generation and wait until it is gone."""
        self.retired = True
        hiring = tuple(self._hiring)
        for task in hiring:
            task.cancel()
        await asyncio.gather(*hiring, return_exceptions=True)
        for worker in tuple(self.workers):
            self.dismiss(worker)
        for _, timer in self._lost.values():
            timer.cancel()
        self._release_control()
        if self._process is not None:
            process, self._process = self._process, None
            await asyncio.to_thread(_end, process)

    def replace(self, worker: Worker) -> None:
        """Dismiss a worker and have another in its place, some milliseconds later."""
        self.dismiss(worker)
        if not self.retired:
            task = asyncio.get_running_loop().create_task(self._rehire())
            self._hiring.add(task)
            task.add_done_callback(self._hiring.discard)

    def dismiss(self, worker: Worker) -> None:
        """Have a worker killed, by its zygote, which alone can be sure whom it kills."""
        if worker in self.workers:
            self.workers.discard(worker)
            worker.link.transport.abort()
            self._command(orders.KILL, worker.pid)

    def lower(self, worker: Worker, nice: int) -> None:
        """Lower the priority of a worker to a nice value, for the rest of its life."""
        if worker.nice < nice:
            worker.nice = nice
            self._command(orders.NICE, worker.pid, nice)

    def _command(self, command: bytes, pid: int, level: int = 0) -> None:
        with contextlib.suppress(OSError):
            if self._control is not None:
                self._control.send(orders.COMMAND.pack(command, pid, level))
            elif command == orders.KILL:  # its zygote died a moment ago; where the kernel does not see to it
                os.kill(pid, signal.SIGKILL)

    async def _rehire(self) -> None:
        pause_s = 0.1
        while not self.retired:
            try:
                await self._hire()
            except errors.WorkerDied:
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, 30)
            else:
                return

    async def _hire(self) -> None:
        """Have one worker forked; raise WorkerDied when it does not start."""
        worker, born = Worker(self), asyncio.get_running_loop().create_future()

        def spoke(kind: bytes, body: bytes) -> None:
            if kind == wire.HELLO and not born.done():
                hello = json.loads(body)
                worker.pid, self.version = hello["pid"], hello["version"]
                born.set_result(None)
            else:
                self._employer.spoke(worker, kind, body)

        def lost(taken: bool) -> None:  # noqa: FBT001 (a callback of one argument)
            worker.taken = taken
            if not born.done():
                born.set_exception(EOFError("the worker ended before its birth was told"))
            elif worker in self.workers:
                if worker.errand is None:
                    self._gone(worker, None)
                else:
                    self._missing(worker)

        try:
            worker.link = wire.Link(spoke, lost)
            await self._connect(worker.link)
            async with asyncio.timeout(self._start_s):
                await born
        except (OSError, EOFError) as error:  # a TimeoutError is an OSError
            message = f"no worker could be started over {self.source.address}; the log of this service says why"
            raise errors.WorkerDied(message) from error
        finally:
            born.cancel()
            if not worker.pid and hasattr(worker.link, "transport"):
                worker.link.transport.abort()
        self.workers.add(worker)
        self._employer.arrived(worker)

    async def _connect(self, link: wire.Link) -> None:
        """Send the zygote one end of a new socket and speak to the other."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                control = self._zygote_control()
                socket.send_fds(control, [orders.COMMAND.pack(orders.FORK, 0, 0)], [theirs.fileno()])
            await asyncio.get_running_loop().create_unix_connection(lambda: link, sock=ours)
        except BaseException:
            ours.close()
            raise

    def _zygote_control(self) -> socket.socket:
        """Return the control socket of a living zygote, starting one if there is none."""
        if self._control is not None and self._process is not None and self._process.poll() is None:
            return self._control
        self._release_control()
        if self._process is not None:  # it closed its socket, so it is at its end
            self._process.kill()
            self._process.wait()
        self._control, theirs = socket.socketpair()
        self._control.settimeout(0)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "graph.zygote", str(theirs.fileno()), self._orders],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**AT_HAND, **os.environ, **_SINGLE_THREADED, "PYTHONPATH": _import_path()},
                start_new_session=True,  # a Ctrl-C is for the front, which then ends the zygote in order
            )
        asyncio.get_running_loop().add_reader(self._control, self._notice)
        return self._control

    def _release_control(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None

    def _notice(self) -> None:
        """Read which workers ended, and how."""
        if self._control is None:
            return
        try:
            received = self._control.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:  # the zygote is gone, and with it whatever it could have said
            self._release_control()
            self.bereft.set()
            for pid in tuple(self._lost):
                self._found(pid, None)
            return
        self._notices += received
        while len(self._notices) >= orders.NOTICE.size:
            pid, status = orders.NOTICE.unpack_from(self._notices)
            self._notices = self._notices[orders.NOTICE.size :]
            if pid in self._lost:
                self._found(pid, status)
            elif any(worker.pid == pid for worker in self.workers):
                self._ends[pid] = status  # its socket has not told yet

    def _missing(self, worker: Worker) -> None:
        """Find out how a worker ended whose socket has closed."""
        pid = worker.pid
        timer = asyncio.get_running_loop().call_later(_NOTICE_S, self._found, pid, None)
        self._lost[pid] = (worker, timer)
        if pid in self._ends:
            self._found(pid, self._ends.pop(pid))
        elif self._control is None:
            self._found(pid, None)

    def _found(self, pid: int, status: int | None) -> None:
        worker, timer = self._lost.pop(pid)
        timer.cancel()
        if worker in self.workers:
            self._gone(worker, status)

    def _gone(self, worker: Worker, status: int | None) -> None:
        self.replace(worker)
        self._employer.ended(worker, status)


def _import_path() -> str:
    """Return a PYTHONPATH on which the zygote finds this very package."""
    here = str(Path(__file__).resolve().parent.parent)
    return os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a zygote whose control socket is closed; kill it if it does not end."""
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
