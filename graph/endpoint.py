"""Ask a SPARQL endpoint over HTTP: one form out, one bounded reply back, or an error that says what went wrong.

The connection is kept between questions, by each process its own. A question goes out a second time only where the
server had hung up the kept connection before it replied. Redirects are reported and never followed, certificates are
checked, and neither name nor password ever stands in an error.

The environment sets it up: `ALKAGRAPH_ENDPOINT_USER` and `ALKAGRAPH_ENDPOINT_PASSWORD` (HTTP Basic),
`ALKAGRAPH_ENDPOINT_S` (seconds to wait for an answer, 60) and `ALKAGRAPH_ENDPOINT_MB` (megabytes of one, 256).
"""

from __future__ import annotations

import base64
import http.client
import os
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from graph.errors import QueryFailed, QueryTimedOut, StoreUnusable
from graph.names import shorten

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping, Sequence

_MEGABYTE: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024
#: Most characters of what a server says of a query it would not answer, and of a place it points on to.
_COMPLAINT: Final = 300
_HEADERS: Final = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "alkagraph"}
_REFUSED: Final = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
#: What servers answer to a query that they cannot read or evaluate; Virtuoso takes 500 for the latter.
_FAILED: Final = {HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR}
#: How Virtuoso marks an "anytime" answer: what it had found when its time was over.
_CUT: Final = "S1TAT"
_RUNNING: Final = "Is its address right, and is it running?"
_WHO: Final = "Set ALKAGRAPH_ENDPOINT_USER and ALKAGRAPH_ENDPOINT_PASSWORD."


