"""Addresses of pages under the root path, where a reverse proxy shows this server (web.settings: `root_path`).

Templates and the code behind them write addresses from `/`, as if there were no proxy; here they are made true, all in
one place, so that none can be forgotten. A quotation mark in text is escaped, so nothing but an attribute can look like
one. Scripts read the root path from `document.documentElement.dataset.root`.
"""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(r'(\s(?:href|src|action|formaction)=")/(?!/)')
_BEGINNING: Final = "<html "


def rooted(page: str, root: str) -> str:
    """Return a page whose addresses on this server begin with the root path; as it is where there is none.

    >>> rooted('<a href="/about">About</a> <a href="//other.example/">Elsewhere</a>', "/graph")
    '<a href="/graph/about">About</a> <a href="//other.example/">Elsewhere</a>'
    """
    if not root:
        return page
    return _ADDRESS.sub(rf"\g<1>{root}/", page).replace(_BEGINNING, f'{_BEGINNING}data-root="{root}" ', 1)
