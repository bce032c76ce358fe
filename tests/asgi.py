"""The application without a server: requests go in as ASGI messages, and invented workers answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

import server
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from web.application import Application

JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'


@dataclass
class Reply:
    """What came out: `whole` tells whether the answer was ended, `parts` how it came."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    whole: bool = False

    @property
    def body(self) -> bytes:
        """All that came."""
        return b"".join(self.parts)


class Told:
    """An answer of an invented worker: parts of its body, an error, or both.

    It waits for `until` before it begins, and for `rest` after each part.
    """

    def __init__(
        self,
        *parts: bytes,
        media_type: str = JSON,
        error: Exception | None = None,
        until: asyncio.Event | None = None,
        rest: asyncio.Event | None = None,
        version: str = "v1",
    ) -> None:
        self.parts, self.error, self.version = list(parts), error, version
        self.until, self.rest = until, rest
        self.head = {"media_type": media_type, "form": "select"}
        self.left = False
        self._parts: Iterator[bytes] = iter(())

    @property
    def whole(self) -> bool:
        """Whether all of it is there from the beginning."""
        return len(self.parts) == 1 and self.error is None

    async def __aenter__(self) -> Self:
        await asyncio.sleep(0)
        if self.until:
            await self.until.wait()
        if self.error and not self.parts:
            raise self.error
        self._parts = iter(self.parts)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.left = True

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._come()

    async def _come(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            await asyncio.sleep(0)
            yield part
            if self.rest:
                await self.rest.wait()
        if self.error:
            raise self.error

    async def read(self) -> bytes:
        """Return all of it."""
        return b"".join([part async for part in self])


class Workers:
    """A pool of invented workers: remembers what it was asked; answers with `told` in turn, the last for ever."""

    def __init__(self, *told: Told) -> None:
        self.version = "v1"
        self.asked: list[dict[str, Any]] = []
        self.clients: list[str] = []
        self._told = list(told) or [Told(ROWS)]

    def stream(self, job: str, payload: Mapping[str, Any], timeout_s: float, *, client: str = "") -> Told:
        """Return the next answer."""
        assert (job, timeout_s > 0) == ("sparql", True)
        self.asked.append(dict(payload))
        self.clients.append(client)
        return self._told.pop(0) if len(self._told) > 1 else self._told[0]

    async def run(self, job: str, payload: Mapping[str, Any], timeout_s: float, *, client: str = "") -> bytes:
        """Return the next answer of a named job."""
        assert timeout_s > 0
        self.asked.append({"job": job, **payload})
        self.clients.append(client)
        told = self._told.pop(0) if len(self._told) > 1 else self._told[0]
        async with told:
            return await told.read()


def application(workers: Workers, **settings: Any) -> Application:  # noqa: ANN401 (of any setting)
    """Return the application with invented workers."""
    app = server.create_app(Settings(snapshot=Path("nowhere.nq"), **settings))
    app.state.pool = workers
    return app


async def ask(  # noqa: PLR0913 (all that a request is made of)
    app: Application,
    query: str | None = None,
    *,
    method: str = "GET",
    path: str = "/sparql",
    given: Sequence[tuple[str, str]] | bytes = (),
    body: bytes | Sequence[bytes] = b"",
    headers: Mapping[str, str] | None = None,
    client: str = "192.0.2.1",
    version: str = "1.1",
    leaves: asyncio.Event | None = None,
) -> Reply:
    """Send one request. `given` are its parameters besides the query; when `leaves` is set the client has gone."""
    parameters = [*([("query", query)] if query is not None else []), *(given if not isinstance(given, bytes) else ())]
    coming = [body] if isinstance(body, bytes) else list(body)
    reply, gone = Reply(), leaves or asyncio.Event()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": version,
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": given if isinstance(given, bytes) else urlencode(parameters).encode(),
        "root_path": "",
        "headers": [
            (b"host", b"graph.example"),
            *((k.lower().encode(), v.encode()) for k, v in (headers or {}).items()),
        ],
        "client": (client, 50000),
        "server": ("127.0.0.1", 8000),
    }

    async def receive() -> dict[str, Any]:
        if coming:
            return {"type": "http.request", "body": coming.pop(0), "more_body": bool(coming)}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        await asyncio.sleep(0)
        if message["type"] == "http.response.start":
            assert not reply.status
            reply.status = message["status"]
            reply.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            assert not reply.whole
            reply.parts += [message["body"]] if message.get("body") else []
            reply.whole = not message.get("more_body", False)

    await app(scope, receive, send)
    return reply
