"""A view of the explorer as its address says it: what to start from, what is opened, hidden and kept, and how it lies.

A saved view is such an address and nothing else. What cannot be understood is refused, never left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode

from graph.errors import ChoiceUnknown, RequestInvalid
from graph.filters import FIELDS, Filters, from_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LAYOUTS: Final = ("layered", "force")
#: The picture that a script moves; that of a large view is all that its page holds.
MOVING: Final = "moving"
#: What the page of a view may hold alone; the page of a small view holds everything.
PARTS: Final = (MOVING, "picture", "list", "table")
#: Most things drawn: as many as a reader takes in, and as many as an address may ask for.
USUAL: Final = 150
MOST: Final = 300
LEAST: Final = 10
#: Most values of one field, and most characters of a value.
MAX_VALUES: Final = 40
MAX_TEXT: Final = 200
#: The fields of an address that may be given several times, in the order in which they are written.
LISTS: Final = ("start", "open", "show", "hide", "without", "relation", "species")
SINGLE: Final = ("layout", "derived", "limit", "as", "chosen")
KNOWN: Final = frozenset({*LISTS, *SINGLE, *FIELDS})


@dataclass(frozen=True, slots=True)
class View:
    """One view. Slugs and codes are as given; whether the graph knows them is for `graph.exploring` to say.

    `open` are things whose neighbours are shown, in the order of opening; `show` are single things brought back from
    behind “+n more”; `hide` are kinds and `without` single things that are not drawn; `relation` and `species` keep
    only statements that fit; `chosen` is the thing or arrow that is told about beside the picture; `part` (`as` in an
    address) is what the page holds alone, empty for all that fits.
    """

    start: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    layout: str = LAYOUTS[0]
    derived: bool = True
    limit: int = USUAL
    part: str = ""
    chosen: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, Sequence[str]]) -> View:
        """Read the fields of an address; raise RequestInvalid or ChoiceUnknown for what is not understood.

        >>> View.parse({"start": ["florbium"], "layout": ["force"]}).layout
        'force'
        """
        if unknown := [name for name in given if name not in KNOWN]:
            message = f"there is no parameter “{unknown[0][:MAX_TEXT]}”; there are: {', '.join(sorted(KNOWN))}"
            raise RequestInvalid(message)
        lists = {name: _listed(name, given.get(name, ())) for name in LISTS}
        single = {name: _single(name, given.get(name, ())) for name in SINGLE}
        layout = single["layout"] or LAYOUTS[0]
        if layout not in LAYOUTS:
            what = "layout"
            raise ChoiceUnknown(what, layout, LAYOUTS)
        if single["as"] and single["as"] not in PARTS:
            what = "as"
            raise ChoiceUnknown(what, single["as"], PARTS)
        if single["derived"] not in {"", "yes", "no"}:
            what = "derived"
            raise ChoiceUnknown(what, single["derived"], ("yes", "no"))
        return cls(
            **lists,
            filters=from_fields({name: given.get(name, ()) for name in FIELDS}),
            layout=layout,
            derived=single["derived"] != "no",
            limit=_limit(single["limit"]),
            part=single["as"],
            chosen=single["chosen"],
        )

    @property
    def expanded(self) -> tuple[str, ...]:
        """What the reader asked the neighbours of: the starts, and what was opened."""
        return tuple(dict.fromkeys((*self.start, *self.open)))

    @property
    def before(self) -> View | None:
        """The view before the last thing was opened or brought back, with nothing hidden; None for the first one."""
        if self.show:
            return replace(self, show=())
        return replace(self, open=self.open[:-1]) if self.open else None

    def with_(self, **values: Any) -> View:  # noqa: ANN401 - any field
        """Return the view with other values; without a chosen thing unless one is given."""
        return replace(self, **{"chosen": "", **values})

    def toggled(self, name: str, value: str) -> View:
        """Return the view with a value added to a list, or taken away where it is in it.

        >>> View(hide=("risk",)).toggled("hide", "risk").hide
        ()
        """
        held: tuple[str, ...] = getattr(self, name)
        left = tuple(one for one in held if one != value) if value in held else (*held, value)
        return self.with_(**{name: left})

    def fields(self) -> list[tuple[str, str]]:
        """Return the fields of the address that says the same."""
        found = [(name, value) for name in LISTS for value in getattr(self, name)] + self.filters.fields()
        found += [("layout", self.layout)] if self.layout != LAYOUTS[0] else []
        found += [] if self.derived else [("derived", "no")]
        found += [("limit", str(self.limit))] if self.limit != USUAL else []
        found += [("as", self.part)] if self.part else []
        return found + ([("chosen", self.chosen)] if self.chosen else [])

    def address(self, place: str) -> str:
        """Return the address of the view at a page.

        >>> View(start=("florbium",), chosen="drowse").address("/explore")
        '/explore?start=florbium&chosen=drowse'
        """
        told = urlencode(self.fields())
        return f"{place}?{told}" if told else place

    def choosing(self, place: str) -> Callable[[str], str]:
        """Return what gives the address at which a thing or an arrow of this view is chosen, by its name.

        >>> View(start=("florbium",)).choosing("/explore")("drowse")
        '/explore?start=florbium&chosen=drowse'
        """
        plain = self.with_().address(place)
        before = f"{plain}{'&' if '?' in plain else '?'}chosen="
        return lambda name: before + quote_plus(name)


def _listed(name: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the values of a field, each once; commas part them too."""
    values = tuple(dict.fromkeys(part for text in given for one in _texts(name, text) if (part := one.strip())))
    if len(values) > MAX_VALUES:
        message = f"“{name}” has {len(values)} values; give at most {MAX_VALUES}"
        raise RequestInvalid(message)
    return values


def _texts(name: str, text: str) -> list[str]:
    parts = text.split(",")
    if any(len(part) > MAX_TEXT for part in parts):
        message = f"“{name}” must be a text of at most {MAX_TEXT} characters"
        raise RequestInvalid(message)
    return parts


def _single(name: str, given: Sequence[str]) -> str:
    values = [text.strip() for text in given if text.strip()]
    if len(set(values)) > 1:
        message = f"“{name}” is given {len(values)} times; give it once"
        raise RequestInvalid(message)
    value = values[0] if values else ""
    if len(value) > 2 * MAX_TEXT:
        message = f"“{name}” must be a text of at most {2 * MAX_TEXT} characters"
        raise RequestInvalid(message)
    return value


def _limit(text: str) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal() and LEAST <= int(text[:9]) <= MOST):
        message = f"“limit” must be a whole number from {LEAST} to {MOST}, not “{text[:MAX_TEXT]}”"
        raise RequestInvalid(message)
    return int(text)
