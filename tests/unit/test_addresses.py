"""Addresses of stores: every form is read, and what is none says how to write one."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.addresses import Address
from graph.errors import StoreUnusable


@pytest.mark.parametrize(
    ("text", "path", "url"),
    [
        ("memory", None, None),
        (" memory ", None, None),
        ("disk", None, None),
        ("oxigraph:some/folder", Path("some/folder"), None),
        ("oxigraph:/a b", Path("/a b"), None),
        ("some/all.nq", Path("some/all.nq"), None),
        ("./memory", Path("memory"), None),
        ("sparql+http://127.0.0.1:8890/sparql", None, "http://127.0.0.1:8890/sparql"),
        ("sparql+https://example.org/a?b=c", None, "https://example.org/a?b=c"),
    ],
)
def test_an_address_is_read(text: str, path: Path | None, url: str | None) -> None:
    """Each form names a place of its kind and nothing else."""
    found = Address.parse(text)

    assert (found.path, found.url) == (path, url)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no file"),
        ("oxigraph:", "names no file"),
        ("a\0b", "names no file"),
        ("https://example.org/sparql", "Did you mean sparql\\+https://example.org/sparql"),
        ("ftp://example.org/all.nq", "Write memory, disk, oxigraph:FOLDER"),
        ("sparql+ftp://example.org/", "names no endpoint"),
        ("sparql+http://", "names no endpoint"),
        ("sparql+http://host:many/", "names no endpoint"),
        ("sparql+http://host/a b", "names no endpoint"),
        ("sparql+http://host/#part", "names no endpoint"),
    ],
)
def test_what_is_no_address_says_how_to_write_one(text: str, words: str) -> None:
    """The error names the address, what is wrong with it, and a remedy."""
    with pytest.raises(StoreUnusable, match=words) as caught:
        Address.parse(text)

    assert caught.value.address == text
    assert str(caught.value).startswith(f"The store “{text}” cannot be used")
