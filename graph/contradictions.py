"""Claims seen together: how many of each verdict, the topics and texts to choose from, and where claims contradict."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from graph import answers
from graph.choices import choices
from graph.claims import Wanted, brief, choice_of, found, grouped, proof_of, tell_evidence
from graph.names import local, natural_key
from graph.queries import ask, question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graph.proof import Json
    from graph.store import Solution, Store


def overview(store: Store, wanted: Wanted, shown: Collection[str]) -> Json:
    """Return what stands beside a list of claims: the short names of what was chosen, counts, choices, contradictions.

    Counts leave the verdict that was asked for aside, so that they say what else there is. Of the contradictions those
    are told that a claim in `shown` (slugs) takes part in.
    """
    rows = found(store, wanted.without_verdict())
    codes, asked = answers.codes(store), question("claims")
    verdicts = choices(store, asked.choice("verdict"))
    texts = sorted(choices(store, asked.choice("document")), key=lambda text: natural_key(text.name))
    of_verdict = Counter(local(row["verdict"]) for row in rows)
    of_both = Counter((row["document"], local(row["verdict"])) for row in rows)
    return {
        "chosen": {name: choice.name for name, choice in choice_of(store, wanted).items()},
        "verdicts": [
            {
                "name": one.name,
                "label": one.label,
                "definition": codes[one.name].definition,
                "count": of_verdict[one.name],
            }
            for one in verdicts
        ],
        "documents": [
            {
                "name": one.name,
                "label": one.label,
                **_kind_and_origin(store, one.id),
                "counts": {verdict.name: of_both[one.id, verdict.name] for verdict in verdicts},
            }
            for one in texts
        ],
        "topics": topics(store),
        "contradictions": [one for one in contradictions(store) if not set(shown).isdisjoint(one["claims"])],
    }


def topics(store: Store) -> list[Json]:
    """Return every topic with how many claims it has, each broad one before its narrower ones (`depth` 0, 1, …)."""
    rows = ask(store, "claim-topics")
    narrower: dict[str, list[Solution]] = {}
    for row in rows:
        for broader in row.get("broader", "").split() or [""]:
            narrower.setdefault(broader, []).append(row)
    told: dict[str, Json] = {}

    def walk(broader: str, depth: int) -> None:
        for row in narrower.get(broader, ()):
            if row["name"] not in told:
                told[row["name"]] = {
                    "name": row["name"],
                    "label": row["label"],
                    "count": int(row["claims"]),
                    "depth": depth,
                }
                walk(row["name"], depth + 1)

    walk("", 0)
    return list(told.values())


def contradictions(store: Store) -> list[Json]:
    """Return every contradiction: label, finding, the claims of both sides with their verdicts, and what settles it."""
    proof = proof_of(store)
    rows = grouped(ask(store, "claim-contradictions"), "contradiction")
    said = grouped(ask(store, "statements", statement=list(rows)), "statement") if rows else {}
    settled = {name: _values(said[name], "settledBy") for name in rows}
    proof.statements = answers.statements(store, (one for names in settled.values() for one in names))
    told = []
    for name in sorted(rows, key=natural_key):
        claims = {row["claim"]: brief(proof, row) for row in rows[name]}
        sides = {side: _values(said[name], side) for side in ("oneSide", "otherSide")}
        told.append(
            {
                "id": local(name),
                "label": rows[name][0]["label"],
                "finding": rows[name][0]["finding"],
                "one_side": [claims[one] for one in sides["oneSide"]],
                "other_side": [claims[one] for one in sides["otherSide"]],
                "claims": [local(one) for one in (*sides["oneSide"], *sides["otherSide"])],
                "evidence": [tell_evidence(proof, proof.statements[one], "") for one in settled[name]],
            }
        )
    return told


def _kind_and_origin(store: Store, text: str) -> Json:
    said = ask(store, "statements", statement=[text])
    return {key: next(iter(_values(said, name)), "") for key, name in (("kind", "textKind"), ("origin", "origin"))}


def _values(rows: Iterable[Solution], name: str) -> list[str]:
    """Return the values of one property in natural order."""
    return sorted((row["value"] for row in rows if local(row["property"]) == name), key=natural_key)
