"""Answer for pairs of which nothing is held: one answer with slots for two labels, made once and filled in.

Most pairs that anybody asks about are of this kind. The answer is that of graph.explain, and its reasons are those of
graph.reasons, for two things whose labels are the slots.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson

from graph.answers import once
from graph.explain import lay_out, named
from graph.factors import factors_of
from graph.proof import Proof
from graph.reasons import WHY, why, words_of
from graph.resolve import Match

if TYPE_CHECKING:
    from graph.proof import Json
    from graph.store import Store

_FIRST: Final = "{precipitant}"
_SECOND: Final = "{object}"
_ENDS: Final = ("precipitant", "object")
#: Two things that are nothing but slots.
_SLOTS: Final = Match("", _FIRST, "", "", "", _FIRST), Match("", _SECOND, "", "", "", _SECOND)


@dataclass(frozen=True, slots=True)
class Form:
    """An answer with slots: what all pairs share, and as JSON the parts in which a slot stands, by key."""

    shared: Json
    slotted: str

    def filled(self, first: Match, second: Match) -> Json:
        """Return the answer for one ordered pair; what it shares with others nobody may change."""
        text = self.slotted.replace(_FIRST, _written(first.participant_label)).replace(
            _SECOND, _written(second.participant_label)
        )
        return {**self.shared, "precipitant": named(first), "object": named(second), **orjson.loads(text)}


def unheld(store: Store, proof: Proof, name: str, first: Match, second: Match) -> Json:
    """Return the answer and its reasons for an ordered pair of which the proof holds nothing but its factors."""
    factors = factors_of(proof, first.participant, second.participant)
    form = once(store, "unheld, with factors" if factors else "unheld", lambda: _form(store, proof, name, factors))
    return {**form.filled(first, second), "modifying_factors": factors}


def _form(store: Store, proof: Proof, name: str, factors: list[Json]) -> Form:
    nothing = Proof(codes=proof.codes, steps=proof.steps, alerts=proof.alerts, judged={"": proof.judged[name]})
    answer = lay_out(nothing, "", *_SLOTS, lambda: factors)
    answer = {**answer, "modifying_factors": [], WHY: why(answer, {}, words_of(store))}
    slotted = {key: part for key, part in answer.items() if _has_slot(part) and key not in _ENDS}
    return Form(answer, orjson.dumps(slotted).decode())


def _has_slot(part: object) -> bool:
    if isinstance(part, dict):
        return any(map(_has_slot, part.values()))
    if isinstance(part, list):
        return any(map(_has_slot, part))
    return isinstance(part, str) and (_FIRST in part or _SECOND in part)


@functools.lru_cache(maxsize=1 << 12)
def _written(label: str) -> str:
    """Return a label as it stands inside a JSON string."""
    return orjson.dumps(label)[1:-1].decode()
