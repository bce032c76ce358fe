"""Answers of the SPARQL endpoint: kept, coded, sent in parts, broken off when they fail."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from graph import errors
from tests.asgi import JSON, ROWS, Told, Workers, application, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

QUERY = "SELECT * { ?s ?p ?o }"
LONG = b'{"rows":"' + b"lorem ipsum " * 500 + b'"}'
GZIP = {"Accept-Encoding": "gzip"}


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Let a story happen."""
    asyncio.run(story())


def test_a_repeated_question_needs_no_worker() -> None:
    """However it is sent, the same question is answered from the cache, and the answer says so."""

    async def story() -> None:
        app = application(workers := Workers())
        first = await ask(app, QUERY)
        again = await ask(app, QUERY, headers={"Accept": "*/*"})
        posted = await ask(
            app, method="POST", body=QUERY.encode(), headers={"Content-Type": "application/sparql-query"}
        )

        assert len(workers.asked) == 1
        assert {reply.body for reply in (first, again, posted)} == {ROWS}
        assert first.headers["cache-status"] == "AlkaGraph; fwd=miss"
        assert [reply.headers["cache-status"] for reply in (again, posted)] == ["AlkaGraph; hit"] * 2
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["x-request-id"] != first.headers["x-request-id"]

    run(story)


@pytest.mark.parametrize(
    "other",
    [
        {"query": QUERY + " "},
        {"query": QUERY, "given": [("default-graph-uri", "urn:g")]},
        {"query": QUERY, "given": [("named-graph-uri", "urn:g")]},
        {"query": QUERY, "given": [("format", "csv")]},
        {"query": QUERY, "headers": {"Accept": "text/csv"}},
        {"query": QUERY, "headers": {"Host": "other.example"}},
    ],
    ids=str,
)
def test_another_question_is_another_answer(other: dict[str, Any]) -> None:
    """Text, graphs, media type and address of the endpoint all count, for the cache and for the tag."""

    async def story() -> None:
        told = [Told(ROWS), Told(ROWS, media_type="text/csv" if "csv" in str(other) else JSON)]
        app = application(workers := Workers(*told))
        first = await ask(app, QUERY)
        second = await ask(app, **other)

        assert len(workers.asked) == 2
        if "csv" in str(other) or "Host" in str(other) or "urn:g" in str(other) or other["query"] != QUERY:
            assert second.headers["etag"] != first.headers["etag"]

    run(story)


def test_new_data_are_new_answers() -> None:
    """When the workers serve another version nothing of the old one is given, and an old tag holds no more."""

    async def story() -> None:
        app = application(workers := Workers(Told(b"old"), Told(b"new", version="v2")))
        old = await ask(app, QUERY)
        workers.version = "v2"
        new = await ask(app, QUERY, headers={"If-None-Match": old.headers["etag"]})

        assert (old.body, new.status, new.body) == (b"old", 200, b"new")
        assert old.headers["etag"] != new.headers["etag"]

    run(story)


def test_data_of_no_version_are_asked_each_time() -> None:
    """A store that does not tell its version may change unseen: nothing is kept, and a tag comes from the answer."""

    async def story() -> None:
        told = [Told(text, version="") for text in (b"old", b"old", b"new")]
        app = application(workers := Workers(*told, Told(b"a", b"b", version="")))
        workers.version = ""
        first = await ask(app, QUERY)
        tag = {"If-None-Match": first.headers["etag"]}
        again, changed = await ask(app, QUERY, headers=tag), await ask(app, QUERY, headers=tag)
        streamed = await ask(app, QUERY, headers=tag)

        assert [reply.status for reply in (first, again, changed, streamed)] == [200, 304, 200, 200]
        assert (changed.body, streamed.body, "etag" in streamed.headers) == (b"new", b"ab", False)
        assert (len(workers.asked), len(app.state.cache)) == (4, 0)

    run(story)


