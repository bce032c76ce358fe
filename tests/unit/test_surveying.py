"""A view of the toy world, ready to be drawn: statements read, levels, ways, and what the graph does not know."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from graph import surveying
from graph.errors import ChoiceUnknown, NameUnresolved
from graph.excursion import JOBS
from graph.surveying import places, survey
from graph.views import LAYOUTS, View
from tests.strategies import toy_store

if TYPE_CHECKING:
    from pathlib import Path

    from graph.surveying import Survey

STORY = ("zelkamine", "calm-receptor", "noggin")


def seen(**fields: Any) -> Survey:  # noqa: ANN401 - any field of a view
    """Return a survey of the toy world from its plant."""
    return survey(toy_store(), View(**{"start": ("florbium",), **fields}))


def told(job: str, **fields: Any) -> Any:  # noqa: ANN401 - whatever a job answers
    """Return the answer of a job about a view."""
    answer = JOBS[job](toy_store(), {"view": {"start": ["florbium"], **fields}})
    return answer if job in {"explore_svg", "explore_graphml"} else json.loads(answer)


def test_a_form_stands_for_its_product_and_an_isoform_for_its_enzyme() -> None:
    """What is said of the tea and of one isoform is drawn at the plant and at the enzyme."""
    graph = seen(open=("zelkamine",)).shown

    assert graph.has_edge("florbium", "zelkamine", "contains")
    assert graph.has_edge("zelkamine", "cypx", "inhibits")
    assert not {"florbium-tea", "cypx1"} & set(graph)
    assert seen(start=("florbium-tea",)).outlook.view.start == ("florbium",)


def test_the_story_of_a_class_can_be_walked() -> None:
    """From the plant to its alkaloid, the receptor, the organ and the risk, each step with its statements."""
    graph = seen(open=STORY).shown

    for source, target in (("florbium", "zelkamine"), ("zelkamine", "calm-receptor"), ("calm-receptor", "noggin")):
        assert all(
            one.citation for values in graph.get_edge_data(source, target).values() for one in values["statements"]
        )
    assert graph.has_edge("florbium", "drowse", "hasRisk")


def test_what_only_follows_says_why() -> None:
    """A derived arrow carries its ways in words and counts no statement."""
    arrows = {edge["id"]: edge for edge in told("explore", open=["zelkamine", "noggin"])["edges"]}
    derived = [edge for edge in arrows.values() if edge["derived"]]

    assert derived
    assert {edge["stance"] for edge in derived} == {"derived"}
    assert all(edge["count"] == 0 and edge["statements"][0]["locator"].startswith("because ") for edge in derived)


def test_the_level_of_an_arrow_is_that_of_its_edge() -> None:
    """Width follows the level that the rules gave, not the number of statements."""
    graph = seen(open=("cypx",)).shown
    levels = {values["level"]: values["width"] for *_, values in graph.edges(data=True) if values["level"]}

    assert len(set(levels.values())) == len(levels) > 1


def test_filters_set_statements_aside() -> None:
    """The filters of a check narrow a view by the same words."""
    everything, people = told("explore"), told("explore", only=["human"])

    assert len(people["edges"]) < len(everything["edges"])
    assert {one["study_type"] for edge in people["edges"] for one in edge["statements"]}


def test_hidden_things_keep_their_room() -> None:
    """Hiding and revealing moves nothing."""
    everything, less = told("explore", open=["zelkamine"]), told("explore", open=["zelkamine"], hide=["risk"])
    placed = {node["id"]: node["places"] for node in everything["nodes"]}

    assert {node["id"] for node in less["nodes"]} < set(placed)
    assert all(placed[node["id"]] == node["places"] for node in less["nodes"])
    assert [one["id"] for one in less["hidden"]] == ["drowse"]


def test_opening_keeps_what_is_there_in_its_place() -> None:
    """By springs nothing that is in the picture moves when a thing is opened."""
    before = places(seen().outlook, "force")
    after = places(seen(open=("zelkamine",)).outlook, "force")

    assert {node: after[node] for node in before if node in after} == {n: p for n, p in before.items() if n in after}


@pytest.mark.parametrize("remembered", [1, 3, 64])
@pytest.mark.parametrize("how", LAYOUTS)
def test_what_was_asked_before_moves_nothing(monkeypatch: pytest.MonkeyPatch, how: str, remembered: int) -> None:
    """Places are remembered, and are the same for a process that remembers none; few are kept."""
    monkeypatch.setattr(surveying, "REMEMBERED", remembered)
    views = [seen(open=STORY[:count], hide=("risk",)).outlook for count in (3, 2, 1, 0, 2, 3)]
    kept = OrderedDict[Any, Any]()

    for outlook in views:
        fresh = places(replace(outlook, placed=OrderedDict()), how)
        assert places(replace(outlook, placed=kept), how) == fresh
        assert len(kept) <= remembered
    assert {view.hide for view, _ in kept} == {()}


@pytest.mark.parametrize(
    ("fields", "error", "names"),
    [
        ({"start": ("zelkamin",)}, NameUnresolved, "zelkamin"),
        ({"open": ("nobody",)}, NameUnresolved, "nobody"),
        ({"show": ("<script>",)}, NameUnresolved, "script"),
        ({"without": ("nobody",)}, NameUnresolved, "nobody"),
        ({"hide": ("wine",)}, ChoiceUnknown, "alkaloid"),
        ({"relation": ("likes",)}, ChoiceUnknown, "inhibits"),
        ({"species": ("dragon",)}, ChoiceUnknown, "human"),
        ({"chosen": "edge--nobody--contains--zelkamine"}, NameUnresolved, "nobody"),
    ],
    ids=str,
)
def test_what_the_graph_does_not_know_is_refused(fields: dict[str, Any], error: type[Exception], names: str) -> None:
    """An unknown thing or code is an error that names it, or what there is."""
    with pytest.raises(error, match=names):
        seen(**fields)


@pytest.mark.parametrize("given", ["Zelkamine", "flor leaf", "DROWSE", "calm receptor", "noggin"])
def test_a_start_may_be_a_name_as_people_write_it(given: str) -> None:
    """A label of anything, and every name of a substance, finds its thing."""
    assert told("explore", start=[given])["start"]


def test_a_combination_starts_from_its_ingredients() -> None:
    """A product of two medicines is drawn as both."""
    assert [one["id"] for one in told("explore", start=["Testaweak"])["start"]] == ["testazolam", "weakazole"]


def test_things_of_every_kind_are_found_by_a_part_of_their_name() -> None:
    """Beginnings first, then words, then parts; other names of substances lead to their thing."""
    find = JOBS["find"]

    def found(text: str) -> list[str]:
        return [one["id"] for one in json.loads(find(toy_store(), {"q": text}))["things"]]

    assert found("calm")[:1] == ["calm-agonist"] or found("calm")[0].startswith("calm")
    assert "calm-receptor" in found("recep")
    assert found("flor lea") == ["florbium"]
    assert found("  ") == []


def test_files_hold_the_view() -> None:
    """SVG and GraphML are well-formed and hold the same things as the data."""
    nodes = {node["id"] for node in told("explore", open=["zelkamine"])["nodes"]}
    drawn = ET.fromstring(told("explore_svg", open=["zelkamine"]))  # noqa: S314 - our own file
    graph = ET.fromstring(told("explore_graphml", open=["zelkamine"]))  # noqa: S314 - our own file

    assert {one.get("data-node") for one in drawn.iter() if one.get("data-node")} == nodes
    assert {one.get("id") for one in graph.iter("{http://graphml.graphdrawing.org/xmlns}node")} == nodes


PROGRAM = """
import hashlib, sys
from pathlib import Path
from graph.excursion import JOBS
from graph.jobs.checks import drawn_check
from graph.jobs.pictures import graph
from graph.store import Store
store = Store.open(Path(sys.argv[1]))
view = {"start": ["florbium", "cypx"], "open": ["zelkamine", "noggin"]}
drawing = [name for name in sorted(JOBS) if name not in {"find", "chosen"}]
parts = [JOBS[name](store, {"view": {**view, "layout": [how]}}) for name in drawing for how in ("layered", "force")]
parts += [graph(store, {"start": ["florbium", "testazolam"]})]
parts += [drawn_check(store, {"request": {"substances": [{"name": "florbium"}, {"name": "testazolam"}]}})]
print(hashlib.sha256(b"".join(parts)).hexdigest())
"""


def test_pictures_are_the_same_in_every_process(root: Path, tmp_path: Path) -> None:
    """Neither the seed of hashes nor anything else of a process decides where a thing stands or what is named first."""
    snapshot = tmp_path / "toy.nq"
    snapshot.write_bytes(toy_store().dump())
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(snapshot)],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "77")
    }

    assert len(answers) == 1
