"""Clients share the workers: each has a number of places and a bucket of tokens, and the table of them is bounded."""

from __future__ import annotations

import pytest

from web.admission import Clients, client_name
from web.errors import TooManyRequests


class Clock:
    """A clock that stands until it is put on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_places_are_given_back() -> None:
    """A client may have so many queries under way; the next begins when one has ended, well or not."""
    clients = Clients(rate=1000, burst=1000, at_once=2)
    with clients.client("a"):
        with pytest.raises(KeyError), clients.client("a"):
            raise KeyError
        with clients.client("a"), clients.client("b"), pytest.raises(TooManyRequests, match="2 of your"):
            clients.client("a").__enter__()


def test_tokens_come_back_with_time() -> None:
    """After the burst a client waits for the next token, and is told how long."""
    clock = Clock()
    clients = Clients(rate=0.5, burst=3, at_once=10, clock=clock)
    for _ in range(3):
        with clients.client("a"):
            pass
    with pytest.raises(TooManyRequests) as refusal:
        clients.client("a").__enter__()
    clock.now += refusal.value.retry_after_s
    with clients.client("a"):
        pass

    assert (refusal.value.retry_after_s, refusal.value.headers) == (2.0, {"Retry-After": "2"})
    clock.now += 3600
    assert sum(1 for _ in range(10) if _started(clients)) == 3


def _started(clients: Clients) -> bool:
    try:
        with clients.client("a"):
            return True
    except TooManyRequests:
        return False


def test_a_crowd_of_clients_takes_bounded_memory() -> None:
    """The longest silent is forgotten, never the one that asks."""
    clients = Clients(rate=1, burst=2, at_once=1, most=100)
    for number in range(1000):
        with clients.client(f"10.0.{number // 256}.{number % 256}"), clients.client("a client that stays"):
            assert len(clients) <= 100
        clients.client("a client that stays").tokens = 2


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:" + "x" * 1000, "unix:" + "x" * 59),
    ],
)
def test_a_network_is_one_client(host: str, name: str) -> None:
    """An IPv4 address is a client; so is an IPv6 network of 64 bits; whatever else is said is cut."""
    assert client_name({"client": (host, 1)}) == name
    assert client_name({}) == ""
