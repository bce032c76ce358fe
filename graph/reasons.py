"""Say why an answer is not stronger and why it is not weaker, from what its pair in a report holds.

Each reason is a template of the schema (`NotStrongerScheme`, `NotWeakerScheme`); here stands only when one applies and
what fills it: a number is always a statement's, with its source. Nothing is judged and nothing is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.banding import next_band
from graph.compared import unfiltered
from graph.names import local, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.records import Code
    from graph.store import Solution, Store

Json = dict[str, Any]
#: A reason that applies: its code, and what fills its template.
Found = tuple[str, dict[str, str]]

#: Reasons of one code that are written out; more of them say the same.
MOST: Final = 3
#: Where the reasons stand in a pair of a report.
WHY: Final = "why"
SIDES: Final = ("not_stronger", "not_weaker")
_KEPT: Final = "reasons"
_CONTAINS: Final = "contains"
_MODELLED: Final = "predictedToAffectSubstratesOf"
_UNSEEN: Final = {"unstudied", "predicted"}
_EXACT: Final = {"=", "~"}
#: How codes begin of reasons that speak of what a rule on classes rests on.
_BEHIND_RULE: Final = "why_rule_"
#: Reasons that say that something is not held.
_MISSING: Final = {"why_no_people", "why_nothing_known", "why_study_needed", "why_not_safe"}


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one reason, and the study types and signals by which it is recognised; weightiest rank first."""

    code: str
    side: str
    rank: int
    text: str
    types: frozenset[str] = frozenset()
    signals: tuple[str, ...] = ()

    def is_signalled(self, said: Mapping[str, Any]) -> bool:
        """Tell whether the circumstances or the place of a statement hold one of its signals, if it has any."""
        if not self.signals:
            return True
        text = " ".join([*said["qualifiers"], said["locator"]]).casefold()
        return any(signal in text for signal in self.signals)


@dataclass(frozen=True, slots=True)
class Words:
    """What a graph declares for reasons: templates by code, codes, exposure bands, and levels from low to high.

    `by_type` are the templates that a statement of a study type may fill, on the pair or behind a rule, by rank.
    """

    templates: Mapping[str, Template]
    codes: Mapping[str, Code] = field(repr=False)
    bands: Sequence[Solution] = field(repr=False)
    levels: Sequence[str] = ()
    by_type: Mapping[tuple[str, bool], Sequence[Template]] = field(default_factory=dict, repr=False)


def words_of(store: Store) -> Words:
    """Return the words of a graph; read once for a store."""
    kept = answers.shelf_of(store).narrowed
    if _KEPT not in kept:
        templates = {}
        for name, rows in answers.listed(store, "reasons", "reason").items():
            types = frozenset(local(row["type"]) for row in rows if "type" in row)
            signals = tuple(dict.fromkeys(row["signal"].casefold() for row in rows if "signal" in row))
            row, code = rows[0], local(name)
            templates[code] = Template(code, row["side"], int(row["rank"]), row["sentence"], types, signals)
        levels = [local(level) for level in answers.listed(store, "level-bounds", "level")]
        bands = list(answers.bands(store).values())
        kept[_KEPT] = Words(templates, answers.codes(store), bands, levels, _by_type(templates.values()))
    found: Words = kept[_KEPT]
    return found


def _by_type(templates: Iterable[Template]) -> dict[tuple[str, bool], list[Template]]:
    found: dict[tuple[str, bool], list[Template]] = {}
    for one in sorted(templates, key=lambda one: -one.rank):
        for name in one.types:
            found.setdefault((name, one.code.startswith(_BEHIND_RULE)), []).append(one)
    return found


def why(
    pair: Mapping[str, Any], told: Mapping[str, Json], spoken: Words, *, filtered: bool = False
) -> dict[str, list[str]]:
    """Return the sentences for `not_stronger` and `not_weaker`; `told` are the statements of the pair's report.

    Weightier reasons come first. A graph that declares no words for a reason leaves it out; in a `filtered` report
    nothing is said to be missing, since what a filter hides is held.
    """
    found: dict[str, list[str]] = {}
    for code, slots in _reasons(pair, told, spoken):
        template = None if filtered and code in _MISSING else spoken.templates.get(code)
        text = _filled(template.text, pair, slots) if template else ""
        if text and text not in found.setdefault(code, []) and len(found[code]) < MOST:
            found[code].append(text)
    ordered = sorted(found, key=lambda code: -spoken.templates[code].rank)
    return {
        side: [text for code in ordered if spoken.templates[code].side == side for text in found[code]]
        for side in SIDES
    }


