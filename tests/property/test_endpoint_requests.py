"""Whatever a stranger sends to the SPARQL endpoint, an answer comes that is none of our bugs."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

from hypothesis import given
from hypothesis import strategies as st

from tests.asgi import Workers, application, ask

APP = application(Workers(), client_rate=1e6, client_burst=10**6)
HEADERS = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
KNOWN = (
    st.just("application/sparql-query")
    | st.just("application/x-www-form-urlencoded")
    | st.just("text/turtle;q=0.5, */*;q=0.1")
    | st.just('W/"a", *')
    | st.just("gzip")
    | HEADERS
)
FIELDS = st.sampled_from(
    ["Accept", "Accept-Encoding", "Host", "If-None-Match", "Content-Type", "Content-Length", "Content-Encoding"]
)
PARAMETERS = st.lists(
    st.builds(
        lambda name, value: name + b"=" + value,
        st.sampled_from([b"query", b"default-graph-uri", b"named-graph-uri", b"format", b"update", b"%71uery", b""]),
        st.binary(max_size=40) | st.just(b"ASK%20%7B%7D"),
    ),
    max_size=4,
).map(b"&".join)


@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS"]),
    given_=PARAMETERS,
    body=PARAMETERS | st.binary(max_size=60),
    headers=st.dictionaries(FIELDS, KNOWN, max_size=5),
    version=st.sampled_from(["1.0", "1.1"]),
)
def test_no_request_meets_a_bug(method: str, given_: bytes, body: bytes, headers: dict[str, str], version: str) -> None:
    """Every request ends whole, with a status of the protocol, and every refusal has the shape of errors."""
    reply = asyncio.run(ask(APP, method=method, given=given_, body=body, headers=headers, version=version))

    assert reply.whole
    assert reply.status in {200, 204, 304, 400, 403, 405, 406, 413, 415}
    if (
        reply.status >= HTTPStatus.BAD_REQUEST
        and reply.headers["content-type"] == "application/json"
        and method != "HEAD"
    ):
        assert json.loads(reply.body)["status"] == reply.status
