"""The lobby: who makes room when there are too many connections, and who is sent away when nothing happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from web.lobby import ROUND_S, Lobby, LobbyLimits, address_of

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(eq=False)
class Visitor:
    """A connection that notes what is done to it."""

    address: str = "192.0.2.1"
    deadline: float = 1e9
    stuck: float | None = None
    leaving: float | None = None
    said: list[str] = field(default_factory=list)

    def leave(self) -> None:
        """Note it."""
        self.said.append("leave")

    def cut(self) -> None:
        """Note it."""
        self.said.append("cut")

    def late(self) -> None:
        """Note it."""
        self.said.append("late")

    def closing(self) -> bool:
        """Tell whether it was told to leave."""
        return bool(self.said)


class Clock:
    """A loop whose time stands until it is moved, and that keeps the one timer it is given."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timer: tuple[float, Callable[..., object], tuple[Any, ...]] | None = None

    def time(self) -> float:
        """Return the time."""
        return self.now

    def call_at(self, when: float, callback: Callable[..., object], /, *args: Any) -> None:  # noqa: ANN401
        """Keep a timer."""
        self.timer = (when, callback, args)

    def go_to(self, now: float) -> None:
        """Move the time and run every timer that falls due."""
        while self.timer and self.timer[0] <= now:
            (self.now, callback, args), self.timer = self.timer, None
            callback(*args)
        self.now = now


@pytest.fixture
def loop() -> Clock:
    """Return a clock at zero."""
    return Clock()


def test_the_connection_idle_longest_makes_room(loop: Clock) -> None:
    """Beyond the total the oldest idle connection is closed; one that works is not."""
    lobby = Lobby(LobbyLimits(total=3, each=10))
    first, second, third, fourth = (Visitor() for _ in range(4))
    for guest in (first, second, third):
        lobby.enter(guest, loop)
    lobby.work(first)
    lobby.enter(fourth, loop)

    assert [guest.said for guest in (first, second, third, fourth)] == [[], ["leave"], [], []]
    assert lobby.refused == {"too_many": 1}


def test_when_all_work_the_newcomer_is_turned_away(loop: Clock) -> None:
    """Nobody is interrupted for a new connection."""
    lobby = Lobby(LobbyLimits(total=1, each=10))
    working, late = Visitor(), Visitor()
    lobby.enter(working, loop)
    lobby.work(working)
    lobby.enter(late, loop)

    assert (working.said, late.said) == ([], ["leave"])


def test_one_address_crowds_out_only_itself(loop: Clock) -> None:
    """Beyond the share of an address its own oldest idle connection goes, though another's is older."""
    lobby = Lobby(LobbyLimits(total=100, each=2))
    other = Visitor("198.51.100.7")
    crowd = [Visitor() for _ in range(5)]
    for guest in (other, *crowd):
        lobby.enter(guest, loop)

    assert other.said == []
    assert [guest.said for guest in crowd] == [["leave"], ["leave"], ["leave"], [], []]
    assert lobby.refused == {"too_many_from_one_address": 3}


def test_a_trusted_proxy_has_no_share(loop: Clock) -> None:
    """All clients of a proxy come from its address, so the share of one does not hold for it."""
    lobby = Lobby(LobbyLimits(each=1, trusted=("192.0.2.0/28",)))
    for _ in range(5):
        lobby.enter(Visitor(), loop)

    assert lobby.refused == {}


def test_a_connection_that_has_rested_is_the_newest(loop: Clock) -> None:
    """An honest client between two requests is not the first to go."""
    lobby = Lobby(LobbyLimits(total=2, each=10))
    honest, silent = Visitor(), Visitor()
    lobby.enter(honest, loop)
    lobby.enter(silent, loop)
    lobby.work(honest)
    lobby.rest(honest)
    lobby.enter(Visitor(), loop)

    assert (honest.said, silent.said) == ([], ["leave"])


def test_a_request_that_does_not_arrive_is_late(loop: Clock) -> None:
    """An idle connection past its deadline goes; one whose request runs stays as long as that takes."""
    lobby = Lobby()
    slow, working = Visitor(deadline=10), Visitor(deadline=10)
    for guest in (slow, working):
        lobby.enter(guest, loop)
    lobby.work(working)
    loop.go_to(10 + ROUND_S)

    assert (slow.said, working.said) == (["late"], [])


def test_a_client_that_reads_nothing_is_cut(loop: Clock) -> None:
    """An answer may lie unread for so long and no longer."""
    lobby = Lobby(LobbyLimits(stall_s=30))
    guest = Visitor()
    lobby.enter(guest, loop)
    lobby.work(guest)
    guest.stuck = 5
    loop.go_to(34)
    before = list(guest.said)
    loop.go_to(37)

    assert (before, guest.said[:1]) == ([], ["cut"])


def test_a_closed_connection_that_lingers_is_cut(loop: Clock) -> None:
    """What was told to leave and does not go is cut some seconds later."""
    lobby = Lobby()
    guest = Visitor(said=["leave"])
    lobby.enter(guest, loop)
    loop.go_to(4)
    before = list(guest.said)
    loop.go_to(9)

    assert "cut" not in before
    assert "cut" in guest.said


def test_nothing_is_kept_of_those_who_left(loop: Clock) -> None:
    """After the last connection no register holds anything and no timer runs."""
    lobby = Lobby()
    guests = [Visitor(f"192.0.2.{number}") for number in range(9)]
    for guest in guests:
        lobby.enter(guest, loop)
    for guest in guests:
        lobby.leave(guest)
    loop.go_to(5)

    assert (lobby.open, lobby.idle, dict(lobby._from), dict(lobby._idle_at), loop.timer) == ({}, 0, {}, {}, None)


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("::ffff:192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::"),
        (("fe80::1%eth0", 1), "fe80::"),
        (("testclient", 1), "testclient"),
        (None, ""),
    ],
)
def test_what_counts_as_one_address(client: tuple[str, int] | None, address: str) -> None:
    """IPv4 by address, IPv6 by network of 64 bits."""
    assert address_of(client) == address
