"""Read an IRI as a query means it: escapes, prefixes, and references relative to a base (RFC 3986, section 5.2)."""

from __future__ import annotations

import re
from typing import Final

# Appendix B of RFC 3986: scheme, authority, path, query, fragment, with their marks.
_PARTS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LAST: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


def unescape(text: str) -> str:
    r"""Return a text with its codepoint escapes resolved (SPARQL 1.1 Query, section 19.2); impossible ones stay.

    >>> unescape(r"a\u0062\U00000063")
    'abc'
    """
    return _ESCAPE.sub(_character, text)


def escaped(text: str) -> list[str]:
    r"""Return the characters that codepoint escapes write, impossible ones as they stand.

    >>> escaped(r"a\u0062 \u0022")
    ['b', '"']
    """
    return [_character(match) for match in _ESCAPE.finditer(text)]


def _character(match: re.Match[str]) -> str:
    point = int(match[1] or match[2], 16)
    return match[0] if point > _LAST or point in _SURROGATES else chr(point)


def is_absolute(iri: str) -> bool:
    """Tell whether an IRI names its scheme.

    >>> is_absolute("urn:x"), is_absolute("../x")
    (True, False)
    """
    return bool(_split(iri)[0])


def resolve(reference: str, base: str | None) -> str:
    """Return what a reference means beside a base; an IRI with a scheme, and any without a base, come back as they are.

    >>> resolve("../g?x", "http://a/b/c/d;p?q")
    'http://a/b/g?x'
    """
    scheme, authority, path, query, fragment = _split(reference)
    if scheme or base is None:
        return reference
    base_scheme, base_authority, base_path, base_query, _ = _split(base)
    if authority:
        return base_scheme + authority + _without_dots(path) + query + fragment
    if not path:
        return base_scheme + base_authority + base_path + (query or base_query) + fragment
    if not path.startswith("/"):
        folder = base_path[: base_path.rfind("/") + 1]
        path = ("/" if base_authority and not base_path else folder) + path
    return base_scheme + base_authority + _without_dots(path) + query + fragment


def _split(iri: str) -> tuple[str, ...]:
    match = _PARTS.fullmatch(iri)
    return match.groups("") if match else ("",) * 5


def _without_dots(path: str) -> str:
    """Return a path without its steps `.` and `..` (section 5.2.4); they have a meaning only among slashes."""
    if "/" not in path:
        return path
    kept: list[str] = []
    *steps, last = path.split("/")
    for step in steps:
        if step == ".." and len(kept) > 1:
            kept.pop()
        elif step not in {".", ".."}:
            kept.append(step)
    if last == ".." and len(kept) > 1:
        kept.pop()
    return "/".join([*kept, "" if last in {".", ".."} else last])
