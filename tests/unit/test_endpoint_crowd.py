"""Many at the SPARQL endpoint at once: equal questions are one, and each client has its share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from graph import errors
from tests.asgi import ROWS, Told, Workers, application, ask
from tests.waiting import turns

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

DIRECT = {"Content-Type": "application/sparql-query"}
QUERY = "SELECT * { ?s ?p ?o }"


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Let a story happen."""
    asyncio.run(story())


def test_equal_questions_at_once_are_one_computation() -> None:
    """Whoever asks the same meanwhile waits for the same answer, or the same error."""

    async def story() -> None:
        for told, status in ((Told(ROWS), 200), (Told(error=errors.QueryFailed("no")), 400)):
            told.until = asyncio.Event()
            app = application(workers := Workers(told))
            crowd = [asyncio.create_task(ask(app, QUERY, client=f"192.0.2.{n}")) for n in range(20)]
            await turns()
            told.until.set()
            replies = await asyncio.gather(*crowd)

            assert {reply.status for reply in replies} == {status}
            assert len(workers.asked) == 1
            if status == 200:
                shared = [reply for reply in replies if reply.headers["cache-status"].endswith("collapsed")]
                assert len(shared) == 19

    run(story)


def test_a_crowd_is_not_turned_away_with_its_first() -> None:
    """That the first was told to come back, or left, is no answer for the others: one of them asks again."""

    async def story() -> None:
        busy = Told(error=errors.ServiceBusy("full"), until=asyncio.Event())
        assert busy.until is not None
        app = application(workers := Workers(busy, Told(ROWS)))
        crowd = [asyncio.create_task(ask(app, QUERY, client=f"192.0.2.{n}")) for n in range(5)]
        await turns()
        busy.until.set()
        replies = await asyncio.gather(*crowd)

        assert sorted(reply.status for reply in replies) == [200] * 4 + [503]
        assert len(workers.asked) == 2

    run(story)


def test_nobody_waits_for_the_pace_of_another_client() -> None:
    """An answer that is sent in parts ends when its client has taken it; who asks the same meanwhile gets another."""

    async def story() -> None:
        rest = asyncio.Event()
        app = application(workers := Workers(Told(b"a", b"b", rest=rest), Told(b"ab")))
        slow = asyncio.create_task(ask(app, QUERY))
        early = asyncio.create_task(ask(app, QUERY, client="192.0.2.2"))
        await turns()
        async with asyncio.timeout(60):
            replies = [await early, await ask(app, QUERY, client="192.0.2.3")]
            rest.set()
            replies.append(await slow)

        assert [reply.body for reply in replies] == [b"ab"] * 3
        assert len(workers.asked) == 2

    run(story)


def test_a_client_that_leaves_is_not_computed_for() -> None:
    """The worker's answer is left soon after the client has gone; who asked the same gets an answer."""

    async def story() -> None:
        endless, gone = Told(ROWS, until=asyncio.Event()), asyncio.Event()
        app = application(workers := Workers(endless, Told(ROWS)))
        leaver = asyncio.create_task(ask(app, QUERY, leaves=gone))
        await turns()
        other = asyncio.create_task(ask(app, QUERY, client="192.0.2.2"))
        await turns()
        gone.set()
        async with asyncio.timeout(60):
            reply, left = await other, await leaver

        assert (reply.status, reply.body, left.status) == (200, ROWS, 0)
        assert len(workers.asked) == 2

    run(story)


def test_one_client_has_its_share() -> None:
    """Beyond it comes 429 with when to come back; others, and what is in the cache, are not touched."""

    async def story() -> None:
        slow = Told(ROWS, until=asyncio.Event())
        assert slow.until is not None
        app = application(Workers(Told(ROWS), slow), client_queries=2, client_burst=4, client_rate=0.001)
        await ask(app, QUERY)
        under_way = [asyncio.create_task(ask(app, f"{QUERY} #{n}")) for n in range(2)]
        await turns()
        third, hit = await ask(app, f"{QUERY} #3"), await ask(app, QUERY)
        other = asyncio.create_task(ask(app, f"{QUERY} #4", client="192.0.2.2"))
        await turns()
        slow.until.set()
        done = [reply.status for reply in await asyncio.gather(*under_way, other)]
        last, beyond = await ask(app, f"{QUERY} #5"), await ask(app, f"{QUERY} #6")

        assert (third.status, third.headers["retry-after"], hit.status) == (429, "1", 200)
        assert done == [200] * 3
        assert (last.status, beyond.status, int(beyond.headers["retry-after"]) > 1) == (200, 429, True)

    run(story)


def test_pages_and_the_api_are_kept_too() -> None:
    """A named job is computed once for equal payloads, and what was asked is kept only as a digest."""

    async def story() -> None:
        app = application(workers := Workers(Told(b'{"q": 1}'), Told(b'{"q": 2}')))
        texts = [(await ask(app, path="/api/substances", given=[("q", q)])).body for q in ("zel", "zel", "alu")]

        assert texts == [b'{"q": 1}', b'{"q": 1}', b'{"q": 2}']
        assert [asked["q"] for asked in workers.asked] == ["zel", "alu"]
        assert all("zel" not in str(key) for key in app.state.cache._kept)

    run(story)


def test_long_questions_take_their_room() -> None:
    """The cache counts what was asked too, so that long queries with short answers cannot fill the memory."""

    async def story() -> None:
        app = application(Workers(), cache_mb=1, client_burst=1000)
        for number in range(200):
            await ask(app, method="POST", body=f"{QUERY} #{number} {'x' * 15_000}".encode(), headers=DIRECT)

        assert 10 < len(app.state.cache) < 70

    run(story)


def test_workers_hear_who_asks() -> None:
    """Queries and named jobs come with the client's name, so that nobody's many delay another's one."""

    async def story() -> None:
        app = application(workers := Workers(Told(b"{}")))
        await ask(app, QUERY, client="2001:db8::7")
        await ask(app, path="/api/stats", client="192.0.2.9")

        assert workers.clients == ["2001:db8::/64", "192.0.2.9"]

    run(story)
