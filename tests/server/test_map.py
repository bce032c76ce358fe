"""The map of the whole graph over HTTP: a page without a script, and data that is fetched once for a version."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.server.conftest import Server


def test_the_page_reads_without_a_script(toy: Server) -> None:
    """Bubbles lead to rows, rows to the pages of things, and the numbers are those of the data."""
    page = toy.ask("GET", "/map")
    data = toy.ask("GET", "/api/map").json()
    text = page.body.decode()

    assert page.status == 200
    assert f"{len(data['things']['id']):,} things" in text
    assert f"{len(data['links']['source']):,} links" in text
    for target in re.findall(r'<a href="#(island-\d+)"', text):
        assert f'id="{target}"' in text
    assert '<a href="/id/zelkamine">zelkamine</a>' in text
    assert "style=" not in text


def test_a_thing_on_the_map_has_an_address(toy: Server) -> None:
    """What the table links to is there."""
    text = toy.ask("GET", "/map").body.decode()
    rows = text[text.index("<tbody>") :]

    for address in sorted(set(re.findall(r'href="(/id/[^"]+)"', rows)))[:10]:
        assert toy.ask("GET", address).status in {200, 303}, address


def test_the_data_are_whole(toy: Server) -> None:
    """Columns are of one length, and every number in them names something."""
    data = toy.ask("GET", "/api/map").json()
    things, links = data["things"], data["links"]

    assert {len(column) for column in things.values()} == {len(things["id"])}
    assert len(set(things["id"])) == len(things["id"])
    assert {len(column) for column in links.values()} == {len(links["source"])}
    assert set(links["source"]) | set(links["target"]) <= set(range(len(things["id"])))
    assert set(links["relation"]) <= set(range(len(data["relations"])))
    assert "changes the amount of" in data["relations"], "relations are told in the words of the other pages"
    assert set(things["kind"]) == set(range(len(data["legend"])))
    assert set(things["island"]) == set(range(len(data["islands"])))


def test_whoever_has_the_data_is_told_so(toy: Server) -> None:
    """A tag names the data in each coding; who sends it gets 304 and no body."""
    plain = toy.ask("GET", "/api/map")
    packed = toy.ask("GET", "/api/map", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    for told in (plain, packed):
        again = toy.ask("GET", "/api/map", headers={"Accept-Encoding": "gzip", "If-None-Match": told.headers["etag"]})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == told.headers["etag"]
