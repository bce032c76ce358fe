"""A lesson on the toy world, as a teacher would write it (tests/toy/lessons); and the same with something changed."""

from __future__ import annotations

from typing import Final

from tests.toy_world import TOY

#: The folder that a server over the toy world teaches from, and its lesson.
LESSONS: Final = TOY / "lessons"
LEAF: Final = LESSONS / "toy-leaf.toml"


def toy(old: str = "", new: str = "") -> str:
    """Return the text of the toy lesson; with one text put in the place of another, which must be there."""
    text = LEAF.read_text(encoding="utf-8")
    assert old in text, old
    return text.replace(old, new) if old else text
