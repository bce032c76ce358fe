"""A head is known again only when it is, byte for byte, one that was read before."""

from __future__ import annotations

import pytest

from web import heads as keeping
from web.heads import LONGEST, Heads

FIELDS = [(b"host", b"x"), (b"accept", b"text/csv")]
REST = b" HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n"


def _known() -> Heads:
    heads = Heads()
    heads.keep(b"GET /sparql?query=a" + REST, FIELDS)
    return heads


def test_another_address_has_the_same_head() -> None:
    """The address is told, and the fields that were read."""
    found = _known().find(b"GET /sparql?query=b%20c&d=!$~" + REST)

    assert found is not None
    address, head = found
    assert (address, head.fields, head.named) == (b"/sparql?query=b%20c&d=!$~", FIELDS, dict(FIELDS))


@pytest.mark.parametrize(
    "packet",
    [
        b"POST /sparql?query=b" + REST,
        b"GET  /sparql?query=b" + REST,
        b"GET sparql?query=b" + REST,
        b"GET http://x/sparql?query=b" + REST,
        b"GET /sparql?query=b\tc" + REST,
        b"GET /sparql?query=b c" + REST,
        b"GET /sparql?query=b#c" + REST,
        b"GET /sparql?query=\xc3\xbc" + REST,
        b"\r\nGET /sparql?query=b" + REST,
        b"GET /sparql?query=b" + REST.replace(b"1.1", b"1.0"),
        b"GET /sparql?query=b" + REST.replace(b"\r\n", b"\n"),
        b"GET /sparql?query=b" + REST.replace(b"Host: x", b"Host: y"),
        b"GET /sparql?query=b" + REST[:-1],
        b"GET /sparql?query=b" + REST + b"G",
        (b"GET /sparql?query=b" + REST) * 2,
        b"",
    ],
)
def test_whatever_else_differs_is_for_the_parser(packet: bytes) -> None:
    """Another method, version, line end or field, a part of a request, or more than one."""
    assert _known().find(packet) is None


@pytest.mark.parametrize(
    "packet",
    [
        b"GET /sparql?query=a" + REST + b"body",
        b"GET /sparql?query=a" + REST + b"\r\n\r\n",
        (b"GET /sparql?query=a" + REST) * 2,
        b"GET /sparql?query=a" + REST[:-2],
        b"GET /sparql?query=a" + REST[:-4] + b"\r\nX: " + b"x" * LONGEST + b"\r\n\r\n",
        b"GET /sparql?query=a#b" + REST,
    ],
)
def test_only_one_whole_request_is_kept(packet: bytes) -> None:
    """What came in a packet with something else is not told apart from it."""
    heads = Heads()
    heads.keep(packet, FIELDS)

    assert heads._known == {}


def test_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers cannot fill the memory."""
    monkeypatch.setattr(keeping, "MOST", 3)
    heads = _known()
    for number in range(10):
        heads.keep(b"GET / HTTP/1.1\r\nHost: %d\r\n\r\n" % number, [(b"host", b"%d" % number)])

    assert len(heads._known) <= 3
