"""The drawn forms say the same (data for the script, still SVG, page, table), and nothing in them can become markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from graph import render
from graph.drawing import HOLDING_BACK, draw
from graph.layout import layered
from graph.picture import Statement, add_node, add_statement
from graph.templates import WEB, json_block

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '</script><img src=x onerror="alert(1)">&\u2028'


def picture(label: str = "zelkamine") -> nx.MultiDiGraph:
    """Return a small picture of invented things with one arrow of each stance."""
    graph = nx.MultiDiGraph()
    for slug, name, kind in (
        ("florbium", "florbium", "Product"),
        ("zelkamine", label, "Alkaloid"),
        ("cypx", "CYPX", "Enzyme"),
        ("testazolam", "testazolam", "Drug"),
        ("rule-x", "rule x", "rule"),
    ):
        add_node(graph, slug, name, kind)
    good = Statement("s-1", "Abel 2001", "https://doi.org/10.1/x", "Table 1", "in vitro", as_printed="4.1 uM", n="3")
    add_statement(graph, "florbium", "contains", "zelkamine", good)
    add_statement(graph, "zelkamine", "inhibits", "cypx", good)
    add_statement(
        graph, "zelkamine", "inhibits", "cypx", Statement("s-2", label, "javascript:alert(1)", stance="refutes")
    )
    add_statement(graph, "testazolam", "isSubstrateOf", "cypx", Statement("s-3", "Bell 2002", stance="refutes"))
    add_statement(graph, "zelkamine", "fallsUnder", "rule-x", Statement("rule-x-zelkamine", derived=True))
    return graph


class Sources(HTMLParser):
    """Gathers what a page would load by itself, and every element's attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses of loading elements, and event handlers."""
        values = dict(attrs)
        if tag in {"script", "img", "iframe", "link", "source", "object", "embed"}:
            self.loads += [value for name in ("src", "href", "data") if (value := values.get(name))]
        self.handlers += [name for name in values if name.startswith("on")]


def test_the_data_for_the_script_is_plain_json() -> None:
    """Nodes, edges and options can be written as JSON; physics is off; every edge carries its statements."""
    graph = picture()
    data = json.loads(json.dumps(render.picture_data(graph, layered(graph))))

    assert data["options"]["physics"] == {"enabled": False}
    assert {node["id"] for node in data["nodes"]} == set(graph)
    assert all(edge["statements"] for edge in data["edges"])
    assert {node["kind"]: node["shape"] for node in data["nodes"]}["product"] == "hexagon"


def test_parallel_arrows_stay_apart() -> None:
    """Two relations between the same things are two arrows."""
    graph = picture()
    add_statement(graph, "zelkamine", "inactivates", "cypx", Statement("s-9"))
    edges = render.picture_data(graph, layered(graph))["edges"]

    between = [edge for edge in edges if (edge["from"], edge["to"]) == ("zelkamine", "cypx")]
    assert {edge["relation"] for edge in between} == {"inhibits", "inactivates"}
    assert len({json.dumps(edge["smooth"]) for edge in between}) == 2


def test_all_forms_name_the_same_arrows() -> None:
    """The SVG, the script's data and the table use the same names, so that a click finds its row."""
    graph = picture()
    positions = layered(graph)
    tree = ET.fromstring(draw(graph, positions))  # noqa: S314 - our own text

    drawn = {link.get("data-edge") for link in tree.iter(f"{SVG}a") if link.get("data-edge")}
    assert drawn == {edge["id"] for edge in render.picture_data(graph, positions)["edges"]}
    rows = render.table_rows(graph, positions)
    assert drawn == {row["edge"] for row in rows}
    assert drawn <= {row["anchor"] for row in rows}
    things = {f"#n-{row['node']}" for row in render.node_rows(graph, positions)}
    assert things == {link.get("href") for link in tree.iter(f"{SVG}a") if link.get("data-node")}