def _reasons(pair: Mapping[str, Any], told: Mapping[str, Json], spoken: Words) -> Iterator[Found]:
    direct = [told[one["id"]] for side in ("supports", "refutes") for one in pair["evidence"][side]]
    yield from _of_filters(pair)
    yield from _of_evidence(direct, spoken)
    yield from _of_ratios(pair, told, spoken)
    yield from _of_mechanisms(pair, told, spoken)
    yield from _of_level(pair, spoken)
    yield from _of_answer(pair)


def _of_filters(pair: Mapping[str, Any]) -> Iterator[Found]:
    if "without_filters" in pair:
        yield "why_filtered", {"number": unfiltered(pair).removeprefix("filters: ")}


def _of_evidence(direct: Sequence[Json], spoken: Words) -> Iterator[Found]:
    """Yield what statements on the pair itself, and those its rules on classes rest on, say for and against."""
    people = [said for said in direct if said["in_people"]]
    supports = [said for said in direct if said["stance"] == "supports"]
    refutes = [said for said in people if said["stance"] == "refutes"]
    for said in supports:
        yield from _for(said, spoken)
        for mark in said["appraisal"]:
            if mark in spoken.codes and spoken.codes[mark].shift < 0:
                yield "why_weakened", {"source": _source(said), "reason": spoken.codes[mark].sentence}
    for said in refutes:
        study = spoken.codes[said["study_type"]].sentence or said["study_type_label"]
        slots = {"study": study, "thing": said["endpoint_label"] or "it", "number": _number(said)}
        yield "why_refuted", {**slots, "source": _source(said)}
    if not people:
        yield "why_no_people", {}
    counted = [said for said in people if said["as_printed"]]
    one_dose = spoken.templates.get("why_one_dose")
    if counted and one_dose and all(one_dose.is_signalled(said) for said in counted):
        yield "why_one_dose", {"source": "; ".join(dict.fromkeys(said["source"] for said in counted))}
    largest = max((said for said in counted if said["n"]), key=lambda said: int(said["n"]), default=None)
    if largest:
        yield "why_few_people", {"count": str(largest["n"]), "source": _source(largest)}
    ends = [list(dict.fromkeys(one["endpoint_label"] for one in side)) for side in (refutes, supports)]
    if all(ends) and all(map(all, ends)) and set(ends[0]).isdisjoint(ends[1]):
        yield "why_other_endpoint", {"thing": ", ".join(ends[0]), "reason": ", ".join(ends[1])}


def _for(said: Json, spoken: Words, *, behind_rule: bool = False) -> Iterator[Found]:
    """Yield the weightiest reason that a supporting statement gives: one on the pair, or one behind a rule on it."""
    fitting = (one for one in spoken.by_type.get((said["study_type"], behind_rule), ()) if one.is_signalled(said))
    best = next(fitting, None)
    if best:
        about = " ".join(filter(None, (said["subject_label"], said["predicate_label"], said["object_label"])))
        count = f", n = {said['n']}" if said["n"] else ""
        slots = {"thing": about, "number": _number(said), "count": count, "study": said["study_type_label"]}
        yield best.code, {**slots, "source": _source(said)}


def _of_ratios(pair: Mapping[str, Any], told: Mapping[str, Json], spoken: Words) -> Iterator[Found]:
    """Yield how far a ratio that people showed lies from the next band."""
    for ratio in pair["exposure"]["observed"]:
        said, value = told[ratio["assertion"]], ratio["auc_ratio"]
        counts = said["stance"] == "supports" and said["relation"] in _EXACT and value is not None
        beyond = next_band(spoken.bands, value) if counts else None
        if beyond:
            slots = {"number": f"{value:g}", "band": f"“{beyond[0]['label']}”", "bound": f"{beyond[1]:g}"}
            yield "why_below_next_band", {**slots, "source": _source(said)}


