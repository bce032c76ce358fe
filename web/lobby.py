"""Who may keep a connection open: how many, from where, and for how long while nothing happens on it."""

from __future__ import annotations

import ipaddress
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

#: How often the connections are looked over, seconds.
ROUND_S: Final = 1.0
#: How long a connection that was closed may take to go away before it is cut, seconds.
LINGER_S: Final = 5.0
_PREFIX_V6: Final = 64  # one household or machine gets at least so many addresses


@dataclass(frozen=True, slots=True)
class LobbyLimits:
    """What connections may cost. Times are seconds, sizes bytes."""

    total: int = 2000  # connections open at once
    each: int = 200  # of these from one address
    head_bytes: int = 64 * 1024  # request line and headers
    head_s: float = 10.0  # how long they may take to arrive
    keep_alive_s: float = 65.0  # how long a connection may rest between requests
    stall_s: float = 30.0  # how long an answer may lie unread
    trusted: tuple[str, ...] = ()  # addresses and networks of proxies, for which `each` does not hold


class Loop(Protocol):
    """What the lobby needs of an event loop."""

    def time(self) -> float:
        """Return the time, seconds."""

    def call_at(self, when: float, callback: Callable[..., object], /, *args: Any) -> object:  # noqa: ANN401
        """Call back at a time."""


class Guest(Protocol):
    """What the lobby needs to know of a connection; `deadline` is when it must have sent a request."""

    address: str
    deadline: float
    stuck: float | None  # since when the other side reads nothing
    leaving: float | None  # since when it is being closed

    def leave(self) -> None:
        """Close, once what was written has been read."""

    def cut(self) -> None:
        """Close at once."""

    def closing(self) -> bool:
        """Tell whether it is being closed."""

    def late(self) -> None:
        """Tell the other side that its request took too long, and close."""


class Lobby:
    """The register of open connections.

    A connection is idle unless a request runs on it. When there are too many, the one that has been idle
    longest makes room; when none is idle, the newcomer is turned away. One timer a second looks for those that
    took too long; it runs only while there are connections.
    """

    def __init__(self, limits: LobbyLimits | None = None) -> None:
        self.limits = limits or LobbyLimits()
        self.open: dict[Guest, None] = {}
        self.refused = Counter[str]()
        self.delay_s = 0.0  # how much later than planned the last round came: how busy the event loop is
        self._idle: dict[Guest, None] = {}  # the oldest first
        self._idle_at: defaultdict[str, dict[Guest, None]] = defaultdict(dict)
        self._from = Counter[str]()
        self._planned = 0.0

    @property
    def idle(self) -> int:
        """Return how many connections have no request running."""
        return len(self._idle)

    def enter(self, guest: Guest, loop: Loop) -> None:
        """Take a new connection in, idle for now; close the oldest idle one when there are too many."""
        if not self.open:
            self._plan(loop)
        self.open[guest] = None
        self._from[guest.address] += 1
        self.rest(guest)
        if self._from[guest.address] > self.limits.each and not _within(guest.address, self.limits.trusted):
            self._make_room("too_many_from_one_address", self._idle_at[guest.address])
        elif len(self.open) > self.limits.total:
            self._make_room("too_many", self._idle)

    def leave(self, guest: Guest) -> None:
        """Forget a connection that has ended."""
        self.work(guest)
        if guest in self.open:
            del self.open[guest]
            self._from[guest.address] -= 1
            if not self._from[guest.address]:
                del self._from[guest.address]

    def rest(self, guest: Guest) -> None:
        """Count a connection as idle from now on, the newest of all."""
        self.work(guest)
        self._idle[guest] = self._idle_at[guest.address][guest] = None

    def work(self, guest: Guest) -> None:
        """Count a connection as busy: a request runs on it, or it is going away."""
        if self._idle.pop(guest, guest) is None:
            here = self._idle_at[guest.address]
            del here[guest]
            if not here:
                del self._idle_at[guest.address]

    def _make_room(self, why: str, among: dict[Guest, None]) -> None:
        self.refused[why] += 1
        oldest = next(iter(among))  # never empty: the newcomer is idle too
        self.work(oldest)
        oldest.leave()

    def _plan(self, loop: Loop) -> None:
        self._planned = loop.time() + ROUND_S
        loop.call_at(self._planned, self._look_round, loop)

    def _look_round(self, loop: Loop) -> None:
        now = loop.time()
        self.delay_s = max(0.0, now - self._planned)
        for guest in tuple(self.open):
            self._look_at(guest, now)
        if self.open:
            self._plan(loop)

    def _look_at(self, guest: Guest, now: float) -> None:
        if guest.closing():
            guest.leaving = guest.leaving or now
            if now - guest.leaving > LINGER_S and (guest.stuck is None or now - guest.stuck > self.limits.stall_s):
                guest.cut()
        elif guest.stuck is not None and now - guest.stuck > self.limits.stall_s:
            self.refused["unread"] += 1
            guest.cut()
        elif guest in self._idle and now > guest.deadline:
            self.work(guest)
            guest.late()


def address_of(client: tuple[str, int] | None) -> str:
    """Return what connections of one client share: the address, of IPv6 the network of 64 bits; of a socket file “”.

    >>> address_of(("192.0.2.7", 4711)), address_of(("2001:db8::1:2:3:4", 4711)), address_of(None)
    ('192.0.2.7', '2001:db8::', '')
    """
    if client is None:
        return ""
    host = client[0]
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv4Address):
        return host
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(found) >> _PREFIX_V6 << _PREFIX_V6))


def _within(address: str, networks: tuple[str, ...]) -> bool:
    """Tell whether an address is in one of some networks; a socket file is in none, but has no share to keep."""
    if not address:
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network) for network in networks)
