"""Gather what the graph holds about the pairs of one check: looked up in the snapshot, joined, or derived anew.

The snapshot holds every pair with a product and every pair that was studied or reported. The mechanisms of all other
pairs are joined from what the two do. When evidence is set aside, everything is derived anew from what is left.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graph import answers
from graph.infer import derive_pairs, read_rules
from graph.judgement import Weighed, judge_pairs
from graph.keeping import kept
from graph.load import Sources
from graph.names import AGO, ALKA, local
from graph.narrowing import derive
from graph.pairing import disputing, mechanisms, roles_of
from graph.policy import members_of, policy_of
from graph.proof import Proof, weighed_of
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graph.infer import Rule
    from graph.narrowing import Narrowing
    from graph.pairing import Roles
    from graph.store import Solution, Store

#: Pairs of which the look-ups are kept; a bound on memory.
MAX_KEPT: Final = 20_000
_KEPT: Final = "looked-up"
#: Edges of roles of which everything they rest on is read ahead, some 4 KB each; and how many one question names.
MAX_LEARNED: Final = 30_000
_AT_ONCE: Final = 500
#: The kind of mechanism that comes from an interaction rule.
_BY_RULE: Final = AGO + "pharmacodynamic"
#: What is known of a pair whose mechanisms were joined.
_PREDICTED: Final = {"answer": AGO + "predicted", "level": AGO + "mechanistic"}
#: The question that tells what changes an answer, and the column that names the substance.
_FACTORS: Final = ("modifying-factors", "substance")


@functools.lru_cache(maxsize=1 << 12)
def interaction(first: str, second: str) -> str:
    """Return the IRI of the interaction of an ordered pair of participants, given as IRIs."""
    return f"{ALKA}interaction--{local(first)}--{local(second)}"


def pairs_of(store: Store, participants: Sequence[str]) -> Store:
    """Return a small store with the mechanisms and interactions among some participants, given as IRIs."""
    return derive_pairs(answers.part_of(store, participants), _rules(), participants)


def gather(
    store: Store, participants: Sequence[str], pairs: Sequence[tuple[str, str]], narrowed: Narrowing | None = None
) -> Proof:
    """Return what is held of ordered pairs of participants, given as IRIs; with filters, of what passes them.

    The JSON of statements is the same with and without filters and shared; that of edges and rules (IRIs) is not.
    """
    proof = Proof(codes=answers.codes(store), bands=answers.bands(store))
    place, passes = (store, _any) if narrowed is None else (derive(store, participants, narrowed), narrowed.passes)
    if narrowed is None:
        proof.sheet = answers.shelf_of(store).told
        _look_up_and_join(store, pairs, proof)
    else:
        proof.place = place
        proof.sheet = {name: said for name, said in answers.shelf_of(store).told.items() if ":" not in name}
        _look_up(place, [interaction(*pair) for pair in pairs], proof)
    premises = list(itertools.chain.from_iterable(proof.premises.values()))
    proof.proofs = answers.proofs(place, (row["edge"] for row in premises if "edge" in row))
    leaves = list(itertools.chain.from_iterable(proof.proofs.values()))
    against = (row["statement"] for row in premises if "statement" in row)
    named = {row["via"] for rows in proof.mechanisms.values() for row in rows if row["kind"] == _BY_RULE}
    proof.rules = answers.rules(store, named)
    proof.steps = {name: rows[0] for name, rows in answers.listed(store, "severity-steps", "step").items()}
    proof.alerts = {name: rows[0] for name, rows in answers.listed(store, "alert-rules", "alert").items()}
    rested, factors = answers.listed(store, "rule-evidence", "rule"), answers.listed(store, *_FACTORS)
    proof.rested = {rule: _passing(rested[rule], passes) for rule in named if rule in rested}
    proof.factors = {one: _passing(factors[one], passes) for one in participants if one in factors}
    further = (row["statement"] for row in itertools.chain(*proof.factors.values(), *proof.rested.values()))
    wanted = itertools.chain((said for _, said in leaves), against, further, *proof.evidence.values())
    proof.statements = answers.statements(store, wanted)
    proof.edges = answers.edges(store, (edge for edge, _ in leaves))
    judged = itertools.chain(proof.rules.values(), proof.bands.values(), proof.steps.values())
    proof.citations = answers.citations(store, (row["citation"] for row in judged if "citation" in row))
    return proof


def learn(store: Store) -> None:
    """Read once what all roles rest on (edges, statements and their sources), so that no worker asks for it again.

    It is kept beside the snapshot. A graph of many more edges than MAX_LEARNED would cost every process too much
    memory: there each pair is looked up when somebody asks for it.
    """
    roles = roles_of(store)
    rows = (row for done in roles.does.values() for things in done.values() for rows in things.values() for row in rows)
    edges = list(dict.fromkeys(row["edge"] for row in rows if "edge" in row))
    if len(edges) > MAX_LEARNED:
        return
    shelf = answers.shelf_of(store)
    found = kept(store, "proven", lambda: _proven(store, roles, edges))
    shelf.edges |= found.edges
    shelf.proofs |= found.proofs
    shelf.statements |= found.statements
    shelf.citations |= found.citations


def _proven(store: Store, roles: Roles, edges: Sequence[str]) -> answers.Shelf:
    """Return the edges, what each rests on, the statements at the end of that, and their citations."""
    leaves: list[tuple[str, str]] = []
    for start in range(0, len(edges), _AT_ONCE):
        found = answers.proofs(store, edges[start : start + _AT_ONCE])
        leaves += itertools.chain.from_iterable(found.values())
    said = [statement for _, statement in leaves] + list(itertools.chain.from_iterable(roles.disputes.values()))
    said += [row["statement"] for rows in answers.listed(store, "rule-evidence", "rule").values() for row in rows]
    said += [row["statement"] for rows in answers.listed(store, *_FACTORS).values() for row in rows]
    for wanted, read in (([edge for edge, _ in leaves], answers.edges), (said, answers.statements)):
        names = list(dict.fromkeys(wanted))
        for start in range(0, len(names), _AT_ONCE):
            read(store, names[start : start + _AT_ONCE])
    shelf = answers.shelf_of(store)
    return answers.Shelf(shelf.statements, shelf.citations, shelf.edges, shelf.proofs)


def judge(store: Store, proof: Proof, pairs: Sequence[tuple[str, str]], threshold: int | None) -> None:
    """Judge the pairs of a proof by the policy of the graph."""
    named = {interaction(*pair): pair[1] for pair in pairs}
    weighed = {name: weighed_of(proof, name, thing) for name, thing in named.items() if proof.holds(name)}
    policy = policy_of(store)
    if proof.place is not None:
        policy = replace(policy, members=members_of(proof.place))
    nothing, *judged = judge_pairs(policy, [Weighed(""), *weighed.values()], threshold)
    proof.judged = dict.fromkeys(named, nothing) | dict(zip(weighed, judged, strict=True))


def _any(_statement: str) -> bool:
    return True


def _passing(rows: Iterable[Solution], passes: Callable[[str], bool]) -> list[Solution]:
    return [row for row in rows if passes(row["statement"])]


def _look_up_and_join(store: Store, pairs: Sequence[tuple[str, str]], proof: Proof) -> None:
    known = answers.pairs_held(store)
    _recall(store, [name for name in (interaction(*pair) for pair in pairs) if name in known], proof)
    roles = roles_of(store)
    for pair in pairs:
        if roles.does.keys() >= set(pair) and interaction(*pair) not in known:
            _join(roles, pair, proof)


def _recall(store: Store, interactions: Sequence[str], proof: Proof) -> None:
    """Add what a store holds of some interactions; a store never changes, so what was looked up once is kept."""
    known: dict[str, Proof] = answers.shelf_of(store).kept.setdefault(_KEPT, {})
    if len(known) > MAX_KEPT:
        known.clear()
    _learn(store, [name for name in interactions if name not in known], known)
    for name in interactions:
        one = known[name]
        proof.summary |= one.summary
        proof.mechanisms |= one.mechanisms
        proof.premises |= one.premises
        proof.evidence |= one.evidence


def _learn(store: Store, interactions: Sequence[str], known: dict[str, Proof]) -> None:
    found = Proof()
    _look_up(store, interactions, found)
    for name in interactions:
        rows = found.mechanisms.get(name)
        premises = {
            row["mechanism"]: found.premises[row["mechanism"]]
            for row in rows or ()
            if row["mechanism"] in found.premises
        }
        known[name] = Proof(
            summary={name: found.summary[name]} if name in found.summary else {},
            mechanisms={name: rows} if rows else {},
            premises=premises,
            evidence={name: found.evidence[name]} if name in found.evidence else {},
        )


def _join(roles: Roles, pair: tuple[str, str], proof: Proof) -> None:
    """Add the mechanisms of a pair of which nothing is known but what the two do."""
    name, found = interaction(*pair), list(mechanisms(roles, *pair))
    if not found:
        return
    proof.summary[name] = [_PREDICTED]
    for one in sorted(found, key=lambda mechanism: mechanism.row["mechanism"]):
        made = one.row["mechanism"]
        proof.mechanisms.setdefault(name, []).append(dict(one.row))
        premises: list[Solution] = [{"mechanism": made, "edge": edge} for edge in one.edges]
        premises += [{"mechanism": made, "statement": said} for said in disputing(roles, one.edges)]
        proof.premises[made] = premises


def _look_up(place: Store, interactions: Sequence[str], proof: Proof) -> None:
    """Add what a store holds of some interactions, given as IRIs, to a proof."""
    if not interactions:
        return
    summary = _grouped(ask(place, "pair-summary", interaction=interactions), "interaction")
    known = list(summary)
    if not known:
        return
    found = _grouped(ask(place, "pair-mechanisms", interaction=known), "interaction")
    names = list(dict.fromkeys(row["mechanism"] for rows in found.values() for row in rows))
    if names:
        proof.premises |= _grouped(ask(place, "mechanism-premises", mechanism=names), "mechanism")
    for row in ask(place, "pair-evidence", interaction=known):
        proof.evidence.setdefault(row["interaction"], []).append(row["statement"])
    proof.summary |= summary
    proof.mechanisms |= found


@functools.cache
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in read_rules(Sources().files("rules", "*.rq")) if rule.about_pairs)


def _grouped(rows: Sequence[Solution], key: str) -> dict[str, list[Solution]]:
    grouped: dict[str, list[Solution]] = {}
    for row in rows:
        grouped.setdefault(row[key], []).append(row)
    return grouped
