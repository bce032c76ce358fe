"""What an editor of queries offers: prefixes, classes and properties with their labels and how often each is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.partitions import Partitions


def completion_of(counted: Partitions) -> dict[str, Any]:
    """Return `prefixes` (name to namespace), `classes` and `properties`, the ones most used first.

    Each of these is `{"id", "label", "count"}`; a class has `properties` too: those its things have, as places in the
    list of properties, the ones most used first. It is the content of the VoID description in the shape of a menu.
    """
    properties = sorted(counted["property-partitions"], key=lambda row: (-int(row["triples"]), row["property"]))
    place = {row["property"]: at for at, row in enumerate(properties)}
    of: dict[str, list[tuple[int, int]]] = {}
    for row in counted["class-property-partitions"]:
        of.setdefault(row["class"], []).append((-int(row["triples"]), place[row["property"]]))
    classes = sorted(counted["class-partitions"], key=lambda row: (-int(row["entities"]), row["class"]))
    return {
        "prefixes": {row["prefix"]: row["namespace"] for row in counted["prefixes"]},
        "classes": [
            {
                "id": row["class"],
                "label": row.get("label", ""),
                "count": int(row["entities"]),
                "properties": [at for _, at in sorted(of.get(row["class"], []))],
            }
            for row in classes
        ],
        "properties": [
            {"id": row["property"], "label": row.get("label", ""), "count": int(row["triples"])} for row in properties
        ],
    }
