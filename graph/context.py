"""Understand what is told of a patient, and of how something is taken, by the words the graph holds.

Fields, their values and the modifying factors behind them are data (question `patient-fields`): a new field or value is
a row. Nothing here knows one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.answers import listed, once
from graph.errors import ChoiceUnknown, RequestInvalid
from graph.names import local
from graph.spelling import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.store import Solution, Store

Json = dict[str, Any]
#: What was told, field by field, as texts: not yet understood.
Told = tuple[tuple[str, tuple[str, ...]], ...]

#: Bounds of what is told: things told, values of one field, characters of one.
MAX_TOLD: Final = 40
MAX_VALUES: Final = 20
MAX_WORD: Final = 100
#: How a field is told; see the codes of ago:FieldKindScheme.
CHOICE: Final = "choice_field"
SEVERAL: Final = "several_field"
APART: Final = "apart_field"
BY_LIST: Final = "told_field"
_PATIENT: Final = "patient"
_NUMBERS: Final = {"number_field", APART}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field: how it is written, and the factors (IRIs) that hold from `low` to `high` of a number.

    `usual` is the state of most people, for which an answer stands as it is.
    """

    name: str
    label: str
    written: frozenset[str]
    factors: frozenset[str]
    near: frozenset[str]
    low: float | None
    high: float | None
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be told: its name and label, how it is told, and what is said when nothing is held."""

    name: str
    label: str
    kind: str
    nothing: str
    unit: str
    low: float | None
    high: float | None
    values: tuple[Value, ...]

    @property
    def offered(self) -> str:
        """The field with what it takes, as a person types it."""
        numbers = f"{self.low:g} to {self.high:g}" if self.low is not None and self.high is not None else "…"
        return f"{self.name}={numbers if self.kind in _NUMBERS else '|'.join(value.name for value in self.values)}"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was understood. `about` is the participant it was told of, empty for the patient.

    `factors` decide, `near` are other degrees of the same; both are IRIs. `nothing` is said of a pair without data.
    """

    field: str
    label: str
    kind: str
    value: str
    value_label: str
    nothing: str
    factors: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    about: str = ""
    usual: bool = False

    def in_json(self) -> Json:
        """Return the part as a report shows it."""
        return {
            "field": self.field,
            "label": self.label,
            "value": self.value,
            "value_label": self.value_label,
            "about": local(self.about),
            "factors": sorted(map(local, self.factors)),
        }


def told(raw: object) -> Told:
    """Return what was sent under `patient` as texts: an object of fields, or a list of `field=value`, or nothing.

    A value is a text, a number, true or false, or a list of texts. Raises RequestInvalid naming the field.

    >>> told({"age": 78, "pregnant": True})
    (('age', ('78',)), ('pregnant', ('true',)))
    >>> told(["liver=impaired", "conditions:copd", "conditions:seizures"])
    (('liver', ('impaired',)), ('conditions', ('copd', 'seizures')))
    """
    if raw is None:
        return ()
    if isinstance(raw, list):
        raw = _gathered(raw)
    if not isinstance(raw, dict) or len(raw) > MAX_TOLD:
        message = f"patient: give an object of at most {MAX_TOLD} fields, or a list of field=value"
        raise RequestInvalid(message)
    given = [(name, value) for name, value in raw.items() if value is not None]
    return tuple((_text(name, "patient"), _texts(value, f"patient.{name}")) for name, value in given)


def fields(store: Store) -> Mapping[str, Field]:
    """Return every field that can be told, by name, in the order of a form."""
    rows = listed(store, "patient-fields", "name")
    return once(store, "fields", lambda: {name: _field(told) for name, told in rows.items()})


def understand(store: Store, given: Told) -> tuple[Part, ...]:
    """Return what was told, understood; raise RequestInvalid with what there is to choose from otherwise."""
    known = {name: field for name, field in fields(store).items() if field.kind != BY_LIST} if given else {}
    parts: list[Part] = []
    for name, texts in given:
        field = known.get(_plain(name).replace(" ", "_"))
        if field is None:
            raise ChoiceUnknown(_PATIENT, name, [one.offered for one in known.values()])
        if len(texts) > 1 and field.kind != SEVERAL:
            message = f"patient.{field.name}: {len(texts)} values were given; give one"
            raise RequestInvalid(message)
        parts += dict.fromkeys(_part(field, text) for text in texts)
    return tuple(parts)


