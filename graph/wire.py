"""Frames between the front process and its workers: one letter for the kind, four bytes of length, the body.

A request is one frame `Q`; its body is JSON {"job", "payload", "seconds"}. An answer is one frame `=`, or `<` and
any number of `-` and then `>` when it is long; errors may come in place of any of these and end the answer:

| Kind | Body |
|---|---|
| `@` | a new worker is ready: JSON {"pid", "version"} |
| `Q` | the request |
| `=` | the whole answer: two bytes of length, that many of head (JSON), the bytes |
| `<` | the beginning of one, in the same form; more follows |
| `-` | more bytes |
| `>` | the last bytes, perhaps none: only now is the answer whole |
| `!` | an error of the family: JSON {"error", "args"} naming a class of graph.errors |
| `?` | a bug: its traceback |
"""

from __future__ import annotations

import asyncio
import json
import struct
from typing import TYPE_CHECKING, Any, Final

from graph import errors

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping

HELLO: Final = b"@"
REQUEST: Final = b"Q"
WHOLE: Final = b"="
BEGIN: Final = b"<"
MORE: Final = b"-"
END: Final = b">"
ERROR: Final = b"!"
BUG: Final = b"?"

#: Most bytes of an answer in one frame; a worker sends when it has that many.
CHUNK: Final = 64 * 1024
_MOST: Final = CHUNK + 8 * 1024
_AT_ONCE: Final = 16 * 1024
_HEADER: Final = struct.Struct("!cI")
_SHORT: Final = struct.Struct("!H")


def frame(kind: bytes, body: bytes) -> bytes:
    r"""Return a frame.

    >>> frame(END, b"ab")
    b'>\x00\x00\x00\x02ab'
    """
    return _HEADER.pack(kind, len(body)) + body


def headed(kind: bytes, head: bytes, body: bytes) -> bytes:
    """Return the frame that begins an answer: its head, as JSON, and its first bytes."""
    length = _SHORT.size + len(head) + len(body)
    return b"".join((_HEADER.pack(kind, length), _SHORT.pack(len(head)), head, body))


def parted(body: bytes) -> tuple[bytes, bytes]:
    """Return head and bytes of the body of a frame that begins an answer."""
    start = _SHORT.size
    stop = start + _SHORT.unpack_from(body)[0]
    return body[start:stop], body[stop:]


def told(error: errors.AlkaGraphError) -> bytes:
    """Return an error of the family as a frame."""
    arguments = [part if isinstance(part, list | tuple) else str(part) for part in error.args]
    return _cut(ERROR, json.dumps({"error": type(error).__name__, "args": arguments}, default=str).encode())


def bug(trace: str) -> bytes:
    """Return a traceback as a frame."""
    return _cut(BUG, trace.encode(errors="replace"))


def raised(kind: bytes, body: bytes) -> Exception:
    """Return the error that a frame tells of, ready to be raised: RuntimeError for a bug."""
    if kind == ERROR:
        fields = json.loads(body)
        known: Mapping[str, type[Exception]] = {one.__name__: one for one in _family(errors.AlkaGraphError)}
        return known[fields["error"]](*fields["args"])
    return RuntimeError(f"a job failed with a bug:\n{body.decode(errors='replace')}")


def receive(wire: socket.socket) -> bytes | None:
    """Return the body of the next frame on a blocking socket; None when the other side has closed.

    Nothing may follow that frame before it is answered. So one call reads most of them, instead of one for the head.
    """
    part = wire.recv(_AT_ONCE)
    if len(part) < _HEADER.size:
        rest = _exactly(wire, _HEADER.size - len(part)) if part else None
        if rest is None:
            return None
        part += rest
    missing = _HEADER.size + _HEADER.unpack_from(part)[1] - len(part)
    if not missing:
        return part[_HEADER.size :]
    rest = _exactly(wire, missing)
    return None if rest is None else part[_HEADER.size :] + rest


class Link(asyncio.BufferedProtocol):
    """The front's end of a worker's socket: cuts what arrives into frames, in a buffer it keeps.

    `got(kind, body)` is called with each frame, `lost(taken)` once when the other side has closed: `taken` is false
    when it left something unread that had been sent to it, which the kernel tells by an error.
    """

    def __init__(self, got: Callable[[bytes, bytes], None], lost: Callable[[bool], None]) -> None:
        self._got, self._lost = got, lost
        self._space = memoryview(bytearray(2 * _MOST))
        self._filled = 0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, to write to."""
        self.transport = transport  # type: ignore[assignment] # a stream's
        self.transport.set_write_buffer_limits(high=1 << 30)  # a request is small, and one is under way at most

    def get_buffer(self, sizehint: int) -> Any:  # noqa: ANN401, ARG002 (asyncio's signature: any writable buffer)
        """Return the free part of the buffer; a frame always fits, so it is never empty."""
        return self._space[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """Hand on every frame that is complete."""
        filled, start, space = self._filled + nbytes, 0, self._space
        while filled - start >= _HEADER.size:
            kind, length = _HEADER.unpack_from(space, start)
            stop = start + _HEADER.size + length
            if length > _MOST:
                self.transport.abort()  # no frame of ours: the worker is out of its mind
                return
            if stop > filled:
                break
            self._got(kind, bytes(space[start + _HEADER.size : stop]))
            start = stop
        if start:
            left = filled - start
            space[:left] = space[start:filled]
            filled = left
        self._filled = filled

    def eof_received(self) -> bool:
        """Close when the other side does."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the worker is gone."""
        self._lost(exc is None)


def _family(root: type[Exception]) -> list[type[Exception]]:
    return [root, *(one for child in root.__subclasses__() for one in _family(child))]


def _cut(kind: bytes, body: bytes) -> bytes:
    if len(body) <= _MOST:
        return frame(kind, body)
    if kind == BUG:
        return frame(kind, body[-_MOST:])
    return told(errors.QueryFailed("the message of this error is too long to be told"))


def _exactly(wire: socket.socket, size: int) -> bytes | None:
    part = wire.recv(min(size, 1 << 20)) if size else b""
    if len(part) == size:  # nearly always
        return part
    parts = [part]
    missing = size - len(part)
    while missing:
        if not part:
            return None
        part = wire.recv(min(missing, 1 << 20))
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
