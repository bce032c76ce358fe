"""Around every request: a name for it, a count, and one line in the log."""

from __future__ import annotations

import re
import time
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.requests import ClientDisconnect

from web.logs import JSON, clock
from web.metrics import METHODS, OTHER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from web.logs import Sink
    from web.metrics import Metrics, Routes

#: A name a client or proxy may give its request: it goes into headers and logs, so it is short and plain.
_NAME: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NUMBERS: Final = Random()  # noqa: S311 (seeded by the system; see new_name)
_ADDRESS: Final = re.compile(r"[0-9A-Fa-f.:%\w]+")
#: What stands in the log and the metrics when no answer was begun: the client left, as nginx has it.
LEFT: Final = 499
_FAILED: Final = 500
#: What says that an answer was a kept one (RFC 9211).
_HIT: Final = (b"cache-status", b"AlkaGraph; hit")


class Past(NamedTuple):
    """What is known of a request when it has ended. `kept`: its answer came from the cache; `client`: an address."""

    route: str
    method: str
    status: int
    seconds: float
    size: int
    name: str
    outcome: str
    kept: bool
    client: tuple[str, int] | None


class Recorder:
    """Counts requests that have ended and writes a line for each into a sink, in the form `kind` of web.logs."""

    def __init__(self, metrics: Metrics, sink: Sink | None, kind: str, *, client: bool) -> None:
        self.metrics, self.sink, self.kind, self.client = metrics, sink, kind, client

    def note(self, past: Past) -> None:
        """Count a request and write its line."""
        self.metrics.count(past.route, past.method, past.status, past.seconds, past.size)
        if self.sink is not None:
            self.sink.put(self._line(past))

    def _line(self, past: Past) -> str:
        """Return the line of one request. Every text in it is ours or was checked, so nothing needs escaping."""
        route, method, status, seconds, size, name, outcome, kept, client = past
        method = method if method in METHODS else OTHER
        who = client[0] if self.client and client and _ADDRESS.fullmatch(client[0]) else ""
        if self.kind != JSON:
            told = "" if outcome == "ok" else f" {outcome}"
            end = f" {who}" if who else ""
            took = f"{seconds * 1000:.1f} ms {size} B"
            return f"{clock(time.time())[11:19]} {status} {method} {route} {took}{told} {name}{end}"
        level = "error" if status == _FAILED else "info"
        hit = ' "cache": "hit",' if kept else ""
        by = f' "client": "{who}",' if who else ""
        return (
            f'{{"time": "{clock(time.time())}", "level": "{level}", "request_id": "{name}",'
            f' "method": "{method}", "route": "{route}", "status": {status}, "ms": {seconds * 1000:.2f},'
            f' "bytes": {size},{hit}{by} "outcome": "{outcome}"}}'
        )


class Observer:
    """Middleware outside everything else; costs some microseconds a request.

    Inside, `scope["state"]` holds `request_id`; whoever answers with an error adds its name as `error`. A request that
    web.quick began has its `request_id` there already, and as `since` when that was.
    """

    def __init__(self, app: ASGIApp, *, recorder: Recorder, routes: Routes) -> None:
        self.app, self.recorder, self.routes = app, recorder, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        begun = state.pop("since", None) or time.perf_counter()
        name = state.setdefault("request_id", "") or name_of(scope["headers"])
        state["request_id"] = name
        watched = _Watched(send)
        metrics = self.recorder.metrics
        route = self.routes(scope["path"])  # now: what is inside may change the path
        metrics.running += 1
        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            watched.status = watched.status or LEFT
        except BaseException as error:
            watched.status = watched.status or (_FAILED if isinstance(error, Exception) else LEFT)
            state.setdefault("error", type(error).__name__)
            raise
        finally:
            metrics.running -= 1
            seconds = time.perf_counter() - begun
            outcome = state.get("error") or ("ok" if watched.complete else "cut")
            status = watched.status or LEFT
            told = (route, scope["method"], status, seconds, watched.size, name, outcome, watched.kept)
            self.recorder.note(Past(*told, scope.get("client")))


class _Watched:
    """The way out, with a note of what went by."""

    __slots__ = ("complete", "kept", "send", "size", "status")

    def __init__(self, send: Send) -> None:
        self.send, self.status, self.size = send, 0, 0
        self.complete = self.kept = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        elif message["type"] == "http.response.start":
            self.status = message["status"]
            self.kept = _HIT in message["headers"]
        await self.send(message)


def name_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the id of a request: the client's X-Request-Id when it is short and plain, else a new one."""
    return named(next((value for name, value in headers if name == b"x-request-id"), None))


def named(wanted: bytes | None) -> str:
    """Return the id that a client wants for its request, when it is short and plain, else a new one."""
    return wanted.decode() if wanted is not None and _NAME.fullmatch(wanted) else new_name()


def new_name() -> str:
    """Return a new id: 16 hexadecimal digits. It is no secret, so it may be drawn cheaply."""
    return f"{_NUMBERS.getrandbits(64):016x}"
