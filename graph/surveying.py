"""A view of the explorer made ready to be drawn and told: the graph knows it, its statements are read, all has a place.

What is asked for is checked here against the graph, and what it does not know is refused with the names it does know.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from graph import answers, exploring, forcing, layout
from graph.columns import LAYERS
from graph.errors import ChoiceUnknown, NameUnresolved
from graph.exploring import MORE, Outlook
from graph.names import ALKA, local, words
from graph.narrowing import narrowing
from graph.nomenclature import suggested
from graph.picture import Statement
from graph.telling import label
from graph.terrain import terrain_of
from graph.views import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

    from graph import records
    from graph.layout import Positions
    from graph.records import Code
    from graph.store import Store
    from graph.terrain import Key, Terrain

#: Line widths of an arrow, in pixels: thinnest, and how much each step of evidence adds.
THIN: Final = 1.0
STEP: Final = 0.5
#: What the name of an arrow begins with.
ARROW: Final = "edge"


class _Layout(NamedTuple):
    """How a view is laid out, and how those before it are, of which only the order or the places count.

    Where things that have a place settle, what joins two of them does not matter any more.
    """

    last: Callable[..., Positions]
    earlier: Callable[..., Positions]
    settles: bool


_LAYOUTS: Final[Mapping[str, _Layout]] = {
    "layered": _Layout(layout.proportioned, layout.layered, settles=True),
    "force": _Layout(forcing.forced, forcing.forced, settles=False),
}
_NEAR: Final = 5
#: Views of which a process remembers where things stand: 60 KB for one of 300 things.
REMEMBERED: Final = 64


@dataclass(frozen=True)
class Survey:
    """A view with its graph: `whole` has also what the reader hid, `shown` has not; `codes` are the words of codes."""

    outlook: Outlook
    whole: nx.MultiDiGraph
    shown: nx.MultiDiGraph
    codes: Mapping[str, Code]

    @property
    def hidden(self) -> list[str]:
        """The things that the reader hid and that would stand here."""
        return [node for node in sorted(self.whole) if node not in self.shown]


def survey(store: Store, view: View) -> Survey:
    """Return a view ready to be drawn; raise NameUnresolved or ChoiceUnknown for what the graph does not know."""
    outlook, codes = outlook_of(store, view), answers.codes(store)
    view, whole = outlook.view, _made(outlook)
    shown = whole.copy()
    shown.remove_nodes_from(exploring.hidden(whole, view))
    _fill(store, outlook, shown, codes)
    return Survey(outlook, whole, shown, codes)


def outlook_of(store: Store, view: View) -> Outlook:
    """Return the terrain as a view lets it be seen; raise as `survey` does."""
    outlook = Outlook(terrain_of(store), known(store, view), placed=answers.once(store, "placed", OrderedDict))
    return replace(outlook, passes=narrowing(store, outlook.view.filters).passes) if outlook.view.filters else outlook


def said_of(store: Store, outlook: Outlook, name: str) -> list[Statement]:
    """Return the statements behind the arrow of a name, or the ways on which it follows; none for one to “+n more”."""
    _, source, relation, target = name.split("--")
    key, codes = (source, relation, target), answers.codes(store)
    if briefs := outlook.held(key):
        read = answers.statements(store, [ALKA + one.id for one in briefs])
        return sorted(_told(one, codes) for one in read.values())
    return _ways(outlook.terrain, key, codes) if key in outlook.terrain.ways else []


def places(outlook: Outlook, how: str, whole: nx.MultiDiGraph | None = None) -> Positions:
    """Return where everything of a view stands: beside what stood in the view before it, which stays in its place.

    That follows from the view and the data alone; what was worked out lately is remembered (`Outlook.placed`).
    """
    view = replace(outlook.view, hide=(), without=(), layout=how, part="", chosen="")
    return _placed(outlook, (view, True), lambda: _LAYOUTS[how].last(whole or _made(outlook), _before(outlook, view)))


def _before(outlook: Outlook, view: View) -> Positions | None:
    """Return where everything of the view before a view stands; None for the first one."""
    way, views, earlier = _LAYOUTS[view.layout], list[View](), view.before
    while earlier is not None:
        views.append(earlier)
        earlier = None if (earlier, False) in outlook.placed else earlier.before
    placed: Positions | None = None
    for one in reversed(views):
        placed = _placed(outlook, (one, False), partial(_earlier, replace(outlook, view=one), way, placed))
    return placed


def _earlier(outlook: Outlook, way: _Layout, placed: Positions | None) -> Positions:
    settled = placed if placed and way.settles else ()
    return way.earlier(_noted(exploring.sketch(outlook, settled)), placed)


def _placed(outlook: Outlook, key: tuple[View, bool], make: Callable[[], Positions]) -> Positions:
    """Return the places of a view, the last one of its address or an earlier one: remembered, or made now."""
    kept = outlook.placed
    if key not in kept:
        made = make()
        kept[key] = made
        while len(kept) > REMEMBERED:
            kept.popitem(last=False)
        return made
    kept.move_to_end(key)
    return kept[key]


def known(store: Store, view: View) -> View:
    """Return a view with every thing under the slug it is drawn by; raise for anything the graph does not know."""
    terrain = terrain_of(store)
    start, opened, show = (
        tuple(dict.fromkeys(_slug(store, one) for one in given)) for given in (view.start, view.open, view.show)
    )
    relations = sorted({key[1] for key in (*terrain.said, *terrain.ways)})
    species = sorted({one.species for held in terrain.said.values() for one in held if one.species})
    for name, allowed in (("hide", list(LAYERS)), ("relation", relations), ("species", species)):
        for value in getattr(view, name):
            if value not in allowed:
                raise ChoiceUnknown(name, value, allowed)
    for value in view.without:
        if not value.startswith(MORE):
            _slug(store, value)
    if view.chosen and not is_arrow(terrain, view.chosen) and not view.chosen.startswith(MORE):
        _slug(store, view.chosen)
    return replace(view, start=start, open=opened, show=show)


def is_arrow(terrain: Terrain, name: str) -> bool:
    """Tell whether a name is that of an arrow between things of the graph."""
    mark, *ends = name.split("--")
    return mark == ARROW and len(ends) == 3 and {ends[0], ends[2]} <= _ends(terrain)  # noqa: PLR2004 - a bundle's key


def _ends(terrain: Terrain) -> set[str]:
    return {*terrain.things, *(f"{MORE}{kind}" for kind in LAYERS)}


def arrow(key: Key) -> str:
    """Return the name of an arrow: that of the edge in the graph where it has one."""
    return "--".join((ARROW, *key))


def _slug(store: Store, slug: str) -> str:
    """Return the slug a thing is drawn by; an address holds slugs, so that a name is refused with what it may mean."""
    terrain = terrain_of(store)
    if found := terrain.drawn(slug):
        return found
    near = suggested(store, slug, _NEAR)
    raise NameUnresolved(slug, [terrain.things[local(one)].label for one in near])


def _made(outlook: Outlook) -> nx.MultiDiGraph:
    """Return the graph of a view with what its boxes need: the note that tells how many neighbours are not shown."""
    graph = _noted(exploring.whole(outlook))
    for _, values in graph.nodes(data=True):
        values["mark"] = "".join(f" {name}" for name in ("start", "opened") if values[name])
    return graph


def _noted(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    for _, values in graph.nodes(data=True):
        values["note"] = f"+{values['beyond']}" if values["beyond"] and not values["opened"] else ""
    return graph


def _fill(store: Store, outlook: Outlook, graph: nx.MultiDiGraph, codes: Mapping[str, Code]) -> None:
    """Read the statements behind every arrow, and give it name, words, level and width."""
    wanted = [ALKA + one.id for *_, briefs in graph.edges(data="briefs") for one in briefs]
    read = answers.statements(store, wanted)
    for source, target, relation, values in graph.edges(keys=True, data=True):
        key = source, relation, target
        values["name"], values["label"] = arrow(key), label(codes, relation)
        values["pairs"] = []
        values["statements"] = [_told(read[ALKA + one.id], codes) for one in values["briefs"] if ALKA + one.id in read]
        if values["derived"]:
            values["statements"] = _ways(outlook.terrain, key, codes)
        values["statements"].sort(key=lambda one: one.id)
        values["level"] = _level(outlook, key, values, codes)
        values["width"] = THIN + STEP * max(0, codes[values["level"]].rank) if values["level"] in codes else THIN


def _level(outlook: Outlook, key: Key, values: Mapping[str, list[Statement]], codes: Mapping[str, Code]) -> str:
    """Return the level of an arrow: as the rules graded it, or with filters the best of the statements let through."""
    view = outlook.view
    if not (view.filters or view.species) and key in outlook.terrain.levels:
        return outlook.terrain.levels[key]
    levels = [one.level for one in values["statements"] if one.level in codes]
    return max(levels, key=lambda level: codes[level].rank, default="")


def _told(one: records.Statement, codes: Mapping[str, Code]) -> Statement:
    cited = one.citation
    return Statement(
        id=one.id.removeprefix(ALKA),
        citation=cited.label,
        link=cited.url,
        locator=one.locator,
        study_type=label(codes, one.study_type),
        stance=one.stance,
        as_printed=one.as_printed,
        n=str(one.n) if one.n is not None else "",
        species=label(codes, one.species) or words(one.species),
        tier=label(codes, cited.tier),
        quoted_in=one.quoted_in.label if one.quoted_in else "",
        level=one.level,
    )


def _ways(terrain: Terrain, key: Key, codes: Mapping[str, Code]) -> list[Statement]:
    """Tell on which ways an arrow follows that nobody says directly."""

    def said(part: Key) -> str:
        ends = [terrain.things[end].label if end in terrain.things else end for end in (part[0], part[2])]
        return f"{ends[0]} {label(codes, part[1])} {ends[1]}"

    ways = [", and ".join(map(said, way)) for way in terrain.ways[key]]
    return [
        Statement(id=f"{arrow(key)}-{number}", derived=True, locator=f"because {way}")
        for number, way in enumerate(ways)
    ]
