"""Styles, scripts and browser libraries, coded with gzip once for all who can read it."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers

from web.negotiation import wants_gzip
from web.replies import WORTH_CODING

if TYPE_CHECKING:
    from starlette.types import Scope

#: Endings of files that are text; pictures and fonts are packed already.
TEXTS: Final = frozenset({".css", ".js", ".json", ".svg", ".txt"})
_LEVEL: Final = 9


class Shelf(StaticFiles):
    """A folder of files; a text is kept coded in memory as long as its file does not change."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._coded: dict[str, tuple[str, bytes]] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, coded where the client can read that; each coding has a tag of its own."""
        given = Headers(scope=scope)
        answer = await super().get_response(path, scope)
        if Path(path).suffix not in TEXTS:
            return answer
        answer.headers["Vary"] = "Accept-Encoding"
        if not isinstance(answer, FileResponse) or not wants_gzip(given.get("accept-encoding", "")):
            return answer
        if answer.stat_result is None or answer.stat_result.st_size < WORTH_CODING or "range" in given:
            return answer
        tag = f'{answer.headers["etag"].rstrip(chr(34))}-gzip"'
        headers = {"ETag": tag, "Last-Modified": answer.headers["last-modified"], "Vary": "Accept-Encoding"}
        if tag in given.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if self._coded.get(path, ("", b""))[0] != tag:
            self._coded[path] = (tag, await asyncio.to_thread(_coded, Path(answer.path)))
        headers["Content-Encoding"] = "gzip"
        return Response(self._coded[path][1], media_type=answer.media_type, headers=headers)


def _coded(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), _LEVEL, mtime=0)
