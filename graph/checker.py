"""Check a list of substances: one typed, explained answer for each ordered pair.

The graph already holds an interaction node for every pair with a mechanism or with evidence; checking is looking it up
and laying out its proof. A pair without a node is `unstudied`. The report is the plain JSON form of `POST /api/check`.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeGuard

from graph import answers
from graph.errors import NameUnresolved, RequestInvalid
from graph.explain import explain, urgency
from graph.infer import derive_pairs, read_rules
from graph.load import Sources
from graph.names import AGO, ALKA, local
from graph.proof import Json, Proof
from graph.queries import ask
from graph.resolve import Match, names_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from graph.infer import Rule
    from graph.store import Solution, Store

#: Bounds of one request, so that no request is ever expensive.
MAX_SUBSTANCES: Final = 50
MAX_NAME: Final = 200
MAX_TIMES_PER_DAY: Final = 48

#: The kind of substance whose pairs the snapshot holds ready.
PRODUCT: Final = "product"
#: The kind of mechanism that comes from an interaction rule.
_BY_RULE: Final = AGO + "pharmacodynamic"
DISCLAIMER: Final = (
    "Decision support for professionals, not advice to patients: it shows what is known and how well, "
    "and what is not shown may still be dangerous. Pairs of medicines are covered thinly: use a drug interaction "
    "reference for them."
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing a patient takes: the name as given, and dose text and frequency where told."""

    name: str
    dose: str = ""
    times_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check; made by `parse` from decoded JSON or from bare names."""

    substances: tuple[Taken, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> CheckRequest:
        """Return a request for bare names; raise RequestInvalid as `parse` does."""
        return cls.parse({"substances": [{"name": name} for name in names]})

    @classmethod
    def parse(cls, raw: object) -> CheckRequest:
        """Read the JSON form `{"substances": [{"name": …, "dose": …, "times_per_day": …}]}`.

        A bare string may stand for an object with a name alone. Raises RequestInvalid naming the field and the remedy.
        """
        listed = raw.get("substances") if isinstance(raw, dict) else None
        if not isinstance(listed, list) or not listed:
            message = 'send {"substances": [{"name": "…"}, …]} with at least one substance'
            raise RequestInvalid(message)
        if len(listed) > MAX_SUBSTANCES:
            message = f"substances: {len(listed)} were sent; at most {MAX_SUBSTANCES} can be checked together"
            raise RequestInvalid(message)
        return cls(tuple(_taken(item, f"substances[{place}]") for place, item in enumerate(listed)))


def _taken(item: object, where: str) -> Taken:
    if isinstance(item, str):
        item = {"name": item}
    if not isinstance(item, dict):
        message = f"{where}: this must be an object with a name"
        raise RequestInvalid(message)
    name, dose, times = item.get("name"), item.get("dose"), item.get("times_per_day")
    dose = "" if dose is None else dose
    if not _is_text(name) or not name.strip():
        message = f"{where}.name: give a name of 1 to {MAX_NAME} characters"
        raise RequestInvalid(message)
    if not _is_text(dose) or dose.lstrip().startswith(("-", "−")):
        message = f"{where}.dose: give an amount with its unit, such as “4 g”; it cannot be negative"
        raise RequestInvalid(message)
    if times is not None and not _is_frequency(times):
        message = f"{where}.times_per_day: give a number above 0 and up to {MAX_TIMES_PER_DAY}, or leave it out"
        raise RequestInvalid(message)
    return Taken(name.strip(), dose.strip(), None if times is None else float(times))


def _is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value is a short text that can be written down: no half of a surrogate pair in it."""
    return isinstance(value, str) and len(value) <= MAX_NAME and value.encode(errors="ignore").decode() == value


