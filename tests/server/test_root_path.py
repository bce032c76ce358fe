"""Behind a reverse proxy that shows the server under a path of its own, every name and link is under that path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.server.conftest import PAGES, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.conftest import Server

ROOT_PATH = "/shown/here"
HTML = {"Accept": "text/html"}
ADDRESS = re.compile(r'\s(?:href|src|action)="(/[^"#]*)')
PLACES = (*PAGES, "/explain", "/no")


@pytest.fixture(scope="module")
def shown(root: Path, toy_snapshot: Path) -> Iterator[Server]:
    """Return a server over the toy world that knows its root path."""
    process, running = start(root, toy_snapshot, ALKAGRAPH_ROOT_PATH=ROOT_PATH)
    yield running
    process.terminate()
    process.wait()


@pytest.mark.parametrize("kept", [ROOT_PATH, ""], ids=["proxy-keeps-path", "proxy-takes-it-out"])
@pytest.mark.parametrize("page", PLACES)
def test_every_link_of_a_page_is_under_the_root_path(shown: Server, page: str, kept: str) -> None:
    """Whether the proxy passes the path on or not, links, forms, styles and scripts begin with it."""
    reply = shown.ask("GET", kept + page, headers=HTML)
    addresses = ADDRESS.findall(reply.body.decode())

    assert reply.status == (404 if page == "/no" else 200)
    assert len(addresses) > 5
    assert [address for address in addresses if not address.startswith(f"{ROOT_PATH}/")] == []
    assert f'data-root="{ROOT_PATH}"'.encode() in reply.body


@pytest.mark.parametrize("kept", [ROOT_PATH, ""], ids=["proxy-keeps-path", "proxy-takes-it-out"])
def test_the_links_lead_somewhere(shown: Server, kept: str) -> None:
    """What the first page names can be had: other pages, styles and scripts."""
    addresses = set(ADDRESS.findall(shown.ask("GET", f"{kept}/", headers=HTML).body.decode()))
    wanted = {kept + address.removeprefix(ROOT_PATH).replace("&amp;", "&") for address in addresses}
    wanted -= {address for address in wanted if "/vendor/" in address}  # fetched from elsewhere, if at all

    assert {address: status for address in wanted if (status := shown.ask("GET", address).status) != 200} == {}


@pytest.mark.parametrize("kept", [ROOT_PATH, ""], ids=["proxy-keeps-path", "proxy-takes-it-out"])
def test_programs_find_it_too(shown: Server, kept: str) -> None:
    """SPARQL, its description, the interface's description and CORS are where the proxy shows them."""
    query = quote("SELECT * { <x> ?p ?o }")
    described = shown.ask("GET", f"{kept}/sparql", headers={"Host": "graph.example"})

    assert shown.ask("GET", f"{kept}/sparql?query={query}").headers["access-control-allow-origin"] == "*"
    assert f"<http://graph.example{ROOT_PATH}/sparql>".encode() in described.body
    assert shown.ask("GET", f"{kept}/openapi.json").json()["servers"] == [{"url": ROOT_PATH}]
    assert shown.ask("GET", f"{kept}/api/stats").headers["access-control-allow-origin"] == "*"
    assert shown.ask("GET", f"{kept}/api/explain").media_type == "application/json"
    assert shown.ask("GET", f"{kept}/ready").status == 200
