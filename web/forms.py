"""What the reader typed on the check page: a product, a list in free words, and the page's address for the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from graph.filters import FIELDS, Filters, from_fields
from graph.request import MOST_CAUTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: More lines than this are not read; the page says so.
MAX_LINES: Final = 40
#: Operational classes from which a reader may let pairs interrupt.
CLASSES: Final = tuple(str(number) for number in range(1, MOST_CAUTION + 1))
#: How the name of a field begins that tells a number of the patient.
TOLD: Final = "patient."


@dataclass(frozen=True, slots=True)
class Form:
    """The state of the form. `lines` are the lines below the first row, as typed; `cut` counts lines not read.

    `patient` holds what is told of the patient, each as `field:value`; `alert_from` is the operational class from which
    pairs are to interrupt, empty for the declared rules.
    """

    product: str = ""
    amount: str = ""
    unit: str = "g"
    times: str = ""
    lines: tuple[str, ...] = ()
    cut: int = 0
    patient: tuple[str, ...] = ()
    alert_from: str = ""
    filters: Filters = field(default_factory=Filters)
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
    def request(self) -> dict[str, Any]:
        """What is to be checked, in the shape `POST /api/check` takes; empty when nothing was typed."""
        first: dict[str, Any] = {"name": self.product}
        if self.amount:
            first["dose"] = f"{self.amount} {self.unit}"
        if self.times.isdigit() and int(self.times) > 0:
            first["times_per_day"] = int(self.times)
        listed = ({"substances": [first]} if self.product else {}) | ({"text": self.text} if self.lines else {})
        told: dict[str, Any] = {"patient": list(self.patient)} if self.patient else {}
        told |= {"filters": self.filters.in_json()} if self.filters else {}
        if self.alert_from:
            told["alert_from"] = int(self.alert_from) if self.alert_from in CLASSES else self.alert_from
        return listed | told if listed else {}

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of an address with this list, in order."""
        parts = [(name, getattr(self, name)) for name in ("product", "amount", "unit", "times")] if self.product else []
        listed = [(name, value) for name, value in parts if value] + [("s", line) for line in self.lines]
        return listed + self.kept

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The fields of an address beside the list: the patient, the threshold of alerts, the filters."""
        listed = [("patient", told) for told in self.patient]
        listed += [("alert_from", self.alert_from)] if self.alert_from else []
        return listed + self.filters.fields()

    @property
    def query(self) -> str:
        """The query string of an address with this list."""
        return urlencode(self.fields)

    @property
    def address(self) -> str:
        """The address of the check page with this list."""
        return f"/?{self.query}"

    @property
    def listed(self) -> tuple[str, ...]:
        """The lines of the list in free words, what stands in the fields of a product as the first of them."""
        told = [self.product, f"{self.amount} {self.unit}" if self.amount else "", self.often]
        return (*([" ".join(filter(None, told))] if self.product else []), *self.lines)

    @property
    def often(self) -> str:
        """How often the product is taken, in words; empty when no whole number above zero was told."""
        number = int(self.times) if self.times.isdigit() else 0
        return {0: "", 1: "once a day", 2: "twice a day"}.get(number, f"{number} times a day")

    def with_lines(self, lines: Iterable[str]) -> Form:
        """Return the form with these lines for its list and nothing in the fields of a product."""
        return replace(self, product="", amount="", times="", lines=tuple(lines))

    def choosing(self, name: str, word: str) -> Form:
        """Return the form with one word of a filter taken in, or taken out where it is in already."""
        held: tuple[str, ...] = getattr(self.filters, name)
        words = tuple(one for one in held if one != word) if word in held else (*held, word)
        told: dict[str, Any] = {name: tuple(sorted(words))}
        return replace(self, filters=replace(self.filters, **told))

    @property
    def unfiltered(self) -> str:
        """The address of the check page with this list and no filters."""
        return replace(self, filters=Filters()).address

    def read_as(self, pieces: Iterable[str]) -> Form:
        """Return the form with one line for each piece of the list, as a report read it."""
        return replace(self, lines=tuple(pieces))

    def understood(self, context: Iterable[Mapping[str, Any]]) -> Form:
        """Return the form with what is told of the patient as a report understood it."""
        return replace(self, patient=tuple(f"{one['field']}:{one['value']}" for one in context if not one["about"]))

    def without_told(self, told: str) -> Form:
        """Return the form without one thing told of the patient, given as `field:value`."""
        return replace(self, patient=tuple(one for one in self.patient if one != told))

    @property
    def usual_alerts(self) -> str:
        """The address of the check page with this list and the declared limits of alerts."""
        return replace(self, alert_from="").address

    def replaced(self, lost: Mapping[str, Any], new: str, *, beside: bool = False) -> Form:
        """Return the form with a name that was not recognised replaced, its dose kept.

        A name that stood `beside` another gets a line of its own.
        """
        name, piece = lost["input"], lost["as_written"]
        product = new if self.product == piece else self.product
        put = " ".join(piece.replace(name, "" if beside else new, 1).split())
        lines = [put if line == piece else line for line in self.lines]
        return replace(self, product=product, lines=(*lines, new) if beside else tuple(lines))

    def without(self, lost: Mapping[str, Any], *, beside: bool = False) -> Form:
        """Return the form without the piece of a name that was not recognised, or without its words alone."""
        if beside:
            kept = self.replaced(lost, "", beside=True).lines[:-1]
        else:
            kept = tuple(line for line in self.lines if line != lost["as_written"])
        return replace(self, product="" if self.product == lost["as_written"] else self.product, lines=kept)


def read(parameters: Iterable[tuple[str, str]]) -> Form:
    """Read the query string of the check page: `product`, `amount`, `unit`, `times`; `s` and `patient` any number.

    `patient.FIELD=value`, as a form field sends it, is `patient=FIELD:value`. `alert_from` is a class from 1 to 3.
    `only`, `no` and `min_level` are filters (see graph.filters); RequestInvalid is raised where they are malformed.

    >>> read([("product", "zel tea"), ("amount", "4"), ("s", "alumorin 25 mg; betazine")]).lines
    ('alumorin 25 mg; betazine',)
    """
    single: dict[str, str] = {}
    lines: list[str] = []
    patient: list[str] = []
    filtering: dict[str, list[str]] = {}
    for name, value in parameters:
        if name in FIELDS:
            filtering.setdefault(name, []).append(value)
        elif name == "s":
            lines += [part for part in (" ".join(piece.split()) for piece in value.splitlines()) if part]
        elif name == "patient":
            patient += [value.strip()] if value.strip() else []
        elif name.startswith(TOLD):
            patient += [f"{name.removeprefix(TOLD)}:{value.strip()}"] if value.strip() else []
        else:
            single.setdefault(name, value.strip())
    return Form(
        product=single.get("product", ""),
        amount=single.get("amount", "").replace(",", "."),
        unit=single.get("unit", "") or "g",
        times=single.get("times", ""),
        lines=tuple(lines[:MAX_LINES]),
        cut=max(0, len(lines) - MAX_LINES),
        patient=tuple(patient),
        alert_from=single.get("alert_from", ""),
        filters=from_fields(filtering),
    )
