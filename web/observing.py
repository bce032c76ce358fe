"""Around every request: a name for it, a count, and one line in the log."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import ClientDisconnect

from web.logs import JSON, clock
from web.metrics import METHODS, OTHER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from web.logs import Sink
    from web.metrics import Metrics, Routes

#: A name a client or proxy may give its request: it goes into headers and logs, so it is short and plain.
_NAME: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: What stands in the log and the metrics when no answer was begun: the client left, as nginx has it.
LEFT: Final = 499
_FAILED: Final = 500
#: What says that an answer was a kept one (RFC 9211).
_HIT: Final = (b"cache-status", b"AlkaGraph; hit")


class Observer:
    """Middleware outside everything else; costs some microseconds a request.

    Inside, `scope["state"]` holds `request_id`; whoever answers with an error adds its name as `error`.
    """

    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, routes: Routes, sink: Sink | None, kind: str, client: bool
    ) -> None:
        self.app, self.metrics, self.routes = app, metrics, routes
        self.sink, self.kind, self.client = sink, kind, client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 (ASGI)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        state = scope.setdefault("state", {})
        state["request_id"] = name_of(scope)
        watched = _Watched(send)
        route = self.routes(scope["path"])  # now: what is inside may change the path
        self.metrics.running += 1
        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            watched.status = watched.status or LEFT
        except BaseException as error:
            watched.status = watched.status or (_FAILED if isinstance(error, Exception) else LEFT)
            state.setdefault("error", type(error).__name__)
            raise
        finally:
            self.metrics.running -= 1
            seconds = time.perf_counter() - begun
            status = watched.status or LEFT
            self.metrics.count(route, scope["method"], status, seconds, watched.size)
            if self.sink is not None:
                self.sink.put(self._line(scope, route, status, seconds, watched))

    def _line(self, scope: Scope, route: str, status: int, seconds: float, watched: _Watched) -> str:
        """Return the line of one request. Every text in it is ours or was checked, so nothing needs escaping."""
        state = scope["state"]
        method = scope["method"] if scope["method"] in METHODS else OTHER
        outcome = state.get("error") or ("ok" if watched.complete else "cut")
        kept = ' "cache": "hit",' if watched.kept else ""
        if self.kind != JSON:
            told = "" if outcome == "ok" else f" {outcome}"
            return (
                f"{clock(time.time())[11:19]} {status} {method} {route} {seconds * 1000:.1f} ms {watched.size} B"
                f"{told} {state['request_id']}{self._who(scope)}"
            )
        level = "error" if status == _FAILED else "info"
        who = f' "client": "{found}",' if (found := self._who(scope).strip()) else ""
        return (
            f'{{"time": "{clock(time.time())}", "level": "{level}", "request_id": "{state["request_id"]}",'
            f' "method": "{method}", "route": "{route}", "status": {status}, "ms": {seconds * 1000:.2f},'
            f' "bytes": {watched.size},{kept}{who} "outcome": "{outcome}"}}'
        )

    def _who(self, scope: Scope) -> str:
        client: tuple[str, int] | None = scope.get("client")
        return f" {client[0]}" if self.client and client and re.fullmatch(r"[0-9A-Fa-f.:%\w]+", client[0]) else ""


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


def name_of(scope: Scope) -> str:
    """Return the id of a request: the client's X-Request-Id when it is short and plain, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given: Any = _NAME.fullmatch(value)
            return value.decode() if given else secrets.token_hex(8)
    return secrets.token_hex(8)
