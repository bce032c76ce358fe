"""What a view can be narrowed by, counted around what is opened before any filter."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graph.columns import LAYERS
from graph.exploring import around
from graph.narrowing import choices_of
from graph.render import kind_words
from graph.telling import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.store import Store
    from graph.surveying import Survey

Facet = list[dict[str, Any]]


def facets_of(store: Store, told: Survey) -> dict[str, Facet]:
    """Return each facet as rows of `value`, `label` and `count`; counts are of statements, for kinds of things.

    `studies` are the words of graph.filters, of which one study may fit several; a level counts what reaches it.
    """
    terrain, view = told.outlook.terrain, told.outlook.view
    keys = list(around(terrain, view.expanded))
    held = [(key[1], one) for key in keys for one in terrain.said[key]]
    kinds = Counter(terrain.things[slug].kind for slug in {end for key in keys for end in (key[0], key[2])})
    types = Counter(one.study_type for _, one in held)
    levels = Counter(one.level for _, one in held)
    choices = choices_of(store)
    studies = Counter({kind["word"]: sum(types[name] for name in kind["study_types"]) for kind in choices["kinds"]})
    words = [level["word"] for level in choices["levels"]]
    reaching = Counter({word: sum(levels[one] for one in words[place:]) for place, word in enumerate(words)})
    return {
        "kinds": _rows(kinds, view.hide, {kind: kind_words(kind) for kind in LAYERS}, LAYERS),
        "relations": _rows(
            Counter(name for name, _ in held),
            view.relation,
            {name: label(told.codes, name) for name, _ in held},
        ),
        "studies": _rows(studies, view.filters.only, {}, [kind["word"] for kind in choices["kinds"]]),
        "levels": _rows(
            reaching, (view.filters.min_level,), {level["word"]: level["label"] for level in choices["levels"]}, words
        ),
        "species": _rows(
            Counter(one.species for _, one in held if one.species),
            view.species,
            {one.species: label(told.codes, one.species) for _, one in held},
        ),
    }


def _rows(
    counts: Counter[str], chosen: Iterable[str], labels: Mapping[str, str], order: Iterable[str] | None = None
) -> Facet:
    """Return the rows of a facet, in the order given or by count; a chosen value stays, even where it counts none."""
    kept = [name for name in chosen if name]
    names = list(order) if order is not None else sorted(counts, key=lambda name: (-counts[name], name))
    names += [name for name in kept if name not in names]
    return [
        {"value": name, "label": labels.get(name, name), "count": counts[name]}
        for name in names
        if counts[name] or name in kept
    ]
