"""What the check page says of the list itself: how each substance was read, and what was not recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.forms import Form

#: Why a name is not checked, as the head of its notice says it.
REASONS: Final = {
    "unknown": "was not recognised and is NOT checked.",
    "ambiguous": "is a name of several things and is NOT checked.",
    "unclear": "could not be taken apart and is NOT checked.",
    "no_name": "names nothing that is taken and is NOT checked.",
}


def taken_of(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one line for each thing taken: the label, the dose as written, how often, and how the name was read.

    Ingredients of one product share a line.
    """
    lines: list[dict[str, Any]] = []
    for one in report["substances"]:
        product = one.get("ingredient_of")
        last = lines[-1] if lines else {}
        if product and last.get("product") == (product, one["as_written"]):
            last["parts"].append(one["label"])
            continue
        lines.append(
            {
                "label": one["input"] if product else one["label"],
                "product": (product, one["as_written"]) if product else None,
                "parts": [one["label"]] if product else [],
                "dose": product["dose"] if product else one["dose"],
                "often": _often(one),
                "form": one.get("form", []),
                "input": "" if product or one["input"].casefold() == one["label"].casefold() else one["input"],
                "matched_by": one["matched_by"],
                "checked_as": "" if one["checked_as"] == one["label"] else one["checked_as"],
                "unread": one.get("unread", []),
            }
        )
    return lines


def lost_of(report: Mapping[str, Any], form: Form) -> list[dict[str, Any]]:
    """Return each name that is not checked with the reason, and addresses that mend the list or leave it out."""
    known = {one["as_written"] for one in report["substances"]}
    return [
        {
            **item,
            "why": REASONS.get(item["reason"], REASONS["unknown"]),
            "ways": []
            if item["reason"] == "unclear"
            else [
                {"label": name, "href": form.replaced(item, name, beside=item["as_written"] in known).address}
                for name in item["suggestions"]
            ],
            "remove": form.without(item, beside=item["as_written"] in known).address,
        }
        for item in report["unresolved"]
    ]


def _often(one: Mapping[str, Any]) -> list[str]:
    """Return how often something is taken, as told, and the times a day where the words do not hold the number."""
    told, times = list(one.get("when", ())), one["times_per_day"]
    if times and times >= 1 and not any("a day" in text for text in told):
        told.append("once a day" if times == 1 else f"{times:g} times a day")
    return [*told, *(["as needed"] if one.get("as_needed") else [])]