def test_an_answer_of_a_changing_moment_is_not_kept() -> None:
    """An answer that another version gave than the one that was asked for is given once."""

    async def story() -> None:
        app = application(workers := Workers(Told(b"new", version="v2"), Told(b"newer", version="v1")))
        await ask(app, QUERY)

        assert (await ask(app, QUERY)).body == b"newer"
        assert len(workers.asked) == 2

    run(story)


def test_errors_are_not_kept() -> None:
    """What failed is tried again."""

    async def story() -> None:
        app = application(Workers(Told(error=errors.QueryTimedOut("10 s")), Told(ROWS)))

        assert [(await ask(app, QUERY)).status for _ in range(2)] == [504, 200]

    run(story)


def test_a_client_that_has_the_answer_is_told_so() -> None:
    """The tag saves the answer and the work, from a list too; `*` needs an answer to exist; POST is not conditional."""

    async def story() -> None:
        app = application(workers := Workers(Told(ROWS), Told(error=errors.QueryFailed("no"))))
        tag = (await ask(app, QUERY)).headers["etag"]
        app.state.cache.keep(next(iter(app.state.cache._kept)), None, 2**30)
        held = [await ask(app, QUERY, headers={"If-None-Match": text}) for text in (tag, f'"x", {tag}', tag[2:])]

        assert [(reply.status, reply.body, reply.headers["etag"]) for reply in held] == [(304, b"", tag)] * 3
        assert len(workers.asked) == 1
        assert "cache-control" in held[0].headers
        assert "vary" in held[0].headers
        assert (await ask(app, QUERY + "nonsense", headers={"If-None-Match": "*"})).status == 400

    run(story)


@pytest.mark.parametrize(("conditional", "status"), [("*", 304), ('"x"', 200), ("nonsense", 200), ('W/"x-gzip"', 200)])
def test_a_kept_answer_obeys_conditions(conditional: str, status: int) -> None:
    """A hit is compared too; what cannot be read is no condition."""

    async def story() -> None:
        app = application(Workers())
        await ask(app, QUERY)

        assert (await ask(app, QUERY, headers={"If-None-Match": conditional})).status == status
        assert (await ask(app, QUERY, method="HEAD", headers={"If-None-Match": conditional})).status == status

    run(story)


@pytest.mark.parametrize(
    ("body", "headers", "coded"),
    [
        (LONG, GZIP, True),
        (LONG, {"Accept-Encoding": "br, *"}, True),
        (LONG, {}, False),
        (LONG, {"Accept-Encoding": "gzip;q=0"}, False),
        (LONG, {"Accept-Encoding": "identity"}, False),
        (ROWS, GZIP, False),
    ],
)
def test_gzip_comes_to_who_wants_it(body: bytes, headers: Mapping[str, str], *, coded: bool) -> None:
    """A long answer is coded when that is accepted; a short one is not worth it."""

    async def story() -> None:
        app = application(Workers(Told(body)))
        for status in ("AlkaGraph; fwd=miss", "AlkaGraph; hit"):
            reply = await ask(app, QUERY, headers=headers)

            assert reply.headers["cache-status"] == status
            assert reply.headers.get("content-encoding") == ("gzip" if coded else None)
            assert (gzip.decompress(reply.body) if coded else reply.body) == body
            assert reply.headers["content-length"] == str(len(reply.body))
            assert reply.headers["etag"].endswith('-gzip"') is coded

    run(story)


def test_each_coding_has_its_tag() -> None:
    """Both codings come from one computation; a tag is honoured only where its coding can be read."""

    async def story() -> None:
        app = application(workers := Workers(Told(LONG)))
        plain, coded = await ask(app, QUERY), await ask(app, QUERY, headers=GZIP)
        tags = [plain.headers["etag"], coded.headers["etag"]]

        assert (len(workers.asked), len(set(tags))) == (1, 2)
        assert (await ask(app, QUERY, headers={"If-None-Match": tags[1]})).status == 200
        for tag in tags:
            held = await ask(app, QUERY, headers={**GZIP, "If-None-Match": tag})
            assert (held.status, held.headers["etag"]) == (304, tag)
        assert app.state.cache.size > len(LONG) + len(coded.body)

    run(story)


