"""What is left of a query without what it speaks of: queries of one outline differ in IRIs, strings and comments alone.

A program that looks things up sends the same query again and again, about other things. So a verdict that does not
depend on what was left out is remembered by the outline, which one call finds; reading it takes three times as long.

Equal outlines mean equal kinds of tokens. IRIs, strings and comments are found here by the very patterns that
graph.guard.tokens cuts them by, from left to right; no other token of a query that is taken holds a character that one
of them begins with, but `<` where no IRI follows. A backslash could hide one, so that a text with a backslash has no
outline.
"""

from __future__ import annotations

import re
from typing import Final

Outline = tuple[str, ...]

#: So many verdicts are remembered, none of a longer query than this.
MOST: Final = 512
LONGEST: Final = 4096
#: The character that each of them begins with stays, and tells their kind; what follows it goes.
_SPOKEN_OF: Final = re.compile(
    r"""
    ([<'"\#])
    (?: (?<=<) [^\x00-\x20<>"{}|^`]*+ >
      | (?<=\#) [^\r\n]*+
      | (?<=') (?: '' (?:[^']++|'{1,2}+(?!'))*+ ''' | (?!'') [^'\r\n]*+ ' )
      | (?<=") (?: "" (?:[^"]++|"{1,2}+(?!"))*+ \"\"\" | (?!"") [^"\r\n]*+ " )
    )
    """,
    re.VERBOSE,
)


def outline(text: str) -> Outline | None:
    """Return the outline of a query; None for one that has none.

    >>> outline("ASK { ?s a <urn:x> } # all")
    ('ASK { ?s a ', '<', ' } ', '#', '')
    """
    return None if len(text) > LONGEST or "\\" in text else tuple(_SPOKEN_OF.split(text))