def _is_frequency(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= MAX_TIMES_PER_DAY


def check(store: Store, request: CheckRequest, data_version: str = "") -> Json:
    """Return the report on every ordered pair of the recognised substances.

    Names that are not recognised stand under `unresolved` with suggestions and are never dropped. Pairs come in the
    order: alerts first, then by severity, by evidence level, and by name.
    """
    names = names_of(store)
    found: list[tuple[Taken, Match]] = []
    unresolved: list[Json] = []
    for taken in request.substances:
        try:
            found.append((taken, names.resolve(taken.name)))
        except NameUnresolved as error:
            unresolved.append({"input": taken.name, "suggestions": list(error.suggestions)})
    matches = {match.participant: match for _, match in reversed(found)}
    products = [one for one, match in matches.items() if match.kind == PRODUCT]
    within = ask(store, "contained-among", whole=products, part=list(matches)) if products else []
    contained = {(row["whole"], row["part"]) for row in within}
    pairs = [pair for pair in itertools.permutations(matches, 2) if not {pair, pair[::-1]} & contained]
    proof = _gather(store, list(matches), products, pairs)
    answered = [explain(proof, _interaction(*pair), *(matches[one] for one in pair)) for pair in pairs]
    answered.sort(key=lambda pair: urgency(proof, pair))
    return {
        "substances": [_substance(taken, match) for taken, match in found],
        "unresolved": unresolved,
        "notes": [*_same(found), *_within(matches, contained)],
        "pairs": answered,
        "statements": proof.told,
        "data_version": data_version,
        "disclaimer": DISCLAIMER,
    }


def _same(found: Sequence[tuple[Taken, Match]]) -> list[str]:
    """Say which names mean the same thing, so that none seems forgotten."""
    inputs: dict[str, list[str]] = {}
    for taken, match in found:
        inputs.setdefault(match.participant_label, []).append(f"“{taken.name}”")
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


def _interaction(first: str, second: str) -> str:
    return f"{ALKA}interaction--{local(first)}--{local(second)}"


def _substance(taken: Taken, match: Match) -> Json:
    return {
        "input": taken.name,
        "dose": taken.dose,
        "times_per_day": taken.times_per_day,
        "id": local(match.id),
        "label": match.label,
        "kind": match.kind,
        "matched_by": match.matched_by,
        "checked_as": match.participant_label,
    }


def pairs_of(store: Store, participants: Sequence[str]) -> Store:
    """Return a small store with the mechanisms and interactions among some participants, given as IRIs."""
    return derive_pairs(answers.part_of(store, participants), _rules(), participants)


def _gather(
    store: Store, participants: Sequence[str], products: Collection[str], pairs: Iterable[tuple[str, str]]
) -> Proof:
    """Look up what the snapshot holds of the pairs with a product, and derive the others."""
    proof = Proof(codes=answers.codes(store), bands=answers.bands(store), sheet=answers.shelf_of(store).told)
    held: list[str] = []
    derived: list[str] = []
    for pair in pairs:
        (derived if set(pair).isdisjoint(products) else held).append(_interaction(*pair))
    if held:
        _look_up(store, held, proof)
    if derived:
        _look_up(pairs_of(store, [one for one in participants if one not in products]), derived, proof)
    premises = list(itertools.chain.from_iterable(proof.premises.values()))
    proof.proofs = answers.proofs(store, (row["edge"] for row in premises if "edge" in row))
    leaves = list(itertools.chain.from_iterable(proof.proofs.values()))
    against = (row["statement"] for row in premises if "statement" in row)
    proof.factors = _grouped(ask(store, "modifying-factors", substance=participants), "substance")
    modifying = (row["statement"] for rows in proof.factors.values() for row in rows)
    wanted = itertools.chain((said for _, said in leaves), against, modifying, *proof.evidence.values())
    proof.statements = answers.statements(store, wanted)
    proof.edges = answers.edges(store, (edge for edge, _ in leaves))
    named = (row["via"] for rows in proof.mechanisms.values() for row in rows if row["kind"] == _BY_RULE)
    proof.rules = answers.rules(store, named)
    judged = itertools.chain(proof.rules.values(), proof.bands.values())
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


@functools.cache
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in read_rules(Sources().files("rules", "*.rq")) if rule.about_pairs)


def _grouped(rows: Sequence[Solution], key: str) -> dict[str, list[Solution]]:
    grouped: dict[str, list[Solution]] = {}
    for row in rows:
        grouped.setdefault(row[key], []).append(row)
    return grouped
