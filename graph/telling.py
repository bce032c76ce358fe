"""Tell a statement and its source as plain JSON, and a statement as one sentence."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from graph.names import local, words
from graph.records import Citation, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.records import Code

Json = dict[str, Any]
_CITATION: Final = tuple(one.name for one in fields(Citation))
_STATEMENT: Final = tuple(one.name for one in fields(Statement))


def _told(record: Citation | Statement, names: Iterable[str]) -> Json:
    """Return a record by its fields, values as they are: none of them can change."""
    return {name: getattr(record, name) for name in names}


def label(codes: Mapping[str, Code], code: str) -> str:
    """Return the words people read for a code; the empty string for none."""
    return codes[code].label if code in codes else words(code)


def source_json(codes: Mapping[str, Code], citation: Citation | None) -> Json | None:
    """Return a citation as JSON, with its tier in words; None for none."""
    if citation is None:
        return None
    return {**_told(citation, _CITATION), "id": local(citation.id), "tier_label": label(codes, citation.tier)}


def statement_json(codes: Mapping[str, Code], statement: Statement) -> Json:
    """Return a statement as JSON: what it says, who says so, where it was read, and how far it was weighed.

    Codes stand beside their words (`study_type`, `study_type_label`); what is not known is empty or None.
    """
    code = codes.get(statement.study_type)
    return {
        **_told(statement, _STATEMENT),
        "id": local(statement.id),
        "subject": local(statement.subject),
        "object": local(statement.object),
        "via": local(statement.via),
        "predicate_label": label(codes, statement.predicate),
        "endpoint_label": label(codes, statement.endpoint),
        "study_type_label": label(codes, statement.study_type),
        "species_label": label(codes, statement.species),
        "in_people": bool(code and code.in_people),
        "appraisal": list(statement.appraisal),
        "appraisal_labels": [label(codes, mark) for mark in statement.appraisal],
        "citation": source_json(codes, statement.citation),
        "quoted_in": source_json(codes, statement.quoted_in),
        "source": statement.source,
        "review_label": label(codes, statement.review),
        "level_label": label(codes, statement.level),
    }


def sentence(codes: Mapping[str, Code], statement: Statement) -> str:
    """Return what a statement says as one line: subject, relation, object, what was measured, and the stance."""
    parts = [statement.subject_label, label(codes, statement.predicate), statement.object_label]
    measured = [label(codes, statement.endpoint), label(codes, statement.direction), label(codes, statement.strength)]
    parts += ["through", statement.via_label] if statement.via_label else []
    told = " ".join(filter(None, parts)) + "".join(f", {text}" for text in measured if text)
    return f"{told} (refuted)" if statement.stance == "refutes" else told
