"""Who asks through a proxy, and by which scheme, when a request is answered without the layers of the application."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Host and port of who asks.
Address = tuple[str, int] | None

_FORWARDED: Final = (b"x-forwarded-for", b"x-forwarded-proto")
_SAME: Final = -1  # no port
_SHORT: Final = 256
#: So many of the latest clients are kept as they were read.
_KEPT: Final = 1024


class Through:
    """Tells who asks through a proxy that is believed, and by which scheme: what uvicorn's own layer makes of it."""

    def __init__(self, proxies: Sequence[str]) -> None:
        self._layer: Any = ProxyHeadersMiddleware(_nothing, [*proxies])
        self._found = lru_cache(_KEPT)(self._find)

    def __call__(self, client: Address, scheme: str, headers: dict[bytes, bytes]) -> tuple[Address, str]:
        """Return the address of the client and the scheme; those of the connection, when nothing else is told."""
        fields = tuple((name, headers[name]) for name in _FORWARDED if name in headers)
        if not fields or client is None:
            return client, scheme
        short = sum(len(value) for _, value in fields) <= _SHORT  # else strangers could fill the memory
        found, scheme = (self._found if short else self._find)(client[0], scheme, fields)
        return found or client, scheme

    def _find(self, host: str, scheme: str, fields: tuple[tuple[bytes, bytes], ...]) -> tuple[Address, str]:
        scope: dict[str, Any] = {"type": "http", "client": (host, _SAME), "scheme": scheme, "headers": fields}
        with suppress(StopIteration):  # it awaits nothing
            self._layer(scope, None, None).send(None)
        return None if scope["client"] == (host, _SAME) else scope["client"], scope["scheme"]


async def _nothing(*_: object) -> None:
    """Stand in for the application."""
