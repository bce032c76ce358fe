"""What README and docs/python.md show of the interface for Python happens, and all of it is described."""

from __future__ import annotations

import doctest
import inspect
import re
from typing import TYPE_CHECKING

import pytest

from graph import KnowledgeGraph, snapshot
from graph.notebook.report import Explanation, Report
from graph.notebook.rows import Rows
from graph.notebook.view import View

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "docs/python.md"
FENCE = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.slow
@pytest.mark.parametrize("document", ["README.md", PAGE])
def test_a_session_shown_happens(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: str) -> None:
    """Typed line by line, the sessions of a page answer what stands there; `…` stands for anything."""
    snapshot.ensure()
    monkeypatch.chdir(tmp_path)
    text = "\n".join(FENCE.findall((root / document).read_text(encoding="utf-8"))).replace("…", "...")
    session = doctest.DocTestParser().get_doctest(text, {}, document, document, 0)
    said: list[str] = []
    found = doctest.DocTestRunner(optionflags=FLAGS).run(session, out=said.append)

    assert found.attempted > 4
    assert found.failed == 0, "".join(said)


def test_every_part_of_the_interface_is_described(root: Path) -> None:
    """Each public method and property stands on the page, and each has a docstring."""
    text = (root / PAGE).read_text(encoding="utf-8")
    parts = [
        (owner.__name__, name, member)
        for owner in (KnowledgeGraph, Report, Explanation, Rows, View)
        for name, member in vars(owner).items()
        if not name.startswith("_") and name not in {"of", "of_report", "around"}
    ]

    assert len(parts) > 15
    assert [f"{owner}.{name}" for owner, name, _ in parts if not re.search(rf"\.{name}\b", text)] == []
    assert [f"{owner}.{name}" for owner, name, member in parts if not inspect.getdoc(member)] == []
