"""What the content security policy must know of the browser libraries in web/vendor/."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Final

VENDOR: Final = Path(__file__).resolve().parent / "vendor"
PICTURE: Final = VENDOR / "vis-network.min.js"
#: A style sheet inside a minified script: the only argument of a call, opening with a selector of the library.
_SHEET: Final = re.compile(r"""\((["'])((?:div)?\.vis[^"'\\]*\{(?:(?!\1)[^\\]|\\.)*)\1\)""", re.DOTALL)


def style_hashes(script: Path = PICTURE) -> list[str]:
    """Return the `style-src` sources for the style elements a library adds to the page; none when it is not there.

    They let a policy without 'unsafe-inline' admit exactly these sheets (Content Security Policy Level 3, 6.7.2.3).
    The library adds each element empty and fills it then, so the empty sheet is among them.
    """
    if not script.exists():
        return []
    sheets = ["", *(match[2] for match in _SHEET.finditer(script.read_text(encoding="utf-8")))]
    return [f"'sha256-{_digest(_unescaped(sheet))}'" for sheet in sheets]


def _digest(sheet: str) -> str:
    return base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()


def _unescaped(text: str) -> str:
    """Return what a JavaScript string literal without code points above 255 says."""
    return text.encode("latin-1").decode("unicode_escape") if "\\" in text else text


def has_map() -> bool:
    """Tell whether the libraries that draw the map of the whole graph are there."""
    return all((VENDOR / name).exists() for name in ("graphology.umd.min.js", "sigma.min.js"))
