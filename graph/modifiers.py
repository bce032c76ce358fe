"""Say for one ordered pair what each part of the context changes: one entry a part, and never silence.

An entry says what is held: statements about either side, a class in the context, whether hours apart help. Where
nothing is held it says “no data” and its effect is unknown, which is not the same as no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.context import APART
from graph.exposure import NOT_KNOWN
from graph.factors import factors_of
from graph.grounds import THIRD, UNKNOWN, thirds_of
from graph.names import local
from graph.persons import foreseen_in
from graph.pharmacokinetics.phenotype import expected
from graph.proof import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.grounds import Asked, ContextClass, Ground
    from graph.proof import Proof

Json = dict[str, Any]

NO_CHANGE: Final = "no_change"
#: The effect of statements that say that a risk changes, and of such as say different things.
CHANGES_RISK: Final = "changes_risk"
MIXED: Final = "mixed"
_REFUTES: Final = "refutes"
_PRECIPITANT: Final = "precipitant: "
#: What an entry rests on: a statement, what a mechanism leads to expect, another degree of the factor, a class alone,
#: what was measured in another form or dose, or nothing.
STATED: Final = "stated"
EXPECTED: Final = "expected"
NEAR: Final = "near"
CLASSED: Final = "class"
MECHANISM: Final = "mechanism"
USUAL: Final = "usual"
_AS_USUAL: Final = "The usual state: the answer stands as it is."
_DUE: Final = {
    False: "Expected, not measured: {enzyme} clears {substance}, so {patient} {effect} {substance}",
    True: "Expected, not measured: {enzyme} activates {substance}, so {patient} {effect} of {substance}",
}
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
        _of_part(proof, ground, asked, (first, second), pair, classes)
        for asked in ground.parts
        if asked.part.about in {"", first, second}
    ]
    return entries + _of_thirds(proof, ground, (first, second), classes)


def advised(action: Json, entries: Iterable[Json]) -> Json:
    """Return the recommended action of a pair in its context: the more cautious class stands.

    Where a class in the context is more cautious than that of the pair, its advice comes first, `moved_from` is the
    class before and `because` the context; what the rest of the context and the pair itself advise is among the
    others. A less cautious class in the context is shown in its entry and moves nothing: no pharmacist has signed it.
    """
    before = action["orca_class"]
    classed = [entry for entry in entries if entry["orca_class"] is not None]
    classed = [entry for entry in classed if before is None or entry["orca_class"] < before]
    if not classed:
        return action
    worst, *less = sorted(classed, key=lambda entry: int(entry["orca_class"]))
    said = [*(entry["action"] for entry in less), action["text"], *action["others"]]
    others = [text for text in dict.fromkeys(said) if text != worst["action"]]
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
    asked: Asked,
    ends: tuple[str, str],
    pair: Json,
    classes: Sequence[ContextClass],
) -> Json:
    part = asked.part
    if part.kind == APART:
        return _of_time(ground, asked, pair) or asked.nothing
    held = _said(proof, ground, ends, asked.decide, part.about)
    near = _said(proof, ground, ends, asked.near, part.about)
    matched = [one for one in classes if not one.factors.isdisjoint(part.factors)]
    due = [] if held else _expected(proof, ground, asked, ends)
    foreseen = foreseen_in(ground, asked, ends, pair)
    if not held and not near and not matched and not due and not foreseen:
        return _as_measured(asked, ends, pair) or (_usual(ground, asked) if part.usual else asked.nothing)
    texts = [one["text"] for one in held or due] or [one["text"] for one in near]
    if near and not held and not due:
        texts[0] = _ONLY_NEAR + texts[0]
    texts += [foreseen["text"]] if foreseen else []
    told = {
        **asked.nothing,
        "effect": _effect(held or due),
        "about": _one_or_none(one["substance"] for one in held or due),
        "statements": [name for one in held or due or near for name in one.get("statements", [one["statement"]])],
        "basis": (held and STATED) or ((due or foreseen) and EXPECTED) or (near and NEAR) or CLASSED,
        "predicted": foreseen,
    }
    return _classed(proof, ground, told, texts, matched)


def _expected(proof: Proof, ground: Ground, asked: Asked, ends: tuple[str, str]) -> list[Json]:
    """Return what the activity of an enzyme leads to expect of either side that hangs on it, where nobody measured it.

    For a prodrug the amount of what acts is told, and not that of the prodrug.
    """
    found: list[Json] = []
    for active in asked.activities:
        for end in ends:
            hanging = [one for one in ground.shaped.get(end, ()) if one.enzyme == active.enzyme]
            effect = expected(active, activated=hanging[0].activated) if hanging else ""
            if effect:
                said = [tell(proof, ground.statements[name])["id"] for one in hanging for name in one.statements]
                text = _DUE[hanging[0].activated].format(
                    patient=asked.part.value_label,
                    enzyme=hanging[0].enzyme_label,
                    substance=ground.labels[end],
                    effect=proof.label(effect),
                )
                told = {"text": text, "direction": effect, "stance": "", "substance": local(end)}
                found.append({**told, "statement": said[0], "statements": said})
    return found


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
        told |= {"effect": UNKNOWN, "basis": CLASSED, "about": "", "statements": []}
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
        "predicted": told.get("predicted"),
    }


def _of_time(ground: Ground, asked: Asked, pair: Json) -> Json | None:
    """Return what is held on taking two things hours apart: only a mechanism that outlasts the dose says something."""
    for mechanism in pair["mechanisms"]:
        for step in mechanism["path"]:
            if row := ground.apart.get(step["predicate"]):
                return {
                    **asked.nothing,
                    "effect": NO_CHANGE,
                    "basis": MECHANISM,
                    "about": step["subject_id"],
                    "text": f"{row['says']} {step['subject']} {step['predicate_label']} {step['object']}.",
                    "statements": step["assertions"],
                    "from": row["id"],
                    "citation": row["citation"],
                    "locator": row["locator"],
                }
    return None


def _as_measured(asked: Asked, ends: tuple[str, str], pair: Json) -> Json | None:
    """Return what a form, dose or frequency of the precipitant stands against: that in which the pair was measured."""
    if asked.part.about != ends[0]:
        return None
    seen = [one for one in pair["exposure"]["observed"] if one["dose"] != NOT_KNOWN]
    if not seen:
        return None
    doses = "; ".join(dict.fromkeys(f"{one['dose']} ({one['citation']})" for one in seen))
    found = [one["assertion"] for one in seen]
    return {**asked.nothing, "basis": NEAR, "text": f"{asked.part.nothing} Measured was: {doses}.", "statements": found}


def _usual(ground: Ground, asked: Asked) -> Json:
    """Return the entry for the usual state of people, when nothing else is held of it; one for all pairs."""
    name = f"{asked.part.field}={asked.part.value}"
    said = {**asked.nothing, "effect": NO_CHANGE, "basis": USUAL, "text": _AS_USUAL}
    kept: Json = ground.kept.setdefault(name, said)
    return kept


def _said(proof: Proof, ground: Ground, ends: tuple[str, str], factors: Iterable[str], about: str) -> list[Json]:
    """Return the statements on some factors that concern a pair; one on the effect of another precipitant does not.

    With `about` only what is said of that substance counts.
    """
    found: list[Json] = []
    for factor in factors:
        for end in ends:
            for other, one in _of_one(proof, ground, end).get(factor, ()):
                with_it = end == ends[1] and other in {local(ends[0]), ground.labels[ends[0]].casefold()}
                if about in {"", end} and (not other or with_it):
                    found.append(one)
    return found


def _of_one(proof: Proof, ground: Ground, end: str) -> dict[str, list[tuple[str, Json]]]:
    """Return the statements on one substance by factor, each with the precipitant it was found with, if any."""
    if end not in ground.kept:
        found: dict[str, list[tuple[str, Json]]] = {}
        for one in factors_of(proof, end):
            found.setdefault(one["factor"], []).append((_precipitant(proof, one), one))
        ground.kept[end] = found
    held: dict[str, list[tuple[str, Json]]] = ground.kept[end]
    return held


def _precipitant(proof: Proof, one: Json) -> str:
    """Return the other substance whose effect a statement was found on, in small letters, or the empty text."""
    qualifiers = proof.told[one["statement"]]["qualifiers"]
    found = next((text for text in qualifiers if text.startswith(_PRECIPITANT)), "")
    return found.removeprefix(_PRECIPITANT).casefold()


def _effect(held: Sequence[Json]) -> str:
    """Return what some statements say together; different directions are mixed, a change of a risk tells none."""
    found = {NO_CHANGE if one["stance"] == _REFUTES else one["direction"] for one in held} - {""}
    if not found and held:
        return CHANGES_RISK
    return MIXED if len(found) > 1 else next(iter(found), UNKNOWN)


def _one_or_none(names: Iterable[str]) -> str:
    found = set(names)
    return found.pop() if len(found) == 1 else ""
