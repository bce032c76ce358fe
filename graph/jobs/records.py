"""Jobs that tell what the graph holds: of one thing, of all, what popular texts claim, where studies disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph import citing, portrait, report, things
from graph import claims as told_claims
from graph.conflicts import conflicts_of
from graph.contradictions import overview
from graph.coverage import matrix_of, part_of
from graph.errors import LessonBroken, RequestInvalid
from graph.jobs.payload import in_json, name_in, thing_with, things_named
from graph.lessons import reading, teaching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.store import Store

#: Most claims, and most conflicts, in one answer.
MAX_CLAIMS: Final = 1_000
MAX_CONFLICTS: Final = 200


def thing(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Tell the thing with the slug `id`; `with`, `relation` and `role` narrow its statements: see graph.things."""
    other, relation, role = (name_in(payload.get(key, "")) for key in ("with", "relation", "role"))
    return in_json(things.thing_of(store, thing_with(payload["id"]), other, relation, role))


def card(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Tell the thing with the slug `id` in short: see graph.portrait."""
    return in_json(portrait.card_of(store, thing_with(payload["id"])))


def stats(store: Store, _payload: Mapping[str, Any]) -> bytes:
    """Return the evidence report: what the graph holds, from where, and what is unknown."""
    return in_json(report.report_of(store))


def coverage(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Return the rows of the matrix `name` whose names begin with `letter`: see graph.coverage."""
    return in_json(part_of(matrix_of(store, name_in(payload["name"])), name_in(payload.get("letter", ""))))


def claims(store: Store, payload: Mapping[str, Any]) -> bytes:
    """List the claims of popular texts that fit `topic`, `document` and `verdict`, from `offset` on."""
    return in_json(told_claims.claims(store, _wanted(payload)))


def drawn_claims(store: Store, payload: Mapping[str, Any]) -> bytes:
    """List claims as `claims` does, with what their page shows beside them: see graph.contradictions.overview."""
    wanted = _wanted(payload)
    answer = told_claims.claims(store, wanted)
    return in_json({**answer, **overview(store, wanted, [claim["id"] for claim in answer["claims"]])})


def conflicts(store: Store, payload: Mapping[str, Any]) -> bytes:
    """List where studies of `subject` disagree, of one `kind`, at most `limit`: see graph.conflicts."""
    subject, kind = name_in(payload.get("subject", "")), name_in(payload.get("kind", ""))
    meant = things_named(store, subject) if subject else ("",)
    if len(meant) > 1:
        message = f"“{subject}” means several things; ask for one of them"
        raise RequestInvalid(message)
    limit = min(int(payload.get("limit", MAX_CONFLICTS)), MAX_CONFLICTS)
    return in_json(conflicts_of(store, meant[0], kind, limit))


def lesson_step(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Tell the step `step` of the lesson `name`, whose file has the text `text`: see graph.lessons.teaching.

    A lesson that asks for what the graph does not hold is told as its `fault`, so that the other steps still stand.
    """
    try:
        lesson = reading.read(str(payload["name"]), str(payload["text"]))
        return in_json(teaching.taught(store, lesson, int(payload["step"]), str(payload.get("data_version", ""))))
    except LessonBroken as error:
        return in_json({"fault": str(error)})


def _wanted(payload: Mapping[str, Any]) -> told_claims.Wanted:
    names = {name: name_in(payload.get(name, "")) for name in (*told_claims.NARROWING, *told_claims.SINGLING)}
    limit = min(int(payload.get("limit", MAX_CLAIMS)), MAX_CLAIMS)
    return told_claims.Wanted(**names, offset=int(payload.get("offset", 0)), limit=limit)


def cite(store: Store, payload: Mapping[str, Any]) -> bytes:
    """Cite the thing with the slug `id`, told by `version` at `address`, and its own source, as `kind` ris or bib."""
    told = things.thing_of(store, thing_with(payload["id"]))
    own = citing.Work(
        f"alkagraph-{told['id']}",
        author="AlkaGraph contributors",
        title=f"{told['label']} (AlkaGraph, data version {payload['version']})",
        url=str(payload["address"]),
    )
    source = {"citation": {"id": told["id"]}} if "Citation" in told["kinds"] else told["statement"] or {}
    write = citing.bibtex if payload["kind"] == "bib" else citing.ris
    return write([*citing.works_of(store, source), own]).encode()
