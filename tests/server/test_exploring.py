"""The explorer over HTTP: data, files, pieces, frames, and addresses that nobody can misread."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

VIEW = "start=florbium&open=zelkamine"
BROWSER = {"Accept": "text/html"}


def test_a_view_is_data_with_both_layouts(toy: Server) -> None:
    """Things stand in columns and by springs, arrows carry their statements, and what can be narrowed is counted."""
    found = toy.ask("GET", f"/api/explore?{VIEW}").json()
    things = {node["id"]: node for node in found["nodes"]}
    arrow = next(edge for edge in found["edges"] if edge["id"] == "edge--zelkamine--partialAgonistOf--calm-receptor")

    assert set(things["zelkamine"]["places"]) == {"layered", "force"}
    assert things["zelkamine"]["opened"]
    assert arrow["count"] == len(arrow["statements"]) > 0
    assert arrow["statements"][0]["citation"]
    assert set(found["facets"]) == {"kinds", "relations", "studies", "levels", "species"}
    assert found["address"] == f"/explore?{VIEW}"


def test_a_view_is_a_file(toy: Server) -> None:
    """SVG, GraphML and JSON are downloads of the same things."""
    names = {node["id"] for node in toy.ask("GET", f"/explore.json?{VIEW}").json()["nodes"]}
    for ending, media_type, place in (
        ("svg", "image/svg+xml", "data-node"),
        ("graphml", "application/graphml+xml", "id"),
    ):
        reply = toy.ask("GET", f"/explore.{ending}?{VIEW}")
        found = {one.get(place) for one in ET.fromstring(reply.body).iter()}  # noqa: S314 - our own file
        assert (reply.status, reply.media_type) == (200, media_type)
        assert "attachment" in reply.headers["content-disposition"]
        assert names <= found


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("start=", 400, "start"),
        ("start=nobody-knows", 404, "nobody-knows"),
        (f"{VIEW}&open=nobody", 404, "nobody"),
        (f"{VIEW}&hide=wine", 400, "alkaloid"),
        (f"{VIEW}&relation=likes", 400, "inhibits"),
        (f"{VIEW}&species=dragon", 400, "choose from"),
        (f"{VIEW}&only=gossip", 400, "gossip"),
        (f"{VIEW}&min_level=certain", 400, "certain"),
        (f"{VIEW}&layout=spiral", 400, "layered"),
        (f"{VIEW}&as=poem", 400, "table"),
        (f"{VIEW}&limit=100000", 400, "300"),
        (f"{VIEW}&colour=red", 400, "colour"),
        (f"{VIEW}&chosen=nobody", 404, "nobody"),
        (f"{VIEW}&chosen=edge--zelkamine--contains--nobody", 404, "edge--"),
        ("start=%FF", 400, "UTF-8"),
        ("&".join(f"start=thing-{n}" for n in range(90)), 400, "at most 40"),
    ],
)
def test_what_is_not_understood_is_an_error(toy: Server, query: str, status: int, told: str) -> None:
    """Pages, data and files alike name the parameter and what can be given instead; nothing is left out silently."""
    if "chosen" not in query and query != "start=":
        data = toy.ask("GET", f"/api/explore?{query}")
        assert (data.status, told in data.json()["detail"]) == (status, True)
        assert toy.ask("GET", f"/explore.svg?{query}").status == status
    page = toy.ask("GET", f"/explore?{query}", headers=BROWSER)
    if query != "start=":
        assert (page.status, page.media_type) == (status, "text/html")
    assert toy.ask("GET", "/api/explore").status == 400


def test_only_the_embedded_page_may_be_framed_by_others(toy: Server) -> None:
    """Every other page keeps to its own frames; apart from that the policies are the same."""
    policies = {
        path: toy.ask("GET", f"{path}?{VIEW}", headers=BROWSER).headers["content-security-policy"]
        for path in ("/explore", "/embed")
    }

    assert "frame-ancestors *" in policies["/embed"]
    assert policies["/embed"].replace("frame-ancestors *", "frame-ancestors 'self'") == policies["/explore"]


def test_an_embedded_page_leads_to_itself(toy: Server) -> None:
    """Each step of a frame stays in the frame, but for one link out and the pages of things."""
    text = toy.ask("GET", f"/embed?{VIEW}&chosen=zelkamine", headers=BROWSER).body.decode()
    steps = re.findall(r'href="(/explore\?[^"]*)"', text)

    assert len(re.findall(r'href="/embed\?', text)) > 10
    assert set(steps) == {f"/explore?{VIEW.replace('&', '&amp;')}&amp;chosen=zelkamine"}
    assert "<header" not in text


def test_a_page_may_hold_one_part_alone(toy: Server) -> None:
    """The still picture, the list and the table are pages too, which need no script and lead to each other."""
    marks = {"moving": "data-view", "picture": "<svg xmlns", "list": "data-twin", "table": "<table"}
    pages = {part: toy.ask("GET", f"/explore?{VIEW}&as={part}", headers=BROWSER).body.decode() for part in marks}

    for part, text in pages.items():
        assert [name for name, mark in marks.items() if mark in text] == [part]
        assert ("<script" in text) == (part == "moving")
        for other in {"picture", "list", "table"} - {part}:
            assert f"/explore?{VIEW.replace('&', '&amp;')}&amp;as={other}" in text
    assert f"{VIEW.replace('&', '&amp;')}&amp;as=list&amp;chosen=zelkamine" in pages["list"]


def test_who_has_not_started_is_led_on(toy: Server) -> None:
    """Without a start the page leads to the other ways to look; one start needs no list of what is drawn around."""
    empty, one, two = (
        toy.ask("GET", f"/explore{query}", headers=BROWSER).body.decode()
        for query in ("", "?start=florbium", "?start=florbium&open=zelkamine")
    )

    assert all(f'href="{page}"' in empty for page in ("/paths", "/compare", "/map"))
    assert re.findall(r'href="/explore\?start=([^"]+)"', empty)[:2] == ["florbium", "zelkamine"]
    assert 'class="chips"' not in one
    assert 'class="chips"' in two
    assert "1 neighbours" not in one


def test_the_old_address_of_pictures_leads_on(toy: Server) -> None:
    """What was linked and printed before still works."""
    reply = toy.ask("GET", "/graph?start=florbium")

    assert (reply.status, reply.headers["location"]) == (308, "/explore?start=florbium")
    assert toy.ask("GET", "/graph").headers["location"] == "/explore"


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("zelkamine", "Hide"),
        ("edge--zelkamine--partialAgonistOf--calm-receptor", "Abel 2001"),
        ("noggin", "This is not in the picture"),
        ("edge--calm-receptor--expressedIn--noggin", "This is not in the picture"),
    ],
)
def test_a_piece_tells_of_what_is_chosen(toy: Server, chosen: str, told: str) -> None:
    """The piece beside the picture is the same that the whole page holds."""
    piece = toy.ask("GET", f"/explore/chosen?{VIEW}&chosen={chosen}", headers=BROWSER)
    page = toy.ask("GET", f"/explore?{VIEW}&chosen={chosen}", headers=BROWSER)

    assert (piece.status, page.status) == (200, 200)
    assert told in piece.body.decode()
    assert piece.body.decode().strip() in page.body.decode()


def test_things_of_every_kind_are_found(toy: Server) -> None:
    """A search by a part of a name finds receptors and organs as well as substances."""
    found = toy.ask("GET", "/api/things?q=calm&limit=3").json()["things"]

    assert len(found) == 3
    assert {"id", "label", "kind"} == set(found[0])
    assert toy.ask("GET", "/api/things?q=%3Cscript%3E").json() == {"query": "<script>", "things": []}
    assert toy.ask("GET", "/api/things?q=a&limit=900").status == 400


def test_the_description_tells_every_parameter(toy: Server) -> None:
    """The machine-readable description lists what an address may hold, apart from what only a page can show."""
    told = json.loads(toy.ask("GET", "/openapi.json").body)["paths"]["/api/explore"]["get"]["parameters"]

    assert {one["name"] for one in told} >= {"start", "open", "show", "hide", "without", "only", "min_level", "limit"}
