"""Draw statements at random, as a checklist for whoever wants to compare them with their sources.

The draw depends on the data version, the seed and the ids of the statements and on nothing else: the same three give
the same sample in the same order on every machine. A larger sample begins with the smaller one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.errors import RequestInvalid
from graph.names import AGO, ALKA, local
from graph.queries import ask
from graph.telling import label, sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from graph.load import Loaded
    from graph.records import Citation, Code, Statement
    from graph.store import Store

Json = dict[str, Any]

#: Columns of the checklist as a table.
COLUMNS: Final = (
    *("number", "id", "place", "statement", "as_printed", "circumstances", "study", "source", "tier", "address"),
    *("quoted_in", "quoted_in_address", "locator", "seen_at", "review", "agrees", "differs"),
)
#: Those of them that fit a terminal.
SHORT: Final = ("number", "id", "statement", "as_printed", "source", "locator", "review")
NOT_PRINTED: Final = "no number"


@dataclass(frozen=True, slots=True)
class Draw:
    """What to draw: how many, from which seed, and from which statements; an empty filter lets everything pass."""

    sample: int = 50
    seed: int = 7
    predicate: str = ""
    tier: str = ""


def audit(store: Store, draw: Draw, version: str, places: Mapping[str, str]) -> Json:
    """Return a checklist of statements drawn at random from those in `places`.

    `places` gives the file and line of each statement by its IRI: it limits the draw to what it names. Returns
    `population`, `asked`, `sample`, `seed`, `data_version` and `items`; a sample as large as the population is all.
    Raises RequestInvalid when no statement passes the filters, naming the words that would.
    """
    passing = _passing(store, draw, places)
    drawn = sorted(passing, key=lambda name: _lot(version, draw.seed, name))[: draw.sample]
    told, codes = answers.statements(store, drawn), answers.codes(store)
    return {
        "data_version": version,
        "seed": draw.seed,
        "population": len(passing),
        "asked": draw.sample,
        "sample": len(drawn),
        "items": [_item(codes, told[name], number, places[name]) for number, name in enumerate(drawn, start=1)],
    }


def places_of(loaded: Loaded, table: str = "") -> dict[str, str]:
    """Return file and line of each statement by its IRI; `table`, a name such as `receptors`, keeps one table.

    Raises RequestInvalid for a table that there is not, naming those there are.
    """
    rows = [row for row in loaded.rows if row.table.about.startswith(ALKA) and "predicate" in row.cells]
    known = sorted({row.table.path.stem for row in rows})
    if table and table not in known:
        message = f"there is no table “{table}” of statements; there are: {', '.join(known)}"
        raise RequestInvalid(message)
    return {row.subject: f"{row.table.name}:{row.line}" for row in rows if table in ("", row.table.path.stem)}


def checklist(found: Json) -> str:
    """Return a checklist as text for people, in Markdown."""
    told = f"{found['sample']} of {found['population']} statements, drawn with seed {found['seed']}"
    if found["sample"] == found["population"]:
        told = f"all {found['population']} statements that were asked for, in the order of seed {found['seed']}"
    lines = [f"# Audit of data version {found['data_version']}: {told}", ""]
    for item in found["items"]:
        lines += [f"{item['number']}. **{item['statement']}**"]
        lines += [f"   - {name}: {text}" for name, text in _told(item) if text]
        lines += ["   - [ ] agrees  [ ] differs", ""]
    return "\n".join(lines)


def _told(item: Json) -> list[tuple[str, str]]:
    source = f"{item['source']} ({item['tier']}) {item['address']}".strip()
    quoted = f"{item['quoted_in']} {item['quoted_in_address']}".strip()
    return [
        ("as printed", item["as_printed"]),
        ("circumstances", "; ".join(filter(None, (item["study"], item["circumstances"])))),
        ("source", source),
        ("read in", quoted),
        ("where", item["locator"]),
        ("seen at", item["seen_at"]),
        ("entered as", f"{item['id']}, {item['place']}, {item['review']}"),
    ]


def _passing(store: Store, draw: Draw, places: Collection[str]) -> Sequence[str]:
    """Return the statements that pass the filters, as IRIs."""
    rows = [row for row in ask(store, "audit-population") if row["statement"] in places]
    filters = (("predicate", draw.predicate), ("tier", draw.tier))
    there = {name: sorted({local(row[name]) for row in rows}) for name, _ in filters}
    for name, wanted in filters:
        known = there[name]
        if wanted and wanted not in known:
            message = f"no statement has the {name} “{wanted}”; there are: {', '.join(known) or 'none'}"
            raise RequestInvalid(message)
        rows = [row for row in rows if not wanted or row[name] == AGO + wanted]
    if not rows:
        message = "no statement passes all of these filters; leave one out"
        raise RequestInvalid(message)
    return list(dict.fromkeys(row["statement"] for row in rows))


def _lot(version: str, seed: int, name: str) -> bytes:
    """Return the lot of a statement: those with the smallest lots are drawn."""
    return hashlib.sha256(f"{version}\0{seed}\0{local(name)}".encode()).digest()


def _item(codes: Mapping[str, Code], statement: Statement, number: int, place: str) -> Json:
    study = [label(codes, statement.study_type), label(codes, statement.species), statement.system]
    study += [f"n = {statement.n}"] if statement.n is not None else []
    quoted = statement.quoted_in
    return {
        "number": number,
        "id": local(statement.id),
        "place": place,
        "statement": sentence(codes, statement),
        "as_printed": statement.as_printed or NOT_PRINTED,
        "circumstances": "; ".join(statement.qualifiers),
        "study": ", ".join(filter(None, study)),
        "source": _full(statement.citation),
        "tier": label(codes, statement.citation.tier),
        "address": statement.citation.url,
        "quoted_in": f"{_full(quoted)} ({label(codes, quoted.tier)})" if quoted else "",
        "quoted_in_address": quoted.url if quoted else "",
        "locator": statement.locator,
        "seen_at": statement.seen_at,
        "review": label(codes, statement.review),
        "agrees": "",
        "differs": "",
    }


def _full(citation: Citation) -> str:
    """Return author, year and title of a citation, as far as they were seen."""
    return citation.label if citation.title in citation.label else f"{citation.label}: {citation.title}"
