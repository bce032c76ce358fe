"""A statement as the templates show it, and the exposure axis: observed and predicted ratios on one logarithmic scale.

Nothing is computed but places in pixels; every number in words is the report's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.exposure import SELF
from graph.names import words
from graph.summary import difference
from graph.templates import safe_link
from web.foretold import foretold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Filled dots of each evidence level, of four.
DOTS: Final = {"established": 4, "probable": 3, "possible": 2, "mechanistic": 1, "hypothesis": 0, "none": 0}
INTERVALS: Final = {"ci90": "90% CI ", "ci95": "95% CI ", "range": "range "}
OBSERVED: Final = "Observed in people"
PREDICTED: Final = "Predicted"
AXIS_WIDTH: Final = 320
AXIS_ROW: Final = 22
AXIS_TOP: Final = 8
_SIDE: Final = 14
_TICKS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
#: The range of a ratio that regulators treat as no effect.
NO_EFFECT: Final = (0.8, 1.25)


@dataclass(frozen=True, slots=True)
class Reading:
    """One observed or predicted ratio on the axis: where it is drawn, and the same in words with its source.

    `warning` stands before the number of a model that is known to expect too much.
    """

    observed: bool
    y: float
    x: float
    x_low: float | None
    x_high: float | None
    point: bool
    name: str
    warning: str
    text: str
    detail: str
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Axis:
    """The exposure axis of a card: readings, tick marks and the shaded no-effect band, in pixels."""

    width: int
    height: float
    base: float
    readings: tuple[Reading, ...]
    ticks: tuple[tuple[float, str], ...]
    band: tuple[float, float]
    difference: str


def axis(exposure: Mapping[str, Any]) -> Axis | None:
    """Return the axis of a pair's exposure ratios, or none where nothing was measured or predicted."""
    observed = [item for item in exposure.get("observed") or () if (item.get("auc_ratio") or item.get("low") or 0) > 0]
    rows = [(True, item) for item in observed] + [(False, item) for item in _predictions(exposure)]
    if not rows:
        return None
    values = [value for _, item in rows for value in (item.get("auc_ratio"), *_interval(item)) if value]
    low = max(tick for tick in _TICKS[:6] if tick <= min(0.5, *values) or tick == _TICKS[0])
    high = min(tick for tick in _TICKS[7:] if tick >= max(2, *values) or tick == _TICKS[-1])

    def place(value: float) -> float:
        share = (math.log(min(max(value, low), high)) - math.log(low)) / (math.log(high) - math.log(low))
        return round(_SIDE + share * (AXIS_WIDTH - 2 * _SIDE), 1)

    readings = [
        _reading(item, observed=seen, y=AXIS_TOP + AXIS_ROW * (number + 0.5), place=place)
        for number, (seen, item) in enumerate(rows)
    ]
    base = AXIS_TOP + AXIS_ROW * len(rows) + 4
    return Axis(
        width=AXIS_WIDTH,
        height=base + 22,
        base=base,
        readings=tuple(readings),
        ticks=tuple((place(tick), f"{tick:g}") for tick in _TICKS if low <= tick <= high),
        band=(place(NO_EFFECT[0]), place(NO_EFFECT[1])),
        difference=difference(exposure),
    )


def statement(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement, path step, band or ratio with every key the templates show, empty where it is silent."""
    cited = told.get("citation") or ""
    cited = cited if isinstance(cited, dict) else {**told, "label": cited, "title": ""}
    quoted = told.get("quoted_in") or {}
    return {
        "assertion": told.get("id") or told.get("assertion") or "",
        "subject": told.get("subject_label") or told.get("subject") or "",
        "relation": told.get("predicate_label") or words(told.get("predicate") or ""),
        "object": told.get("object_label") or told.get("object") or "",
        "stance": told.get("stance") or "",
        "study_type": told.get("study_type_label") or words(told.get("study_type") or ""),
        "as_printed": told.get("as_printed") or "",
        "endpoint": told.get("endpoint_label") or words(told.get("endpoint") or ""),
        "n": told.get("n") or "",
        "species": words(told.get("species") or ""),
        "system": told.get("system") or "",
        "qualifiers": list(told.get("qualifiers") or ()),
        "note": told.get("note") or "",
        "citation": cited.get("label") or cited.get("title") or cited.get("id") or "",
        "title": cited.get("title") or "",
        "link": safe_link(cited.get("url") or ""),
        "tier": cited.get("tier_label") or "",
        "quoted": quoted.get("label") or "",
        "quoted_link": safe_link(quoted.get("url") or ""),
        "quoted_tier": quoted.get("tier_label") or "",
        "locator": told.get("locator") or "",
        "review": told.get("review_label") or "",
        "appraisal": list(told.get("appraisal_labels") or ()),
        "level": _level(told.get("level_label") or "", told.get("level_reason") or ""),
        "dots": DOTS.get(told.get("level") or "", 0),
    }


def _level(level: str, reason: str) -> str:
    """Return an evidence level with its reason, which may name the level itself.

    >>> _level("possible", "possible: one report"), _level("possible", "one report"), _level("possible", "")
    ('possible: one report', 'possible: one report', 'possible')
    """
    return reason if reason.startswith(level) else f"{level}: {reason}" if reason else level


def _reading(item: Mapping[str, Any], *, observed: bool, y: float, place: Callable[[float], float]) -> Reading:
    low, high = _interval(item)
    ratio = item.get("auc_ratio") or 0
    text = f"×{ratio:.3g}" if ratio else ""
    if low and high:
        kind = INTERVALS.get(item.get("interval") or "", "")
        text += f" ({kind}{low:.3g}–{high:.3g})" if ratio else f"×{low:.3g} to ×{high:.3g}"
    elif (low or high) and not ratio:
        text = f"×{low:.3g} or more" if low else f"up to ×{high:.3g}"
    source = statement(item)
    told = (foretold({"computed": item}) or {}) if "model_label" in item else {}
    if observed:
        detail = [f"n = {source['n']}" if source["n"] else "n not known", f"dose: {item.get('dose') or 'not known'}"]
    elif told:
        text = told["number"]
        detail = [told["model"], told["basis"], SELF]
    else:
        inputs = [str(part).replace("_", " ") for part in item.get("inputs") or ()]
        detail = [item.get("model") or "", *(part for part in inputs if not part.startswith("model:"))]
    return Reading(
        observed=observed,
        y=y,
        x=place(ratio or math.sqrt((low or high or 1) * (high or low or 1))),
        x_low=place(low) if low else None,
        x_high=place(high) if high else place(math.inf) if low and not ratio else None,
        point=bool(ratio),
        name=OBSERVED if observed else PREDICTED,
        warning=told.get("warning", ""),
        text=text,
        detail="; ".join(dict.fromkeys(part for part in detail if part)),
        source=source,
    )


def _predictions(exposure: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the published prediction, or the band to be expected, and below it what was computed here."""
    predicted, computed = exposure.get("predicted") or {}, exposure.get("computed")
    known = any((predicted.get(key) or 0) > 0 for key in ("auc_ratio", "low", "high"))
    published = [predicted] if known and not (computed and predicted.get("source") == SELF) else []
    return published + ([computed] if computed else [])


def _interval(item: Mapping[str, Any]) -> tuple[float | None, float | None]:
    low, high = item.get("ci") or (item.get("low"), item.get("high"))
    return low or None, high or None
