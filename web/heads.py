"""Know the head of a request again that differs from one before in its address alone: the rest need not be read again.

A program sends the same fields with each request, and parsing them is a part of what a small query costs the front.
What is kept here was read by the parser, byte for byte, and found to be plain (web.quick); the line before it must be
written so that it can be read in one way only (RFC 9112, section 3). Whatever else comes is the parser's.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

#: So many are kept, none longer than this.
MOST: Final = 512
LONGEST: Final = 1024
_LINE: Final = re.compile(rb'GET (/[!"$-~]*+) HTTP/1\.1\r\n')
_END: Final = b"\r\n\r\n"


class Head(NamedTuple):
    """The fields of a request, each name once."""

    fields: list[tuple[bytes, bytes]]
    named: dict[bytes, bytes]


class Heads:
    """Heads by their bytes, without the line of the request."""

    def __init__(self) -> None:
        self._known: dict[bytes, Head] = {}

    def find(self, packet: bytes) -> tuple[bytes, Head] | None:
        """Return the address and the head of a packet that is one whole request, if such a head was kept."""
        line = _LINE.match(packet)
        head = None if line is None else self._known.get(packet[line.end() :])
        return None if line is None or head is None else (line[1], head)

    def keep(self, packet: bytes, fields: list[tuple[bytes, bytes]]) -> None:
        """Keep the head of a packet that was read as one request with these fields, no name twice and no body."""
        line = _LINE.match(packet)
        rest = b"" if line is None else packet[line.end() :]
        if len(rest) > LONGEST or rest.find(_END) + len(_END) != len(rest):  # nothing follows it
            return
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[rest] = Head(fields, dict(fields))
