"""The service outlives its workers: deadlines, deaths, crowds and its own end."""

from __future__ import annotations

import itertools
import os
import random
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.processes import descendants, lives, parent
from tests.server.conftest import SPARQL_S, start
from tests.waiting import PATIENCE_S, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Server

_NUMBERS = itertools.count()
CROSS = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c2 . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DEATHS = 15  # the eleventh is a zygote's
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a"


def unheard(query: str = "ASK { ?s ?p ?o }") -> str:
    """Return a query that no cache knows, so that a worker must answer it."""
    return f"{query} # {next(_NUMBERS)}"


def _workers(server: Server) -> set[int]:
    """Return the living processes below the zygote, which is the server's only child."""
    return {pid for pid in descendants(server.pid) if parent(pid) != server.pid and lives(pid)}


def _zygotes(server: Server) -> set[int]:
    """Return the living child of the server, if it has one just now."""
    return {pid for pid in descendants(server.pid) if parent(pid) == server.pid and lives(pid)}


def _busy(server: Server) -> float:
    """Return how many workers are at work."""
    lines = server.ask("GET", "/metrics").body.decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("alkagraph_pool_busy "))


def test_a_query_without_end_is_stopped(server: Server) -> None:
    """At the deadline the answer is 504, in time, and the next question is answered."""
    begun = time.monotonic()
    reply = server.sparql(CROSS)
    lasted = time.monotonic() - begun

    assert (reply.status, reply.json()["error"]) == (504, "QueryTimedOut")
    assert SPARQL_S <= lasted < SPARQL_S + 30
    assert server.sparql(unheard()).status == 200


def test_a_hungry_query_costs_one_worker(server: Server) -> None:
    """A query that takes all memory ends by time or by death; the service goes on."""
    reply = server.sparql(HUNGRY)

    assert reply.status in {503, 504}
    assert server.sparql(unheard()).status == 200


def test_a_client_that_leaves_frees_its_worker(root: Path, snapshot: Path) -> None:
    """A query whose asker has closed the connection is stopped, so that the next one need not wait for it."""
    process, patient = start(root, snapshot, ALKAGRAPH_SPARQL_S="60")
    try:
        body = CROSS.encode()
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(body)}"
        )
        with socket.create_connection(("127.0.0.1", patient.port)) as client:
            client.sendall(f"{head}\r\n\r\n".encode() + body)
            until(lambda: _busy(patient), "the query runs")
        begun = time.monotonic()

        assert patient.sparql(unheard()).status == 200
        until(lambda: not _busy(patient), "the query of who left is stopped")
        assert time.monotonic() - begun < 30
    finally:
        process.terminate()
        process.wait()


def test_a_large_answer_is_refused_whole(root: Path, snapshot: Path) -> None:
    """An answer beyond the cap is 413, never a part of it with 200."""
    process, small = start(root, snapshot, ALKAGRAPH_ANSWER_MB="1", ALKAGRAPH_SPARQL_S="120")
    try:
        reply = small.sparql("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000")

        assert (reply.status, reply.json()["error"]) == (413, "AnswerTooLarge")
        assert small.sparql(unheard()).status == 200
    finally:
        process.terminate()
        process.wait()


def test_killed_workers_are_replaced(server: Server) -> None:
    """After kill -9 of every worker the next request is answered."""
    until(lambda: len(_workers(server)) == 2, "two workers")
    before = _workers(server)
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    assert server.sparql(unheard()).status == 200
    assert server.ask("GET", "/ready").status == 200
    assert _gone(before)
    until(lambda: len(_workers(server)) == 2, "two others")


def test_a_killed_zygote_is_replaced(server: Server) -> None:
    """After kill -9 of the zygote its workers go as well, and the next request is answered."""
    until(lambda: len(_workers(server)) == 2, "two workers")
    (zygote,), workers = _zygotes(server), _workers(server)
    os.kill(zygote, signal.SIGKILL)

    assert _gone(workers), "workers outlived their zygote"
    assert server.sparql(unheard()).status == 200


def test_sixteen_clients_at_once(server: Server) -> None:
    """Parallel clients each get their own right answer, while one of them asks without end."""

    def ask(number: int) -> tuple[int, bytes]:
        if number == 0:
            return server.sparql(CROSS).status, b""
        query = (
            f"SELECT ?label {{ <https://w3id.org/alkagraph/id/betazine-{number}> ?p ?label FILTER(isLiteral(?label)) }}"
        )
        reply = server.sparql(query, "text/csv")
        return reply.status, reply.body

    with ThreadPoolExecutor(16) as crowd:
        replies = list(crowd.map(ask, range(64)))

    assert replies[0][0] == 504
    assert replies[1:] == [(200, f"label\r\nbetazine {number}\r\n".encode()) for number in range(1, 64)]