@dataclass(frozen=True, slots=True)
class Reach:
    """How a server is asked: with which name and password, for how many seconds and bytes at most."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    seconds: float = 60.0
    largest: int = 256 * _MEGABYTE

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Reach:
        """Read the settings; raise StoreUnusable for a value that is no number above zero."""
        user, password = (
            environment.get(name, "") for name in ("ALKAGRAPH_ENDPOINT_USER", "ALKAGRAPH_ENDPOINT_PASSWORD")
        )
        seconds = _number(environment, "ALKAGRAPH_ENDPOINT_S", 60.0)
        megabytes = _number(environment, "ALKAGRAPH_ENDPOINT_MB", 256.0)
        return cls(user, password, seconds, int(megabytes * _MEGABYTE))

    def headers(self) -> dict[str, str]:
        """Return what shows the server who asks."""
        if not self.user:
            return {}
        pair = f"{self.user}:{self.password}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


class Endpoint:
    """One endpoint, and the connection to it."""

    def __init__(self, url: str, reach: Reach | None = None) -> None:
        parts = urlsplit(url)
        if "@" in parts.netloc:
            bare = url.replace(f"{parts.netloc.rpartition('@')[0]}@", "")
            problem = "an address must not hold a name or a password"
            raise StoreUnusable("sparql+" + bare, problem, f"Leave them out. {_WHO}")
        self.url = url
        self._address = f"sparql+{url}"
        self._reach = reach if reach is not None else Reach.from_environment()
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname or "", parts.port
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._line: http.client.HTTPConnection | None = None
        self._pid = 0

    def __del__(self) -> None:
        if hasattr(self, "_line"):  # else the address was refused
            self.close()

    def post(self, form: Sequence[tuple[str, str]], media_type: str) -> bytes:
        """Send a form and return the reply, which has this media type.

        Raises QueryFailed for what the server could not answer whole, QueryTimedOut, and StoreUnusable when it cannot
        be reached or is no endpoint for us.
        """
        headers = {**_HEADERS, **self._reach.headers(), "Accept": media_type}
        deadline = time.monotonic() + self._reach.seconds
        try:
            reply, socket_ = self._sent(urlencode(form).encode(), headers)
            body = self._body(reply, socket_, deadline)
        except TimeoutError as error:
            self.close()
            message = f"the store at {self.url} did not answer within {self._reach.seconds:g} seconds"
            raise QueryTimedOut(message) from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            problem = f"it cannot be reached ({str(error) or type(error).__name__})"
            raise StoreUnusable(self._address, problem, _RUNNING) from error
        if reply.status in _FAILED:
            raise QueryFailed(_complaint(reply, body) or f"the server answered with status {reply.status}")
        if problem := _problem(reply, body, media_type):
            raise StoreUnusable(self._address, problem, _WHO if reply.status in _REFUSED else _RUNNING)
        if cut := _cut(reply):
            raise QueryFailed(cut)
        return body

    def close(self) -> None:
        """Hang up until the next question."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _sent(self, body: bytes, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, socket.socket]:
        """Return the head of the reply, and the socket that the rest comes through."""
        while True:
            line, kept = self._connected()
            try:
                line.request("POST", self._target, body, headers)
                return line.getresponse(), line.sock
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if not kept:
                    raise

    def _connected(self) -> tuple[http.client.HTTPConnection, bool]:
        """Return a connection, and whether it was used before."""
        line, seconds = self._line, self._reach.seconds
        if line is not None and line.sock is not None and self._pid == os.getpid():
            line.sock.settimeout(seconds)
            return line, True
        self.close()
        if self._secure:
            trust = ssl.create_default_context()
            line = http.client.HTTPSConnection(self._host, self._port, timeout=seconds, context=trust)
        else:
            line = http.client.HTTPConnection(self._host, self._port, timeout=seconds)
        line.connect()
        self._line, self._pid = line, os.getpid()
        return line, False

    def _body(self, reply: http.client.HTTPResponse, socket_: socket.socket | None, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        with reply:  # the connection stays
            while True:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                if socket_ is not None:  # else this is the last answer over it, and the reply holds the only handle
                    socket_.settimeout(left)
                part = reply.read1(_CHUNK)
                if not part:
                    break
                size += len(part)
                if size > self._reach.largest:
                    self.close()
                    message = f"the answer is larger than {self._reach.largest // _MEGABYTE} MB; ask for less of it"
                    raise QueryFailed(message)
                parts.append(part)
            if reply.length:
                message = f"the reply broke off {reply.length} bytes before its end"
                raise http.client.HTTPException(message)
        return b"".join(parts)


def _problem(reply: http.client.HTTPResponse, body: bytes, media_type: str) -> str:
    """Return why a reply is no answer to a query; the empty text when it is one."""
    status, told = reply.status, reply.headers.get_content_type()
    if status in _REFUSED:
        return f"it asks who we are (status {status})"
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        place = shorten(reply.headers.get("Location", ""), _COMPLAINT)
        return f"it points on to “{place}” (status {status}), which is not followed"
    if status != HTTPStatus.OK:
        return f"it answered with status {status}. {_complaint(reply, body)}".strip()
    return f"it answered with {told} instead of {media_type}" if told != media_type else ""


def _cut(reply: http.client.HTTPResponse) -> str:
    """Return how a server has cut an answer; the empty text when it is whole."""
    if reply.headers.get("X-SQL-State") == _CUT:
        return "the server ran out of time and sent only a part of the answer"
    if rows := reply.headers.get("X-SPARQL-MaxRows"):
        return f"the server sends at most {rows} rows of an answer: raise its limit (ResultSetMaxRows) or ask for less"
    return ""


def _complaint(reply: http.client.HTTPResponse, body: bytes) -> str:
    """Return what a server says is wrong, in one short line; nothing of a page made for browsers."""
    if reply.headers.get_content_type() == "text/html":
        return ""
    text = body[: 20 * _COMPLAINT].decode(errors="replace").split("\n\nSPARQL query:")[0]  # Virtuoso repeats the query
    return shorten(" ".join("".join(c if c.isprintable() else " " for c in text).split()), _COMPLAINT)


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "") or str(default)
    with suppress(ValueError):
        if 0 < float(text) < _MEGABYTE:
            return float(text)
    problem = f"{name}={text!r} is no number above zero"
    raise StoreUnusable("sparql+", problem, f"Leave it out for {default:g}.")  # noqa: EM101 - the kind, not a message
