"""Lanes: who is answered next, without any process."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from graph.errands import Errand, PoolLimits
from graph.errors import ServiceBusy
from graph.lanes import LONG, MIDDLE, QUICK, Lanes

NOW = 1_000.0


def _errand(client: str, query: str = "", *, stranger: bool = True) -> Errand:
    return Errand("job", f"{client}: {query}".encode(), client, 10.0, stranger, cast("Any", None))


def _entered(lanes: Lanes, *errands: Errand) -> list[Errand]:
    for errand in errands:
        lanes.enter(errand, NOW)
    return [*errands]


def _taken(lanes: Lanes) -> list[Errand]:
    found = []
    while (errand := lanes.take(NOW, fresh=True)) is not None:
        found.append(errand)
    return found


def _make_modest(lanes: Lanes, *clients: str) -> None:
    for client in clients:
        lanes.enter(one := _errand(client, "first"), NOW)
        assert lanes.take(NOW, fresh=True) is one
        lanes.leave(one, answered_s=0.01)


def test_a_new_client_begins_on_the_middle_lane_and_a_modest_one_on_the_quick() -> None:
    """One quick answer is enough to be trusted."""
    lanes = Lanes(PoolLimits())
    first, second = _errand("a"), _errand("a")
    lanes.enter(first, NOW)
    assert (lanes.take(NOW, fresh=True), first.lane) == (first, MIDDLE)
    lanes.leave(first, answered_s=0.01)
    lanes.enter(second, NOW)

    assert second.lane == QUICK


def test_clients_take_turns() -> None:
    """Many requests of one client do not stand before the one of another."""
    lanes = Lanes(PoolLimits(size=3))
    _make_modest(lanes, "many", "one")
    _entered(lanes, *(_errand("many", str(number)) for number in range(5)))
    _entered(lanes, last := _errand("one"))
    assert lanes.limits.places[QUICK] == 1
    done = _taken(lanes)
    lanes.leave(done[0], answered_s=0.01)

    assert _taken(lanes) == [last]


def test_the_immodest_never_have_all_places_of_a_lane() -> None:
    """However many strangers crowd the middle lane, a modest client's query finds a place there."""
    lanes = Lanes(PoolLimits())
    _make_modest(lanes, "modest")
    _entered(lanes, *(_errand(f"stranger {number}") for number in range(60)))
    crowd = _taken(lanes)
    lanes.enter(mine := _errand("modest", "heavy"), NOW)
    assert lanes.take(NOW, fresh=True) is mine
    assert lanes.go_on(mine, NOW), "it waits although a place is kept for its like"

    assert (len(crowd), mine.lane, mine.place) == (lanes.limits.places[MIDDLE] - 1, MIDDLE, "runs")


def test_what_lasts_goes_on_where_there_is_a_place_and_waits_where_there_is_none() -> None:
    """A long place is taken by the first; the next waits, and is not tried on a quicker lane again."""
    lanes = Lanes(PoolLimits(size=2))
    first, second = _errand("a", "heavy"), _errand("b", "heavy")
    _entered(lanes, first)
    assert _taken(lanes) == [first]
    assert lanes.go_on(first, NOW)
    assert (first.lane, first.place) == (LONG, "runs")
    _entered(lanes, second)
    assert lanes.take(NOW, fresh=True) is None, "the only worker that is left is for quick requests"
    lanes.leave(first)
    assert lanes.take(NOW, fresh=True) is second
    lanes.enter(third := _errand("c"), NOW)
    assert lanes.go_on(second, NOW) is True
    assert lanes.take(NOW, fresh=True) is None
    lanes.leave(second)
    lanes.leave(third)
    lanes.enter(again := _errand("b", "heavy"), NOW)
    _make_modest(lanes, "c")
    lanes.enter(modest := Errand("job", again.frame, "c", 10.0, True, cast("Any", None)), NOW)  # noqa: FBT003

    assert (again.lane, modest.lane) == (LONG, MIDDLE)


