"""Hold the store in one single-threaded process and fork a worker for every socket sent to it.

Started by graph.crews as `python -m graph.zygote FD ORDERS` (JSON); for both, and what is
said on the control socket, see graph.orders. A fork shares the loaded store
with its parent, so a new worker answers within milliseconds; forking is safe because nothing here runs a second
thread. There are three ways to end: a worker ends when its socket closes, the zygote when its control socket closes
(it then kills its workers), and on Linux the kernel kills a worker whose zygote died.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from graph import errors, warming, worker
from graph.orders import COMMAND, KILL, LOWEST, NICE, NOTICE, Orders
from graph.store import Store

if TYPE_CHECKING:
    from types import FrameType


def main(arguments: list[str]) -> int:
    """Load the data, then fork and kill workers on request until the control socket closes."""
    descriptor, orders = int(arguments[0]), Orders(**json.loads(arguments[1]))
    control = socket.socket(fileno=descriptor)
    try:
        store = Store.connect(orders.source)
        if store.on_disk:
            _recall(store, control, orders)
        else:
            warming.warm(store)
            store.reopen()
        version = orders.version or store.version or ""
    except errors.AlkaGraphError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    share = worker.Share(os.getpid(), version, orders.memory, orders.largest, shut=store.in_memory or store.on_disk)
    children: set[int] = set()

    def reap(_number: int, _frame: FrameType | None) -> None:
        _reap(control, children)

    signal.signal(signal.SIGCHLD, reap)
    try:
        _supervise(control, store, children, share)
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for child in children:
            _signal(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
    return 0


def _recall(store: Store, control: socket.socket, orders: Orders) -> None:
    """Read what is kept beside a folder without opening the folder, which would start the engine's threads.

    What is not kept yet is asked of the folder, and kept; then this program begins anew, with one thread. Where nothing
    can be kept, each worker works it out for itself.
    """
    if orders.attempt > 1:
        return
    warming.recall(store)
    if store.is_open:
        control.set_inheritable(True)
        again = replace(orders, attempt=orders.attempt + 1).written()
        os.execv(sys.executable, [sys.executable, "-m", "graph.zygote", str(control.fileno()), again])  # noqa: S606


def _supervise(control: socket.socket, store: Store, children: set[int], share: worker.Share) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, COMMAND.size, 1)
        if len(message) < COMMAND.size:
            return
        command, child, level = COMMAND.unpack(message)
        if child in children and command == KILL:
            _signal(child, signal.SIGKILL)
        if child in children and command == NICE:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, child, level)
                if level == LOWEST and hasattr(os, "SCHED_IDLE"):  # it makes way at once for whoever wakes up
                    os.sched_setscheduler(child, os.SCHED_IDLE, os.sched_param(0))
        for descriptor in descriptors:
            _fork(control, descriptor, store, children, share)


def _fork(control: socket.socket, descriptor: int, store: Store, children: set[int], share: worker.Share) -> None:
    """Fork a worker onto a socket; without a process to be had, closing the socket tells the front."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # a child that ends at once is not missed
    try:
        with suppress(OSError):
            child = os.fork()
            if not child:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
                control.close()
                worker.work(descriptor, store, share)
            children.add(child)
    finally:
        os.close(descriptor)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _reap(control: socket.socket, children: set[int]) -> None:
    """Collect the workers that ended and tell the front how; one not collected yet keeps its process id."""
    for child in tuple(children):
        ended, status = 0, 0
        with suppress(ChildProcessError):
            ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            children.discard(child)
            with suppress(OSError):
                control.send(NOTICE.pack(child, status), socket.MSG_DONTWAIT)


def _signal(child: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
