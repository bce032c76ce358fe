"""The named jobs a worker runs: each takes the store and a payload, and returns or writes the bytes of the answer.

A job is pure: the same snapshot and payload give the same bytes. The payload comes from outside and is
checked here; errors of the family go back to whoever asked.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import orjson

from graph import (
    answering,
    bubbles,
    checker,
    citing,
    comparison,
    description,
    excursion,
    layout,
    network,
    portrait,
    render,
    report,
    takeaway,
    things,
)
from graph import claims as told_claims
from graph.conflicts import conflicts_of
from graph.contradictions import overview
from graph.coverage import matrix_of, part_of
from graph.directions import directions, picture_of
from graph.errors import LessonBroken, NameUnresolved, RequestInvalid
from graph.explaining import explained
from graph.filters import Filters
from graph.lessons import reading, teaching
from graph.names import iri, local
from graph.narrowing import choices_of
from graph.resolve import names_of
from graph.resolve import things as things_of
from graph.stranger import sparql
from graph.ways import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

    from graph.outlet import Outlet
    from graph.resolve import Names
    from graph.store import Store

#: Most names one picture may start from, and most characters of a name.
MAX_STARTS: Final = 20
MAX_NAME: Final = 200
#: Most claims, and most conflicts, in one answer.
MAX_CLAIMS: Final = 1_000
MAX_CONFLICTS: Final = 200

#: In what forms a check can be taken away, beside the JSON of the check itself.
CARRIED: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], str]]] = {
    "txt": lambda _store, report: takeaway.as_text(report),
    "csv": lambda _store, report: takeaway.as_csv(report),
    "ris": lambda store, report: citing.ris(citing.works_of(store, report)),
    "bib": lambda store, report: citing.bibtex(citing.works_of(store, report)),
}


def check(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Check the substances in `request` against one another; raise RequestInvalid when it is malformed."""
    return _json(_report(store, payload))


