"""Set a filtered report beside the one without filters: what was set aside, and which answers differ for it.

What a filter sets aside is still known. So a filtered answer never says that nothing exists: its words say that they
hold for what passes the filters, and the answer without them stands beside it wherever it differs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.narrowing import Narrowing
    from graph.records import Code

Json = dict[str, Any]

#: What is compared of each pair.
COMPARED: Final = ("answer", "severity", "evidence_level", "alert")
_UNSTUDIED: Final = "unstudied"


def compared(report: Json, whole: Json, narrowed: Narrowing, codes: Mapping[str, Code]) -> Json:
    """Return a filtered report with `filters`, and on its pairs `without_filters` where the answer differs.

    `filters` repeats what was asked, and tells how many statements of the report without filters were set aside, of how
    many, and how many pairs alert without filters alone.
    `whole` is the report on the same request without filters. Nothing in it is changed.
    """
    before = {_ends(pair): pair for pair in whole["pairs"]}
    aside = sorted(name for name in whole["statements"] if not narrowed.passes(name))
    pairs = [_beside(pair, before[_ends(pair)], codes) for pair in report["pairs"]]
    hidden = sum(pair["without_filters"]["alert"] > pair["alert"] for pair in pairs if "without_filters" in pair)
    counts = {"set_aside": len(aside), "of": len(whole["statements"]), "hidden_alerts": hidden}
    return {**report, "filters": {**narrowed.filters.in_json(), **counts}, "pairs": pairs}


def _ends(pair: Mapping[str, Any]) -> tuple[str, str]:
    return pair["precipitant"]["id"], pair["object"]["id"]


def _beside(pair: Json, before: Json, codes: Mapping[str, Code]) -> Json:
    """Return a pair whose words say what they hold for, with the answer without filters where it differs."""
    told = dict(pair)
    if _substance(pair) == _substance(before) or pair["answer"] == before["answer"] == _UNSTUDIED:
        return told
    if pair["answer"] == _UNSTUDIED:
        told["answer_label"] = codes["filtered_nothing"].label
        told["answer_text"] = _filled(codes["filtered_nothing"].sentence, pair)
        told["level_reason"] = f"{codes[pair['evidence_level']].label}: {codes['filtered_nothing'].label}"
    else:
        told["answer_text"] = f"{codes['filtered_answer'].sentence}, {pair['answer_text']}"
        told["level_reason"] = f"{pair['level_reason']}; {codes['filtered_reason'].sentence}"
    told["unknown"] = list(dict.fromkeys([*before["unknown"], codes["filtered_unknown"].sentence + "."]))
    differs = {name: before[name] for name in COMPARED if before[name] != pair[name]}
    if differs:
        told["without_filters"] = {name: before[name] for name in COMPARED}
    return told


def _substance(pair: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what of a pair shows that something was set aside."""
    mechanisms = [(m["id"], m["path"], m["also_through"], m["disputed_by"]) for m in pair["mechanisms"]]
    evidence = [[one["id"] for one in pair["evidence"][side]] for side in ("supports", "refutes")]
    factors = [one["statement"] for one in pair["modifying_factors"]]
    return mechanisms, evidence, factors, *(pair[name] for name in COMPARED)


def _filled(text: str, pair: Mapping[str, Any]) -> str:
    for side in ("precipitant", "object"):
        text = text.replace("{" + side + "}", pair[side]["label"])
    return text


def filtered(report: Mapping[str, Any]) -> str:
    """Return what the filters of a report set aside, in one line."""
    told = report["filters"]
    parts = [f"only {word}" for word in told["only"]] + [f"no {word}" for word in told["no"]]
    parts += [f"at least {told['min_level']}"] if told["min_level"] else []
    count = told["hidden_alerts"]
    hidden = f"; {count} {'alert is' if count == 1 else 'alerts are'} hidden" if count else ""
    return f"Filters ({', '.join(parts)}) set {told['set_aside']} of {told['of']} statements aside{hidden}."


def unfiltered(pair: Mapping[str, Any]) -> str:
    """Return the answer of a pair without filters in one line; nothing where filters change none of it."""
    told = pair.get("without_filters")
    if not told:
        return ""
    parts = [told["answer"], told["severity"], told["evidence_level"], *(["alert"] if told["alert"] else [])]
    return f"filters: {', '.join(parts)}".replace("_", " ")
