"""Say for one ordered pair what each part of the context changes: one entry a part, and never silence.

An entry says what is held: statements about either side, a class in the context, whether hours apart help. Where
nothing is held it says “no data” and its effect is unknown, which is not the same as no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.context import APART
from graph.exposure import NOT_KNOWN
from graph.factors import factors_of
from graph.grounds import thirds_of
from graph.names import ALKA, local
from graph.proof import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.context import Part
    from graph.grounds import ContextClass, Ground
    from graph.proof import Proof

Json = dict[str, Any]

UNKNOWN: Final = "unknown"
NO_CHANGE: Final = "no_change"
#: The effect of statements that say that a risk changes, and of such as say different things.
CHANGES_RISK: Final = "changes_risk"
MIXED: Final = "mixed"
#: The field of an entry that a third substance of the list brings about.
THIRD: Final = "with"
_REFUTES: Final = "refutes"
_PRECIPITANT: Final = "precipitant: "
_ONLY_NEAR: Final = "No data for exactly this; nearest is held: "


def context_of(proof: Proof, ground: Ground, first: str, second: str, pair: Json) -> list[Json]:
    """Return the entries of one ordered pair, given the IRIs of precipitant and object and the answer so far.

    First come the parts of the context in the order told, then the further substances of the list for which a class
    in a context holds. Statements are told in the report; entries without data are shared between pairs.
    """
    if not ground.parts and not ground.classes:
        return []
    classes = ground.classes.get(frozenset({first, second}), ())
    entries = [
        _of_part(proof, ground, part, (first, second), pair, classes)
        for part in ground.parts
        if part.about in {"", first, second}
    ]
    return entries + _of_thirds(proof, ground, (first, second), classes)


def advised(action: Json, entries: Iterable[Json]) -> Json:
    """Return the recommended action of a pair in its context: the more cautious class stands.

    Where a class in the context is more cautious than that of the pair, its advice comes first, `moved_from` is the
    class before and `because` the context; what was advised before is among the others. A less cautious class in the
    context is shown in its entry and moves nothing: no pharmacist has signed it.
    """
    classed = [entry for entry in entries if entry["orca_class"] is not None]
    if not classed:
        return action
    worst = min(classed, key=lambda entry: entry["orca_class"])
    before = action["orca_class"]
    if before is not None and before <= worst["orca_class"]:
        return action
    others = [text for text in dict.fromkeys([action["text"], *action["others"]]) if text != worst["action"]]
    return {
        **action,
        "orca_class": worst["orca_class"],
        "text": worst["action"],
        "from": worst["from"],
        "others": others,
        "reviewed_by": worst["reviewed_by"],
        "proposed": worst["proposed"],
        "moved_from": before,
        "because": worst["label"],
    }


def _of_part(
    proof: Proof,
    ground: Ground,
    part: Part,
    ends: tuple[str, str],
    pair: Json,
    classes: Sequence[ContextClass],
) -> Json:
    if part.kind == APART:
        return _of_time(ground, part, pair) or _nothing(ground, part)
    said = _said(proof, ground, ends) if part.factors or part.near else []
    said = [one for one in said if part.about in {"", ALKA + one["substance"]}]
    held = [one for one in said if one["factor"] in _names(ground, part.factors)]
    near = [one for one in said if one["factor"] in _names(ground, part.near)]
    matched = [one for one in classes if not one.factors.isdisjoint(part.factors)]
    if not held and not near and not matched:
        return _as_measured(ground, part, ends, pair) or _nothing(ground, part)
    texts = [one["text"] for one in held] or [_ONLY_NEAR + one["text"] for one in near]
    told = {
        **_blank(part),
        "effect": _effect(held),
        "about": _one_or_none(one["substance"] for one in held),
        "statements": [one["statement"] for one in held or near],
    }
    return _classed(proof, ground, told, texts, matched)


def _of_thirds(proof: Proof, ground: Ground, ends: tuple[str, str], classes: Sequence[ContextClass]) -> list[Json]:
    """Return one entry for each further substance of the list that brings a class in a context about."""
    brought: dict[str, list[ContextClass]] = {}
    for one in classes:
        for third in thirds_of(ground, one, frozenset(ends)):
            brought.setdefault(third, []).append(one)
    entries = []
    for third, matched in brought.items():
        label = f"{ground.labels[third]} on the same list"
        told: Json = {"field": THIRD, "factor": local(third), "value": local(third), "label": label}
        told |= {"effect": UNKNOWN, "about": "", "statements": []}
        entries.append(_classed(proof, ground, told, [], matched))
    return entries


def _classed(proof: Proof, ground: Ground, told: Json, texts: Sequence[str], matched: Sequence[ContextClass]) -> Json:
    """Add to an entry what the most cautious of some classes in the context says."""
    ordered = sorted(matched, key=lambda one: (one.orca_class, one.id))
    first = ordered[0] if ordered else None
    said = [tell(proof, ground.statements[name])["id"] for one in ordered for name in one.statements]
    return {
        **told,
        "text": "; ".join(dict.fromkeys([*texts, *(one.basis for one in ordered)])),
        "statements": list(dict.fromkeys([*told["statements"], *said])),
        "orca_class": first.orca_class if first else None,
        "action": first.action if first else "",
        "from": first.id if first else "",
        "rules": [one.id for one in ordered],
        "reviewed_by": first.reviewed_by if first else None,
        "proposed": first is not None and first.reviewed_by is None,
        "citation": None,
    }


def _of_time(ground: Ground, part: Part, pair: Json) -> Json | None:
    """Return what is held on taking two things hours apart: only a mechanism that outlasts the dose says something."""
    for mechanism in pair["mechanisms"]:
        for step in mechanism["path"]:
            if row := ground.apart.get(step["predicate"]):
                return {
                    **_blank(part),
                    "effect": NO_CHANGE,
                    "about": step["subject_id"],
                    "text": f"{row['says']} {step['subject']} {step['predicate_label']} {step['object']}.",
                    "statements": step["assertions"],
                    "from": row["id"],
                    "citation": row["citation"],
                    "locator": row["locator"],
                }
    return None


def _as_measured(ground: Ground, part: Part, ends: tuple[str, str], pair: Json) -> Json | None:
    """Return what a form, dose or frequency of the precipitant stands against: that in which the pair was measured."""
    seen = [one for one in pair["exposure"]["observed"] if one["dose"] != NOT_KNOWN]
    if part.about != ends[0] or not seen:
        return None
    doses = "; ".join(dict.fromkeys(f"{one['dose']} ({one['citation']})" for one in seen))
    found = [one["assertion"] for one in seen]
    return {**_nothing(ground, part), "text": f"{part.nothing} Measured was: {doses}.", "statements": found}


def _nothing(ground: Ground, part: Part) -> Json:
    """Return the entry that says that nothing is held; one for all pairs."""
    kept: Json = ground.kept.setdefault(part, {**_blank(part), "text": part.nothing})
    return kept


def _blank(part: Part) -> Json:
    return {
        "field": part.field,
        "factor": min(map(local, part.factors), default=""),
        "value": part.value,
        "label": f"{part.value_label} apart" if part.kind == APART else f"{part.label}: {part.value_label}",
        "effect": UNKNOWN,
        "about": local(part.about),
        "text": "",
        "statements": [],
        "orca_class": None,
        "action": "",
        "from": "",
        "rules": [],
        "reviewed_by": None,
        "proposed": False,
        "citation": None,
    }


def _said(proof: Proof, ground: Ground, ends: tuple[str, str]) -> list[Json]:
    """Return the statements on modifying factors that concern a pair; one on another precipitant does not."""
    if ends in ground.kept:
        kept: list[Json] = ground.kept[ends]
        return kept
    first, second = ends
    by_itself = [one for end in ends for one in _of_one(proof, ground, end) if not _precipitant(proof, one)]
    named = {local(first), ground.labels[first].casefold()}
    with_it = [one for one in _of_one(proof, ground, second) if _precipitant(proof, one).casefold() in named]
    said: list[Json] = ground.kept.setdefault(ends, by_itself + with_it)
    return said


def _of_one(proof: Proof, ground: Ground, end: str) -> list[Json]:
    if end not in ground.kept:
        ground.kept[end] = factors_of(proof, end)
    held: list[Json] = ground.kept[end]
    return held


def _precipitant(proof: Proof, one: Json) -> str:
    """Return the other substance whose effect a statement was found on, or the empty text."""
    qualifiers = proof.told[one["statement"]]["qualifiers"]
    return next((text.removeprefix(_PRECIPITANT) for text in qualifiers if text.startswith(_PRECIPITANT)), "")


def _effect(held: Sequence[Json]) -> str:
    """Return what some statements say together; different directions are mixed, a change of a risk tells none."""
    found = {NO_CHANGE if one["stance"] == _REFUTES else one["direction"] for one in held} - {""}
    if not found and held:
        return CHANGES_RISK
    return MIXED if len(found) > 1 else next(iter(found), UNKNOWN)


def _names(ground: Ground, factors: frozenset[str]) -> frozenset[str]:
    names: frozenset[str] = ground.kept.setdefault(factors, frozenset(map(local, factors)))
    return names


def _one_or_none(names: Iterable[str]) -> str:
    found = set(names)
    return found.pop() if len(found) == 1 else ""
