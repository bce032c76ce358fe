"""What the check page offers to tell of a patient, shows back of it, and tells that it changes for a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.context import APART, BY_LIST, SEVERAL
from graph.names import local, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from web.forms import Form

NUMBERS: Final = {"number_field", APART}
#: How an effect of the context is named; others are their own words.
EFFECTS: Final = {
    "unknown": "no data",
    "no_change": "no change",
    "changes_risk": "changes the risk",
    "mixed": "studies disagree",
}
ADVICE: Final = "changes the advice"
#: What an entry rests on when nothing is held.
NOTHING: Final = "nothing"
_NEAR: Final = "near"


def controls(rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Return the fields of a form from the rows of the question `patient-fields`, in their order.

    A field is told by a `number`, a choice of `one` value or of `several`; what the list itself tells has no control.
    """
    fields: dict[str, dict[str, Any]] = {}
    for row in rows:
        kind = local(row["kind"])
        if kind == BY_LIST:
            continue
        told_by = "number" if kind in NUMBERS else "several" if kind == SEVERAL else "one"
        known = {name: row.get(name, "") for name in ("name", "unit", "least", "most")}
        field = fields.setdefault(row["name"], {**known, "label": row["fieldLabel"], "by": told_by, "choices": []})
        if told_by != "number" and "valueName" in row:
            field["choices"].append({"told": f"{row['name']}:{row['valueName']}", "label": row["label"]})
    return list(fields.values())


def chosen(form: Form) -> dict[str, str]:
    """Return what is told as it stands in the form: the value of each field, and each `field:value` as a key."""
    found: dict[str, str] = {}
    for told in form.patient:
        name, mark, value = told.replace("=", ":", 1).partition(":")
        if mark:
            found |= {name.strip(): value.strip(), f"{name.strip()}:{value.strip()}": "told"}
    return found


def chips(report: Mapping[str, Any], form: Form) -> list[dict[str, str]]:
    """Return what was understood of the patient, each with the address of the same check without it."""
    return [
        {
            "label": f"{part['label']}: {part['value_label']}" if part["value"][:1].isdigit() else part["value_label"],
            "href": form.without_told(f"{part['field']}:{part['value']}").address,
        }
        for part in report.get("context", ())
        if not part["about"]
    ]


def changes(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the context changes for a pair: a row for each part that says something, and those without data.

    The rows with something to do come first.
    """
    held = list(entries)
    return {
        "rows": sorted((_row(one) for one in held if one["basis"] != NOTHING), key=lambda row: not row["action"]),
        "nothing": [one["label"] for one in held if one["basis"] == NOTHING],
    }


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    effect = EFFECTS.get(one["effect"], words(one["effect"]))
    if one["effect"] == "unknown" and one["orca_class"] is not None:
        effect = ADVICE
    return {
        "label": one["label"],
        "effect": f"{effect} for exactly this" if one["basis"] == _NEAR and effect == EFFECTS["unknown"] else effect,
        "text": one["text"],
        "action": one["action"],
        "orca_class": one["orca_class"],
        "statements": list(one["statements"]),
        "proposed": bool(one["proposed"]),
        "reviewed_by": one["reviewed_by"],
    }
