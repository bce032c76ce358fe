"""Keep the explained answers of pairs: a store never changes, and a plain pair does not hang on its company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.answers import shelf_of
from graph.explain import explain
from graph.reasons import WHY, why, words_of
from graph.unheld import unheld

if TYPE_CHECKING:
    from graph.outlook import Taken
    from graph.proof import Json, Proof
    from graph.resolve import Match
    from graph.store import Store

#: Answers that are kept; a bound on memory.
MAX_KEPT: Final = 4_000
_KEPT: Final = "explained"


def explained(store: Store, proof: Proof, name: str, ends: tuple[Match, Match], taken: Taken | None) -> Json:
    """Return the answer for one ordered pair, as graph.explain does; the caller may put other values under its keys.

    An answer is kept when nothing of the patient, of doses or of filters can be in it: `taken` is None where the answer
    hangs on more than the two, such as filters or another threshold of alerts. A kept answer has its reasons with it.
    """
    first, second = ends
    if taken is not None and not proof.holds(name):
        return unheld(store, proof, name, first, second)
    if taken is None or not _is_plain(taken, first.participant, second.participant):
        return explain(proof, name, first, second)
    kept: dict[tuple[str, str, str], tuple[Json, Json]] = shelf_of(store).kept.setdefault(_KEPT, {})
    key = name, first.id, second.id
    if key not in kept:
        if len(kept) >= MAX_KEPT:
            kept.clear()
        report, proof.told = proof.told, {}
        answer = explain(proof, name, first, second)
        answer[WHY] = why(answer, proof.told, words_of(store))
        kept[key], proof.told = (answer, proof.told), report
    answer, told = kept[key]
    proof.told.update(told)
    return dict(answer)


def _is_plain(taken: Taken, *ends: str) -> bool:
    return not taken.activity and not any(one in taken.takings or one in taken.past_gut for one in ends)
