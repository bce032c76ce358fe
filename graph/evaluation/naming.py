"""Which substances the cells of a test sheet mean: names with salt, handedness, remarks, partners and doses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graph.errors import NameUnresolved
from graph.reading import read

if TYPE_CHECKING:
    from graph.resolve import Match, Names

#: Marks of handedness before a name, as chemists write them.
_HAND: Final = re.compile(r"\A\(?(?:[RSDL]{1,2}|rac|±|\+/-|\+|-|−)\)?[-\s]\s*(?=\w{4})", re.IGNORECASE)
#: A remark after a dash or in brackets.
_REMARK: Final = re.compile(r"\s+[-–—]\s*.*|[-–—]\s*not\s.*|\s*[(\[][^)\]]*[)\]]", re.IGNORECASE)
_JOINT: Final = re.compile(r"\s*[/+&,;]\s*|\s+(?:and|with|plus|or)\s+", re.IGNORECASE)
_PARTNER: Final = re.compile(r"\b(?:with|and|plus|boosted)\b|[+&/]", re.IGNORECASE)
MAX_PARTS: Final = 6


def substances(text: str, names: Names) -> tuple[str, ...]:
    """Return the IRIs of the substances a cell means, several for a combination; raise NameUnresolved.

    Tried in turn are the cell itself, without a mark of handedness, without remarks after a dash or in brackets, and
    as several names joined by a stroke, a comma or a word; words of salt, form, route and dose beside them are dropped.
    """
    seen: list[str] = []
    for way in (text, _HAND.sub("", text), _REMARK.sub("", text), _HAND.sub("", _REMARK.sub("", text))):
        if way.strip() and way not in seen:
            seen.append(way)
            try:
                return _things(names.resolve(way.strip()))
            except NameUnresolved:
                continue
    for way in seen:
        parts = [part for part in _JOINT.split(way) if part.strip()]
        if 1 < len(parts) <= MAX_PARTS and (found := _joined(parts, names)):
            return found
    if found := _beside(seen[-1] if seen else text, names):
        return found
    raise NameUnresolved(text, names.near(text))


def partners(text: str, names: Names) -> tuple[str, ...]:
    """Return the IRIs of medicines that a cell for a dose adds, such as the booster in “400 mg with ritonavir”."""
    told: list[str] = []
    for part in _PARTNER.split(_REMARK.sub("", text))[1:]:
        if any(map(str.isalpha, part)):
            told += [name for _, _, match in read(part, names).names for name in _things(match)]
    return tuple(dict.fromkeys(told))


def _joined(parts: list[str], names: Names) -> tuple[str, ...]:
    """Return the substances of all parts; empty unless each is a name or words that stand beside names."""
    found: list[str] = []
    for part in parts:
        try:
            found += _things(names.resolve(_HAND.sub("", _REMARK.sub("", part)).strip() or part))
        except NameUnresolved:
            if read(part, names).lost:
                return ()
    return tuple(dict.fromkeys(found))


def _beside(text: str, names: Names) -> tuple[str, ...]:
    """Return the one substance that stands among known words alone, such as those of a dose or a form."""
    reading = read(text, names)
    if reading.lost or len(reading.names) != 1:
        return ()
    return _things(reading.names[0][2])


def _things(match: Match) -> tuple[str, ...]:
    return (match.id,) if match.id else tuple(part.id for part in match.ingredients)