def told_of(field: Field, told_as: str, about: str, number: float | None = None, factors: Iterable[str] = ()) -> Part:
    """Return a part that stands beside a substance on the list (`about`, an IRI): its form, dose or frequency.

    A number has the factors of the stretches it lies in.
    """
    held = [value for value in field.values if number is not None and _holds(value, number)]
    known = frozenset(factors).union(*(value.factors for value in held))
    return Part(field.name, field.label, field.kind, told_as, told_as, field.nothing, known, about=about)


def _part(field: Field, text: str) -> Part:
    if field.kind in _NUMBERS:
        return _number(field, text)
    wanted = _plain(text)
    for value in field.values:
        if wanted in value.written:
            said = field.nothing.replace("{value}", value.label)
            known = (field.name, field.label, field.kind, value.name, value.label, said)
            return Part(*known, value.factors, value.near, usual=value.usual)
    where = f"{_PATIENT}.{field.name}"
    raise ChoiceUnknown(where, text, [value.name for value in field.values])


def _number(field: Field, text: str) -> Part:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not (field.low or 0) <= number <= (field.high if field.high is not None else number):
        message = f"patient.{field.name}: give a number in {field.unit}, as in {field.offered}; not “{text}”"
        raise RequestInvalid(message)
    held = [value for value in field.values if _holds(value, number)]
    told_as = f"{number:g} {field.unit}"
    factors = frozenset().union(*(value.factors for value in held))
    near = frozenset().union(*(value.near for value in held)) - factors
    said = field.nothing.replace("{value}", told_as)
    return Part(field.name, field.label, field.kind, f"{number:g}", told_as, said, factors, near)


def _holds(value: Value, number: float) -> bool:
    return (value.low is None or value.low <= number) and (value.high is None or number <= value.high)


def _field(rows: Sequence[Solution]) -> Field:
    one = rows[0]
    values = tuple(_value(row) for row in rows if "value" in row)
    low, high = _decimal(one, "least"), _decimal(one, "most")
    return Field(
        one["name"], one["fieldLabel"], local(one["kind"]), one["nothing"], one.get("unit", ""), low, high, values
    )


def _value(row: Solution) -> Value:
    spelt = frozenset(map(_plain, [row["valueName"], row["label"], *_split(row, "typed")]))
    factors, near = frozenset(_split(row, "factors")), frozenset(_split(row, "near"))
    low, high = _decimal(row, "low"), _decimal(row, "high")
    return Value(row["valueName"], row["label"], spelt, factors, near, low, high, "usual" in row)


def _plain(text: str) -> str:
    return normal(text.replace("_", " ").replace("-", " "))


def _split(row: Solution, key: str) -> Iterator[str]:
    return filter(None, row.get(key, "").split("|"))


def _decimal(row: Solution, key: str) -> float | None:
    return float(row[key]) if key in row else None


def _gathered(raw: Sequence[object]) -> Json:
    """Return a list of `field=value` or `field:value` as an object of fields."""
    found: dict[str, list[str]] = {}
    for item in raw[: MAX_TOLD + 1]:
        text = _text(item, "patient")
        name, mark, value = text.partition("=") if "=" in text else text.partition(":")
        if not (name.strip() and mark and value.strip()):
            message = f"patient: write field=value instead of “{text}”"
            raise RequestInvalid(message)
        found.setdefault(name.strip(), []).append(value.strip())
    if len(raw) > MAX_TOLD:
        message = f"patient: {len(raw)} things were told; at most {MAX_TOLD} can be"
        raise RequestInvalid(message)
    return dict(found)


def _texts(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, int | float):
        return (f"{value:g}",)
    values = value if isinstance(value, list) else [value]
    if len(values) > MAX_VALUES:
        message = f"{where}: {len(values)} values were given; at most {MAX_VALUES} can be"
        raise RequestInvalid(message)
    return tuple(_text(one, where) for one in values)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_WORD or not value.isprintable():
        message = f"{where}: give a text of 1 to {MAX_WORD} characters, a number, true or false"
        raise RequestInvalid(message)
    return value.strip()
