"""Make answers ready to be sent: entity tags, gzip, header fields; and tell whether a client has one already."""

from __future__ import annotations

import asyncio
import re
import zlib
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.types import Send

Headers = tuple[tuple[bytes, bytes], ...]

#: Answers shorter than this are not worth coding, bytes.
WORTH_CODING: Final = 1024
#: Measured on rows in JSON: 2.6 ms a megabyte, to 8 % of it; level 6 takes twice the time for a fifth fewer bytes, and
#: level 1 is no faster. A look-up of 6 KB costs 12 µs, once for each kept answer.
_LEVEL: Final = 3
_GZIP: Final = zlib.MAX_WBITS | 16  # the window of zlib that writes the gzip format (RFC 1952)
#: More than this is coded in a thread, so that nobody waits for it; bytes.
AT_ONCE: Final = 64 * 1024
_CODED: Final = "-gzip"
_TAG: Final = re.compile(r'"([^"]*)"')


class Ready(NamedTuple):
    """One representation of an answer: its header fields as they are written, and its body."""

    lines: bytes
    body: bytes

    @property
    def headers(self) -> Headers:
        """Its header fields one by one."""
        return tuple((name, value) for name, _, value in (line.partition(b": ") for line in self.lines.splitlines()))


def ready(media_type: str, tag: str, body: bytes, *, coded: bool = False) -> Ready:
    """Return a representation with its length and its tag."""
    return Ready(_form(media_type, coded=coded) % (tag.encode(), len(body)), body)


def written(headers: Headers) -> bytes:
    r"""Return header fields as they are written.

    >>> written(((b"vary", b"Accept"),))
    b'vary: Accept\r\n'
    """
    return b"".join([b"%b: %b\r\n" % field for field in headers])


class Reply:
    """A whole answer in one media type: as it is, and coded with gzip once somebody wants that.

    Without a tag, for data whose version nobody tells, it gets one from its bytes.
    """

    __slots__ = ("_coded", "_plain", "grown", "media_type", "tag")

    def __init__(self, media_type: str, tag: str, body: bytes) -> None:
        self.media_type, self.grown = media_type, False
        self.tag = tag or blake2b(body, digest_size=12).hexdigest()
        self._plain = ready(media_type, self.tag, body)
        self._coded: Ready | None = None

    @property
    def size(self) -> int:
        """The bytes it takes, in both codings."""
        return len(self._plain.body) + (len(self._coded.body) if self._coded else 0)

    def ready(self, *, gzip: bool) -> Ready | None:
        """Return it in the coding a client wants, or None when `coded` has to be awaited first."""
        if not gzip or len(self._plain.body) < WORTH_CODING:
            return self._plain
        if self._coded is None and len(self._plain.body) <= AT_ONCE:
            coder = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
            self._take(coder.compress(self._plain.body) + coder.flush())
        return self._coded

    async def coded(self) -> Ready:
        """Return it coded with gzip."""
        if self._coded is None:
            coder, body = Coder(), self._plain.body
            self._coded = self._take(await coder.feed(body) + await coder.end())
        return self._coded

    def _take(self, packed: bytes) -> Ready:
        """Keep it as it is coded."""
        self._coded, self.grown = ready(self.media_type, self.tag, packed, coded=True), True
        return self._coded


class Coder:
    """Codes a stream with gzip; what comes out of it is a stream too."""

    def __init__(self) -> None:
        self._coder = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)

    async def feed(self, part: bytes) -> bytes:
        """Return what is ready to be sent after a further part."""
        if len(part) > AT_ONCE:
            return await asyncio.to_thread(self._coder.compress, part)
        return self._coder.compress(part)

    async def end(self) -> bytes:
        """Return the last bytes."""
        return self._coder.flush()


CODING: Final = (b"content-encoding", b"gzip")


def described(media_type: str, tag: str, *, coded: bool = False) -> Headers:
    """Return the fields that describe an answer, without a tag if there is none; text is always UTF-8."""
    text = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    tagged = (etag(tag, coded=coded),) if tag else ()
    return ((b"content-type", text.encode()), *tagged, *([CODING] if coded else []))


@lru_cache(32)  # there are few media types
def _form(media_type: str, *, coded: bool) -> bytes:
    """Return the fields of a whole answer as they are written, with room for its tag and its length."""
    return written((*described(media_type, "%b", coded=coded), (b"content-length", b"%d")))


def etag(tag: str, *, coded: bool = False) -> tuple[bytes, bytes]:
    """Return the field ETag.

    It is weak (RFC 9110, section 8.8.1): without ORDER BY the same rows may come in another order next time. Another
    coding is another representation, with a tag of its own (section 8.8.3.3).
    """
    return (b"etag", f'W/"{tag}{_CODED if coded else ""}"'.encode())


def tag_of(*parts: str) -> str:
    """Return a tag for an answer from all that it depends on."""
    return blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=12).hexdigest()


def held_already(if_none_match: str, tags: Iterable[str], *, gzip: bool) -> str | None:
    """Return the tag of the answer that a client holds, in a coding it can read (RFC 9110, section 13.1.2), or None.

    >>> held_already('W/"b", "a"', ["a"], gzip=False)
    'a'
    >>> held_already('"a-gzip"', ["a"], gzip=False)
    """
    held = set(_TAG.findall(if_none_match))
    for tag in tags:
        if tag in held or if_none_match.strip() == "*":
            return tag
        if gzip and f"{tag}{_CODED}" in held:
            return f"{tag}{_CODED}"
    return None


async def send_whole(send: Send, headers: Sequence[tuple[bytes, bytes]], body: bytes, status: int = 200) -> None:
    """Send an answer that is there as a whole."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
