"""Write the report of a check as lines of text: what a terminal shows, and one row a pair for a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.compared import filtered, unfiltered
from graph.exposure import SELF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]
#: One line and how it stands out.
Line = tuple[str, str]

LOUD: Final = "bold"
QUIET: Final = "dim"
#: The assumption that bars a number from reading like a finding, and what is said before the number.
OVERSHOT: Final = "overpredicted_elsewhere"
WARNING: Final = "the model expected more than people showed elsewhere"


def written(report: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the lines of a report: what was read, what adds up, then every pair with its reasons."""
    for taken in report["substances"]:
        if told := _taken(taken):
            yield told, ""
    for note in report["notes"]:
        yield note, ""
    if "filters" in report:
        yield filtered(report), LOUD
    for found in report["cumulative"]:
        yield f"\n{'▲' if found['alert'] else ' '} {found['text']}", LOUD
        yield _line("what", found["consequence"])
        yield _line("do", found["recommended_action"]["text"])
    for pair in report["pairs"]:
        yield from _pair(pair)
    yield f"\n{report['disclaimer']} Data version {report['data_version']}.", QUIET


def _graded(severity: str, seriousness: str) -> str:
    """Return severity and seriousness in words.

    >>> _graded("major", "serious"), _graded("minor", "unknown"), _graded("unknown", "unknown")
    ('major (serious)', 'minor (seriousness not known)', 'not known')
    """
    if seriousness == "unknown":
        return "not known" if severity == "unknown" else f"{severity} (seriousness not known)"
    return f"{'not known' if severity == 'unknown' else severity} ({seriousness.replace('_', ' ')})"


def _pair(pair: Json) -> Iterator[Line]:
    mark = "▲" if pair["alert"] else " "
    yield f"\n{mark} {pair['precipitant']['label']} → {pair['object']['label']}: {pair['answer_label']}", LOUD
    lines = {
        "what": pair["consequence"] if pair["answer"] != "unstudied" else pair["answer_text"],
        "severity": _graded(pair["severity"], pair["seriousness"]),
        "evidence": pair["level_reason"],
        "observed": _observed(pair),
        "predicted": _predicted(pair),
        "why": difference(pair["exposure"]),
        "do": pair["recommended_action"]["text"],
        "moved": moved(pair["recommended_action"]),
        "without": unfiltered(pair),
    }
    yield from (_line(name, text) for name, text in lines.items() if text)
    for entry in pair["context"]:
        advice = f" → {entry['action']}" if entry["action"] else ""
        yield _line("context", f"{entry['label']}: {entry['text']}{advice}")
    for mechanism in pair["mechanisms"]:
        walk = "; ".join(
            f"{s['subject']} {s['predicate_label']} {s['object']} [{s['source']}]" for s in mechanism["path"]
        )
        yield _line("path", walk)[0], QUIET


def _line(name: str, text: str) -> Line:
    return f"    {name:<9} {text}", ""


def difference(told: Mapping[str, Any]) -> str:
    """Return why prediction and observation differ; what a prediction made here assumes is not repeated."""
    text: str = told.get("difference") or ""
    predicted = told.get("predicted") or {}
    return text.removesuffix(predicted["note"]).strip() if predicted.get("source") == SELF else text


def moved(action: Mapping[str, Any]) -> str:
    """Return how the context moved the operational class, or the empty text.

    >>> moved({"moved_from": 3, "orca_class": 1, "because": "age: 78 years"})
    'class 3 → 1 because of age: 78 years'
    """
    if "moved_from" not in action:
        return ""
    return f"class {action['moved_from'] or 'none'} → {action['orca_class']} because of {action['because']}"


def overshot(told: Mapping[str, Any]) -> bool:
    """Tell whether the model behind the computed ratio of an exposure is known to expect more than people showed.

    >>> overshot({"computed": {"assumptions": [{"code": "overpredicted_elsewhere", "text": "…"}]}}), overshot({})
    (True, False)
    """
    computed = told.get("computed") or {}
    return any(one["code"] == OVERSHOT for one in computed.get("assumptions") or ())


def summaries(report: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return one row of texts for each pair of a report."""
    return [
        {
            "precipitant": pair["precipitant"]["label"],
            "object": pair["object"]["label"],
            "answer": pair["answer"],
            "severity": pair["severity"],
            "evidence_level": pair["evidence_level"],
            "level_reason": pair["level_reason"],
            "observed": _observed(pair),
            "predicted": _predicted(pair),
            "consequence": pair["consequence"],
            "action": pair["recommended_action"]["text"],
            **({"without_filters": unfiltered(pair).removeprefix("filters: ")} if "filters" in report else {}),
        }
        for pair in report["pairs"]
    ]


def _observed(pair: dict[str, Any]) -> str:
    return "; ".join(f"{one['as_printed']}, n = {one['n'] or 'not told'}" for one in pair["exposure"]["observed"])


def _predicted(pair: Json) -> str:
    """Return the prediction of a pair in one line; what is known against its model comes before the number."""
    found, computed = pair["exposure"]["predicted"], pair["exposure"].get("computed")
    if not found:
        return ""
    low, high = found["low"], found["high"]
    if not found["auc_ratio"]:
        return f"{low or 0:g} {f'to {high:g}' if high else 'or more'}"
    if not computed or found["source"] != SELF:
        return str(found["auc_ratio"])
    number = f"{found['auc_ratio']:g} ({low:g} to {high:g})"
    warned = f"{WARNING}: {number}" if overshot(pair["exposure"]) else number
    return f"{warned}, {computed['model_label']}, {computed['basis_label']}"


def lost(item: dict[str, Any]) -> str:
    """Return what to say of a name that was not recognised: that it is not checked, why, and what may be meant."""
    meant = ", ".join(item["suggestions"])
    reasons = {
        "ambiguous": f"“{item['input']}” is a name of several things and is NOT checked. Which did you mean: {meant}?",
        "unclear": f"“{item['input']}” could not be taken apart and is NOT checked. Give each name a line: {meant}.",
        "no_name": f"“{item['input']}” names nothing that is taken and is NOT checked.",
    }
    hint = f" Did you mean {meant}?" if meant else ""
    return reasons.get(item["reason"], f"“{item['input']}” was not recognised and is NOT checked.{hint}")


def _taken(taken: dict[str, Any]) -> str:
    """Return what was read of a substance, when it is more than its name."""
    product, dose = taken["ingredient_of"], taken["dose"]
    told = [dose, *taken["when"], *(["as needed"] if taken["as_needed"] else []), *taken["form"]]
    told = [text for text in told if text]
    if product:
        amount = f" {product['dose']}" if product["dose"] else ""
        head = f"“{taken['input']}”{amount}: {taken['label']} is an ingredient"
    elif taken["input"].casefold() != taken["checked_as"].casefold():
        head = f"“{taken['input']}” ({taken['matched_by']} of {taken['label']}) is checked as {taken['checked_as']}"
    else:
        head = taken["label"] if told else ""
    joint = ", " if product else ": "
    lost = ", ".join(f"“{text}”" for text in taken["unread"])
    strange = f"In “{taken['as_written']}” this was not understood: {lost}." if lost else ""
    return " ".join(filter(None, (f"{head}{joint if told else ''}{', '.join(told)}." if head else "", strange)))
