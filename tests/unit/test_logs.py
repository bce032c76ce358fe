"""The log: what it says, and that it holds nothing of what somebody asked."""

from __future__ import annotations

import json
import logging
import os
from typing import Any

import pytest

from web.logs import JSON, MOST_LINES, TEXT, Lines, Sink, places
from web.metrics import BUCKETS, Metrics, Routes, numbers
from web.observing import Observer, Recorder, name_of

ASKED = "zelkamine and alumorin"


class Kept(Sink):
    """A sink that keeps its lines."""

    def __init__(self) -> None:
        self.dropped, self.lines = 0, list[str]()

    def put(self, line: str) -> None:
        """Keep a line."""
        self.lines.append(line)


def _failing(depth: int = 2) -> None:
    if depth:
        _failing(depth - 1)
    try:
        dict[str, str]()[ASKED]
    except KeyError as error:
        raise RuntimeError(ASKED) from error


def test_a_traceback_stands_in_one_line_without_messages() -> None:
    """Types and places of an error and its cause are logged; what they say is not, since it may quote a request."""
    sink = Kept()
    logger = logging.getLogger("alkagraph.tried")
    logger.addHandler(Lines(sink, JSON))
    try:
        _failing()
    except RuntimeError:
        logger.exception("a request failed", extra={"request_id": "abc"})
    (line,) = sink.lines
    told = json.loads(line)

    assert (told["level"], told["request_id"], told["message"]) == ("error", "abc", "a request failed")
    assert [part for part in told["traceback"] if ":" not in part] == ["KeyError", "RuntimeError"]
    assert sum("in _failing" in part for part in told["traceback"]) == 4
    assert ASKED not in line


def test_a_traceback_of_a_worker_loses_its_messages() -> None:
    """The traceback that comes as text keeps places and types; lines that only look like them are harmless."""
    trace = f'Traceback (most recent call last):\n  File "x.py", line 7, in go\n    ask({ASKED!r})\nValueError: {ASKED}'

    assert places(f"a job failed with a bug:\n{trace}\n  {ASKED}\n{ASKED}") == ["x.py:7 in go", "ValueError"]


def test_of_other_libraries_only_the_first_line_is_logged() -> None:
    """The second line of what asyncio says shows the value of an error."""
    sink = Kept()
    logger = logging.getLogger("alkagraph.library")
    logger.addHandler(Lines(sink, TEXT))
    logger.error("Task exception was never retrieved\nfuture: <Task exception=QueryFailed('%s')>", ASKED)

    assert sink.lines[0].endswith("error: Task exception was never retrieved")


def test_a_stalled_reader_never_stalls_the_server() -> None:
    """With a full pipe that nobody reads, lines are dropped and counted, and putting one returns."""
    reading, writing = os.pipe()
    sink = Sink(writing)
    for _ in range(MOST_LINES + 50_000):
        sink.put("x" * 100)

    assert sink.dropped > 0
    os.close(reading)
    sink.flush()
    os.close(writing)


def _scope(path: str = "/id/zelkamine", **headers: str) -> dict[str, Any]:
    found = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "GET", "path": path, "headers": found, "client": ("192.0.2.9", 5)}


async def _watch(scope: dict[str, Any], answers: list[Any], **setting: Any) -> tuple[list[str], Metrics]:  # noqa: ANN401
    async def app(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401
        scope["state"]["error"] = setting.get("error")
        for message in answers:
            await send(message)

    async def nothing(*_: object) -> Any:  # noqa: ANN401
        return None

    sink, metrics = Kept(), Metrics()
    recorder = Recorder(metrics, sink, setting.get("kind", JSON), client=setting.get("client", False))
    observer = Observer(app, recorder=recorder, routes=Routes(["/id/{slug}", "/"]))
    await observer(scope, nothing, nothing)
    return sink.lines, metrics


START = {"type": "http.response.start", "status": 200, "headers": []}


@pytest.mark.anyio
async def test_a_line_names_the_route_and_not_the_thing() -> None:
    """One line of JSON: time, id, method, route, status, milliseconds, bytes, outcome; no slug, query or client."""
    scope = {**_scope(x_request_id="from-proxy.1"), "query_string": b"q=alumorin"}
    parts: list[Any] = [
        {"type": "http.response.body", "body": b"12", "more_body": True},
        {"type": "http.response.body", "body": b"3"},
    ]
    lines, metrics = await _watch(scope, [START, *parts])
    told = json.loads(lines[0])

    assert set(told) == {"time", "level", "request_id", "method", "route", "status", "ms", "bytes", "outcome"}
    assert (told["request_id"], told["route"], told["bytes"], told["outcome"]) == (
        "from-proxy.1",
        "/id/{slug}",
        3,
        "ok",
    )
    assert b'alkagraph_http_requests_total{method="GET",route="/id/{slug}",status="200"} 1.0' in metrics.page()


@pytest.mark.anyio
async def test_a_cut_answer_and_a_client_that_left_are_told() -> None:
    """An answer without an end is `cut`; no answer at all has status 499."""
    cut, _ = await _watch(_scope(), [START, {"type": "http.response.body", "body": b"1", "more_body": True}])
    left, _ = await _watch(_scope(), [])

    assert json.loads(cut[0])["outcome"] == "cut"
    assert json.loads(left[0])["status"] == 499


@pytest.mark.anyio
async def test_the_client_is_named_only_when_wanted() -> None:
    """An address is personal data."""
    body: list[Any] = [START, {"type": "http.response.body", "body": b""}]
    lines, _ = await _watch(_scope(), body, client=True)
    text, _ = await _watch(_scope(), body, client=True, kind=TEXT, error="QueryTimedOut")

    assert json.loads(lines[0])["client"] == "192.0.2.9"
    assert text[0].split()[1:4] == ["200", "GET", "/id/{slug}"]
    assert "QueryTimedOut" in text[0]


@pytest.mark.parametrize("given", ["", "a b", "a\nb", "x" * 65, 'a"b', "-x", "ü"])
def test_an_odd_request_id_is_replaced(given: str) -> None:
    """What a client sends goes into headers and logs only when it is short and plain."""
    headers = [(b"x-request-id", given.encode())]

    assert name_of(headers) != given
    assert len(name_of(headers)) == 16


def test_strangers_cannot_make_labels() -> None:
    """Routes and methods come from lists; all others are `other`."""
    metrics, routes = Metrics(), Routes(["/", "/id/{slug}"])
    for number in range(50):
        metrics.count(routes(f"/wp-{number}.php"), f"BREW{number}", 404, 0.1, 1)

    assert metrics.page().count(b"alkagraph_http_requests_total{") == 1
    assert metrics.page().count(b"alkagraph_http_request_seconds_bucket{") == len(BUCKETS) + 1


def test_what_a_part_tells_becomes_metrics() -> None:
    """Numbers by name: what is counted begins at zero, the rest are gauges; texts are left out."""
    told = {"idle": 2, "died": 1, "source": "x", "drawn_check_answers": 5}
    found = {one.name: one for one in numbers("pool", told)}

    assert (found["alkagraph_pool_idle"].type, found["alkagraph_pool_died"].type) == ("gauge", "counter")
    assert [sample.value for sample in found["alkagraph_pool_timed_out"].samples] == [0]
    assert "alkagraph_pool_source" not in found
    assert found["alkagraph_pool_job_answers"].samples[0].labels == {"job": "drawn_check"}
    assert "alkagraph_pool_job_seconds" not in found
