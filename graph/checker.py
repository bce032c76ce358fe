"""Check a list of substances: one typed, explained answer for each ordered pair.

The graph holds an interaction node for every pair with a product and for every pair that was studied or reported;
checking looks it up. The mechanisms of all other pairs are joined from what the two do. Then every pair is judged by
the policy and its proof laid out. The report is the plain JSON form of `POST /api/check`.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final

from graph import answers
from graph.context import understand
from graph.cumulative import alerts, findings, shared_effects, still_alerts
from graph.explain import explain, urgency
from graph.grounds import ground_of, parts_of_list
from graph.infer import derive_pairs, read_rules
from graph.judgement import judge_pairs
from graph.language import MAX_TIMES_PER_DAY
from graph.listed import look_up
from graph.load import Sources
from graph.modifiers import advised, context_of
from graph.names import AGO, ALKA, local
from graph.pairing import disputing, mechanisms, roles_of
from graph.policy import policy_of
from graph.proof import Json, Proof, weighed_of
from graph.queries import ask
from graph.request import MAX_NAME, MAX_SUBSTANCES, CheckRequest, Taken
from graph.resolve import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.infer import Rule
    from graph.listed import Entry
    from graph.pairing import Roles
    from graph.resolve import Match
    from graph.store import Solution, Store

__all__ = [
    "DISCLAIMER",
    "MAX_NAME",
    "MAX_SUBSTANCES",
    "MAX_TIMES_PER_DAY",
    "PRODUCT",
    "CheckRequest",
    "Taken",
    "check",
    "pairs_of",
]

#: The kind of substance that contains others.
PRODUCT: Final = "product"
#: The kind of mechanism that comes from an interaction rule.
_BY_RULE: Final = AGO + "pharmacodynamic"
#: What is known of a pair whose mechanisms were joined.
_PREDICTED: Final = {"answer": AGO + "predicted", "level": AGO + "mechanistic"}
#: The question that tells what changes an answer, and the column that names the substance.
_FACTORS: Final = ("modifying-factors", "substance")
#: What the rule `alert` calls severe, and evidence on which it does not interrupt.
_SEVERE: Final = frozenset({"contraindicated", "major"})
_BARELY: Final = frozenset({"hypothesis", "none"})
DISCLAIMER: Final = (
    "Decision support for professionals, not advice to patients: it shows what is known and how well, "
    "and what is not shown may still be dangerous. Pairs of medicines are covered thinly: use a drug interaction "
    "reference for them."
)


def check(store: Store, request: CheckRequest, data_version: str = "") -> Json:
    """Return the report on every ordered pair of the recognised substances.

    Names that are not recognised stand under `unresolved` with suggestions and are never dropped. Pairs come in the
    order: alerts first, then by severity, by evidence level, and by name. `read` holds the pieces of the text.
    """
    listed = look_up(names_of(store), request)
    matches = listed.matches()
    products = [one for one, match in matches.items() if match.kind == PRODUCT]
    within = ask(store, "contained-among", whole=products, part=list(matches)) if products else []
    contained = {(row["whole"], row["part"]) for row in within}
    together = listed.together()
    pairs = [
        pair
        for pair in itertools.permutations(matches, 2)
        if pair not in together and not {pair, pair[::-1]} & contained
    ]
    proof = _gather(store, list(matches), pairs)
    _judge(store, proof, pairs, request.alert_from)
    answered = [explain(proof, _interaction(*pair), *(matches[one] for one in pair)) for pair in pairs]
    parts = (*understand(store, request.patient), *parts_of_list(store, listed.entries))
    ground = ground_of(store, matches, parts, contained)
    for pair, answer in zip(pairs, answered, strict=True):
        answer["context"] = context_of(proof, ground, *pair, answer)
        answer["recommended_action"] = advised(answer["recommended_action"], answer["context"])
    found = findings(answered, shared_effects(store), proof.rank, _interrupts)
    answered.sort(key=lambda pair: urgency(proof, pair))
    return {
        "substances": [entry.in_json() for entry in listed.entries],
        "unresolved": listed.unresolved,
        "read": listed.read,
        "notes": [*listed.notes, *_same(listed.entries), *_within(matches, contained), *_joined(matches, together)],
        "context": [part.in_json() for part in parts],
        "cumulative": found,
        "alerts": alerts(answered, found, lambda pair, gone: still_alerts(pair, gone, proof.rank, _interrupts)),
        "pairs": answered,
        "statements": proof.told,
        "data_version": data_version,
        "disclaimer": DISCLAIMER,
    }


def _interrupts(severity: str, _orca: int | None, level: str) -> bool:
    """Tell what interrupts a prescriber, as the rule `alert` of the ontology does for a pair."""
    return severity in _SEVERE and level not in _BARELY


def _same(entries: Iterable[Entry]) -> list[str]:
    """Say which names mean the same thing, so that none seems forgotten."""
    inputs: dict[str, list[str]] = {}
    for entry in entries:
        inputs.setdefault(entry.match.participant_label, []).append(f"“{entry.told}”")
    return [
        f"{', '.join(names)} are checked as one thing: {label}." for label, names in inputs.items() if len(names) > 1
    ]


def _within(matches: Mapping[str, Match], contained: Iterable[tuple[str, str]]) -> list[str]:
    """Say which pairs are not checked because the one holds the other."""
    return [
        f"{matches[whole].participant_label} contains {matches[part].participant_label}: they are not checked "
        "against each other."
        for whole, part in sorted(contained)
        if whole in matches and part in matches
    ]


def _joined(matches: Mapping[str, Match], together: Mapping[tuple[str, str], Match]) -> list[str]:
    """Say which pairs are not checked because one product holds both."""
    return [
        f"{matches[one].label} and {matches[other].label} come together in {product.label}: they are not checked "
        "against each other."
        for (one, other), product in together.items()
        if matches[one].label < matches[other].label
    ]


def _interaction(first: str, second: str) -> str:
    return f"{ALKA}interaction--{local(first)}--{local(second)}"


def pairs_of(store: Store, participants: Sequence[str]) -> Store:
    """Return a small store with the mechanisms and interactions among some participants, given as IRIs."""
    return derive_pairs(answers.part_of(store, participants), _rules(), participants)


def _gather(store: Store, participants: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Proof:
    """Look up what the snapshot holds of some pairs, and join the mechanisms of the others."""
    proof = Proof(codes=answers.codes(store), bands=answers.bands(store), sheet=answers.shelf_of(store).told)
    known = answers.pairs_held(store)
    held = [name for name in (_interaction(*pair) for pair in pairs) if name in known]
    if held:
        _look_up(store, held, proof)
    roles = roles_of(store)
    for pair in pairs:
        if _interaction(*pair) not in known:
            _join(roles, pair, proof)
    premises = list(itertools.chain.from_iterable(proof.premises.values()))
    proof.proofs = answers.proofs(store, (row["edge"] for row in premises if "edge" in row))
    leaves = list(itertools.chain.from_iterable(proof.proofs.values()))
    against = (row["statement"] for row in premises if "statement" in row)
    named = {row["via"] for rows in proof.mechanisms.values() for row in rows if row["kind"] == _BY_RULE}
    proof.rules = answers.rules(store, named)
    proof.steps = {name: rows[0] for name, rows in answers.listed(store, "severity-steps", "step").items()}
    proof.alerts = {name: rows[0] for name, rows in answers.listed(store, "alert-rules", "alert").items()}
    rested, factors = answers.listed(store, "rule-evidence", "rule"), answers.listed(store, *_FACTORS)
    proof.rested = {rule: rested[rule] for rule in named if rule in rested}
    proof.factors = {one: factors[one] for one in participants if one in factors}
    further = (row["statement"] for row in itertools.chain(*proof.factors.values(), *proof.rested.values()))
    wanted = itertools.chain((said for _, said in leaves), against, further, *proof.evidence.values())
    proof.statements = answers.statements(store, wanted)
    proof.edges = answers.edges(store, (edge for edge, _ in leaves))
    judged = itertools.chain(proof.rules.values(), proof.bands.values(), proof.steps.values())
    proof.citations = answers.citations(store, (row["citation"] for row in judged if "citation" in row))
    return proof


def _look_up(place: Store, interactions: Sequence[str], proof: Proof) -> None:
    """Add what a store holds of some interactions, given as IRIs, to a proof."""
    summary = _grouped(ask(place, "pair-summary", interaction=interactions), "interaction")
    known = list(summary)
    if not known:
        return
    mechanisms = _grouped(ask(place, "pair-mechanisms", interaction=known), "interaction")
    names = list(dict.fromkeys(row["mechanism"] for rows in mechanisms.values() for row in rows))
    if names:
        proof.premises |= _grouped(ask(place, "mechanism-premises", mechanism=names), "mechanism")
    for row in ask(place, "pair-evidence", interaction=known):
        proof.evidence.setdefault(row["interaction"], []).append(row["statement"])
    proof.summary |= summary
    proof.mechanisms |= mechanisms


def _join(roles: Roles, pair: tuple[str, str], proof: Proof) -> None:
    """Add the mechanisms of a pair of which nothing is known but what the two do."""
    name, found = _interaction(*pair), list(mechanisms(roles, *pair))
    if not found:
        return
    proof.summary[name] = [_PREDICTED]
    for one in sorted(found, key=lambda mechanism: mechanism.row["mechanism"]):
        made = one.row["mechanism"]
        proof.mechanisms.setdefault(name, []).append(dict(one.row))
        premises: list[Solution] = [{"mechanism": made, "edge": edge} for edge in one.edges]
        premises += [{"mechanism": made, "statement": said} for said in disputing(roles, one.edges)]
        proof.premises[made] = premises


def _judge(store: Store, proof: Proof, pairs: Sequence[tuple[str, str]], threshold: int | None) -> None:
    """Judge the pairs by the policy of the graph."""
    names = [_interaction(*pair) for pair in pairs]
    weighed = [weighed_of(proof, name, pair[1]) for name, pair in zip(names, pairs, strict=True)]
    proof.judged = dict(zip(names, judge_pairs(policy_of(store), weighed, threshold), strict=True))


@functools.cache
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in read_rules(Sources().files("rules", "*.rq")) if rule.about_pairs)


def _grouped(rows: Sequence[Solution], key: str) -> dict[str, list[Solution]]:
    grouped: dict[str, list[Solution]] = {}
    for row in rows:
        grouped.setdefault(row[key], []).append(row)
    return grouped
