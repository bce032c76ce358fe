"""What the moving picture is drawn from: short, and nothing of it lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph import excursion, render
from graph.arrows import arrows, sentence
from graph.excursion import JOBS
from graph.moving import moving
from graph.surveying import places, survey
from graph.views import PARTS, View
from tests.strategies import toy_store

STORY = View(start=("florbium",), open=("zelkamine", "calm-receptor", "noggin"))


def drawn(**view: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an address
    """Return what the page of a view draws."""
    answer: dict[str, Any] = json.loads(JOBS["drawn_explore"](toy_store(), {"view": {"start": ["florbium"], **view}}))
    return answer


def test_every_thing_and_arrow_can_be_read_back() -> None:
    """Names, looks, ends and words are those of the long form, read as the page reads them."""
    told = survey(toy_store(), STORY)
    at = places(told.outlook, "layered", told.whole)
    known = arrows(told.shown, at)
    short, long = moving(told.shown, at, known), render.picture_data(told.shown, at)
    names = [one.get("name", one["label"].replace("\n", " ")) for one in short["nodes"]]

    assert names == [one["name"] for one in long["nodes"]]
    for one, other in zip(short["nodes"], long["nodes"], strict=True):
        look = short["looks"][one["look"]]
        assert (one["id"], one["x"], look["shape"], look["fill"]) == (
            other["id"], other["x"], other["shape"], other["color"]["background"],
        )  # fmt: skip
    for (source, target, related, style, end, *_), other, arrow in zip(
        short["edges"], long["edges"], known, strict=True
    ):
        relation, words = short["relations"][related]
        ends = short["nodes"][source]["id"], short["nodes"][target]["id"]
        assert f"edge--{ends[0]}--{relation}--{ends[1]}" == other["id"]
        assert f"{names[source]} {words} {names[target]}{short['ends'][end]}" == sentence(told.shown, arrow)
        assert short["styles"][style]["smooth"] == other["smooth"]


def test_a_large_view_holds_its_moving_picture_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is asked for part by part; a small view holds everything."""
    small = drawn()
    monkeypatch.setattr(excursion, "LARGE", 3)
    large = drawn()

    assert small["parts"] == list(PARTS)
    assert {"picture", "data"} <= set(small)
    assert large["parts"] == ["moving"]
    assert "picture" not in large
    assert large["data"] == small["data"]


@pytest.mark.parametrize("part", PARTS)
def test_one_part_may_be_asked_for(part: str) -> None:
    """A page may hold one part alone, whatever the size of its view."""
    found = drawn(**{"as": [part]})

    assert found["parts"] == [part]
    assert ("picture" in found, "data" in found) == (part == "picture", part == "moving")
    assert found["edges"] == drawn()["edges"]
