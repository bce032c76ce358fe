"""Speak to the server over bare sockets, from any address of this machine, as politely or as rudely as a case wants."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: How long an attacker waits for an answer, seconds: longer than any limit of the server under attack.
PATIENCE_S: Final = 45.0
#: Stands in place of a status: the server closed the connection without an answer.
CLOSED: Final = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: the status or CLOSED, everything received, and whether the answer came to its end."""

    status: int
    raw: bytes
    whole: bool

    @property
    def body(self) -> bytes:
        """The body, with the marks of its chunks if it had any."""
        return self.raw.partition(b"\r\n\r\n")[2]


@dataclass(frozen=True, slots=True)
class Target:
    """The server under attack, where an attack comes from, and what it tries to reach."""

    port: int
    source: str  # the attacker's address
    listener: int  # a port on this machine that nothing may call
    secret: str  # a file whose content nobody may see

    def open(self, timeout_s: float = PATIENCE_S) -> socket.socket:
        """Return a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout_s, source_address=(self.source, 0))

    def say(self, *parts: bytes, pause_s: float = 0.0) -> Outcome:
        """Send some bytes and read the answer."""
        with self.open() as connection:
            with suppress(ConnectionError):
                for part in parts:
                    connection.sendall(part)
                    time.sleep(pause_s)
            return answer_on(connection)

    def request(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Outcome:
        """Send one sound request."""
        return self.say(head(method, path, {"Content-Length": str(len(body)), **(headers or {})}) + body)

    def post(self, kind: str, body: bytes | str, path: str = "/sparql") -> Outcome:
        """Post a body of a media type."""
        raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        return self.request("POST", path, raw, {"Content-Type": kind})

    def query(self, text: str) -> Outcome:
        """Post a query."""
        return self.post("application/sparql-query", text)

    def get(self, path: str, **parameters: str) -> Outcome:
        """Get a path with parameters."""
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
        return self.request("GET", f"{path}?{query}" if query else path)


def head(method: str, path: str, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> bytes:
    """Return the head of a request that ends its connection."""
    pairs = headers.items() if hasattr(headers, "items") else headers
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *(f"{n}: {v}" for n, v in pairs)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer_on(connection: socket.socket) -> Outcome:
    """Read what comes until the connection ends; a time-out ends the attack without an answer."""
    raw = b""
    with suppress(OSError):
        while part := connection.recv(1 << 18):
            raw += part
    line = raw.partition(b"\r\n")[0].split()
    status = int(line[1]) if len(line) > 1 and line[0] == b"HTTP/1.1" and line[1].isdigit() else CLOSED
    return Outcome(status, raw, _is_whole(raw))


def _is_whole(raw: bytes) -> bool:
    top, _, body = raw.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in top.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in fields:
        return len(body) >= int(fields[b"content-length"])
    return body.endswith(b"0\r\n\r\n")
