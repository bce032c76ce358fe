"""Write a proof tree as lines of plain text, indented by lines drawn in Unicode or in ASCII."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: What stands before a branch, before the last branch, and before the lines below each of them.
UNICODE: Final = ("├─ ", "└─ ", "│  ", "   ")
ASCII: Final = ("|- ", "`- ", "|  ", "   ")
#: Kinds of which many may stand side by side, each by itself enough.
_ALTERNATIVES: Final = {"way", "statement"}
#: How each kind is announced where its text does not say what it is.
_HEADS: Final = {"mechanism": "mechanism ", "rule": "rule ", "class_rule": "rule on classes ", "citation": "source "}


def outline(tree: Mapping[str, Any], signs: Sequence[str] = UNICODE, most: int | None = None) -> Iterator[str]:
    r"""Yield the lines of a tree.

    At most `most` ways or statements side by side are written, and how many more there are is told; None writes all.

    >>> leaf = {"kind": "citation", "id": "", "text": "Abel 2001, Table 1", "because": []}
    >>> print(*outline({"kind": "edge", "id": "", "text": "tea stops x", "because": [leaf]}, ASCII), sep="\n")
    tea stops x
    `- source Abel 2001, Table 1
    """
    yield line_of(tree, set())
    yield from _below(tree, signs, most, "", set())


def line_of(node: Mapping[str, Any], named: set[str]) -> str:
    """Return what a node says in one line, with its file, its address and its id where a reader may want them.

    A rule says what it says once; those in `named`, to which it is added, are called by name alone.
    """
    text = node["text"]
    if node["kind"] == "rule":
        text = text.partition(":")[0] if node["id"] in named else text
        named.add(node["id"])
    text = f"{_HEADS.get(node['kind'], '')}{text}"
    told = [node.get("file", ""), node.get("link", ""), node["id"] if node["kind"] == "statement" else ""]
    ends = "".join(f" [{part}]" for part in told if part)
    return " ".join(f"{text}{ends}".split())


def _below(
    node: Mapping[str, Any], signs: Sequence[str], most: int | None, before: str, named: set[str]
) -> Iterator[str]:
    branches, left = _kept(node["because"], most)
    for place, branch in enumerate(branches):
        last = place == len(branches) - 1 and not left
        yield before + signs[last] + line_of(branch, named)
        yield from _below(branch, signs, most, before + signs[2 + last], named)
    if left:
        yield f"{before}{signs[1]}and {left} more"


def _kept(branches: Sequence[Mapping[str, Any]], most: int | None) -> tuple[list[Mapping[str, Any]], int]:
    """Return the branches to write, and how many are left out."""
    counts: dict[str, int] = {}
    kept = []
    for branch in branches:
        kind = branch["kind"]
        counts[kind] = counts.get(kind, 0) + 1
        if most is None or kind not in _ALTERNATIVES or counts[kind] <= most:
            kept.append(branch)
    return kept, len(branches) - len(kept)
