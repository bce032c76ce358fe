"""Answer the usual look-up straight on its connection, without a task, a scope or a layer of the application.

Most of what a small query cost the front were these. So a GET of the endpoint that asks for nothing special is read
here; its answer is taken from the cache or, by a callback, from a worker. It is the same answer with the same header
fields, count and line in the log as web.endpoint gives (tests/server/test_quick.py). Whatever is not so simple goes
there: at once, with nothing done; or with what was begun (web.asking.Begun) when a worker has been asked already, which
brought an error or an answer that goes out part by part. So each of these has one place where it is written.
"""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from graph.errors import AlkaGraphError
from web import protocol
from web.admission import client_name
from web.asking import Begun, Key, base_of
from web.endpoint import HIT, MISS, PATHS, always
from web.envelope import DATA
from web.forwarded import Through
from web.heads import Heads
from web.negotiation import AnswerTypes, answer_types, wants_gzip
from web.observing import LEFT, Past, named
from web.protocol import Question
from web.replies import AT_ONCE, Reply, written

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.datastructures import State

    from graph.delivery import Answer
    from web.admission import Client
    from web.cache import Cache, Lead
    from web.connection import Connection
    from web.forwarded import Address
    from web.observing import Recorder
    from web.replies import Ready
    from web.settings import Settings

LOG: Final = logging.getLogger("alkagraph.web")

ROUTE: Final = "/sparql"
#: Fields that ask for something special: a body, a condition, another protocol.
_SPECIAL: Final = frozenset(
    name.encode()
    for name in (
        *("content-length", "transfer-encoding", "content-encoding", "content-type"),
        *("expect", "upgrade", "if-none-match"),
    )
)
#: Requests up to this length are read once and kept, the most recent of them.
_KEPT_LENGTH: Final = 4096
_KEPT: Final = 1024
#: How long a query may go on whose client has left: a quick one ends by itself, and its worker need not be replaced.
_LINGER_S: Final = 0.06


class Asked(NamedTuple):
    """What a request asks."""

    question: Question
    types: AnswerTypes
    base: str
    gzip: bool


class Quick:
    """What answers requests on their connections. `state` is the application's."""

    def __init__(self, state: State) -> None:
        settings: Settings = state.settings
        self.state, self.settings = state, settings
        self.cache: Cache[Reply] = state.cache
        self.recorder: Recorder = state.recorder
        self._begins = tuple(f"{root}{path}?".encode() for root in {"", settings.root_path} for path in PATHS)
        fields = written((*always(settings), *DATA))
        self.hit, self.miss = (written((how,)) + fields + b"x-request-id: " for how in (HIT, MISS))
        self.heads = Heads()
        self._through = Through(settings.proxies) if settings.proxies else None
        self._dated: Any = None
        self._start = b""

    def answers(self, connection: Connection, headers: dict[bytes, bytes] | None = None) -> bool:
        """Answer a request without a body, or begin to; return False, with nothing done, when it is not for here.

        `headers` are its fields by name, where they were told apart before (web.heads).
        """
        url, headers = connection.url, dict(connection.headers) if headers is None else headers
        pool = getattr(self.state, "pool", None)
        if (
            pool is None
            or not url.startswith(self._begins)
            or len(headers) != len(connection.headers)
            or not _SPECIAL.isdisjoint(headers)
        ):
            return False
        client: Address = connection.client
        scheme: str = connection.scheme or "http"
        if self._through is not None:
            client, scheme = self._through(client, scheme, headers)
        asked = self._asked(url, headers, scheme)
        if asked is None:
            return False
        key = Key(pool.version, asked.question, asked.types, asked.base)
        exchange = Exchange(self, connection, client, key, gzip=asked.gzip)
        exchange.name = named(headers.get(b"x-request-id"))
        reply = self.cache.peek(key)
        if reply is not None:
            return exchange.repeat(reply)
        return self.cache.under_way(key) is None and exchange.begin()

    def _asked(self, url: bytes, headers: dict[bytes, bytes], scheme: str) -> Asked | None:
        """Read a request; return None for one that asks nothing or is wrong, which web.endpoint tells better."""
        if len(url) > _KEPT_LENGTH or b"#" in url:
            return None
        given = (headers.get(b"accept"), headers.get(b"accept-encoding"), headers.get(b"host", b""))
        try:
            asked = _read(url, *given, scheme, self.settings.root_path)
            if asked is not None:
                protocol.measure(asked.question, self.settings.query_bytes)
        except AlkaGraphError:
            return None
        return asked

    def start(self, connection: Connection) -> bytes:
        """Return how an answer starts: its status, and the fields that uvicorn renews every second."""
        fields = connection.server_state.default_headers
        if fields is not self._dated:
            self._dated, self._start = fields, b"HTTP/1.1 200 OK\r\n" + written(tuple(fields))
        return self._start


