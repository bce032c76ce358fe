"""The first line of a card: what a colleague would say of a pair, put together from the words of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How the line begins, by the operational class of the action.
LEADS: Final = {
    1: "Avoid {one} with {other}",
    2: "Usually avoid {one} with {other}",
    3: "Take care with {one} and {other}",
}
LEAD: Final = "{one} and {other}"
#: What is added to the line where one side alone would mislead.
RESTS: Final = {"conflicting": " The evidence disagrees."}
#: So many consequences stand in the line; the others are counted.
SAID: Final = 2
SILENT: Final = ("unstudied", "no_interaction")


def said(line: Mapping[str, Any]) -> str:
    """Return the first line of an ordered pair.

    >>> said({"answer": "predicted", "sentence": "", "consequence": "Deep drowse; QT; itch", "orca_class": 1,
    ...       "precipitant": {"label": "zel"}, "object": {"label": "mor"}})
    'Avoid zel with mor: deep drowse; QT; and 1 more.'
    """
    if line["answer"] in SILENT or line["consequence"] == "not known":
        return str(line["sentence"])
    lead = LEADS.get(line["orca_class"] or 0, LEAD)
    named = lead.format(one=line["precipitant"]["label"], other=line["object"]["label"])
    parts = [_lower(part) for part in consequences(line["consequence"])]
    more = [f"and {len(parts) - SAID} more"] if len(parts) > SAID else []
    return f"{named}: {'; '.join([*parts[:SAID], *more])}.{RESTS.get(line['answer'], '')}"


def consequences(text: str) -> list[str]:
    """Return the consequences that a report names in one text."""
    return [part.strip().removesuffix(".") for part in text.split("; ") if part.strip()]


def _lower(text: str) -> str:
    """Return a text with a small letter at its beginning, unless its first word is written in capitals."""
    return text if text[1:2].isupper() or text[1:2].isdigit() else text[0].lower() + text[1:]
