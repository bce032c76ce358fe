"""What pages are made with: where templates, styles and scripts lie, and what may be put into a page as it is."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

#: Templates, styles and scripts of the pages; they lie beside this package in a checkout and in an installed copy.
WEB: Final = Path(__file__).resolve().parent.parent / "web"
_SAFE_LINK: Final = re.compile(r"https?://[^\s]+\Z")


@functools.cache
def environment() -> Environment:
    """Return the template environment: everything is escaped, and a name that is not there is an error.

    There is one for a process, so that each template is compiled once.
    """
    return Environment(
        loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def json_block(value: object) -> Markup:
    r"""Return JSON that cannot end the script element it stands in.

    >>> str(json_block("</script>"))
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704 - the letters that could leave the element are escaped above


def safe_link(link: str) -> str:
    """Return a web address as it is, and anything else as the empty string.

    >>> safe_link("javascript:alert(1)")
    ''
    """
    return link if _SAFE_LINK.match(link) else ""
