"""Answer for pairs of which nothing is held: one answer with slots for two labels, made once and filled in.

Most pairs that anybody asks about are of this kind. The answer is that of graph.explain, and its reasons are those of
graph.reasons, for two things whose labels are the slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

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
    """An answer with slots: what all pairs share, and the parts in which a slot stands, by key."""

    shared: Json
    slotted: Json

    def filled(self, first: Match, second: Match) -> Json:
        """Return the answer for one ordered pair; what it shares with others nobody may change."""
        labels = first.participant_label, second.participant_label
        told = {key: _filled(part, *labels) for key, part in self.slotted.items()}
        return {**self.shared, "precipitant": named(first), "object": named(second), **told}


def unheld(store: Store, proof: Proof, name: str, first: Match, second: Match) -> Json:
    """Return the answer and its reasons for an ordered pair of which the proof holds nothing but its factors."""
    factors = factors_of(proof, first.participant, second.participant)
    form = once(store, "unheld, with factors" if factors else "unheld", lambda: _form(store, proof, name, factors))
    return {**form.filled(first, second), "modifying_factors": factors}


def _form(store: Store, proof: Proof, name: str, factors: list[Json]) -> Form:
    nothing = Proof(codes=proof.codes, steps=proof.steps, alerts=proof.alerts, judged={"": proof.judged[name]})
    answer = lay_out(nothing, "", *_SLOTS, lambda: factors)
    answer = {**answer, "modifying_factors": [], WHY: why(answer, {}, words_of(store))}
    return Form(answer, {key: part for key, part in answer.items() if _has_slot(part) and key not in _ENDS})


def _has_slot(part: object) -> bool:
    if isinstance(part, dict):
        return any(map(_has_slot, part.values()))
    if isinstance(part, list):
        return any(map(_has_slot, part))
    return isinstance(part, str) and (_FIRST in part or _SECOND in part)


def _filled(part: Any, first: str, second: str) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(part, str):
        return part.replace(_FIRST, first).replace(_SECOND, second)
    if isinstance(part, list):
        return [_filled(one, first, second) for one in part]
    if isinstance(part, dict):
        return {key: _filled(one, first, second) for key, one in part.items()}
    return part
