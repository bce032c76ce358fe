"""End a connection so that the other side gets to read the last answer.

A socket that is closed while bytes wait in it, or are still on their way, is reset, and the reset throws away what the
other side has not read yet: the very answer that says why. So only the writing is ended, and what still comes is passed
over until the other side ends too (RFC 9112, section 9.6). How much and how long is bounded by web.connection and
web.lobby.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


class PartingTransport:
    """A transport with such an end. `unread` tells whether a part of a request was announced that is not here yet."""

    __slots__ = ("_parting", "_transport", "_unread")

    def __init__(self, transport: asyncio.Transport, unread: Callable[[], bool]) -> None:
        self._transport, self._unread = transport, unread
        self._parting = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (the rest is the transport's own)
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write, unless the last word is said."""
        if not self._parting:
            self._transport.write(data)

    def is_closing(self) -> bool:
        """Tell whether nothing more is to be read or written."""
        return self._parting or self._transport.is_closing()

    def close(self) -> None:
        """Close when all was read, else part."""
        if self._unread():
            self.part()
        else:
            self._transport.close()

    def part(self) -> None:
        """End the writing; the reading ends when the other side does."""
        if not self.is_closing():
            self._parting = True
            self._transport.resume_reading()
            self._transport.write_eof()
