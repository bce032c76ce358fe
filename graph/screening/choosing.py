"""Choose among the pairs of a screening, and count what was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.errors import ChoiceUnknown
from graph.screening.answering import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.screening.answering import Numbers, Screened

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pairs are wanted: those of one of `these` with one of `others`, in both directions, given as IRIs.

    None stands for every substance. `severity` is the least severity, a code, or empty for any.
    """

    these: Collection[str] | None = None
    others: Collection[str] | None = None
    severity: str = ""
    alerts_only: bool = False


def chosen(found: Screened, choice: Choice) -> Numbers:
    """Return the places of the pairs that a choice wants; raise ChoiceUnknown for a severity that is none."""
    these, others = _among(found, choice.these), _among(found, choice.others)
    who, whom = np.divmod(found.pair, found.cast.count)
    wanted = these[who] & others[whom] | others[who] & these[whom]
    if choice.severity:
        ranks = {name: rank for rank, name in found.policy.severities.items()}
        if choice.severity not in ranks:
            what = "severity"
            raise ChoiceUnknown(what, choice.severity, tuple(ranks))
        wanted &= found.judged.severity >= ranks[choice.severity]
    if choice.alerts_only:
        wanted &= found.judged.alert
    return np.flatnonzero(wanted)


def pairs_among(found: Screened, choice: Choice) -> int:
    """Return how many ordered pairs there are of these with others, known or not."""
    these, others = _among(found, choice.these), _among(found, choice.others)
    both = int((these & others).sum())
    apart = sum(these[who] & others[whom] | others[who] & these[whom] for who, whom in found.cast.apart)
    return 2 * int(these.sum()) * int(others.sum()) - both * both - both - int(apart)


def summary_of(found: Screened, choice: Choice, places: Numbers) -> Json:
    """Return how many pairs there are, how many are unstudied, and the rows by answer, severity and alert."""
    known = len(chosen(found, Choice(choice.these, choice.others)))
    pairs = pairs_among(found, choice)
    severities = Counter(found.judged.severity[places].tolist())
    answers = Counter(found.answer[places].tolist())
    return {
        "substances": found.cast.count,
        "pairs": pairs,
        "unstudied": pairs - known,
        "rows": len(places),
        "alerts": int(found.judged.alert[places].sum()),
        "predicted_ratios": int(np.isfinite(found.forecasts.ratio[places]).sum()),
        "by_answer": {found.answers[place]: count for place, count in answers.most_common()},
        "by_severity": {
            found.policy.severities.get(rank, UNKNOWN): count
            for rank, count in sorted(severities.items(), reverse=True)
        },
    }


def _among(found: Screened, wanted: Collection[str] | None) -> Numbers:
    if wanted is None:
        return np.ones(found.cast.count, bool)
    return np.array([name in wanted for name in found.cast.participants], bool)
