"""What a reader sets aside before asking: kinds of evidence, and levels of evidence.

Filters are words, as typed on a command line, sent as JSON or kept in an address; what they mean is told by the graph
(`graph.narrowing`). Words in `only` are alternatives, each word in `no` takes something away, `min_level` is the least
level of a statement and of a pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.errors import RequestInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Bounds of what may be sent.
MAX_WORDS: Final = 20
MAX_WORD: Final = 80
#: The fields of filters, in JSON and in an address.
FIELDS: Final = ("only", "no", "min_level")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is to be set aside; the same words in another order, or twice, are the same filters."""

    only: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    min_level: str = ""

    def __bool__(self) -> bool:
        """Tell whether anything is asked to be set aside."""
        return bool(self.only or self.no or self.min_level)

    @classmethod
    def of(cls, only: Iterable[str] = (), no: Iterable[str] = (), min_level: str = "") -> Filters:
        """Return filters from words; commas part words too. Raises RequestInvalid for too many or too long words.

        >>> Filters.of(only=["human, animal"], no=["case reports", "case reports"])
        Filters(only=('animal', 'human'), no=('case reports',), min_level='')
        """
        return cls(_words(only, "only"), _words(no, "no"), " ".join(_text(min_level, "min_level").split()))

    @classmethod
    def parse(cls, raw: object, where: str = "filters") -> Filters:
        """Read the JSON form `{"only": ["human"], "no": ["case reports"], "min_level": "possible"}`.

        Each field may be left out, and a list may be a single text. Raises RequestInvalid naming the field.
        """
        if raw is None:
            return cls()
        if not isinstance(raw, dict) or not set(raw) <= set(FIELDS):
            message = f'{where}: send an object with {", ".join(FIELDS)}, such as {{"only": ["human"]}}'
            raise RequestInvalid(message)
        lists = {name: raw.get(name) or () for name in ("only", "no")}
        lists = {name: (given,) if isinstance(given, str) else given for name, given in lists.items()}
        for name, given in lists.items():
            if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
                message = f"{where}.{name}: give a list of words, such as [“human”]"
                raise RequestInvalid(message)
        return cls.of(lists["only"], lists["no"], raw.get("min_level") or "")

    def in_json(self) -> dict[str, Any]:
        """Return the JSON form that `parse` reads."""
        return {"only": list(self.only), "no": list(self.no), "min_level": self.min_level}

    def fields(self) -> list[tuple[str, str]]:
        """Return the fields of an address that say the same."""
        listed = [(name, word) for name in ("only", "no") for word in getattr(self, name)]
        return [*listed, *([("min_level", self.min_level)] if self.min_level else [])]


def from_fields(given: Mapping[str, Iterable[str]]) -> Filters:
    """Return the filters of the fields of an address; raise RequestInvalid when a level is given twice."""
    levels = [word for word in given.get("min_level", ()) if word.strip()]
    if len(set(levels)) > 1:
        message = f"“min_level” is given {len(levels)} times; give it once"
        raise RequestInvalid(message)
    return Filters.of(given.get("only", ()), given.get("no", ()), levels[0] if levels else "")


def _words(given: Iterable[str], name: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for text in given for part in _text(text, name).split(","))
    words = sorted({part for part in parts if part})
    if len(words) > MAX_WORDS:
        message = f"filters.{name}: {len(words)} words were given; give at most {MAX_WORDS}"
        raise RequestInvalid(message)
    return tuple(words)


def _text(given: object, name: str) -> str:
    """Return a text that can be written down (no half of a surrogate pair in it) and is not too long."""
    most = MAX_WORDS * MAX_WORD
    if not isinstance(given, str) or len(given) > most or given.encode(errors="ignore").decode() != given:
        message = f"filters.{name}: give words of at most {MAX_WORD} characters each"
        raise RequestInvalid(message)
    return given
