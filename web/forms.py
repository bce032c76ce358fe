"""What the reader typed on the check page: lines of names with doses, and the page's address for the same list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable

#: More lines than this are not read; the page says so.
MAX_LINES: Final = 40
_SEPARATOR: Final = re.compile(r"[\n\r;,]+")
_UNITS: Final = "kg|g|mg|µg|μg|ug|mcg|ng|mL|ml|L|drops?|capsules?|tablets?|cups?|IU|units?"
_DOSE: Final = re.compile(
    rf"^(?P<name>.+?)\s+(?P<dose>\d+(?:[.,]\d+)?\s*(?:{_UNITS}))\b"
    r"(?:\s*(?:[x×*]\s*)?(?P<times>\d{1,2})\s*(?:[x×]|times)?\s*(?:daily|a day|per day|/d)?)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Form:
    """The state of the form. `lines` are the names below the first row, as typed; `cut` counts lines not read."""

    product: str = ""
    amount: str = ""
    unit: str = "g"
    times: str = ""
    lines: tuple[str, ...] = ()
    cut: int = 0
    _units: tuple[str, ...] = field(default=("g", "mg", "mL", "capsules", "cups"), repr=False)

    @property
    def units(self) -> tuple[str, ...]:
        """Units offered for the first row; the one in use is always among them."""
        return self._units if self.unit in self._units else (*self._units, self.unit)

    @property
    def text(self) -> str:
        """The lines as they stand in the text area."""
        return "\n".join(self.lines)

    @property
    def substances(self) -> list[dict[str, Any]]:
        """What is to be checked, in the shape `POST /api/check` takes."""
        first: dict[str, Any] = {"name": self.product}
        if self.amount:
            first["dose"] = f"{self.amount} {self.unit}"
        if self.times.isdigit() and int(self.times) > 0:
            first["times_per_day"] = int(self.times)
        return ([first] if self.product else []) + [read_line(line) for line in self.lines]

    @property
    def address(self) -> str:
        """The address of the check page with this list."""
        parts = [(name, getattr(self, name)) for name in ("product", "amount", "unit", "times")] if self.product else []
        return "/?" + urlencode(
            [(name, value) for name, value in parts if value] + [("s", line) for line in self.lines]
        )

    def replaced(self, old: str, new: str) -> Form:
        """Return the form with one name replaced, its dose kept."""
        swap = tuple(line.replace(old, new, 1) if read_line(line)["name"] == old else line for line in self.lines)
        return replace(self, product=new if self.product == old else self.product, lines=swap)

    def without(self, name: str) -> Form:
        """Return the form without the lines of one name."""
        kept = tuple(line for line in self.lines if read_line(line)["name"] != name)
        return replace(self, product="" if self.product == name else self.product, lines=kept)


def read(parameters: Iterable[tuple[str, str]]) -> Form:
    """Read the query string of the check page: `product`, `amount`, `unit`, `times`, and `s` any number of times.

    >>> read([("product", "zel tea"), ("amount", "4"), ("s", "alumorin 25 mg; betazine")]).lines
    ('alumorin 25 mg', 'betazine')
    """
    single: dict[str, str] = {}
    lines: list[str] = []
    for name, value in parameters:
        if name == "s":
            lines += [part for part in (" ".join(piece.split()) for piece in _SEPARATOR.split(value)) if part]
        else:
            single.setdefault(name, value.strip())
    return Form(
        product=single.get("product", ""),
        amount=single.get("amount", "").replace(",", "."),
        unit=single.get("unit", "") or "g",
        times=single.get("times", ""),
        lines=tuple(lines[:MAX_LINES]),
        cut=max(0, len(lines) - MAX_LINES),
    )


def read_line(line: str) -> dict[str, Any]:
    """Split a line into name, dose and times a day.

    >>> read_line("alumorin 25 mg x2 daily")
    {'name': 'alumorin', 'dose': '25 mg', 'times_per_day': 2}
    >>> read_line("7-zel product")
    {'name': '7-zel product'}
    """
    found = _DOSE.match(line)
    if not found:
        return {"name": line}
    result: dict[str, Any] = {"name": found["name"], "dose": " ".join(found["dose"].split())}
    if found["times"] and int(found["times"]) > 0:
        result["times_per_day"] = int(found["times"])
    return result
