"""The normal form in which spellings of a name meet, and how alike two names are."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A full stop that ends a word, as in an abbreviation.
_STOP: Final = re.compile(r"\.(?=\s|$)")
_GREEK: Final = re.compile("[\u03b1-\u03c9]")
_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
#: Least similarity (0 to 100) of a name that is suggested; names that differ in the order of words must be closer.
LEAST_SIMILARITY: Final = 72
LEAST_REORDERED: Final = 76


def normal(text: str) -> str:
    """Fold case, accents, dashes, stops of abbreviations and runs of blanks, so that spellings meet.

    >>> normal("  Zelk–Amine ")
    'zelk-amine'
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.translate(_DASHES)
    text = (_STOP.sub("", text) if "." in text else text).casefold()
    return text if text.isalnum() else " ".join(text.split())


def spelled_out(text: str) -> str:
    """Return the normal form with hyphens as blanks and Greek letters by their names, in which more spellings meet.

    >>> spelled_out("\u03b12-Receptor")
    'alpha2 receptor'
    """
    return " ".join(_GREEK.sub(_letter, normal(text)).replace("-", " ").split())


def _letter(found: re.Match[str]) -> str:
    """Return the name of a Greek letter; Unicode writes “lamda” and tells apart how a letter stands in its word."""
    return unicodedata.name(found[0], found[0]).rpartition(" ")[2].casefold().replace("lamda", "lambda")


class Nearest:
    """Names in normal form, arranged to find the ones most like a text quickly."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        reordered = {name: _reordered(name) for name in self._names}
        self._several = [name for name in self._names if " " in name]
        self._reordered = [reordered[name] for name in self._several]

    def of(self, text: str, limit: int) -> list[str]:
        """Return the names most like a text in normal form, best first.

        Whole names are compared, so that a short name inside a long text does not count as alike.
        """
        whole = process.extract(text, self._names, scorer=fuzz.ratio, score_cutoff=LEAST_SIMILARITY, limit=limit)
        found = [(score, name) for name, score, _ in whole]
        if self._several and " " in text:
            wanted = _reordered(text)
            turned = process.extract(
                wanted, self._reordered, scorer=fuzz.ratio, score_cutoff=LEAST_REORDERED, limit=limit
            )
            found += [(0.95 * score, self._several[place]) for _, score, place in turned]
        return list(dict.fromkeys(name for _, name in sorted(found, key=lambda one: (-one[0], one[1]))))


def _reordered(text: str) -> str:
    return " ".join(sorted(text.split()))