def test_every_mark_of_the_svg_can_be_reached_and_read() -> None:
    """Each node and arrow is a link with a title; what holds back ends in a bar, what is refuted is crossed."""
    graph = picture()
    tree = ET.fromstring(draw(graph, layered(graph), "A title"))  # noqa: S314 - our own text

    assert tree.findtext(f"{SVG}title") == "A title"
    links = list(tree.iter(f"{SVG}a"))
    assert len(links) == graph.number_of_nodes() + graph.number_of_edges()
    assert all(link.findtext(f"{SVG}title") and link.get("href", "").startswith("#") for link in links)
    heads = {line.get("marker-end", "") for line in tree.iter(f"{SVG}path") if line.get("class") == "line"}
    assert any("bar" in head for head in heads)
    assert "inhibits" in HOLDING_BACK
    crossed = {link.get("class") for link in links if link.find(f"{SVG}path[@class='cross']") is not None}
    assert crossed == {"arrow refutes", "arrow disputed"}
    assert any(line.get("stroke-dasharray") for line in tree.iter(f"{SVG}path") if line.get("class") == "line")


def test_the_table_has_one_row_a_statement() -> None:
    """Number as printed, study, stance, citation and place stand in the row; only web addresses become links."""
    graph = picture()
    rows = render.table_rows(graph, layered(graph))

    assert len(rows) == sum(len(held) for *_, held in graph.edges(data="statements"))
    first = next(row for row in rows if row["id"] == "s-1" and row["relation"] == "inhibits")
    assert (first["as_printed"], first["n"], first["locator"]) == ("4.1 uM", "3", "Table 1")
    assert first["link"] == "https://doi.org/10.1/x"
    assert {row["link"] for row in rows if row["id"] == "s-2"} == {""}


@pytest.mark.parametrize("form", ["svg", "page", "block"])
def test_nothing_in_the_data_becomes_markup(form: str) -> None:
    """A label written to break out of its place stays a text in every form."""
    graph = picture(NASTY)
    positions = layered(graph)
    texts = {
        "svg": render.svg(graph, positions, NASTY),
        "page": render.page(graph, positions, NASTY, assets="linked"),
        "block": json_block(render.picture_data(graph, positions)),
    }
    reader = Sources()
    reader.feed(str(texts[form]))

    assert "<img" not in texts[form]
    assert reader.handlers == []
    assert "x" not in reader.loads


def test_the_data_block_reads_back() -> None:
    """What the escaping changes is undone by any JSON reader."""
    value = {"label": NASTY}

    assert json.loads(str(json_block(value))) == value


def test_the_stand_alone_page_asks_no_host_for_anything() -> None:
    """The page carries its scripts and styles; nothing in it loads from anywhere."""
    graph = picture()
    text = render.page(graph, layered(graph), "Zelkamine", assets="inline")
    reader = Sources()
    reader.feed(text)

    assert reader.loads == []
    assert not re.search(r"@import|url\(\s*[\"']?https?:", text)
    assert "default-src 'none'" in text
    assert "vis-network" in text


def test_without_the_library_the_still_picture_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no copy of the drawing library gets the SVG and the table."""
    monkeypatch.setattr(render, "_library", lambda: None)
    graph = picture()
    text = render.page(graph, layered(graph), "Zelkamine")

    assert "<svg" in text
    assert "<table" in text


def test_the_library_of_pyvis_stands_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:  # noqa: ANN401
    """Where nothing was fetched, the copy inside the pyvis package is used."""
    monkeypatch.setattr(render, "WEB", tmp_path)
    found = render._library()

    assert found is not None
    assert "pyvis" in found.parts


def test_an_empty_picture_is_a_picture() -> None:
    """Nothing to draw is no error in any form."""
    graph = nx.MultiDiGraph()
    text = render.page(graph, {}, "Nothing")

    assert "There is no arrow in this picture." in text


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as #1b1b1b (WCAG 2.2, relative luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("soft", "paper"),
        ("soft", "raised"),
        ("link", "paper"),
        ("refute", "paper"),
        ("loud", "loud-paper"),
    ],
)
def test_every_text_is_easy_to_read(scheme: int, text: str, ground: str) -> None:
    """Text stands out from its ground at least 7 to 1, by day and by night."""
    css = (WEB / "static" / "tokens.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css.split("@media")[scheme]))
    light, dark = sorted((_luminance(tokens[text]), _luminance(tokens[ground])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 7
