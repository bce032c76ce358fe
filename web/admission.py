"""Share the workers among clients: how many queries one may have under way, and how many it may start in a while.

A client is the address it comes from; a whole IPv6 network of 64 bits is one, since whoever has one address there has
them all (RFC 6177). Behind a reverse proxy the address is the one that a trusted proxy tells (web.settings:
`proxies`). What the cache answers costs nothing.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Self

from web.errors import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

#: So many clients are remembered. The longest silent is forgotten first, which gives it a full bucket again.
MOST: Final = 10_000
_NETWORK_BITS: Final = 64
#: How long a client with too many queries under way is asked to wait, seconds.
_PAUSE_S: Final = 1.0


class Client:
    """One client: queries under way, and its bucket of tokens, each of which lets it start one query."""

    __slots__ = ("clients", "filled_at", "tokens", "under_way")

    def __init__(self, clients: Clients, now: float) -> None:
        self.clients, self.filled_at, self.tokens, self.under_way = clients, now, clients.burst, 0

    def __enter__(self) -> Self:
        """Take a token and a place; raise TooManyRequests when there is none."""
        shared = self.clients
        if self.under_way >= shared.at_once:
            message = f"{self.under_way} of your queries are under way already"
            raise TooManyRequests(message, _PAUSE_S)
        now = shared.clock()
        self.tokens = min(shared.burst, self.tokens + (now - self.filled_at) * shared.rate)
        self.filled_at = now
        if self.tokens < 1:
            message = f"more than {shared.rate:g} queries a second"
            raise TooManyRequests(message, (1 - self.tokens) / shared.rate)
        self.tokens -= 1
        self.under_way += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.under_way -= 1


class Clients:
    """Everyone who asked lately. `rate` is queries a second, `burst` how many may come at once after a pause."""

    def __init__(
        self, rate: float, burst: float, at_once: int, *, most: int = MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst, self.at_once, self.most, self.clock = rate, burst, at_once, most, clock
        self._known: OrderedDict[str, Client] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def client(self, name: str) -> Client:
        """Return a client by its name, for `with`: inside it one of its queries is under way."""
        client = self._known.get(name)
        if client is None:
            client = self._known[name] = Client(self, self.clock())
            while len(self._known) > self.most:
                self._known.popitem(last=False)  # one that is under way keeps counting in its own `with`
        else:
            self._known.move_to_end(name)
        return client


def client_name(scope: Scope) -> str:
    """Return who asks: an address, or the network of one."""
    client = scope.get("client")
    return _network(client[0]) if client else ""


@lru_cache(4096)
def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:  # a Unix socket, or what a proxy calls its client
        return host[:_NETWORK_BITS]
    if address.version == 4:  # noqa: PLR2004 (the version of the protocol)
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, _NETWORK_BITS), strict=False))