def test_whoever_asked_a_long_query_is_not_modest_for_a_while() -> None:
    """For half a minute its queries begin on the middle lane."""
    lanes = Lanes(PoolLimits())
    _make_modest(lanes, "a")
    lanes.enter(heavy := _errand("a", "heavy"), NOW)
    assert lanes.take(NOW, fresh=True) is heavy
    for _ in range(2):
        lanes.go_on(heavy, NOW)
    lanes.leave(heavy)
    assert heavy.lane == LONG
    lanes.enter(soon := _errand("a", "soon"), NOW)
    lanes.leave(soon)
    lanes.enter(later := _errand("a", "later"), NOW + 60)

    assert (soon.lane, later.lane) == (MIDDLE, QUICK)


def test_time_is_granted_by_lane() -> None:
    """The quick lane grants `quick_s`, the middle ten times that to the modest, the long what the deadline leaves."""
    lanes = Lanes(PoolLimits(quick_s=0.1))
    errand = _errand("a")
    found = []
    for lane, modest in ((QUICK, True), (MIDDLE, False), (MIDDLE, True), (LONG, True)):
        errand.lane, errand.modest = lane, modest
        found.append([lanes.is_over(errand, used) for used in (0.05, 0.5, 5)])

    assert found == [[False, True, True], [False, True, True], [False, False, True], [False, False, False]]


def test_other_jobs_find_a_worker_beside_the_queries() -> None:
    """Queries on all lanes leave a worker to jobs that are bounded by what they are, and those are never long."""
    for size in range(2, 20):
        lanes = Lanes(PoolLimits(size=size))
        clients = [str(number) for number in range(size)]
        _make_modest(lanes, *clients)
        for client in clients:
            for number in range(3):
                lanes.enter(_errand(client, str(number)), NOW)
        queries = _taken(lanes)
        lanes.enter(job := _errand("somebody", stranger=False), NOW)

        assert len(queries) < size or size == 2
        assert lanes.take(NOW, fresh=True) is job
        assert not lanes.is_over(job, 100.0)


def test_no_client_has_more_than_its_share() -> None:
    """A single client is served by at most half of the workers, whatever it asks."""
    lanes = Lanes(PoolLimits(size=10))
    _entered(lanes, *(_errand("greedy", str(number), stranger=False) for number in range(20)))

    assert len(_taken(lanes)) == 5


def test_waiting_is_bounded() -> None:
    """By the queue of a lane, and by what one client may have under way."""
    lanes = Lanes(PoolLimits(queue=3, each=2))
    _entered(lanes, _errand("a"), _errand("a", "other"))
    with pytest.raises(ServiceBusy, match="2 requests of yours"):
        lanes.enter(_errand("a", "third"), NOW)
    lanes.enter(_errand("b"), NOW)
    with pytest.raises(ServiceBusy, match="3 requests are waiting"):
        lanes.enter(_errand("c"), NOW)


def test_nothing_is_left_behind() -> None:
    """When all have left, from wherever they were, every count is zero."""
    lanes = Lanes(PoolLimits(size=4))
    errands = _entered(lanes, *(_errand(str(number), stranger=number % 3 > 0) for number in range(12)))
    for errand in _taken(lanes):
        if errand.stranger:
            lanes.go_on(errand, NOW)
    for errand in errands:
        lanes.leave(errand)
        lanes.leave(errand)

    assert set(lanes.told().values()) == {0}
    assert [*lanes.waiting()] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("{ <urn:a> ?p ?o }", "{ <urn:bc> ?p ?o }", True),
        ("{ ?s ?p 12 }", "{ ?s ?p 345 }", True),
        ('{ ?s ?p "x" }', '{ ?s ?p "yz" }', True),
        ("{ ?s ?p ?o } # 1\n", "{ ?s ?p ?o } # another\n", True),
        ("{ ?s ?p ?o }", "{ ?s ?p ?o . ?a ?b ?c }", False),
        ("{ ?s <urn:p>* ?o }", "{ ?s <urn:p> ?o }", False),
    ],
)
def test_queries_are_alike_that_ask_the_same_of_other_things(one: str, other: str, *, same: bool) -> None:
    """Names, texts, numbers and comments make no other query."""
    frames = [json.dumps({"payload": {"query": f"SELECT * {text}"}}).encode() for text in (one, other)]
    shapes = {Errand("sparql", frame, "a", 10.0, True, cast("Any", None)).shape for frame in frames}  # noqa: FBT003

    assert (len(shapes) == 1) == same
