"""Write the works that a report cites for reference managers: RIS, and BibTeX.

Only what the graph holds is written: of the authors the first, and no journal or pages. Tags are those of the RIS
format of Research Information Systems; special characters of BibTeX are those of LaTeX.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.names import iri, local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.store import Store

#: More works than this are not written, so that no list is ever expensive.
MAX_WORKS: Final = 2_000
_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "$&#%_"},
}
#: Keys under which a report says what it cites.
_CITING: Final = ("citation", "quoted_in")
#: Braces and backslashes would break a field whatever else it holds; in an address they can be written otherwise.
_IN_ADDRESS: Final = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}
_KEY: Final = re.compile(r"[^A-Za-z0-9:.+/-]+")


@dataclass(frozen=True, slots=True)
class Work:
    """One cited work; `id` is its slug, and what is not known is empty."""

    id: str
    author: str = ""
    year: str = ""
    title: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""

    @property
    def is_article(self) -> bool:
        """Whether it has an identifier that papers have."""
        return bool(self.doi or self.pmid or self.pmcid)


def cited(report: Mapping[str, Any]) -> list[str]:
    """Return the slugs of what a report cites, each once, in the order of the report, at most MAX_WORKS.

    >>> cited({"statements": {"a": {"citation": {"id": "abel-2001"}, "quoted_in": None}}, "cumulative": []})
    ['abel-2001']
    """
    return list(dict.fromkeys(filter(None, _found(report))))[:MAX_WORKS]


def works_of(store: Store, report: Mapping[str, Any]) -> list[Work]:
    """Return the works that a report cites, ordered by slug; what the store does not describe keeps its slug alone."""
    slugs = cited(report)
    rows = ask(store, "citations", citation=[iri(slug) for slug in slugs]) if slugs else []
    held = {
        local(row["citation"]): {name: row.get(name, "") for name in Work.__slots__ if name != "id"} for row in rows
    }
    return [Work(slug, **held.get(slug, {})) for slug in sorted(slugs)]


def ris(works: Iterable[Work]) -> str:
    r"""Return works in RIS: a tag and a value a line, each work from TY to ER; lines end as the format asks.

    >>> ris([Work("abel-2001", author="Abel", year="2001", doi="10.1000/1")]).splitlines()
    ['TY  - JOUR', 'ID  - abel-2001', 'AU  - Abel', 'PY  - 2001', 'DO  - 10.1000/1', 'ER  - ']
    """
    return "".join(f"{tag}  - {value}\r\n" for work in works for tag, value in _tagged(work))


def bibtex(works: Iterable[Work]) -> str:
    r"""Return works in BibTeX, special characters escaped; an author is in braces, since it may be an authority.

    >>> print(bibtex([Work("abel-2001", title="50 % of {it}", doi="10.1000/a_1")]), end="")
    @article{abel-2001,
      title = {{50 \% of \{it\}}},
      doi = {10.1000/a_1}
    }
    """
    return "\n".join(_entry(work) for work in works)


def _found(value: object) -> Iterator[str]:
    """Yield what stands under the keys that cite; a statement's own slug of a work, where it stands apart, too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in _CITING and isinstance(inner, dict):
                yield str(inner.get("id") or "")
            elif key == "cumulative":
                yield from (str(one.get("citation") or "") for one in inner)
            else:
                yield from _found(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _found(inner)


def _tagged(work: Work) -> Iterator[tuple[str, str]]:
    told = {
        "TY": "JOUR" if work.is_article else "ELEC",
        "ID": work.id,
        "AU": work.author,
        "PY": work.year,
        "TI": work.title,
        "DO": work.doi,
        "AN": work.pmid,
        "C2": work.pmcid,
        "UR": work.url,
    }
    yield from ((tag, _line(value)) for tag, value in told.items() if value)
    yield "ER", ""


def _entry(work: Work) -> str:
    fields = {
        "author": work.author and f"{{{_escaped(work.author)}}}",
        "year": _escaped(work.year),
        "title": work.title and f"{{{_escaped(work.title)}}}",
        "doi": _address(work.doi),
        "pmid": _escaped(work.pmid),
        "pmcid": _escaped(work.pmcid),
        "url": _address(work.url),
    }
    told = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    head = f"@{'article' if work.is_article else 'misc'}{{{_KEY.sub('-', work.id)}"
    return f"{head},\n{told}\n}}\n" if told else f"{head}}}\n"


def _line(text: str) -> str:
    """Return a text in one line: a line that a text holds must not become a tag of its own."""
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _line(text))


def _address(text: str) -> str:
    return _line(text).replace(" ", "%20").translate(_IN_ADDRESS)
