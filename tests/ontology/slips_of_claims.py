"""Slips in the tables of claims: verdicts without reasons, claims on both sides, names that mean nothing."""

from __future__ import annotations

from tests.ontology.slips import Slip, cells

CLAIMS = "claims/claims.tsv"
CLASHES = "claims/contradictions.tsv"
TOPICS = "claims/topics.tsv"

SLIPS_OF_CLAIMS = [
    Slip(
        "a verdict has no statement for it",
        cells(CLAIMS, "flyer0-002", evidence_for=""),
        CLAIMS, "flyer0-002", "evidence_for", "supported", "rests on a statement of that side", "no_primary_evidence",
    ),
    Slip(
        "a contradicted claim has no statement against it",
        cells(CLAIMS, "flyer0-001", evidence_against=""),
        CLAIMS, "flyer0-001", "evidence_against", "contradicted", "rests on a statement", "add the id of a statement",
    ),
    Slip(
        "a statement stands on both sides of a claim",
        cells(CLAIMS, "flyer1-001", evidence_against="toy-0001"),
        CLAIMS, "flyer1-001", "evidence_against", "toy-0001", "both for and against", "keep it on one side",
    ),
    Slip(
        "the evidence of a claim does not exist",
        cells(CLAIMS, "flyer0-002", evidence_for="toy-0009|toy-0099"),
        CLAIMS, "flyer0-002", "evidence_for", "toy-0099", "not the id of anything", "Did you mean",
    ),
    Slip(
        "the evidence of a claim is no statement",
        cells(CLAIMS, "flyer0-002", evidence_for="zelkamine"),
        CLAIMS, "flyer0-002", "evidence_for", "zelkamine", "must be a statement", "",
    ),
    Slip(
        "the text of a claim does not exist",
        cells(CLAIMS, "flyer0-002", document="flyer7"),
        CLAIMS, "flyer0-002", "document", "flyer7", "not the id of anything", "Did you mean flyer1",
    ),
    Slip(
        "the topic of a claim is no topic",
        cells(CLAIMS, "flyer0-002", topic="drowse"),
        CLAIMS, "flyer0-002", "topic", "drowse", "one chief topic", "",
    ),
    Slip(
        "the verdict is unknown",
        cells(CLAIMS, "flyer0-002", verdict="true"),
        CLAIMS, "flyer0-002", "verdict", "true", "not one of the values", "The column holds",
    ),
    Slip(
        "a claim contradicts itself",
        cells(CLASHES, "clash-1", side_b="flyer0-001"),
        CLASHES, "clash-1", "side_b", "flyer0-001", "both sides of one contradiction", "keep the claim on one side",
    ),
    Slip(
        "two topics share a name",
        cells(TOPICS, "topic-noggin", name="drowse"),
        TOPICS, "topic-noggin", "name", "drowse", "share a name or label", "another name",
    ),
    Slip(
        "a topic is broader than itself",
        cells(TOPICS, "topic-noggin", broader="topic-drowse"),
        TOPICS, "topic-drowse", "broader", "topic-noggin", "narrower class or topic of itself", "follow the column",
    ),
]  # fmt: skip
