"""The JSON interface: what it answers, and that no body, however bad, gets past it or brings it down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

SHAPE = {"error", "detail", "status", "request_id"}
JSON = {"Content-Type": "application/json"}


def test_a_check_answers_every_ordered_pair(server: Server) -> None:
    """Both directions of a pair are listed, and a name that means nothing is reported."""
    reply = server.check({"substances": [{"name": "Zelkamine", "dose": "4 g"}, {"name": "alumorin"}, {"name": "qqqq"}]})
    report = reply.json()

    assert reply.status == 200
    assert [(pair["precipitant"]["label"], pair["answer"]) for pair in report["pairs"]] == [
        ("alumorin", "unstudied"),
        ("zelkamine", "unstudied"),
    ] or [pair["answer"] for pair in report["pairs"]] == ["unstudied", "unstudied"]
    assert [item["input"] for item in report["unresolved"]] == ["qqqq"]
    assert report["data_version"] == "invented"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"zelkamine"',
        b"{}",
        b'{"substances": []}',
        b'{"substances": [], "text": " "}',
        b'{"text": ["zelkamine"]}',
        json.dumps({"text": "zelkamine\n" * 100}).encode(),
        json.dumps({"text": "x" * 20_000}).encode(),
        b'{"substances": {"name": "zelkamine"}}',
        b'{"substances": [1, 2]}',
        b'{"substances": [{"name": 7}]}',
        b'{"substances": [{"name": ""}]}',
        b'{"substances": [{"name": "zelkamine", "dose": "-4 g"}]}',
        b'{"substances": [{"name": "zelkamine", "times_per_day": -1}]}',
        b'{"substances": [{"name": "zelkamine", "times_per_day": NaN}]}',
        b'{"substances": [{"name": "zelkamine", "times_per_day": 1e999}]}',
        b'{"substances": [{"name": "\xff"}]}',
        b'{"substances": [{"name": "\\ud800"}]}',
        b'{"substances": [{"name": "zelkamine", "times_per_day": 99999999999999999999}]}',
        b'{"substances": [{"name": "' + b"x" * 201 + b'"}]}',
        json.dumps({"substances": [{"name": f"n{number}"} for number in range(10_000)]}).encode(),
        b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:60]),
)
def test_a_malformed_check_is_refused(server: Server, body: bytes) -> None:
    """What is not a list of named substances gets 400 in the one error shape, and the server lives."""
    reply = server.ask("POST", "/api/check", body, JSON)

    assert (reply.status, reply.json()["error"]) == (400, "RequestInvalid")
    assert set(reply.json()) == SHAPE
    assert reply.json()["request_id"] == reply.headers["x-request-id"]
    assert server.ask("GET", "/ready").status == 200


def test_a_body_has_bounds(server: Server) -> None:
    """More than the limit is not read: announced or sent piece by piece, it is 413."""
    announced = server.ask("POST", "/api/check", b" " * 300_000, JSON)
    in_pieces = server.ask("POST", "/api/check", (b" " * 1000 for _ in range(300)), JSON)

    assert (announced.status, set(announced.json())) == (413, SHAPE)
    assert (in_pieces.status, set(in_pieces.json())) == (413, SHAPE)


def test_a_body_has_a_type(server: Server) -> None:
    """A body that is not called JSON is not guessed at."""
    reply = server.ask("POST", "/api/check", b"{}", {"Content-Type": "text/plain"})

    assert (reply.status, reply.json()["error"]) == (415, "UnsupportedType")


def test_names_are_found_by_their_beginning(server: Server) -> None:
    """A beginning finds names, a misspelling finds suggestions, nonsense finds nothing."""
    begun = server.ask("GET", "/api/substances?q=zel").json()
    misspelt = server.ask("GET", "/api/substances?q=zelkamini").json()
    nonsense = server.ask("GET", "/api/substances?q=%F0%9F%90%8D").json()

    assert [item["label"] for item in begun["substances"]] == ["zelkamine"]
    assert misspelt["suggestions"][0] == "zelkamine"
    assert (nonsense["substances"], nonsense["suggestions"]) == ([], [])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/substances", 400),
        ("/api/substances?q=" + "x" * 201, 400),
        ("/api/substances?q=z&limit=0", 400),
        ("/api/substances?q=z&limit=many", 400),
        ("/api/graph", 400),
        ("/api/graph?start=", 404),
        ("/api/graph?start=nobody-knows-this", 404),
        ("/api/graph?" + "&".join(["start=zelkamine"] * 30), 400),
        ("/api/none", 404),
    ],
)
def test_a_bad_address_is_told_so(server: Server, path: str, status: int) -> None:
    """A parameter that is missing, too long or unknown gets a 4xx in the error shape."""
    reply = server.ask("GET", path, headers={"Accept": "text/html"})

    assert (reply.status, set(reply.json())) == (status, SHAPE)


def test_a_picture_is_data(server: Server) -> None:
    """The picture of a thing has nodes, edges and a legend."""
    found = server.ask("GET", "/api/graph?start=zelkamine").json()

    assert {"nodes", "edges", "legend"} <= set(found)


def test_counts_are_counted(server: Server) -> None:
    """The counts are those of the data."""
    found = server.ask("GET", "/api/stats").json()

    assert (found["triples"], found["alkaloids"], found["drugs"]) == (804, 1, 401)
    named = ("targets", "risks", "assertions", "citations", "conflicts", "interactions")
    assert {name: found[name] for name in named} == dict.fromkeys(named, 0)
    assert set(found) >= {"counts", "statements", "coverage", "unknown", "reviewed"}


def test_health_and_readiness(server: Server) -> None:
    """The process says that it lives, and that it can answer from which data."""
    assert server.ask("GET", "/health").json()["status"] == "ok"
    assert server.ask("GET", "/ready").json() == {"status": "ready", "data_version": "invented"}


def test_the_wrong_method_is_told_so(server: Server) -> None:
    """A method that an address does not know gets 405 in the error shape."""
    reply = server.ask("DELETE", "/api/check")

    assert (reply.status, set(reply.json())) == (405, SHAPE)
