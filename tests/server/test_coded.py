"""Pages, styles and scripts go out coded with gzip to whoever can read that, and as they are to everybody else."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/", "/about", "/map", "/id/zelkamine", "/static/site.css", "/static/picture.js"])
def test_the_coded_form_says_the_same(toy: Server, path: str) -> None:
    """Both forms hold the same bytes, and caches are told that they differ."""
    browser = {"Accept": "text/html"}
    plain, coded = toy.ask("GET", path, headers=browser), toy.ask("GET", path, headers={**browser, **GZIP})

    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == "gzip"
    assert gzip.decompress(coded.body) == plain.body
    assert len(coded.body) < len(plain.body)
    assert coded.headers["content-type"] == plain.headers["content-type"]
    for answer in (plain, coded):
        assert "Accept-Encoding" in answer.headers["vary"]


def test_a_file_that_a_client_has_is_not_sent_again(toy: Server) -> None:
    """Each form has a tag of its own, and only that of the form that would be sent spares sending it."""
    plain, coded = toy.ask("GET", "/static/site.css"), toy.ask("GET", "/static/site.css", headers=GZIP)
    tags = plain.headers["etag"], coded.headers["etag"]

    assert tags[0] != tags[1]
    assert toy.ask("GET", "/static/site.css", headers={**GZIP, "If-None-Match": tags[1]}).status == 304
    assert toy.ask("GET", "/static/site.css", headers={"If-None-Match": tags[0]}).status == 304
    assert toy.ask("GET", "/static/site.css", headers={"If-None-Match": tags[1]}).status == 200


def test_a_part_of_a_file_is_not_coded(toy: Server) -> None:
    """A range is one of the file itself."""
    part = toy.ask("GET", "/static/site.css", headers={**GZIP, "Range": "bytes=0-9"})

    assert (part.status, len(part.body)) == (206, 10)
    assert "content-encoding" not in part.headers


def test_nothing_else_lies_on_the_shelf(toy: Server) -> None:
    """What is not there is not found, in either form."""
    assert toy.ask("GET", "/static/none.css", headers=GZIP).status == 404
    assert toy.ask("GET", "/static/..%2fpages.py", headers=GZIP).status == 404


@pytest.mark.parametrize("path", ["/", "/?s=zelkamine&s=florbium", "/map", "/explore", "/claims", "/about", "/learn"])
def test_a_page_weighs_little(toy: Server, path: str) -> None:
    """A page with its styles and all modules of its scripts is under 150 KB as sent, before browser libraries."""
    seen, waiting, total = set[str](), [path], 0
    while waiting:
        here = waiting.pop()
        if here in seen or here.startswith("/vendor/"):
            continue
        seen.add(here)
        answer = toy.ask("GET", here, headers={"Accept": "text/html", **GZIP})
        assert answer.status == 200, here
        total += len(answer.body)
        coded = answer.headers.get("content-encoding") == "gzip"
        text = (gzip.decompress(answer.body) if coded else answer.body).decode()
        if here == path:
            waiting += re.findall(r'<(?:script|link)[^>]*?(?:src|href)="(/(?:static|vendor)/[^"]+)"', text)
        elif here.endswith(".js"):
            waiting += [urljoin(here, name) for name in re.findall(r'^import .*?from "(\.[^"]+)";', text, re.MULTILINE)]

    assert len(seen) > 3
    assert total < 150_000
