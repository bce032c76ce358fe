"""Clients share the service, each by its address; behind a proxy by what a trusted proxy says, and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import start

if TYPE_CHECKING:
    from pathlib import Path

SHARE = {"ALKAGRAPH_CLIENT_BURST": "3", "ALKAGRAPH_CLIENT_RATE": "0.001"}


@pytest.mark.parametrize(
    ("trusted", "statuses"),
    [({}, [200, 200, 200, 429, 429]), ({"ALKAGRAPH_PROXIES": "127.0.0.1"}, [200, 200, 200, 200, 200])],
    ids=["nobody-is-trusted", "the-proxy-is-trusted"],
)
def test_who_asks_is_told_by_the_connection_or_a_trusted_proxy(
    root: Path, snapshot: Path, trusted: dict[str, str], statuses: list[int]
) -> None:
    """A client cannot give itself another name; a proxy that is named in the settings can tell whom it speaks for."""
    process, server = start(root, snapshot, **SHARE, **trusted)
    try:
        said = {"Content-Type": "application/sparql-query"}
        replies = [
            server.ask("POST", "/sparql", f"ASK {{}} # {number}", {**said, "X-Forwarded-For": f"192.0.2.{number}"})
            for number in range(5)
        ]
        repeated = server.ask("POST", "/sparql", "ASK {} # 0", {**said, "X-Forwarded-For": "192.0.2.0"})

        assert [reply.status for reply in replies] == statuses
        assert (repeated.status, repeated.headers["cache-status"]) == (200, "AlkaGraph; hit")
        for refused in replies[3:]:
            if refused.status == 429:
                assert (refused.json()["error"], int(refused.headers["retry-after"]) > 1) == ("TooManyRequests", True)
    finally:
        process.terminate()
        process.wait()
