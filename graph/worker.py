"""What a worker does between its birth by the zygote and its end: one request after the other.

Whatever happens in here costs this process and one answer. It never returns to the zygote's code.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import resource
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import orjson

from graph import errors, jobs, seal, wire
from graph.outlet import Outlet

if TYPE_CHECKING:
    from graph.store import Store

_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Share:
    """Whose child a worker is, the version of its data, and what it may use, in bytes and otherwise."""

    parent: int
    version: str
    memory: int
    largest: int
    shut: bool  # whether it needs no connection of its own


def work(descriptor: int, store: Store, share: Share) -> NoReturn:
    """Answer requests until the socket closes; nothing of the zygote's own clean-up may run in here."""
    code = 1
    try:
        confine(share.memory)
        if share.shut and not seal.shut():
            sys.stderr.write("no filter of system calls can be set here; a worker is kept in by its limits alone\n")
        if os.getppid() != share.parent:  # the zygote died before the kernel was told to take us along
            os._exit(code)
        with socket.socket(fileno=descriptor) as front:
            _make_ready(store)
            seal.LID.stays = True
            front.sendall(wire.frame(wire.HELLO, json.dumps({"pid": os.getpid(), "version": share.version}).encode()))
            while (request := wire.receive(front)) is not None:
                _answer(front, store, share, request)
        code = 0
    except (BrokenPipeError, ConnectionResetError):
        code = 0  # the front went away
    except BaseException:  # noqa: BLE001 (whatever it was, this process ends here)
        traceback.print_exc()
    finally:
        os._exit(code)


def _make_ready(store: Store) -> None:
    """Open what has to be opened; a folder that cannot be is the end, an endpoint may answer the next time."""
    try:
        store.ready()
    except errors.StoreUnusable as error:
        if store.on_disk:
            sys.stderr.write(f"{error}\n")
            os._exit(1)


def _answer(front: socket.socket, store: Store, share: Share, request: bytes) -> None:
    outlet = Outlet(front, share.largest)
    try:
        body = orjson.loads(request)
        job, payload = body["job"], body["payload"]
        payload["data_version"] = share.version or payload.get("data_version", "")
        grant(body["seconds"])
        if job in jobs.STREAMS:
            jobs.STREAMS[job](store, payload, outlet)
        else:
            seal.LID.lift()  # ours may read files
            outlet.write(jobs.JOBS[job](store, payload))
        outlet.finish()
    except errors.AlkaGraphError as error:
        front.sendall(wire.told(error))
    except (MemoryError, BrokenPipeError, ConnectionResetError):
        raise  # the worker ends, and with it everything it had taken
    except Exception:  # noqa: BLE001 (a bug must not end the worker; the front logs it and answers 500)
        front.sendall(wire.bug(traceback.format_exc()))


def confine(memory: int) -> None:
    """Bound this process: no core file, `memory` bytes more than it has now, and death with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statistics = Path("/proc/self/statm")
    if statistics.exists():
        ceiling = int(statistics.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    with suppress(OSError, AttributeError):  # not Linux: the sockets' closing still ends everything
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def grant(seconds: float) -> None:
    """Let this process use that much more processor time, and up to two seconds more; the kernel then ends it.

    The front's clock is first as long as there is a front that can look at it.
    """
    _bound_processor(seconds, int(time.monotonic()))


@lru_cache(1)  # told once in a second, in which no more than another is used: two system calls less each time
def _bound_processor(seconds: float, _second: int) -> None:
    soft = math.ceil(time.process_time() + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
