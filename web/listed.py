"""The list on the check page, piece by piece: how each was read, the check without it, the dose that can be moved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graph.language import MAX_TIMES_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from web.forms import Form

#: The kinds of thing whose dose can be moved: what a person doses without a label.
MOVED: Final = ("product", "alkaloid")
#: A slider reaches at least so many times the amount that was typed, up to the next round number, in so many steps.
REACH: Final = Decimal("2.5")
STEPS: Final = 20
#: A slider of times a day reaches at least so far.
OFTEN: Final = 6
_ROUND: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_AMOUNT: Final = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*([^\W\d_]+(?: [^\W\d_]+)*)")


@dataclass(frozen=True, slots=True)
class Span:
    """What a slider covers, as texts of plain numbers: least, most, one step, and where it stands."""

    least: str
    most: str
    step: str
    value: str


@dataclass(frozen=True, slots=True)
class Dose:
    """The dose of one thing as fields of a form of its own; `kept` are the fields that send the rest of the check.

    `of` is the label of what it is checked as.
    """

    name: str
    label: str
    of: str
    amount: str
    unit: str
    times: str
    kept: tuple[tuple[str, str], ...]
    amounts: Span | None
    often: Span
    studied: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the list: its text, what of it reads differently, what nobody understood, the check without it."""

    text: str
    told: str
    unread: tuple[str, ...]
    lost: bool
    without: str
    dose: Dose | None


def pieces_of(report: Mapping[str, Any], form: Form) -> list[Piece]:
    """Return the pieces of a list that was checked, in its order; `form` is read as the report read it."""
    lines = form.listed
    return [_piece(report, form, lines, place) for place in range(len(lines))]


def span(amount: str) -> Span | None:
    """Return the slider for an amount; none for what is no number above zero. The amount is a step of it.

    >>> span("4"), span("0")
    (Span(least='0.5', most='10', step='0.5', value='4'), None)
    """
    value = Decimal(amount)
    if value <= 0:
        return None
    power = Decimal(10) ** (value * REACH).adjusted()
    most = next(most for one in _ROUND if (most := one * power) >= value * REACH)
    step = most / STEPS
    return Span(_plain(value % step or step), _plain(most), _plain(step), _plain(value))


def _piece(report: Mapping[str, Any], form: Form, lines: Sequence[str], place: int) -> Piece:
    text = lines[place]
    others = [line for number, line in enumerate(lines) if number != place]
    written = form.product if form.product and place == 0 else text
    found = [one for one in report["substances"] if one["as_written"] == written]
    lost = any(one["as_written"] == written for one in report["unresolved"])
    dose = None if lost or len(found) != 1 else _dose(report, found[0], form.with_lines(others))
    return Piece(
        text=text,
        told=_told(found, text, dosed=dose is not None),
        unread=tuple(dict.fromkeys(part for one in found for part in one["unread"])),
        lost=lost,
        without=form.with_lines(others).address if others else "/",
        dose=dose,
    )


def _told(found: Sequence[Mapping[str, Any]], text: str, *, dosed: bool) -> str:
    """Return what was read otherwise than it stands in the text: the name, and how often unless fields show that."""
    names = [_named(one["label"], one["checked_as"]) for one in found]
    parts = []
    if not all(_says(text, one["checked_as"]) for one in found):
        parts = [f"checked as {' and '.join(names)}" if len(names) > 1 else f"→ {names[0]}"]
    often = [*found[0]["when"], *(["as needed"] if found[0]["as_needed"] else [])] if found and not dosed else []
    parts += [one for one in often if not _says(text, one)]
    return ", ".join(parts)


def _named(label: str, checked_as: str) -> str:
    return label if label == checked_as else f"{label} ({checked_as})"


def _says(text: str, part: str) -> bool:
    return part.casefold() in text.casefold()


def _dose(report: Mapping[str, Any], one: Mapping[str, Any], rest: Form) -> Dose | None:
    """Return the dose that can be moved; none where fields could not say all that was told."""
    written = _AMOUNT.fullmatch(one["dose"])
    times = one["times_per_day"] or 0
    plain = not one["unread"] and not one["as_needed"] and not one["form"] and not one["ingredient_of"]
    plain = plain and all("a day" in when for when in one["when"]) and times == int(times)
    if one["kind"] not in MOVED or not plain or (one["dose"] and not written):
        return None
    amount = _plain(Decimal(written[1].replace(",", "."))) if written else ""
    unit = written[2] if written else rest.unit
    often = Span("1", str(min(max(OFTEN, int(times)), MAX_TIMES_PER_DAY)), "1", str(int(times) or 1))
    return Dose(
        name=one["input"],
        label=one["label"],
        of=one["checked_as"],
        amount=amount,
        unit=unit,
        times=str(int(times)) if times else "",
        kept=(("product", one["input"]), *rest.fields),
        amounts=span(amount) if amount else None,
        often=often,
        studied=tuple(_studied(report["pairs"], one)),
        units=replace(rest, unit=unit).units,
    )


def _studied(pairs: Iterable[Mapping[str, Any]], one: Mapping[str, Any]) -> list[str]:
    """Return the doses at which people were measured in the pairs of this list."""
    measured = (
        seen.get("dose") or ""
        for pair in pairs
        if pair["precipitant"]["label"] == one["checked_as"]
        for seen in (pair.get("exposure") or {}).get("observed") or ()
    )
    return list(dict.fromkeys(dose for dose in measured if dose and dose != "not known"))


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
