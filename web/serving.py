"""Run the application on uvicorn: sockets, limits of connections, signals, and the order of an end."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import threading
from typing import TYPE_CHECKING, Final

import uvicorn

from web import connection
from web.loading import is_loaded
from web.lobby import Lobby, LobbyLimits
from web.quick import Quick

if TYPE_CHECKING:
    import socket
    from collections.abc import Generator
    from types import FrameType

    from fastapi import FastAPI

    from web.logs import Sink
    from web.settings import Settings

#: Files the server needs beside its connections: listeners, workers, the log.
_SPARE: Final = 256


class OrderlyServer(uvicorn.Server):
    """Ends in order at the first SIGTERM or SIGINT, with status 0, and at once at the second.

    In order: no new connection, resting ones closed, running requests finished within the grace period, then the
    workers. Before the data are loaded there is nothing to finish, so the first signal ends it at once too; what
    was being built is left unused, never half in force.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI, sink: Sink | None = None) -> None:
        super().__init__(config)
        self._app, self._sink = app, sink

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen; what has been loaded by then stays for good."""
        await super().startup(sockets)
        settle()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Take the signals while the server runs; uvicorn's own would end the process by the signal again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def give_up(self) -> None:
        """Begin the end, because there is nothing to serve."""
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 (as signal calls it)
        """Begin the end, or end."""
        if self.started and not self.should_exit and is_loaded(self._app.state):
            self._app.state.closing = True
            self.should_exit = True
            return
        if self._sink is not None:
            self._sink.flush()
        os._exit(128 + sig)  # the workers end with their sockets


def serve(app: FastAPI, settings: Settings, host: str, port: int, sink: Sink | None = None) -> None:
    """Serve an application until it is told to end.

    Raises SystemExit when it cannot listen, and what its workers could not be started for.
    """
    files = raise_file_limit()
    lobby = Lobby(limits_of(settings, files))
    app.state.lobby = lobby
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=connection.behind(lobby, Quick(app.state)),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=settings.backlog,
        timeout_keep_alive=int(settings.keep_alive_s),
        timeout_graceful_shutdown=int(settings.grace_s),
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
    )
    server = OrderlyServer(config, app, sink)
    app.state.give_up = server.give_up
    server.run()
    if sink is not None:
        sink.flush()
    if (failure := getattr(app.state, "failure", None)) is not None:
        raise failure


def limits_of(settings: Settings, files: int) -> LobbyLimits:
    """Return what connections may cost: never more of them than the process may open files."""
    return LobbyLimits(
        total=max(16, min(settings.connections, files - _SPARE)),
        each=settings.connections_each,
        head_bytes=settings.head_bytes,
        head_s=settings.head_s,
        keep_alive_s=settings.keep_alive_s,
        stall_s=settings.stall_s,
        trusted=settings.proxies,
    )


def settle() -> None:
    """Spare the collector of garbage what stays for good, and let it look less often at what comes and goes.

    A request leaves no cycles behind, so that there is little to find; looking through everything loaded at the start
    took a tenth of the time of a request, in pauses that a client waits for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def raise_file_limit() -> int:
    """Allow this process all the open files that the system grants it, and return how many these are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft if soft != resource.RLIM_INFINITY else 2**20
