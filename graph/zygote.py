"""Hold the store in one single-threaded process and fork a worker for every socket sent to it.

Started by graph.workers as `python -m graph.zygote SNAPSHOT FD MEMORY LARGEST` (bytes). A fork shares the
loaded store with its parent, so a new worker answers within milliseconds; forking is safe because nothing
here runs a second thread. There are three ways to end: a worker ends when its socket closes, the zygote
when its control socket closes (it then kills its workers), and on Linux the kernel kills a worker whose
zygote died.

Control messages are five bytes: `F` with a socket attached forks a worker onto it; `K` and a process id
kills one. On a worker's socket a frame is four bytes of length, big-endian, and then the body. A worker says its
process id first. A request is JSON {"job", "payload"}; a bare `+` says that the worker took it, and the
reply follows: `=` and the answer's bytes, or `!` and JSON {"error", "args"} naming a class of graph.errors,
or `?` and a traceback: a bug.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import struct
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from graph import errors, jobs
from graph.store import Store

CONTROL: Final = struct.Struct("!cI")
LENGTH: Final = struct.Struct("!I")
FORK: Final = b"F"
KILL: Final = b"K"
TAKEN: Final = b"+"
ANSWER: Final = b"="
ERROR: Final = b"!"
BUG: Final = b"?"
_PR_SET_PDEATHSIG: Final = 1


def main(arguments: list[str]) -> int:
    """Load the snapshot, then fork and kill workers on request until the control socket closes."""
    snapshot, descriptor, memory, largest = arguments
    control = socket.socket(fileno=int(descriptor))
    try:
        store = Store.open(Path(snapshot))
        jobs.warm(store)
    except errors.AlkaGraphError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    children: set[int] = set()
    try:
        _supervise(control, store, children, memory=int(memory), largest=int(largest))
    finally:
        for child in children:
            _kill(child)
    return 0


def _supervise(control: socket.socket, store: Store, children: set[int], *, memory: int, largest: int) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, CONTROL.size, 1)
        if len(message) < CONTROL.size:
            return
        command, child = CONTROL.unpack(message)
        if command == KILL and child in children:
            _kill(child)
            children.discard(child)
        for descriptor in descriptors:
            parent = os.getpid()
            with suppress(OSError):  # no process to be had: closing the socket tells the front
                child = os.fork()
                if not child:
                    _be_worker(control, descriptor, store, parent=parent, memory=memory, largest=largest)
                children.add(child)
            os.close(descriptor)
        children -= _reap(children)


def _be_worker(
    control: socket.socket, descriptor: int, store: Store, *, parent: int, memory: int, largest: int
) -> NoReturn:
    """Answer requests until the socket closes; nothing of the zygote's own clean-up may run in here."""
    code = 1
    try:
        control.close()
        _confine(memory)
        if os.getppid() != parent:  # the zygote died before the kernel was told to take us along
            os._exit(code)
        with socket.socket(fileno=descriptor) as wire:
            send(wire, str(os.getpid()).encode())
            _serve(wire, store, largest)
        code = 0
    except (BrokenPipeError, ConnectionResetError):
        code = 0  # the front went away
    except BaseException:  # noqa: BLE001 (whatever it was, this process ends here)
        traceback.print_exc()
    finally:
        os._exit(code)


def _serve(wire: socket.socket, store: Store, largest: int) -> None:
    while (request := receive(wire)) is not None:
        wire.sendall(TAKEN)
        reply = _reply(store, request)
        if len(reply) > largest:
            error = errors.AnswerTooLarge(
                f"the answer has {len(reply)} bytes; at most {largest} are sent: narrow it or add a LIMIT"
            )
            reply = _error(error)
        send(wire, reply)


def _reply(store: Store, request: bytes) -> bytes:
    try:
        body = json.loads(request)
        return ANSWER + jobs.JOBS[body["job"]](store, body["payload"])
    except errors.AlkaGraphError as error:
        return _error(error)
    except MemoryError:
        raise  # the worker ends, and with it everything it had taken
    except Exception:  # noqa: BLE001 (a bug must not end the worker; the front logs it and answers 500)
        return BUG + traceback.format_exc().encode()


def _error(error: errors.AlkaGraphError) -> bytes:
    body = {
        "error": type(error).__name__,
        "args": [a if isinstance(a, list | tuple) else str(a) for a in error.args],
    }
    return ERROR + json.dumps(body, default=str).encode()


def _confine(memory: int) -> None:
    """Bound this process: no core file, `memory` bytes more than it has now, and death with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statistics = Path("/proc/self/statm")
    if statistics.exists():
        ceiling = int(statistics.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    with suppress(OSError, AttributeError):  # not Linux: the sockets' closing still ends everything
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(child, 0)


def _reap(children: set[int]) -> set[int]:
    """Collect the workers that ended by themselves, so that none stays a zombie."""
    ended = set()
    for child in children:
        with suppress(ChildProcessError):
            if os.waitpid(child, os.WNOHANG)[0]:
                ended.add(child)
    return ended


def send(wire: socket.socket, body: bytes) -> None:
    """Send one frame."""
    wire.sendall(LENGTH.pack(len(body)) + body)


def receive(wire: socket.socket) -> bytes | None:
    """Receive one frame; None when the other side has closed."""
    head = _exactly(wire, LENGTH.size)
    return None if head is None else _exactly(wire, LENGTH.unpack(head)[0])


def _exactly(wire: socket.socket, size: int) -> bytes | None:
    parts, missing = [], size
    while missing:
        part = wire.recv(min(missing, 1 << 20))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
