"""Every published concentration at which substances bind to targets, block them or act on them, side by side.

Nothing is averaged, ranked or left out: a value stands as its source printed it, and beside it in one unit where the
graph's table of units can turn it. A value that a study gave for another substance, to compare with, counts for that
substance and is marked as a reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.names import ALKA, local
from graph.queries import ask
from graph.telling import label, statement_json
from graph.terrain import terrain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.store import Store

Json = dict[str, Any]

#: What is measured, by its code; `affinities-of.rq` asks for the same.
ENDPOINTS: Final = ("ki", "kd", "ic50", "ec50")
#: Kinds of targets, in the order of rows.
KINDS: Final = ("receptor", "channel", "transporter", "enzyme", "protein")
#: The dimension of the axis; values of another, such as mass in a volume, are told beside it.
DIMENSION: Final = "amount_concentration"
_REFERENCE: Final = re.compile(rf"_(?P<endpoint>{'|'.join(ENDPOINTS)})_(?P<unit>\w+): (?P<value>\d+(?:\.\d+)?)\Z")


def affinities(store: Store, substances: Sequence[str]) -> Json:
    """Return the values of substances, given by slugs: `unit` of the axis, and a row for each target with `values`.

    A value is a statement as JSON (see graph.telling) with the substance it counts for (`of`), whether it was given for
    comparison (`reference`), and `on_axis`: `value`, `low` and `high` in the unit, None where they cannot be turned
    into it. `unstudied` names the substances without a value at the target.
    """
    terrain, factors = terrain_of(store), _factors(store)
    rows: dict[str, list[Json]] = {}
    for slug in substances:
        for target, value in (*_own(store, slug), *_given(store, slug)):
            rows.setdefault(terrain.drawn(target) or target, []).append(_placed(value, factors))
    told = [_row(store, substances, target, values) for target, values in rows.items() if target in terrain.things]
    told.sort(key=lambda row: (len(row["unstudied"]), KINDS.index(row["target"]["kind"]), row["target"]["label"]))
    return {"unit": next((unit for unit, factor in factors.items() if factor == 1), ""), "rows": told}


def _row(store: Store, substances: Sequence[str], target: str, values: Sequence[Json]) -> Json:
    thing = terrain_of(store).things[target]
    return {
        "target": {"id": target, "label": thing.label, "kind": thing.kind},
        "values": sorted(values, key=lambda one: _order(substances, one)),
        "unstudied": [slug for slug in substances if all(one["of"] != slug for one in values)],
    }


def _own(store: Store, slug: str) -> Iterable[tuple[str, Json]]:
    """Yield the values that statements give for a substance, with the target of each."""
    codes = answers.codes(store)
    rows = ask(store, "affinities-of", substance=[ALKA + slug])
    read = answers.statements(store, (row["assertion"] for row in rows))
    for name in dict.fromkeys(row["assertion"] for row in rows):
        yield local(read[name].object), {**statement_json(codes, read[name]), "of": slug, "reference": False}


def _given(store: Store, slug: str) -> Iterable[tuple[str, Json]]:
    """Yield the values that studies of other substances gave for this one, each once for a source and a target."""
    codes, units = answers.codes(store), {_spelt(unit): unit for unit in _factors(store)}
    rows = ask(store, "reference-values", beginning=[_spelt(slug) + "_"])
    read = answers.statements(store, (row["assertion"] for row in rows))
    seen = set()
    for row in rows:
        one, found = read[row["assertion"]], _REFERENCE.match(row["told"].removeprefix(_spelt(slug)))
        key = one.citation.id, one.object, row["told"]
        if found is None or key in seen or found["unit"] not in units:
            continue
        seen.add(key)
        unit = units[found["unit"]]
        told = {"endpoint": found["endpoint"], "endpoint_label": label(codes, found["endpoint"]), "relation": "="}
        number = {"value": float(found["value"]), "low": None, "high": None, "unit": unit, "stance": "supports"}
        printed = {"as_printed": f"{found['value']} {unit}", "qualifiers": [], "note": ""}
        yield (
            local(one.object),
            {**statement_json(codes, one), **told, **number, **printed, "of": slug, "reference": True},
        )


def _spelt(text: str) -> str:
    """Return a slug or a unit as the names of circumstances spell it.

    >>> _spelt("nmol/L"), _spelt("zelk-amine")
    ('nmol_per_l', 'zelk_amine')
    """
    return text.lower().replace("/", "_per_").replace("-", "_")


def _factors(store: Store) -> Mapping[str, float]:
    """Return by what a number in each unit of the axis is multiplied to be one in its first unit."""
    rows = (row for held in answers.listed(store, "units", "unit").values() for row in held)
    return {row["unit"]: float(row["factor"]) for row in rows if local(row["dimension"]) == DIMENSION}


def _placed(value: Json, factors: Mapping[str, float]) -> Json:
    factor = factors.get(value["unit"])
    turned = {
        name: round(value[name] * factor, 9) if factor and value[name] and value[name] > 0 else None
        for name in ("value", "low", "high")
    }
    return {**value, "on_axis": turned}


def _order(substances: Sequence[str], one: Json) -> tuple[int, int, float, str]:
    placed = [number for number in one["on_axis"].values() if number is not None]
    return substances.index(one["of"]), ENDPOINTS.index(one["endpoint"]), min(placed, default=float("inf")), one["id"]
