"""Predict the change of exposure for every pair with a mechanism that changes it, as a check of the pair predicts it.

The static model answers first, for precipitants whose constants were measured; what it says is shown and judges
nothing. The contribution model answers the others, all at once, unless people showed a ratio of the very pair, which
it has learned from, or its interval is too wide to be of use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graph.outlook import FIRM
from graph.pharmacokinetics.estimates import estimates_of
from graph.pharmacokinetics.knowledge import knowledge_of
from graph.pharmacokinetics.pairing import NO_CONSTANTS, NO_PEAK
from graph.pharmacokinetics.predicting import predict_many
from graph.pharmacokinetics.prediction import Prediction
from graph.pharmacokinetics.standing import BASES
from graph.pharmacokinetics.static_prediction import predict
from graph.queries import ask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.screening.joining import Mechanisms
    from graph.screening.roles import Cast
    from graph.store import Store

    Numbers = NDArray[Any]

#: What a prediction that rests on nothing known is based on.
_BLIND: Final = BASES.index("unknown_prior")
#: Places of the bases on which a ratio may be judged.
_FIRM: Final = [place for place, basis in enumerate(BASES) if basis in FIRM]
#: Why the static model says nothing of a precipitant with any object.
_WHATEVER_THE_OBJECT: Final = frozenset({NO_CONSTANTS, NO_PEAK})


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Ratio, ends of its interval and whether it may be judged, one place a pair; not a number without a prediction."""

    ratio: Numbers
    low: Numbers
    high: Numbers
    judged: Numbers


def forecast(store: Store, cast: Cast, found: Mechanisms, pair: Numbers) -> Forecasts:
    """Return what is predicted of each pair, which are in order."""
    ratio, low, high = np.full((3, len(pair)), np.nan)
    made = Forecasts(ratio, low, high, np.zeros(len(pair), bool))
    kinetic = np.array([not kind.shared for kind in found.kinds], bool)[found.kind]
    places = np.searchsorted(pair, np.unique(found.pair[kinetic]))
    if len(places):
        _contribute(store, cast, pair, places, made)
        _model(store, cast, pair, places, made)
    return made


def _contribute(store: Store, cast: Cast, pair: Numbers, places: Numbers, made: Forecasts) -> None:
    """Fill in what the contribution model says."""
    ends = {name: place for place, name in enumerate(cast.participants)}
    measured = [ends[row["precipitant"]] * cast.count + ends[row["object"]] for row in ask(store, "measured-pairs")]
    places = places[~np.isin(pair[places], measured)]
    who, row = np.unique(pair[places] // cast.count, return_inverse=True)
    whom, column = np.unique(pair[places] % cast.count, return_inverse=True)
    estimates = estimates_of(store)
    precipitants, objects = ([cast.participants[place] for place in those] for those in (who, whom))
    told = predict_many(estimates, precipitants, objects)
    ratio, low, high, basis = (array[row, column] for array in (told.ratio, told.low, told.high, told.basis))
    kept = (basis != _BLIND) & (high / low <= estimates.evidence.setting("widest"))
    made.ratio[places[kept]], made.low[places[kept]], made.high[places[kept]] = ratio[kept], low[kept], high[kept]
    made.judged[places[kept]] = np.isin(basis[kept], _FIRM)


def _model(store: Store, cast: Cast, pair: Numbers, places: Numbers, made: Forecasts) -> None:
    """Put what the static model says in the place of what the contribution model said."""
    knowledge = knowledge_of(store)
    without: set[int] = set()
    for place in places.tolist():
        who, whom = divmod(int(pair[place]), cast.count)
        if who in without:
            continue
        said = predict(knowledge, cast.participants[who], cast.participants[whom])
        if isinstance(said, Prediction):
            made.ratio[place], made.low[place], made.high[place] = said.auc_ratio, said.low, said.high
            made.judged[place] = False
        elif said.reason in _WHATEVER_THE_OBJECT:
            without.add(who)
