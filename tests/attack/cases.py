"""All attacks by name, each with what may come of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from tests.attack import rude
from tests.attack.hostile_queries import HUNGRY, OVERSIZED
from tests.attack.hostile_ways_out import DOCUMENTS, PARAMETERS, POSTED, UNKNOWN, WAYS_OUT
from tests.attack.wire import CLOSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.attack.wire import Outcome, Target

#: What may come of an attack: statuses, or CLOSED when the server ends the connection without an answer. 500, and an
#: answer with a part missing that looks whole, are never among them.
BOUNDED: Final = frozenset({200, 400, 403, 413, 429, 503, 504})
REFUSED: Final = frozenset({400, 403, 404, 406, 413, 414, 415, 431})
INVALID: Final = frozenset({400, 413})
SOUND: Final = frozenset({200, 400, 403, 404, 405, 406, 413, 414, 415, 431})
SLOW: Final = frozenset({408, CLOSED})
NONE: Final = frozenset({CLOSED})
UNCLEAR: Final = frozenset({400, CLOSED})


@dataclass(frozen=True, slots=True)
class Case:
    """An attack and the statuses that may come of it."""

    name: str
    attack: Callable[[Target], Outcome]
    allowed: frozenset[int]


def cases() -> list[Case]:
    """Return all attacks, hungry ones between the others."""
    light = [*_oversized(), *_ways_out(), *_garbage(), *_rude(), *_json(), *_parameters()]
    heavy = [Case(f"hungry: {name}", partial(_query, text=text), BOUNDED) for name, text in HUNGRY.items()]
    step = len(light) // len(heavy) + 1
    mixed = [one for n, hungry in enumerate(heavy) for one in (hungry, *light[n * step : (n + 1) * step])]
    return mixed + light[len(heavy) * step :]


def _query(target: Target, text: str) -> Outcome:
    return target.query(text)


def _filled(target: Target, text: str) -> Outcome:
    return target.query(text.format(port=target.listener, secret=target.secret))


def _oversized() -> Iterator[Case]:
    for name, text in OVERSIZED.items():
        yield Case(f"oversized: {name}", partial(_query, text=text), INVALID)


def _ways_out() -> Iterator[Case]:
    for name, text in WAYS_OUT.items():
        yield Case(f"way out: {name}", partial(_filled, text=text), frozenset({400, 403}))
    for name, text in UNKNOWN.items():
        yield Case(f"way out: {name}", partial(_filled, text=text), frozenset({200, 400, 403}))
    for parameter in PARAMETERS:
        for place in ("http://127.0.0.1:{port}/", "file://{secret}"):
            name = f"parameter: {parameter} {place.partition(':')[0]}"
            yield Case(name, partial(_named, parameter=parameter, place=place), frozenset({400, 403}))
    for kind, name, document in DOCUMENTS:
        for path in POSTED:
            yield Case(f"document: {name} to {path}", partial(_document, kind=kind, text=document, path=path), REFUSED)
    for path in POSTED:
        document = DOCUMENTS[0][2]
        yield Case(f"document: disguised to {path}", partial(_disguised, text=document, path=path), REFUSED)


def _named(target: Target, parameter: str, place: str) -> Outcome:
    graph = place.format(port=target.listener, secret=target.secret)
    return target.get("/sparql", query="SELECT * { ?a ?b ?c } LIMIT 9", **{parameter: graph})


def _document(target: Target, kind: str, text: str, path: str) -> Outcome:
    return target.post(kind, text.format(port=target.listener, secret=target.secret), path)


def _disguised(target: Target, text: str, path: str) -> Outcome:
    kind = "application/json" if path == "/api/check" else "application/sparql-query"
    return _document(target, kind, text, path)


def _garbage() -> Iterator[Case]:
    for name, raw in rude.GARBAGE.items():
        read_somehow = name in {"a proxy's address", "websocket", "unknown method"}
        allowed = SOUND | NONE if read_somehow else UNCLEAR | {405, 408, 431, 505}
        yield Case(f"garbage: {name}", partial(_raw, raw=raw), allowed)


def _raw(target: Target, raw: bytes) -> Outcome:
    return target.say(raw)


def _rude() -> Iterator[Case]:
    large = frozenset({400, 413, 414, 415, 431, CLOSED})
    for attack, allowed in (
        (rude.slow_head, SLOW),
        (rude.slow_body, SLOW),
        (rude.huge_header, frozenset({431, CLOSED})),
        (rude.many_headers, frozenset({431, CLOSED})),
        (rude.huge_address, large),
        (rude.announced_body, large),
        (rude.chunked_body, large),
        (rude.tiny_chunks, large),
        (rude.body_nobody_reads, frozenset({200, CLOSED})),
        (rude.gzip_bomb, large),
        (rude.multipart, large),
        (rude.many_fields, large),
        (rude.half_closed, NONE | BOUNDED),
        (rude.never_reads, NONE),
        (rude.aborted_uploads, NONE),
        (rude.aborted_queries, NONE),
        (rude.idle_connections, NONE),
        (rude.connection_flood, NONE),
        (rude.pipelined, UNCLEAR | {200, 503}),
        (rude.many_at_once, BOUNDED | NONE),
        (rude.checks_at_once, BOUNDED),
    ):
        yield Case(f"rude: {(attack.__doc__ or '').rstrip('.').lower()}", attack, allowed)


def _json() -> Iterator[Case]:
    names = json.dumps({"substances": [{"name": f"n{number}"} for number in range(10_000)]})
    for name, body in {
        "arrays in arrays": "[" * 120_000,
        "objects in objects": '{"a":' * 40_000,
        "closed arrays": "[" * 100_000 + "]" * 100_000,
        "a number too large": '{"substances": [{"name": "calmazepam", "times_per_day": 1e9999}]}',
        "a number of 100,000 digits": '{"substances": [{"name": "calmazepam", "times_per_day": '
        + "9" * 100_000
        + "}]}",
        "a number of 25 digits": '{"substances": [{"name": "calmazepam", "times_per_day": ' + "9" * 25 + "}]}",
        "a patient of numbers": '{"text": "calmazepam", "patient": {"age": 99999999999999999999999, "x": [1e308, -0]}}',
        "a limit of alerts": '{"text": "calmazepam", "alert_from": 18446744073709551616, "filters": {"only": [[[1]]]}}',
        "not a number": '{"substances": [{"name": "calmazepam", "times_per_day": NaN}]}',
        "a lone surrogate": '{"substances": [{"name": "\\ud800"}]}',
        "a raw surrogate": '{"substances": [{"name": "\ud800"}]}',
        "NUL in a name": '{"substances": [{"name": "a\\u0000b"}]}',
        "10,000 names": names,
        "10,000 names in a text": json.dumps({"text": ", ".join(f"n{number}" for number in range(10_000))}),
        "a text of separators": json.dumps({"text": ",;/+&\n" * 20_000}),
        "a text of doses": json.dumps({"text": "1 mg " * 2_000 + "x" * 2_000}),
        "a name of 100,000 letters": json.dumps({"substances": [{"name": "a" * 100_000}]}),
        "40,000 keys": json.dumps({f"k{number}": 1 for number in range(20_000)}),
        "not text": b"\x80\x81\xfe\xff".decode("latin-1"),
    }.items():
        yield Case(f"json: {name}", partial(_check, body=body), frozenset({200, 400, 413}))


def _check(target: Target, body: str) -> Outcome:
    return target.post("application/json", body, "/api/check")


def _parameters() -> Iterator[Case]:
    evil = "x\r\nSet-Cookie: evil=1\r\n\r\n<script>"
    for name, path in {
        "invalid UTF-8": "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%22%ff%fe%22%20%7D",
        "overlong percent-encoding": "/static/%c0%ae%c0%ae/%c0%ae%c0%ae/server.py",
        "NUL in a query": "/sparql?query=ASK%20%7B%7D%00",
        "NUL in a name": "/id/a%00b",
        "bad percent-encoding": "/sparql?query=%zz%4",
        "two queries": "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "an update in the address": "/sparql?update=DROP%20ALL",
        "out of static": "/static/../../server.py",
        "out of static, encoded": "/static/%2e%2e/%2e%2e/server.py",
        "out of static, twice encoded": "/static/%252e%252e/%252e%252e/server.py",
        "out of static, backslashes": "/static/..%5c..%5cserver.py",
        "out of static, absolute": "/static//etc/passwd",
        "out of vendor": "/vendor/..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "out of things": "/id/..%2f..%2fetc%2fpasswd",
        "a thing with a query": "/id/x%3E%20%3Fp%20%3Fo%20.%20SERVICE%20%3Chttp:",
        "a template's file": "/%7B%7B7*7%7D%7D",
        "a pattern for names": "/api/substances?q=" + "(a%2B)%2B" * 20 + "!",
        "an endless name": "/api/substances?q=" + "a" * 60_000,
        "a limit beyond numbers": "/api/substances?q=a&limit=99999999999999999999",
        "a negative limit": "/api/claims?limit=-1&offset=-5",
        "a huge offset": "/api/claims?offset=9223372036854775808",
        "a picture of 500 things": "/api/graph?" + "&".join(f"start=thing-{n}" for n in range(500)),
        "a page of 500 things": "/explore?" + "&".join(f"start=thing-{n}" for n in range(500)),
        "filters upon filters": "/api/explain?precipitant=florbium&object=testazolam&"
        + "&".join(["only=human"] * 3_000),
    }.items():
        yield Case(f"parameter: {name}", partial(_get, path=path), SOUND)
    for field in ("Accept", "Accept-Encoding", "If-None-Match", "X-Request-Id", "Origin", "X-Forwarded-For", "Cookie"):
        value = ", ".join(f"text/x{n};q=0.{n}" for n in range(3_000))
        yield Case(f"header: long {field}", partial(_with, field=field, value=value), SOUND)
    for parameter in ("format", "default-graph-uri", "query", "q"):
        yield Case(f"parameter: line end in {parameter}", partial(_injected, parameter=parameter, value=evil), SOUND)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        yield Case(f"method: {method}", partial(_method, method=method), frozenset({405, 501}))


def _get(target: Target, path: str) -> Outcome:
    return target.request("GET", path)


def _with(target: Target, field: str, value: str) -> Outcome:
    return target.request("GET", "/sparql?query=ASK%20%7B%7D", headers={field: value})


def _injected(target: Target, parameter: str, value: str) -> Outcome:
    asked = {"query": "ASK {}", parameter: value}
    return target.get("/sparql", **asked)


def _method(target: Target, method: str) -> Outcome:
    return target.request(method, "/sparql", b"DROP ALL", {"Content-Type": "application/sparql-query"})
