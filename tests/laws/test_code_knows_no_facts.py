"""No name of a thing in the fact tables occurs in the program: a new fact is never an edit of code."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.laws.sources import ROOT, entity_tables, identifiers, modules, shown, strings, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Names shorter than this are left out: too many are also plain words or parts of words.
MIN_LENGTH = 5

#: Names that are plain English as well, each with what the program means by it. This list may only shrink.
ALLOWED: dict[str, str] = {}


@cache
def _names() -> dict[tuple[str, ...], str]:
    """Return every label, synonym and brand as its words, with the table it stands in."""
    found: dict[tuple[str, ...], str] = {}
    for table in entity_tables():
        for line, record in table.records():
            for column in ("label", "synonyms", "brands"):
                for name in record.get(column, "").split("|"):
                    if len(name.strip()) >= MIN_LENGTH and (words := words_of(name)):
                        found.setdefault(words, f"{name.strip()} ({table.name}, line {line})")
    return found


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    if path.suffix == ".py":
        yield from strings(path)
        yield from identifiers(path)
    else:
        yield from enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)


def _named(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield each place where a file says a name: the line, the name as words, and its table."""
    names = _names()
    longest = max(map(len, names), default=0)
    for line, text in _texts(path):
        words = words_of(text)
        for start in range(len(words)):
            for end in range(start + 1, min(start + longest, len(words)) + 1):
                if origin := names.get(words[start:end]):
                    yield line, " ".join(words[start:end]), origin


def _program() -> list[Path]:
    pages = [path for path in (ROOT / "web" / "templates").rglob("*") if path.is_file()]
    scripts = list((ROOT / "web" / "static").rglob("*.js"))
    return [*modules("graph", "web", "."), *sorted(pages), *sorted(scripts)]


@pytest.mark.parametrize("path", _program(), ids=shown)
def test_a_program_file_names_no_fact(path: Path) -> None:
    """No label, synonym or brand of an entity occurs in code, pages or scripts; docstrings may show one."""
    wrong = [f"{shown(path)}:{line} says {origin}" for line, name, origin in _named(path) if name not in ALLOWED]

    assert wrong == [], (
        "let the program read it from ontology/; a plain word goes to ALLOWED of this test with its reason"
    )


def test_the_law_sees_a_name_in_any_dress(tmp_path: Path) -> None:
    """A name is seen in a text, in an identifier and beside other words, in any letter case, but not in a docstring."""
    words = next(words for words in _names() if len(words) == 1 and words[0].isalpha())
    written = tmp_path / "written.py"
    written.write_text(f'"""{words[0]}"""\nuses_{words[0]}_here = "x {words[0].upper()}!"\n', encoding="utf-8")

    assert [line for line, _, _ in _named(written)] == [2, 2]


def test_the_list_of_plain_words_only_shrinks() -> None:
    """Every allowed word is still a name in the tables and still said by the program."""
    said = {name for path in _program() for _, name, _ in _named(path)}

    assert sorted(set(ALLOWED) - said) == [], "take these out of ALLOWED: nothing needs them any more"
