"""Laws of the map: every thing once, nothing lost, nothing on top of another, and the same places in every process."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph import bubbles
from graph.atlas.islands import GAP, islands, pack, settle
from graph.atlas.reading import LONGEST, read, sketch
from graph.atlas.sheet import NAMED, sheet, sheet_of
from graph.names import AGO, ALKA
from graph.queries import ask
from tests.strategies import toy_store

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '</script><script>alert(1)</script>"\u202e' + "x" * 5_000

#: Prints the map of a ring of rings, whose slugs are strings that a hash could shuffle.
PROGRAM = """
import json
from graph.atlas.reading import sketch
from graph.atlas.sheet import sheet
names = [f"thing-{number}" for number in range(60)]
things = [{"thing": name, "kind": "Drug", "label": name} for name in set(names)]
links = [{"source": names[n], "relation": "r", "target": names[n // 9 * 9 + (n + 1) % 9]} for n in range(54)]
links += [{"source": names[n], "relation": "s", "target": names[(n + 9) % 54]} for n in range(0, 54, 9)]
print(json.dumps(sheet(sketch(things, list({json.dumps(one): one for one in links}.values())))))
"""


def rows(count: int, links: list[tuple[int, int]]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return answers of the two questions for numbered things."""
    things = [
        {"thing": f"{ALKA}t-{number:03}", "kind": f"{AGO}Drug", "label": f"t {number}"} for number in range(count)
    ]
    drawn = [
        {"source": f"{ALKA}t-{one:03}", "relation": f"{AGO}inhibits", "target": f"{ALKA}t-{other:03}"}
        for one, other in links
    ]
    return things, drawn


def test_the_toy_world_is_on_the_map_once() -> None:
    """Every thing that the question names has one place; every island holds its things and no other's."""
    store = toy_store()
    made = sheet_of(store)
    things = made["things"]

    assert sorted(things["id"]) == sorted({row["thing"].removeprefix(ALKA) for row in ask(store, "map-things")})
    assert len(set(things["id"])) == len(things["id"])
    assert {len(column) for column in things.values()} == {len(things["id"])}
    assert [things["island"].count(number) for number in range(len(made["islands"]))] == [
        one["count"] for one in made["islands"]
    ]
    assert {"zelkamine", "florbium"} <= set(things["id"])
    assert "inhibits" in made["relations"]
    assert all(len(one["top"]) == min(NAMED, one["count"]) for one in made["islands"])


def test_no_statement_and_no_stand_in_is_a_thing() -> None:
    """The map shows things that have a name in the field, not how the graph writes down what is said of them."""
    made = read(toy_store())

    assert not {"Assertion", "Mechanism", "Interaction", "Edge", "Participant"} & set(made.kinds)
    assert not {"standsFor", "subject", "object"} & set(made.relations)


def test_rows_in_any_order_make_the_same_sketch() -> None:
    """Order, repetition, a second kind, a loop and a link that leads off the map change nothing."""
    things, links = rows(4, [(0, 1), (1, 2)])
    plain = sketch(things, links)
    odd = [*reversed(things), {**things[0], "kind": f"{AGO}Product"}, things[2]]
    more = [
        *reversed(links),
        links[0],
        {**links[0], "target": f"{ALKA}elsewhere"},
        {**links[0], "target": f"{ALKA}t-000"},
    ]

    assert sketch(odd, more) == plain


def test_an_article_is_named_by_author_and_year() -> None:
    """Where there is no label, author and year name it, else its title, else its slug; a long one is cut."""
    article = {"thing": f"{ALKA}a", "kind": f"{AGO}Citation"}
    named = [{"author": "Abel", "year": "2001", "title": "On leaves"}, {"title": "On  leaves"}, {}, {"label": HOSTILE}]
    found = [sketch([{**article, **more}], []).labels[0] for more in named]

    assert found[:3] == ["Abel 2001", "On leaves", "a"]
    assert len(found[3]) == LONGEST
    assert found[3].endswith("…")


def test_the_map_is_the_same_in_every_process() -> None:
    """Neither the hash of strings nor the order of sets decides where anything stands."""
    printed = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    ]

    assert printed[0] == printed[1]
    assert len(json.loads(printed[0])["islands"]) > 3


@given(st.integers(0, 30), st.data())
def test_every_node_stands_on_its_island(count: int, data: st.DataObject) -> None:
    """Each node is on one island and inside its circle; what has no link is on the one that comes last."""
    node = st.integers(0, max(count - 1, 0))
    links = (
        data.draw(st.lists(st.tuples(node, node).filter(lambda pair: pair[0] != pair[1]), max_size=40))
        if count > 1
        else []
    )
    found, places = islands(count, links)

    assert sorted(node for one in found for node in one.nodes) == list(range(count))
    linked = {node for pair in links for node in pair}
    for one in found:
        assert one.linked == linked.issuperset(one.nodes)
        assert all(math.dist(places[node], (one.x, one.y)) <= one.radius for node in one.nodes)
    assert [one.linked for one in found] == sorted((one.linked for one in found), reverse=True)


def test_islands_lie_apart() -> None:
    """No circle lies on another one."""
    radii = np.array([300.0, 200.0, 90.0, 90.0, 60.0, 20.0, 20.0, 500.0])
    centres = pack(radii, [(0, 1), (0, 1), (1, 2), (3, 4), (0, 7), (5, 6)])

    for one, other in itertools.combinations(range(len(radii)), 2):
        assert math.dist(centres[one], centres[other]) > radii[one] + radii[other] + GAP / 4


def test_what_is_linked_stands_near() -> None:
    """Two bundles joined by one link fall apart into two bundles."""
    bundles = [list(itertools.combinations(range(start, start + 6), 2)) for start in (0, 6)]
    places = settle(12, [*bundles[0], *bundles[1], (0, 6)])
    inside = [math.dist(places[one], places[other]) for bundle in bundles for one, other in bundle]
    across = [math.dist(places[one], places[other]) for one in range(1, 6) for other in range(7, 12)]

    assert sum(inside) / len(inside) < sum(across) / len(across) / 2


def test_an_empty_graph_has_an_empty_map() -> None:
    """Nothing is drawn of nothing, and nothing fails."""
    made = sheet(sketch([], []))

    assert made["things"]["id"] == []
    assert made["islands"] == []
    assert ET.fromstring(bubbles.overview(made)).findall("{*}a") == []  # noqa: S314 - our own drawing


def test_the_overview_has_one_bubble_for_each_island() -> None:
    """Every island is a link to its row, and a hostile name stays text."""
    things, links = rows(40, [(one, one + 1) for one in range(38)])
    made = sheet(sketch([{**thing, "label": HOSTILE} for thing in things], links))
    drawn = ET.fromstring(bubbles.overview(made))  # noqa: S314 - our own drawing

    assert [link.get("href") for link in drawn.findall("{*}a")] == [f"#island-{n}" for n in range(len(made["islands"]))]
    assert not drawn.findall(".//{*}script")
    assert "<script" not in bubbles.overview(made)


def test_each_kind_has_a_look() -> None:
    """The legend counts every thing once and names shape and colour of each kind."""
    made = sheet_of(toy_store())
    told = bubbles.legend(made)

    assert sum(one["count"] for one in told) == len(made["things"]["id"])
    assert all(one["shape"] and one["colour"] and one["one"] for one in told)
