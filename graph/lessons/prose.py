"""The words of a lesson: paragraphs and lists with *emphasis*, **strength**, [links](/id/slug) and {{placeholders}}.

Nothing else is read, HTML least of all. A text is taken apart before it is filled, so that what the graph says can
never become markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.errors import UNPLACED, LessonBroken
from graph.lessons.expressions import Expression, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TOKEN: Final = re.compile(r"(\{\{.*?\}\}|\*\*|\*|\[(?=[^\]]+\]\()|\]\([^)]*\))", re.DOTALL)
_ADDRESS: Final = re.compile(r"/(?!/)[\w\-./?=&#%+,]*")
_TAG: Final = re.compile(r"</?[A-Za-z!]")
_MARKS: Final = {"*": "em", "**": "strong"}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line: its text, or the expression it is filled with; how it is marked, and where it leads."""

    text: str = ""
    mark: str = ""
    href: str = ""
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, which has one line, or a list."""

    is_list: bool
    lines: tuple[tuple[Run, ...], ...]


def blocks(text: str) -> tuple[Block, ...]:
    """Read a text; raise LessonBroken where a mark has no end, a link leads away or something looks like HTML.

    >>> [run.mark for run in blocks("What *Ki* means")[0].lines[0]]
    ['', 'em', '']
    """
    if tag := _TAG.search(text):
        raise _broken(text[tag.start() :], "HTML is not read; take it out.")
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"\n\s*\n", text))):
        listed = part.startswith("- ")
        lines = re.split(r"\n- ", part[2:]) if listed else [part]
        found.append(Block(listed, tuple(tuple(_runs(" ".join(line.split()))) for line in lines)))
    return tuple(found)


def expressions(text: tuple[Block, ...]) -> Iterator[Expression]:
    """Yield every placeholder of a text."""
    for block in text:
        for line in block.lines:
            yield from (run.expression for run in line if run.expression)


def links(text: tuple[Block, ...]) -> Iterator[str]:
    """Yield every address that a text leads to."""
    for block in text:
        for line in block.lines:
            yield from dict.fromkeys(run.href for run in line if run.href)


def told(text: tuple[Block, ...], fill: Callable[[Expression], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return a text as JSON with its placeholders filled; `fill` gives runs, to which the marks around it are added."""
    return [{"list": block.is_list, "lines": [_line(line, fill) for line in block.lines]} for block in text]


def _line(runs: tuple[Run, ...], fill: Callable[[Expression], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    filled: list[dict[str, Any]] = []
    for run in runs:
        marked = {"mark": run.mark, "href": run.href}
        if run.expression is None:
            filled.append({"text": run.text, "live": False, **marked})
        else:
            filled += [{**marked, "live": True, **piece} for piece in fill(run.expression)]
    return filled


def _runs(line: str) -> Iterator[Run]:
    mark = href = ""
    pieces = _TOKEN.split(line)
    for place, piece in enumerate(pieces):
        if piece in _MARKS:
            if mark not in {"", _MARKS[piece]}:
                raise _broken(line, "End one mark before the next begins.")
            mark = "" if mark else _MARKS[piece]
        elif piece == "[":
            href = _address(pieces[place + 1 :], line)
        elif piece.startswith("]("):
            href = ""
        elif piece.startswith("{{") and piece.endswith("}}"):
            yield Run(mark=mark, href=href, expression=parse(piece[2:-2]))
        elif piece:
            yield Run(piece, mark, href)
    if mark:
        raise _broken(line, "Every * and ** needs a second one.")
    if "{{" in "".join(piece for piece in pieces if not piece.endswith("}}")):
        raise _broken(line, "Close every placeholder with two braces.")


def _address(rest: list[str], line: str) -> str:
    address = next((piece[2:-1] for piece in rest if piece.startswith("](")), "")
    if not _ADDRESS.fullmatch(address):
        raise _broken(line, "A link leads to an address on these pages, such as /id/slug.")
    return address


def _broken(text: str, remedy: str) -> LessonBroken:
    return LessonBroken(UNPLACED, 0, f"“{text.strip()[:60]}” cannot be read.", remedy)