def drawn_check(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the `report` of a check and what the page needs to draw it: see graph.render.context."""
    report = _report(store, payload)
    picture = network.view_of_report(report)
    return _json({"report": report, **render.context(picture, layout.layered(picture), "Mechanism picture")})


def carried_check(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return a check as what `kind` names: see CARRIED."""
    kind = str(payload["kind"])
    if kind not in CARRIED:
        message = f"“{kind[:MAX_NAME]}” is no form of a check; choose one of {', '.join(CARRIED)}"
        raise RequestInvalid(message)
    return CARRIED[kind](store, _report(store, payload)).encode()


def explain(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Explain the pair of `precipitant` and `object`, both directions with `reverse`, by what passes `filters`."""
    named = {side: _name(payload[side]) for side in ("precipitant", "object")}
    missing = [side for side, name in named.items() if not name]
    if missing:
        message = f"“{missing[0]}” must name a product, alkaloid or medicine"
        raise RequestInvalid(message)
    version, aside = str(payload.get("data_version", "")), Filters.parse(payload.get("filters"))
    both = bool(payload.get("reverse", True))
    told, _ = explained(store, named["precipitant"], named["object"], version, reverse=both, filters=aside)
    return _json(told)


def filters(store: Store, _payload: Mapping[str, Any]) -> bytes:
    """Return the words by which answers can be filtered: see graph.narrowing."""
    return _json(choices_of(store))


def substances(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Suggest at most `limit` substances for the beginning of a name, `q`; else names that look like it."""
    text, limit = _name(payload["q"]), int(payload.get("limit", 10))
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
    return _json({"query": text, "substances": found, "suggestions": suggestions})


def graph(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the picture around `start` as data: what the page's script draws."""
    picture = _picture(store, payload)
    return _json(render.picture_data(picture, layout.layered(picture)))


def thing(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Tell the thing with the slug `id`; `with`, `relation` and `role` narrow its statements: see graph.things."""
    named = [_name(payload.get(key, "")) for key in ("with", "relation", "role")]
    return _json(things.thing_of(store, _slug(payload["id"]), *named))


def card(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Tell the thing with the slug `id` in short: see graph.portrait."""
    return _json(portrait.card_of(store, _slug(payload["id"])))


def paths(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the ways from one thing to another, at most `limit` of each list: see graph.directions."""
    return _json(_directions(store, payload))


def drawn_paths(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the ways as `paths` does, as `told`, and what the page needs to draw them: see graph.render.context."""
    told = _directions(store, payload)
    picture = picture_of(store, told)
    title = f"Paths from {told['from']['label']} to {told['to']['label']}"
    return _json({"told": told, **render.context(picture, layout.layered(picture), title)})


def compare(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Set the substances named in `substances` side by side: see graph.comparison."""
    return _json(comparison.compare(store, [_name(one) for one in payload["substances"]]))


def drawn_compare(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return what `compare` returns, as `told`, and what the page needs to draw it: see graph.render.context."""
    told = comparison.compare(store, [_name(one) for one in payload["substances"]])
    picture, positions = comparison.picture_of(store, told)
    title = " and ".join(one["label"] for one in told["substances"])
    return _json({"told": told, **render.context(picture, positions, f"What {title} act on")})


def structure(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the structure of the thing with the slug `id` as SVG text; nothing when it is not available."""
    found: str = things.structure_of(store, _slug(payload["id"]))["svg"]
    return found.encode()


def stats(store: Store, _payload: Mapping[str, Any]) -> bytes:
    """Return the evidence report: what the graph holds, from where, and what is unknown."""
    return _json(report.report_of(store))


def coverage(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the rows of the matrix `name` whose names begin with `letter`: see graph.coverage."""
    return _json(part_of(matrix_of(store, _name(payload["name"])), _name(payload.get("letter", ""))))


def claims(store: Store, payload: Mapping[str, Any]) -> bytes:
    """List the claims of popular texts that fit `topic`, `document` and `verdict`, from `offset` on."""
    return _json(told_claims.claims(store, _wanted(payload)))


def drawn_claims(store: Store, payload: Mapping[str, Any]) -> bytes:
    """List claims as `claims` does, with what their page shows beside them: see graph.contradictions.overview."""
    wanted = _wanted(payload)
    answer = told_claims.claims(store, wanted)
    return _json({**answer, **overview(store, wanted, [claim["id"] for claim in answer["claims"]])})


def conflicts(store: Store, payload: Mapping[str, Any]) -> bytes:
    """List where studies of `subject` disagree, of one `kind`, at most `limit`: see graph.conflicts."""
    subject, kind = _name(payload.get("subject", "")), _name(payload.get("kind", ""))
    things_named = _things(store, subject) if subject else ("",)
    if len(things_named) > 1:
        message = f"“{subject}” means several things; ask for one of them"
        raise RequestInvalid(message)
    limit = min(int(payload.get("limit", MAX_CONFLICTS)), MAX_CONFLICTS)
    return _json(conflicts_of(store, things_named[0], kind, limit))


def lesson_step(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Tell the step `step` of the lesson `name`, whose file has the text `text`: see graph.lessons.teaching.

    A lesson that asks for what the graph does not hold is told as its `fault`, so that the other steps still stand.
    """
    try:
        lesson = reading.read(str(payload["name"]), str(payload["text"]))
        return _json(teaching.taught(store, lesson, int(payload["step"]), str(payload.get("data_version", ""))))
    except LessonBroken as error:
        return _json({"fault": str(error)})


JOBS: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], bytes]]] = {
    "check": check,
    "explain": explain,
    "filters": filters,
    "substances": substances,
    "graph": graph,
    "drawn_check": drawn_check,
    "carried_check": carried_check,
    "stats": stats,
    "coverage": coverage,
    "thing": thing,
    "card": card,
    "paths": paths,
    "drawn_paths": drawn_paths,
    "compare": compare,
    "drawn_compare": drawn_compare,
    "structure": structure,
    "conflicts": conflicts,
    "claims": claims,
    "drawn_claims": drawn_claims,
    **bubbles.JOBS,
    "lesson_step": lesson_step,
    **description.JOBS,
    **answering.JOBS,
    **excursion.JOBS,
}


#: Jobs that write their answer while they compute it.
STREAMS: Final[Mapping[str, Callable[[Store, Mapping[str, Any], Outlet], None]]] = {"sparql": sparql}


def _report(store: Store, payload: Mapping[str, Any]) -> dict[str, Any]:
    request = checker.CheckRequest.parse(payload["request"])
    return checker.check(store, request, str(payload.get("data_version", "")))


def _directions(store: Store, payload: Mapping[str, Any]) -> dict[str, Any]:
    ends = [_name(payload.get(end, "")) for end in ("from", "to")]
    if missing := [f"“{name}”" for name, end in zip(("from", "to"), ends, strict=True) if not end]:
        message = f"{' and '.join(missing)} must name a thing of the graph"
        raise RequestInvalid(message)
    return directions(store, ends[0], ends[1], int(payload.get("limit", USUAL)))


def _wanted(payload: Mapping[str, Any]) -> told_claims.Wanted:
    names = {name: _name(payload.get(name, "")) for name in (*told_claims.NARROWING, *told_claims.SINGLING)}
    limit = min(int(payload.get("limit", MAX_CLAIMS)), MAX_CLAIMS)
    return told_claims.Wanted(**names, offset=int(payload.get("offset", 0)), limit=limit)


def _picture(store: Store, payload: Mapping[str, Any]) -> nx.MultiDiGraph:
    start = payload["start"]
    if not start or len(start) > MAX_STARTS:
        message = f"“start” must name 1 to {MAX_STARTS} things"
        raise RequestInvalid(message)
    return network.view_of(store, list(dict.fromkeys(one for name in start for one in _things(store, name))))


def _things(store: Store, given: object) -> tuple[str, ...]:
    """Return the IRIs of what a slug or a name means, of a combination its ingredients; raise NameUnresolved."""
    name, names = _name(given), names_of(store)
    with suppress(ValueError):
        if store.select(f"SELECT * {{ <{iri(name)}> a ?class }} LIMIT 1") and not _is_combination(names, name):
            return (iri(name),)
    return things_of(names.resolve(name))


def _is_combination(names: Names, name: str) -> bool:
    return any(match.ingredients for match in names.exact(name))


def _slug(given: object) -> str:
    """Return the IRI of the thing with a slug; raise NameUnresolved for what is none."""
    name = _name(given)
    try:
        return iri(name)
    except ValueError as error:
        raise NameUnresolved(name) from error


def _name(given: object) -> str:
    if not isinstance(given, str) or len(given) > MAX_NAME:
        message = f"a name must be a text of at most {MAX_NAME} characters"
        raise RequestInvalid(message)
    return given.strip()


def _json(value: object) -> bytes:
    return orjson.dumps(value)