class Exchange:
    """One request and its answer. It stands where uvicorn has its RequestResponseCycle, as far as that is looked at."""

    __slots__ = (
        *("_answer", "_asker", "_client", "_connection", "_gzip", "_key", "_lead", "_leaving", "_quick"),
        *("_since", "disconnected", "headers", "keep_alive", "more_body", "name"),
        *("response_complete", "url"),
    )

    def __init__(self, quick: Quick, connection: Connection, client: Address, key: Key, *, gzip: bool) -> None:
        self._asker = client
        self._quick, self._connection, self._key, self._gzip = quick, connection, key, gzip
        self._since = time.perf_counter()
        self.url, self.headers = connection.url, connection.headers
        self.name = ""
        self.keep_alive, self.more_body = True, False
        self.response_complete = self.disconnected = self._leaving = False
        self._answer: Answer
        self._client: Client
        self._lead: Lead[Reply]

    def repeat(self, reply: Reply) -> bool:
        """Give a kept answer; return False when it has to be coded first."""
        ready = reply.ready(gzip=self._gzip)
        if ready is None:
            return False
        self._quick.cache.find(self._key)  # which counts, and keeps it young
        self._keep_grown(reply)
        self._connection.cycle = self  # type: ignore[assignment] # in the place of uvicorn's
        self._send(ready, self._quick.hit, kept=True)
        return True

    def begin(self) -> bool:
        """Have a worker answer; return False when none may, for which web.endpoint has the words."""
        quick, key = self._quick, self._key
        state, settings = quick.state, quick.settings
        client = client_name({"client": self._asker})
        try:
            payload = key.payload(settings.query_bytes)
            self._answer = state.pool.stream("sparql", payload, settings.sparql_s, client=client)
            self._client = state.clients.client(client).__enter__()
        except AlkaGraphError:
            return False
        self._lead = quick.cache.lead(key).__enter__()
        self._connection.take(self)
        quick.recorder.metrics.running += 1
        try:
            self._answer.start(self._heard)
        except AlkaGraphError:
            self._release()
            self._connection.take(None)
            return False
        quick.cache.misses += 1
        return True

    @property
    def message_event(self) -> Self:
        """What uvicorn sets when something has happened to a request: here only that its client left."""
        return self

    def set(self) -> None:
        """End soon, if the client has left."""
        if self.disconnected and not self.response_complete and not self._leaving:
            self._leaving = True
            self._connection.loop.call_later(_LINGER_S, self._leave)

    def _leave(self) -> None:
        if not self.response_complete:
            self._release()
            self._end(LEFT, 0, "cut", kept=False)

    def _heard(self) -> None:
        """Send an answer that is whole; hand over another, and an error."""
        answer = self._answer
        try:
            if self.disconnected:
                self._leave()
            elif not answer.whole or (self._gzip and answer.size > AT_ONCE):
                self._hand_over()
            else:
                self._deliver()
        except Exception:
            LOG.exception("a request failed", extra={"request_id": self.name})
            self._connection.cut()

    def _deliver(self) -> None:
        answer, key, lead = self._answer, self._key, self._lead
        media_type, version = answer.head["media_type"], answer.version
        reply = Reply(media_type, key.tag(version, media_type) if version else "", answer.taken())
        if version and version == key.version:
            lead.keep(reply, reply.size + key.weight)
        elif version == key.version:
            lead.share(reply)
        self._release()
        ready = reply.ready(gzip=self._gzip)
        if ready is not None:  # it is small enough: see _heard
            self._keep_grown(reply)
            self._send(ready, self._quick.miss, kept=False)

    def _hand_over(self) -> None:
        self._quick.recorder.metrics.running -= 1
        begun = Begun(self._key, _Entered(self._client), self._lead, self._answer)
        self._connection.hand_over(self, {"begun": begun, "request_id": self.name, "since": self._since})

    def _send(self, ready: Ready, how: bytes, *, kept: bool) -> None:
        """Write head and body at once: one system call less."""
        connection, body = self._connection, ready.body
        if not connection.closing():
            end = b"\r\n\r\n" if self.keep_alive else b"\r\nconnection: close\r\n\r\n"
            start = self._quick.start(connection)
            connection.transport.write(b"".join((start, ready.lines, how, self.name.encode(), end, body)))
            if not self.keep_alive:
                connection.transport.close()
        self._end(200, len(body), "ok", kept=kept)
        connection.on_response_complete()

    def _end(self, status: int, size: int, outcome: str, *, kept: bool) -> None:
        self.response_complete = True
        seconds = time.perf_counter() - self._since
        past = Past(ROUTE, "GET", status, seconds, size, self.name, outcome, kept, self._asker)
        self._quick.recorder.note(past)

    def _keep_grown(self, reply: Reply) -> None:
        if reply.grown and self._key.version:
            self._quick.cache.keep(self._key, reply, reply.size + self._key.weight)
            reply.grown = False

    def _release(self) -> None:
        self._quick.recorder.metrics.running -= 1
        self._answer.close()
        self._lead.__exit__(None, None, None)
        self._client.__exit__()


class _Entered:
    """A context that was entered before: all that is left is to leave it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.__exit__(kind, error, at)


@lru_cache(_KEPT)
def _read(url: bytes, accept: bytes | None, coding: bytes | None, host: bytes, scheme: str, root: str) -> Asked | None:
    question = protocol.read_address(url.partition(b"?")[2])
    if question is None:
        return None
    types = answer_types(question.form or (None if accept is None else accept.decode("latin-1")))
    gzip = coding is not None and wants_gzip(coding.decode("latin-1"))
    return Asked(question, types, base_of(scheme, host.decode("latin-1"), root), gzip)