def test_queries_never_take_all_workers(root: Path, snapshot: Path) -> None:
    """While strangers' queries run to their deadline, a check is answered: it waits for none of them."""
    process, server = start(root, snapshot, ALKAGRAPH_SPARQL_S="300", ALKAGRAPH_WAIT_S="300")
    with ThreadPoolExecutor(4) as crowd:
        endless = [crowd.submit(server.sparql, unheard(CROSS)) for _ in range(4)]
        try:
            until(lambda: _busy(server), "a query runs")

            assert server.check({"substances": [{"name": "zelkamine"}]}).status == 200
            assert [future for future in endless if future.done()] == []
        finally:
            process.kill()
            process.wait()


def test_too_many_clients_are_told_to_come_back(root: Path, snapshot: Path) -> None:
    """When the queue is full the answer is 503 with Retry-After, at once: before any query that was let in has ended.

    One runs, and one may wait on each of the three lanes; which of them are taken depends on how fast the clients come.
    """
    limits = {"WORKERS": "1", "QUEUE": "1", "SPARQL_S": "300", "WAIT_S": "300"}
    process, small = start(root, snapshot, **{f"ALKAGRAPH_{name}": value for name, value in limits.items()})
    with ThreadPoolExecutor(10) as crowd:
        asked = [crowd.submit(small.sparql, unheard(CROSS)) for _ in range(10)]
        try:
            until(lambda: sum(future.done() for future in asked) >= 6, "six of ten are answered")
            busy = [future.result() for future in asked if future.done()]

            assert {(reply.status, reply.json()["error"]) for reply in busy} == {(503, "ServiceBusy")}
            assert all(int(reply.headers["retry-after"]) > 0 for reply in busy)
            assert small.ask("GET", "/health").status == 200
            assert sum(not future.done() for future in asked) >= 1
        finally:
            process.kill()
            process.wait()


def test_a_killed_server_leaves_no_process(root: Path, snapshot: Path) -> None:
    """Even kill -9 of the front, while a worker is busy, ends everything below it."""
    process, doomed = start(root, snapshot, ALKAGRAPH_SPARQL_S="60")
    with ThreadPoolExecutor(1) as crowd:
        busy = crowd.submit(doomed.sparql, CROSS)
        until(lambda: _busy(doomed), "the query runs")
        below = descendants(doomed.pid)
        process.kill()
        process.wait()
        assert busy.exception(timeout=PATIENCE_S) is not None

    assert len(below) == 3, "a zygote and two workers were expected"
    assert _gone(below)


def _gone(pids: set[int], patience_s: float = PATIENCE_S) -> bool:
    """Tell whether all these processes end within some seconds; a zombie has ended."""
    deadline = time.monotonic() + patience_s
    while any(map(lives, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_random_deaths_cost_no_wrong_answer(root: Path, snapshot: Path) -> None:
    """Workers and a zygote killed under load: each answer is right or says 503, and nothing outlives the server."""
    limits = {"ALKAGRAPH_WORKERS": "4", "ALKAGRAPH_SPARQL_S": "10", "ALKAGRAPH_CLIENT_RATE": "10000"}
    process, doomed = start(root, snapshot, **limits)
    done, enough = threading.Event(), threading.Event()
    seen: set[int] = set()
    draw = random.Random(20)  # noqa: S311 (which process dies is no secret)

    def kill() -> None:
        deaths = 0
        while not done.wait(0.1):
            if deaths == DEATHS:
                enough.set()
            below = descendants(doomed.pid)
            seen.update(below)
            zygotes = {pid for pid in below if parent(pid) == doomed.pid}  # also one that only begins
            victims = sorted(zygotes if deaths % 20 == 10 else below - zygotes)
            if victims:
                with suppress(ProcessLookupError):
                    os.kill(draw.choice(victims), signal.SIGKILL)
                    deaths += 1

    def ask(number: int) -> tuple[int, bool]:
        slug, label = f"betazine-{number % 400}", f"betazine {number % 400}"
        thing = f"<https://w3id.org/alkagraph/id/{slug}>"
        query = f"SELECT ?label {{ {thing} ?p ?label FILTER(isLiteral(?label)) }} # {number}"
        reply = doomed.sparql(query, "text/csv")
        return reply.status, reply.body == f"label\r\n{label}\r\n".encode()

    try:
        with ThreadPoolExecutor(9) as crowd:
            killer = crowd.submit(kill)
            replies: list[tuple[int, bool]] = []
            while not enough.is_set() and not killer.done():  # a fast machine answers many between two deaths
                replies += crowd.map(ask, range(len(replies), len(replies) + 100))
            done.set()
            killer.result()
        wrong = {reply for reply in replies if reply not in {(200, True), (503, False)}}

        assert wrong == set()
        assert enough.is_set()
        assert replies.count((200, True)) > len(replies) / 2
        assert doomed.sparql(unheard()).status == 200
        seen |= descendants(doomed.pid)
    finally:
        done.set()
        process.terminate()
        process.wait()
    assert _gone(seen)
