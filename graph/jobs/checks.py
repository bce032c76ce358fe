"""Jobs of the check: a report, drawn or to be taken away, why a pair got its answer, and words of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph import checker, citing, layout, network, render, takeaway
from graph.errors import RequestInvalid
from graph.explaining import explained
from graph.filters import Filters
from graph.jobs.payload import MAX_NAME, in_json, name_in
from graph.names import local
from graph.narrowing import choices_of
from graph.resolve import names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.store import Store

#: In what forms a check can be taken away, beside the JSON of the check itself.
CARRIED: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], str]]] = {
    "txt": lambda _store, report: takeaway.as_text(report),
    "csv": lambda _store, report: takeaway.as_csv(report),
    "ris": lambda store, report: citing.ris(citing.works_of(store, report)),
    "bib": lambda store, report: citing.bibtex(citing.works_of(store, report)),
}


def check(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Check the substances in `request` against one another; raise RequestInvalid when it is malformed."""
    return in_json(_report(store, payload))


def drawn_check(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the `report` of a check and what the page needs to draw it: see graph.render.context."""
    report = _report(store, payload)
    picture = network.view_of_report(report)
    return in_json({"report": report, **render.context(picture, layout.layered(picture), "Mechanism picture")})


def carried_check(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return a check as what `kind` names: see CARRIED."""
    kind = str(payload["kind"])
    if kind not in CARRIED:
        message = f"“{kind[:MAX_NAME]}” is no form of a check; choose one of {', '.join(CARRIED)}"
        raise RequestInvalid(message)
    return CARRIED[kind](store, _report(store, payload)).encode()


def explain(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Explain the pair of `precipitant` and `object`, both directions with `reverse`, by what passes `filters`."""
    named = {side: name_in(payload[side]) for side in ("precipitant", "object")}
    missing = [side for side, name in named.items() if not name]
    if missing:
        message = f"“{missing[0]}” must name a product, alkaloid or medicine"
        raise RequestInvalid(message)
    version, aside = str(payload.get("data_version", "")), Filters.parse(payload.get("filters"))
    both = bool(payload.get("reverse", True))
    told, _ = explained(store, named["precipitant"], named["object"], version, reverse=both, filters=aside)
    return in_json(told)


def filters(store: Store, _payload: Mapping[str, Any]) -> bytes:
    """Return the words by which answers can be filtered: see graph.narrowing."""
    return in_json(choices_of(store))


def substances(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Suggest at most `limit` substances for the beginning of a name, `q`; else names that look like it."""
    text, limit = name_in(payload["q"]), int(payload.get("limit", 10))
    names = names_of(store)
    found = [
        {
            "id": local(match.id),
            "label": match.label,
            "kind": match.kind,
            "name": name,
            "matched_by": match.matched_by,
        }
        for name, match in (names.starting(text, limit) if text else ())
    ]
    suggestions = list(names.near(text)) if text and not found else []
    return in_json({"query": text, "substances": found, "suggestions": suggestions})


def _report(store: Store, payload: Mapping[str, Any]) -> dict[str, Any]:
    request = checker.CheckRequest.parse(payload["request"])
    return checker.check(store, request, str(payload.get("data_version", "")))
