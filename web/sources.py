"""The sources of the cards, numbered in the order in which a reader meets them: what a printed page lists last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: More sources than this for one direction would fill the page; the table of the picture and the files hold all.
EACH: Final = 6


def numbered(lines: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    """Return the sources, each with its `number`, and the numbers for each line by its id."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    numbers: dict[str, list[int]] = {}
    for line in lines:
        mine = dict.fromkeys(_keys(line))
        for key, told in [(_key(one), one) for one in _of(line)]:
            if key in list(mine)[:EACH]:
                found.setdefault(key, {**told, "number": len(found) + 1})
        numbers[line["id"]] = sorted({found[key]["number"] for key in list(mine)[:EACH]})
    return list(found.values()), numbers


def _keys(line: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from map(_key, _of(line))


def _key(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["citation"], one["link"]


def _of(line: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what a direction rests on: numbers first, then what is about the pair itself, rules, and mechanisms."""
    readings = line["axis"].readings if line["axis"] else ()
    told = [
        *(one.source for one in readings),
        *line["supports"],
        *line["refutes"],
        *(one["rule"]["source"] for one in line["mechanisms"] if one["rule"]),
        *(step for one in line["mechanisms"] for step in one["steps"]),
    ]
    yield from (one for one in told if one["citation"])
