"""Where a job writes its answer: a binary sink that sends chunks on while the rest is still being computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from graph import wire
from graph.errors import AnswerTooLarge

if TYPE_CHECKING:
    import socket

_NOTHING: Final = b"{}"


class Outlet:
    """A file to write an answer to, bounded in size; a small answer leaves as one frame.

    `head` tells what the answer is; it must be set before more than a chunk has been written.
    """

    def __init__(self, socket: socket.socket, largest: int) -> None:
        self.head: dict[str, Any] = {}
        self.size = 0
        self._socket, self._largest = socket, largest
        self._parts: list[bytes] = []
        self._held = 0
        self._begun = False

    def write(self, data: bytes) -> int:
        """Take some bytes; raise AnswerTooLarge beyond the limit."""
        length = len(data)
        self.size += length
        if self.size > self._largest:
            message = f"the answer has more than {self._largest} bytes, the most sent: narrow it or add a LIMIT"
            raise AnswerTooLarge(message)
        self._parts.append(data)
        self._held += length
        if self._held > wire.CHUNK:
            self._send()
        return length

    def flush(self) -> None:
        """Do nothing: chunks are sent when they are full."""

    def finish(self) -> None:
        """Send what is left, and that this is all."""
        rest = b"".join(self._parts)
        frame = wire.frame(wire.END, rest) if self._begun else wire.headed(wire.WHOLE, self._headline(), rest)
        self._socket.sendall(frame)

    def _send(self) -> None:
        """Send all full chunks."""
        text = b"".join(self._parts)
        full = len(text) // wire.CHUNK * wire.CHUNK
        for start in range(0, full, wire.CHUNK):
            part = text[start : start + wire.CHUNK]
            frame = wire.frame(wire.MORE, part) if self._begun else wire.headed(wire.BEGIN, self._headline(), part)
            self._begun = True
            self._socket.sendall(frame)
        rest = text[full:]
        self._parts, self._held = [rest], len(rest)

    def _headline(self) -> bytes:
        return orjson.dumps(self.head) if self.head else _NOTHING