@pytest.mark.parametrize("headers", [{}, GZIP], ids=["plain", "gzip"])
def test_a_long_answer_comes_in_parts(headers: Mapping[str, str]) -> None:
    """It is sent while the worker still computes, without a length, and kept when it turns out small enough."""

    async def story() -> None:
        parts = [LONG] * 20
        app = application(workers := Workers(Told(*parts)))
        reply, kept = await ask(app, QUERY, headers=headers), await ask(app, QUERY)

        assert ("content-length" in reply.headers, reply.whole) == (False, True)
        assert len(reply.parts) > 1
        assert (gzip.decompress(reply.body) if headers else reply.body) == b"".join(parts) == kept.body
        assert (len(workers.asked), kept.headers["cache-status"]) == (1, "AlkaGraph; hit")
        assert kept.headers["etag"] == reply.headers["etag"].replace("-gzip", "")

    run(story)


def test_a_very_long_answer_is_not_kept() -> None:
    """More than a megabyte is computed again."""

    async def story() -> None:
        app = application(workers := Workers(Told(b"x" * 600_000, b"x" * 600_000), Told(b"x" * 1_200_000)))
        assert [len((await ask(app, QUERY)).body) for _ in range(3)] == [1_200_000] * 3
        assert (len(workers.asked), len(app.state.cache)) == (3, 0)

    run(story)


def test_a_client_that_cannot_take_parts_waits_for_the_whole() -> None:
    """HTTP/1.0 knows no chunks, so the length is told first; an answer that fails gets its status."""

    async def story() -> None:
        reply = await ask(application(Workers(Told(b"a", b"b"))), QUERY, version="1.0")
        failed = await ask(
            application(Workers(Told(b"a", b"b", error=errors.QueryTimedOut("10 s")))), QUERY, version="1.0"
        )

        assert (reply.status, reply.headers["content-length"], reply.body) == (200, "2", b"ab")
        assert failed.status == 504

    run(story)


@pytest.mark.parametrize(
    "error", [errors.QueryTimedOut("10 s"), errors.AnswerTooLarge("16 MB"), errors.WorkerDied("gone")], ids=repr
)
def test_an_answer_that_fails_midway_is_broken_off(error: Exception) -> None:
    """It never ends as if it were whole, and it is not kept."""

    async def story() -> None:
        app = application(Workers(Told(b"a", b"b", error=error), Told(ROWS)))
        reply = await ask(app, QUERY)

        assert (reply.status, reply.body, reply.whole) == (200, b"ab", False)
        assert (await ask(app, QUERY)).body == ROWS

    run(story)


def test_a_bug_midway_stays_a_bug() -> None:
    """What is outside the family of errors goes up to the server."""

    async def story() -> None:
        with pytest.raises(RuntimeError, match="bug"):
            await ask(application(Workers(Told(b"a", b"b", error=RuntimeError("a bug")))), QUERY)

    run(story)


@pytest.mark.parametrize("path", ["/sparql", "/api/stats", "/"])
def test_a_bug_has_the_shape_of_errors_and_tells_nothing(path: str) -> None:
    """What a worker stumbles over is a 500 that names the request and not the cause."""

    async def story() -> None:
        app = application(Workers(Told(error=RuntimeError("a secret in a traceback"))))
        reply = await ask(app, QUERY if path == "/sparql" else None, path=path)
        told = json.loads(reply.body)

        assert (reply.status, told["status"], told["request_id"]) == (500, 500, reply.headers["x-request-id"])
        assert b"secret" not in reply.body

    run(story)
