"""Jobs that draw: the picture around things, the ways between two, substances side by side, and structures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph import comparison, layout, network, render
from graph.directions import directions, picture_of
from graph.errors import RequestInvalid
from graph.jobs.payload import in_json, name_in, thing_with, things_named
from graph.things import structure_of
from graph.ways import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from graph.store import Store

#: Most names one picture may start from.
MAX_STARTS: Final = 20


def graph(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the picture around `start` as data: what the page's script draws."""
    picture = _picture(store, payload)
    return in_json(render.picture_data(picture, layout.layered(picture)))


def paths(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the ways from one thing to another, at most `limit` of each list: see graph.directions."""
    return in_json(_directions(store, payload))


def drawn_paths(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the ways as `paths` does, as `told`, and what the page needs to draw them: see graph.render.context."""
    told = _directions(store, payload)
    picture = picture_of(store, told)
    title = f"Paths from {told['from']['label']} to {told['to']['label']}"
    return in_json({"told": told, **render.context(picture, layout.layered(picture), title)})


def compare(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Set the substances named in `substances` side by side: see graph.comparison."""
    return in_json(comparison.compare(store, [name_in(one) for one in payload["substances"]]))


def drawn_compare(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return what `compare` returns, as `told`, and what the page needs to draw it: see graph.render.context."""
    told = comparison.compare(store, [name_in(one) for one in payload["substances"]])
    picture, positions = comparison.picture_of(store, told)
    title = " and ".join(one["label"] for one in told["substances"])
    return in_json({"told": told, **render.context(picture, positions, f"What {title} act on")})


def structure(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the structure of the thing with the slug `id` as SVG text; nothing when it is not available."""
    found: str = structure_of(store, thing_with(payload["id"]))["svg"]
    return found.encode()


def _directions(store: Store, payload: Mapping[str, Any]) -> dict[str, Any]:
    ends = [name_in(payload.get(end, "")) for end in ("from", "to")]
    if missing := [f"“{name}”" for name, end in zip(("from", "to"), ends, strict=True) if not end]:
        message = f"{' and '.join(missing)} must name a thing of the graph"
        raise RequestInvalid(message)
    return directions(store, ends[0], ends[1], int(payload.get("limit", USUAL)))


def _picture(store: Store, payload: Mapping[str, Any]) -> nx.MultiDiGraph:
    start = payload["start"]
    if not start or len(start) > MAX_STARTS:
        message = f"“start” must name 1 to {MAX_STARTS} things"
        raise RequestInvalid(message)
    return network.view_of(store, list(dict.fromkeys(one for name in start for one in things_named(store, name))))
