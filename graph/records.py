"""What an answer is made of, as frozen values: coded words, citations, statements and edges."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A coded word: label for people, order among its kind (-1 without), and the texts that explain it.

    `left_out` marks an appraisal whose numbers are not computed with, `shift` the steps by which it moves a level.
    """

    name: str
    label: str
    rank: int = -1
    sentence: str = ""
    definition: str = ""
    action: str = ""
    in_people: bool = False
    level: str = ""
    left_out: bool = False
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """A bibliographic record: only the identifiers that were seen, and the address that leads to it."""

    id: str
    label: str
    title: str
    doi: str
    pmid: str
    pmcid: str
    url: str
    tier: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion with everything a reader needs to judge it; empty text and None stand for not known."""

    id: str
    subject: str
    subject_label: str
    predicate: str
    object: str
    object_label: str
    via: str
    via_label: str
    endpoint: str
    relation: str
    value: float | None
    low: float | None
    high: float | None
    interval: str
    unit: str
    as_printed: str
    direction: str
    strength: str
    n: int | None
    species: str
    system: str
    qualifiers: tuple[str, ...]
    study_type: str
    stance: str
    appraisal: tuple[str, ...]
    citation: Citation
    quoted_in: Citation | None
    locator: str
    seen_at: str
    review: str
    level: str
    level_reason: str
    note: str

    @property
    def source(self) -> str:
        """Who says so, in words: the source, and where it was read when that was not the source itself."""
        quoted = f", as quoted in {self.quoted_in.label}" if self.quoted_in else ""
        return self.citation.label + quoted


@dataclass(frozen=True, slots=True)
class Edge:
    """A joined statement of the graph: subject, predicate, object, with labels."""

    id: str
    subject: str
    subject_label: str
    predicate: str
    object: str
    object_label: str
    subject_kind: str
    object_kind: str