def _of_mechanisms(pair: Mapping[str, Any], told: Mapping[str, Json], spoken: Words) -> Iterator[Found]:
    disputed: list[str] = []
    standing: list[str] = []
    for mechanism in pair["mechanisms"]:
        thing, rule = _way(mechanism), mechanism["rule"]
        (disputed if mechanism["disputed_by"] else standing).append(thing)
        against = [told[name] for name in mechanism["disputed_by"] if name in told]
        for said in against:
            if said["predicate"] == _MODELLED:
                yield "why_below_cut_off", {"thing": thing, "number": _number(said), "source": _source(said)}
        others = [said for said in against if said["predicate"] != _MODELLED]
        if others:
            count = f"{len(others)} statement{'' if len(others) == 1 else 's'}"
            sources = "; ".join(list(dict.fromkeys(said["source"] for said in others))[:MOST])
            yield "why_disputed", {"thing": thing, "count": count, "source": sources}
        acts = [step for step in mechanism["path"] if step["predicate"] != _CONTAINS]
        shown = [told[name] for step in acts for name in step["assertions"] if name in told]
        if shown and not any(said["in_people"] for said in shown):
            kinds = ", ".join(dict.fromkeys(said["study_type_label"] for said in shown))
            yield "why_not_in_people", {"thing": thing, "study": kinds}
        if rule:
            place = ", ".join(filter(None, ((rule["citation"] or {}).get("label", ""), rule["locator"])))
            yield "why_rule", {"thing": rule["label"], "source": place or "declared by the project"}
            for step in acts:
                for name in step["assertions"] if step["subject_id"] == rule["id"] else ():
                    yield from _for(told[name], spoken, behind_rule=True) if name in told else ()
    apart = [thing for thing in dict.fromkeys(standing) if thing not in disputed]
    if disputed and apart:
        yield "why_one_of_several", {"thing": ", ".join(dict.fromkeys(disputed)), "reason": ", ".join(apart)}


def _of_level(pair: Mapping[str, Any], spoken: Words) -> Iterator[Found]:
    if pair["contested"]:
        yield "why_contested", {}
    level = pair["evidence_level"]
    place = spoken.levels.index(level) + 1 if level in spoken.levels else len(spoken.levels)
    if pair["answer"] != "unstudied" and place < len(spoken.levels):
        following = spoken.codes[spoken.levels[place]]
        reason = following.definition.rstrip(".")
        slots = {"level": spoken.codes[level].label, "next": following.label, "reason": reason[:1].lower() + reason[1:]}
        yield "why_next_level", slots


def _of_answer(pair: Mapping[str, Any]) -> Iterator[Found]:
    if pair["answer"] == "unstudied" and not pair["mechanisms"]:
        yield "why_nothing_known", {}
    if pair["answer"] in _UNSEEN:
        yield "why_study_needed", {}
        yield "why_not_safe", {}
    if pair["answer"] == "no_interaction":
        yield "why_studied_only", {}
    if pair["seriousness"] == "serious":
        yield "why_serious", {}
    judged = list(dict.fromkeys(one["label"] for one in pair.get("judged_by", ())))
    if judged:
        yield "why_judged", {"reason": "; ".join(judged)}


def _way(mechanism: Mapping[str, Any]) -> str:
    """Return what a mechanism goes through, and how: several may go through one enzyme."""
    made = words(mechanism["derived_by"].removeprefix("rule-").replace("-", "_"))
    return mechanism["via"]["label"] if mechanism["rule"] else f"{mechanism['via']['label']} ({made})"


def _number(said: Mapping[str, Any]) -> str:
    return said["as_printed"] or said["direction"].replace("_", " ") or "no number told"


def _source(said: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (said["source"], said["locator"])))


def _filled(text: str, pair: Mapping[str, Any], slots: Mapping[str, str]) -> str:
    named: Iterable[tuple[str, str]] = (
        *slots.items(),
        ("precipitant", pair["precipitant"]["label"]),
        ("object", pair["object"]["label"]),
    )
    for name, value in named:
        text = text.replace("{" + name + "}", value)
    return text
