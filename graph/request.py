"""What may be sent to a check, and its bounds: named substances with dose and frequency, a pasted text, the patient."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeGuard

from graph.context import told
from graph.errors import RequestInvalid
from graph.filters import Filters
from graph.language import MAX_TIMES_PER_DAY
from graph.pieces import MAX_PIECES, MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.context import Told

#: Bounds of one request, so that no request is ever expensive.
MAX_SUBSTANCES: Final = MAX_PIECES
MAX_NAME: Final = 200
#: Highest operational class from which pairs may be told to interrupt; 4 and 5 say that nothing need be done.
MOST_CAUTION: Final = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing a patient takes: the name as given, and dose text and frequency where told."""

    name: str
    dose: str = ""
    times_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check; made by `parse` from decoded JSON, by `of` from bare names, by `of_text` from a pasted list."""

    substances: tuple[Taken, ...]
    text: str = ""
    patient: Told = ()
    alert_from: int | None = None
    filters: Filters = field(default_factory=Filters)

    @classmethod
    def of(cls, names: Iterable[str], patient: object = None, filters: Filters | None = None) -> CheckRequest:
        """Return a request for bare names; raise RequestInvalid as `parse` does."""
        request = cls.parse({"substances": [{"name": name} for name in names], "patient": patient})
        return replace(request, filters=filters) if filters else request

    @classmethod
    def of_text(
        cls,
        *texts: str,
        patient: Sequence[str] = (),
        alert_from: int | None = None,
        filters: Filters | None = None,
    ) -> CheckRequest:
        """Return a request for texts in free words, each a line or more; raise RequestInvalid as `parse` does."""
        request = cls.parse({"text": "\n".join(texts), "patient": [*patient], "alert_from": alert_from})
        return replace(request, filters=filters) if filters else request

    @classmethod
    def parse(cls, raw: object) -> CheckRequest:
        """Read the JSON form `{"substances": [{"name": …, "dose": …, "times_per_day": …}], "text": "…", "patient": …}`.

        One of substances and text may be left out. A bare string may stand for an object with a name alone. `patient`
        is an object of fields, or a list of `field=value` (see graph.context); `filters` says what is to be set aside
        (see graph.filters); `alert_from` is the operational class from which pairs interrupt. Raises RequestInvalid
        naming the field and the remedy.
        """
        fields = raw if isinstance(raw, dict) else {}
        listed, text = fields.get("substances"), fields.get("text")
        text = _text(text)
        if not (isinstance(listed, list) and listed) and not (text and listed in (None, [])):
            message = 'send {"substances": [{"name": "…"}, …]} with at least one substance, or {"text": "…"}'
            raise RequestInvalid(message)
        listed = listed or []
        if len(listed) > MAX_SUBSTANCES:
            raise too_many(len(listed))
        taken = tuple(_taken(item, f"substances[{place}]") for place, item in enumerate(listed))
        patient, filters = told(fields.get("patient")), Filters.parse(fields.get("filters"))
        return cls(taken, text, patient, _alert_from(fields.get("alert_from")), filters)


def too_many(count: int) -> RequestInvalid:
    """Return the refusal of a list that is too long."""
    return RequestInvalid(f"substances: {count} were sent; at most {MAX_SUBSTANCES} can be checked together")


def _alert_from(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_CAUTION:
        message = f"alert_from: give an operational class from 1 (avoid) to {MOST_CAUTION}, or leave it out"
        raise RequestInvalid(message)
    return value


def _text(text: object) -> str:
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > MAX_TEXT or text.encode(errors="ignore").decode() != text:
        message = f"text: give a text of at most {MAX_TEXT} characters, beside substances or instead of them"
        raise RequestInvalid(message)
    return text.strip()


def _taken(item: object, where: str) -> Taken:
    if isinstance(item, str):
        item = {"name": item}
    if not isinstance(item, dict):
        message = f"{where}: this must be an object with a name"
        raise RequestInvalid(message)
    name, dose, times = item.get("name"), item.get("dose"), item.get("times_per_day")
    dose = "" if dose is None else dose
    if not _is_text(name) or not name.strip():
        message = f"{where}.name: give a name of 1 to {MAX_NAME} characters"
        raise RequestInvalid(message)
    if not _is_text(dose) or dose.lstrip().startswith(("-", "−")):
        message = f"{where}.dose: give an amount with its unit, such as “4 g”; it cannot be negative"
        raise RequestInvalid(message)
    if times is not None and not _is_frequency(times):
        message = f"{where}.times_per_day: give a number above 0 and up to {MAX_TIMES_PER_DAY}, or leave it out"
        raise RequestInvalid(message)
    return Taken(name.strip(), dose.strip(), None if times is None else float(times))


def _is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value is a short text that can be written down: no half of a surrogate pair in it."""
    return isinstance(value, str) and len(value) <= MAX_NAME and value.encode(errors="ignore").decode() == value


def _is_frequency(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= MAX_TIMES_PER_DAY
