"""The rows of a step's sources on a store: of questions, each with what its statement says besides, and of checks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph.answers import codes, statements
from graph.checker import CheckRequest, check
from graph.choices import value_of
from graph.errors import UNPLACED, LessonBroken
from graph.lessons.expressions import chosen
from graph.lessons.rows import Cell, Row, Table, cells, flat, plain_number
from graph.names import ALKA, local
from graph.nomenclature import meant
from graph.queries import ask, bind, question
from graph.telling import statement_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.lessons.reading import Source
    from graph.store import Solution, Store

#: Columns in which questions name the statement of a row.
_STATEMENTS: Final = ("assertion", "statement")
#: What is added to a row of what its statement says: column and field.
_SAID: Final = "statement"
#: Where the row of a check names a statement on the pair itself.
_EVIDENCE: Final = re.compile(r"evidence\.(supports|refutes)\.\d+\.id")
#: Things without a label in their row are looked up as long as there are not more of them.
_LOOKED_UP: Final = 500


@dataclass(slots=True)
class Held:
    """What the sources of a step hold: tables by name, the reports of checks, and the statements behind the rows."""

    tables: dict[str, Table] = field(default_factory=dict)
    reports: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    told: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def behind(self, rows: Iterable[Row]) -> list[Mapping[str, Any]]:
        """Return the statements that some rows come from, each once, in the order of the rows."""
        names = dict.fromkeys(
            cell.name for row in rows for column, cell in row.items() if column == _SAID or _EVIDENCE.fullmatch(column)
        )
        return [self.told[name] for name in names if name in self.told]


def held(store: Store, sources: Mapping[str, Source], version: str) -> Held:
    """Ask every source of a step; raise LessonBroken where one has no row."""
    found = Held()
    for name, source in sources.items():
        table = _checked(store, source, found, name, version) if source.check else _asked(store, source, found)
        rows = chosen(table, source.where, f"where of {source.question or 'check'}")
        if not rows:
            told = f"the question “{source.question}”" if source.question else "the check"
            raise LessonBroken(UNPLACED, 0, f"There is no row for {told}.", "Ask for other things, or widen “where”.")
        found.tables[name] = Table.of(rows)
    return found


def _asked(store: Store, source: Source, found: Held) -> Table:
    asked = question(source.question)
    given: dict[str, Sequence[str]] = {}
    for key, names in source.inputs.items():
        if asked.takes_text(key):
            given[key] = names
        elif asked.choice(key):
            given[key] = [value_of(store, asked, key, name) for name in names]
        else:
            given[key] = [thing for name in names for thing in meant(store, name)]
    rows = store.select(bind(asked, given))
    words = _words(store, rows)
    _tell(store, rows, found)
    return Table.of({**cells(row, words), **_said(row, found)} for row in rows)


def _checked(store: Store, source: Source, found: Held, name: str, version: str) -> Table:
    report = found.reports[name] = check(store, CheckRequest.parse({"substances": list(source.check)}), version)
    if report["unresolved"]:
        lost = ", ".join(f"“{one['input']}”" for one in report["unresolved"])
        raise LessonBroken(UNPLACED, 0, f"The check does not know {lost}.", "Use a name, brand or slug of the graph.")
    words = {code.name: code.label for code in codes(store).values()}
    for pair in report["pairs"]:
        found.told.update({one["id"]: one for side in ("supports", "refutes") for one in pair["evidence"][side]})
    return Table.of(
        {place: Cell(value, words.get(value) or plain_number(value)) for place, value in flat(pair)}
        for pair in report["pairs"]
    )


def _words(store: Store, rows: Iterable[Solution]) -> dict[str, str]:
    """Return what readers call the IRIs in some rows that bring no label of their own: codes and things."""
    loose = {
        value
        for row in rows
        for column, value in row.items()
        if value.startswith(("http:", "https:")) and column + "Label" not in row and column not in _STATEMENTS
    }
    known = codes(store)
    words = {value: known[local(value)].label for value in loose if local(value) in known}
    rest = sorted(value for value in loose - set(words) if value.startswith(ALKA))
    if 0 < len(rest) <= _LOOKED_UP:
        for row in ask(store, "kind-of", thing=rest):
            words.setdefault(row["thing"], row.get("label", ""))
    return words


def _tell(store: Store, rows: Iterable[Solution], found: Held) -> None:
    """Keep what the statements of some rows say, as the pages show them."""
    names = dict.fromkeys(name for row in rows if (name := _statement(row)))
    words = codes(store)
    for name, statement in statements(store, names).items():
        found.told[local(name)] = statement_json(words, statement)


def _said(row: Solution, found: Held) -> Row:
    """Return what the statement of a row says, in columns `statement.…`; the statement itself is `statement`."""
    name = local(_statement(row))
    if name not in found.told:
        return {}
    said = {f"{_SAID}.{place}": Cell(value, plain_number(value)) for place, value in flat(found.told[name])}
    return {**said, _SAID: Cell(name, name)}


def _statement(row: Solution) -> str:
    return next((row[column] for column in _STATEMENTS if row.get(column, "").startswith(ALKA)), "")
