"""One HTTP/1.1 connection: what uvicorn's does, with the bounds that it leaves to a proxy.

uvicorn waits for ever for the head of a request, takes headers of any length, reads to the end a body that
nobody asked for, and waits for ever for a client that does not read. Here each of these ends; who must go, and
when, is told by web.lobby. Refusals have the one JSON shape of errors (web.errors).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from web.lobby import Lobby, address_of
from web.parting import PartingTransport
from web.refusing import HEAD_TOO_LARGE, MAX_AHEAD, NO_HOST, NO_VERSION, NOT_HTTP, TOO_FAR_AHEAD, TOO_LATE
from web.resuming import resumed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from web.quick import Exchange, Quick
    from web.refusing import Refusal

MAX_HEADERS: Final = 100
#: So much of a body that nobody reads is passed over after its answer, so that the client gets to read that answer.
PASSED_OVER: Final = 1024 * 1024
_SEPARATORS: Final = 4  # bytes: the colon, the space and the line end of a header
VERSIONS: Final = frozenset({"1.0", "1.1"})


class _RefusedError(Exception):
    """Ends the parsing of a request; why stands in the connection's `refusal`."""


class Connection(HttpToolsProtocol):
    """A connection that a lobby watches; see `behind`."""

    lobby: Lobby
    quick: Quick | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (uvicorn's own)
        super().__init__(*args, **kwargs)
        self.address, self.deadline = "", 0.0
        self.stuck: float | None = None
        self.leaving: float | None = None
        self.refusal = NOT_HTTP
        self._head: int | None = 0  # bytes of an unfinished head; None while a body is read
        self._heads = 0  # finished ones
        self._begun = True  # the deadline of the next head runs already
        self._running: RequestResponseCycle | Exchange | None = None  # with requests sent ahead, not the one read last
        self._held_back = False  # the head is read, and its request is not begun before all of it is
        self._between = True  # nothing of the next request is read
        self._quickly = False  # the last one was for web.quick
        self._passed_over: int | None = None  # bytes of a body read since its answer was finished

    # What the transport says.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Register with the lobby."""
        super().connection_made(PartingTransport(transport, self._is_unread))  # type: ignore[arg-type] # as good as one
        self.address = address_of(self.client)
        self.deadline = self.loop.time() + self.lobby.limits.head_s
        self.lobby.enter(self, self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        """Sign off."""
        self.lobby.leave(self)
        self._tell_gone()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse; bound what comes before the end of a head, and after an answer that is finished."""
        if self.closing() or self._passed_over is not None:
            self._passed_over = (self._passed_over or 0) + len(data)
            if self._passed_over > PASSED_OVER:
                self.cut()
            if self.closing():
                return
        if not self._begun:
            self._begun = True
            self.deadline = self.loop.time() + self.lobby.limits.head_s
        alone = self._between
        if alone and self._is_known(data):
            return
        before, heads, self._quickly = self._head, self._heads, False
        super().data_received(data)
        if alone and self._between and self._quickly and self.quick is not None:
            self.quick.heads.keep(data, self.headers)
        # Only what came while the head was unfinished, before and after, is all of it head.
        if before is not None and self._head is not None and self._heads == heads and not self.closing():
            self._head += len(data)
            if self._head > self.lobby.limits.head_bytes:
                self._refuse(HEAD_TOO_LARGE)

    def pause_writing(self) -> None:
        """Note since when the other side reads too slowly."""
        self.stuck = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that it reads again."""
        self.stuck = None
        super().resume_writing()

    # What the parser says.

    def on_message_begin(self) -> None:
        """Begin to count a head."""
        self.url, self.headers, self.expect_100_continue = b"", [], False  # uvicorn's own makes a scope here as well
        self._head, self._between = 0, False

    def on_headers_complete(self) -> None:
        """Let a request of sound size run, or refuse it."""
        size = len(self.url) + _SEPARATORS * len(self.headers)
        hosts = 0
        for name, value in self.headers:
            size += len(name) + len(value)
            hosts += name == b"host"
        if size > self.lobby.limits.head_bytes or len(self.headers) > MAX_HEADERS:
            self.refusal = HEAD_TOO_LARGE
        elif self.parser.get_http_version() not in VERSIONS:
            self.refusal = NO_VERSION
        elif hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):  # RFC 9112, section 3.2
            self.refusal = NO_HOST
        elif len(self.pipeline) >= MAX_AHEAD:
            self.refusal = TOO_FAR_AHEAD
        else:
            self._head = None
            self._heads += 1
            self._held_back = self._is_plain()
            if not self._held_back:
                self._go()
            return
        raise _RefusedError

    def _is_plain(self) -> bool:
        """Tell whether a request may be answered by web.quick: nothing is running, nothing special is wanted."""
        parser = self.parser
        return bool(
            self._is_free()
            and parser.get_method() == b"GET"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
        )

    def _is_free(self) -> bool:
        complete = getattr(self.cycle, "response_complete", True)  # there is none before the first request
        return bool(self.quick is not None and complete and not self.flow.write_paused)

    def _is_known(self, data: bytes) -> bool:
        """Answer a request whose head was read before, but for its address; return False, with nothing done, else."""
        if self.quick is None or not self._is_free() or len(data) > self.lobby.limits.head_bytes:
            return False
        found = self.quick.heads.find(data)
        if found is None:
            return False
        self.url, head = found
        self.headers = head.fields
        return self.quick.answers(self, head.named)

    def _go(self) -> None:
        """Let a request run as a task of the application."""
        self.scope = self._scope(self.headers)  # type: ignore[assignment] # the rest is filled in by uvicorn
        super().on_headers_complete()
        self.lobby.work(self)

    def _scope(self, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
        return {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "root_path": self.root_path,
            "headers": headers,
            "state": self.app_state.copy(),
        }

    def take(self, exchange: Exchange | None) -> None:
        """Note that web.quick has begun a request, or has not."""
        self.cycle = self._running = exchange  # type: ignore[assignment] # it stands in the place of uvicorn's
        self.lobby.work(self)

    def hand_over(self, exchange: Exchange, state: Mapping[str, Any]) -> None:
        """Let a task of the application finish what web.quick has begun; `state` is told it in its scope."""
        path, _, query = exchange.url.partition(b"?")
        scope: Any = self._scope([*exchange.headers])  # others may have the same
        scope |= {"method": "GET", "path": path.decode(), "raw_path": path, "query_string": query}
        scope["state"] |= state
        cycle = resumed(self, scope, keep_alive=exchange.keep_alive)
        latest: object = self.cycle
        if latest is exchange:  # else another request was sent ahead
            self.cycle = cycle
        self._start_asgi_task(cycle, self.app)

    def on_message_complete(self) -> None:
        """Wait for the next request; the rest of a body that was passed over is through."""
        self._head, self._between = 0, True
        if self._held_back:
            self._held_back = False
            self._quickly = self.quick is not None and self.quick.answers(self)
            if self._quickly:
                return
            self._go()
        super().on_message_complete()
        if self._passed_over is not None:
            self._passed_over = None
            self._rest()

    def on_response_complete(self) -> None:
        """Begin the next request; or rest, or pass over the rest of a body that nobody read.

        uvicorn's own sets a timer for each rest; here the lobby looks after all of them.
        """
        self.server_state.total_requests += 1
        if self.closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        if self._head is None:  # the body is not read to its end
            self._passed_over = 0
        self._rest(begun=self._head is None)

    def _rest(self, *, begun: bool = False) -> None:
        self._begun = begun
        limits = self.lobby.limits
        self.deadline = self.loop.time() + (limits.head_s if begun else limits.keep_alive_s)
        self.lobby.rest(self)

    # What the lobby says.

    def closing(self) -> bool:
        """Tell whether this connection is being closed."""
        return self.transport.is_closing()

    def leave(self) -> None:
        """Close, once what was written has been read."""
        self.transport.close()

    def _is_unread(self) -> bool:
        return self._head is None

    def cut(self) -> None:
        """Close at once."""
        self._tell_gone()
        self.transport.abort()

    def _tell_gone(self) -> None:
        """Let the running request know that nobody reads its answer any more; uvicorn tells only the one read last."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()  # of an exchange too: see web.quick

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def late(self) -> None:
        """Tell a client that began a request that it is too late; close without a word when it said nothing."""
        if self._head:
            self._refuse(TOO_LATE)
            return
        if self._begun:  # it never spoke, or went on with a body that nobody reads; else it only rested
            self.lobby.refused["silent"] += 1
        self.leave()

    # What uvicorn says of a request that its parser refuses.

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (the refusal says it better)
        """Refuse, in our words."""
        self._refuse(self.refusal)

    def _refuse(self, refusal: Refusal) -> None:
        """Answer with an error and close; only close when another answer is on its way already."""
        self.lobby.refused[refusal.error] += 1
        self.lobby.work(self)
        if self._running is not None and not self._running.response_complete:
            self.cut()
            return
        self.transport.write(refusal.written())
        self.transport.part()  # type: ignore[attr-defined] # of web.parting


def behind(lobby: Lobby, quick: Quick | None = None) -> type[Connection]:
    """Return the class of connections that one lobby watches, for uvicorn to make them from."""
    return type("WatchedConnection", (Connection,), {"lobby": lobby, "quick": quick})
